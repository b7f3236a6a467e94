/* test_xml.c - the XML reader, and the recorded answers read through it. */
#include "config.h"

#include "unit.h"

#include "aws/wire.h"
#include "base/str.h"
#include "format/xml.h"
#include "vectors.h"

/* Recorded answers whose form no call of ours has. */
static const struct { const char *name, *why; } left[] = {
	{ "s3-get-bucket-location", "the root element is the value" },
	{ "s3-get-bucket-policy", "the body is not XML but the policy" },
	{ "s3-get-bucket-acl", "a value in an attribute" },
	{ "s3-get-bucket-logging", "a value in an attribute" },
};

static bool is_left(const char *name)
{
	for (size_t i = 0; i < sizeof(left) / sizeof(*left); i++)
		if (str_eq(left[i].name, name))
			return true;
	return false;
}

static bool alike(const struct json *want, const struct json *have);

static bool scalar_alike(const struct json *want, const struct json *have)
{
	struct buf text = BUF(1u << 16);
	bool same;

	if (json_type(want) == JSON_STRING)
		buf_str(&text, json_text(want));
	else
		json_print(&text, want);
	same = str_eq(text.s, json_text(have));
	if (!same && json_text(have)) {		/* a blob comes in base64 */
		struct buf bytes = BUF(1u << 16);

		same = str_unbase64(&bytes, json_text(have)) && str_eq(bytes.s, text.s);
		buf_free(&bytes);
	}
	buf_free(&text);
	return same;
}

static bool list_alike(const struct json *want, const struct json *have)
{
	const struct json *h = json_first(have);

	if (str_eq(json_text(have), ""))
		return !json_count(want);
	if (json_type(have) == JSON_OBJECT && json_count(have) == 1 &&
	    json_type(h) == JSON_LIST)		/* S3: <Buckets><Bucket>... */
		return list_alike(want, h);
	if (json_type(have) != JSON_LIST)	/* one of a flattened list */
		return json_count(want) == 1 && alike(json_first(want), have);
	json_each(w, want) {
		if (!alike(w, h))
			return false;
		h = json_next(h);
	}
	return h == NULL;
}

/* A policy document comes percent-encoded. */
static bool document_alike(const struct json *want, const char *encoded)
{
	struct buf text = BUF(1u << 16);
	struct json *j = NULL;
	struct err err;
	bool same;

	if (wire_unescape(&text, encoded))
		j = json_parse(text.s, text.len, "document", &err);
	same = j && json_equal(want, j);
	json_free(j);
	buf_free(&text);
	return same;
}

/* The recorded names are the API's, ours the wire's: the same name, or any alike. */
static bool has_alike(const struct json *member, const struct json *have)
{
	json_each(h, have)
		if (!strcasecmp(json_key(h), json_key(member)))
			return alike(member, h);
	json_each(h, have)
		if (alike(member, h))
			return true;
	/* an empty list may be left out on the wire */
	return json_type(member) == JSON_LIST && !json_count(member);
}

static bool alike(const struct json *want, const struct json *have)
{
	if (json_type(want) == JSON_LIST)
		return list_alike(want, have);
	if (json_type(want) != JSON_OBJECT)
		return scalar_alike(want, have);
	if (json_text(have))
		return json_count(want) ? document_alike(want, json_text(have)) :
					  !*json_text(have);
	json_each(member, want)
		if (!str_eq(json_key(member), "ResponseMetadata") &&
		    !has_alike(member, have))
			return false;
	return true;
}

/* The call's name from the root element: the files were named by people. */
static void name_call(struct aws_op *op, char name[128], const struct http_response *r)
{
	struct arena arena = { 0 };
	const char *why;
	struct xml *root = xml_parse(&arena, r->body.s, r->body.len, &why);

	snprintf(name, 128, "%s", root ? root->name : "");
	if (str_ends(name, "Response"))
		name[strlen(name) - strlen("Response")] = '\0';
	op->name = name;
	arena_free(&arena);
}

static bool recorded_is(const char *folder, const char *base, bool error)
{
	struct http_response r = HTTP_RESPONSE;
	struct aws_op op = { .says = "test", .method = "GET", .service = "test",
		.wire = str_starts(base, "ec2") ? WIRE_EC2 :
			str_starts(base, "s3") ? WIRE_REST_XML : WIRE_QUERY };
	char *file = xasprintf("%s.json", base), name[128];
	struct json *want = vectors_json(folder, file);
	struct wire_answer a;
	bool ok;

	free(file);
	file = xasprintf("%s.xml", base);
	vectors_text(&r.body, folder, file);
	free(file);
	r.status = error ? 400 : 200;
	name_call(&op, name, &r);
	wire_read(&a, &op, &r);
	if (error)
		ok = str_eq(a.code, json_text(json_path(want, "Error.Code"))) &&
		     str_eq(a.message, json_text(json_path(want, "Error.Message")));
	else
		ok = a.reply && alike(want, a.reply);
	if (ok && *json_str(json_get(want, "ResponseMetadata"), "RequestId"))
		ok = str_eq(a.request_id,
			    json_str(json_get(want, "ResponseMetadata"), "RequestId"));
	if (!ok)
		printf("%s: %s %s %s\n", base, a.unread ? a.unread : "differs", a.code,
		       a.request_id);
	json_free(a.reply);
	json_free(want);
	http_response_free(&r);
	return ok;
}

static void recorded_in(const char *sub, bool error, int *passed, int *all, int *out)
{
	char *top = vectors_folder("xml-responses"), *folder, **names;

	if (!top)
		return;
	folder = xasprintf("%s/%s", top, sub);
	names = vectors_list(folder);
	for (char **name = names; *name; name++) {
		if (!str_ends(*name, ".xml"))
			continue;
		(*name)[strlen(*name) - 4] = '\0';
		if (is_left(*name)) {
			*out += 1;
			continue;
		}
		*passed += recorded_is(folder, *name, error);
		*all += 1;
	}
	vectors_list_free(names);
	free(folder);
	free(top);
}

static void recorded(void **state)
{
	int passed = 0, all = 0, out = 0;

	(void)state;
	recorded_in("responses", false, &passed, &all, &out);
	recorded_in("errors", true, &passed, &all, &out);
	if (!all)
		return;
	printf("xml-responses: %d left out by name\n", out);
	assert_true(vectors_count("xml-responses", passed, all));
}

static struct xml *parse(struct arena *a, const char *text, const char **why)
{
	return xml_parse(a, text, strlen(text), why);
}

static void trees(void **state)
{
	struct arena a = { 0 };
	const char *why;
	struct xml *x = parse(&a, "<?xml version='1.0'?><x:a xmlns:x='urn:x'> <b k='v'>1 &lt; "
			      "2<![CDATA[ <3]]></b><c/>\n<b>two</b></x:a>", &why);

	(void)state;
	assert_non_null(x);
	assert_string_equal(x->name, "a");
	assert_int_equal(x->count, 3);
	assert_string_equal(xml_text(x, "b"), "1 < 2 <3");
	assert_string_equal(xml_text(x, "c"), "");
	assert_string_equal(x->first->next->next->text, "two");
	assert_string_equal(x->text, "");
	assert_null(xml_get(x, "d"));
	assert_null(xml_get(NULL, "d"));
	arena_free(&a);
}

static void refused(void **state)
{
	static const char *const bad[] = {
		"", " ", "text", "<a>", "<a></b>", "<a/><b/>", "<a>&nbsp;</a>", "<a>\x1b</a>",
		"<a>&#0;</a>", "<a>\xff</a>", "<!DOCTYPE a><a/>",
		"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
		"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "<a b='1' b='2'/>",
	};
	struct arena a = { 0 };
	const char *why;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		why = NULL;
		assert_null(parse(&a, bad[i], &why));
		assert_non_null(why);
	}
	arena_free(&a);
}

static void nested(struct buf *out, int depth)
{
	for (int i = 0; i < depth; i++)
		buf_str(out, "<a>");
	for (int i = 0; i < depth; i++)
		buf_str(out, "</a>");
}

static void limits(void **state)
{
	struct arena a = { 0 };
	struct buf text = BUF(8u << 20);
	const char *why;

	(void)state;
	nested(&text, 64);
	assert_non_null(xml_parse(&a, text.s, text.len, &why));
	buf_reset(&text);
	nested(&text, 65);
	assert_null(xml_parse(&a, text.s, text.len, &why));
	buf_reset(&text);
	buf_str(&text, "<a>");
	for (int i = 0; i < 200001; i++)
		buf_str(&text, "<b/>");
	buf_str(&text, "</a>");
	assert_null(xml_parse(&a, text.s, text.len, &why));
	assert_string_equal(why, "it has too many elements");
	buf_free(&text);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recorded),
		cmocka_unit_test(trees),
		cmocka_unit_test(refused),
		cmocka_unit_test(limits),
	};

	return run_all(tests);
}

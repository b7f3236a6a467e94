/* reply.c - parsing of responses; see wire.h. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "aws/wire.h"
#include "base/str.h"
#include "format/json.h"
#include "format/xml.h"

static const char *const id_headers[] = {
	"x-amzn-requestid", "x-amz-request-id", "x-amz-id-2"
};

static void reply_keep(char *into, size_t size, const char *s)
{
	size_t n = strnlen(s, size - 1);

	memcpy(into, s, n);
	into[n] = '\0';
}

/* --- XML to a tree ---------------------------------------------------------------- */

static struct json *reply_tree(const struct xml *x);

static bool reply_all_named(const struct xml *x, const char *name)
{
	for (const struct xml *c = x->first; c; c = c->next)
		if (!str_eq(c->name, name))
			return false;
	return x->first != NULL;
}

static struct json *reply_object_of(const struct xml *x)
{
	struct json *object = json_object_new();

	for (const struct xml *c = x ? x->first : NULL; c; c = c->next)
		json_add(object, c->name, reply_tree(c));
	return object;
}

/* Recursive; xml_parse limits the depth. */
static struct json *reply_tree(const struct xml *x)
{
	struct json *tree;
	bool map;
	size_t n;

	if (!x || !x->first)
		return json_string_new(x ? x->text : "");
	/* S3 and Redshift derive the items' name from the list's: "Buckets", "Bucket". */
	n = strlen(x->name);
	if (reply_all_named(x, "member") || reply_all_named(x, "item") ||
	    (n > 1 && x->name[n - 1] == 's' && strlen(x->first->name) == n - 1 &&
	     !strncmp(x->name, x->first->name, n - 1) &&
	     reply_all_named(x, x->first->name))) {
		tree = json_list_new();
		for (const struct xml *c = x->first; c; c = c->next)
			json_push(tree, reply_tree(c));
		return tree;
	}
	map = reply_all_named(x, "entry");
	for (const struct xml *c = x->first; c && map; c = c->next)
		map = c->count == 2 && xml_get(c, "key") && xml_get(c, "value");
	if (!map)
		return reply_object_of(x);
	tree = json_object_new();
	for (const struct xml *c = x->first; c; c = c->next)
		json_put(tree, xml_text(c, "key"), reply_tree(xml_get(c, "value")));
	return tree;
}

/* --- good answers ------------------------------------------------------------------- */

/* The root is NameResponse; in the query protocol it contains NameResult. */
static void reply_read_form(struct wire_answer *a, const struct aws_op *op,
			    const struct xml *root)
{
	char name[128];

	snprintf(name, sizeof(name), "%sResponse", op->name);
	if (!str_eq(root->name, name)) {
		a->unread = "it is the response to another call";
		return;
	}
	if (op->wire == WIRE_EC2) {
		reply_keep(a->request_id, sizeof(a->request_id),
			   xml_text(root, "requestId"));
		a->reply = reply_object_of(root);
		json_drop(a->reply, "requestId");
		return;
	}
	snprintf(name, sizeof(name), "%sResult", op->name);
	reply_keep(a->request_id, sizeof(a->request_id),
		   xml_text(xml_get(root, "ResponseMetadata"), "RequestId"));
	a->reply = reply_object_of(xml_get(root, name));
}

/* The encoded message is kept apart: it is long, and only STS can read it. */
static void reply_keep_message(struct wire_answer *a, const char *s)
{
	size_t n = denied_split_encoded(s, a->encoded);

	reply_keep(a->message, sizeof(a->message), s);
	if (n < sizeof(a->message))
		a->message[n] = '\0';
}

static void reply_read_root(struct wire_answer *a, const struct aws_op *op,
			    const struct xml *root, bool good)
{
	if (root &&
	    (str_eq(root->name, "Error") || str_eq(root->name, "ErrorResponse") ||
	     (str_eq(root->name, "Response") && xml_get(root, "Errors")))) {
		const struct xml *e = root;
		const char *id = xml_text(root, "RequestId");

		if (xml_get(root, "Errors"))
			e = xml_get(xml_get(root, "Errors"), "Error");
		else if (xml_get(root, "Error"))
			e = xml_get(root, "Error");
		reply_keep(a->code, sizeof(a->code), xml_text(e, "Code"));
		reply_keep_message(a, xml_text(e, "Message"));
		if (!*id)
			id = xml_text(root, "RequestID");
		if (*id)
			reply_keep(a->request_id, sizeof(a->request_id), id);
		reply_keep(a->region, sizeof(a->region), xml_text(e, "Region"));
	} else if (root && good && op->wire == WIRE_REST_XML)
		a->reply = reply_object_of(root);
	else if (root && good)
		reply_read_form(a, op, root);
}

static void reply_read_xml(struct wire_answer *a, const struct aws_op *op,
			   const struct http_response *r, bool good)
{
	struct arena arena = { 0 };
	const struct xml *root;

	root = xml_parse(&arena, r->body.s, r->body.len, &a->unread);
	reply_read_root(a, op, root, good);
	arena_free(&arena);
}

/* A copy in which scalars are strings and null is left out, as in XML. */
static struct json *reply_as_text(const struct json *j)
{
	struct buf text = BUF(64);
	struct json *to;

	if (json_type(j) == JSON_OBJECT) {
		to = json_object_new();
		json_each(member, j)
			if (json_type(member) != JSON_NULL)
				json_put(to, json_key(member), reply_as_text(member));
	} else if (json_type(j) == JSON_LIST) {
		to = json_list_new();
		json_each(item, j)
			json_push(to, reply_as_text(item));
	} else if (json_type(j) == JSON_STRING) {
		to = json_copy(j);
	} else {
		json_print(&text, j);
		to = json_string_new(text.s);
	}
	buf_free(&text);
	return to;
}

/* The code is Code in "com.amazonaws.x#Code:http://...". */
static void reply_keep_code(struct wire_answer *a, const char *s)
{
	const char *hash = strrchr(s, '#');

	reply_keep(a->code, sizeof(a->code), hash ? hash + 1 : s);
	a->code[strcspn(a->code, ":")] = '\0';
}

static void reply_read_json(struct wire_answer *a, const struct aws_op *op,
			    const struct http_response *r, bool good)
{
	struct err err = ERR_INIT;
	struct json *j;

	if (good && !r->body.len && op->wire == WIRE_JSON && !op->must) {
		a->reply = json_object_new();	/* a success without content */
		return;
	}
	j = json_parse(r->body.s, r->body.len, "answer", &err);

	if (json_type(j) != JSON_OBJECT)
		a->unread = r->body.len ? "it is not a JSON object" : "it is empty";
	if (good && !a->unread)
		a->reply = reply_as_text(j);
	if (!good) {
		char type[256];
		const char *message = json_str(j, "message"), *oauth = json_str(j, "error");

		http_header(r, "x-amzn-errortype", type, sizeof(type));
		if (*oauth)
			reply_keep_code(a, oauth); /* of the sign-in services; more precise than their exception */
		else
			reply_keep_code(a,
					*type ? type :
						*json_str(j, "__type") ?
						json_str(j, "__type") :
						json_str(j, "code"));
		if (!*message)
			message = json_str(j,
					   *json_str(j, "Message") ? "Message" :
								     "error_description");
		reply_keep_message(a, message);
	}
	json_free(j);
}

/* --- S3: the useful headers, and a body that is the object ---------------------------- */

static void reply_read_rest_xml(struct wire_answer *a, const struct aws_op *op,
				const struct http_response *r, bool good)
{

	if (good && (op->raw || !r->body.len)) {
		a->reply = json_object_new();
		if (op->raw && memchr(r->body.s, '\0', r->body.len))
			a->unread = "it contains NUL bytes";
		else if (op->raw)
			json_put_str(a->reply, "Body", r->body.s);
	} else {
		reply_read_xml(a, op, r, good);
	}
	if (a->reply) {
		static const struct {
			const char *header, *member;
		} kept[] = {
			{ "x-amz-version-id", "VersionId" },
			{ "etag", "ETag" },
			{ "x-amz-bucket-region", "BucketRegion" },
			{ "x-amz-delete-marker", "DeleteMarker" },
		};
		char value[256];

		for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
			if (*http_header(r, kept[i].header, value, sizeof(value)))
				json_put_str(a->reply, kept[i].member, value);
	}
	if (!good && str_eq(op->method, "HEAD")) {
		/* the response to HEAD has no body, only a status */
		if (r->status == 404)
			reply_keep(a->code, sizeof(a->code), "NotFound");
		else if (r->status == 403)
			reply_keep(a->code, sizeof(a->code), "AccessDenied");
	}
}

/* Some servers that emulate AWS declare every body HTML, so the text decides. */
static bool reply_is_html(const struct http_response *r)
{
	char type[128];
	const char *s = r->body.s + strspn(r->body.s, " \t\r\n");
	bool declared = !strncmp(s, "<?xml", 5);

	if (declared && strstr(s, "?>"))
		s = strstr(s, "?>") + 2;
	s += strspn(s, " \t\r\n");
	http_header(r, "content-type", type, sizeof(type));
	if (!strncasecmp(s, "<!doctype html", 14) || !strncasecmp(s, "<html", 5))
		return true;
	/* AWS's replies are JSON, or XML with an element such as "<CreateBucketResponse" */
	return *s && !strncasecmp(type, "text/html", 9) && !declared &&
		!(*s == '{' || *s == '[' ||
		  (s[0] == '<' && isupper((unsigned char)s[1]) &&
		   islower((unsigned char)s[2])));
}

static void reply_finish(struct wire_answer *a, const struct aws_op *op,
			 const struct http_response *r, bool good)
{
	char region[sizeof(a->region)];
	const char *s;

	if (*http_header(r, "x-amz-bucket-region", region, sizeof(region)))
		memcpy(a->region, region, sizeof(region));
	if (a->reply && op->must) {
		/* the operation requires this member: a text without control characters */
		s = json_text(json_path(a->reply, op->must));
		if (!s || !*s)
			a->unread = "a required part is missing";
		for (; s && *s; s++)
			if ((unsigned char)*s < 0x20)
				a->unread = "it contains control characters";
	}
	if (!good || *a->code)
		a->unread = *a->code ? NULL : a->unread;
	if (a->unread || *a->code) {
		json_free(a->reply);
		a->reply = NULL;
	}
	for (size_t i = 0; i < sizeof(id_headers) / sizeof(*id_headers); i++)
		if (!*a->request_id)
			http_header(r, id_headers[i], a->request_id,
				    sizeof(a->request_id));
}

void wire_read(struct wire_answer *a, const struct aws_op *op,
	       const struct http_response *r)
{
	bool good = r->status >= 200 && r->status < 300;

	*a = (struct wire_answer){ .html = reply_is_html(r) };
	if (good && a->html && !op->raw)
		a->unread = "it is a web page";
	else if (op->wire == WIRE_JSON || op->wire == WIRE_REST_JSON)
		reply_read_json(a, op, r, good);
	else if (op->wire == WIRE_REST_XML)
		reply_read_rest_xml(a, op, r, good);
	else
		reply_read_xml(a, op, r, good);
	reply_finish(a, op, r, good);
}

void wire_read_tree(struct wire_answer *a, const struct aws_op *op,
		    const struct http_response *r, const struct xml *root,
		    const char *why)
{
	*a = (struct wire_answer){ .html = reply_is_html(r) };
	a->unread = a->html ? "it is a web page" : why;
	if (!a->unread)
		reply_read_root(a, op, root, true);
	reply_finish(a, op, r, true);
}

struct json *wire_tree(const struct xml *x)
{
	return reply_tree(x);
}

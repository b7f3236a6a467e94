/*
 * test_hostile.c - what a broken or hostile endpoint may send, served to a
 * create and to a read: the class that comes out, and that nothing shown can
 * drive a terminal.
 */
#include "config.h"

#include "unit.h"

#include "base/str.h"
#include "session.h"
#include "vectors.h"

#define ANSWER_MAX (80u << 20)

/* --- the bytes a case asks for ------------------------------------------------------- */

static void repeat(struct buf *out, const struct json *j)
{
	size_t left = (size_t)json_number(json_get(j, "count"));
	struct buf many = BUF(1u << 20);

	for (int i = 0; i < 1024; i++)
		buf_str(&many, json_str(j, "repeat"));
	buf_str(out, json_str(j, "prefix"));
	for (; left >= 1024; left -= 1024)
		buf_add(out, many.s, many.len);
	while (left--)
		buf_str(out, json_str(j, "repeat"));
	buf_str(out, json_str(j, "suffix"));
	buf_free(&many);
}

/* The endless list is told of calls we have: ListUsers becomes one of them. */
static void body_text(struct buf *out, const char *body)
{
	for (; *body; body++) {
		if (str_starts(body, "ListUsers")) {
			buf_str(out, "ListRolePolicies");
			body += strlen("ListUsers") - 1;
		} else {
			buf_char(out, *body);
		}
	}
}

static void body_of(struct buf *out, const struct json *c)
{
	if (*json_str(c, "body_base64"))
		str_unbase64(out, json_str(c, "body_base64"));
	else if (json_get(c, "body_generate"))
		repeat(out, json_get(c, "body_generate"));
	else
		body_text(out, json_str(c, "body"));
}

static void head_of(struct buf *out, const struct json *c, size_t body_len)
{
	bool has_length = false, chunked = false;
	const struct json *fill = json_get(c, "header_generate");

	buf_fmt(out, "HTTP/1.1 %d Words\r\n", (int)json_number(json_get(c, "status")));
	json_each(h, json_get(c, "headers")) {
		buf_fmt(out, "%s: ", json_key(h));
		buf_str(out, json_text(h));
		buf_str(out, "\r\n");
		has_length |= str_eq(json_key(h), "content-length");
		chunked |= str_eq(json_key(h), "transfer-encoding");
	}
	if (fill) {
		buf_fmt(out, "%s: ", json_str(fill, "name"));
		repeat(out, fill);
		buf_str(out, "\r\n");
	}
	if (!has_length && !chunked)
		buf_fmt(out, "Content-Length: %zu\r\n", body_len);
	buf_str(out, "\r\n");
}

static void answer_of(struct buf *out, const struct json *c)
{
	struct buf body = BUF(ANSWER_MAX);

	body_of(&body, c);
	if (*json_str(c, "raw")) {
		buf_str(out, json_str(c, "raw"));
	} else {
		buf_str(out, json_str(c, "raw_prefix"));
		head_of(out, c, body.len);
		if (str_starts(json_str(c, "transport"), "close before last"))
			buf_fmt(out, "%zx\r\n", body.len);
		buf_add(out, body.s, body.len);
	}
	buf_free(&body);
}

/* --- what may be shown ------------------------------------------------------------------- */

static bool is_forbidden(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x061c ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x2069) || (c >= 0xe0000 && c <= 0xe007f);
}

static bool is_safe(const char *s)
{
	size_t n = strlen(s);

	while (n) {
		uint32_t c;
		size_t len = str_utf8(s, n, &c);

		if (!len || is_forbidden(c))
			return false;
		s += len;
		n -= len;
	}
	return true;
}

static bool all_safe(const struct err *e)
{
	return is_safe(e->text) && is_safe(e->hint) && is_safe(e->code) &&
	       is_safe(e->request_id);
}

/* --- one case ------------------------------------------------------------------------------ */

struct seen {
	bool ok;
	struct err err;
	int requests;
	struct json *reply;
};

static struct seen ask(const struct json *c, enum aws_op_id op)
{
	struct seen seen = { .err = ERR_INIT };
	struct buf text = BUF(ANSWER_MAX);
	struct reply reply = { .then = CLOSE };
	struct server s;
	struct aws *a;

	answer_of(&text, c);
	reply.text = text.s;
	reply.len = text.len;
	clean_environment();
	setenv("AWS_MAX_ATTEMPTS", "2", 1);
	server_start(&s, &reply, 1);
	a = session(&s, NULL, "", &seen.err);
	seen.ok = aws_call(a, op, NULL, &seen.reply, NULL, &seen.err);
	aws_close(a);
	server_stop(&s);
	seen.requests = atomic_load(&s.requests);
	server_forget(&s);
	buf_free(&text);
	return seen;
}

/* The call whose answer the body is, so that no case passes for its name only. */
static enum aws_op_id op_of(const struct json *c)
{
	const char *body = json_str(c, "body");

	if (strstr(body, "<GetRoleResponse"))
		return OP_IAM_GET_ROLE;
	if (strstr(body, "<ListUsersResponse"))
		return OP_IAM_LIST_ROLE_POLICIES;
	if (strstr(body, "<DescribeInstancesResponse"))
		return OP_EC2_DESCRIBE_INSTANCES;
	return OP_IAM_CREATE_ACCESS_KEY;
}

/* Cases without a class: whether a good answer, a refusal or either is right. */
enum end { GOOD, BAD, EITHER };
static const struct { const char *starts; enum end end; } unclassed[] = {
	{ "external entity", BAD },
	{ "undefined entity", BAD },
	{ "character reference", BAD },
	{ "64 MiB", BAD },
	{ "header block", BAD },
	{ "UTF-16", EITHER },
	{ "two Code", BAD },
	{ "pagination", BAD },
	{ "IsTruncated", BAD },
	{ "policy document", GOOD },
	{ "unknown instance", GOOD },
	{ "HTTP/0.9", BAD },
	{ "two status", EITHER },
	{ "role ARN is", GOOD },	/* the wait for a real ARN is the engine's */
};

static bool end_is(const char *name, const struct seen *s)
{
	for (size_t i = 0; i < sizeof(unclassed) / sizeof(*unclassed); i++)
		if (str_starts(name, unclassed[i].starts))
			return unclassed[i].end == EITHER ||
			       s->ok == (unclassed[i].end == GOOD);
	return false;
}

static bool class_is(const struct json *c, const struct seen *s)
{
	const char *class = json_str(json_get(c, "expect"), "class");
	const char *message = json_str(json_get(c, "expect"), "message");
	enum aws_error f = (enum aws_error)s->err.aws_error;

	if (!*class || str_eq(class, "wait"))
		return end_is(json_str(c, "name"), s);
	if (*message && !strstr(s->err.text, message))
		return false;
	if (s->ok)
		return false;
	if (str_eq(class, "fatal"))	/* NoSuchEntity by code, or the status alone */
		return s->requests == 1 && (f == AWS_ERROR_NOT_FOUND ||
		       (f == AWS_ERROR_FATAL && strstr(s->err.text, "unreadable response, HTTP 404")));
	if (str_eq(class, "ambiguous-for-creates"))
		return f == AWS_ERROR_AMBIGUOUS && s->requests == 1;
	if (str_eq(class, "transient"))	/* to a create: nobody knows */
		return f == AWS_ERROR_AMBIGUOUS && s->requests == 1;
	if (str_eq(class, "clock"))
		return f == AWS_ERROR_CLOCK &&
		       s->requests == 1 + (int)json_number(json_path(c, "expect.retries"));
	return str_eq(class, aws_error_name(f)) && s->requests == 1;
}

/* The same bytes as the answer to a read. */
static bool read_is(const struct json *c)
{
	const struct json *expect = json_get(c, "expect");
	bool transient = json_true(json_get(expect, "transient_for_reads")) ||
			 str_eq(json_str(expect, "class"), "transient");
	struct seen s;
	bool ok;

	if (!transient)
		return true;
	s = ask(c, OP_IAM_GET_ROLE);
	ok = !s.ok && s.err.aws_error == AWS_ERROR_TRANSIENT && s.requests == 2 && all_safe(&s.err);
	json_free(s.reply);
	return ok;
}

/* Half an answer, then nothing: a stop ends it at once. */
static bool slow_is(const struct json *c)
{
	struct buf text = BUF(ANSWER_MAX);
	struct reply reply = { .then = HANG };
	struct err err = ERR_INIT;
	struct stopper stopper;
	struct server s;
	struct aws *a;
	bool ok;

	answer_of(&text, c);
	reply.text = text.s;
	reply.len = text.len - 200;
	clean_environment();
	server_start(&s, &reply, 1);
	a = session(&s, &stopper.stop, "", &err);
	stopper_start(&stopper, &s);
	ok = !aws_call(a, OP_IAM_CREATE_ACCESS_KEY, NULL, NULL, NULL, &err) &&
	     err.kind == ERR_STOPPED && err.aws_error == AWS_ERROR_AMBIGUOUS;
	ok = stopper_end(&stopper) < 2000 && ok;
	aws_close(a);
	server_stop(&s);
	server_forget(&s);
	buf_free(&text);
	return ok;
}

static bool case_passes(const struct json *c)
{
	struct seen s;
	bool ok;

	if (str_eq(json_str(c, "transport"), "slow"))
		return slow_is(c);
	s = ask(c, op_of(c));
	ok = class_is(c, &s) && all_safe(&s.err) && read_is(c);
	if (!ok)
		printf("%s: %s, %d requests, fault %s: %s\n", json_str(c, "name"),
		       s.ok ? "good" : "bad", s.requests,
		       aws_error_name((enum aws_error)s.err.aws_error), s.err.text);
	json_free(s.reply);
	return ok;
}

static void vectors(void **state)
{
	char *folder = vectors_folder("hostile-server");
	int passed = 0, all = 0;
	struct json *j;

	(void)state;
	if (!folder)
		return;
	j = vectors_json(folder, "responses.json");
	json_each(c, json_get(j, "cases")) {
		passed += case_passes(c);
		all++;
	}
	json_free(j);
	free(folder);
	assert_true(vectors_count("hostile-server, answers", passed, all));
}

/* --- our own ---------------------------------------------------------------------------------- */

static struct seen ask_text(int status, const char *body, enum aws_op_id op)
{
	struct json *c = json_object_new();
	struct seen s;

	json_put(c, "status", json_number_new(status));
	json_put_str(c, "body", body);
	s = ask(c, op);
	json_free(c);
	return s;
}

static void escapes_are_shown_as_marks(void **state)
{
	struct seen s = ask_text(404, "<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>"
		"a\xc2\x9b" "31m\xe2\x80\xae" "b</Message></Error><RequestId>\xc2\x9bx</RequestId>"
		"</ErrorResponse>", OP_IAM_GET_ROLE);

	(void)state;
	assert_true(all_safe(&s.err));
	assert_non_null(strstr(s.err.text, "\\x9b31m\\u202eb"));
	assert_int_equal(s.err.aws_error, AWS_ERROR_NOT_FOUND);
}

static void half_a_secret_is_no_secret(void **state)
{
	static const char *const bad[] = {
		"<AccessKey><AccessKeyId>AKIA</AccessKeyId></AccessKey>",
		"<AccessKey><SecretAccessKey/></AccessKey>",
		"<AccessKey><SecretAccessKey>a\nb</SecretAccessKey></AccessKey>",
		"<AccessKey><SecretAccessKey>a</SecretAccessKey></AccessKey>"
		"<AccessKey><SecretAccessKey>b</SecretAccessKey></AccessKey>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		char *body = xasprintf("<CreateAccessKeyResponse><CreateAccessKeyResult>%s"
			"</CreateAccessKeyResult></CreateAccessKeyResponse>", bad[i]);
		struct seen s = ask_text(200, body, OP_IAM_CREATE_ACCESS_KEY);

		assert_false(s.ok);
		assert_null(s.reply);
		assert_int_equal(s.err.aws_error, AWS_ERROR_AMBIGUOUS);
		assert_int_equal(s.requests, 1);
		free(body);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors),
		cmocka_unit_test(escapes_are_shown_as_marks),
		cmocka_unit_test(half_a_secret_is_no_secret),
	};

	return run_all(tests);
}

/* wire.c - serialization of requests; see wire.h. reply.c parses the responses. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "aws/wire.h"
#include "base/str.h"
#include "format/json.h"
#include "format/xml.h"
#include "net/hash.h"

#define PATH_MAX_LEN (16u << 10)
#define S3_SPACE " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\""

/*
 * Members that are headers or query parameters: those of S3, then those of the SSO portal.
 */
static const struct { const char *member, *query, *field; } members[] = {
	{ "VersionId", "versionId", NULL },
	{ "Prefix", "prefix", NULL },
	{ "Delimiter", "delimiter", NULL },
	{ "StartAfter", "start-after", NULL },
	{ "MaxKeys", "max-keys", NULL },
	{ "MaxBuckets", "max-buckets", NULL },
	{ "ContinuationToken", "continuation-token", NULL },
	{ "ContentType", NULL, "Content-Type" },
	{ "Tagging", NULL, "x-amz-tagging" },
	{ "ExpectedBucketOwner", NULL, "x-amz-expected-bucket-owner" },
	{ "IfNoneMatch", NULL, "If-None-Match" },
	{ "Range", NULL, "Range" },
	{ "ACL", NULL, "x-amz-acl" },
	{ "roleName", "role_name", NULL },
	{ "accountId", "account_id", NULL },
	{ "accessToken", NULL, "x-amz-sso_bearer_token" },
};

static void wire_add_query(struct wire *w, const char *name, const char *value)
{
	if (w->queries < SIG_PAIRS)
		w->query[w->queries++] = (struct sig_pair){
			arena_str(&w->arena, name), arena_str(&w->arena, value) };
}

static void wire_add_field(struct wire *w, const char *name, const char *value)
{
	if (w->field_count < SIG_PAIRS)
		w->fields[w->field_count++] = (struct sig_pair){
			arena_str(&w->arena, name), arena_str(&w->arena, value) };
}

/* A scalar as text; false for null, lists and objects. */
static bool wire_scalar(struct buf *out, const struct json *j)
{
	enum json_type type = json_type(j);

	if (type == JSON_STRING)
		buf_str(out, json_text(j));
	else if (type == JSON_NUMBER || type == JSON_BOOL)
		json_print(out, j);
	else
		return false;
	return true;
}

/* --- query and EC2 -------------------------------------------------------------- */

struct form {
	struct buf *out;
	struct buf name;	/* the name of the current member: "Tags.member.1.Key" */
	bool ec2;
};

static void wire_form_pair(struct form *f, const char *value)
{
	buf_char(f->out, '&');
	sig_escape(f->out, f->name.s, "");
	buf_char(f->out, '=');
	sig_escape(f->out, value, "");
}

static void wire_form_add(struct form *f, const struct json *j);

/* Appends the member to the name while its value is written. */
static void wire_form_member(struct form *f, const char *part, const struct json *j)
{
	size_t before = f->name.len;

	if (before)
		buf_char(&f->name, '.');
	buf_str(&f->name, part);
	wire_form_add(f, j);
	if (before != f->name.len) {
		f->name.len = before;
		f->name.s[before] = '\0';
	}
}

static void wire_form_add(struct form *f, const struct json *j)
{
	struct buf text = BUF(BUF_TEXT);

	if (json_type(j) == JSON_LIST) {
		size_t n = 0;

		if (!json_first(j) && !f->ec2)
			wire_form_pair(f, "");
		json_each(item, j) {
			struct buf part = BUF(64);

			buf_fmt(&part, f->ec2 ? "%zu" : "member.%zu", ++n);
			wire_form_member(f, part.s, item);
			buf_free(&part);
		}
	} else if (json_type(j) == JSON_OBJECT)
		json_each(member, j)
			wire_form_member(f, json_key(member), member);
	else if (wire_scalar(&text, j))
		wire_form_pair(f, text.s);
	buf_free(&text);
}

/* --- REST ------------------------------------------------------------------------ */

/*
 * Writes one "{Name}" or "{Name+}" of the path. An empty member is an error: a request for
 * an object would become one for its bucket.
 */
static bool wire_path_member(struct wire *w, const struct json *params, struct json *left,
			     const char *name, size_t n, struct err *err)
{
	bool whole = name[n - 1] == '+';
	struct buf key = BUF(128), value = BUF(PATH_MAX_LEN);
	bool ok;

	buf_add(&key, name, n - whole);
	ok = wire_scalar(&value, json_get(params, key.s)) && value.len;
	if (ok)
		sig_escape(&w->path, value.s, whole ? "/" : "");
	else
		err_set(err, ERR_INPUT, "the request lacks its '%s'", key.s);
	if (ok && (str_eq(value.s, ".") || str_eq(value.s, "..")))
		ok = err_set(err, ERR_INPUT, "'%s' is not a name for '%s'", value.s, key.s);
	if (str_eq(key.s, "Bucket"))
		w->bucket = arena_str(&w->arena, value.s);
	json_drop(left, key.s);
	buf_free(&key);
	buf_free(&value);
	return ok;
}

/* Writes the path and drops its members from left. */
static bool wire_write_path(struct wire *w, const char *path, const struct json *params,
			    struct json *left, struct err *err)
{
	for (; *path && *path != '?'; path++) {
		const char *end;

		if (*path != '{') {
			buf_char(&w->path, *path);
			continue;
		}
		end = strchr(path, '}');
		if (!wire_path_member(w, params, left, path + 1, (size_t)(end - path) - 1,
				      err))
			return false;
		path = end;
	}
	if (*path == '?') {
		/* the query of the row: "versioning", "list-type=2" */
		char name[64];
		const char *value = (path + 1) + strcspn(path + 1, "=");

		snprintf(name, sizeof(name), "%.*s", (int)(value - (path + 1)), path + 1);
		wire_add_query(w, name, *value ? value + 1 : "");
	}
	return true;
}

/* False: the member is not in the table. */
static bool wire_place_member(struct wire *w, const char *member, const char *value)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++) {
		if (!str_eq(members[i].member, member))
			continue;
		if (members[i].query)
			wire_add_query(w, members[i].query, value);
		else
			wire_add_field(w, members[i].field, value);
		return true;
	}
	return false;
}

/* Writes an element; a list repeats it, as in S3's documents. */
static void wire_xml_element(struct buf *out, const char *name, const char *more,
			     const struct json *j)
{
	struct buf text = BUF(BUF_TEXT);

	if (json_type(j) == JSON_LIST) {
		json_each(item, j)
			wire_xml_element(out, name, more, item);
		return;
	}
	buf_fmt(out, "<%s%s>", name, more);
	if (json_type(j) == JSON_OBJECT)
		json_each(member, j)
			wire_xml_element(out, json_key(member), "", member);
	else if (wire_scalar(&text, j))
		xml_escape(out, text.s);
	buf_fmt(out, "</%s>", name);
	buf_free(&text);
}

/* The member that is the body: a tree is written as XML, a text as it is. */
static void wire_write_body(struct wire *w, const struct aws_op *op,
			    const struct json *body)
{
	if (json_text(body))
		buf_str(&w->body, json_text(body));
	else if (body)
		wire_xml_element(&w->body, op->body, S3_SPACE, body);
	if (w->body.len)
		wire_add_field(w, "Content-Type",
			       json_text(body) ? "application/json" : "application/xml");
}

/* Without a type libcurl would declare the body a form. */
static void wire_name_type(struct wire *w)
{
	for (size_t i = 0; i < w->field_count; i++)
		if (str_eq(w->fields[i].name, "Content-Type"))
			return;
	wire_add_field(w, "Content-Type", "application/octet-stream");
}

static void wire_write_left(struct wire *w, const struct aws_op *op, struct json *left)
{
	bool has_body = str_eq(op->method, "POST") || str_eq(op->method, "PUT") ||
			str_eq(op->method, "PATCH");

	if (op->wire == WIRE_REST_JSON && has_body) {
		if (*json_str(left, "DPoP"))	/* a header of this operation */
			wire_add_field(w, "DPoP", json_str(left, "DPoP"));
		json_drop(left, "DPoP");
		json_print(&w->body, left);
		wire_add_field(w, "Content-Type", "application/json");
		return;
	}
	if (op->body) {
		wire_write_body(w, op, json_get(left, op->body));
		json_drop(left, op->body);
	}
	json_each(member, left) {
		struct buf text = BUF(HTTP_BODY_MAX);

		if (json_type(member) == JSON_LIST)
			json_each(item, member)
				wire_add_query(w, json_key(member), json_text(item));
		else if (!wire_scalar(&text, member))
			;
		else if (wire_place_member(w, json_key(member), text.s))
			;
		else if (op->wire == WIRE_REST_XML && str_eq(json_key(member), "Body"))
			buf_str(&w->body, text.s);
		else if (op->wire == WIRE_REST_JSON)
			wire_add_query(w, json_key(member), text.s);
		buf_free(&text);
	}
	if (op->sum) {
		/* the checksum that S3 requires */
		unsigned char sum[HASH_SIZE];
		struct buf text = BUF(64);

		hash_sha256(sum, w->body.s, w->body.len);
		str_base64(&text, sum, sizeof(sum));
		wire_add_field(w, "x-amz-sdk-checksum-algorithm", "SHA256");
		wire_add_field(w, "x-amz-checksum-sha256", text.s);
		buf_free(&text);
	}
	if (has_body)
		wire_name_type(w);
}

bool wire_write(struct wire *w, const struct aws_op *op, const struct json *params,
		struct err *err)
{
	struct json *left;
	bool ok = true;

	*w = (struct wire){ .method = op->method ? op->method : "POST",
			    .path = BUF(PATH_MAX_LEN), .body = BUF(HTTP_BODY_MAX) };
	if (op->wire == WIRE_QUERY || op->wire == WIRE_EC2) {
		struct form f = { .out = &w->body,
				  .name = BUF(1024),
				  .ec2 = op->wire == WIRE_EC2 };

		buf_char(&w->path, '/');
		buf_fmt(&w->body, "Action=%s&Version=%s", op->name, op->version);
		wire_form_add(&f, params);
		buf_free(&f.name);
		wire_add_field(w, "Content-Type",
			       "application/x-www-form-urlencoded; charset=utf-8");
	} else if (op->wire == WIRE_JSON) {
		buf_char(&w->path, '/');
		if (params)
			json_print(&w->body, params);
		else
			buf_str(&w->body, "{}");
		wire_add_field(w, "Content-Type",
			       op->type ? op->type : "application/x-amz-json-1.1");
		wire_add_field(w, "X-Amz-Target",
			       arena_fmt(&w->arena, "%s.%s", op->version, op->name));
	} else {
		left = params ? json_copy(params) : json_object_new();
		ok = wire_write_path(w, op->path, params, left, err);
		if (ok)
			wire_write_left(w, op, left);
		json_free(left);
	}
	if (ok && (w->path.cut || w->body.cut))
		ok = err_set(err, ERR_INPUT, "cannot %s: the request is too long",
			     op->says);
	return ok;
}

bool wire_unescape(struct buf *out, const char *s)
{
	for (; *s; s++) {
		unsigned byte;

		if (*s != '%') {
			buf_char(out, *s);
			continue;
		}
		if (strspn(s + 1, "0123456789abcdefABCDEF") < 2 ||
		    sscanf(s + 1, "%2x", &byte) != 1 || !byte)
			return false;
		buf_char(out, (char)byte);
		s += 2;
	}
	return true;
}

void wire_free(struct wire *w)
{
	arena_free(&w->arena);
	buf_free(&w->path);
	buf_free(&w->body);
}

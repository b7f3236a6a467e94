/* evidence.c - see evidence.h. */
#include "config.h"

#include <string.h>

#include "aws/evidence.h"
#include "aws/wire.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"

#define CALL_MAX 400
#define SHORT 1200	/* bytes of a reply that are shown */
#define SHORT_MEMBER 70
#define SHORT_DOCUMENT 600

static _Thread_local struct json *into;

void evidence_record_to(struct json *list)
{
	into = list;
}

struct json *evidence_swap(struct json *list)
{
	struct json *was = into;

	into = list;
	return was;
}

bool evidence_is_recorded(void)
{
	return into != NULL;
}

struct json *evidence_new(const char *call)
{
	struct json *asked = json_object_new();
	char t[24];

	clock_iso(t, clock_wall());
	json_put_str(asked, "call", call);
	json_put_str(asked, "time", t);
	json_put_str(asked, "request_id", "");
	return asked;
}

struct json *evidence_of_call(enum aws_op_id op, const struct json *params,
			      const char *request_id)
{
	struct buf call = BUF(CALL_MAX);
	struct json *asked;

	buf_fmt(&call, "%s:%s", aws_ops[op].service, aws_ops[op].name);
	json_each(param, params) {
		buf_fmt(&call, " %s=", json_key(param));
		if (json_text(param))
			buf_str(&call, json_text(param));
		else
			json_print(&call, param);
	}
	asked = evidence_new(call.s);
	json_put_str(asked, "request_id", request_id ? request_id : "");
	buf_free(&call);
	return asked;
}

static void evidence_add_member(struct buf *out, const struct json *member)
{
	enum json_type type = json_type(member);
	const char *text = json_text(member);
	struct buf plain = BUF(BUF_TEXT);
	size_t most = SHORT_MEMBER;

	if (type == JSON_OBJECT || !json_key(member))
		return;
	buf_fmt(out, "%s%s: ", out->len ? ", " : "", json_key(member));
	/* Policy documents are percent-encoded; people read them decoded. */
	if (text && str_starts(text, "%7B") && wire_unescape(&plain, text)) {
		text = plain.s;
		most = SHORT_DOCUMENT;
	}
	if (type == JSON_LIST)
		buf_fmt(out, "%zu", json_count(member));
	else if (text)
		buf_fmt(out, "%.*s%s", (int)most, text, strlen(text) > most ? "..." : "");
	else
		json_print(out, member);
	buf_free(&plain);
}

void evidence_add(const struct json *asked, const struct json *reply, const struct err *err)
{
	struct buf text = BUF(BUF_TEXT);
	char clean[SHORT];
	struct json *row;

	if (!into)
		return;
	row = json_push(into, json_copy(asked));
	if (err->kind) {
		if (*err->code && !strstr(err->text, err->code))
			buf_fmt(&text, "%s: ", err->code);
		buf_str(&text, err->text);
		if (*err->request_id)
			json_put_str(row, "request_id", err->request_id);
	} else {
		/*
		 * its members and those one level deeper: most replies wrap their content
		 */
		json_each(member, reply) {
			evidence_add_member(&text, member);
			if (json_type(member) == JSON_OBJECT)
				json_each(inner, member)
					evidence_add_member(&text, inner);
		}
	}
	str_clean(clean, sizeof(clean), text.len ? text.s : "nothing");
	json_put_str(row, "text", clean);
	buf_free(&text);
}

/* check_document.c - see check.h. Here: IAM's grammar of a policy document. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "keys/document_file.h"
#include "pack/check.h"

#define WORD "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

static const char *const top[] = { "Version", "Id", "Statement", NULL };
static const char *const members[] = { "Sid", "Effect", "Principal", "NotPrincipal",
	"Action", "NotAction", "Resource", "NotResource", "Condition", NULL };
static const char *const principals[] = { "AWS", "Service", "Federated",
	"CanonicalUser", NULL };

/* Condition operators, without IfExists and the set operators ForAllValues, ForAnyValue. */
static const char *const operators[] = {
	"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase",
	"StringNotEqualsIgnoreCase", "StringLike", "StringNotLike", "NumericEquals",
	"NumericNotEquals", "NumericLessThan", "NumericLessThanEquals",
	"NumericGreaterThan", "NumericGreaterThanEquals", "DateEquals", "DateNotEquals",
	"DateLessThan", "DateLessThanEquals", "DateGreaterThan",
	"DateGreaterThanEquals", "Bool", "BinaryEquals", "IpAddress", "NotIpAddress",
	"ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "Null", NULL
};

struct statement {
	struct check *c;
	const struct json *j;
	enum document what;
	char place[300];
};

static const char *check_document_at(char buf[400], const struct statement *s,
				     const char *member)
{
	snprintf(buf, 400, "%s.%s", s->place, member);
	return buf;
}

/* Calls check for each text of a member that is one text or a list of them. */
static void check_document_each_text(const struct statement *s, const char *member,
				     void (*check)(const struct statement *s,
						   const char *text, const char *place))
{
	const struct json *j = json_get(s->j, member);
	char in[400], here[440];
	size_t i = 0;

	check_document_at(in, s, member);
	if (json_text(j))
		check(s, json_text(j), in);
	else if (json_type(j) != JSON_LIST || !json_count(j))
		check_say(s->c, in, "must be a text or a list of texts");
	json_each(item, json_type(j) == JSON_LIST ? j : NULL) {
		snprintf(here, sizeof(here), "%s[%zu]", in, i++);
		if (json_text(item))
			check(s, json_text(item), here);
		else
			check_say(s->c, here, "must be a text");
	}
}

static void check_document_action(const struct statement *s, const char *text,
				  const char *place)
{
	size_t n = strspn(text, WORD "-");

	if (str_eq(text, "*"))
		return;
	if (!n || text[n] != ':' || !text[n + 1] ||
	    text[n + 1 + strspn(text + n + 1, WORD "*?")])
		check_say(s->c, place, "'%s' is not an action: expected service:Name",
			  text);
	else if (s->what == DOCUMENT_TRUST && !str_starts(text, "sts:"))
		check_say(s->c, place,
			  "'%s' is not allowed in a trust policy: only sts actions are",
			  text);
}

static void check_document_arn(const struct statement *s, const char *text,
			       const char *place)
{
	size_t colons = 0;

	for (const char *c = text; *c; c++)
		colons += *c == ':' && !str_starts(c, ":username}");
	if (str_eq(text, "*") || (str_starts(text, "${") && strchr(text, '}')))
		return;
	if (!str_starts(text, "arn:") || colons < 5)
		check_say(s->c, place, "'%s' is neither an ARN nor *", text);
}

/* Exactly one of the two forms of a member. */
static void check_document_one_of(const struct statement *s, const char *a, const char *b)
{
	bool has_a = json_get(s->j, a), has_b = json_get(s->j, b);

	if (has_a && has_b)
		check_say(s->c, s->place, "'%s' and '%s' cannot be used together", a, b);
	else if (!has_a && !has_b)
		check_say(s->c, s->place, "'%s' is missing", a);
}

static void check_document_none_of(const struct statement *s, const char *a, const char *b,
				   const char *why)
{
	char here[400];

	if (json_get(s->j, a))
		check_say(s->c, check_document_at(here, s, a), "%s", why);
	if (json_get(s->j, b))
		check_say(s->c, check_document_at(here, s, b), "%s", why);
}

static void check_document_principal(const struct statement *s, const char *member)
{
	const struct json *j = json_get(s->j, member);
	char in[400];

	check_document_at(in, s, member);
	if (!j || str_eq(json_text(j), "*"))
		return;
	if (json_type(j) != JSON_OBJECT || !json_count(j)) {
		check_say(s->c, in, "must be an object such as {\"Service\": ...}");
		return;
	}
	json_each(p, j) {
		struct statement inner = { .c = s->c, .j = j, .what = s->what };

		if (!str_in(json_key(p), principals))
			check_say(
				s->c, in,
				"'%s' is not one of AWS, Service, Federated, CanonicalUser",
				json_key(p));
		snprintf(inner.place, sizeof(inner.place), "%.290s", in);
		if (json_type(p) != JSON_STRING && json_type(p) != JSON_LIST)
			check_say(s->c, check_document_at(in, &inner, json_key(p)),
				  "must be a text or a list of texts");
	}
}

static void check_document_condition(const struct statement *s)
{
	const struct json *j = json_get(s->j, "Condition");
	char in[400];

	check_document_at(in, s, "Condition");
	if (j && json_type(j) != JSON_OBJECT)
		check_say(s->c, in, "must be an object");
	json_each(op, json_type(j) == JSON_OBJECT ? j : NULL) {
		const char *name = json_key(op);
		char bare[64];
		size_t n;

		if (str_starts(name, "ForAllValues:") || str_starts(name, "ForAnyValue:"))
			name = strchr(name, ':') + 1;
		snprintf(bare, sizeof(bare), "%s", name);
		n = strlen(bare);
		if (n > 8 && str_ends(bare, "IfExists"))
			bare[n - 8] = '\0';
		if (!str_in(bare, operators))
			check_say(s->c, in, "'%s' is not a condition operator",
				  json_key(op));
		if (json_type(op) != JSON_OBJECT || !json_count(op))
			check_say(s->c, in, "'%s' must be an object of condition keys",
				  json_key(op));
		json_each(key, json_type(op) == JSON_OBJECT ? op : NULL)
			if (json_type(key) == JSON_OBJECT || json_type(key) == JSON_NULL)
				check_say(s->c, in, "'%s' must be a text or a list of "
					  "texts", json_key(key));
	}
}

static void check_document_statement(const struct statement *s)
{
	const char *effect = json_str(s->j, "Effect");
	char here[400];

	json_each(m, s->j)
		if (!str_in(json_key(m), members))
			check_say(s->c, check_document_at(here, s, json_key(m)),
				  "not a member of a statement");
	if (!str_eq(effect, "Allow") && !str_eq(effect, "Deny"))
		check_say(s->c, check_document_at(here, s, "Effect"),
			  "must be Allow or Deny");
	check_document_one_of(s, "Action", "NotAction");
	check_document_each_text(s, json_get(s->j, "NotAction") ? "NotAction" : "Action",
				 check_document_action);
	if (s->what == DOCUMENT_TRUST || s->what == DOCUMENT_RESOURCE) {
		check_document_one_of(s, "Principal", "NotPrincipal");
		check_document_principal(s, "Principal");
	}
	if (s->what == DOCUMENT_TRUST) {
		check_document_none_of(s, "Resource", "NotResource",
				       "a trust policy has none: it is about its own role");
	} else {
		check_document_one_of(s, "Resource", "NotResource");
		check_document_each_text(s,
					 json_get(s->j, "NotResource") ? "NotResource" :
									 "Resource",
					 check_document_arn);
	}
	if (s->what == DOCUMENT_IDENTITY)
		check_document_none_of(s, "Principal", "NotPrincipal",
				       "only a trust policy has one: here, the principal "
				       "is the user or role that has the policy");
	check_document_condition(s);
}

/* A Sid is optional, unique in its document, and of letters and digits. */
static void check_document_sid(const struct statement *s, const struct json *all)
{
	const struct json *sid = json_get(s->j, "Sid");
	const char *text = json_text(sid);
	char here[400];

	if (!sid)
		return;
	if (!text || !*text || text[strspn(text, WORD)])
		check_say(s->c, check_document_at(here, s, "Sid"),
			  "must consist of letters and digits");
	json_each(other, json_type(all) == JSON_LIST ? all : NULL) {
		if (other == s->j)
			break;
		if (json_text(sid) && str_eq(json_str(other, "Sid"), json_text(sid)))
			check_say(s->c, check_document_at(here, s, "Sid"),
				  "'%s' is used twice", json_text(sid));
	}
}

static void check_document_version(struct check *c, const struct json *j, const char *place)
{
	const char *version = json_str(j, "Version");
	char here[300];

	snprintf(here, sizeof(here), "%s: Version", place);
	if (!json_get(j, "Version"))
		check_say(c, place, "'Version' is missing");
	else if (!str_eq(version, "2012-10-17") && !str_eq(version, "2008-10-17"))
		check_say(c, here, "must be \"2012-10-17\"");
}

/* How many members are exactly this text. */
static size_t check_document_count_whole(const struct json *j, const char *text)
{
	size_t n = json_key(j) && str_eq(json_text(j), text);

	json_each(child, j)
		n += check_document_count_whole(child, text);
	return n;
}

static void check_document_key_marks(struct check *c, const struct json *j,
				     const char *place)
{
	static const char *const marks[] = { MARK_KEY_ID, MARK_SECRET };

	for (size_t i = 0; i < 2; i++)
		if (check_document_count_whole(j, marks[i]) != 1)
			check_say(c, place, "exactly one member must be \"%s\"", marks[i]);
}

void check_document(struct check *c, const struct json *j, enum document what,
		    const char *place)
{
	struct statement s = { .c = c, .what = what };
	const struct json *all = json_get(j, "Statement");
	size_t i = 0;

	if (what == DOCUMENT_KEY)
		check_document_key_marks(c, j, place);
	if (what == DOCUMENT_PLAIN || what == DOCUMENT_KEY)
		return;
	if (json_type(j) != JSON_OBJECT) {
		check_say(c, place, "is not a policy document: it must be an object");
		return;
	}
	json_each(m, j)
		if (!str_in(json_key(m), top)) {
			snprintf(s.place, sizeof(s.place), "%s: %s", place, json_key(m));
			check_say(c, s.place, "not a member of a policy document");
		}
	check_document_version(c, j, place);
	if (json_type(all) == JSON_OBJECT) {
		snprintf(s.place, sizeof(s.place), "%s: Statement", place);
		s.j = all;
		check_document_sid(&s, all);
		check_document_statement(&s);
		return;
	}
	if (json_type(all) != JSON_LIST || !json_count(all)) {
		check_say(c, place, "'Statement' must be a list of at least one statement");
		return;
	}
	json_each(one, all) {
		snprintf(s.place, sizeof(s.place), "%s: Statement[%zu]", place, i++);
		s.j = one;
		if (json_type(one) != JSON_OBJECT) {
			check_say(c, s.place, "must be an object");
			continue;
		}
		check_document_sid(&s, all);
		check_document_statement(&s);
	}
}

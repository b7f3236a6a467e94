/* action.c - see action.h. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "probe/action.h"

/* Where the action is not the operation's name with its service before it. */
static const struct { const char *service, *operation, *action; } others[] = {
	{ "s3api", "list-buckets", "s3:ListAllMyBuckets" },
	{ "s3api", "list-objects", "s3:ListBucket" },
	{ "s3api", "list-objects-v2", "s3:ListBucket" },
	{ "s3api", "head-bucket", "s3:ListBucket" },
	{ "s3api", "head-object", "s3:GetObject" },
	{ "s3api", "copy-object", "s3:PutObject" },
	{ "s3api", "list-object-versions", "s3:ListBucketVersions" },
	{ "s3", "ls", "s3:ListBucket" },
	{ "s3", "cp", "s3:PutObject" },
	{ "s3", "rm", "s3:DeleteObject" },
	{ "elbv2", NULL, "elasticloadbalancing" },
	{ "s3api", NULL, "s3" },
	{ "stepfunctions", NULL, "states" },
	{ "logs", NULL, "logs" },
};

static void copy_until(char *out, size_t size, const char *s, const char *stop)
{
	size_t n;

	s += strspn(s, "\"'");
	n = strcspn(s, stop);
	while (n && strchr(".,\"'", s[n - 1]))
		n--;
	snprintf(out, size, "%.*s", (int)n, s);
}

/* The test object's own name is no resource to write into a policy. */
static void widen_canary(struct action *a)
{
	char *at = strstr(a->resource, "/accredit-canary-");

	if (at)
		memcpy(at, "/*", 3);
}

static bool from_text(struct action *a, const char *text)
{
	static const char does[] = "not authorized to perform: ", on[] = "on resource: ";
	const char *at = strstr(text, does);

	if (!at)
		return false;
	copy_until(a->name, sizeof(a->name), at + sizeof(does) - 1, " \n");
	at = strstr(at, on);
	if (at)
		copy_until(a->resource, sizeof(a->resource), at + sizeof(on) - 1, " \n");
	widen_canary(a);
	return strchr(a->name, ':');
}

/* "describe-instances" is DescribeInstances. */
static void camel(struct buf *out, const char *s)
{
	bool up = true;

	for (; *s; s++) {
		if (*s != '-')
			buf_char(out, up ? (char)toupper((unsigned char)*s) : *s);
		up = *s == '-';
	}
}

static void name_of(struct buf *out, const char *service, const char *operation)
{
	const char *prefix = service;

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (!str_eq(others[i].service, service))
			continue;
		if (str_eq(others[i].operation, operation)) {
			buf_str(out, others[i].action);
			return;
		}
		if (!others[i].operation)
			prefix = others[i].action;
	}
	buf_fmt(out, "%s:", prefix);
	camel(out, operation);
}

/* "(AccessDenied) when calling the PutObject operation", of a test of several calls. */
static void from_operation(struct action *a, const char *service, const char *first,
			   const char *text)
{
	static const char mark[] = "when calling the ";
	const char *at = strstr(text, mark);
	char operation[64];

	snprintf(operation, sizeof(operation), "%s", first);
	if (at)
		copy_until(operation, sizeof(operation), at + sizeof(mark) - 1, " ");
	snprintf(a->name, sizeof(a->name), "%s:%s", service, operation);
}

void action_find(struct action *a, const struct json *probe, const char *text)
{
	const struct json *call = json_get(probe, "call");
	const char *service = json_text(json_first(call));
	const char *operation = json_text(json_next(json_first(call)));
	const char *bucket = json_text(json_get(call, "canary"));
	struct buf name = BUF(sizeof(a->name));

	*a = (struct action){ .name = "" };
	if (from_text(a, text))
		return;
	*a = (struct action){ .name = "" };
	if (bucket) {
		from_operation(a, "s3", "PutObject", text);
		snprintf(a->resource, sizeof(a->resource), "arn:aws:s3:::%s/*", bucket);
	} else if (json_get(call, "spare-ip")) {
		from_operation(a, "ec2", "AssignPrivateIpAddresses", text);
	} else if (json_type(call) == JSON_LIST && service && operation) {
		name_of(&name, service, operation);
		snprintf(a->name, sizeof(a->name), "%s", name.s);
	}
	buf_free(&name);
}

static void add_list(struct buf *out, const struct json *words)
{
	if (!str_eq(json_text(json_first(words)), "kubectl"))
		buf_str(out, "aws");
	json_each(word, words) {
		if (out->len)
			buf_char(out, ' ');
		buf_str(out, json_text(word));
	}
}

void action_call(struct buf *out, const struct json *probe)
{
	const struct json *call = json_get(probe, "call");
	struct buf all = BUF(BUF_TEXT);

	if (json_type(call) == JSON_LIST)
		add_list(&all, call);
	else if (json_get(call, "canary"))
		buf_fmt(&all, "aws s3api put-object, get-object, delete-object "
			"s3://%s/accredit-canary-*", json_str(call, "canary"));
	else if (json_get(call, "spare-ip"))
		buf_fmt(&all, "aws ec2 assign-private-ip-addresses, unassign-private-ip-addresses "
			"--network-interface-id %s", json_str(call, "spare-ip"));
	else
		buf_str(&all, "aws sts get-caller-identity");
	str_clean_into(out, all.s, all.len, false);
	buf_free(&all);
}

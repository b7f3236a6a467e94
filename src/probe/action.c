/* action.c - see action.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/denied.h"
#include "aws/permission.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/action.h"
#include "probe/probe_check.h"

/* For a check of several calls: "(AccessDenied) when calling the PutObject operation". */
static void action_from_operation(struct action *a, const char *service, const char *first,
				  const char *text)
{
	static const char mark[] = "when calling the ";
	const char *at = strstr(text, mark);
	char operation[64];

	snprintf(operation, sizeof(operation), "%s", first);
	if (at) {
		size_t size = sizeof(operation);
		const char *s = at + sizeof(mark) - 1;
		size_t n;

		s += strspn(s, "\"'");
		n = strcspn(s, " ");
		while (n && strchr(".,\"'", s[n - 1]))
			n--;
		snprintf(operation, size, "%.*s", (int)n, s);
	}
	permission_of(a->name, service, operation);
}

void action_find(struct action *a, const struct check *check, const char *text)
{
	const struct json *words = check->call.words;
	const char *service = json_text(json_first(words));
	const char *operation = json_text(json_next(json_first(words)));
	struct denied d;
	char *at;

	*a = (struct action){ .name = "" };
	if (denied_parse_message(&d, text)) {
		snprintf(a->name, sizeof(a->name), "%s", d.action);
		snprintf(a->resource, sizeof(a->resource), "%s", d.resource);
		at = strstr(a->resource, "/accredit-canary-");
		if (at) /* a policy names the bucket's objects, not this one test object */
			memcpy(at, "/*", 3);
		return;
	}
	if (check->call.bucket) {
		action_from_operation(a, "s3", "PutObject", text);
		snprintf(a->resource, sizeof(a->resource), "arn:aws:s3:::%s/*",
			 check->call.bucket);
	} else if (check->call.interface) {
		action_from_operation(a, "ec2", "AssignPrivateIpAddresses", text);
	} else if (service && operation && !str_eq(service, "kubectl")) {
		permission_of(a->name, service, operation); /* RBAC has no IAM actions */
	}
}

void action_call(struct buf *out, const struct check *check)
{
	const struct check_call *call = &check->call;
	struct buf all = BUF(BUF_TEXT);

	if (call->words) {
		if (!str_eq(json_text(json_first(call->words)), "kubectl"))
			buf_str(&all, "aws");
		json_each(word, call->words) {
			if (all.len)
				buf_char(&all, ' ');
			buf_str(&all, json_text(word));
		}
	} else if (call->bucket)
		buf_fmt(&all,
			"aws s3api put-object, get-object, delete-object "
			"s3://%s/accredit-canary-*",
			call->bucket);
	else if (call->interface)
		buf_fmt(&all,
			"aws ec2 assign-private-ip-addresses, "
			"unassign-private-ip-addresses "
			"--network-interface-id %s",
			call->interface);
	else
		buf_str(&all, "aws sts get-caller-identity");
	str_clean_into(out, all.s, all.len, false);
	buf_free(&all);
}

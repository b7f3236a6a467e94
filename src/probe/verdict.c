/* verdict.c - see verdict.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/action.h"
#include "probe/verdict.h"

enum said { SAID_YES, SAID_REFUSED, SAID_OTHER };

/* The codes by which a service says "you may not". */
static const char *const refusals[] = {
	"AccessDenied", "AccessDeniedException", "UnauthorizedOperation",
	"Client.UnauthorizedOperation", "AuthorizationError", "AccessDeniedFault",
	"UnauthorizedAccess", "NotAuthorized", "AllAccessDisabled", "Forbidden", "403",
	"KMS.AccessDeniedException", "AWS.SimpleQueueService.AccessDenied", NULL
};

/* First row whose words the text holds wins: the narrower stand above. */
static const struct { const char *words, *layer; } layers[] = {
	{ "ould not connect to the endpoint", "network" },
	{ "onnect timeout on endpoint", "network" },
	{ "ead timeout on endpoint", "network" },
	{ "onnection was closed before", "network" },
	{ "ould not resolve", "network" },
	{ "ailed to establish a new connection", "network" },
	{ "ailed to connect to proxy", "network" },
	{ "SSL validation failed", "network" },
	{ "RequestTimeTooSkewed", "clock" },
	{ "RequestExpired", "clock" },
	{ "RequestInTheFuture", "clock" },
	{ "ignature expired", "clock" },
	{ "ignature not yet current", "clock" },
	{ "AssumeRoleUnauthorizedAccess", "trust" },
	{ "sts:AssumeRole", "trust" },
	{ "calling the AssumeRole", "trust" },
	{ "role trust policy", "trust" },
	{ "service control policy", "scp" },
	{ "resource control policy", "scp" },
	{ "permissions boundary", "boundary" },
	{ "VPC endpoint policy", "network" },
	{ "session policy", "session" },
	{ "identity-based policy", "identity" },
	{ "resource-based policy", "resource" },
};

/* Who refused, or what stood in the way. */
static const char *layer_of(const char *rc, const char *text)
{
	if (str_eq(rc, "124") || str_eq(rc, "137"))
		return "network";
	for (size_t i = 0; i < sizeof(layers) / sizeof(*layers); i++)
		if (strstr(text, layers[i].words))
			return layers[i].layer;
	return "unknown";
}

/* The code of "An error occurred (CODE) when calling ...". */
static void code_of(char code[96], const char *text)
{
	static const char mark[] = "An error occurred (";
	const char *at = strstr(text, mark);
	size_t n;

	*code = '\0';
	if (!at)
		return;
	at += sizeof(mark) - 1;
	n = strcspn(at, ")");
	if (at[n] == ')' && n < 96)
		snprintf(code, 96, "%.*s", (int)n, at);
}

/* It must be this role; another one's answer proves nothing. */
static bool is_role(const char *role, const char *text)
{
	struct buf want = BUF(256);
	bool is;

	buf_fmt(&want, ":assumed-role/%s/", role);
	is = strstr(text, want.s);
	buf_free(&want);
	return is;
}

static enum said said_of(const struct json *probe, const struct json *answer)
{
	const char *text = json_str(answer, "text");
	const char *role = json_text(json_path(probe, "call.identity"));
	char code[96];

	code_of(code, text);
	if (str_eq(json_str(answer, "rc"), "0"))
		return !role || is_role(role, text) ? SAID_YES : SAID_OTHER;
	if (str_eq(code, "DryRunOperation"))
		return SAID_YES;
	return str_in(code, refusals) ? SAID_REFUSED : SAID_OTHER;
}

/*
 * A machine whose role does not let EC2 in is a definite no to "it has the
 * role", though nothing was refused by a policy of the role.
 */
static bool is_locked_out(const struct json *probe, const char *text)
{
	return json_path(probe, "call.identity") &&
	       strstr(text, "AssumeRoleUnauthorizedAccess");
}

static const char *verdict_of(const struct json *probe, enum said said,
			      const char *text)
{
	bool deny = str_eq(json_str(probe, "expected"), "deny");

	if (said == SAID_YES)
		return deny ? "no" : "yes";
	if (said == SAID_REFUSED)
		return deny ? "yes" : "no";
	return !deny && is_locked_out(probe, text) ? "no" : "cannot-tell";
}

static void add_allow(struct buf *out, const struct json *probe, const char *text)
{
	struct action a;

	action_find(&a, probe, text);
	if (!*a.name)
		return;
	buf_str(out, "; needs {\"Effect\":\"Allow\",\"Action\":");
	json_quote(out, a.name);
	buf_str(out, ",\"Resource\":");
	json_quote(out, *a.resource ? a.resource : "*");
	buf_str(out, "}");
}

/* What each layer would have to say for the call to pass. */
static void add_mending(struct buf *out, const struct json *probe, const char *layer,
			const char *text)
{
	if (str_eq(layer, "trust"))
		buf_str(out, "; needs in the role's trust policy {\"Effect\":\"Allow\","
			"\"Principal\":{\"Service\":\"ec2.amazonaws.com\"},"
			"\"Action\":\"sts:AssumeRole\"}");
	else
		add_allow(out, probe, text);
	if (strstr(text, "explicit deny"))
		buf_str(out, ", and the statement that denies it must go");
	if (str_eq(layer, "scp"))
		buf_str(out, "; only the administrators of the organization can change it");
	else if (str_eq(layer, "boundary"))
		buf_str(out, " in the permissions boundary too");
	else if (str_eq(layer, "resource"))
		buf_str(out, " in the policy of the resource");
}

static void add_excess(struct buf *out, const struct json *probe)
{
	struct action a;

	action_find(&a, probe, "");
	buf_str(out, "it was allowed, though it should be refused");
	if (*a.name)
		buf_fmt(out, "; no policy of the role should allow %s", a.name);
}

static void add_text(struct buf *out, const struct json *probe, enum said said,
		     const char *verdict, const char *layer, const char *text)
{
	const char *role = json_text(json_path(probe, "call.identity"));

	if (said == SAID_YES && str_eq(verdict, "no")) {
		add_excess(out, probe);
		return;
	}
	if (said == SAID_OTHER && role && strstr(text, ":assumed-role/"))
		buf_fmt(out, "the machine has another role than %s: ", role);
	if (str_eq(layer, "network") && !*text)
		buf_str(out, "no answer within 15 seconds");
	buf_str(out, text);
	if (str_eq(verdict, "no"))
		add_mending(out, probe, layer, text);
}

/* Some errors carry their request's ID in the words; most do not. */
static void put_request_id(struct json *evidence, const char *text)
{
	static const char *const marks[] = {
		"Request ID: ", "RequestId: ", "request id: ", "requestID: "
	};
	struct buf id = BUF(96);

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks) && !id.len; i++) {
		const char *at = strstr(text, marks[i]);

		if (at) {
			at += strlen(marks[i]);
			buf_add(&id, at, strcspn(at, " ,;)\"'"));
		}
	}
	json_put_str(evidence, "request_id", id.s);
	buf_free(&id);
}

static struct json *new_event(const struct json *probe, const char *verdict,
			      const char *layer, const char *time, const char *text)
{
	struct json *event = json_object_new(), *evidence;
	struct buf made = BUF(4096);

	json_put_str(event, "event", "check");
	json_put_str(event, "id", json_str(probe, "id"));
	json_put_str(event, "expected", str_eq(json_str(probe, "expected"), "deny") ?
		     "deny" : "allow");
	json_put_str(event, "verdict", verdict);
	if (layer)
		json_put_str(event, "layer", layer);
	evidence = json_put(event, "evidence", json_object_new());
	action_call(&made, probe);
	json_put_str(evidence, "call", made.s);
	json_put_str(evidence, "time", time);
	put_request_id(evidence, text);
	json_put_str(evidence, "text", text);
	buf_free(&made);
	return event;
}

struct json *verdict_event(const struct json *probe, const struct json *answer,
			   const char *why)
{
	const char *text = json_str(answer, "text"), *layer, *verdict;
	struct buf says = BUF(BUF_TEXT);
	struct json *event;
	enum said said;

	if (!answer)
		return new_event(probe, "cannot-tell", "unknown", "", why);
	said = said_of(probe, answer);
	layer = said == SAID_YES ? NULL : layer_of(json_str(answer, "rc"), text);
	verdict = verdict_of(probe, said, text);
	add_text(&says, probe, said, verdict, layer, text);
	event = new_event(probe, verdict, layer, json_str(answer, "time"), says.s);
	buf_free(&says);
	return event;
}

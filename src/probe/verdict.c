/* verdict.c - see verdict.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/action.h"
#include "probe/not_found.h"
#include "probe/verdict.h"

enum said { SAID_YES, SAID_REFUSED, SAID_OTHER };

/* The codes by which a service says "you may not". */
static const char *const refusals[] = {
	"AccessDenied", "AccessDeniedException", "UnauthorizedOperation",
	"Client.UnauthorizedOperation", "AuthorizationError", "AccessDeniedFault",
	"UnauthorizedAccess", "NotAuthorized", "AllAccessDisabled", "Forbidden", "403",
	"KMS.AccessDeniedException", "AWS.SimpleQueueService.AccessDenied", NULL
};

#define NO_CREDENTIALS "nable to locate credentials"
/* What EKS Auth says, and the agent behind it hands on. */
#define NOT_LET_IN "does not have permissions to assume the associated role"
#define FROM_AGENT "when retrieving credentials from container-role"

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
	{ "service control policy", "scp" },
	{ "resource control policy", "rcp" },
	{ "permissions boundary", "boundary" },
	{ "VPC endpoint policy", "network" },
	{ "session policy", "session" },
	{ "identity-based policy", "identity" },
	{ "AssumeRoleUnauthorizedAccess", "trust" },
	{ "sts:AssumeRole", "trust" },
	{ "calling the AssumeRole", "trust" },
	{ "role trust policy", "trust" },
	{ NO_CREDENTIALS, "trust" },
	{ NOT_LET_IN, "trust" },
	{ "resource-based policy", "resource" },	/* of a role that is its trust: above */
};

/* Who refused, or what stood in the way. */
static const char *verdict_layer_of(const struct json *answer)
{
	const char *rc = json_str(answer, "rc"), *text = json_str(answer, "text");

	if (*json_str(answer, "layer"))
		return json_str(answer, "layer");
	if (str_eq(rc, "124") || str_eq(rc, "137"))
		return "network";
	if (not_found_said(text))
		return "resource";
	for (size_t i = 0; i < sizeof(layers) / sizeof(*layers); i++)
		if (strstr(text, layers[i].words))
			return layers[i].layer;
	return "unknown";
}

/* The code of "An error occurred (CODE) when calling ...". */
static void verdict_code_of(char code[96], const char *text)
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

/* A check with the key is one of a user, a worker's is one of a role. */
static bool verdict_is_of_user(const struct json *probe)
{
	return str_eq(json_str(probe, "where"), "key");
}

static bool verdict_is_of_pod(const struct json *probe)
{
	return str_eq(json_str(probe, "where"), "pod");
}

/* Its role comes by EKS Pod Identity, not by an annotation. */
static bool verdict_has_association(const struct json *probe)
{
	return json_true(json_get(probe, "pod_identity"));
}

static const char *verdict_whose(const struct json *probe)
{
	return verdict_is_of_user(probe) ? "user" : "role";
}

/* The ARN of a user ends in its name, whatever path stands before it. */
static bool verdict_is_user(const char *user, const char *text)
{
	const char *at = strstr(text, ":user/");
	size_t all = at ? strcspn(at, "\" \n,}") : 0, n = strlen(user);

	return all > n && at[all - n - 1] == '/' && !strncmp(at + all - n, user, n);
}

/* It must be this role; another one's answer proves nothing. */
static bool verdict_is_role(const char *role, const char *text)
{
	struct buf want = BUF(256);
	bool is;

	buf_fmt(&want, ":assumed-role/%s/", role);
	is = strstr(text, want.s);
	buf_free(&want);
	return is;
}

static bool verdict_is_caller(const struct json *probe, const char *text)
{
	const char *name = json_text(json_get(json_get(probe, "call"), "identity"));

	return !name ||
		(verdict_is_of_user(probe) ? verdict_is_user(name, text) :
					     verdict_is_role(name, text));
}

static enum said verdict_said_of(const struct json *probe, const struct json *answer)
{
	const char *text = json_str(answer, "text");
	char code[96];

	verdict_code_of(code, text);
	if (str_eq(json_str(answer, "rc"), "0"))
		return verdict_is_caller(probe, text) ? SAID_YES : SAID_OTHER;
	if (str_eq(code, "DryRunOperation"))
		return SAID_YES;
	return str_in(code, refusals) ? SAID_REFUSED : SAID_OTHER;
}

/* The codes of a key that is none, or whose secret is another. */
static const char *const no_keys[] = {
	"InvalidClientTokenId", "SignatureDoesNotMatch", NULL
};

/*
 * A machine whose role does not let EC2 in is a definite no to "it has the
 * role", though nothing was refused by a policy of the role. So is a key that
 * AWS does not know, or that is another user's.
 */
static bool verdict_is_locked_out(const struct json *probe, const char *layer,
				  const char *text)
{
	char code[96];

	if (!json_get(json_get(probe, "call"), "identity"))
		return false;
	verdict_code_of(code, text);
	if (verdict_is_of_user(probe))
		return strstr(text, ":user/") ||
		       (str_in(code, no_keys) && !str_eq(layer, "clock"));
	return strstr(text, "AssumeRoleUnauthorizedAccess") || strstr(text, NOT_LET_IN);
}

static const char *verdict_of(const struct json *probe, enum said said,
			      const char *layer, const char *text)
{
	bool deny = str_eq(json_str(probe, "expected"), "deny");

	if (said == SAID_YES)
		return deny ? "no" : "yes";
	if (said == SAID_REFUSED)
		return deny ? "yes" : "no";
	if (!deny && not_found_said(text))
		return "no";
	return !deny && verdict_is_locked_out(probe, layer, text) ? "no" : "cannot-tell";
}

static void verdict_add_statement(struct buf *out, const struct action *a)
{
	buf_str(out, "{\"Effect\":\"Allow\",\"Action\":");
	json_quote(out, a->name);
	buf_str(out, ",\"Resource\":");
	json_quote(out, *a->resource ? a->resource : "*");
	buf_str(out, "}");
}

/* Where a statement that is missing, or one that denies, would stand. */
static const struct { const char *layer, *where; } places[] = {
	{ "scp", "the organization's policy, which only its administrators can change" },
	{ "rcp", "the organization's policy, which only its administrators can change" },
	{ "resource", "the policy of the resource" },
	{ "session", "the policy of the session" },
	{ "network", "the policy of the VPC endpoint" },
};

static void verdict_add_place(struct buf *out, const struct json *probe, const char *layer)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (str_eq(places[i].layer, layer)) {
			buf_str(out, places[i].where);
			return;
		}
	if (str_eq(layer, "boundary"))
		buf_fmt(out, "the %s's permissions boundary", verdict_whose(probe));
	else
		buf_fmt(out, "a policy of the %s", verdict_whose(probe));
}

/* The smallest statement with which the call would pass. */
static void verdict_add_mending(struct buf *out, const struct json *probe,
				const char *layer, const char *text)
{
	struct action a;

	if (not_found_said(text)) {
		buf_str(out, "; what the call names does not exist: create it, or give the "
			"setup the name of one that exists");
		return;
	}
	action_find(&a, probe, text);
	if (str_eq(layer, "trust") && verdict_has_association(probe))
		buf_str(out, "; the role's trust policy must allow pods.eks.amazonaws.com "
			"sts:AssumeRole and sts:TagSession, for this cluster, namespace and service "
			"account");
	else if (str_eq(layer, "trust") && verdict_is_of_pod(probe))
		buf_str(out, "; the role's trust policy must let the cluster's OIDC provider in, "
			"for this namespace and service account");
	else if (str_eq(layer, "trust") && !verdict_is_of_user(probe))
		buf_str(out, "; needs {\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
			"\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"} in the "
			"role's trust policy");
	else if (*a.name && strstr(text, "explicit deny")) {
		buf_fmt(out, "; the statement that denies %s must go from ", a.name);
		verdict_add_place(out, probe, layer);
	} else if (*a.name) {
		buf_str(out, "; needs ");
		verdict_add_statement(out, &a);
		buf_str(out, " in ");
		verdict_add_place(out, probe, layer);
	} else if (verdict_is_of_user(probe) && !strstr(text, ":user/")) {
		buf_str(out, "; the key is inactive, deleted, or not the one AWS gave");
	}
}

static void verdict_add_excess(struct buf *out, const struct json *probe)
{
	struct action a;

	action_find(&a, probe, "");
	buf_str(out, "it was allowed, though it should be refused");
	if (*a.name)
		buf_fmt(out, "; no policy of the %s should allow %s", verdict_whose(probe),
			a.name);
}

/* Of a good answer only what proves something: who it was, or the dry run's word. */
static void verdict_add_proof(struct buf *out, const char *text)
{
	static const char dry[] = "when calling the ";
	const char *arn = strstr(text, "arn:"), *at = strstr(text, dry);

	if (at && strstr(at, "operation: "))
		buf_str(out, strstr(at, "operation: ") + sizeof("operation: ") - 1);
	else if (arn && (strstr(arn, ":assumed-role/") || strstr(arn, ":user/")))
		buf_add(out, arn, strcspn(arn, "\" "));
	else
		buf_str(out, *text ? text : "AWS did it, and said no more");
}

static void verdict_add_text(struct buf *out, const struct json *probe, enum said said,
			     const char *verdict, const char *layer, const char *text)
{
	const char *role = json_text(json_get(json_get(probe, "call"), "identity"));

	if (said == SAID_YES) {
		if (str_eq(verdict, "no"))
			verdict_add_excess(out, probe);
		else
			verdict_add_proof(out, text);
		return;
	}
	if (said == SAID_OTHER && role && strstr(text, ":assumed-role/"))
		buf_fmt(out, "the %s has another role than %s: ",
			verdict_is_of_pod(probe) ? "pod" : "machine", role);
	else if (said == SAID_OTHER && role && strstr(text, ":user/"))
		buf_fmt(out, "the key is another user's than %s's: ", role);
	if (str_eq(layer, "network") && !*text)
		buf_str(out, "no answer within 15 seconds");
	if (strstr(text, NO_CREDENTIALS) && verdict_has_association(probe))
		buf_fmt(out, "the pod has no credentials of %s: does a Pod Identity association "
			"name its namespace and service account?", role ? role : "the role");
	else if (strstr(text, FROM_AGENT) && verdict_has_association(probe) &&
		 !strstr(text, NOT_LET_IN))
		buf_fmt(out, "the Pod Identity Agent gave no credentials: is the add-on "
			"eks-pod-identity-agent active? %s", text);
	else if (strstr(text, NO_CREDENTIALS) && verdict_is_of_pod(probe))
		buf_fmt(out, "the pod has no credentials of %s: is its service account annotated "
			"with the role's ARN?", role ? role : "the role");
	else if (strstr(text, NO_CREDENTIALS) && !strstr(text, "Unauthorized"))
		buf_str(out, role ? "EC2 gave the machine no credentials of the role within "
			"90 s: does the role's trust policy name EC2?" :
			"not tried: the machine has no credentials of the role");
	else
		buf_str(out, text);
	if (str_eq(verdict, "no"))
		verdict_add_mending(out, probe, layer, text);
}

/* Some errors carry their request's ID in the words; most do not. */
static void verdict_put_request_id(struct json *evidence, const char *known,
				   const char *text)
{
	static const char *const marks[] = {
		"Request ID: ", "RequestId: ", "request id: ", "requestID: "
	};
	struct buf id = BUF(96);

	buf_str(&id, known);
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

/* answer may be NULL. */
struct json *verdict_plain(const struct json *probe, const char *verdict,
			   const char *layer, const struct json *answer,
			   const char *text)
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
	if (json_true(json_get(probe, "optional")))
		json_put(event, "optional", json_bool_new(true));
	evidence = json_put(event, "evidence", json_object_new());
	action_call(&made, probe);
	json_put_str(evidence, "call", made.s);
	json_put_str(evidence, "time", json_str(answer, "time"));
	verdict_put_request_id(evidence, json_str(answer, "request_id"), text);
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
		return verdict_plain(probe, "cannot-tell", "unknown", NULL, why);
	said = verdict_said_of(probe, answer);
	layer = said == SAID_YES ? NULL : verdict_layer_of(answer);
	verdict = verdict_of(probe, said, layer, text);
	verdict_add_text(&says, probe, said, verdict, layer, text);
	event = verdict_plain(probe, verdict, layer, answer, says.s);
	buf_free(&says);
	return event;
}

/* verdict.c - see verdict.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/action.h"
#include "probe/probe_check.h"
#include "probe/not_found.h"
#include "probe/verdict.h"

enum said { SAID_YES, SAID_DENIED, SAID_OTHER };

/* The error codes of a denial. */
static const char *const denial_codes[] = {
	"AccessDenied", "AccessDeniedException", "UnauthorizedOperation",
	"Client.UnauthorizedOperation", "AuthorizationError", "AccessDeniedFault",
	"UnauthorizedAccess", "NotAuthorized", "AllAccessDisabled", "Forbidden", "403",
	"KMS.AccessDeniedException", "AWS.SimpleQueueService.AccessDenied", NULL
};

#define NO_CREDENTIALS "nable to locate credentials"
/* EKS Auth's message, which the Pod Identity Agent passes on. */
#define NOT_LET_IN "does not have permissions to assume the associated role"
#define FROM_AGENT "when retrieving credentials from container-role"

/* The first row whose words are in the text is used: more specific rows come first. */
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
	{ "resource-based policy", "resource" },	/* a role's is its trust policy: above */
};

/* What denied the call, or kept it from AWS. */
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

/* A check with the key is about a user, one of a worker or pod about a role. */
static const char *verdict_whose(const struct check *check)
{
	return check->by == CHECK_BY_KEY ? "user" : "role";
}

static bool verdict_is_caller(const struct check *check, const char *text)
{
	const char *name = check->call.identity;
	struct buf want = BUF(256);
	bool is;

	if (!name)
		return true;
	if (check->by == CHECK_BY_KEY) {
		/* The ARN of a user ends in its name, after any path. */
		const char *at = strstr(text, ":user/");
		size_t all = at ? strcspn(at, "\" \n,}") : 0, n = strlen(name);

		return all > n && at[all - n - 1] == '/' && !strncmp(at + all - n, name, n);
	}
	/* It must be this role: an answer to another one proves nothing. */
	buf_fmt(&want, ":assumed-role/%s/", name);
	is = strstr(text, want.s);
	buf_free(&want);
	return is;
}

static enum said verdict_said_of(const struct check *check, const struct json *answer)
{
	const char *text = json_str(answer, "text");
	char code[96];

	verdict_code_of(code, text);
	if (str_eq(json_str(answer, "rc"), "0"))
		return verdict_is_caller(check, text) ? SAID_YES : SAID_OTHER;
	if (str_eq(code, "DryRunOperation"))
		return SAID_YES;
	return str_in(code, denial_codes) ? SAID_DENIED : SAID_OTHER;
}

/* The error codes for an unknown key ID or a wrong secret. */
static const char *const no_keys[] = {
	"InvalidClientTokenId", "SignatureDoesNotMatch", NULL
};

/*
 * A caller that can never be the expected one is a failure although no policy denied
 * anything: EC2 may not assume the role, or the key is unknown or another user's.
 */
static enum verdict verdict_of(const struct check *check, enum said said, const char *layer,
			       const char *text)
{
	bool deny = check->deny, locked_out = false;
	char code[96];

	if (said == SAID_YES)
		return deny ? VERDICT_FAILED : VERDICT_PASSED;
	if (said == SAID_DENIED)
		return deny ? VERDICT_PASSED : VERDICT_FAILED;
	verdict_code_of(code, text);
	if (check->call.identity && check->by == CHECK_BY_KEY)
		locked_out = strstr(text, ":user/") ||
			(str_in(code, no_keys) && !str_eq(layer, "clock"));
	else if (check->call.identity)
		locked_out = strstr(text, "AssumeRoleUnauthorizedAccess") ||
			strstr(text, NOT_LET_IN);
	if (!deny && (locked_out || not_found_said(text)))
		return VERDICT_FAILED;
	return VERDICT_INCONCLUSIVE;
}

/* The policy that a missing or denying statement belongs to. */
static const struct {
	const char *layer, *where;
} places[] = {
	{ "scp", "a service control policy (SCP) of your organization" },
	{ "rcp", "a resource control policy (RCP) of your organization" },
	{ "resource", "the policy of the resource" },
	{ "session", "the policy of the session" },
	{ "network", "the policy of the VPC endpoint" },
};

static void verdict_add_policy_name(struct buf *out, const struct check *check, const char *layer)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (str_eq(places[i].layer, layer)) {
			buf_str(out, places[i].where);
			return;
		}
	if (str_eq(layer, "boundary"))
		buf_fmt(out, "the %s's permissions boundary", verdict_whose(check));
	else
		buf_fmt(out, "a policy of the %s", verdict_whose(check));
}

/* What does not exist, and the remedy; AWS's own answer comes after it. */
static void verdict_add_missing(struct buf *out, const struct check *check)
{
	const char *bucket = check->call.bucket ? check->call.bucket : "";
	bool next = false;

	json_each(word, check->call.words) {
		const char *text = json_text(word) ? json_text(word) : "";

		if (next)
			bucket = text;
		next = str_eq(text, "--bucket");
	}
	if (*bucket)
		buf_fmt(out, "bucket %s does not exist: create it or choose another",
			bucket);
	else
		buf_str(out,
			"what the call names does not exist: create it, or choose one that "
			"exists");
	if (check->field && *check->field)
		buf_fmt(out, " (field %s)", check->field);
	buf_str(out, ". AWS: ");
}

/* The smallest statement that would allow the call. */
static void verdict_add_remedy(struct buf *out, const struct check *check,
				const char *layer, const char *text)
{
	struct action a;

	if (not_found_said(text))
		return; /* the text began with it */
	action_find(&a, check, text);
	if (str_eq(layer, "trust") && check->pod_identity)
		buf_str(out, "; the role's trust policy must allow pods.eks.amazonaws.com "
			"sts:AssumeRole and sts:TagSession, for this cluster, namespace and service "
			"account");
	else if (str_eq(layer, "trust") && check->by == CHECK_BY_POD)
		buf_str(out,
			"; the role's trust policy must trust the cluster's OIDC provider for "
			"this namespace and service account");
	else if (str_eq(layer, "trust") && check->by != CHECK_BY_KEY)
		buf_str(out, "; needs {\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
			"\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"} in the "
			"role's trust policy");
	else if (*a.name && strstr(text, "explicit deny")) {
		buf_fmt(out, "; remove the statement that denies %s from ", a.name);
		verdict_add_policy_name(out, check, layer);
	} else if (*a.name) {
		buf_str(out, "; needs ");
		buf_str(out, "{\"Effect\":\"Allow\",\"Action\":");
		json_quote(out, a.name);
		buf_str(out, ",\"Resource\":");
		json_quote(out, *a.resource ? a.resource : "*");
		buf_str(out, "}");
		buf_str(out, " in ");
		verdict_add_policy_name(out, check, layer);
	} else if (check->by == CHECK_BY_KEY && !strstr(text, ":user/")) {
		buf_str(out, "; the key is inactive, deleted, or its secret is wrong");
	}
}

/* The evidence in a successful answer: the caller, or the message of the dry run. */
static void verdict_add_proof(struct buf *out, const char *text)
{
	static const char dry[] = "when calling the ";
	const char *arn = strstr(text, "arn:"), *at = strstr(text, dry);

	if (at && strstr(at, "operation: "))
		buf_str(out, strstr(at, "operation: ") + sizeof("operation: ") - 1);
	else if (arn && (strstr(arn, ":assumed-role/") || strstr(arn, ":user/")))
		buf_add(out, arn, strcspn(arn, "\" "));
	else
		buf_str(out, *text ? text : "the call succeeded");
}

static void verdict_add_text(struct buf *out, const struct check *check, enum said said,
			     enum verdict verdict, const char *layer, const char *text)
{
	const char *role = check->call.identity;

	if (said == SAID_YES) {
		if (verdict == VERDICT_FAILED) {
			struct action a;

			action_find(&a, check, "");
			buf_str(out, "allowed, but a denial is expected");
			if (*a.name)
				buf_fmt(out, "; no policy of the %s should allow %s",
					verdict_whose(check), a.name);
		} else
			verdict_add_proof(out, text);
		return;
	}
	if (said == SAID_OTHER && role && strstr(text, ":assumed-role/"))
		buf_fmt(out, "the %s has a different role than %s: ",
			check->by == CHECK_BY_POD ? "pod" : "instance", role);
	else if (said == SAID_OTHER && role && strstr(text, ":user/"))
		buf_fmt(out, "the key belongs to a different user than %s: ", role);
	if (str_eq(layer, "network") && !*text)
		buf_str(out, "no answer within 15 seconds");
	if (strstr(text, NO_CREDENTIALS) && check->pod_identity)
		buf_fmt(out, "the pod has no credentials of %s: does a Pod Identity association "
			"name its namespace and service account?", role ? role : "the role");
	else if (strstr(text, FROM_AGENT) && check->pod_identity &&
		 !strstr(text, NOT_LET_IN))
		buf_fmt(out, "the Pod Identity Agent gave no credentials: is the add-on "
			"eks-pod-identity-agent active? %s", text);
	else if (strstr(text, NO_CREDENTIALS) && check->by == CHECK_BY_POD)
		buf_fmt(out, "the pod has no credentials of %s: is its service account annotated "
			"with the role's ARN?", role ? role : "the role");
	else if (strstr(text, NO_CREDENTIALS) && !strstr(text, "Unauthorized"))
		buf_str(out,
			role ? "the instance received no credentials of the role within "
			       "90 s: does the role's trust policy trust EC2?" :
			       "not called: the instance has no credentials of the role");
	else {
		if (verdict == VERDICT_FAILED && not_found_said(text))
			verdict_add_missing(out, check);
		buf_str(out, text);
	}
	if (verdict == VERDICT_FAILED)
		verdict_add_remedy(out, check, layer, text);
}

struct check_result verdict_known(const struct check *check, enum verdict verdict,
				  const char *layer, const struct json *answer,
				  const char *text)
{
	static const char *const marks[] = { "Request ID: ", "RequestId: ", "request id: ",
					     "requestID: " };
	struct check_result r = { .verdict = verdict,
				  .deny = check->deny,
				  .optional = check->optional,
				  .label = "",
				  .remedy = "" };
	struct buf call = BUF(4096), id = BUF(96);

	action_call(&call, check);
	buf_str(&id, json_str(answer, "request_id"));
	/* Some messages contain the request ID. */
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks) && !id.len; i++) {
		const char *at = strstr(text, marks[i]);

		if (at) {
			at += strlen(marks[i]);
			buf_add(&id, at, strcspn(at, " ,;)\"'"));
		}
	}
	r.id = arena_str(&r.texts, check->id);
	r.layer = arena_str(&r.texts, layer);
	r.call = arena_str(&r.texts, call.s);
	r.time = arena_str(&r.texts, json_str(answer, "time"));
	r.request_id = arena_str(&r.texts, id.s);
	r.text = arena_str(&r.texts, text);
	buf_free(&call);
	buf_free(&id);
	return r;
}

struct check_result verdict_judge(const struct check *check, const struct json *answer,
				  const char *why)
{
	const char *text = json_str(answer, "text"), *layer;
	struct buf evidence = BUF(BUF_TEXT);
	struct check_result r;
	enum verdict verdict;
	enum said said;

	if (!answer)
		return verdict_known(check, VERDICT_INCONCLUSIVE, "unknown", NULL, why);
	said = verdict_said_of(check, answer);
	layer = said == SAID_YES ? "" : verdict_layer_of(answer);
	verdict = verdict_of(check, said, layer, text);
	verdict_add_text(&evidence, check, said, verdict, layer, text);
	r = verdict_known(check, verdict, layer, answer, evidence.s);
	buf_free(&evidence);
	return r;
}

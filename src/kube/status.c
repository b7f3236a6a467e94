/* status.c - see status.h. */
#include "config.h"

#include "aws/aws_error.h"
#include "base/str.h"
#include "format/json.h"
#include "kube/status.h"

static const struct {
	int status;
	enum aws_error aws_error;
	enum err_kind kind;
	const char *hint;	/* NULL: nothing to add */
} answers[] = {
	{ 401, AWS_ERROR_CREDENTIALS, ERR_DENIED,
	  "these credentials have no access to the cluster: use those that created it, or "
	  "ask its administrator for an access entry (or a line in aws-auth)" },
	{ 403, AWS_ERROR_DENIED, ERR_DENIED,
	  "denied by Kubernetes RBAC: the cluster's administrator must allow it, for "
	  "example with the access policy AmazonEKSClusterAdminPolicy" },
	{ 404, AWS_ERROR_NOT_FOUND, ERR_SERVICE, NULL },
	{ 409, AWS_ERROR_CONFLICT, ERR_SERVICE,
	  "someone else changed it at the same time: check it, then try again" },
	{ 413, AWS_ERROR_FATAL, ERR_SERVICE, NULL },
	{ 429, AWS_ERROR_THROTTLING, ERR_SERVICE, "wait a minute, then try again" },
};

static bool status_no_answer(const struct kube_failure *f, struct err *err)
{
	const struct http_response *r = f->response;

	switch (r->end) {
	case HTTP_STOPPED:
		err_set(err, ERR_STOPPED, "stopped while calling cluster '%s'", f->cluster);
		break;
	case HTTP_UNTRUSTED:
	case HTTP_FORBIDDEN:
		err_set(err, ERR_NET,
			"%s is not trusted as the endpoint of cluster '%s': %s", f->host,
			f->cluster, r->why);
		err_hint(err,
			 "a proxy that intercepts TLS can cause this: add the host to "
			 "NO_PROXY");
		break;
	case HTTP_UNREACHED:
	case HTTP_HANDSHAKE:
	case HTTP_BY_PROXY:
		err_set(err, ERR_NET,
			"the endpoint of cluster '%s', %s, was not reached: %s", f->cluster,
			f->host, r->why);
		err_hint(err,
			 "a private endpoint is reachable only from its VPC: run accredit "
			 "there, or allow this computer's IP address in the cluster's "
			 "public access");
		break;
	case HTTP_LOST:
	case HTTP_TOO_LARGE:
	case HTTP_ANSWERED:
		err_set(err, ERR_NET, "the connection to cluster '%s' (%s) was lost: %s",
			f->cluster, f->host, r->why);
		err_hint(err, "this is usually temporary: try again in a minute");
		break;
	}
	err->aws_error = (int)aws_error_of_transfer(r->end, r->sent);
	if (f->reads && err->aws_error == AWS_ERROR_AMBIGUOUS)
		err->aws_error = AWS_ERROR_TRANSIENT;
	return false;
}

/* The cluster's message, or what is wrong with the answer. */
static void status_say(const struct kube_failure *f, enum err_kind kind,
		       const struct json *status, struct err *err)
{
	int code = f->response->status;
	const char *message = json_str(status, "message");

	if (code >= 300 && code < 400)
		err_set(err, ERR_NET,
			"cluster '%s' redirects to another address (HTTP %d), which is not "
			"followed",
			f->cluster, code);
	else if (*message)
		err_set(err, kind, "cluster '%s': %s", f->cluster, message);
	else
		err_set(err, kind, "cluster '%s' returned HTTP %d without a reason",
			f->cluster, code);
}

static bool status_refused(const struct kube_failure *f, const struct json *status,
			   struct err *err)
{
	int code = f->response->status;

	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
		if (answers[i].status != code)
			continue;
		status_say(f, answers[i].kind, status, err);
		err->aws_error = (int)answers[i].aws_error;
		return answers[i].hint && err_hint(err, "%s", answers[i].hint);
	}
	status_say(f, code >= 500 ? ERR_NET : ERR_SERVICE, status, err);
	err->aws_error = code >= 500 ?
		(f->reads ? AWS_ERROR_TRANSIENT : AWS_ERROR_AMBIGUOUS) :
		code < 400 ? AWS_ERROR_UNTRUSTED :
			     AWS_ERROR_FATAL;
	return code >= 500 &&
		err_hint(err, "this is usually temporary: try again in a minute");
}

bool kube_failed(const struct kube_failure *f, struct err *err)
{
	struct err ignored = ERR_INIT;
	struct json *status;

	if (f->response->end != HTTP_ANSWERED)
		return status_no_answer(f, err);
	status = json_parse(f->response->body.s, f->response->body.len, "the answer",
			    &ignored);
	status_refused(f, status, err);
	err->status = f->response->status;
	str_clean(err->code, sizeof(err->code), json_str(status, "reason"));
	json_free(status);
	return false;
}

/* error_text.c - see error_text.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/bucket_region.h"
#include "aws/denied.h"
#include "aws/error_remedy.h"
#include "aws/error_text.h"
#include "aws/permission.h"
#include "base/clock.h"
#include "base/str.h"

#define CLOCK_OFF 240	/* seconds; AWS accepts less than 300 */

static const enum err_kind kinds[AWS_ERROR_COUNT] = {
	[AWS_ERROR_THROTTLING] = ERR_SERVICE, [AWS_ERROR_TRANSIENT] = ERR_NET,
	[AWS_ERROR_AMBIGUOUS] = ERR_NET,      [AWS_ERROR_NOT_READY] = ERR_SERVICE,
	[AWS_ERROR_NOT_FOUND] = ERR_SERVICE,  [AWS_ERROR_DONE] = ERR_SERVICE,
	[AWS_ERROR_CONFLICT] = ERR_SERVICE,   [AWS_ERROR_QUOTA] = ERR_SERVICE,
	[AWS_ERROR_PLACEMENT] = ERR_SERVICE,  [AWS_ERROR_CLOCK] = ERR_SERVICE,
	[AWS_ERROR_EXPIRED] = ERR_LOGIN,      [AWS_ERROR_CREDENTIALS] = ERR_LOGIN,
	[AWS_ERROR_DENIED] = ERR_DENIED,      [AWS_ERROR_ACCOUNT] = ERR_SERVICE,
	[AWS_ERROR_UNTRUSTED] = ERR_NET,      [AWS_ERROR_PROXY] = ERR_NET,
	[AWS_ERROR_FATAL] = ERR_SERVICE,
};

static const char *const hints[AWS_ERROR_COUNT] = {
	[AWS_ERROR_THROTTLING] = "AWS throttles these calls: wait a minute, then try again",
	[AWS_ERROR_TRANSIENT] = "this is usually temporary: try again in a minute",
	[AWS_ERROR_AMBIGUOUS] = "the change may have been made: check before you try again",
	[AWS_ERROR_NOT_READY] =
		"check that what it names exists; if it was created or changed a "
		"moment ago, try again in a minute",
	[AWS_ERROR_NOT_FOUND] = "check the name, the account and the Region",
	[AWS_ERROR_CONFLICT] = "choose another name, or adopt the existing one",
	[AWS_ERROR_QUOTA] = "an account quota is reached: delete what is unused, or "
			    "request a higher quota",
	[AWS_ERROR_PLACEMENT] = "choose another instance type, zone or subnet",
	[AWS_ERROR_EXPIRED] = "the session has expired: sign in again, then continue",
	[AWS_ERROR_CREDENTIALS] = "check the access key and its account, or choose another "
				  "profile (AWS_PROFILE)",
	[AWS_ERROR_ACCOUNT] =
		"the account is suspended or restricted: check the AWS console",
	[AWS_ERROR_UNTRUSTED] =
		"something between this computer and AWS may be answering instead: check "
		"AWS_CA_BUNDLE, HTTPS_PROXY and AWS_ENDPOINT_URL",
	[AWS_ERROR_PROXY] = "check HTTPS_PROXY and NO_PROXY, or sign in to the network "
			    "in a browser",
	[AWS_ERROR_FATAL] = "change what AWS names here, then try again",
};

bool error_text_clock_offset(const struct http_response *r, time_t now, long *ahead)
{
	char date[64];
	time_t theirs = clock_http(http_header(r, "date", date, sizeof(date)));

	if (theirs < 0)
		return false;
	*ahead = (long)(theirs - now);
	return true;
}

/* No Allow statement overrides an explicit deny. */
static void error_text_permission_hint(const struct failed_call *v, struct err *err)
{
	static const char *const elsewhere[] = { "scp", "rcp", "boundary", "session", "network",
						 "resource", NULL };
	struct denied d;
	char what[sizeof(d.action) + sizeof(d.resource) + 8];

	/*
	 * The missing permission: AWS's message names it, and it may be another action than
	 * the call's.
	 */
	if (!denied_parse_message(&d, v->answer->message)) {
		permission_of(d.action, v->op->service, v->op->name);
		*d.resource = '\0';
	}
	if (!*d.action) {
		/* such a caller is not a principal of IAM */
		err_hint(
			err,
			"no IAM policy decides this call (%s): an administrator of IAM Identity "
			"Center must allow it",
			v->op->name);
		return;
	}
	snprintf(what, sizeof(what), "%s%s%s", d.action,
		 str_starts(d.resource, "arn:") ? " on " : "",
		 str_starts(d.resource, "arn:") ? d.resource : "");
	if (d.explicit_deny)
		err_hint(err, "the statement that denies %s must be removed from %s", what,
			 denied_policy_label(d.policy_type));
	else if (str_in(d.policy_type, elsewhere))
		err_hint(err, "an administrator must allow %s in %s", what,
			 denied_policy_label(d.policy_type));
	else
		err_hint(err, "an administrator must allow %s for this user or role", what);
}

static void error_text_hint(const struct failed_call *v, struct err *err)
{
	const char *of_code = error_remedy_of(v->op->service, v->answer->code);
	char ours[24], theirs[24];
	long ahead = 0;

	if (of_code) {
		const char *at;

		/* %s in the text is the Region */
		at = strstr(of_code, "%s");
		if (at)
			err_hint(err, "%.*s%s%s", (int)(at - of_code), of_code, v->region,
				 at + 2);
		else
			err_hint(err, "%s", of_code);
	} else if (err->aws_error == AWS_ERROR_DENIED) {
		error_text_permission_hint(v, err);
	} else if (err->aws_error == AWS_ERROR_CLOCK &&
		   error_text_clock_offset(v->response, v->now, &ahead)) {
		clock_iso(ours, v->now);
		clock_iso(theirs, v->now + ahead);
		err_hint(err, "set the clock: this computer says %s, AWS says %s", ours,
			 theirs);
	} else if (err->aws_error == AWS_ERROR_CLOCK) {
		err_hint(err, "set this computer's clock");
	} else if (err->aws_error == AWS_ERROR_AMBIGUOUS && v->op->effect == AWS_READS) {
		err_hint(err, "%s", hints[AWS_ERROR_TRANSIENT]); /* a read changes nothing */
	} else if (hints[err->aws_error]) {
		err_hint(err, "%s", hints[err->aws_error]);
	}
}

/* --- no answer ---------------------------------------------------------------- */

static bool error_text_no_answer(const struct failed_call *v, struct err *err)
{
	const struct http_response *r = v->response;
	enum aws_error f = aws_error_of_transfer(r->end, r->sent);
	const char *says = v->op->says;

	switch (r->end) {
	case HTTP_STOPPED:
		err_set(err, ERR_STOPPED, "stopped: %s", says);
		err->aws_error = r->sent ? AWS_ERROR_AMBIGUOUS : AWS_ERROR_NONE;
		return false;
	case HTTP_UNREACHED:
	case HTTP_HANDSHAKE:
		err_set(err, ERR_NET, "cannot %s: %s was not reached: %s", says,
			v->endpoint->host, r->why);
		err_hint(err,
			 "check the network, the proxy variables and the Region, then try "
			 "again");
		err->aws_error = (int)f;
		return false;
	case HTTP_TOO_LARGE:
		err_set(err, ERR_NET, "cannot %s: the response of %s is larger than 8 MiB",
			says, v->endpoint->host);
		break;
	case HTTP_BY_PROXY:
		err_set(err, ERR_NET,
			"cannot %s: the proxy does not allow connections to %s", says,
			v->endpoint->host);
		break;
	case HTTP_UNTRUSTED:
	case HTTP_FORBIDDEN:
		err_set(err, ERR_NET, "cannot %s: %s is not trusted: %s", says,
			v->endpoint->host, r->why);
		break;
	case HTTP_LOST:
	case HTTP_ANSWERED:
		err_set(err, ERR_NET, "cannot %s: the connection to %s was lost: %s", says,
			v->endpoint->host, r->why);
		break;
	}
	err->aws_error = (int)f;
	error_text_hint(v, err);
	return false;
}

/* --- an answer ------------------------------------------------------------------ */

/* A success whose body cannot be read: the change was probably made. */
static bool error_text_unread(const struct failed_call *v, struct err *err)
{
	const struct http_response *r = v->response;

	err_set(err, ERR_NET, "cannot %s: the response of %s cannot be read: %s (HTTP %d)",
		v->op->says, v->endpoint->host, v->answer->unread, r->status);
	err->aws_error = v->answer->html ? AWS_ERROR_PROXY : AWS_ERROR_TRANSIENT;
	error_text_hint(v, err);
	return false;
}

static bool error_text_is_elsewhere(const struct failed_call *v)
{
	return str_eq(v->op->service, "s3") &&
		bucket_is_in_other_region(v->response, v->answer, v->region);
}

static void error_text_words(const struct failed_call *v, struct err *err, enum aws_error f)
{
	const struct wire_answer *a = v->answer;
	int status = v->response->status;

	if (error_text_is_elsewhere(v)) {
		err_set(err, ERR_SERVICE, "cannot %s: the bucket is in the Region %s, not in %s",
			v->op->says, a->region, v->region);
	} else if (status >= 300 && status < 400) {
		err_set(err, ERR_NET,
			"cannot %s: %s redirects to another address (HTTP %d), which is "
			"not followed",
			v->op->says, v->endpoint->host, status);
	} else if (*a->code) {
		err_set(err, kinds[f], "cannot %s: %s%s%s", v->op->says, a->code,
			*a->message ? ": " : "", a->message);
	} else if (a->html) {
		err_set(err, kinds[f],
			"cannot %s: %s returned a web page (HTTP %d): it came from a proxy "
			"or load balancer, not from AWS",
			v->op->says, v->endpoint->host, status);
	} else {
		err_set(err, kinds[f], "cannot %s: unreadable response, HTTP %d",
			v->op->says, status);
	}
}

static bool error_text_refused(const struct failed_call *v, struct err *err)
{
	static const char *const doubtful[] = { "SignatureDoesNotMatch", "AuthFailure",
						NULL };
	const struct wire_answer *a = v->answer;
	int status = v->response->status;
	enum aws_error f = aws_error_of_code(v->op->service, a->code, a->message, status);
	long ahead = 0;
	bool known = error_text_clock_offset(v->response, v->now, &ahead);
	bool off = known && labs(ahead) > CLOCK_OFF;

	if (error_text_is_elsewhere(v))
		f = AWS_ERROR_FATAL;
	else if (status >= 300 && status < 400)
		f = AWS_ERROR_UNTRUSTED;
	else if (status == 407)
		f = AWS_ERROR_PROXY;
	/* AuthFailure can also mean a wrong clock. */
	if (f == AWS_ERROR_CREDENTIALS && off && str_in(a->code, doubtful))
		f = AWS_ERROR_CLOCK;
	else if (f == AWS_ERROR_CLOCK && known && !off && v->session &&
		 str_eq(a->code, "RequestExpired"))
		f = AWS_ERROR_EXPIRED;
	error_text_words(v, err, f);
	err->aws_error = (int)f;
	str_clean(err->code, sizeof(err->code), a->code);
	error_text_hint(v, err);
	if (error_text_is_elsewhere(v)) {
		err_field(err, "REGION");
		err_hint(err, "choose another bucket, or that Region with --set REGION=%s",
			 a->region);
	}
	return false;
}

/* Whether the failed call may have made its change. */
static bool error_text_may_have_worked(const struct failed_call *v, const struct err *err)
{
	const struct http_response *r = v->response;

	if (r->end != HTTP_ANSWERED)
		return r->sent;
	if (v->answer->unread && r->status >= 200 && r->status < 300)
		return !v->answer->html;
	if (err->aws_error != AWS_ERROR_TRANSIENT)
		return false;
	/* 4xx is a refusal, except for a timeout of the server */
	return r->status >= 500 || r->status < 400 ||
	       str_starts(v->answer->code, "RequestTimeout");
}

bool error_text_describe(const struct failed_call *v, bool *may_have, struct err *err)
{
	const struct http_response *r;
	long ahead = 0;

	if (v->response->end != HTTP_ANSWERED)
		error_text_no_answer(v, err);
	else if (v->answer->unread && v->response->status >= 200 &&
		 v->response->status < 300)
		error_text_unread(v, err);
	else
		error_text_refused(v, err);
	/* How the connection failed, for the doctor. */
	r = v->response;
	snprintf(err->way.host, sizeof(err->way.host), "%.159s", v->endpoint->host);
	snprintf(err->way.region, sizeof(err->way.region), "%.35s", v->region);
	err->way.named = v->endpoint->named;
	err->way.plain = str_starts(v->endpoint->url, "http:");
	err->way.end = (int)r->end;
	err->way.snag = (int)r->snag;
	err->way.tunnel = r->tunnel;
	err->way.page = r->end == HTTP_ANSWERED && v->answer->html;
	err->way.ahead = v->ahead;
	if (r->end == HTTP_ANSWERED && error_text_clock_offset(r, v->now, &ahead))
		err->way.ahead += ahead;
	err->status = v->response->status;
	if (v->response->end == HTTP_ANSWERED)
		str_clean(err->request_id, sizeof(err->request_id),
			  v->answer->request_id);
	if (v->op->effect != AWS_READS && error_text_may_have_worked(v, err))
		*may_have = true;
	return false;
}

void error_text_set_ambiguous(struct err *err)
{
	err->aws_error = AWS_ERROR_AMBIGUOUS;
	if (err->kind != ERR_STOPPED)
		err_hint(err, "%s", hints[AWS_ERROR_AMBIGUOUS]);
}

/* attempt.c - see attempt.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/aws_error.h"
#include "aws/call.h"
#include "aws/cli_command.h"
#include "aws/decode.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/attempt_internal.h"
#include "probe/dry_run_ignored.h"
#include "probe/not_found.h"
#include "probe/verdict.h"

/* --- what the AWS CLI would say ------------------------------------------------- */

struct json *attempt_answer(const char *rc, const char *text, const char *request_id)
{
	struct json *answer = json_object_new();
	char now[24];

	clock_iso(now, clock_wall());
	json_put_str(answer, "rc", rc);
	json_put_str(answer, "time", now);
	json_put_str(answer, "text", text);
	json_put_str(answer, "request_id", request_id);
	return answer;
}

struct json *attempt_failed(enum aws_op_id op, const struct err *err)
{
	struct buf text = BUF(2048);
	struct json *answer;
	bool said = *err->code || err->status;
	const char *at = *err->code ? strstr(err->text, err->code) : NULL;

	if (*err->code)
		buf_fmt(&text, "An error occurred (%s) when calling the %s operation: ",
			err->code, aws_ops[op].name);
	else if (said)
		buf_fmt(&text, "An error occurred (%d) when calling the %s operation: ",
			err->status, aws_ops[op].name);
	/* The service's message, taken from accredit's: "cannot ...: CODE: message". */
	if (at)
		at += strlen(err->code);
	buf_str(&text, at ? at + strspn(at, ": ") : err->text);
	answer = attempt_answer(said ? "254" : "255", text.s, err->request_id);
	if (err->kind == ERR_NET && !*err->code)
		json_put_str(answer, "layer", "network");
	else if (err->aws_error == AWS_ERROR_CLOCK)
		json_put_str(answer, "layer", "clock");
	buf_free(&text);
	return answer;
}

bool attempt_may_pass(const struct err *err)
{
	switch (err->aws_error) {
	case AWS_ERROR_CREDENTIALS:
	case AWS_ERROR_DENIED:
	case AWS_ERROR_NOT_READY:
	case AWS_ERROR_THROTTLING:
	case AWS_ERROR_TRANSIENT:
	case AWS_ERROR_AMBIGUOUS:
		return true;
	default:
		return false;
	}
}

/* --- one call ---------------------------------------------------------------------- */

/* NULL: stopped. *pass: the failure may be temporary. */
static struct json *attempt_make_call(const struct attempt *a, const struct json *words,
				      bool *pass, struct err *err)
{
	struct json *params, *answer, *reply = NULL;
	struct buf launched = BUF(400);
	enum aws_op_id op;
	char id[96] = "";

	if (!cli_command_parse(words, &op, &params, err))
		return attempt_answer("252", err->text, "");
	if (aws_call_page(a->key_session, op, params, &reply, id, err)) {
		/* It took effect, so it is allowed; what it launched is terminated. */
		if (json_true(json_get(params, "DryRun")))
			dry_run_ignored_end(a->operator ? a->operator : a->key_session,
					    reply, &launched);
		answer = attempt_answer("0", launched.s, id);
	} else {
		*pass = attempt_may_pass(err);
		if (a->operator && str_eq(denied_policy_type(err->text), "unknown"))
			decode_explain(a->key_session, a->operator, err);
		answer = err->kind == ERR_STOPPED ? NULL : attempt_failed(op, err);
	}
	buf_free(&launched);
	json_free(reply);
	json_free(params);
	return answer;
}

static struct json *attempt_ask_identity(const struct attempt *a, bool *pass,
					 struct err *err)
{
	struct json *reply = NULL, *answer;
	struct buf text = BUF(2048);
	char id[96] = "";

	if (aws_call_page(a->key_session, OP_STS_GET_CALLER_IDENTITY, NULL, &reply, id, err)) {
		json_print(&text, reply);
		answer = attempt_answer("0", text.s, id);
	} else {
		*pass = attempt_may_pass(err);
		answer = err->kind == ERR_STOPPED ? NULL :
			 attempt_failed(OP_STS_GET_CALLER_IDENTITY, err);
	}
	json_free(reply);
	buf_free(&text);
	return answer;
}

bool attempt_make(const struct attempt *a, const struct check *check,
		  struct check_result *result, bool *again, struct err *err)
{
	bool pass = false, final = false; /* it may be temporary; a retry is useless */
	const struct check_call *call = &check->call;
	struct attempt mine = *a;
	struct json *answer;

	if (check->deny)
		mine.operator = NULL; /* a denial that is expected needs no reasons */
	if (call->words) {
		answer = attempt_make_call(&mine, call->words, &pass, err);
	} else if (!call->bucket) {
		answer = attempt_ask_identity(&mine, &pass, err);
	} else {
		answer = canary_make(&mine, call->bucket, &final, err);
		pass = attempt_may_pass(err);
	}
	if (!answer) /* stopped */
		return false;
	*err = (struct err)ERR_INIT;
	*result = verdict_judge(check, answer, NULL);
	/* a right that was taken away is effective for a while, too */
	*again = !final && result->verdict != VERDICT_PASSED &&
		(pass || result->verdict == VERDICT_FAILED);
	if (not_found_said(json_str(answer, "text")))
		*again = check->may_appear;
	json_free(answer);
	return true;
}

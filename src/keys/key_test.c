/* key_test.c - see key_test.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/aws_error.h"
#include "aws/call.h"
#include "aws/creds.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/key_test.h"

#define GAP_MS 2000

struct aws *key_test_session(const struct access_key *key, const char *region,
			  struct stop *stop, struct err *err)
{
	struct creds creds = { .source = "the new key" };
	struct aws *aws;

	snprintf(creds.key_id, sizeof(creds.key_id), "%s", key->id);
	secret_copy(&creds.secret, &key->secret);
	aws = aws_open(&creds, region, stop, err);
	creds_close(&creds);
	return aws;
}

bool key_test_once(const struct access_key *key, const char *region, struct stop *stop,
		struct key_owner *who, struct err *err)
{
	struct aws *aws = key_test_session(key, region, stop, err);
	struct json *reply = NULL;
	const char *at, *name;
	bool ok;

	*who = (struct key_owner){ .user = "" };
	if (!aws)
		return false;
	ok = aws_call(aws, OP_STS_GET_CALLER_IDENTITY, NULL, &reply, NULL, err);
	if (ok) {
		str_clean(who->account, sizeof(who->account), json_str(reply, "Account"));
		str_clean(who->arn, sizeof(who->arn), json_str(reply, "Arn"));
		/* arn:aws:iam::123456789012:user/path/NAME */
		at = strstr(who->arn, ":user/");
		name = at ? strrchr(at, '/') + 1 : "";
		if (strlen(name) < sizeof(who->user))
			memcpy(who->user, name, strlen(name) + 1);
	}
	json_free(reply);
	aws_close(aws);
	return ok;
}

bool key_test_everywhere(const struct access_key *key, const char *region,
			 struct stop *stop,
			 void (*tell)(void *with, int in_a_row, bool silent), void *with,
			 struct key_owner *who, struct err *err)
{
	int64_t began = clock_ms();
	int good = 0;

	for (;;) {
		bool ok = key_test_once(key, region, stop, who, err);
		/* not accepted yet, or no answer: the next call can succeed */
		bool may_pass = err->kind != ERR_STOPPED && err->kind != ERR_INPUT &&
			err->aws_error != AWS_ERROR_UNTRUSTED &&
			err->aws_error != AWS_ERROR_PROXY &&
			err->aws_error != AWS_ERROR_CLOCK &&
			err->aws_error != AWS_ERROR_ACCOUNT;

		good = ok ? good + 1 : 0;
		if (good == PROVE_TIMES)
			return true;
		if (!ok && (!may_pass || clock_ms() - began > PROVE_MS))
			return false;
		if (tell)
			tell(with, good, err->kind == ERR_NET && !err->status);
		*err = (struct err)ERR_INIT;
		if (!clock_sleep(GAP_MS, stop))
			return err_set(err, ERR_STOPPED, "stopped");
	}
}

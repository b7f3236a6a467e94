/* prove.c - see prove.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/call.h"
#include "aws/creds.h"
#include "aws/fault.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/prove.h"

#define GAP_MS 2000

struct aws *prove_session(const struct access_key *key, const char *region,
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

/* arn:aws:iam::123456789012:user/path/NAME */
static void user_of(struct key_owner *who)
{
	const char *at = strstr(who->arn, ":user/"), *name;

	if (!at)
		return;
	name = strrchr(at, '/') + 1;
	if (strlen(name) < sizeof(who->user))
		memcpy(who->user, name, strlen(name) + 1);
}

bool prove_once(const struct access_key *key, const char *region, struct stop *stop,
		struct key_owner *who, struct err *err)
{
	struct aws *aws = prove_session(key, region, stop, err);
	struct json *reply = NULL;
	bool ok;

	*who = (struct key_owner){ .user = "" };
	if (!aws)
		return false;
	ok = aws_call(aws, OP_STS_GET_CALLER_IDENTITY, NULL, &reply, NULL, err);
	if (ok) {
		str_clean(who->account, sizeof(who->account), json_str(reply, "Account"));
		str_clean(who->arn, sizeof(who->arn), json_str(reply, "Arn"));
		user_of(who);
	}
	json_free(reply);
	aws_close(aws);
	return ok;
}

/* Not accepted yet, or not heard: another try may go well. */
static bool may_pass(const struct err *err)
{
	return err->kind != ERR_STOPPED && err->kind != ERR_INPUT &&
	       err->fault != FAULT_SECURITY && err->fault != FAULT_PROXY &&
	       err->fault != FAULT_CLOCK && err->fault != FAULT_ACCOUNT;
}

bool prove_key(const struct access_key *key, const char *region, struct stop *stop,
	       void (*tell)(void *with, int in_a_row), void *with,
	       struct key_owner *who, struct err *err)
{
	int64_t began = when_ms();
	int good = 0;

	for (;;) {
		bool ok = prove_once(key, region, stop, who, err);

		good = ok ? good + 1 : 0;
		if (good == PROVE_TIMES)
			return true;
		if (!ok && (!may_pass(err) || when_ms() - began > PROVE_MS))
			return false;
		*err = (struct err)ERR_INIT;
		if (tell)
			tell(with, good);
		if (!when_sleep(GAP_MS, stop))
			return err_set(err, ERR_STOPPED, "stopped");
	}
}

/* session_assumed.c - a session as a role, in the caller's or another account; see
 * session.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/call.h"
#include "base/str.h"
#include "format/json.h"
#include "session/session.h"

/* The account of an ARN: its fifth part. */
static void session_assumed_account(struct session *s, const char *arn)
{
	for (int i = 0; i < 4 && arn; i++) {
		arn = strchr(arn, ':');
		arn += arn != NULL;
	}
	if (arn)
		snprintf(s->account, sizeof(s->account), "%.*s", (int)strcspn(arn, ":"),
			 arn);
}

static bool session_assumed_take(struct session *s, const struct session *of,
				 const struct json *key, struct err *err)
{
	const char *secret = json_str(key, "SecretAccessKey"),
		   *token = json_str(key, "SessionToken");

	if (!*json_str(key, "AccessKeyId") || !*secret)
		return err_set(err, ERR_NET, "STS sent no credentials");
	snprintf(s->creds.key_id, sizeof(s->creds.key_id), "%s",
		 json_str(key, "AccessKeyId"));
	secret_set(&s->creds.secret, secret, strlen(secret));
	secret_set(&s->creds.token, token, strlen(token));
	snprintf(s->creds.region, sizeof(s->creds.region), "%s", of->region);
	snprintf(s->creds.profile, sizeof(s->creds.profile), "%s", of->creds.profile);
	snprintf(s->creds.ca_bundle, sizeof(s->creds.ca_bundle), "%s", of->creds.ca_bundle);
	snprintf(s->creds.endpoint_url, sizeof(s->creds.endpoint_url), "%s",
		 of->creds.endpoint_url);
	return true;
}

bool session_assume(struct session *s, const struct session *of, const char *role_arn,
		    const char *external_id, struct stop *stop, struct err *err)
{
	struct json *params = json_object_new(), *reply = NULL;
	bool ok;

	*s = (struct session){ .practice = of->practice };
	json_put_str(params, "RoleArn", role_arn);
	json_put_str(params, "RoleSessionName", "accredit-verify");
	if (*external_id)
		json_put_str(params, "ExternalId", external_id);
	ok = aws_call(of->aws, OP_STS_ASSUME_ROLE, params, &reply, NULL, err) &&
		session_assumed_take(s, of, json_get(reply, "Credentials"), err);
	if (ok) {
		snprintf(s->creds.source, sizeof(s->creds.source), "role %.200s", role_arn);
		snprintf(s->region, sizeof(s->region), "%s", of->region);
		str_clean(s->arn, sizeof(s->arn),
			  json_str(json_get(reply, "AssumedRoleUser"), "Arn"));
		session_assumed_account(s, role_arn);
		s->aws = aws_open(&s->creds, s->region, stop, err);
	}
	if (!s->aws)
		session_close(s);
	json_free(params);
	json_free(reply);
	return s->aws;
}

/*
 * creds_sso.c - the IAM Identity Center provider: a role's credentials for the cached
 * token.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/call.h"
#include "aws/creds_internal.h"
#include "aws/sso_internal.h"
#include "base/mask.h"
#include "format/json.h"

static bool creds_sso_ask_portal(struct creds_search *s, const struct sso *o,
				 const struct creds *none, const char *token,
				 struct creds *c, struct err *err)
{
	static const struct creds_member_names names = { "accessKeyId", "secretAccessKey",
							 "sessionToken", "expiration" };
	struct json *params = json_object_new(), *reply = NULL;
	struct known *known = mask_learn(token, strlen(token));
	struct aws *a;
	bool ok;

	json_put_str(params, "roleName", o->role);
	json_put_str(params, "accountId", o->account);
	json_put_str(params, "accessToken", token);
	a = aws_open(none, o->region, s->stop, err);
	ok = a && aws_call(a, OP_SSO_GET_ROLE_CREDENTIALS, params, &reply, NULL, err);
	if (!ok)
		creds_prefix_error(err, "profile '%.64s', account '%.16s', role '%.64s'",
				   o->profile, o->account, o->role);
	if (!ok && err->status == 401) {
		err->kind = ERR_LOGIN;
		sso_sign_in_hint(o, err);
	} else if (!ok && err->status == 403) {
		err->kind = ERR_DENIED;
		err_hint(err, "an administrator must assign you this role in this "
			 "account, or sso_account_id and sso_role_name are wrong");
	}
	ok = ok && creds_set_from_reply(c, json_get(reply, "roleCredentials"), &names, err);
	aws_close(a);
	json_free(params);
	json_free(reply);
	mask_forget(known);
	return ok;
}

enum found creds_sso(struct creds_search *s, const struct named_profile *p, struct creds *c,
		     struct err *err)
{
	struct creds none;
	struct json *token = NULL;
	struct sso o;
	bool ok;

	if (!sso_is_named(p->values))
		return NOT_HERE;
	creds_copy_settings(&none, c);
	snprintf(none.profile, sizeof(none.profile), "%s", s->files.name);
	ok = sso_read(&o, &s->files, p->name, p->values, err);
	if (ok && (!*o.account || !*o.role)) /* the portal needs them as well */
		ok = sso_lacks(&o, *o.account ? "sso_role_name" : *o.role ? "sso_account_id" :
			       "sso_account_id and sso_role_name", err);
	if (ok)
		token = sso_token(&o, &none, s->stop, err);
	snprintf(c->source, sizeof(c->source), "IAM Identity Center, role '%.64s' in "
		 "account %.16s (profile '%.80s')", o.role, o.account, p->name);
	ok = token &&
		creds_sso_ask_portal(s, &o, &none, json_str(token, "accessToken"), c, err);
	json_free(token);
	return ok ? FOUND : FAILED;
}

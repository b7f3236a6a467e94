/* creds_web.c - the web identity provider: a role for a token in a file, without a key. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/aws_error.h"
#include "aws/call.h"
#include "aws/creds_internal.h"
#include "base/file.h"
#include "base/mask.h"
#include "format/json.h"

#define TOKEN_MAX (64u << 10)

struct web {
	const char *file, *role, *session;
	const char *where;	/* where they are set, for people */
};

static bool creds_web_read_token(const struct web *w, struct buf *token, struct err *err)
{
	if (!file_read(w->file, token, NULL, err)) {
		creds_prefix_error(err, "the web identity token of the %s", w->where);
		err->kind = ERR_LOGIN;
		return err_hint(err, "check AWS_WEB_IDENTITY_TOKEN_FILE or "
				"web_identity_token_file: something else must write that file");
	}
	while (token->len && strchr(" \t\r\n", token->s[token->len - 1]))
		token->s[--token->len] = '\0';
	if (token->len && strlen(token->s) == token->len)
		return true;
	err_set(err, ERR_LOGIN, "the web identity token of the %s is not a token",
		w->where);
	return err_hint(err, "check the file '%.200s'", w->file);
}

static bool creds_web_assume(struct creds_search *s, const struct web *w, struct creds *c,
			     struct err *err)
{
	static const struct creds_member_names names = { "AccessKeyId", "SecretAccessKey",
							 "SessionToken", "Expiration" };
	struct buf token = BUF(TOKEN_MAX);
	struct json *params = NULL, *reply = NULL;
	struct aws *a = NULL;
	struct creds none;
	char made[64];
	bool ok = creds_web_read_token(w, &token, err);
	struct known *known = mask_learn(token.s, token.len);

	creds_copy_settings(&none, c);
	snprintf(none.profile, sizeof(none.profile), "%s", s->files.name);
	if (ok) {
		params = json_object_new();
		snprintf(made, sizeof(made), "accredit-%lld", (long long)clock_wall());
		json_put_str(params, "RoleArn", w->role);
		json_put_str(params, "RoleSessionName", *w->session ? w->session : made);
		json_put_str(params, "WebIdentityToken", token.s);
		a = aws_open(&none, creds_sts_region(c, w->role), s->stop, err);
		ok = a && aws_call(a, OP_STS_ASSUME_ROLE_WITH_WEB_IDENTITY, params,
				   &reply, NULL, err);
		if (!ok)
			creds_prefix_error(err, "web identity of the %s", w->where);
		if (!ok && err->aws_error == AWS_ERROR_DENIED)
			err_hint(err, "the role's trust policy must allow this token's "
				 "issuer, audience and subject");
	}
	ok = ok && creds_set_from_reply(c, json_get(reply, "Credentials"), &names, err);
	aws_close(a);
	json_free(params);
	json_free(reply);
	mask_forget(known);
	buf_free(&token);
	return ok;
}

/*
 * The environment's value, even an empty one, for the profile in use; else the profile's.
 */
static const char *creds_web_setting(const struct creds_search *s,
				     const struct named_profile *p, const char *variable,
				     const char *key)
{
	const char *set = creds_variable(s, variable);

	return set ? set : json_str(p->values, key);
}

enum found creds_web(struct creds_search *s, const struct named_profile *p, struct creds *c,
		     struct err *err)
{
	char where[120];
	const struct web w = {
		creds_web_setting(s, p, "AWS_WEB_IDENTITY_TOKEN_FILE",
				  "web_identity_token_file"),
		creds_web_setting(s, p, "AWS_ROLE_ARN", "role_arn"),
		creds_web_setting(s, p, "AWS_ROLE_SESSION_NAME", "role_session_name"), where
	};

	if (creds_variable(s, "AWS_WEB_IDENTITY_TOKEN_FILE"))
		snprintf(where, sizeof(where), "environment");
	else
		snprintf(where, sizeof(where), "profile '%.80s'", p->name);
	if (!*w.file)
		return NOT_HERE;
	if (!*w.role) {
		err_set(err, ERR_LOGIN, "the %s names a web identity token but no role",
			where);
		err_hint(err, "add the role's ARN (AWS_ROLE_ARN or role_arn)");
		return FAILED;
	}
	snprintf(c->source, sizeof(c->source), "web identity of the %.120s, role %.130s",
		 where, w.role);
	return creds_web_assume(s, &w, c, err) ? FOUND : FAILED;
}

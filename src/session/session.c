/* session.c - see session.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "aws/aws_error.h"
#include "aws/call.h"
#include "aws/creds_chain.h"
#include "aws/endpoint.h"
#include "aws/unread.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "rotate/known_keys.h"
#include "session/session.h"

static bool session_choose_region(struct session *s, const char *region, struct stop *stop,
				  struct err *err)
{
	const char *chosen = region && *region ? region : s->creds.region;

	if (!*chosen)
		creds_instance_region(&s->creds, stop);
	if (!*chosen) {
		err_set(err, ERR_INPUT, "no Region is chosen");
		err_field(err, "REGION");
		return err_hint(err,
				"set REGION (--set REGION=us-east-1, for example) or "
				"AWS_REGION%s%.300s",
				*s->creds.notes ? "; " : "", s->creds.notes);
	}
	snprintf(s->region, sizeof(s->region), "%s", chosen);
	if (endpoint_region_check(s->region, err))
		return true;
	if (chosen == s->creds.region && *s->creds.region_from) {
		char text[sizeof(err->text) + 100];

		/* the setting that the value is from comes first */
		snprintf(text, sizeof(text), "%.80s: %.400s", s->creds.region_from,
			 err->text);
		str_clean(err->text, sizeof(err->text), text);
	}
	return false;
}

bool session_needs_region(const struct err *err)
{
	return err->kind == ERR_INPUT && (str_starts(err->text, "no Region") ||
					  str_ends(err->text, "the name of a Region"));
}

/* The variable counts only where the endpoint is on this computer. */
static bool session_is_practice(const struct session *s)
{
	const char *url = NULL;

	return getenv("ACCREDIT_PRACTICE") && aws_custom_endpoint(s->aws, &url) && url &&
	       str_starts(url, "http://127.0.0.1:");
}

static bool session_sign_in(struct session *s, const char *region, struct stop *stop,
			    struct err *err)
{
	struct json *reply = NULL;

	if (!session_choose_region(s, region, stop, err))
		return false;
	s->aws = aws_open(&s->creds, s->region, stop, err);
	s->practice = s->aws && session_is_practice(s);
	if (!s->aws)
		return false;
	if (!aws_call(s->aws, OP_STS_GET_CALLER_IDENTITY, NULL, &reply, NULL, err))
		return false;
	str_clean(s->account, sizeof(s->account), json_str(reply, "Account"));
	str_clean(s->arn, sizeof(s->arn), json_str(reply, "Arn"));
	json_free(reply);
	if (!*s->account || !*s->arn)
		return err_set(err, ERR_NET, "STS did not say which account this is");
	return true;
}

/*
 * Explains why AWS refuses the key: by the record of a rotation, else by the key itself.
 * Makes no call.
 */
static void session_blame(const struct session *s, bool judged, struct err *err)
{
	struct known_key k;
	char text[sizeof(err->text)];

	if (err->aws_error != AWS_ERROR_CREDENTIALS || !*s->creds.key_id)
		return;
	if (!known_key(s->creds.key_id, &k)) {
		if (!judged)
			creds_explain_refusal(&s->creds, s->region, err);
		return;
	}
	snprintf(text, sizeof(text), "accredit itself %s the key '%.40s' (setup '%.63s', %s)%s%.40s: "
		 "%.220s", k.deleted ? "deleted" : "deactivated", s->creds.key_id, k.setup, k.at,
		 *k.new_id ? "; now there is " : "", k.new_id, err->text);
	str_clean(err->text, sizeof(err->text), text);
	err_hint(err, "use the new key%s%.200s (in this shell: export it, or unset "
		 "AWS_ACCESS_KEY_ID)%s%.63s%s", *k.where ? ", which is in " : "", k.where,
		 k.deleted ? "" : "; 'accredit rotate ", k.deleted ? "" : k.setup,
		 k.deleted ? "" : " --revert' reactivates the old one");
}

bool session_open(struct session *s, const char *region, struct stop *stop,
		  struct err *err)
{
	bool found;

	*s = (struct session){ .aws = NULL };
	found = creds_find(&s->creds, stop, err);
	if (found && session_sign_in(s, region, stop, err)) {
		aws_enable_refresh(s->aws, creds_find_fresh, s->account);
		unread_note(s->aws);
		return true;
	}
	if (s->aws && err->kind == ERR_LOGIN)
		creds_cache_clear();
	if (found && !s->creds.token.s) {
		snprintf(s->refused, sizeof(s->refused), "%s", s->creds.key_id);
		snprintf(s->refused_from, sizeof(s->refused_from), "%s", s->creds.source);
	}
	session_blame(s, !found, err);
	session_close(s);
	return false;
}

bool session_open_key(struct session *s, const struct access_key *key,
		      const char *region, struct stop *stop, struct err *err)
{
	struct creds c = { .source = "the new key of a rotation" };

	/* keeps the settings of the profile */
	snprintf(c.region, sizeof(c.region), "%s", s->creds.region);
	snprintf(c.ca_bundle, sizeof(c.ca_bundle), "%s", s->creds.ca_bundle);
	snprintf(c.endpoint_url, sizeof(c.endpoint_url), "%s", s->creds.endpoint_url);
	*s = (struct session){ .creds = c };
	snprintf(s->creds.key_id, sizeof(s->creds.key_id), "%s", key->id);
	secret_copy(&s->creds.secret, &key->secret);
	if (session_sign_in(s, region, stop, err))
		return true;
	session_close(s);
	return false;
}

bool session_in_region(struct session *s, const struct session *of, const char *region,
		       struct stop *stop, struct err *err)
{
	*s = (struct session){ .aws = NULL };
	creds_copy(&s->creds, &of->creds);
	snprintf(s->account, sizeof(s->account), "%s", of->account);
	snprintf(s->arn, sizeof(s->arn), "%s", of->arn);
	snprintf(s->alias, sizeof(s->alias), "%s", of->alias);
	snprintf(s->instead, sizeof(s->instead), "%s", of->instead);
	if (session_choose_region(s, region, stop, err))
		s->aws = aws_open(&s->creds, s->region, stop, err);
	if (!s->aws) {
		session_close(s);
		return false;
	}
	s->practice = session_is_practice(s);
	aws_enable_refresh(s->aws, creds_find_fresh, s->account);
	return true;
}

void session_close(struct session *s)
{
	aws_close(s->aws);
	creds_close(&s->creds);
	s->aws = NULL;
}

void session_alias(struct session *s)
{
	struct json *reply = NULL;
	struct err err = ERR_INIT;
	const char *alias;

	if (!aws_call(s->aws, OP_IAM_LIST_ACCOUNT_ALIASES, NULL, &reply, NULL, &err))
		return;
	alias = json_text(json_first(json_get(reply, "AccountAliases")));
	str_clean(s->alias, sizeof(s->alias), alias ? alias : "");
	json_free(reply);
}

/* creds_chain.c - the credential providers in their order, and what they share; see creds_chain.h. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/creds_internal.h"
#include "aws/evidence.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"

bool creds_set_key(struct creds *c, const char *id, const char *secret, const char *token,
		   struct err *err)
{
	if (strlen(id) >= sizeof(c->key_id))
		return err_set(err, ERR_LOGIN, "the access key ID from the %s is too long",
			       c->source);
	if (!creds_check_key(id, secret, token, c->source, err))
		return false;
	snprintf(c->key_id, sizeof(c->key_id), "%s", id);
	secret_set(&c->secret, secret, strlen(secret));
	if (*token)
		secret_set(&c->token, token, strlen(token));
	return true;
}

/*
 * Sets the expiration time. A time that cannot be read is an error: it must not mean
 * "never".
 */
static bool creds_chain_put_end(struct creds *c, const char *text, const char *name,
				struct err *err)
{
	c->expires = clock_read_zone(text);
	if (c->expires >= 0)
		return true;
	c->expires = 0;
	err_set(err, ERR_LOGIN, "the time in %s of the %s cannot be read, or names no time "
		"zone: '%.40s'", name, c->source, text);
	return err_hint(err, "use the form 2030-01-31T09:00:00Z");
}

bool creds_check_expiry(const struct creds *c, struct err *err)
{
	char at[24];

	if (!c->expires || c->expires > clock_wall())
		return true;
	clock_iso(at, c->expires);
	err_set(err, ERR_LOGIN, "the credentials of the %s expired at %s", c->source, at);
	return err_hint(err, "sign in again, then try again");
}

bool creds_set_from_reply(struct creds *c, const struct json *answer,
			  const struct creds_member_names *names, struct err *err)
{
	/* a time as text, or milliseconds since 1970 as a number */
	const struct json *end = json_get(answer, names->expires);
	const char *s = json_text(end);

	if (!creds_reply_has(c, answer, names->id, err) ||
	    !creds_reply_has(c, answer, names->secret, err))
		return false;
	if (!s || (*s && !s[strspn(s, "0123456789")]))
		c->expires = (time_t)((s ? strtod(s, NULL) : json_number(end)) / 1000);
	else if (!creds_chain_put_end(c, s, names->expires, err))
		return false;
	return creds_set_key(c, json_str(answer, names->id),
			     json_str(answer, names->secret),
			     json_str(answer, names->token), err);
}

bool creds_reply_has(const struct creds *c, const struct json *answer, const char *name,
		     struct err *err)
{
	if (*json_str(answer, name))
		return true;
	err_set(err, ERR_LOGIN, "the response of the %s has no %s", c->source, name);
	return err_hint(err, "this must be fixed where these credentials are issued");
}

bool creds_half_key(struct err *err, const char *have, const char *lacks, const char *where)
{
	err_set(err, ERR_LOGIN, "incomplete access key: %s is set and %s is not (%s)", have,
		lacks, where);
	return err_hint(err, "set both, or neither so that another source is used");
}

bool creds_prefix_error(struct err *err, const char *fmt, ...)
{
	char before[320], text[sizeof(err->text) + 64];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(before, sizeof(before), fmt, ap);
	va_end(ap);
	snprintf(text, sizeof(text), "%s: %.250s", before, err->text);
	str_clean(err->text, sizeof(err->text), text);
	return false;
}

/*
 * The variable of the key ID decides whether the environment has credentials.
 * AWS_SECURITY_TOKEN, the older name, comes first.
 */
enum found creds_environment(struct creds_search *s, struct creds *c, struct err *err)
{
	const char *id = profile_raw_env("AWS_ACCESS_KEY_ID");
	const char *secret = profile_raw_env("AWS_SECRET_ACCESS_KEY");
	const char *token = profile_raw_env("AWS_SECURITY_TOKEN");
	const char *end = profile_raw_env("AWS_CREDENTIAL_EXPIRATION");

	(void)s;
	if (!*id)
		return NOT_HERE;
	if (!*secret) {
		creds_half_key(err, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
			       "environment");
		return FAILED;
	}
	if (!*token)
		token = profile_raw_env("AWS_SESSION_TOKEN");
	snprintf(c->source, sizeof(c->source), "environment");
	return (!*end || creds_chain_put_end(c, end, "AWS_CREDENTIAL_EXPIRATION", err)) &&
			creds_check_expiry(c, err) &&
			creds_set_key(c, id, secret, token, err) ?
		FOUND :
		FAILED;
}

static bool creds_chain_nothing(const struct creds_search *s, struct err *err)
{
	const struct profile *p = &s->files;
	char near[400];

	if (p->values && p->named)
		err_set(err, ERR_LOGIN, "the profile '%s' of '%.150s' and '%.150s' has no "
			"credentials", p->name, p->credentials_file, p->config_file);
	else
		err_set(err, ERR_LOGIN, "no AWS credentials were found%s%s%s",
			*s->note ? " (" : "", s->note, *s->note ? ")" : "");
	if (profile_near(p, p->name, near, sizeof(near)))
		return err_hint(err, "%s", near);
	return err_hint(err, "run 'aws configure', or set AWS_PROFILE or "
			"AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; to try it "
			"without an account: accredit practice");
}

static void creds_chain_read_settings(struct creds *c, const struct profile *p)
{
	static const char *const names[] = { "AWS_REGION", "AWS_DEFAULT_REGION" };
	const char *region = "";
	char bundle[4096];

	for (size_t i = 0; i < 2 && !*region; i++) {
		region = profile_env(names[i]);
		snprintf(c->region_from, sizeof(c->region_from), "%s", names[i]);
	}
	if (!*region) {
		region = json_str(p->values, "region");
		snprintf(c->region_from, sizeof(c->region_from), "profile '%.60s'", p->name);
	}
	if (!*region)
		c->region_from[0] = '\0';
	snprintf(c->region, sizeof(c->region), "%s", region);
	profile_expand_home(bundle, json_str(p->values, "ca_bundle"));
	snprintf(c->ca_bundle, sizeof(c->ca_bundle), "%.511s", bundle);
	snprintf(c->endpoint_url, sizeof(c->endpoint_url), "%s",
		 json_str(p->values, "endpoint_url"));
}

void creds_copy_settings(struct creds *c, const struct creds *from)
{
	*c = *from;
	c->secret = c->token = (struct secret){ 0 };
	c->key_id[0] = c->source[0] = '\0';
	c->key_from[0] = c->why[0] = c->passed[0] = c->notes[0] = '\0';
	c->link_count = 0;
	c->expires = 0;
	c->mfa = false;
}

static enum found creds_chain_of_profile(struct creds_search *s, struct creds *c,
					 struct err *err)
{
	const struct named_profile own = { s->files.name, s->files.values };
	enum found found = NOT_HERE;

	s->chain[s->depth++] = own.name;
	for (int i = 0; i < CREDS_PROFILE_PROVIDERS && !found; i++) {
		s->won = PROVIDER_ROLE + i;
		found = creds_profile_providers[i](s, &own, c, err);
	}
	s->depth--;
	if (found == FOUND && s->files.values)
		snprintf(c->profile, sizeof(c->profile), "%s", own.name);
	return found;
}

static enum found creds_chain_search(struct creds_search *s, struct creds *c,
				     struct err *err)
{
	static creds_provider *const after[] = {
		creds_ec2_file,
		creds_boto,
		creds_container,
		creds_instance,
	};
	enum found found;

	/*
	 * A profile that a variable names must exist, even where the environment has a key.
	 */
	if (!profile_check(&s->files, err))
		return FAILED;
	s->won = PROVIDER_ENVIRONMENT;
	found = s->given ? NOT_HERE : creds_environment(s, c, err);
	if (!found)
		found = creds_chain_of_profile(s, c, err);
	for (int i = 0; i < PROVIDERS - PROVIDER_EC2_FILE && !found; i++) {
		s->won = PROVIDER_EC2_FILE + i;
		found = after[i](s, c, err);
	}
	if (found == NOT_HERE)
		creds_chain_nothing(s, err);
	return found;
}

/* profile NULL: the one that the environment names. */
static bool creds_chain_find_source(struct creds *c, const char *profile, struct stop *stop,
				    struct err *err)
{
	struct creds_search s = { .stop = stop, .given = profile != NULL };
	struct json *evidence;
	enum found found;

	*c = (struct creds){ 0 };
	if (!profile_load(&s.files, profile, err))
		return false;
	if (profile)
		s.files.named = "--profile";
	creds_chain_read_settings(c, &s.files);
	if (profile)
		c->region[0] = c->region_from[0] = '\0';
	evidence = evidence_swap(NULL); /* requests and replies here are secret */
	found = creds_chain_search(&s, c, err);
	evidence_swap(evidence);
	if (found == FOUND)
		creds_explain(&s, c);
	profile_free(&s.files);
	if (found != FOUND) {
		secret_close(&c->secret);
		secret_close(&c->token);
	}
	return found == FOUND;
}

bool creds_find(struct creds *c, struct stop *stop, struct err *err)
{
	return creds_chain_find_source(c, NULL, stop, err);
}

bool creds_find_profile(struct creds *c, const char *profile, struct stop *stop,
			struct err *err)
{
	return creds_chain_find_source(c, profile, stop, err);
}

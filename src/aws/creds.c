/* creds.c - the order of the sources, and what they share; see creds.h. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/creds_inside.h"
#include "aws/witness.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"

static creds_source *const sources[] = {
	creds_environment, creds_profile, creds_web_identity, creds_container,
	creds_instance,
};

bool creds_put(struct creds *c, const char *id, const char *secret, const char *token,
	       struct err *err)
{
	if (strlen(id) >= sizeof(c->key_id) || strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen(id)) {
		err_set(err, ERR_LOGIN, "the access key ID from the %s is not one",
			c->source);
		return err_hint(err, "copy it again: about 20 letters and digits");
	}
	if (strpbrk(secret, " \t\r\n") || strpbrk(token, " \t\r\n")) {
		err_set(err, ERR_LOGIN, "the secret or token from the %s holds a blank",
			c->source);
		return err_hint(err, "copy it again, in one piece");
	}
	snprintf(c->key_id, sizeof(c->key_id), "%s", id);
	secret_set(&c->secret, secret, strlen(secret));
	if (*token)
		secret_set(&c->token, token, strlen(token));
	return true;
}

/* A time as text, or milliseconds since 1970 as a number; 0: none. */
static time_t ends(const struct json *answer, const char *name)
{
	const struct json *j = json_get(answer, name);
	const char *s = json_text(j);
	time_t t;

	if (json_type(j) == JSON_NUMBER)
		return (time_t)(json_number(j) / 1000);
	if (!s || !*s)
		return 0;
	if (strspn(s, "0123456789") == strlen(s))
		return (time_t)(strtoll(s, NULL, 10) / 1000);
	t = when_read_any(s);
	return t < 0 ? 0 : t;
}

bool creds_put_answer(struct creds *c, const struct json *answer,
		      const struct creds_names *names, struct err *err)
{
	const char *id = json_str(answer, names->id);
	const char *secret = json_str(answer, names->secret);

	if (!*id || !*secret) {
		err_set(err, ERR_LOGIN, "the answer of the %s lacks %s", c->source,
			*id ? names->secret : names->id);
		return err_hint(err, "whoever gives these credentials must mend that");
	}
	c->expires = ends(answer, names->expires);
	return creds_put(c, id, secret, json_str(answer, names->token), err);
}

bool creds_half(struct err *err, const char *have, const char *lacks, const char *where)
{
	err_set(err, ERR_LOGIN, "half an access key: %s is set and %s is not (%s)",
		have, lacks, where);
	return err_hint(err, "set both, or neither so that another source is used");
}

bool creds_about(struct err *err, const char *fmt, ...)
{
	char before[256], text[sizeof(err->text)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(before, sizeof(before), fmt, ap);
	va_end(ap);
	snprintf(text, sizeof(text), "%s: %.250s", before, err->text);
	str_clean(err->text, sizeof(err->text), text);
	return false;
}

enum found creds_environment(struct search *s, struct creds *c, struct err *err)
{
	const char *id = profile_env("AWS_ACCESS_KEY_ID");
	const char *secret = profile_env("AWS_SECRET_ACCESS_KEY");
	const char *token = profile_env("AWS_SESSION_TOKEN");
	time_t expires = when_read_any(profile_env("AWS_CREDENTIAL_EXPIRATION"));

	(void)s;
	if (!*id && !*secret)
		return NOT_HERE;
	if (!*secret)
		creds_half(err, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
			   "environment");
	else if (!*id)
		creds_half(err, "AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID",
			   "environment");
	if (!*id || !*secret)
		return FAILED;
	if (!*token)
		token = profile_env("AWS_SECURITY_TOKEN");
	c->expires = expires < 0 ? 0 : expires;
	snprintf(c->source, sizeof(c->source), "environment");
	return creds_put(c, id, secret, token, err) ? FOUND : FAILED;
}

static bool nothing(const struct search *s, struct err *err)
{
	const struct profile *p = &s->files;

	if (p->values && p->named)
		err_set(err, ERR_LOGIN, "the profile '%s' of '%.200s' holds no "
			"credentials", p->name, p->credentials_file);
	else if (*s->note)
		err_set(err, ERR_LOGIN, "no AWS credentials were found (%s)", s->note);
	else
		err_set(err, ERR_LOGIN, "no AWS credentials were found");
	return err_hint(err, "run 'aws configure', or set AWS_PROFILE or "
			"AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; to try it "
			"without an account: accredit practice");
}

static void settings(struct creds *c, const struct profile *p)
{
	static const char *const names[] = { "AWS_REGION", "AWS_DEFAULT_REGION" };
	const char *region = "";

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
	snprintf(c->ca_bundle, sizeof(c->ca_bundle), "%s",
		 json_str(p->values, "ca_bundle"));
	snprintf(c->endpoint_url, sizeof(c->endpoint_url), "%s",
		 json_str(p->values, "endpoint_url"));
}

void creds_settings(struct creds *c, const struct creds *from)
{
	*c = *from;
	c->secret = c->token = (struct secret){ 0 };
	c->key_id[0] = c->source[0] = '\0';
	c->key_from[0] = c->why[0] = c->passed[0] = '\0';
	c->link_count = 0;
	c->expires = 0;
	c->person = false;
}

bool creds_find(struct creds *c, struct stop *stop, struct err *err)
{
	struct search s = { .stop = stop };
	struct json *evidence;
	enum found found = NOT_HERE;
	creds_source *won = NULL;

	*c = (struct creds){ 0 };
	if (!profile_load(&s.files, NULL, err))
		return false;
	settings(c, &s.files);
	evidence = witness_instead(NULL);	/* what is asked and heard here is secret */
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources) && !found; i++) {
		won = sources[i];
		found = won(&s, c, err);
	}
	witness_instead(evidence);
	if (found == NOT_HERE)
		nothing(&s, err);
	else if (found == FOUND)
		creds_why(&s, won, c);
	profile_free(&s.files);
	if (found != FOUND)
		creds_close(c);
	return found == FOUND;
}

void creds_copy(struct creds *to, const struct creds *from)
{
	struct secret secret = { 0 }, token = { 0 };

	secret_copy(&secret, &from->secret);
	secret_copy(&token, &from->token);
	creds_close(to);
	*to = *from;
	to->secret = secret;
	to->token = token;
}

void creds_close(struct creds *c)
{
	secret_close(&c->secret);
	secret_close(&c->token);
	c->key_id[0] = '\0';
}

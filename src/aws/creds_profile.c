/* creds_profile.c - the kinds of credentials one profile may name. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/creds_inside.h"
#include "base/str.h"
#include "format/json.h"

static bool has_keys(const struct one *p)
{
	return *json_str(p->values, "aws_access_key_id") &&
	       *json_str(p->values, "aws_secret_access_key");
}

static enum found keys(struct search *s, const struct one *p, struct creds *c,
		       struct err *err)
{
	const char *id = json_str(p->values, "aws_access_key_id");
	const char *secret = json_str(p->values, "aws_secret_access_key");
	const char *token = json_str(p->values, "aws_session_token");

	if (!*id && !*secret)
		return NOT_HERE;
	snprintf(c->source, sizeof(c->source), "profile '%.80s' of %.200s", p->name,
		 s->files.credentials_file);
	if (!*secret)
		creds_half(err, "aws_access_key_id", "aws_secret_access_key", c->source);
	else if (!*id)
		creds_half(err, "aws_secret_access_key", "aws_access_key_id", c->source);
	if (!*id || !*secret)
		return FAILED;
	if (!*token)
		token = json_str(p->values, "aws_security_token");
	return creds_put(c, id, secret, token, err) ? FOUND : FAILED;
}

/* In the order in which they are looked for. */
static creds_kind *const kinds[] = {
	creds_role, creds_token_file, creds_sso, keys, creds_login, creds_process,
};

static enum found loop(const struct search *s, const struct one *p, struct err *err)
{
	err_set(err, ERR_LOGIN, "source_profile goes in a circle: '%.64s' leads back to "
		"'%.64s'", s->way[s->deep - 1], p->name);
	err_hint(err, "let the last profile of the chain hold keys, SSO or a "
		 "credential_source");
	return FAILED;
}

/* A profile may be its own source, where it holds keys; no other comes twice. */
static bool is_loop(const struct search *s, const struct one *p)
{
	for (size_t i = 0; i < s->deep; i++)
		if (str_eq(s->way[i], p->name) && (i + 1 < s->deep || !has_keys(p)))
			return true;
	return s->deep == CREDS_DEEP;
}

/* Of a source the keys win over its role. */
enum found creds_of_profile(struct search *s, const struct one *p, struct creds *c,
			    struct err *err)
{
	enum found found = NOT_HERE;

	if (is_loop(s, p))
		return loop(s, p, err);
	if (s->deep && has_keys(p))
		return keys(s, p, c, err);
	s->way[s->deep++] = p->name;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds) && !found; i++)
		found = kinds[i](s, p, c, err);
	s->deep--;
	return found;
}

enum found creds_profile(struct search *s, struct creds *c, struct err *err)
{
	const struct profile *p = &s->files;
	const struct one one = { p->name, p->values };
	enum found found;

	if (!p->values && p->named) {
		err_set(err, ERR_LOGIN, "there is no profile '%s' in '%.200s'", p->name,
			p->credentials_file);
		err_hint(err, "name another one with AWS_PROFILE, or make it: aws "
			 "configure --profile %.64s", p->name);
		return FAILED;
	}
	found = creds_of_profile(s, &one, c, err);
	if (found == FOUND)
		snprintf(c->profile, sizeof(c->profile), "%s", p->name);
	return found;
}

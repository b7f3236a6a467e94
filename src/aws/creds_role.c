/* creds_role.c - the assume-role provider: role_arn with its source, and the MFA code. */
#include "config.h"

#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "aws/aws_error.h"
#include "aws/call.h"
#include "aws/creds_internal.h"
#include "aws/endpoint.h"
#include "base/str.h"
#include "format/json.h"
#include "net/hash.h"

/* --- the code ---------------------------------------------------------------------- */

static creds_mfa_prompt *asked;
static void *asked_with;

static struct {
	pthread_mutex_t lock;
	char sum[HASH_HEX];	/* of the last device and code */
} last = { .lock = PTHREAD_MUTEX_INITIALIZER };

void creds_set_mfa_prompt(creds_mfa_prompt *ask, void *with)
{
	asked = ask;
	asked_with = with;
}

/* STS accepts a code only once. */
static bool creds_role_is_used(const char *device, const char *code)
{
	struct buf text = BUF(1024);
	char sum[HASH_HEX];
	bool used;

	buf_fmt(&text, "%s %s", device, code);
	hash_sha256_hex(sum, text.s, text.len);
	buf_free(&text);
	pthread_mutex_lock(&last.lock);
	used = str_eq(sum, last.sum);
	memcpy(last.sum, sum, sizeof(sum));
	pthread_mutex_unlock(&last.lock);
	return used;
}

/*
 * Asks for a code for the role by the function of creds_set_mfa_prompt. before: a sentence
 * before the question.
 */
static bool creds_role_code(const char *device, const char *role, const char *before,
			    char code[CREDS_MFA_CODE], struct err *err)
{
	char prompt[400], *to;

	if (!asked) {
		err_set(err, ERR_CHOICE,
			"the role '%.128s' needs a code of the MFA device '%.128s', and "
			"there is no terminal to ask at",
			role, device);
		return err_hint(err, "run it at a terminal, or sign in before: eval "
				"\"$(aws configure export-credentials --format env)\"");
	}
	for (int i = 0; i < 3; i++) {
		snprintf(prompt, sizeof(prompt), "%sMFA code of %.128s for %.128s",
			 before, device, role);
		if (!asked(asked_with, prompt, code, err))
			return false;
		/* without spaces, which some devices show, six digits must be left */
		to = code;
		for (const char *from = code; *from; from++)
			if (*from != ' ')
				*to++ = *from;
		*to = '\0';
		if (to - code != 6 || strspn(code, "0123456789") != 6)
			before = "A code has six digits. ";
		else if (creds_role_is_used(device, code))
			before = "This code was used: wait for the next one. ";
		else
			return true;
	}
	err_set(err, ERR_LOGIN, "no new code of the MFA device '%.128s' was given",
		device);
	return err_hint(err, "wait until the device shows its next code, then try again");
}

/* --- the call ---------------------------------------------------------------------- */

static const struct creds_member_names sts_names = { "AccessKeyId", "SecretAccessKey",
						     "SessionToken", "Expiration" };

const char *creds_sts_region(const struct creds *c, const char *role_arn)
{
	return *c->region ? c->region : endpoint_home_region(role_arn);
}

/* A value that is not a number is ignored, as by the AWS CLI. */
static bool creds_role_add_duration(struct json *params, const char *seconds,
				    struct err *err)
{
	long n;

	if (!*seconds || seconds[strspn(seconds, "0123456789")])
		return true;
	n = strlen(seconds) < 6 ? atol(seconds) : 0;
	if (n >= 900 && n <= 43200) {
		json_put_str(params, "DurationSeconds", seconds);
		return true;
	}
	err_set(err, ERR_LOGIN, "duration_seconds is '%.32s'", seconds);
	return err_hint(err, "set it to a number from 900 to 43200");
}

static bool creds_role_add_code(struct json *params, const char *device, const char *role,
				const char *before, struct err *err)
{
	char code[CREDS_MFA_CODE] = "";
	bool ok = creds_role_code(device, role, before, code, err);

	if (ok) {
		json_put_str(params, "SerialNumber", device);
		json_put_str(params, "TokenCode", code);
	}
	explicit_bzero(code, sizeof(code));
	return ok;
}

static struct json *creds_role_ask_for(const struct named_profile *p, bool person,
				       struct err *err)
{
	static const char *const copied[][2] = {
		{ "role_arn", "RoleArn" }, { "external_id", "ExternalId" },
	};
	struct json *params = json_object_new();
	const char *device = json_str(p->values, "mfa_serial");
	bool ok;
	const char *name;
	char made[64];

	for (size_t i = 0; i < 2; i++)
		if (*json_str(p->values, copied[i][0]))
			json_put_str(params, copied[i][1],
				     json_str(p->values, copied[i][0]));
	name = json_str(p->values, "role_session_name");
	snprintf(made, sizeof(made), "accredit-%lld", (long long)clock_wall());
	json_put_str(params, "RoleSessionName", *name ? name : made);
	ok = creds_role_add_duration(params, json_str(p->values, "duration_seconds"),
				     err) &&
		(!person ||
		 creds_role_add_code(params, device, json_str(p->values, "role_arn"), "",
				     err));
	if (ok)
		return params;
	json_free(params);
	return NULL;
}

static void creds_role_refused(const struct named_profile *p, bool person, struct err *err)
{
	/* serial: another code would not help, the device is not one of this user's */
	bool denied = err->aws_error == AWS_ERROR_DENIED,
	     serial = err->aws_error == AWS_ERROR_DENIED &&
		strstr(err->text, "unable to validate MFA code");
	const char *device = json_str(p->values, "mfa_serial");

	if (serial)
		creds_prefix_error(
			err,
			"the MFA device '%.128s' (mfa_serial) is not one of the user "
			"whose key assumes the role",
			device);
	creds_prefix_error(err, "profile '%.64s', role '%.128s'", p->name,
			   json_str(p->values, "role_arn"));
	if (serial)
		err_hint(err, "set mfa_serial of the profile '%.64s' to the device's ARN or "
			 "serial number: 'aws iam list-mfa-devices' shows it, or the IAM "
			 "console (Security credentials)", p->name);
	else if (denied && person)
		err_hint(err, "a code works only once: wait for the next one and try again; "
			 "otherwise the role's trust policy must allow the source profile");
	else if (denied)
		err_hint(err, "the role's trust policy must allow the source profile "
			 "(and its external_id, or mfa_serial), and so must the "
			 "source's own policy sts:AssumeRole");
}

/* Calls sts:AssumeRole, and again with another code where STS refused the code. */
static bool creds_role_call_for(struct aws *a, struct json *params,
				const struct named_profile *p, bool person,
				struct json **reply, struct err *err)
{
	static const char used[] = "AWS did not accept this code: it was used or has "
				   "expired. Wait for the next one. ";

	for (int i = 0; ; i++) {
		if (aws_call(a, OP_STS_ASSUME_ROLE, params, reply, NULL, err))
			return true;
		/* The only message of STS for a code that was used or has expired. */
		if (!person || i == 2 ||
		    !(err->aws_error == AWS_ERROR_DENIED &&
		      strstr(err->text, "invalid MFA one time pass code")))
			return false;
		*err = (struct err)ERR_INIT;
		if (!creds_role_add_code(params, json_str(p->values, "mfa_serial"),
					 json_str(p->values, "role_arn"), used, err))
			return false;
	}
}

/* Signed with the key of base; the profile in use has the endpoint of STS. */
static bool creds_role_assume(struct creds_search *s, const struct named_profile *p,
			      struct creds *base, struct creds *c, struct err *err)
{
	bool person = *json_str(p->values, "mfa_serial") != '\0';
	struct json *params = creds_role_ask_for(p, person, err), *reply = NULL;
	struct aws *a = NULL;
	bool ok;

	if (!params)
		return creds_prefix_error(err, "profile '%.64s'", p->name);
	snprintf(base->profile, sizeof(base->profile), "%s", s->files.name);
	a = aws_open(base, creds_sts_region(base, json_str(p->values, "role_arn")),
		     s->stop, err);
	ok = a && creds_role_call_for(a, params, p, person, &reply, err);
	if (a && !ok) {
		creds_explain_refusal(base,
				      creds_sts_region(base,
						       json_str(p->values, "role_arn")),
				      err);
		creds_role_refused(p, person, err);
		if (err->aws_error == AWS_ERROR_CREDENTIALS)
			snprintf(c->key_id, sizeof(c->key_id), "%s", base->key_id);
	}
	ok = ok && creds_set_from_reply(c, json_get(reply, "Credentials"), &sts_names, err);
	c->mfa = person || base->mfa;
	aws_close(a);
	json_free(params);
	json_free(reply);
	return ok;
}

/* The same for a role with an MFA code, unless its credentials are cached. */
static bool creds_role_assume_by_person(struct creds_search *s,
					const struct named_profile *p, struct creds *base,
					struct creds *c, struct err *err)
{
	struct buf what = BUF(16u << 10);
	bool ok;

	buf_fmt(&what, "%s %s ", p->name, base->key_id);
	json_print(&what, p->values);
	ok = creds_cache_get(what.s, c);
	if (!ok) {
		ok = creds_role_assume(s, p, base, c, err);
		if (ok)
			creds_cache_put(what.s, c);
	}
	buf_free(&what);
	return ok;
}

/* --- whose keys ask for it ------------------------------------------------------------ */

static const struct {
	const char *name;
	creds_provider *find;
} named[] = {
	{ "Environment", creds_environment },
	{ "EcsContainer", creds_container },
	{ "Ec2InstanceMetadata", creds_instance },
};

static enum found creds_role_from_named(struct creds_search *s,
					const struct named_profile *p, const char *name,
					struct creds *base, struct err *err)
{
	enum found found = NOT_HERE;
	bool known = false;

	for (size_t i = 0; i < sizeof(named) / sizeof(*named); i++) {
		if (!str_eq(named[i].name, name))
			continue;
		known = true;
		found = named[i].find(s, base, err);
	}
	if (!known) {
		err_set(err, ERR_LOGIN, "the profile '%s' has the credential_source "
			"'%.64s', which does not exist", p->name, name);
		err_hint(err, "write Environment, EcsContainer or Ec2InstanceMetadata, in "
			 "these letters");
	} else if (found == NOT_HERE) {
		err_set(err, ERR_LOGIN,
			"the profile '%s' takes its keys from '%.64s', which has "
			"none%s%.150s%s",
			p->name, name, *s->note ? " (" : "", s->note, *s->note ? ")" : "");
		err_hint(err, "set them there, or name a source_profile instead");
	}
	return found == FOUND ? FOUND : FAILED;
}

static enum found creds_role_from_profile(struct creds_search *s,
					  const struct named_profile *p, const char *name,
					  struct creds *base, struct err *err)
{
	const struct named_profile own = { name, profile_in(s->files.tree, name) };
	enum found found;
	char near[400];

	if (!own.values) {
		err_set(err, ERR_LOGIN, "the source_profile '%.64s' of the profile '%.64s' "
			"does not exist", name, p->name);
		if (profile_near(&s->files, name, near, sizeof(near)))
			err_hint(err, "%s", near);
		else
			err_hint(err,
				 "fix source_profile, or create that profile: aws "
				 "configure --profile '%.64s'",
				 name);
		return FAILED;
	}
	found = creds_from_source_profile(s, &own, base, err);
	if (found == NOT_HERE) {
		err_set(err, ERR_LOGIN, "the source_profile '%.64s' of the profile '%.64s' "
			"has no credentials", name, p->name);
		err_hint(err, "add a key to it: aws configure --profile '%.64s'", name);
	}
	return found == FOUND ? FOUND : FAILED;
}

/* A key without a value counts as set; these three need a value. */
static bool creds_role_check(const struct named_profile *p, struct err *err)
{
	static const char *const full[] = { "role_arn", "external_id", "mfa_serial" };
	const char *device = json_str(p->values, "mfa_serial");
	bool source = creds_profile_has(p, "source_profile");

	if (source == creds_profile_has(p, "credential_source")) {
		err_set(err, ERR_LOGIN, "the profile '%s' has a role_arn and %s", p->name,
			source ? "both source_profile and credential_source" :
				 "neither source_profile nor credential_source");
		return err_hint(err, "name one of them: whose keys assume the role");
	}
	for (size_t i = 0; i < sizeof(full) / sizeof(*full); i++) {
		if (!creds_profile_has(p, full[i]) || *json_str(p->values, full[i]))
			continue;
		err_set(err, ERR_LOGIN, "the profile '%.64s' has an empty %s", p->name, full[i]);
		return err_hint(err, "give it a value, or remove the line");
	}
	if (!strstr(device, ":u2f/"))
		return true;
	err_set(err, ERR_LOGIN,
		"the MFA device '%.128s' of the profile '%.64s' is a security key (U2F, "
		"FIDO): it has no codes, and STS accepts only codes",
		device, p->name);
	return err_hint(err, "register an authenticator app for the user and set mfa_serial to its "
			"ARN (arn:aws:iam::ACCOUNT:mfa/NAME)");
}

enum found creds_role(struct creds_search *s, const struct named_profile *p,
		      struct creds *c, struct err *err)
{
	const char *profile = json_str(p->values, "source_profile");
	const char *source = json_str(p->values, "credential_source");
	struct creds base;
	enum found found;
	bool person = *json_str(p->values, "mfa_serial") != '\0';
	struct creds_link *l;

	if (!creds_profile_has(p, "role_arn") ||
	    creds_profile_has(p, "web_identity_token_file"))
		return NOT_HERE;
	if (!creds_role_check(p, err))
		return FAILED;
	creds_copy_settings(&base, c);
	found = creds_profile_has(p, "source_profile") ?
		creds_role_from_profile(s, p, profile, &base, err) :
		creds_role_from_named(s, p, source, &base, err);
	if (found == FOUND) {
		snprintf(c->source, sizeof(c->source), "role %.100s of profile '%.40s', "
			 "with the key of the %.110s", json_str(p->values, "role_arn"),
			 p->name, base.source);
		found = (person ? creds_role_assume_by_person :
				  creds_role_assume)(s, p, &base, c, err) ?
			FOUND :
			FAILED;
		/* Adds this role to the chain of roles. */
		snprintf(c->key_from, sizeof(c->key_from), "%s",
			 base.link_count ? base.key_from : base.source);
		memcpy(c->links, base.links, sizeof(c->links));
		c->link_count = base.link_count < CREDS_LINKS ? base.link_count + 1 :
								CREDS_LINKS;
		l = &c->links[c->link_count - 1];
		snprintf(l->profile, sizeof(l->profile), "%s", p->name);
		snprintf(l->role, sizeof(l->role), "%s", json_str(p->values, "role_arn"));
		l->external_id = *json_str(p->values, "external_id");
		l->mfa = *json_str(p->values, "mfa_serial");
	} else {
		snprintf(c->key_id, sizeof(c->key_id), "%s", base.key_id);
	}
	creds_close(&base);
	return found;
}

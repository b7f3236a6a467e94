/* creds_cause.c - why a key cannot work, where the key itself shows it. */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "aws/aws_error.h"
#include "aws/creds_internal.h"
#include "aws/endpoint.h"
#include "base/str.h"

#define ID_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
#define SECRET_LEN 40	/* the length of a secret access key */

/* --- before a call ---------------------------------------------------------------------- */

/* Characters that editors and browsers insert instead of the typed ones. */
static const struct { uint32_t code; const char *says; } odd[] = {
	{ 0x00a0, "a no-break space" }, { 0x202f, "a no-break space" },
	{ 0x200b, "a zero-width space" }, { 0x200c, "an invisible character" },
	{ 0x200d, "an invisible character" }, { 0x2060, "an invisible character" },
	{ 0xfeff, "a byte order mark" }, { 0x2010, "a typographic hyphen" },
	{ 0x2013, "a typographic dash" }, { 0x2014, "a typographic dash" },
	{ 0x2018, "a typographic quote" }, { 0x2019, "a typographic quote" },
	{ 0x201c, "a typographic quote" }, { 0x201d, "a typographic quote" },
};

/*
 * Names the first character that no part of a key can have; NULL: there is none. text is a
 * buffer for the name.
 */
static const char *creds_cause_wrong(const char *s, char text[64])
{
	uint32_t c;

	for (size_t used; *s; s += used) {
		used = str_utf8(s, strlen(s), &c);
		if (!used)
			return "bytes that are not text";
		if (c == '\n')
			return "a second line: the line after it is indented deeper, so it "
			       "continues the value";
		if (c == ' ' || c == '\t')
			return s[strcspn(s, "#;")] && strspn(s, " \t") == strcspn(s, "#;") ?
				"a comment after the value, which the AWS CLI reads as "
				"part of it" :
				"a space";
		for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++)
			if (odd[i].code == c) {
				snprintf(text, 64, "%s (U+%04X)", odd[i].says, (unsigned)c);
				return text;
			}
		if (c > ' ' && c < 0x7f)
			continue;
		snprintf(text, 64, "the character U+%04X", (unsigned)c);
		return text;
	}
	return NULL;
}

static bool creds_cause_is_id(const char *s)
{
	return (str_starts(s, "AKIA") || str_starts(s, "ASIA")) && strlen(s) >= 16 &&
	       strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == strlen(s);
}

static bool creds_cause_bad_part(const char *part, const char *what, const char *source,
				 struct err *err)
{
	char text[64];
	const char *why = creds_cause_wrong(part, text);
	size_t n = strlen(part);

	if (n > 1 && strchr("\"'", *part) && part[n - 1] == *part) {
		err_set(err, ERR_LOGIN,
			"the %s from the %s is in quotes, which the AWS CLI reads as part "
			"of it",
			what, source);
		err_hint(err, "remove the quotes");
		return true;
	}
	if (!why)
		return false;
	err_set(err, ERR_LOGIN, "the %s from the %s contains %s", what, source, why);
	err_hint(err, "copy it again: only the value, on one line");
	return true;
}

bool creds_check_key(const char *id, const char *secret, const char *token,
		     const char *source, struct err *err)
{
	if (creds_cause_is_id(secret) && !creds_cause_is_id(id)) {
		err_set(err, ERR_LOGIN,
			"the access key ID and the secret from the %s are swapped", source);
		return err_hint(err,
				"swap them: the ID starts with AKIA or ASIA; the secret "
				"has 40 characters");
	}
	if (creds_cause_bad_part(id, "access key ID", source, err) ||
	    creds_cause_bad_part(secret, "secret access key", source, err) ||
	    creds_cause_bad_part(token, "session token", source, err))
		return false;
	if (*id && *secret && strspn(id, ID_CHARS) == strlen(id))
		return true;
	err_set(err, ERR_LOGIN, "the %s from the %s is %s",
		*secret ? "access key ID" : "secret access key", source,
		*id && *secret ?
			"invalid: it contains characters other than letters and digits" :
			"empty");
	return err_hint(err, "copy it again: an ID has about 20 letters and digits");
}

/* --- after AWS refused it --------------------------------------------------------------- */

struct blame {
	const struct creds *c;
	const char *region;
	bool unknown;		/* AWS does not know the ID, or not together with this token */
	bool unsigned_by_it;	/* AWS knows the ID, and the signature was made with another secret */
	char text[300], hint[300];
};

/* A rule; where it applies it fills text and hint. */
typedef bool rule(struct blame *b);

static bool creds_cause_in_environment(const struct creds *c)
{
	return str_eq(c->source, "environment");
}

static bool creds_cause_left_over_token(struct blame *b)
{
	const struct creds *c = b->c;

	if (!b->unknown || !c->token.s || !str_starts(c->key_id, "AKIA"))
		return false;
	snprintf(b->text, sizeof(b->text),
		 "a session token is set with '%.40s', which is a long-term key and has "
		 "none: the token is left over from another sign-in",
		 c->key_id);
	snprintf(b->hint, sizeof(b->hint),
		 creds_cause_in_environment(c) ?
			 "unset AWS_SESSION_TOKEN "
			 "AWS_SECURITY_TOKEN" :
			 "remove aws_session_token (and aws_security_token) from "
			 "the %.200s",
		 c->source);
	return true;
}

static bool creds_cause_token_lacks(struct blame *b)
{
	const struct creds *c = b->c;

	if (!b->unknown || c->token.s || !str_starts(c->key_id, "ASIA"))
		return false;
	snprintf(b->text, sizeof(b->text),
		 "'%.40s' is a temporary key, which works only with its session token, and "
		 "no session token is set",
		 c->key_id);
	snprintf(b->hint, sizeof(b->hint),
		 creds_cause_in_environment(c) ?
			 "set AWS_SESSION_TOKEN to the token "
			 "that came with the key, or sign in again" :
			 "add aws_session_token, as it came "
			 "with the key, to the %.200s, or sign in again",
		 c->source);
	return true;
}

static bool creds_cause_other_secret(struct blame *b)
{
	size_t n = b->c->secret.len;

	if (!b->unsigned_by_it)
		return false;
	if (n != SECRET_LEN)
		snprintf(b->text, sizeof(b->text),
			 "the secret of '%.40s' has %zu characters; AWS secrets have %d",
			 b->c->key_id, n, SECRET_LEN);
	else
		snprintf(b->text, sizeof(b->text),
			 "the secret does not belong to '%.40s', or was altered in transit",
			 b->c->key_id);
	snprintf(b->hint, sizeof(b->hint), "copy ID and secret again, both from the same key (%.200s)",
		 b->c->source);
	return true;
}

static bool creds_cause_other_partition(struct blame *b)
{
	const char *partition = endpoint_partition_of(b->region);

	if (!b->unknown || str_eq(partition, "aws"))
		return false;
	snprintf(b->text, sizeof(b->text), "the partition %s of the Region %s (%.60s) does not know "
		 "the key '%.40s': a key works only in the partition that it is from", partition,
		 b->region, str_eq(b->region, b->c->region) ? b->c->region_from : "chosen here", b->c->key_id);
	snprintf(b->hint, sizeof(b->hint), "choose a Region of the key's own partition, such as "
		 "AWS_REGION=us-east-1, or a key of %s", partition);
	return true;
}

static bool creds_cause_other_token(struct blame *b)
{
	if (!b->unknown || !b->c->token.s)
		return false;
	snprintf(b->text, sizeof(b->text),
		 "AWS does not accept the temporary key '%.40s' with this session token: "
		 "they are not from the same sign-in, or have expired",
		 b->c->key_id);
	snprintf(b->hint, sizeof(b->hint),
		 "sign in again, and copy the ID, secret and session token from there; the "
		 "current ones are from the %.120s",
		 b->c->source);
	return true;
}

static bool creds_cause_unknown_key(struct blame *b)
{
	if (!b->unknown)
		return false;
	snprintf(b->text, sizeof(b->text),
		 "AWS does not know the key '%.40s', or it is inactive", b->c->key_id);
	snprintf(b->hint, sizeof(b->hint), "it may be deactivated, deleted, or of another partition "
		 "(China, GovCloud: set their Region); it is from the %.120s", b->c->source);
	return true;
}

void creds_explain_refusal(const struct creds *c, const char *region, struct err *err)
{
	static const char *const unknown[] = { "InvalidClientTokenId", "InvalidAccessKeyId",
		"UnrecognizedClientException", "InvalidToken", "AuthFailure", NULL };
	static rule *const rules[] = {
		creds_cause_left_over_token, creds_cause_token_lacks,
		creds_cause_other_secret,    creds_cause_other_partition,
		creds_cause_other_token,     creds_cause_unknown_key
	};
	struct blame b = { .c = c, .region = region, .unknown = str_in(err->code, unknown),
			   .unsigned_by_it = str_eq(err->code, "SignatureDoesNotMatch") };

	if (err->aws_error != AWS_ERROR_CREDENTIALS)
		return;
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		if (!rules[i](&b))
			continue;
		creds_prefix_error(err, "%s", b.text);
		err_hint(err, "%s", b.hint);
		return;
	}
}

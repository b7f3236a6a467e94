/* access_key.c - see access_key.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "keys/access_key.h"

#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#define ID_MIN 16
#define ID_MAX 128
#define SECRET_LEN 40

void access_key_free(struct access_key *key)
{
	secret_close(&key->secret);
	*key = (struct access_key)ACCESS_KEY_INIT;
}

bool access_key_same(const struct access_key *a, const struct access_key *b)
{
	return str_eq(a->id, b->id) && str_eq(a->secret.s, b->secret.s);
}

void access_key_set(struct access_key *key, const char *id, const char *secret,
		    size_t secret_len)
{
	struct access_key copy = ACCESS_KEY_INIT;

	snprintf(copy.id, sizeof(copy.id), "%s", id);
	secret_set(&copy.secret, secret, secret_len);
	access_key_free(key);
	*key = copy;
}

void access_key_copy(struct access_key *to, const struct access_key *from)
{
	struct access_key copy = *from;

	if (to == from)
		return;
	copy.secret = (struct secret){ 0 };
	secret_copy(&copy.secret, &from->secret);
	access_key_free(to);
	*to = copy;
}

size_t access_key_trim(char *s, size_t n)
{
	static const char around[] = " \t\r\n\v\f\"'`";
	size_t from = 0, to = n;

	while (to > from && s[to - 1] && strchr(around, s[to - 1]))
		to--;
	while (from < to && s[from] && strchr(around, s[from]))
		from++;
	memmove(s, s + from, to - from);
	explicit_bzero(s + (to - from), n - (to - from));
	return to - from;
}

static bool access_key_has_id_shape(const char *s)
{
	size_t n = strlen(s);

	return n >= ID_MIN && n <= ID_MAX && strspn(s, UPPER) == n;
}

static bool access_key_has_secret_shape(const char *s)
{
	return strlen(s) == SECRET_LEN &&
	       strspn(s, UPPER "abcdefghijklmnopqrstuvwxyz+/") == SECRET_LEN;
}

bool access_key_is_secret(const char *text)
{
	/* few names or paths of that length have all three */
	return access_key_has_secret_shape(text) && strpbrk(text, "0123456789") &&
		strpbrk(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") &&
		strpbrk(text, "abcdefghijklmnopqrstuvwxyz");
}

bool access_key_check_id(const char *id, struct err *err)
{
	if (!*id) {
		err_set(err, ERR_INPUT, "an access key ID is missing");
		return err_hint(err, "enter the ID: it begins with AKIA");
	}
	if (access_key_is_secret(id)) {
		err_set(err, ERR_INPUT,
			"this looks like a secret access key, not an access key ID");
		return err_hint(
			err,
			"enter the ID: it begins with AKIA. The secret is asked for next");
	}
	if (!access_key_has_id_shape(id)) {
		err_set(err, ERR_INPUT,
			"not an access key ID (%zu characters): it has 16 "
			"to 128 uppercase letters and digits",
			strlen(id));
		return err_hint(err, "copy all of it again");
	}
	if (str_starts(id, "ASIA")) {
		err_set(err, ERR_INPUT,
			"'%s' is a temporary key: it works only with a "
			"session token, which cannot be used here",
			id);
		return err_hint(err,
				"enter the access key of an IAM user: its ID begins "
				"with AKIA");
	}
	if (!str_starts(id, "AKIA")) {
		err_set(err, ERR_INPUT, "this is not the ID of an IAM user's access key: "
			"such an ID begins with AKIA");
		return err_hint(err, "copy the access key ID again");
	}
	return true;
}

bool access_key_check(const char *id, const char *secret, struct err *err)
{
	if (access_key_has_secret_shape(id) && access_key_has_id_shape(secret) &&
	    !str_starts(id, "AKIA")) {
		err_set(err, ERR_INPUT, "the access key ID and the secret are swapped");
		return err_hint(err, "the ID begins with AKIA; the secret has 40 characters");
	}
	if (!access_key_check_id(id, err))
		return false;
	if (access_key_has_secret_shape(secret))
		return true;
	if (access_key_has_id_shape(secret) &&
	    (str_starts(secret, "AKIA") || str_starts(secret, "ASIA"))) {
		err_set(err, ERR_INPUT, "this is the ID of a key, not its secret");
		return err_hint(
			err,
			"the secret has 40 characters; AWS shows it only once, when "
			"the key is created");
	}
	if (!*secret)
		err_set(err, ERR_INPUT, "the secret access key is missing");
	else if (strlen(secret) != SECRET_LEN)
		err_set(err, ERR_INPUT, "the secret access key has %zu characters, not 40",
			strlen(secret));
	else
		err_set(err, ERR_INPUT,
			"the secret access key contains a character that is "
			"not allowed: it has letters, digits, '+' and '/'");
	return err_hint(err,
			"copy all of it again; AWS shows it only once, when the key "
			"is created");
}

/*
 * creds_cache.c - credentials of a role with an MFA code, cached in memory: a command that
 * signs in to each Region asks for a code only once.
 */
#include "config.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "aws/creds_internal.h"
#include "base/str.h"
#include "net/hash.h"

static struct {
	pthread_mutex_t lock;
	char sum[HASH_HEX];	/* of the profile and key they are for */
	struct creds creds;
} kept = { .lock = PTHREAD_MUTEX_INITIALIZER };

bool creds_cache_get(const char *what, struct creds *c)
{
	char sum[HASH_HEX];
	bool there;

	hash_sha256_hex(sum, what, strlen(what));
	pthread_mutex_lock(&kept.lock);
	there = kept.creds.secret.s && str_eq(sum, kept.sum) &&
		kept.creds.expires - clock_wall() > CREDS_EARLY_S;
	if (there) {
		snprintf(c->key_id, sizeof(c->key_id), "%s", kept.creds.key_id);
		secret_copy(&c->secret, &kept.creds.secret);
		secret_copy(&c->token, &kept.creds.token);
		c->expires = kept.creds.expires;
		c->mfa = true;
	}
	pthread_mutex_unlock(&kept.lock);
	return there;
}

void creds_cache_put(const char *what, const struct creds *c)
{
	pthread_mutex_lock(&kept.lock);
	hash_sha256_hex(kept.sum, what, strlen(what));
	creds_copy(&kept.creds, c);
	pthread_mutex_unlock(&kept.lock);
}

void creds_cache_clear(void)
{
	pthread_mutex_lock(&kept.lock);
	creds_close(&kept.creds);
	pthread_mutex_unlock(&kept.lock);
}

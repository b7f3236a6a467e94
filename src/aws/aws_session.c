/* aws_session.c - opening and closing a session, and what it knows; see call.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "aws/aws_error.h"
#include "aws/call_internal.h"
#include "aws/creds.h"
#include "aws/profile.h"
#include "aws/session_creds.h"
#include "aws/sigv4.h"
#include "base/mem.h"
#include "base/str.h"
#include "net/hash.h"
#include "net/http.h"

/* An object that lives as long as the session; see aws_keep. */
struct kept {
	struct kept *next;
	char *name;
	void *thing;
	void (*end)(void *thing);
};

static bool aws_session_set_endpoints(struct aws *a, const struct profile *p,
				      struct err *err)
{
	for (size_t op = 0; op < OP_COUNT; op++) {
		const char *service = aws_ops[op].service;
		struct configured_endpoint *e = a->endpoints;
		struct endpoint endpoint;

		while (e < a->endpoints + a->endpoint_count && !str_eq(e->service, service))
			e++;
		if (e < a->endpoints + a->endpoint_count)
			continue;
		if (a->endpoint_count++ == SERVICES)
			abort();
		e->service = service;
		endpoint_configured(e->url, &e->name, service, p->values, p->services);
		if (*e->url &&
		    !endpoint_find(&endpoint, service, a->region, a->variant, e->url,
				   e->name, err))
			return false;
	}
	return true;
}

static bool aws_session_set_http(struct aws *a, const struct profile *p,
				 const char *fallback, struct err *err)
{
	const char *set = profile_setting(p, "AWS_CA_BUNDLE", "ca_bundle");
	char bundle[4096];

	profile_expand_home(bundle, *set ? set : fallback);
	if (*bundle && access(bundle, R_OK) < 0) {
		err_set(err, ERR_INPUT, "AWS_CA_BUNDLE (or ca_bundle) names a file that "
			"cannot be read: '%s'", bundle);
		err_hint(err, "name a file of trusted certificates, or unset it");
		err->aws_error = AWS_ERROR_UNTRUSTED;
		return false;
	}
	snprintf(a->ca_bundle, sizeof(a->ca_bundle), "%s", bundle);
	a->http = http_open(bundle);
	return true;
}

struct aws *aws_open(const struct creds *creds, const char *region,
		     struct stop *stop, struct err *err)
{
	struct profile p;
	struct aws *a;
	bool ok;

	if (!endpoint_region_check(region, err))
		return NULL;
	a = xcalloc(1, sizeof(*a));
	pthread_mutex_init(&a->lock, NULL);
	pthread_mutex_init(&a->kept_lock, NULL);
	a->creds = session_creds_open(creds, stop);
	snprintf(a->key_id, sizeof(a->key_id), "%s", creds->key_id);
	snprintf(a->region, sizeof(a->region), "%s", region);
	a->stop = stop;
	ok = profile_load(&p, creds->profile, err);
	if (ok) {
		a->rules = retry_standard;
		a->variant = endpoint_variant(p.values);
		ok = retry_set(&a->rules,
			       profile_setting(&p, "AWS_MAX_ATTEMPTS", "max_attempts"),
			       profile_setting(&p, "AWS_RETRY_MODE", "retry_mode"), err) &&
			aws_session_set_endpoints(a, &p, err) &&
			aws_session_set_http(a, &p, creds->ca_bundle, err);
		a->tokens = a->rules.capacity;
		profile_free(&p);
	}
	if (ok)
		return a;
	aws_close(a);
	return NULL;
}

void aws_close(struct aws *a)
{
	if (!a)
		return;
	while (a->kept) {
		struct kept *k = a->kept;

		a->kept = k->next;
		k->end(k->thing);
		free(k->name);
		free(k);
	}
	http_close(a->http);
	session_creds_close(a->creds);
	for (size_t i = 0; i < ENCODED_KEPT; i++)
		free(a->encoded[i].text);
	pthread_mutex_destroy(&a->lock);
	pthread_mutex_destroy(&a->kept_lock);
	free(a);
}

void aws_enable_refresh(struct aws *a, creds_refresh *refresh, const char *account)
{
	session_creds_enable_refresh(a->creds, refresh, account, a->region);
}

const char *aws_key_id(const struct aws *a)
{
	return a->key_id;
}

const char *aws_region(const struct aws *a)
{
	return a->region;
}

const char *aws_partition(const struct aws *a)
{
	return endpoint_partition_of(a->region);
}

bool aws_custom_endpoint(const struct aws *a, const char **url)
{
	for (size_t i = 0; i < a->endpoint_count; i++) {
		if (!*a->endpoints[i].url)
			continue;
		*url = a->endpoints[i].url;
		return true;
	}
	return false;
}

bool aws_fips(const struct aws *a)
{
	return a->variant & ENDPOINT_FIPS;
}

bool aws_dual_stack(const struct aws *a)
{
	return a->variant & ENDPOINT_DUALSTACK;
}

const char *aws_ca_bundle(const struct aws *a)
{
	return a->ca_bundle;
}

long aws_clock_ahead(const struct aws *a)
{
	return atomic_load(&a->ahead);
}

time_t aws_now(const struct aws *a)
{
	long long epoch = atomic_load(&a->epoch);

	return epoch ? (time_t)((epoch + clock_ms()) / 1000) : clock_wall();
}

time_t aws_time(const struct aws *a, time_t t)
{
	return t + (aws_now(a) - clock_wall());
}

void aws_observe(struct aws *a, aws_observer *observer, void *with)
{
	a->observer = observer;
	a->observer_with = with;
}

bool aws_endpoint(const struct aws *a, const char *service, struct endpoint *endpoint,
		  struct err *err)
{
	return aws_endpoint_in(a, service, a->region, endpoint, err);
}

bool aws_endpoint_in(const struct aws *a, const char *service, const char *region,
		     struct endpoint *endpoint, struct err *err)
{
	const struct configured_endpoint *e = a->endpoints;

	while (!str_eq(e->service, service))
		e++;
	return endpoint_find(endpoint, service, region, a->variant, e->url, e->name, err);
}

struct stop *aws_stop(const struct aws *a)
{
	return a->stop;
}

void *aws_keep(struct aws *a, const char *name, aws_make *make,
	       void (*end)(void *thing), struct err *err)
{
	const struct kept *there;
	void *thing;

	pthread_mutex_lock(&a->kept_lock);
	there = a->kept;
	while (there && !str_eq(there->name, name))
		there = there->next;
	thing = there ? there->thing : NULL;
	if (!thing) {
		thing = make(a, name, err);
		if (thing) {
			struct kept *k = xcalloc(1, sizeof(*k));

			*k = (struct kept){ a->kept, xstrdup(name), thing, end };
			a->kept = k;
		}
	}
	pthread_mutex_unlock(&a->kept_lock);
	return thing;
}

void aws_store_encoded(struct aws *a, const char *request_id, const char *text)
{
	struct encoded_message *m;

	pthread_mutex_lock(&a->lock);
	m = &a->encoded[a->encoded_next++ % ENCODED_KEPT];
	free(m->text);
	m->text = xstrdup(text);
	snprintf(m->request_id, sizeof(m->request_id), "%s", request_id);
	pthread_mutex_unlock(&a->lock);
}

char *aws_encoded_of(struct aws *a, const char *request_id)
{
	char *text = NULL;

	pthread_mutex_lock(&a->lock);
	for (size_t i = 0; i < ENCODED_KEPT && !text; i++)
		if (a->encoded[i].text && str_eq(a->encoded[i].request_id, request_id))
			text = xstrdup(a->encoded[i].text);
	pthread_mutex_unlock(&a->lock);
	return text;
}

bool aws_identity_url(struct aws *a, const char *field, const char *value, int expires,
		      struct buf *url, struct err *err)
{
	const struct aws_op *op = &aws_ops[OP_STS_GET_CALLER_IDENTITY];
	struct buf path = BUF(1024);
	char hash[HASH_HEX];
	const struct creds *key;
	struct endpoint endpoint;
	struct sig s;

	if (!aws_endpoint(a, op->service, &endpoint, err))
		return false;
	buf_fmt(&path, "%s/", endpoint.path);
	hash_sha256_hex(hash, "", 0);
	key = session_creds_acquire(a->creds);
	s = (struct sig){
		.method = "GET",
		.path = path.s,
		.payload = hash,
		.key_id = key->key_id,
		.secret = &key->secret,
		.token = &key->token,
		.region = endpoint.signing_region,
		.service = op->service,
		.when = clock_wall() + atomic_load(&a->ahead),
	};
	sig_query(&s, "Action", op->name);
	sig_query(&s, "Version", op->version);
	sig_field(&s, "Host", endpoint.host);
	sig_field(&s, field, value);
	buf_fmt(url, "%s%s?", endpoint.url, path.s);
	sig_presign(&s, expires, url);
	session_creds_release(a->creds, key);
	buf_free(&path);
	return true;
}

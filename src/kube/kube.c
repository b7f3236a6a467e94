/* kube.c - see kube.h. */
#include "config.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/aws_error.h"
#include "aws/call.h"
#include "aws/evidence.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"
#include "format/json.h"
#include "kube/cluster.h"
#include "kube/kube.h"
#include "kube/status.h"
#include "net/http.h"
#include "net/url.h"

#define TOKEN_S 60		/* of the URL; EKS takes it for 15 minutes */
#define TOKEN_MS (12 * 60000)	/* replaced after so long */
#define TOKEN_MAX 16384
#define CONNECT_MS 5000		/* a private endpoint is never reached */
#define TOTAL_MS 30000
#define TRIES 3			/* of a read */
#define GAP_MS 400

struct kube {
	struct aws *aws;
	struct http *http;
	char *name, *endpoint, *ca;
	struct url url;
	enum kube_mode mode;
	pthread_mutex_t lock;	/* of the token */
	struct secret token;
	int64_t made;		/* when the token was made; 0: there is none */
};

/* --- the cluster, as EKS tells it ------------------------------------------------ */

static const char *const modes[] = {
	[KUBE_CONFIG_MAP] = "CONFIG_MAP",
	[KUBE_BOTH] = "API_AND_CONFIG_MAP",
	[KUBE_API] = "API",
};

const char *kube_mode_name(enum kube_mode mode)
{
	return modes[mode];
}

enum kube_mode kube_mode(const struct kube *k)
{
	return k->mode;
}

struct kube *kube_new(struct aws *aws, const struct json *described, struct err *err)
{
	const struct described_cluster cluster = cluster_read(described);
	struct kube *k = xcalloc(1, sizeof(*k));
	struct buf pem = BUF(256u << 10);
	bool ok = true;

	if (*cluster.endpoint)
		ok = url_endpoint(&k->url, cluster.endpoint, "the cluster's endpoint", err);
	if (ok && cluster.ca && !str_unbase64(&pem, cluster.ca))
		ok = err_set(err, ERR_SERVICE,
			     "the certificate of cluster '%s' cannot be read",
			     cluster.name);
	pthread_mutex_init(&k->lock, NULL);
	k->aws = aws;
	k->http = http_open(NULL);
	k->name = xstrdup(cluster.name);
	k->endpoint = xstrdup(cluster.endpoint);
	/* a cluster that is older than the choice does not say */
	k->mode = KUBE_CONFIG_MAP;
	for (enum kube_mode m = KUBE_BOTH; m <= KUBE_API; m++)
		if (str_eq(cluster.mode, modes[m]))
			k->mode = m;
	if (pem.len)
		k->ca = xstrdup(pem.s);
	buf_free(&pem);
	if (ok)
		return k;
	kube_free(k);
	return NULL;
}

void kube_free(struct kube *k)
{
	if (!k)
		return;
	secret_close(&k->token);
	http_close(k->http);
	pthread_mutex_destroy(&k->lock);
	free(k->name);
	free(k->endpoint);
	free(k->ca);
	free(k);
}

static void kube_end_kept(void *thing)
{
	kube_free(thing);
}

#define KEPT "cluster "

static void *kube_describe(struct aws *aws, const char *name, struct err *err)
{
	const char *cluster = name + strlen(KEPT);
	struct json *params = cluster_params(cluster), *reply = NULL;
	struct kube *k = NULL;

	if (aws_call(aws, OP_EKS_DESCRIBE_CLUSTER, params, &reply, NULL, err)) {
		k = kube_new(aws, reply, err);
	} else if (err->aws_error == AWS_ERROR_NOT_FOUND) {
		err_set(err, ERR_INPUT, "there is no EKS cluster '%s' in %s", cluster,
			aws_region(aws));
		err_hint(err, "check the cluster name and the Region");
		err->aws_error = AWS_ERROR_NOT_FOUND;
	}
	json_free(params);
	json_free(reply);
	return k;
}

struct kube *kube_of(struct aws *aws, const char *cluster, struct err *err)
{
	struct buf name = BUF(512);
	struct kube *k;

	if (!*cluster) {
		err_set(err, ERR_INPUT, "no cluster name was given");
		return NULL;
	}
	buf_fmt(&name, KEPT "%s", cluster);
	k = aws_keep(aws, name.s, kube_describe, kube_end_kept, err);
	buf_free(&name);
	return k;
}

/* With another endpoint in AWS's place, AWS's own hosts are not called. */
static bool kube_may_speak(struct kube *k, struct err *err)
{
	const char *custom;

	if (!*k->endpoint) {
		err_set(err, ERR_SERVICE, "cluster '%s' has no endpoint yet", k->name);
		return err_hint(err, "wait until its status is ACTIVE, then try again");
	}
	if (!aws_custom_endpoint(k->aws, &custom) || !strstr(k->url.host, ".amazonaws."))
		return true;
	err_set(err, ERR_NET,
		"the endpoint of cluster '%s', %s, is not called: it belongs to AWS, and "
		"AWS is replaced by %s here",
		k->name, k->url.host, custom);
	err_hint(err, "use 'accredit practice --cluster'");
	err->aws_error = AWS_ERROR_FATAL;
	return false;
}

/* --- who we are -------------------------------------------------------------------- */

static bool kube_make_token(struct kube *k, struct err *err)
{
	struct buf url = BUF(TOKEN_MAX), plain = BUF(2 * TOKEN_MAX),
		   token = BUF(2 * TOKEN_MAX);
	bool ok = aws_identity_url(k->aws, "x-k8s-aws-id", k->name, TOKEN_S, &url, err);

	if (ok) {
		buf_str(&token, "k8s-aws-v1.");
		/* base64 for URLs, without padding */
		str_base64(&plain, url.s, url.len);
		for (const char *s = plain.s; *s && *s != '='; s++)
			buf_char(&token, *s == '+' ? '-' : *s == '/' ? '_' : *s);
		secret_set(&k->token, token.s, token.len);
		k->made = clock_ms();
	}
	buf_free(&url);
	buf_free(&plain);
	buf_free(&token);
	return ok;
}

bool kube_token(struct kube *k, struct buf *out, struct err *err)
{
	bool ok = true;

	pthread_mutex_lock(&k->lock);
	if (!k->made || clock_ms() - k->made > TOKEN_MS)
		ok = kube_make_token(k, err);
	if (ok)
		buf_add(out, k->token.s, k->token.len);
	pthread_mutex_unlock(&k->lock);
	return ok;
}

/* --- requests ------------------------------------------------------------------------ */

static bool kube_reads(const struct kube_request *q)
{
	return str_eq(q->method, "GET");
}

static bool kube_send(struct kube *k, const struct kube_request *q, struct unanswered *call,
		      struct http_response *r, struct err *err)
{
	struct buf url = BUF(4096), bearer = BUF(2 * TOKEN_MAX), body = BUF(4u << 20);
	const char *type = str_eq(q->method, "PATCH") ? "application/merge-patch+json" :
							"application/json";
	bool ok;

	buf_str(&bearer, "Bearer ");
	ok = kube_token(k, &bearer, err);
	buf_fmt(&url, "%s%s", k->endpoint, q->path);
	if (q->body)
		json_print(&body, q->body);
	if (ok)
		http_send(k->http,
			  &(struct http_request){
				  .method = q->method,
				  .url = url.s,
				  .field_count = q->body ? 4 : 3,
				  .fields =
					  (const struct http_field[]){
						  { "Authorization", bearer.s },
						  { "Accept",
						    q->text ? "*/*" : "application/json" },
						  { "User-Agent",
						    "accredit/" PACKAGE_VERSION },
						  { "Content-Type", type },
					  },
				  .body = q->body ? body.s : NULL,
				  .body_len = body.len,
				  .once = !kube_reads(q),
				  .total_ms = TOTAL_MS,
				  .connect_ms = CONNECT_MS,
				  .ca = k->ca,
				  .stop = aws_stop(k->aws),
				  .unanswered = call,
			  },
			  r);
	buf_free(&url);
	buf_free(&bearer);
	buf_free(&body);
	return ok;
}

static bool kube_take(const struct kube *k, const struct kube_request *q,
		      const struct http_response *r, struct json **reply, struct err *err)
{
	struct json *answer;

	if (q->text) {
		buf_add(q->text, r->body.s, r->body.len);
		return true;
	}
	answer = json_parse(r->body.s, r->body.len, "the answer", err);
	if (!answer) {
		err_set(err, ERR_NET, "the response of cluster '%s' is not JSON (HTTP %d)",
			k->name, r->status);
		err->aws_error = kube_reads(q) ? AWS_ERROR_TRANSIENT : AWS_ERROR_AMBIGUOUS;
		return false;
	}
	if (reply)
		*reply = answer;
	else
		json_free(answer);
	return true;
}

static bool kube_try_once(struct kube *k, const struct kube_request *q,
			  struct unanswered *call, struct json **reply, struct err *err)
{
	struct http_response r = HTTP_RESPONSE;
	bool ok = kube_send(k, q, call, &r, err);

	if (ok && r.end == HTTP_ANSWERED && r.status >= 200 && r.status < 300)
		ok = kube_take(k, q, &r, reply, err);
	else if (ok)
		ok = kube_failed(
			&(struct kube_failure){
				.cluster = k->name,
				.host = k->url.host,
				.reads = kube_reads(q),
				.response = &r,
			},
			err);
	http_response_free(&r);
	return ok;
}

static bool kube_tries(struct kube *k, const struct kube_request *q, struct json **reply,
		       struct err *err)
{
	struct unanswered call;
	bool renewed = false, ok;

	unanswered_open(&call, "the cluster", TRIES - 1);
	for (int n = 1; !(ok = kube_try_once(k, q, &call, reply, err)); n++) {
		/* an endpoint that is not reached in time is not retried: it is private */
		bool may_repeat = err->kind != ERR_STOPPED &&
			(err->aws_error == AWS_ERROR_THROTTLING ||
			 (kube_reads(q) && err->aws_error == AWS_ERROR_TRANSIENT &&
			  (err->status || q->text)));

		if (err->status == 401 && !renewed) {
			renewed = true;		/* it may have been too old, or the clock */
			pthread_mutex_lock(&k->lock);
			k->made = 0;
			pthread_mutex_unlock(&k->lock);
		} else if (n >= TRIES || !may_repeat ||
			   !clock_sleep(GAP_MS * n, aws_stop(k->aws))) {
			break;
		}
		*err = (struct err)ERR_INIT;
		unanswered_retry(&call, n);
	}
	unanswered_close(&call);
	return ok;
}

bool kube_call(struct kube *k, const struct kube_request *q, struct json **reply,
	       struct err *err)
{
	char call[300];
	struct json *asked;
	bool ok;

	if (reply)
		*reply = NULL;
	ok = kube_may_speak(k, err) && kube_tries(k, q, reply, err);
	if (!evidence_is_recorded())
		return ok;
	snprintf(call, sizeof(call), "kubernetes %s %s", q->method, q->path);
	asked = evidence_new(call);
	evidence_add(asked, reply ? *reply : NULL, err);
	json_free(asked);
	return ok;
}

bool kube_get(struct kube *k, const char *path, struct json **reply, struct err *err)
{
	if (kube_call(k, &(struct kube_request){ .method = "GET", .path = path }, reply, err))
		return true;
	if (err->aws_error != AWS_ERROR_NOT_FOUND)
		return false;
	*err = (struct err)ERR_INIT;
	return true;
}

bool kube_delete(struct kube *k, const char *path, const char *version, struct err *err)
{
	struct json *options = kube_delete_options(version);
	bool ok;

	ok = kube_call(k, &(struct kube_request){ .method = "DELETE", .path = path,
						  .body = options }, NULL, err);
	json_free(options);
	if (!ok && err->aws_error == AWS_ERROR_NOT_FOUND) {
		*err = (struct err)ERR_INIT;
		ok = true;
	}
	return ok;
}

bool kube_name_check(const char *what, const char *s, struct err *err)
{
	size_t n = strlen(s);

	if (n && n <= 63 && *s != '-' && s[n - 1] != '-' &&
	    strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == n)
		return true;
	err_set(err, ERR_INPUT, "'%s' cannot be the name of a %s in Kubernetes", s, what);
	return err_hint(err, "use at most 63 lowercase letters, digits and hyphens");
}

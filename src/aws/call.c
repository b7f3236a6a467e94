/* call.c - see call.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "aws/bucket_region.h"
#include "aws/call_internal.h"
#include "aws/creds.h"
#include "aws/error_text.h"
#include "aws/evidence.h"
#include "aws/pages.h"
#include "aws/reply_cache.h"
#include "aws/session_creds.h"
#include "aws/sigv4.h"
#include "aws/wire.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "format/xml.h"
#include "net/hash.h"
#include "net/http.h"

#define FINISH_MS 5000	/* after a stop, for responses that AWS sends only once */

/* --- one try ------------------------------------------------------------------------ */

struct call {
	struct aws *a;
	enum aws_op_id id;
	const struct aws_op *op;
	char region[64];	/* the session's, or the bucket's */
	struct endpoint endpoint;
	struct wire wire;
	struct http_response response;
	struct wire_answer answer;
	struct unanswered unanswered;
	bool may_have;		/* an attempt may have made the change */
	bool session;		/* signed with a session token */
	char key_id[132];	/* the last attempt was signed with it */
	aws_item *told;		/* gets each item of a list, or NULL */
	void *with;
	struct arena tree;	/* what such a reply has besides its items */
	struct xml_stream *stream;
};

static bool call_prepare(struct call *c, const struct json *params, struct err *err)
{
	if (!aws_endpoint_in(c->a, c->op->service, c->region, &c->endpoint, err) ||
	    !wire_write(&c->wire, c->op, params, err))
		return false;
	bucket_endpoint(&c->endpoint, &c->wire);
	return true;
}

/*
 * Fills s with the request and its headers, signed as of now where there is a key. hash and
 * path must outlive s.
 */
static void call_sign(struct call *c, const struct creds *key, struct sig *s,
		      char hash[HASH_HEX], struct buf *path, struct buf *authorization)
{
	struct aws *a = c->a;
	const struct wire *w = &c->wire;

	hash_sha256_hex(hash, w->body.s, w->body.len);
	buf_str(path, c->endpoint.path);
	buf_str(path, w->path.s);
	*s = (struct sig){
		.method = w->method,
		.path = path->s,
		.payload = hash,
		.key_id = key->key_id,
		.secret = &key->secret,
		.token = &key->token,
		.region = c->endpoint.signing_region,
		.service = c->op->service,
		.when = clock_wall() + atomic_load(&a->ahead),
		.path_once = str_eq(c->op->service, "s3"),
	};
	for (size_t i = 0; i < w->queries; i++)
		sig_query(s, w->query[i].name, w->query[i].value);
	sig_field(s, "Host", c->endpoint.host);
	for (size_t i = 0; i < w->field_count; i++)
		sig_field(s, w->fields[i].name, w->fields[i].value);
	if (s->path_once)
		sig_field(s, "X-Amz-Content-Sha256", hash);
	if (*key->key_id) {
		sig_sign(s, authorization);
		sig_field(s, "Authorization", authorization->s);
	}
	sig_field(s, "User-Agent", "accredit/" PACKAGE_VERSION);
}

static void call_take_item(void *with, const char *list, const struct xml *item)
{
	struct call *c = with;

	c->told(c->with, list, wire_tree(item));
}

/* A part of the body of a successful response. */
static void call_take_part(void *with, const char *s, size_t n)
{
	struct call *c = with;

	if (!c->stream)
		c->stream = xml_stream_new(&c->tree, call_take_item, c);
	if (c->stream)
		xml_stream_add(c->stream, s, n);
}

static void call_send(struct call *c)
{
	struct buf authorization = BUF(8192), path = BUF(64u << 10), url = BUF(128u << 10);
	const struct creds *key = session_creds_acquire(c->a->creds);
	struct http_field fields[SIG_PAIRS];
	char hash[HASH_HEX];
	struct sig s;

	c->session = key->token.s != NULL;
	memcpy(c->key_id, key->key_id, sizeof(c->key_id));
	call_sign(c, key, &s, hash, &path, &authorization);
	for (size_t i = 0; i < s.field_count; i++)
		fields[i] = (struct http_field){ s.fields[i].name, s.fields[i].value };
	buf_fmt(&url, "%s%s%s", c->endpoint.url, path.s, s.queries ? "?" : "");
	sig_query_string(&url, s.query, s.queries);
	http_send(c->a->http,
		  &(struct http_request){
			  .method = s.method,
			  .url = url.s,
			  .fields = fields,
			  .field_count = s.field_count,
			  .body = c->wire.body.len ? c->wire.body.s : NULL,
			  .body_len = c->wire.body.len,
			  .once = c->op->effect == AWS_NAMED || c->op->effect == AWS_ONCE,
			  .stop = c->a->stop,
			  .finish_ms = c->op->finishes ? FINISH_MS : 0,
			  .take = c->told ? call_take_part : NULL,
			  .take_with = c,
			  .unanswered = &c->unanswered,
		  },
		  &c->response);
	session_creds_release(c->a->creds, key);
	buf_free(&authorization);
	buf_free(&path);
	buf_free(&url);
}

/* Sends one request. True: c->answer.reply has the reply. */
static bool call_try_once(struct call *c, struct err *err)
{
	struct aws *a = c->a;
	struct failed_call v = { .op = c->op,
				 .response = &c->response,
				 .answer = &c->answer,
				 .endpoint = &c->endpoint,
				 .region = c->region };
	const char *why;
	struct xml *root;
	bool ok;

	json_free(c->answer.reply);
	c->answer = (struct wire_answer){ 0 };
	call_send(c);
	if (c->response.end == HTTP_ANSWERED) {
		/* Every response has AWS's time in its Date header. */
		char date[64];
		time_t t =
			clock_http(http_header(&c->response, "date", date, sizeof(date)));

		if (t > 0)
			atomic_store(&c->a->epoch, (long long)t * 1000 - clock_ms());
		if (c->stream) {
			root = xml_stream_end(c->stream, &why);
			c->stream = NULL;
			wire_read_tree(&c->answer, c->op, &c->response, root, why);
		} else {
			wire_read(&c->answer, c->op, &c->response);
		}
	}
	if (c->stream)
		xml_stream_end(c->stream, &why);
	c->stream = NULL;
	arena_free(&c->tree);
	ok = c->answer.reply != NULL;
	v.session = c->session;
	v.ahead = atomic_load(&a->ahead);
	v.now = clock_wall() + v.ahead;
	if (!ok)
		error_text_describe(&v, &c->may_have, err);
	if (!ok && *c->answer.encoded && *err->request_id)
		aws_store_encoded(a, err->request_id, c->answer.encoded);
	if (a->observer)
		a->observer(a->observer_with, c->id, c->response.status, c->answer.code);
	return ok;
}

/* --- tries ---------------------------------------------------------------------------- */

/*
 * Whether the kind of error, the operation and the quota of retries allow another attempt;
 * waits before it.
 */
static bool call_wait_for_turn(struct call *c, int attempt, int *taken,
			       const struct err *err)
{
	bool blind = c->op->effect == AWS_READS || c->op->effect == AWS_REPEATS;
	bool throttled = err->aws_error == AWS_ERROR_THROTTLING;
	enum retry_why why = throttled ? RETRY_THROTTLE : RETRY_TRANSIENT;
	char header[32];
	uint32_t n;
	int64_t ms;

	if (err->kind == ERR_STOPPED || (c->may_have && !blind) ||
	    attempt >= c->a->rules.attempts)
		return false;
	if (!throttled && err->aws_error != AWS_ERROR_TRANSIENT &&
	    !(err->aws_error == AWS_ERROR_AMBIGUOUS && c->response.end == HTTP_LOST))
		return false;
	pthread_mutex_lock(&c->a->lock);
	*taken = retry_take(&c->a->rules, &c->a->tokens, why);
	pthread_mutex_unlock(&c->a->lock);
	if (!*taken)
		return false;
	ms = retry_delay(&c->a->rules, why, attempt,
			 getrandom(&n, sizeof(n), 0) == sizeof(n) ? n / 4294967296.0 : 1.0);
	ms = retry_after(ms, http_header(&c->response, "x-amz-retry-after", header,
					 sizeof(header)));
	return clock_sleep(ms, c->a->stop);
}

static bool call_tries(struct call *c, struct err *err)
{
	bool signed_again = false, renewed = false;
	int taken = 0;
	long ahead;
	bool open;

	for (int attempt = 1; ; attempt++) {
		unanswered_retry(&c->unanswered, attempt - 1);
		if (call_try_once(c, err)) {
			pthread_mutex_lock(&c->a->lock);
			retry_give(&c->a->rules, &c->a->tokens, taken);
			pthread_mutex_unlock(&c->a->lock);
			*err = (struct err)ERR_INIT;	/* of earlier attempts */
			return true;
		}
		if (err->aws_error == AWS_ERROR_CLOCK && !signed_again &&
		    error_text_clock_offset(&c->response, clock_wall(), &ahead)) {
			atomic_store(&c->a->ahead, ahead);
			signed_again = true;
			attempt--;
			continue;
		}
		if (err->aws_error == AWS_ERROR_EXPIRED && !renewed &&
		    session_creds_refused(c->a->creds, c->key_id, err)) {
			renewed = true;
			attempt--;
			continue;
		}
		if (!call_wait_for_turn(c, attempt, &taken, err))
			break;
	}
	open = err->aws_error == AWS_ERROR_TRANSIENT ||
		err->aws_error == AWS_ERROR_THROTTLING ||
		err->aws_error == AWS_ERROR_NONE || err->aws_error == AWS_ERROR_AMBIGUOUS;
	if (c->a->stop && atomic_load(&c->a->stop->asked) && err->kind != ERR_STOPPED)
		err->kind = ERR_STOPPED;
	if (open && c->may_have)
		error_text_set_ambiguous(err);
	else if (err->aws_error == AWS_ERROR_AMBIGUOUS)
		err->aws_error = AWS_ERROR_TRANSIENT; /* a read changes nothing */
	return false;
}

static bool call_carry_out(struct call *c, const struct json *params, struct json **reply,
			   char *request_id, struct err *err)
{
	const char *to;
	bool ok;

	snprintf(c->region, sizeof(c->region), "%s", c->a->region);
	unanswered_open(&c->unanswered, "AWS", c->a->rules.attempts - 1);
	ok = call_prepare(c, params, err) && call_tries(c, err);
	to = ok ? "" : bucket_redirect_region(c->op, &c->response, &c->answer, c->region);
	if (*to) {
		/*
		 * S3 answered that the bucket is in another Region, so the call had no
		 * effect: sends it there.
		 */
		snprintf(c->region, sizeof(c->region), "%s", to);
		*err = (struct err)ERR_INIT;
		wire_free(&c->wire);
		ok = call_prepare(c, params, err) && call_tries(c, err);
		if (ok && !json_get(c->answer.reply, "BucketRegion"))
			json_put_str(c->answer.reply, "BucketRegion", c->region);
	}
	unanswered_close(&c->unanswered);
	*reply = ok ? c->answer.reply : NULL;
	if (request_id)
		str_clean(request_id, 96, c->answer.request_id);
	http_response_free(&c->response);
	wire_free(&c->wire);
	return ok;
}

static bool call_once(struct aws *a, enum aws_op_id id, const struct json *params,
		      struct json **reply, char *request_id, struct err *err)
{
	struct call c = { .a = a, .id = id, .op = &aws_ops[id],
			  .response = HTTP_RESPONSE };

	return call_carry_out(&c, params, reply, request_id, err);
}

bool aws_call_page(struct aws *a, enum aws_op_id op, const struct json *params,
		   struct json **reply, char *request_id, struct err *err)
{
	struct json *one = NULL;
	bool ok = call_once(a, op, params, &one, request_id, err);

	if (reply)
		*reply = one;
	else
		json_free(one);
	return ok;
}

static bool call_ask(struct aws *a, enum aws_op_id op, const struct json *params,
		     struct json **reply, char *request_id, struct err *err)
{
	struct pages p = { 0 };
	struct json *one = NULL;
	bool ok;

	do {
		const struct json *ask = pages_params(&p, params);

		ok = call_once(a, op, ask, &one, request_id, err) &&
		     pages_add(&p, &aws_ops[op], one, err);
	} while (ok && pages_more(&p));
	one = pages_take(&p);
	if (reply)
		*reply = ok ? one : NULL;
	if (!reply || !ok)
		json_free(one);
	return ok;
}

bool aws_call_items(struct aws *a, enum aws_op_id op, const struct json *params,
		    aws_item *told, void *with, char *request_id, struct err *err)
{
	struct pages p = { 0 };
	bool ok;

	do {
		struct call c = { .a = a, .id = op, .op = &aws_ops[op], .told = told,
				  .with = with, .response = HTTP_RESPONSE };
		struct json *rest = NULL;

		ok = call_carry_out(&c, pages_params(&p, params), &rest, request_id, err) &&
			pages_add(&p, &aws_ops[op], rest, err);
	} while (ok && pages_more(&p));
	json_free(pages_take(&p));
	return ok;
}

bool aws_call_pages(struct aws *a, enum aws_op_id op, const struct json *params,
		    aws_page *told, void *with, struct err *err)
{
	struct pages p = { 0 };
	bool ok;

	do {
		struct json *page = NULL;

		ok = call_once(a, op, pages_params(&p, params), &page, NULL, err);
		if (!ok)
			break;
		told(with, page);
		if (aws_ops[op].pages)
			json_drop(page, aws_ops[op].pages); /* what was told is not kept */
		ok = pages_add(&p, &aws_ops[op], page, err);
	} while (ok && pages_more(&p));
	json_free(pages_take(&p));
	return ok;
}

bool aws_call(struct aws *a, enum aws_op_id op, const struct json *params,
	      struct json **reply, char *request_id, struct err *err)
{
	if (!a->cache || aws_op_changes(op)) {
		/* Makes the call and, where evidence is recorded, adds a row for it. */
		struct json *heard = NULL, *asked;
		char id[96] = "";
		bool ok;

		if (!evidence_is_recorded())
			return call_ask(a, op, params, reply, request_id, err);
		ok = call_ask(a, op, params, &heard, id, err);
		asked = evidence_of_call(op, params, id);
		evidence_add(asked, heard, err);
		json_free(asked);
		if (request_id)
			snprintf(request_id, sizeof(id), "%s", id);
		if (reply)
			*reply = heard;
		else
			json_free(heard);
		return ok;
	}
	return reply_cache_call(a->cache, call_ask, a, op, params, reply, request_id, err);
}

void aws_cache_remove(struct aws *a, enum aws_op_id op, const struct json *params)
{
	if (a->cache)
		reply_cache_remove(a->cache, aws_region(a), op, params);
}

bool aws_has_cache(const struct aws *a)
{
	return a->cache;
}

void aws_use_cache(struct aws *a, struct reply_cache *m)
{
	a->cache = m;
}

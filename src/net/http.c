/* http.c - see http.h. */
#include "config.h"

#include <ctype.h>
#include <curl/curl.h>
#include <malloc.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "net/http.h"
#include "net/url.h"

#define LOOK_MS 50	/* between two checks of the stop during a transfer */
#define BEGINNING 1024	/* bytes that are kept of a body that is passed on in parts */

/* A handle with its connections; one request uses it at a time. */
struct line {
	CURLM *multi;
	CURL *easy;
	struct line *next;
};

struct http {
	pthread_mutex_t lock;
	struct line *idle;
	char *ca_bundle;
};

static void *http_wipe_malloc(size_t n)
{
	return malloc(n);
}

static void http_wipe_free(void *p)
{
	if (p)
		explicit_bzero(p, malloc_usable_size(p));
	free(p);
}

static void *http_wipe_realloc(void *p, size_t n)
{
	void *q = malloc(n);
	size_t old = p ? malloc_usable_size(p) : 0;

	if (q && p) {
		memcpy(q, p, old < n ? old : n);
		explicit_bzero(p, old);
		free(p);
	}
	return q;
}

static char *http_wipe_strdup(const char *s)
{
	return strdup(s);
}

static void *http_wipe_calloc(size_t n, size_t size)
{
	return calloc(n, size);
}

static void http_start_transfer(void)
{
	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, http_wipe_malloc, http_wipe_free,
				 http_wipe_realloc, http_wipe_strdup, http_wipe_calloc))
		abort();
}

void http_start(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, http_start_transfer);
}

struct http *http_open(const char *ca_bundle)
{
	struct http *h = xcalloc(1, sizeof(*h));

	http_start();
	pthread_mutex_init(&h->lock, NULL);
	if (ca_bundle && *ca_bundle)
		h->ca_bundle = xstrdup(ca_bundle);
	return h;
}

void http_close(struct http *h)
{
	if (!h)
		return;
	while (h->idle) {
		struct line *l = h->idle;

		h->idle = l->next;
		curl_easy_cleanup(l->easy);
		curl_multi_cleanup(l->multi);
		free(l);
	}
	pthread_mutex_destroy(&h->lock);
	free(h->ca_bundle);
	free(h);
}

static struct line *http_line_take(struct http *h)
{
	struct line *l;

	pthread_mutex_lock(&h->lock);
	l = h->idle;
	if (l)
		h->idle = l->next;
	pthread_mutex_unlock(&h->lock);
	if (l)
		return l;
	l = xcalloc(1, sizeof(*l));
	l->multi = curl_multi_init();
	l->easy = curl_easy_init();
	if (!l->multi || !l->easy)
		abort();
	return l;
}

/* A running transfer. */
struct incoming {
	const struct http_request *q;
	struct http_response *r;
	struct unanswered *call;
	CURL *easy;
	size_t taken;
};

static size_t http_on_body(char *s, size_t size, size_t n, void *with)
{
	struct incoming *in = with;
	struct http_response *r = in->r;
	long status = 0;

	unanswered_heard(in->call);
	curl_easy_getinfo(in->easy, CURLINFO_RESPONSE_CODE, &status);
	if (in->q->take && status >= 200 && status < 300) {
		/* the beginning is kept: it shows whether this is a web page */
		in->taken += (size * n);
		if (in->taken > HTTP_STREAM_MAX) {
			in->r->end = HTTP_TOO_LARGE;
			return 0;
		}
		if (in->r->body.len < BEGINNING)
			buf_add(&in->r->body, s,
				(size * n) < BEGINNING ? (size * n) : BEGINNING);
		in->q->take(in->q->take_with, s, size * n);
		return (size * n);
	}
	buf_add(&r->body, s, size * n);
	if (r->body.cut)
		r->end = HTTP_TOO_LARGE;
	return r->body.cut ? 0 : size * n;
}

static size_t http_on_head(char *s, size_t size, size_t n, void *with)
{
	struct incoming *in = with;
	struct http_response *r = in->r;
	size_t len = size * n, name = 0;

	unanswered_heard(in->call);
	if (len >= 5 && !memcmp(s, "HTTP/", 5))
		buf_reset(&r->head);	/* drops the headers of 100 Continue */
	while (name < len && s[name] != ':')
		name++;
	for (size_t i = 0; i < len; i++)
		if (s[i] != '\r' && s[i] != '\0')
			buf_char(&r->head, i < name ?
				 (char)tolower((unsigned char)s[i]) : s[i]);
	if (r->head.cut)
		r->end = HTTP_TOO_LARGE;
	return r->head.cut ? 0 : len;
}

static CURLcode http_on_ssl(CURL *easy, void *ctx, void *with)
{
	(void)easy;
	(void)with;
#ifdef SSL_OP_CLEANSE_PLAINTEXT
	SSL_CTX_set_options(ctx, SSL_OP_CLEANSE_PLAINTEXT);
#endif
	return CURLE_OK;
}

static void http_set_rules(CURL *c, const struct http *h, const struct http_request *q)
{
	bool near = q->metadata || url_is_loopback(q->url);

	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, near ? "http,https" : "https");
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(c, CURLOPT_HTTP09_ALLOWED, 0L);
	curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c, CURLOPT_SSL_CTX_FUNCTION, http_on_ssl);
	if (q->ca) {
		/* these certificates only, not the system's */
		char *bytes = xstrdup(q->ca);
		struct curl_blob blob = { bytes, strlen(bytes), CURL_BLOB_COPY };

		curl_easy_setopt(c, CURLOPT_CAINFO_BLOB, &blob);
		curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
		free(bytes);
	} else if (h->ca_bundle)
		curl_easy_setopt(c, CURLOPT_CAINFO, h->ca_bundle);
	if (near)
		curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(c, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_UNRESTRICTED_AUTH, 0L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS,
			 q->connect_ms ? q->connect_ms : 10000L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, q->total_ms ? q->total_ms : 60000L);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, 30L);
	curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, q->once ? 1L : 0L);
	curl_easy_setopt(c, CURLOPT_FORBID_REUSE, q->once ? 1L : 0L);
}

static struct curl_slist *http_make_list(const struct http_request *q)
{
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");
	struct buf text = BUF(HTTP_HEADERS_MAX);

	for (size_t i = 0; i < q->field_count; i++) {
		buf_reset(&text);
		buf_str(&text, q->fields[i].name);
		buf_str(&text, *q->fields[i].value ? ": " : ";");
		buf_str(&text, q->fields[i].value);
		list = curl_slist_append(list, text.s);
	}
	buf_free(&text);
	return list;
}

static bool http_asked(const struct http_request *q)
{
	return q->stop && atomic_load(&q->stop->asked);
}

static bool http_was_sent(CURL *c);

/* Runs the transfer. CURLE_ABORTED_BY_CALLBACK: it was stopped. */
static CURLcode http_run(struct line *l, const struct http_request *q)
{
	CURLcode code = CURLE_ABORTED_BY_CALLBACK;
	int running = 1, left;
	int64_t since = 0;
	CURLMsg *msg;

	curl_multi_add_handle(l->multi, l->easy);
	for (;;) {
		/* Some responses are sent only once: they get finish_ms after a stop. */
		if (http_asked(q)) {
			if (!q->finish_ms || !http_was_sent(l->easy))
				break;
			if (!since)
				since = clock_ms();
			if (clock_ms() - since > q->finish_ms)
				break;
		}
		if (curl_multi_perform(l->multi, &running))
			break;
		if (!running)
			break;
		curl_multi_poll(l->multi, NULL, 0, LOOK_MS, NULL);
	}
	while ((msg = curl_multi_info_read(l->multi, &left)))
		if (msg->msg == CURLMSG_DONE)
			code = msg->data.result;
	curl_multi_remove_handle(l->multi, l->easy);
	return code;
}

/* All other codes are HTTP_LOST. */
static const struct {
	CURLcode code;
	enum http_end end;
	enum http_snag snag;
} ends[] = {
	{ CURLE_OK, HTTP_ANSWERED, HTTP_SNAG_NONE },
	{ CURLE_COULDNT_RESOLVE_HOST, HTTP_UNREACHED, HTTP_NO_NAME },
	{ CURLE_COULDNT_RESOLVE_PROXY, HTTP_UNREACHED, HTTP_NO_PROXY_NAME },
	{ CURLE_COULDNT_CONNECT, HTTP_UNREACHED, HTTP_NO_CONNECTION },
	{ CURLE_OPERATION_TIMEDOUT, HTTP_LOST, HTTP_SILENCE },
	{ CURLE_INTERFACE_FAILED, HTTP_UNREACHED, HTTP_SNAG_NONE },
	{ CURLE_PEER_FAILED_VERIFICATION, HTTP_UNTRUSTED, HTTP_SNAG_NONE },
	{ CURLE_SSL_ISSUER_ERROR, HTTP_UNTRUSTED, HTTP_SNAG_NONE },
	{ CURLE_SSL_INVALIDCERTSTATUS, HTTP_UNTRUSTED, HTTP_SNAG_NONE },
	{ CURLE_SSL_PINNEDPUBKEYNOTMATCH, HTTP_UNTRUSTED, HTTP_SNAG_NONE },
	{ CURLE_SSL_CACERT_BADFILE, HTTP_UNTRUSTED, HTTP_SNAG_NONE },
	{ CURLE_SSL_CONNECT_ERROR, HTTP_HANDSHAKE, HTTP_SNAG_NONE },
	{ CURLE_PROXY, HTTP_BY_PROXY, HTTP_SNAG_NONE },
	{ CURLE_UNSUPPORTED_PROTOCOL, HTTP_FORBIDDEN, HTTP_SNAG_NONE },
	{ CURLE_URL_MALFORMAT, HTTP_FORBIDDEN, HTTP_SNAG_NONE },
	{ CURLE_ABORTED_BY_CALLBACK, HTTP_STOPPED, HTTP_SNAG_NONE },
};

/* CONNECT counts as request bytes, which are sent before the pre-transfer time is set. */
static bool http_was_sent(CURL *c)
{
	curl_off_t ready = 0;
	long bytes = 0;

	curl_easy_getinfo(c, CURLINFO_REQUEST_SIZE, &bytes);
	curl_easy_getinfo(c, CURLINFO_PRETRANSFER_TIME_T, &ready);
	return bytes > 0 && ready > 0;
}

static void http_judge(struct http_response *r, CURLcode code, CURL *c, const char *words)
{
	enum http_end end = HTTP_LOST;
	long status = 0, tunnel = 0;

	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(c, CURLINFO_HTTP_CONNECTCODE, &tunnel);
	r->status = (int)status;
	r->tunnel = (int)tunnel;
	r->snag = HTTP_SNAG_NONE;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (ends[i].code == code) {
			end = ends[i].end;
			r->snag = ends[i].snag;
		}
	r->sent = http_was_sent(c);
	if (r->end != HTTP_TOO_LARGE)
		r->end = code && tunnel >= 300 ? HTTP_BY_PROXY : end;
	if (r->end == HTTP_FORBIDDEN && r->sent)
		r->end = HTTP_LOST;	/* the response is not HTTP */
	if (r->end == HTTP_LOST && !r->sent)
		r->end = HTTP_UNREACHED;
	if (code)
		str_clean(r->why, sizeof(r->why),
			  *words ? words : curl_easy_strerror(code));
}

bool http_send(struct http *h, const struct http_request *q, struct http_response *r)
{
	char words[CURL_ERROR_SIZE] = "";
	struct incoming in = { .q = q, .r = r, .call = q->unanswered };
	struct unanswered own;
	struct curl_slist *list;
	struct line *l;
	CURL *c;

	http_response_free(r);
	if (http_asked(q)) {
		r->end = HTTP_STOPPED;
		return false;
	}
	l = http_line_take(h);
	list = http_make_list(q);
	http_set_rules(l->easy, h, q);
	in.easy = c = l->easy;
	curl_easy_setopt(c, CURLOPT_URL, q->url);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, list);
	if (q->body || !strcmp(q->method, "POST") || !strcmp(q->method, "PUT")) {
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->body_len);
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, q->body ? q->body : "");
	}
	if (!strcmp(q->method, "HEAD"))
		curl_easy_setopt(c, CURLOPT_NOBODY, 1L);
	else
		curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, q->method);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, http_on_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, &in);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, http_on_head);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, &in);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, words);
	if (!in.call)
		unanswered_open(in.call = &own,
				q->metadata ? "the metadata service" : "AWS", 0);
	unanswered_sent(in.call);
	http_judge(r, http_run(l, q), c, words);
	if (r->end != HTTP_LOST && r->end != HTTP_UNREACHED)
		unanswered_over(in.call);
	if (in.call == &own)
		unanswered_close(&own);
	curl_easy_reset(l->easy); /* keeps its connections */
	pthread_mutex_lock(&h->lock);
	l->next = h->idle;
	h->idle = l;
	pthread_mutex_unlock(&h->lock);
	curl_slist_free_all(list);
	return r->end == HTTP_ANSWERED;
}

void http_response_free(struct http_response *r)
{
	buf_free(&r->head);
	buf_free(&r->body);
	*r = (struct http_response)HTTP_RESPONSE;
}

const char *http_header(const struct http_response *r, const char *name,
			char *out, size_t size)
{
	size_t n = strlen(name), used = 0;
	const char *at = r->head.s;

	*out = '\0';
	for (; at && *at; at = strchr(at, '\n'), at += at != NULL) {
		if (strncmp(at, name, n) || at[n] != ':')
			continue;
		at += n + 1;
		at += strspn(at, " \t");
		while (*at && *at != '\n' && used + 1 < size)
			out[used++] = *at++;
		while (used && (out[used - 1] == ' ' || out[used - 1] == '\t'))
			used--;
		out[used] = '\0';
		break;
	}
	return out;
}

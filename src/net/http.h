/*
 * http.h - sends one request and reads its response, over libcurl.
 *
 * Connections are kept alive in a pool that many threads may share. TLS is always verified,
 * redirects are never followed, plain http is used for loopback and the metadata addresses
 * only, responses have a size limit, and a stop ends a running transfer within about 0.05
 * s.
 */
#ifndef ACCREDIT_HTTP_H
#define ACCREDIT_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "net/unanswered.h"

#define HTTP_BODY_MAX (8u << 20)
#define HTTP_STREAM_MAX (256u << 20)
#define HTTP_HEADERS_MAX (64u << 10)

struct http;		/* the pool */

struct http_field {
	const char *name, *value;
};

struct http_request {
	const char *method;
	const char *url;
	const struct http_field *fields;	/* headers */
	size_t field_count;
	const char *body;	/* borrowed; NULL: none */
	size_t body_len;
	bool once;		/* libcurl must not send it twice: uses a new connection */
	bool metadata;		/* to an instance's or container's metadata address: no proxy */
	long total_ms;		/* 0: 60 s */
	long connect_ms;	/* 0: 10 s */
	const char *ca;		/* PEM, trusted for this request only; NULL: as the pool */
	struct stop *stop;	/* may be NULL */
	struct unanswered *unanswered;	/* the call that it is an attempt of; NULL: a call
					   of its own, to AWS */
	long finish_ms;		/* after a stop, how long to wait for the response to a request that was sent */
	/*
	 * Where set: gets the body of a success (2xx) in parts; the response has only the
	 * first bytes. The limit is HTTP_STREAM_MAX.
	 */
	void (*take)(void *with, const char *s, size_t n);
	void *take_with;
};

enum http_end {
	HTTP_ANSWERED,		/* status and body are complete */
	HTTP_UNREACHED,		/* name resolution, routing or port: nothing was sent */
	HTTP_UNTRUSTED,		/* TLS: the certificate is not trusted, or there is no CA file */
	HTTP_HANDSHAKE,		/* another TLS error: nothing was sent */
	HTTP_BY_PROXY,		/* the proxy refused the tunnel */
	HTTP_LOST,		/* timeout, reset or truncated; see "sent" */
	HTTP_TOO_LARGE,		/* larger than the limit */
	HTTP_STOPPED,
	HTTP_FORBIDDEN,		/* not allowed by our own rules: not sent */
};

/* Why there is no connection, where libcurl tells. */
enum http_snag {
	HTTP_SNAG_NONE,
	HTTP_NO_NAME,		/* the host's name cannot be resolved */
	HTTP_NO_PROXY_NAME,	/* the proxy's name cannot be resolved */
	HTTP_NO_CONNECTION,	/* refused or not routed */
	HTTP_SILENCE,		/* timeout */
};

struct http_response {
	enum http_end end;
	enum http_snag snag;
	int tunnel;		/* the proxy's status for CONNECT, 0: none */
	bool sent;		/* the request may have reached the server */
	int status;
	struct buf head;	/* "name: value\n", names in lower case */
	struct buf body;
	char why[256];		/* libcurl's message where end is not HTTP_ANSWERED */
};

#define HTTP_RESPONSE { .head = BUF(HTTP_HEADERS_MAX), .body = BUF(HTTP_BODY_MAX) }

/*
 * ca_bundle: a file of trusted certificates, NULL or "": the system's. The proxy variables
 * of the environment apply. Close it with http_close when no request is running.
 */
struct http *http_open(const char *ca_bundle);
void http_close(struct http *h);		/* NULL is fine */

/* True where there was a response, whatever its status; else see r->end and r->why. */
bool http_send(struct http *h, const struct http_request *q, struct http_response *r);
void http_response_free(struct http_response *r);	/* may be used again */

/* Copies the value of the header (name in lower case) to out, cut to size; "" if none. */
const char *http_header(const struct http_response *r, const char *name,
			char *out, size_t size);

/*
 * Initializes libcurl with allocators that wipe memory. http_open calls it; once is enough.
 */
void http_start(void);

#endif

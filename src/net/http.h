/*
 * http.h - one request, one response, over libcurl.
 *
 * Connections are kept alive in a pool that many threads may share. TLS is
 * always verified, redirects are never followed, plain http goes to loopback
 * and the metadata addresses only, answers have a limit, and a stop ends a
 * running transfer within about 0.05 s.
 */
#ifndef ACCREDIT_HTTP_H
#define ACCREDIT_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"

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
	const struct http_field *fields;	/* headers as they are sent */
	size_t field_count;
	const char *body;	/* borrowed; NULL: none */
	size_t body_len;
	bool once;		/* libcurl must not send it twice: own connection */
	bool metadata;		/* to an instance or container address: no proxy */
	long total_ms;		/* 0: 60 s */
	long connect_ms;	/* 0: 10 s */
	const char *ca;		/* trusted for this one alone, PEM; NULL: as the pool */
	struct stop *stop;	/* may be NULL */
	long finish_ms;		/* once it was sent, a stop waits so long for the answer */
	/*
	 * Where set: gets the body of a good answer (2xx) part by part, in place of the
	 * response, whose body has the first bytes alone. The limit is HTTP_STREAM_MAX.
	 */
	void (*take)(void *with, const char *s, size_t n);
	void *take_with;
};

enum http_end {
	HTTP_ANSWERED,		/* status and body are whole */
	HTTP_UNREACHED,		/* name, route or port: nothing was sent */
	HTTP_UNTRUSTED,		/* TLS: not who it should be, or no CA file */
	HTTP_HANDSHAKE,		/* TLS failed in another way: nothing was sent */
	HTTP_BY_PROXY,		/* the proxy refused the tunnel */
	HTTP_LOST,		/* time-out, reset or cut: "sent" says whether before */
	HTTP_TOO_LARGE,		/* more than we take */
	HTTP_STOPPED,
	HTTP_FORBIDDEN,		/* outside our own rules: never sent */
};

/* What a way failed at, where libcurl tells it apart. */
enum http_snag {
	HTTP_SNAG_NONE,
	HTTP_NO_NAME,		/* the host's name is not resolved */
	HTTP_NO_PROXY_NAME,	/* nor that of the proxy */
	HTTP_NO_CONNECTION,	/* refused, or no route */
	HTTP_SILENCE,		/* nobody said anything in time */
};

struct http_response {
	enum http_end end;
	enum http_snag snag;
	int tunnel;		/* the proxy's answer to CONNECT, 0: none */
	bool sent;		/* the request may have reached the server */
	int status;
	struct buf head;	/* "name: value\n", names in lower case */
	struct buf body;
	char why[256];		/* libcurl's words when not HTTP_ANSWERED */
};

#define HTTP_RESPONSE { .head = BUF(HTTP_HEADERS_MAX), .body = BUF(HTTP_BODY_MAX) }

/*
 * ca_bundle: a file of trusted certificates, NULL or "": the system's. The
 * proxy variables of the environment hold. End it with http_close when no
 * request is running.
 */
struct http *http_open(const char *ca_bundle);
void http_close(struct http *h);		/* NULL is fine */

/* True when an answer came, whatever its status; else r->end and r->why. */
bool http_send(struct http *h, const struct http_request *q, struct http_response *r);
void http_response_free(struct http_response *r);	/* may be used again */

/* The value of the header (name in lower case), copied into out, cut; "" if none. */
const char *http_header(const struct http_response *r, const char *name,
			char *out, size_t size);

/* libcurl with allocators that wipe. Called by http_open; once is enough. */
void http_start(void);

#endif

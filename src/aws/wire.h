/*
 * wire.h - serialization of requests and parsing of responses in the query, EC2, JSON and
 * REST protocols. Pure: no network, no credentials.
 */
#ifndef ACCREDIT_WIRE_H
#define ACCREDIT_WIRE_H

#include <stdbool.h>

#include "aws/denied.h"
#include "aws/ops.h"
#include "aws/sigv4.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "net/http.h"

struct json;
struct xml;

struct wire {
	struct arena arena;	/* holds the texts of query and fields */
	const char *method;
	struct buf path;	/* encoded, begins with "/" */
	struct sig_pair query[SIG_PAIRS];	/* not encoded */
	size_t queries;
	struct sig_pair fields[SIG_PAIRS];	/* Content-Type, X-Amz-Target, ... */
	size_t field_count;
	struct buf body;
	const char *bucket;	/* of an S3 call, in arena; else NULL */
};

/*
 * Serializes a call; params as in aws_call (may be NULL). False: ERR_INPUT, a member of the
 * path is missing or empty. w is yours in both cases: wire_free.
 */
bool wire_write(struct wire *w, const struct aws_op *op, const struct json *params,
		struct err *err);
void wire_free(struct wire *w);

/*
 * Decodes a percent-encoded document of IAM and appends it to out. False: it is not well
 * encoded, or contains NUL.
 */
bool wire_unescape(struct buf *out, const char *s);

/* A parsed response. */
struct wire_answer {
	struct json *reply;	/* of a success: an object, yours */
	const char *unread;	/* why a success could not be parsed, or NULL */
	bool html;		/* the body is HTML: from a proxy or portal, not from AWS */
	char code[96];		/* the error code, or "" */
	char message[1024];	/* its message as received: clean it before showing */
	char encoded[ENCODED_MAX + 1];	/* the encoded message in it (decode.h), or "" */
	char request_id[96];
	char region[64];	/* of S3: the bucket's Region, or "" */
};

/* Parses a response into a. Free a->reply with json_free. */
void wire_read(struct wire_answer *a, const struct aws_op *op,
	       const struct http_response *r);

/*
 * The same for a body that was parsed in parts: root is its tree (NULL: why says why not).
 */
void wire_read_tree(struct wire_answer *a, const struct aws_op *op,
		    const struct http_response *r, const struct xml *root,
		    const char *why);
/* An element as JSON, as in a reply; yours. */
struct json *wire_tree(const struct xml *x);

#endif

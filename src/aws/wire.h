/*
 * wire.h - parameters out, answers in: the query, EC2, JSON and REST protocols.
 * Pure: no network, no credentials.
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
 * params as in aws_call (may be NULL). False: ERR_INPUT, a member of the path
 * is missing or empty. w is yours in both cases: wire_free.
 */
bool wire_write(struct wire *w, const struct aws_op *op, const struct json *params,
		struct err *err);
void wire_free(struct wire *w);

/*
 * IAM hands out documents percent-encoded: the text of one, appended to out.
 * False: it is not well encoded, or holds a NUL.
 */
bool wire_unescape(struct buf *out, const char *s);

/* What one answer says. */
struct wire_answer {
	struct json *reply;	/* of a good answer: an object, yours */
	const char *unread;	/* why a good answer could not be read, or NULL */
	bool html;		/* HTML came: no AWS service, a portal or a proxy */
	char code[96];		/* of an error document, "" if none */
	char message[1024];	/* its words, as they came: clean before showing */
	char encoded[ENCODED_MAX + 1];	/* reasons that hid in them (decode.h), or "" */
	char request_id[96];
	char region[64];	/* of S3: the one the bucket is in; "" where it does not say */
};

/* Fills a (all of it). Free a->reply with json_free. */
void wire_read(struct wire_answer *a, const struct aws_op *op,
	       const struct http_response *r);

/* The same of an answer that was read in parts: its tree (NULL: why it is none). */
void wire_read_tree(struct wire_answer *a, const struct aws_op *op,
		    const struct http_response *r, const struct xml *root,
		    const char *why);
/* An element as a tree of JSON, as in a reply; yours. */
struct json *wire_tree(const struct xml *x);

#endif

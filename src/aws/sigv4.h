/*
 * sigv4.h - Signature Version 4 in the Authorization header, and presigned URLs.
 *
 * The stages are separate functions so that each can be tested with AWS's test suite:
 * canonical request, string to sign, signature.
 */
#ifndef ACCREDIT_SIGV4_H
#define ACCREDIT_SIGV4_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/secret.h"

struct sig_pair {
	const char *name, *value;
};

#define SIG_PAIRS 64

struct sig {
	const char *method;
	const char *path;	/* encoded, as it is sent */
	struct sig_pair query[SIG_PAIRS];	/* not encoded */
	size_t queries;
	struct sig_pair fields[SIG_PAIRS];	/* headers of the request */
	size_t field_count;
	const char *payload;	/* hex hash of the body, or UNSIGNED-PAYLOAD */
	const char *key_id;
	const struct secret *secret, *token;	/* token: NULL or closed: none */
	const char *region, *service;
	time_t when;
	bool path_once;		/* S3: the path is not encoded a second time */
	bool normalize;		/* drop empty, "." and ".." path segments */
	bool token_unsigned;	/* the token is added after signing */
	char date[20];		/* filled by sig_sign and sig_presign */
};

/* Add a pair; more than SIG_PAIRS is a bug. Texts are borrowed. */
void sig_query(struct sig *s, const char *name, const char *value);
void sig_field(struct sig *s, const char *name, const char *value);

/*
 * Adds X-Amz-Date and X-Amz-Security-Token to fields where they are missing, and writes the
 * value of Authorization.
 */
void sig_sign(struct sig *s, struct buf *authorization);

/* Writes the query string of a presigned URL that is valid for "expires" seconds. */
void sig_presign(struct sig *s, int expires, struct buf *query);

/* The stages. out is wiped by buf_free: a canonical request may hold a token. */
void sig_canonical(struct buf *out, const struct sig *s);
void sig_scope(struct buf *out, const struct sig *s);	/* 20260102/us-east-1/iam/aws4_request */
void sig_to_sign(struct buf *out, const struct sig *s, const char *canonical);
void sig_signature(char hex[65], const struct sig *s, const char *to_sign);
void sig_signed_names(struct buf *out, const struct sig *s);	/* "host;x-amz-date" */

/* Percent-encodes all but A-Z a-z 0-9 - _ . ~ and the characters of keep. */
void sig_escape(struct buf *out, const char *s, const char *keep);

/* The query string as it is sent and signed: encoded and sorted. */
void sig_query_string(struct buf *out, const struct sig_pair *pairs, size_t n);

#endif

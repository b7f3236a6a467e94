/* sigv4.c - see sigv4.h. */
#include "config.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "aws/sigv4.h"
#include "base/clock.h"
#include "base/str.h"
#include "net/hash.h"

#define PIECE_MAX (64u << 10)

/* Not signed: proxies and libcurl may add or change these. */
static const char *const unsigned_names[] = {
	"authorization", "user-agent", "accept", "connection", "expect",
	"transfer-encoding", "x-amzn-trace-id", NULL
};

void sig_query(struct sig *s, const char *name, const char *value)
{
	assert(s->queries < SIG_PAIRS);
	s->query[s->queries++] = (struct sig_pair){ name, value };
}

void sig_field(struct sig *s, const char *name, const char *value)
{
	assert(s->field_count < SIG_PAIRS);
	s->fields[s->field_count++] = (struct sig_pair){ name, value };
}

void sig_escape(struct buf *out, const char *s, const char *keep)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c < 0x80 && isalnum(c)) || strchr("-_.~", c) || strchr(keep, c))
			buf_char(out, *s);
		else
			buf_fmt(out, "%%%02X", c);
	}
}

/* --- sorted lists ------------------------------------------------------------ */

struct piece {
	struct buf name, value;
	size_t at;		/* its position: repeated headers keep their order */
};

static int sigv4_by_name_value(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;
	int by = strcmp(x->name.s, y->name.s);

	return by ? by : strcmp(x->value.s, y->value.s);
}

static int sigv4_by_name_place(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;
	int by = strcmp(x->name.s, y->name.s);

	return by ? by : (x->at > y->at) - (x->at < y->at);
}

static void sigv4_pieces_free(struct piece *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_free(&p[i].name);
		buf_free(&p[i].value);
	}
}

void sig_query_string(struct buf *out, const struct sig_pair *pairs, size_t n)
{
	struct piece p[SIG_PAIRS];

	for (size_t i = 0; i < n; i++) {
		p[i] = (struct piece){ BUF(PIECE_MAX), BUF(PIECE_MAX), i };
		sig_escape(&p[i].name, pairs[i].name, "");
		sig_escape(&p[i].value, pairs[i].value, "");
	}
	qsort(p, n, sizeof(*p), sigv4_by_name_value);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(out, '&');
		buf_str(out, p[i].name.s);
		buf_char(out, '=');
		buf_str(out, p[i].value.s);
	}
	sigv4_pieces_free(p, n);
}

/* The signed headers in order; returns how many. */
static size_t sigv4_signed_fields(struct piece p[SIG_PAIRS], const struct sig *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->field_count; i++) {
		struct piece *x = &p[n];

		*x = (struct piece){ BUF(PIECE_MAX), BUF(PIECE_MAX), i };
		for (const char *c = s->fields[i].name; *c; c++)
			buf_char(&x->name, (char)tolower((unsigned char)*c));
		if (str_in(x->name.s, unsigned_names)) {
			sigv4_pieces_free(x, 1);
			continue;
		}
		/* runs of white space become one space, none at the ends */
		for (const char *c = s->fields[i].value; *c; c++) {
			if (!isspace((unsigned char)*c))
				buf_char(&x->value, *c);
			else if (x->value.len && c[1] && !isspace((unsigned char)c[1]))
				buf_char(&x->value, ' ');
		}
		n++;
	}
	qsort(p, n, sizeof(*p), sigv4_by_name_place);
	return n;
}

void sig_signed_names(struct buf *out, const struct sig *s)
{
	struct piece p[SIG_PAIRS];
	size_t n = sigv4_signed_fields(p, s);

	for (size_t i = 0; i < n; i++) {
		if (i && str_eq(p[i].name.s, p[i - 1].name.s))
			continue;
		if (i)
			buf_char(out, ';');
		buf_str(out, p[i].name.s);
	}
	sigv4_pieces_free(p, n);
}

/* --- the stages ---------------------------------------------------------------- */

/* Drops empty and "." segments; ".." drops the segment before it. */
static void sigv4_normalize(struct buf *out, const char *path)
{
	bool slash = true;	/* the path ends in one */

	while (*path) {
		size_t n = strcspn(path, "/");
		bool up = n == 2 && !memcmp(path, "..", 2);
		bool none = !n || (n == 1 && *path == '.');
		char *last = up && out->len ? strrchr(out->s, '/') : NULL;

		if (last) {
			*last = '\0';
			out->len = (size_t)(last - out->s);
		}
		if (!up && !none) {
			buf_char(out, '/');
			buf_add(out, path, n);
		}
		slash = up || none || path[n] == '/';
		path += n + (path[n] == '/');
	}
	if (slash)
		buf_char(out, '/');
}

void sig_canonical(struct buf *out, const struct sig *s)
{
	struct piece p[SIG_PAIRS];
	size_t n;
	struct buf plain = BUF(PIECE_MAX);
	const char *path;

	buf_str(out, s->method);
	buf_char(out, '\n');
	path = *s->path ? s->path : "/";
	if (s->normalize)
		sigv4_normalize(&plain, path);
	else
		buf_str(&plain, path);
	if (s->path_once)
		buf_str(out, plain.s);
	else
		sig_escape(out, plain.s, "/");
	buf_free(&plain);
	buf_char(out, '\n');
	sig_query_string(out, s->query, s->queries);
	buf_char(out, '\n');
	n = sigv4_signed_fields(p, s);
	for (size_t i = 0; i < n; i++) {
		bool again = i && str_eq(p[i].name.s, p[i - 1].name.s);

		if (i)
			buf_char(out, again ? ',' : '\n');
		if (!again) {
			buf_str(out, p[i].name.s);
			buf_char(out, ':');
		}
		buf_str(out, p[i].value.s);
	}
	if (n)
		buf_char(out, '\n');
	sigv4_pieces_free(p, n);
	buf_char(out, '\n');
	sig_signed_names(out, s);
	buf_char(out, '\n');
	buf_str(out, s->payload);
}

void sig_scope(struct buf *out, const struct sig *s)
{
	buf_add(out, s->date, 8);
	buf_fmt(out, "/%s/%s/aws4_request", s->region, s->service);
}

void sig_to_sign(struct buf *out, const struct sig *s, const char *canonical)
{
	char hash[HASH_HEX];

	hash_sha256_hex(hash, canonical, strlen(canonical));
	buf_fmt(out, "AWS4-HMAC-SHA256\n%s\n", s->date);
	sig_scope(out, s);
	buf_char(out, '\n');
	buf_str(out, hash);
}

void sig_signature(char hex[65], const struct sig *s, const char *to_sign)
{
	const char *parts[] = { s->region, s->service, "aws4_request", to_sign };
	struct buf first = BUF(PIECE_MAX);
	unsigned char key[HASH_SIZE], next[HASH_SIZE];

	buf_str(&first, "AWS4");
	buf_add(&first, s->secret->s, s->secret->len);
	hash_hmac(key, first.s, first.len, s->date, 8);
	buf_free(&first);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		hash_hmac(next, key, sizeof(key), parts[i], strlen(parts[i]));
		memcpy(key, next, sizeof(key));
	}
	hash_hex(hex, key);
	explicit_bzero(key, sizeof(key));
	explicit_bzero(next, sizeof(next));
}

static void sigv4_sign(char hex[65], const struct sig *s)
{
	struct buf canonical = BUF(BUF_TEXT), text = BUF(BUF_TEXT);

	sig_canonical(&canonical, s);
	sig_to_sign(&text, s, canonical.s);
	sig_signature(hex, s, text.s);
	buf_free(&canonical);
	buf_free(&text);
}

static bool sigv4_has_field(const struct sig *s, const char *name)
{
	for (size_t i = 0; i < s->field_count; i++)
		if (!strcasecmp(s->fields[i].name, name))
			return true;
	return false;
}

static bool sigv4_has_token(const struct sig *s)
{
	return s->token && s->token->s;
}

void sig_sign(struct sig *s, struct buf *authorization)
{
	char hex[65];

	clock_amz(s->date, s->when);
	if (!sigv4_has_field(s, "x-amz-date"))
		sig_field(s, "X-Amz-Date", s->date);
	if (sigv4_has_token(s) && !s->token_unsigned &&
	    !sigv4_has_field(s, "x-amz-security-token"))
		sig_field(s, "X-Amz-Security-Token", s->token->s);
	sigv4_sign(hex, s);
	buf_fmt(authorization, "AWS4-HMAC-SHA256 Credential=%s/", s->key_id);
	sig_scope(authorization, s);
	buf_str(authorization, ", SignedHeaders=");
	sig_signed_names(authorization, s);
	buf_fmt(authorization, ", Signature=%s", hex);
	if (sigv4_has_token(s) && s->token_unsigned &&
	    !sigv4_has_field(s, "x-amz-security-token"))
		sig_field(s, "X-Amz-Security-Token", s->token->s);
}

void sig_presign(struct sig *s, int expires, struct buf *query)
{
	struct buf credential = BUF(1024), names = BUF(PIECE_MAX);
	char hex[65], seconds[16];
	size_t before = s->queries;

	clock_amz(s->date, s->when);
	snprintf(seconds, sizeof(seconds), "%d", expires);
	buf_fmt(&credential, "%s/", s->key_id);
	sig_scope(&credential, s);
	sig_signed_names(&names, s);
	sig_query(s, "X-Amz-Algorithm", "AWS4-HMAC-SHA256");
	sig_query(s, "X-Amz-Credential", credential.s);
	sig_query(s, "X-Amz-Date", s->date);
	sig_query(s, "X-Amz-Expires", seconds);
	sig_query(s, "X-Amz-SignedHeaders", names.s);
	if (sigv4_has_token(s) && !s->token_unsigned)
		sig_query(s, "X-Amz-Security-Token", s->token->s);
	sigv4_sign(hex, s);
	sig_query_string(query, s->query, s->queries);
	if (sigv4_has_token(s) && s->token_unsigned) {
		buf_str(query, "&X-Amz-Security-Token=");
		sig_escape(query, s->token->s, "");
	}
	buf_fmt(query, "&X-Amz-Signature=%s", hex);
	s->queries = before;	/* the texts above end here */
	buf_free(&credential);
	buf_free(&names);
}

/* str.c - see str.h. */
#include "config.h"

#include <limits.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/buf.h"
#include "base/mask.h"
#include "base/mem.h"
#include "base/str.h"

bool str_eq(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

bool str_starts(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

bool str_ends(const char *s, const char *with)
{
	size_t n = strlen(s), m = strlen(with);

	return n >= m && !memcmp(s + n - m, with, m);
}

bool str_in(const char *s, const char *const *list)
{
	for (; *list; list++)
		if (str_eq(s, *list))
			return true;
	return false;
}

size_t str_utf8(const char *s, size_t n, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *u = (const unsigned char *)s;
	size_t len;

	if (!n)
		return 0;
	len = u[0] < 0x80 ? 1 : u[0] >> 5 == 6 ? 2 : u[0] >> 4 == 14 ? 3 :
	      u[0] >> 3 == 30 ? 4 : 0;
	if (!len || len > n)
		return 0;
	*code = len == 1 ? u[0] : u[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if (u[i] >> 6 != 2)
			return 0;
		*code = *code << 6 | (u[i] & 0x3fu);
	}
	if (*code < least[len] || *code > 0x10ffff || *code >> 11 == 0x1b)
		return 0;
	return len;
}

bool str_is_utf8(const char *s, size_t n)
{
	while (n) {
		uint32_t code;
		/* mostly ASCII, which needs no decoding */
		size_t len = (unsigned char)*s < 0x80 ? 1 : str_utf8(s, n, &code);

		if (!len)
			return false;
		s += len;
		n -= len;
	}
	return true;
}

/* Characters that show nothing but change how others are shown. */
static bool str_is_unseen(uint32_t c)
{
	static const struct { uint32_t first, last; } ranges[] = {
		{ 0x00, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad },
		{ 0x061c, 0x061c }, { 0x115f, 0x1160 }, { 0x17b4, 0x17b5 },
		{ 0x180b, 0x180f }, { 0x200b, 0x200f }, { 0x2028, 0x202e },
		{ 0x2060, 0x206f }, { 0x3164, 0x3164 }, { 0xfe00, 0xfe0f },
		{ 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb },
		{ 0xe000, 0xf8ff }, { 0xe0000, 0x10ffff },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

/* One character of s as it may be shown, into out; returns bytes of s used. */
static size_t str_clean_one(char out[16], const char *s, size_t n, bool keep_lines)
{
	uint32_t c;
	size_t len = str_utf8(s, n, &c);

	if (!len)
		snprintf(out, 16, "\\x%02x", (unsigned char)*s);
	else if (c == '\n' || c == '\t')
		snprintf(out, 16, "%c", keep_lines ? (int)c : ' ');
	else if (str_is_unseen(c))
		snprintf(out, 16, c < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned)c);
	else
		*(char *)mempcpy(out, s, len) = '\0';
	return len ? len : 1;
}

/* A copy of s without known secrets, to be freed; NULL: there is none in it. */
static char *str_masked(const char *s, size_t *n)
{
	char *copy;

	if (!mask_finds(s, *n))
		return NULL;
	copy = xcalloc(1, *n + 1);
	memcpy(copy, s, *n);
	*n = mask_text(copy, *n);
	return copy;
}

char *str_clean(char *into, size_t size, const char *from)
{
	size_t n = strlen(from), used = 0;
	size_t cut = 0;		/* the last place where "..." still fits */
	char *copy = str_masked(from, &n), one[16];

	if (copy)
		from = copy;
	while (n) {
		size_t ate = str_clean_one(one, from, n, false);
		size_t add = strlen(one);

		if (used + add + 1 > size) {
			memcpy(into + cut, "...", 3);
			used = cut + 3;
			break;
		}
		memcpy(into + used, one, add);
		used += add;
		if (used + 4 <= size)
			cut = used;
		from += ate;
		n -= ate;
	}
	into[used] = '\0';
	free(copy);
	return into;
}

/* How many of the first bytes are ASCII that is shown as it is. */
static size_t str_count_plain(const char *s, size_t n)
{
	size_t plain = 0;

	while (plain < n && s[plain] >= ' ' && s[plain] <= '~')
		plain++;
	return plain;
}

void str_clean_into(struct buf *out, const char *from, size_t n, bool keep_lines)
{
	char *copy = str_masked(from, &n), one[16];

	if (copy)
		from = copy;
	while (n) {
		size_t ate = str_count_plain(from, n);

		if (ate) {
			buf_add(out, from, ate);
		} else {
			ate = str_clean_one(one, from, n, keep_lines);
			buf_str(out, one);
		}
		from += ate;
		n -= ate;
	}
	free(copy);
}

bool str_is_clean(const char *s)
{
	char one[16];
	size_t n = strlen(s);

	while (n) {
		size_t ate = str_clean_one(one, s, n, false);

		if (strlen(one) != ate || memcmp(one, s, ate))
			return false;
		s += ate;
		n -= ate;
	}
	return true;
}

void str_hex(struct buf *out, const void *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *b = bytes;

	for (size_t i = 0; i < n; i++) {
		buf_char(out, digits[b[i] >> 4]);
		buf_char(out, digits[b[i] & 15]);
	}
}

void str_base64(struct buf *out, const void *bytes, size_t n)
{
	const unsigned char *b = bytes;
	unsigned char four[5];

	for (size_t i = 0; i < n; i += 3) {
		EVP_EncodeBlock(four, b + i, n - i < 3 ? (int)(n - i) : 3);
		buf_add(out, (const char *)four, 4);
	}
}

bool str_unbase64(struct buf *out, const char *s)
{
	EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();
	size_t n = strlen(s);
	unsigned char *bytes = xcalloc(1, n + 80);
	int first = 0, last = 0;
	bool ok;

	EVP_DecodeInit(ctx);
	ok = n <= INT_MAX &&
	     EVP_DecodeUpdate(ctx, bytes, &first, (const unsigned char *)s, (int)n) >= 0 &&
	     EVP_DecodeFinal(ctx, bytes + first, &last) == 1;
	if (ok)
		buf_add(out, (const char *)bytes, (size_t)(first + last));
	explicit_bzero(bytes, n + 80);
	free(bytes);
	EVP_ENCODE_CTX_free(ctx);
	return ok;
}

void str_random(char *out, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		unsigned char b;

		if (getrandom(&b, 1, 0) != 1)
			abort();
		out[i] = digits[b & 15];
	}
	out[n] = '\0';
}

void str_sha256(char out[65], const char *s, size_t n)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	struct buf hex = BUF(80);

	if (!EVP_Digest(s, n, sum, NULL, EVP_sha256(), NULL))
		abort();
	str_hex(&hex, sum, 32);
	memcpy(out, hex.s, 65);
	buf_free(&hex);
}

void str_sum(char out[9], const char *s, size_t n)
{
	char sum[65];

	str_sha256(sum, s, n);
	memcpy(out, sum, 8);
	out[8] = '\0';
}

/* mask.c - see mask.h. */
#include "config.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/buf.h"
#include "base/mask.h"
#include "base/mem.h"
#include "base/str.h"

/*
 * One secret: not its text, but a hash of each MASK_LEAST bytes of each of its forms,
 * keyed with a random key of this process, sorted.
 */
struct known {
	uint64_t whole;		/* hash of all of it */
	uint64_t *parts;
	size_t len, count;
	unsigned refs;
	struct known *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct known *all;
static uint64_t key[2];		/* drawn with the first secret */

/*
 * Two bits for each part: a text that has not both set anywhere holds no part of
 * a secret. Bits of forgotten secrets stay until none is known; they only cost a
 * second look.
 */
#define BITS (1u << 18)
static uint64_t bits[BITS / 64];

static uint64_t mask_mix(uint64_t a, uint64_t b)
{
	a = (a ^ key[0]) * 0x9e3779b97f4a7c15u;
	a = (a ^ a >> 32 ^ b ^ key[1]) * 0xbf58476d1ce4e5b9u;
	return a ^ a >> 29;
}

static uint64_t mask_hash(const char *s)
{
	uint64_t a;
	uint32_t b;

	memcpy(&a, s, sizeof(a));
	memcpy(&b, s + sizeof(a), sizeof(b));
	return mask_mix(a, (uint64_t)b << 32 | b);
}

static bool mask_bit(uint64_t n)
{
	return bits[n % BITS / 64] >> n % 64 & 1;
}

static int mask_by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* --- the forms ------------------------------------------------------------- */

static void mask_note(struct known *k, const char *form, size_t n)
{
	for (size_t i = 0; i + MASK_LEAST <= n; i++) {
		uint64_t h = mask_hash(form + i);

		k->parts[k->count++] = h;
		bits[(h >> 20) % BITS / 64] |= (uint64_t)1 << (h >> 20) % 64;
		bits[(h >> 42) % BITS / 64] |= (uint64_t)1 << (h >> 42) % 64;
	}
}

static struct known *mask_make(const char *s, size_t n, uint64_t whole)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_.~";
	struct known *k = xcalloc(1, sizeof(*k));
	struct buf forms = BUF(BUF_TEXT);	/* wiped when freed */

	for (size_t i = 0; i < n; i++) /* in a URL */
		if (strchr(plain, s[i]))
			buf_char(&forms, s[i]);
		else
			buf_fmt(&forms, "%%%02X", (unsigned char)s[i]);
	buf_add(&forms, "", 1);
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '/' || s[i] == '\\' || s[i] == '"')
			buf_char(&forms, '\\');
		buf_char(&forms, s[i]);
	}
	buf_add(&forms, "", 1);
	str_base64(&forms, s, n);
	buf_add(&forms, "", 1);
	str_hex(&forms, s, n);
	k->whole = whole;
	k->len = n;
	k->parts = xcalloc(n + forms.len, sizeof(*k->parts));
	mask_note(k, s, n);
	mask_note(k, forms.s, forms.len);
	qsort(k->parts, k->count, sizeof(*k->parts), mask_by_value);
	buf_free(&forms);
	return k;
}

struct known *mask_learn(const char *s, size_t n)
{
	struct known *k = NULL;
	uint64_t whole;
	uint64_t h;

	n = strnlen(s, n);
	if (n < MASK_LEAST)
		return NULL;
	pthread_mutex_lock(&lock);
	if (!key[0] && getrandom(key, sizeof(key), 0) != sizeof(key))
		abort();
	h = n;
	for (size_t i = 0; i + MASK_LEAST <= n; i++)
		h = mask_mix(h, mask_hash(s + i));
	whole = h;
	for (k = all; k && (k->len != n || k->whole != whole); k = k->next)
		;
	if (!k) {
		k = mask_make(s, n, whole);
		k->next = all;
		all = k;
	}
	k->refs++;
	pthread_mutex_unlock(&lock);
	return k;
}

void mask_forget(struct known *known)
{
	struct known **k = &all;

	if (!known)
		return;
	pthread_mutex_lock(&lock);
	if (!--known->refs) {
		while (*k != known)
			k = &(*k)->next;
		*k = known->next;
		free(known->parts);
		free(known);
	}
	if (!all)
		memset(bits, 0, sizeof(bits));
	pthread_mutex_unlock(&lock);
}

/* --- looking ----------------------------------------------------------------- */

/* Whether the MASK_LEAST bytes at s are part of a secret. */
static bool mask_is_part(const char *s)
{
	uint64_t h = mask_hash(s);

	if (!(mask_bit(h >> 20) && mask_bit(h >> 42)))
		return false;
	for (const struct known *k = all; k; k = k->next)
		if (bsearch(&h, k->parts, k->count, sizeof(h), mask_by_value))
			return true;
	return false;
}

/* The first part from *at on: its length, as far as it goes; 0: none is left. */
static size_t mask_next(const char *s, size_t n, size_t *at)
{
	size_t end;

	while (*at + MASK_LEAST <= n && !mask_is_part(s + *at))
		++*at;
	if (*at + MASK_LEAST > n)
		return 0;
	for (end = *at + 1; end + MASK_LEAST <= n && mask_is_part(s + end); end++)
		;
	return end - 1 + MASK_LEAST - *at;
}

bool mask_finds(const char *s, size_t n)
{
	size_t at = 0;
	bool found;

	if (n < MASK_LEAST)
		return false;
	pthread_mutex_lock(&lock);
	found = all && mask_next(s, n, &at);
	pthread_mutex_unlock(&lock);
	return found;
}

size_t mask_text(char *s, size_t n)
{
	size_t at = 0, len, from = 0, to = 0;

	if (n < MASK_LEAST)
		return n;
	pthread_mutex_lock(&lock);
	while (all && (len = mask_next(s, n, &at))) {
		memmove(s + to, s + from, at - from);
		to += at - from;
		memcpy(s + to, MASK_MARK, strlen(MASK_MARK));
		to += strlen(MASK_MARK);
		from = at += len;
	}
	pthread_mutex_unlock(&lock);
	if (!from)
		return n;
	memmove(s + to, s + from, n - from);
	to += n - from;
	explicit_bzero(s + to, n - to);
	s[to] = '\0';
	return to;
}

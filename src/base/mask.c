/* mask.c - see mask.h. */
#include "config.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mask.h"
#include "base/mem.h"
#include "base/str.h"

/*
 * One secret: its forms one after another, a NUL behind each; the first is the
 * secret itself. Pages of its own, as those of struct secret.
 */
struct known {
	char *forms;
	size_t len, size;	/* of the secret; of all forms */
	size_t room;		/* bytes mapped */
	unsigned refs;
	struct known *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct known *all;

/*
 * Two bits for each MASK_LEAST bytes of a form: a text that has not both set
 * anywhere holds no part of a secret. Bits of forgotten secrets stay until none
 * is known; they only cost a second look.
 */
#define BITS (1u << 18)
static uint64_t bits[BITS / 64];

static uint64_t hash(const char *s)
{
	uint64_t a;
	uint32_t b;

	memcpy(&a, s, sizeof(a));
	memcpy(&b, s + sizeof(a), sizeof(b));
	a = (a ^ (uint64_t)b << 19) * 0x9e3779b97f4a7c15u;
	return (a ^ a >> 29) * 0xbf58476d1ce4e5b9u;
}

static bool bit(uint64_t n)
{
	return bits[n % BITS / 64] >> n % 64 & 1;
}

static bool maybe(const char *s)
{
	uint64_t h = hash(s);

	return bit(h >> 20) && bit(h >> 42);
}

static void note(const char *form, size_t n)
{
	for (size_t i = 0; i + MASK_LEAST <= n; i++) {
		uint64_t h = hash(form + i);

		bits[(h >> 20) % BITS / 64] |= (uint64_t)1 << (h >> 20) % 64;
		bits[(h >> 42) % BITS / 64] |= (uint64_t)1 << (h >> 42) % 64;
	}
}

/* --- the forms ------------------------------------------------------------- */

static void add_url(struct buf *out, const char *s, size_t n)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_.~";

	for (size_t i = 0; i < n; i++)
		if (strchr(plain, s[i]))
			buf_char(out, s[i]);
		else
			buf_fmt(out, "%%%02X", (unsigned char)s[i]);
	buf_add(out, "", 1);
}

static void add_escaped(struct buf *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '/' || s[i] == '\\' || s[i] == '"')
			buf_char(out, '\\');
		buf_char(out, s[i]);
	}
	buf_add(out, "", 1);
}

static struct known *make(const char *s, size_t n)
{
	struct known *k = xcalloc(1, sizeof(*k));
	struct buf forms = BUF(BUF_TEXT);
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	buf_add(&forms, s, n);
	buf_add(&forms, "", 1);
	add_url(&forms, s, n);
	add_escaped(&forms, s, n);
	str_base64(&forms, s, n);
	buf_add(&forms, "", 1);
	str_hex(&forms, s, n);
	k->len = n;
	k->size = forms.len;
	k->room = (forms.len + page) / page * page;
	k->forms = mmap(NULL, k->room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0);
	if (k->forms == MAP_FAILED)
		abort();
	mlock(k->forms, k->room);	/* best effort, as in secret.c */
	madvise(k->forms, k->room, MADV_DONTDUMP);
	madvise(k->forms, k->room, MADV_WIPEONFORK);
	memcpy(k->forms, forms.s, forms.len);
	buf_free(&forms);
	return k;
}

static struct known **find(const char *s, size_t n)
{
	struct known **k = &all;

	while (*k && ((*k)->len != n || memcmp((*k)->forms, s, n)))
		k = &(*k)->next;
	return k;
}

struct known *mask_learn(const char *s, size_t n)
{
	struct known **k, *known;

	n = strnlen(s, n);
	if (n < MASK_LEAST)
		return NULL;
	pthread_mutex_lock(&lock);
	k = find(s, n);
	if (!*k) {
		*k = make(s, n);
		note((*k)->forms, (*k)->size);
	}
	known = *k;
	known->refs++;
	pthread_mutex_unlock(&lock);
	return known;
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
		explicit_bzero(known->forms, known->room);
		munmap(known->forms, known->room);
		free(known);
	}
	if (!all)
		explicit_bzero(bits, sizeof(bits));
	pthread_mutex_unlock(&lock);
}

/* --- looking ----------------------------------------------------------------- */

/* How many bytes at s are part of a secret: the longest; 0: none. */
static size_t part(const char *s, size_t n)
{
	size_t best = 0;

	for (const struct known *k = all; k; k = k->next) {
		const char *at = k->forms, *end = k->forms + k->size;

		while ((at = memmem(at, (size_t)(end - at), s, MASK_LEAST))) {
			size_t len = MASK_LEAST;

			while (len < n && at + len < end && s[len] && s[len] == at[len])
				len++;
			best = len > best ? len : best;
			at++;
		}
	}
	return best;
}

/* The first part from *at on: its length, 0: none is left. */
static size_t next(const char *s, size_t n, size_t *at)
{
	for (; *at + MASK_LEAST <= n; ++*at) {
		size_t len = maybe(s + *at) ? part(s + *at, n - *at) : 0;

		if (len)
			return len;
	}
	return 0;
}

bool mask_finds(const char *s, size_t n)
{
	size_t at = 0;
	bool found;

	if (n < MASK_LEAST)
		return false;
	pthread_mutex_lock(&lock);
	found = all && next(s, n, &at);
	pthread_mutex_unlock(&lock);
	return found;
}

size_t mask_text(char *s, size_t n)
{
	size_t at = 0, len, from = 0, to = 0;

	if (n < MASK_LEAST)
		return n;
	pthread_mutex_lock(&lock);
	while (all && (len = next(s, n, &at))) {
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

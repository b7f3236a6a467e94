/* mem.c - see mem.h. */
#include "config.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

struct arena_block {
	struct arena_block *before;
	size_t used, room;
	max_align_t bytes[];
};

static void (*at_end)(void);

void mem_start(void)
{
#ifdef M_ARENA_MAX	/* glibc's */
	mallopt(M_ARENA_MAX, 1);
#endif
}

void mem_at_end(void (*hook)(void))
{
	at_end = hook;
}

static void mem_out_of_memory(void)
{
	static const char text[] =
		"accredit: out of memory; run 'accredit list' to see interrupted setups, "
		"and 'accredit resume SETUP' to continue them\n";

	if (at_end)
		at_end();
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(1);
	_exit(1);
}

void *xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);

	if (!p)
		mem_out_of_memory();
	return p;
}

void *xrealloc(void *p, size_t size)
{
	void *q = realloc(p, size);

	if (!q)
		mem_out_of_memory();
	return q;
}

char *xstrdup(const char *s)
{
	size_t n = strlen(s) + 1;

	return memcpy(xcalloc(1, n), s, n);
}

char *xasprintf(const char *fmt, ...)
{
	char *s;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	if (n < 0)
		mem_out_of_memory();
	return s;
}

void *arena_zero(struct arena *a, size_t n)
{
	const size_t unit = sizeof(max_align_t);
	struct arena_block *b = a->last;
	void *p;

	n = (n + unit) / unit * unit;
	if (!b || b->room - b->used < n) {
		size_t room = n > 4000 ? n : 4000;

		b = xcalloc(1, sizeof(*b) + room + unit);
		b->room = room;
		b->before = a->last;
		a->last = b;
	}
	p = (char *)b->bytes + b->used;
	b->used += n;
	return p;
}

char *arena_str(struct arena *a, const char *s)
{
	size_t n;

	if (!s)
		return NULL;
	n = strlen(s) + 1;
	return memcpy(arena_zero(a, n), s, n);
}

char *arena_fmt(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *s, *kept;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	if (n < 0)
		mem_out_of_memory();
	kept = arena_str(a, s);
	free(s);
	return kept;
}

void *arena_more(struct arena *a, void *list, size_t count, size_t size)
{
	void *more;

	if (count & (count - 1)) /* neither 0 nor a power of two: there is room */
		return list;
	more = arena_zero(a, (count ? 2 * count : 1) * size);
	return count ? memcpy(more, list, count * size) : more;
}

void arena_free(struct arena *a)
{
	while (a->last) {
		struct arena_block *b = a->last;

		a->last = b->before;
		explicit_bzero(b, sizeof(*b) + b->room);	/* answers hold secrets */
		free(b);
	}
}

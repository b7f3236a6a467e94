/* buf.c - see buf.h. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

char buf_none[1];

void buf_add(struct buf *b, const char *s, size_t n)
{
	if (!n)
		return;
	if (b->cut || n >= b->max - b->len) {
		b->cut = true;
		return;
	}
	if (b->len + n + 1 > b->cap) {
		/* Grown by hand, not realloc: the old block may hold a secret and is wiped. */
		size_t cap = (b->len + n + 1) * 2;
		char *grown = xcalloc(1, cap);

		memcpy(grown, b->s, b->len + 1);
		if (b->s != buf_none) {
			explicit_bzero(b->s, b->cap);
			free(b->s);
		}
		b->s = grown;
		b->cap = cap;
	}
	memcpy(b->s + b->len, s, n);
	b->len += n;
	b->s[b->len] = '\0';
}

void buf_str(struct buf *b, const char *s)
{
	if (s)
		buf_add(b, s, strlen(s));
}

void buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
	char few[512];
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(few, sizeof(few), fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof(few)) {
		buf_add(b, few, (size_t)n);
	} else if (n >= 0) {
		char *many = xcalloc(1, (size_t)n + 1);

		vsnprintf(many, (size_t)n + 1, fmt, again);
		buf_add(b, many, (size_t)n);
		free(many);
	}
	va_end(again);
}

void buf_reset(struct buf *b)
{
	if (b->s != buf_none)
		explicit_bzero(b->s, b->cap);
	b->len = 0;
	b->cut = false;
}

void buf_free(struct buf *b)
{
	if (b->s != buf_none) {
		explicit_bzero(b->s, b->cap);
		free(b->s);
	}
	*b = (struct buf){ .s = buf_none, .max = b->max };
}

char *buf_take(struct buf *b)
{
	char *s = b->s == buf_none ? xstrdup("") : b->s;

	*b = (struct buf){ .s = buf_none, .max = b->max };
	return s;
}

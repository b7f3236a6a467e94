/*
 * buf.h - text that grows up to a limit that its declaration names.
 *
 * s is never NULL and always ends in NUL. What does not fit is dropped and
 * cut stays true, so code that appends twenty times checks once, at its end.
 */
#ifndef ACCREDIT_BUF_H
#define ACCREDIT_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *s;
	size_t len, cap, max;
	bool cut;
};

extern char buf_none[1];
#define BUF(limit) { .s = buf_none, .max = (limit) }
#define BUF_TEXT (4u << 20)	/* a limit for texts of our own making */

void buf_add(struct buf *b, const char *s, size_t n);
void buf_str(struct buf *b, const char *s);	/* NULL adds nothing */
void buf_char(struct buf *b, char c);
void buf_fmt(struct buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void buf_reset(struct buf *b);	/* empty, memory wiped and kept */
void buf_free(struct buf *b);	/* wiped, freed, may be used again */

/* The text, yours to free(); the buf is empty afterwards. */
char *buf_take(struct buf *b);

#endif

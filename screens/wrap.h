/*
 * wrap.h - wraps text at spaces. A word longer than a line is split, so that an ARN is
 * shown completely. A newline in the text also ends a line.
 */
#ifndef ACCREDIT_WRAP_H
#define ACCREDIT_WRAP_H

#include "screens/draw_text.h"

/*
 * How many bytes of s make the next line of w columns (w below 1 counts as 1). *rest is
 * the start of the line after it, NULL when there is none.
 */
size_t wrap_line(const char *s, int w, const char **rest);

/* How many rows s takes. */
int wrap_rows(const char *s, int w);

/* Draws s wrapped, from row on; rows used, at most those of the box. */
int wrap_put(struct box at, int row, enum role role, const char *s);

#endif

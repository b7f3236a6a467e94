/*
 * wrap.h - text broken into lines at blanks. A word longer than the line is cut
 * hard, so an ARN is shown whole. Newlines in the text break as well.
 */
#ifndef ACCREDIT_WRAP_H
#define ACCREDIT_WRAP_H

#include "screens/draw_text.h"

/*
 * The bytes of s that make the next line of w columns (w under 1 counts as 1);
 * *rest is where the line after it starts, NULL when there is none.
 */
size_t wrap_line(const char *s, int w, const char **rest);

int wrap_rows(const char *s, int w);

/* Puts s wrapped from row on; rows used (those that fit in the box). */
int wrap_put(struct box at, int row, enum role role, const char *s);

#endif

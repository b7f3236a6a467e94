/* shell.h - text as a word of a POSIX shell. */
#ifndef ACCREDIT_SHELL_H
#define ACCREDIT_SHELL_H

struct buf;

/* Appends text as one word in single quotes: no character in it means anything. */
void shell_quote(struct buf *out, const char *text);
/* The same; without quotes where text needs none. */
void shell_word(struct buf *out, const char *text);

#endif

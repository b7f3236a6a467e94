/*
 * secret.h - the one kind of buffer that may hold a secret.
 *
 * Its pages are locked in memory, excluded from core dumps and child processes, and wiped
 * when closed. Only the signer and the code that writes keys to files read s; while a
 * secret is open, no text shows it (mask.h).
 */
#ifndef ACCREDIT_SECRET_H
#define ACCREDIT_SECRET_H

#include <stdbool.h>
#include <stddef.h>

struct known;

struct secret {
	char *s;	/* NULL when closed; else ends in NUL */
	size_t len;	/* bytes in use, NUL not counted */
	size_t room;	/* bytes mapped */
	struct known *known; /* its entry in mask.c */
};

/* Copies n bytes of s into fresh pages; closes what was held before. */
void secret_set(struct secret *x, const char *s, size_t n);
void secret_copy(struct secret *to, const struct secret *from);
void secret_close(struct secret *x);	/* wiped; closed twice does no harm */

/*
 * Once at the start of the program, before the first secret: no core dumps, no
 * tracing by others of the same user, umask 077, TLS keys never logged.
 */
void secret_harden(void);

#endif

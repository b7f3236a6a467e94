/*
 * secret.h - the one kind of buffer that may hold a secret.
 *
 * Its pages are locked, left out of core dumps and of children, and wiped when
 * closed. Nothing prints one: s is read by the signer and by the writer of a
 * key file, and by nobody else; while one is open, no text shows it (mask.h).
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
	struct known *known;	/* to the last filter, mask.h */
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

/*
 * mask.h - removes the secrets that the program holds from any text before it is shown,
 * logged or recorded, also when a server echoes them.
 *
 * struct secret registers here until its last copy is closed; only hashes of it are
 * kept. It is found in plain text, URL-encoded, with "\/" for "/", in base64 and in
 * hexadecimal, and so is any part of it of MASK_LEAST bytes or more, since texts are cut
 * and wrapped. Shorter secrets are not found.
 *
 * str_clean, err_set, put(), the journal and the record call it; nothing that
 * goes to a server or into a key file does. Safe between threads.
 */
#ifndef ACCREDIT_MASK_H
#define ACCREDIT_MASK_H

#include <stdbool.h>
#include <stddef.h>

#define MASK_LEAST 12
#define MASK_MARK "(secret)"

struct known;

/*
 * Up to the first NUL of n bytes. What it returns is given to mask_forget once:
 * the secret is looked for until then. NULL: it is too short.
 */
struct known *mask_learn(const char *s, size_t n);
void mask_forget(struct known *known);		/* NULL is fine */

/* Whether any part of a known secret is in the n bytes of s. */
bool mask_finds(const char *s, size_t n);

/* Replaces each part by MASK_MARK, in place; the new length, NUL put behind it
 * where it is shorter. s[n] must be writable. */
size_t mask_text(char *s, size_t n);

#endif

/*
 * str.h - text: comparisons, encodings, and the one function that cleans text from
 * outside before it is shown.
 */
#ifndef ACCREDIT_STR_H
#define ACCREDIT_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

bool str_eq(const char *a, const char *b);	/* NULL equals only NULL */
bool str_starts(const char *s, const char *with);
bool str_ends(const char *s, const char *with);
bool str_in(const char *s, const char *const *list);	/* list ends in NULL */

/*
 * Copies from into size bytes: C0, DEL, C1, bidi, tag and other invisible
 * format characters and broken UTF-8 become visible marks ("\x1b", "\u202e");
 * newline and tab become a space; a secret that the program holds becomes the
 * mark of mask.h. Cut between characters, with "..." at the end. Returns into.
 */
char *str_clean(char *into, size_t size, const char *from);

/* The same for a text of any length; newline and tab are kept if keep_lines. */
void str_clean_into(struct buf *out, const char *from, size_t n, bool keep_lines);

/* Whether str_clean would change nothing, apart from secrets, which are not searched. */
bool str_is_clean(const char *s);

/*
 * The next character of UTF-8 text: returns its bytes (1 to 4) and sets *code;
 * 0 where the text is broken (overlong, surrogate, beyond U+10FFFF, cut) or n
 * is 0.
 */
size_t str_utf8(const char *s, size_t n, uint32_t *code);
bool str_is_utf8(const char *s, size_t n);

void str_hex(struct buf *out, const void *bytes, size_t n);	/* lower case */
void str_base64(struct buf *out, const void *bytes, size_t n);
bool str_unbase64(struct buf *out,
		  const char *s); /* skips white space; false: not base64 */

/* n random lower-case hex digits and a NUL into out (n + 1 bytes). */
void str_random(char *out, size_t n);

/*
 * The first 8 hex digits of the SHA-256 of n bytes: the check sum of journal
 * lines and of a worker's result lines (sha256sum there).
 */
void str_sum(char out[9], const char *s, size_t n);
/* The whole SHA-256: 64 lowercase hex digits. */
void str_sha256(char out[65], const char *s, size_t n);

#endif

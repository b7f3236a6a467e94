/*
 * hash.h - SHA-256 and HMAC-SHA-256 (and SHA-1 for names) on OpenSSL.
 */
#ifndef ACCREDIT_HASH_H
#define ACCREDIT_HASH_H

#include <stddef.h>

#define HASH_SIZE 32
#define HASH_HEX (2 * HASH_SIZE + 1)

/* out gets HASH_SIZE bytes; s may be NULL when n is 0. Cannot fail. */
void hash_sha256(unsigned char out[HASH_SIZE], const void *s, size_t n);
void hash_hmac(unsigned char out[HASH_SIZE], const void *key, size_t key_len,
	       const void *s, size_t n);

/* The same as lower-case hex with a NUL. */
void hash_hex(char out[HASH_HEX], const unsigned char sum[HASH_SIZE]);
void hash_sha256_hex(char out[HASH_HEX], const void *s, size_t n);

/* SHA-1 in hex, for the names of other programs' cache files; not secure. */
#define HASH_SHA1_HEX 41
void hash_sha1_hex(char out[HASH_SHA1_HEX], const void *s, size_t n);

#endif

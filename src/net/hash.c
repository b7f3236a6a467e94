/* hash.c - see hash.h. */
#include "config.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include "net/hash.h"

void hash_sha256(unsigned char out[HASH_SIZE], const void *s, size_t n)
{
	if (!EVP_Digest(n ? s : "", n, out, NULL, EVP_sha256(), NULL))
		abort();
}

void hash_hmac(unsigned char out[HASH_SIZE], const void *key, size_t key_len,
	       const void *s, size_t n)
{
	size_t len = 0;

	if (!EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key_len ? key : "",
		       key_len, n ? s : (const void *)"", n, out, HASH_SIZE, &len))
		abort();
}

static void hash_to_hex(char *out, const unsigned char *sum, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[sum[i] >> 4];
		out[2 * i + 1] = digits[sum[i] & 15];
	}
	out[2 * n] = '\0';
}

void hash_hex(char out[HASH_HEX], const unsigned char sum[HASH_SIZE])
{
	hash_to_hex(out, sum, HASH_SIZE);
}

void hash_sha1_hex(char out[HASH_SHA1_HEX], const void *s, size_t n)
{
	unsigned char sum[20];

	if (!EVP_Digest(n ? s : "", n, sum, NULL, EVP_sha1(), NULL))
		abort();
	hash_to_hex(out, sum, sizeof(sum));
}

void hash_sha256_hex(char out[HASH_HEX], const void *s, size_t n)
{
	unsigned char sum[HASH_SIZE];

	hash_sha256(sum, s, n);
	hash_hex(out, sum);
}

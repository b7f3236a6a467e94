/* dpop.c - see dpop.h. */
#include "config.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "net/dpop.h"

#define PART 32			/* bytes of a coordinate, and of half a signature */
#define KEY_MAX (16u << 10)
#define TOKEN_MAX (16u << 10)
#define SIGNATURE_MAX 80	/* bytes in DER */

/* Base64url without padding (RFC 4648). */
static void dpop_put_base64(struct buf *out, const void *bytes, size_t n)
{
	size_t from = out->len;

	str_base64(out, bytes, n);
	for (size_t i = from; i < out->len; i++) {
		if (out->s[i] == '+')
			out->s[i] = '-';
		else if (out->s[i] == '/')
			out->s[i] = '_';
	}
	while (out->len > from && out->s[out->len - 1] == '=')
		out->s[--out->len] = '\0';
}

static EVP_PKEY *dpop_read_key(const char *pem)
{
	struct buf lines = BUF(KEY_MAX), der = BUF(KEY_MAX);
	const unsigned char *at;
	EVP_PKEY *key = NULL;
	char curve[32] = "";

	/* the lines between BEGIN and END, whatever their label */
	for (; *pem; pem += strspn(pem, "\r\n")) {
		size_t n = strcspn(pem, "\r\n");

		if (!str_starts(pem, "-----"))
			buf_add(&lines, pem, n);
		pem += n;
	}
	if (lines.len && !lines.cut && str_unbase64(&der, lines.s) && der.len) {
		at = (const unsigned char *)der.s;
		key = d2i_AutoPrivateKey(NULL, &at, (long)der.len);
	}
	if (key && (!EVP_PKEY_get_group_name(key, curve, sizeof(curve), NULL) ||
		    !str_eq(curve, "prime256v1"))) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	buf_free(&lines);
	buf_free(&der);
	return key;
}

static bool dpop_put_coordinate(struct buf *out, const EVP_PKEY *key, const char *name)
{
	unsigned char bytes[PART];
	BIGNUM *n = NULL;
	bool ok = EVP_PKEY_get_bn_param(key, name, &n) &&
		  BN_bn2binpad(n, bytes, PART) == PART;

	if (ok)
		dpop_put_base64(out, bytes, PART);
	BN_free(n);
	return ok;
}

/* The header contains the public key, which the server verifies the proof with. */
static bool dpop_put_header(struct buf *out, const EVP_PKEY *key)
{
	struct buf x = BUF(64), y = BUF(64), text = BUF(512);
	bool ok = dpop_put_coordinate(&x, key, OSSL_PKEY_PARAM_EC_PUB_X) &&
		dpop_put_coordinate(&y, key, OSSL_PKEY_PARAM_EC_PUB_Y);

	buf_fmt(&text, "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\","
		"\"x\":\"%s\",\"y\":\"%s\",\"crv\":\"P-256\"}}", x.s, y.s);
	dpop_put_base64(out, text.s, text.len);
	buf_free(&x);
	buf_free(&y);
	buf_free(&text);
	return ok;
}

/*
 * Appends the signature. Converts it from DER to the two numbers side by side, as JSON web
 * signatures have them (RFC 7518).
 */
static bool dpop_sign(struct buf *out, EVP_PKEY *key)
{
	unsigned char der[SIGNATURE_MAX], both[2 * PART];
	const unsigned char *at = der;
	size_t n = sizeof(der);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	ECDSA_SIG *sig;
	bool ok = ctx && EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
		  EVP_DigestSign(ctx, der, &n, (const unsigned char *)out->s, out->len) == 1;

	EVP_MD_CTX_free(ctx);
	buf_char(out, '.');
	sig = ok ? d2i_ECDSA_SIG(NULL, &at, (long)n) : NULL;
	ok = sig && BN_bn2binpad(ECDSA_SIG_get0_r(sig), both, PART) == PART &&
		BN_bn2binpad(ECDSA_SIG_get0_s(sig), both + PART, PART) == PART;
	if (ok)
		dpop_put_base64(out, both, sizeof(both));
	ECDSA_SIG_free(sig);
	return ok;
}

bool dpop_proof(struct buf *out, const struct dpop *d, struct err *err)
{
	struct buf token = BUF(TOKEN_MAX), claims = BUF(4096);
	EVP_PKEY *key = dpop_read_key(d->key);
	bool ok = key && dpop_put_header(&token, key);

	if (ok) {
		buf_char(&token, '.');
		buf_str(&claims, "{\"htm\":");
		json_quote(&claims, d->method);
		buf_str(&claims, ",\"htu\":");
		json_quote(&claims, d->url);
		buf_fmt(&claims, ",\"iat\":%lld,\"jti\":", (long long)d->at);
		json_quote(&claims, d->id);
		buf_char(&claims, '}');
		dpop_put_base64(&token, claims.s, claims.len);
		ok = dpop_sign(&token, key) && !token.cut;
	}
	if (ok)
		buf_add(out, token.s, token.len);
	EVP_PKEY_free(key);
	buf_free(&token);
	buf_free(&claims);
	return ok ||
		err_set(err, ERR_LOGIN,
			"the private key of the sign-in is not a P-256 key");
}

/* A UUID of version 4: random except for the version and variant bits. */
void dpop_id(char out[DPOP_ID])
{
	char digits[33];

	str_random(digits, 32);
	digits[12] = '4';
	digits[16] = 'a';
	snprintf(out, DPOP_ID, "%.8s-%.4s-%.4s-%.4s-%.12s", digits, digits + 8, digits + 12,
		 digits + 16, digits + 20);
}

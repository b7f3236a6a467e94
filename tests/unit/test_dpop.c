/* test_dpop.c - the proof of possession, verified as its reader does, by OpenSSL alone. */
#include "config.h"

#include "unit.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include "base/str.h"
#include "format/json.h"
#include "net/dpop.h"

#define URL "https://us-east-1.signin.aws.amazon.com/v1/token"

/* "EC PRIVATE KEY", as the AWS CLI writes it, or "PRIVATE KEY". */
static char *pem_of(EVP_PKEY *key, bool traditional)
{
	BIO *out = BIO_new(BIO_s_mem());
	char *text;
	long n;

	if (traditional)
		assert_true(PEM_write_bio_PrivateKey_traditional(out, key, NULL, NULL, 0, NULL,
								 NULL));
	else
		assert_true(PEM_write_bio_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL));
	n = BIO_get_mem_data(out, &text);
	text = strndup(text, (size_t)n);
	BIO_free(out);
	return text;
}

/* A part of the token as bytes. */
static void part(struct buf *out, const char *token, int nth)
{
	struct buf text = BUF(8192);

	while (nth--)
		token = strchr(token, '.') + 1;
	buf_add(&text, token, strcspn(token, "."));
	for (size_t i = 0; i < text.len; i++)
		text.s[i] = (char)(text.s[i] == '-' ? '+' : text.s[i] == '_' ? '/' : text.s[i]);
	while (text.len % 4)
		buf_char(&text, '=');
	assert_true(str_unbase64(out, text.s));
	buf_free(&text);
}

static struct json *json_part(const char *token, int nth)
{
	struct err err = ERR_INIT;
	struct buf text = BUF(8192);
	struct json *j;

	part(&text, token, nth);
	j = json_parse(text.s, text.len, "part", &err);
	assert_non_null(j);
	buf_free(&text);
	return j;
}

/* The key that the header itself names. */
static EVP_PKEY *key_of(const struct json *header)
{
	struct buf point = BUF(80);
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	EVP_PKEY *key = NULL;
	OSSL_PARAM *params;

	buf_char(&point, '\x04');
	part(&point, json_str(json_get(header, "jwk"), "x"), 0);
	part(&point, json_str(json_get(header, "jwk"), "y"), 0);
	assert_int_equal(point.len, 65);
	OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
	OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point.s, point.len);
	params = OSSL_PARAM_BLD_to_param(build);
	assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
	assert_int_equal(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params), 1);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	EVP_PKEY_CTX_free(ctx);
	buf_free(&point);
	return key;
}

static bool verified(const char *token, EVP_PKEY *key)
{
	const char *dot = strrchr(token, '.');
	struct buf both = BUF(80);
	unsigned char *der = NULL;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	ECDSA_SIG *sig = ECDSA_SIG_new();
	int n;
	bool ok;

	part(&both, token, 2);
	assert_int_equal(both.len, 64);
	ECDSA_SIG_set0(sig, BN_bin2bn((unsigned char *)both.s, 32, NULL),
		       BN_bin2bn((unsigned char *)both.s + 32, 32, NULL));
	n = i2d_ECDSA_SIG(sig, &der);
	assert_int_equal(EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key), 1);
	ok = EVP_DigestVerify(ctx, der, (size_t)n, (const unsigned char *)token,
			      (size_t)(dot - token)) == 1;
	ECDSA_SIG_free(sig);
	EVP_MD_CTX_free(ctx);
	OPENSSL_free(der);
	buf_free(&both);
	return ok;
}

static void check_token(const char *token, EVP_PKEY *own)
{
	struct json *header = json_part(token, 0), *claims = json_part(token, 1);
	EVP_PKEY *key = key_of(header);

	assert_true(EVP_PKEY_eq(own, key) == 1);
	assert_true(verified(token, key));
	assert_string_equal(json_str(header, "typ"), "dpop+jwt");
	assert_string_equal(json_str(header, "alg"), "ES256");
	assert_string_equal(json_str(json_get(header, "jwk"), "kty"), "EC");
	assert_string_equal(json_str(json_get(header, "jwk"), "crv"), "P-256");
	assert_int_equal(json_count(json_get(header, "jwk")), 4);	/* no private part */
	assert_string_equal(json_str(claims, "htm"), "POST");
	assert_string_equal(json_str(claims, "htu"), URL);
	assert_true(json_number(json_get(claims, "iat")) == 1795338000);
	assert_string_equal(json_str(claims, "jti"), "an-id");
	EVP_PKEY_free(key);
	json_free(header);
	json_free(claims);
}

static struct dpop asked_with(const char *pem)
{
	return (struct dpop){ pem, "POST", URL, 1795338000, "an-id" };
}

/* Many keys, so that some have a coordinate or a signature that begins with zeros. */
static void proofs(void **state)
{
	(void)state;
	for (int i = 0; i < 300; i++) {
		EVP_PKEY *key = EVP_EC_gen("P-256");
		char *pem = pem_of(key, i % 2);
		struct dpop d = asked_with(pem);
		struct buf token = BUF(8192);
		struct err err = ERR_INIT;

		assert_true(dpop_proof(&token, &d, &err));
		assert_null(strpbrk(token.s, "=+/ \r\n"));
		check_token(token.s, key);
		buf_free(&token);
		EVP_PKEY_free(key);
		free(pem);
	}
}

static void of_another_is_none(void **state)
{
	EVP_PKEY *key = EVP_EC_gen("P-256"), *other = EVP_EC_gen("P-256");
	char *pem = pem_of(key, true);
	struct dpop d = asked_with(pem);
	struct buf token = BUF(8192);
	struct err err = ERR_INIT;

	(void)state;
	assert_true(dpop_proof(&token, &d, &err));
	assert_true(verified(token.s, key));
	assert_false(verified(token.s, other));
	token.s[3] ^= 1;
	assert_false(verified(token.s, key));
	buf_free(&token);
	EVP_PKEY_free(key);
	EVP_PKEY_free(other);
	free(pem);
}

/* Keys that are none; nothing of them is in the error. */
static void no_keys(void **state)
{
	EVP_PKEY *other = EVP_EC_gen("P-384"), *rsa = EVP_RSA_gen(2048);
	char *pems[] = { pem_of(other, true), pem_of(rsa, false), strdup(""), strdup("canary"),
			 strdup("-----BEGIN EC PRIVATE KEY-----\ncanary\n-----END"),
			 strdup("-----BEGIN EC PRIVATE KEY-----\nMHcCAQ==\n") };

	(void)state;
	for (size_t i = 0; i < sizeof(pems) / sizeof(*pems); i++) {
		struct dpop d = asked_with(pems[i]);
		struct buf token = BUF(8192);
		struct err err = ERR_INIT;

		assert_false(dpop_proof(&token, &d, &err));
		assert_non_null(strstr(err.text, "not a P-256 key"));
		assert_null(strstr(err.text, "canary"));
		assert_int_equal(token.len, 0);
		free(pems[i]);
	}
	EVP_PKEY_free(other);
	EVP_PKEY_free(rsa);
}

static void ids(void **state)
{
	char one[DPOP_ID], two[DPOP_ID];

	(void)state;
	dpop_id(one);
	dpop_id(two);
	assert_string_not_equal(one, two);
	assert_int_equal(strlen(one), 36);
	for (size_t i = 0; i < 36; i++)
		assert_true(i == 8 || i == 13 || i == 18 || i == 23 ? one[i] == '-' :
			    strchr("0123456789abcdef", one[i]) != NULL);
	assert_true(one[14] == '4' && one[19] == 'a');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(proofs), cmocka_unit_test(of_another_is_none),
		cmocka_unit_test(no_keys), cmocka_unit_test(ids),
	};

	json_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

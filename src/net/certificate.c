/* certificate.c - see certificate.h. */
#include "config.h"

#include <curl/curl.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "net/certificate.h"
#include "net/http.h"

#define CONNECT_MS 5000L
#define TOTAL_MS 15000L

static int place;

static void certificate_get_place(void)
{
	place = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
}

/* The index of our data in OpenSSL's context of the connection. */
static int certificate_our_place(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, certificate_get_place);
	return place;
}

/* All other codes are CERTIFICATE_OTHER. */
static const struct {
	int code;
	enum certificate_problem problem;
} problems[] = {
	{ X509_V_OK, CERTIFICATE_GOOD },
	{ X509_V_ERR_CERT_NOT_YET_VALID, CERTIFICATE_EARLY },
	{ X509_V_ERR_CERT_HAS_EXPIRED, CERTIFICATE_OVER },
	{ X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, CERTIFICATE_STRANGE },
	{ X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, CERTIFICATE_STRANGE },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, CERTIFICATE_STRANGE },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, CERTIFICATE_STRANGE },
	{ X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, CERTIFICATE_STRANGE },
	{ X509_V_ERR_CERT_UNTRUSTED, CERTIFICATE_STRANGE },
};

/* Called while OpenSSL verifies; does not change the result. */
static int certificate_verified(int good, X509_STORE_CTX *store)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct certificate *c = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl),
						    certificate_our_place());

	if (c && !*c->issuer) {
		X509 *own = X509_STORE_CTX_get0_cert(store);
		X509_NAME *by = own ? X509_get_issuer_name(own) : NULL;
		char name[128] = "";

		if (by &&
		    X509_NAME_get_text_by_NID(by, NID_organizationName, name,
					      sizeof(name)) <= 0)
			X509_NAME_get_text_by_NID(by, NID_commonName, name, sizeof(name));
		str_clean(c->issuer, sizeof(c->issuer), name);
	}
	if (c && !good && !c->problem) {
		int code = X509_STORE_CTX_get_error(store);

		c->problem = CERTIFICATE_OTHER;
		for (size_t i = 0; i < sizeof(problems) / sizeof(*problems); i++)
			if (problems[i].code == code)
				c->problem = problems[i].problem;
	}
	return good;
}

static CURLcode certificate_on_ssl(CURL *easy, void *ctx, void *with)
{
	(void)easy;
	SSL_CTX_set_ex_data(ctx, certificate_our_place(), with);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, certificate_verified);
	return CURLE_OK;
}

/* Called when the connection is open and nothing was sent: ends it there. */
static int certificate_stands(void *with, char *to, char *from, int to_port, int from_port)
{
	(void)with;
	(void)to;
	(void)from;
	(void)to_port;
	(void)from_port;
	return CURL_PREREQFUNC_ABORT;
}

void certificate_look(struct certificate *c, const char *host, const char *ca_bundle)
{
	char *url = xasprintf("https://%s/", host);
	CURL *curl;
	CURLcode code;

	http_start();
	*c = (struct certificate){ .problem = CERTIFICATE_GOOD };
	curl = curl_easy_init();
	if (!curl)
		abort();
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, TOTAL_MS);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, certificate_stands);
	curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, certificate_on_ssl);
	curl_easy_setopt(curl, CURLOPT_SSL_CTX_DATA, c);
	if (ca_bundle && *ca_bundle)
		curl_easy_setopt(curl, CURLOPT_CAINFO, ca_bundle);
	code = curl_easy_perform(curl);
	if (!c->problem && (code == CURLE_PEER_FAILED_VERIFICATION ||
			  code == CURLE_SSL_CACERT_BADFILE))
		c->problem = CERTIFICATE_OTHER;
	curl_easy_cleanup(curl);
	free(url);
}

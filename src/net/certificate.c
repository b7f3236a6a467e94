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

/* The connection as OpenSSL has it; curl tells only while it is at work. */
static SSL *connection(CURL *c)
{
	struct curl_tlssessioninfo *info = NULL;

	if (curl_easy_getinfo(c, CURLINFO_TLS_SSL_PTR, &info) || !info ||
	    info->backend != CURLSSLBACKEND_OPENSSL)
		return NULL;
	return info->internals;
}

/* What IAM calls the top intermediate: the last of the chain that was sent. */
static bool take_thumbprint(struct certificate *c, SSL *ssl)
{
	STACK_OF(X509) *sent = SSL_get_peer_cert_chain(ssl);
	int n = sent ? sk_X509_num(sent) : 0, len;
	unsigned char *der = NULL;

	if (!n)
		return false;
	len = i2d_X509(sk_X509_value(sent, n - 1), &der);
	if (len <= 0)
		return false;
	hash_sha1_hex(c->thumbprint, der, (size_t)len);
	OPENSSL_free(der);
	return true;
}

static void take_root(struct certificate *c, SSL *ssl)
{
	STACK_OF(X509) *chain = SSL_get0_verified_chain(ssl);
	int n = chain ? sk_X509_num(chain) : 0;
	char name[128] = "";

	if (n)
		X509_NAME_get_text_by_NID(X509_get_subject_name(sk_X509_value(chain, n - 1)),
					  NID_organizationName, name, sizeof(name));
	str_clean(c->root, sizeof(c->root), name);
}

static int place;

static void get_place(void)
{
	place = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
}

/* Where what is being looked at hangs on OpenSSL's context of the connection. */
static int our_place(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, get_place);
	return place;
}

static void take_issuer(struct certificate *c, X509 *own)
{
	X509_NAME *by = own ? X509_get_issuer_name(own) : NULL;
	char name[128] = "";

	if (by && X509_NAME_get_text_by_NID(by, NID_organizationName, name, sizeof(name)) <= 0)
		X509_NAME_get_text_by_NID(by, NID_commonName, name, sizeof(name));
	str_clean(c->issuer, sizeof(c->issuer), name);
}

static enum certificate_fault fault_of(int code)
{
	switch (code) {
	case X509_V_OK:
		return CERTIFICATE_GOOD;
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return CERTIFICATE_EARLY;
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return CERTIFICATE_OVER;
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_CERT_UNTRUSTED:
		return CERTIFICATE_STRANGE;
	}
	return CERTIFICATE_OTHER;
}

/* Looks on while OpenSSL verifies, and leaves the verdict as it is. */
static int verified(int good, X509_STORE_CTX *store)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct certificate *c = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), our_place());

	if (c && !*c->issuer)
		take_issuer(c, X509_STORE_CTX_get0_cert(store));
	if (c && !good && !c->fault)
		c->fault = fault_of(X509_STORE_CTX_get_error(store));
	return good;
}

static CURLcode on_ssl(CURL *easy, void *ctx, void *with)
{
	(void)easy;
	SSL_CTX_set_ex_data(ctx, our_place(), with);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, verified);
	return CURLE_OK;
}

struct look {
	CURL *curl;
	struct certificate *found;
};

/* Called when the connection stands and nothing was sent: that is all we want. */
static int stands(void *with, char *to, char *from, int to_port, int from_port)
{
	struct look *l = with;
	SSL *ssl = connection(l->curl);

	(void)to;
	(void)from;
	(void)to_port;
	(void)from_port;
	if (ssl && take_thumbprint(l->found, ssl)) {
		take_root(l->found, ssl);
		l->found->reached = true;
	}
	return CURL_PREREQFUNC_ABORT;
}

static void set_up(CURL *c, const char *url, struct curl_slist *instead,
		   const char *ca_bundle, char words[CURL_ERROR_SIZE])
{
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_CONNECT_TO, instead);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, TOTAL_MS);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, words);
	if (instead)	/* what stands in for it is near, whatever the proxy */
		curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
	if (ca_bundle && *ca_bundle)
		curl_easy_setopt(c, CURLOPT_CAINFO, ca_bundle);
}

/* Not reached is no failure, and neither is our own end of it. */
static bool judge(struct certificate *c, CURLcode code, const char *host,
		  const char *words, struct err *err)
{
	if (code != CURLE_PEER_FAILED_VERIFICATION && code != CURLE_SSL_CACERT_BADFILE)
		return true;
	c->reached = true;
	if (!c->fault)
		c->fault = CERTIFICATE_OTHER;
	err_set(err, ERR_NET, "the certificate that %s shows is not to be trusted: %s", host,
		*words ? words : curl_easy_strerror(code));
	return err_hint(err, "a proxy that looks into TLS shows one of its own: go round it, "
			"or name its authorities in AWS_CA_BUNDLE");
}

bool certificate_look(struct certificate *c, const char *host, const char *connect,
		      const char *ca_bundle, struct err *err)
{
	char words[CURL_ERROR_SIZE] = "";
	char *url = xasprintf("https://%s/", host), *to = NULL;
	struct curl_slist *instead = NULL;
	struct look l = { .found = c };
	bool ok;

	http_start();
	*c = (struct certificate){ .reached = false };
	l.curl = curl_easy_init();
	if (!l.curl)
		abort();
	if (connect) {
		to = xasprintf("::%s", connect);
		instead = curl_slist_append(NULL, to);
	}
	set_up(l.curl, url, instead, ca_bundle, words);
	curl_easy_setopt(l.curl, CURLOPT_PREREQFUNCTION, stands);
	curl_easy_setopt(l.curl, CURLOPT_PREREQDATA, &l);
	curl_easy_setopt(l.curl, CURLOPT_SSL_CTX_FUNCTION, on_ssl);
	curl_easy_setopt(l.curl, CURLOPT_SSL_CTX_DATA, c);
	ok = judge(c, curl_easy_perform(l.curl), host, words, err);
	curl_easy_cleanup(l.curl);
	curl_slist_free_all(instead);
	free(to);
	free(url);
	return ok;
}

/* tls.h - certificates made on the spot, and a server that shows one of them. */
#ifndef ACCREDIT_TEST_TLS_H
#define ACCREDIT_TEST_TLS_H

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "server.h"

struct identity {
	EVP_PKEY *key;
	X509 *cert;
};

/* A certificate for name ("IP:127.0.0.1", "DNS:x"), signed by ca (NULL: itself). */
static inline struct identity make_identity(const char *name, const struct identity *ca,
					    long valid_from, long valid_to)
{
	struct identity i = { EVP_EC_gen("P-256"), X509_new() };
	X509_NAME *subject = X509_get_subject_name(i.cert);
	static long serial = 1;
	X509V3_CTX ctx;
	X509_EXTENSION *alt;

	X509_set_version(i.cert, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(i.cert), serial++);
	X509_gmtime_adj(X509_getm_notBefore(i.cert), valid_from);
	X509_gmtime_adj(X509_getm_notAfter(i.cert), valid_to);
	X509_set_pubkey(i.cert, i.key);
	X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
				   (const unsigned char *)name, -1, -1, 0);
	X509_set_issuer_name(i.cert, ca ? X509_get_subject_name(ca->cert) : subject);
	X509V3_set_ctx(&ctx, ca ? ca->cert : i.cert, i.cert, NULL, NULL, 0);
	if (ca)
		alt = X509V3_EXT_conf_nid(NULL, &ctx, NID_subject_alt_name, name);
	else
		alt = X509V3_EXT_conf_nid(NULL, &ctx, NID_basic_constraints,
					  "critical,CA:TRUE");
	X509_add_ext(i.cert, alt, -1);
	X509_EXTENSION_free(alt);
	X509_sign(i.cert, ca ? ca->key : i.key, EVP_sha256());
	return i;
}

static inline void free_identity(struct identity *i)
{
	EVP_PKEY_free(i->key);
	X509_free(i->cert);
}

static inline void write_ca(const struct identity *ca, const char *path)
{
	FILE *f = fopen(path, "w");

	PEM_write_X509(f, ca->cert);
	fclose(f);
}

struct tls_server {
	int fd, port;
	pthread_t thread;
	SSL_CTX *ctx;
	const char *answer;
	atomic_bool over;
	atomic_int requests;
};

static inline void tls_serve(struct tls_server *s, int fd)
{
	SSL *ssl = SSL_new(s->ctx);
	char part[65536];

	SSL_set_fd(ssl, fd);
	if (SSL_accept(ssl) == 1 && SSL_read(ssl, part, sizeof(part)) > 0) {
		atomic_fetch_add(&s->requests, 1);
		SSL_write(ssl, s->answer, (int)strlen(s->answer));
		SSL_shutdown(ssl);
	}
	SSL_free(ssl);
	close(fd);
}

static inline void *tls_run(void *with)
{
	struct tls_server *s = with;

	while (!atomic_load(&s->over)) {
		struct pollfd p = { .fd = s->fd, .events = POLLIN };
		int fd;

		if (poll(&p, 1, 10) <= 0)
			continue;
		fd = accept(s->fd, NULL, NULL);
		if (fd >= 0)
			tls_serve(s, fd);
	}
	return NULL;
}

/* newest: 0, or the newest protocol it offers (TLS1_1_VERSION). */
static inline void tls_start(struct tls_server *s, const struct identity *i, int newest,
			     const char *answer)
{
	struct server plain;

	server_start(&plain, NULL, 0);		/* for its listening socket */
	atomic_store(&plain.over, true);
	pthread_join(plain.thread, NULL);
	*s = (struct tls_server){ .fd = plain.fd, .port = plain.port, .answer = answer,
				  .ctx = SSL_CTX_new(TLS_server_method()) };
	if (newest) {
		SSL_CTX_set_security_level(s->ctx, 0);
		SSL_CTX_set_min_proto_version(s->ctx, TLS1_VERSION);
		SSL_CTX_set_max_proto_version(s->ctx, newest);
	}
	SSL_CTX_use_certificate(s->ctx, i->cert);
	SSL_CTX_use_PrivateKey(s->ctx, i->key);
	pthread_create(&s->thread, NULL, tls_run, s);
}

static inline void tls_stop(struct tls_server *s)
{
	atomic_store(&s->over, true);
	pthread_join(s->thread, NULL);
	SSL_CTX_free(s->ctx);
	close(s->fd);
}

#endif

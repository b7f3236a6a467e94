/* certificate.h - reads and verifies the certificate of a host, as for a call. */
#ifndef ACCREDIT_CERTIFICATE_H
#define ACCREDIT_CERTIFICATE_H

struct certificate {
	/* of the host's certificate, trusted or not; "" where there was none */
	char issuer[128];	/* its organization, else its name */
	enum certificate_problem {
		CERTIFICATE_GOOD,	/* or no connection: then issuer is "" */
		CERTIFICATE_EARLY,	/* not valid yet by this computer's clock */
		CERTIFICATE_OVER,	/* expired */
		CERTIFICATE_STRANGE,	/* its authority is not trusted here */
		CERTIFICATE_OTHER,	/* of another host, or another problem */
	} problem;
};

/*
 * Connects with TLS, by the environment's proxy if there is one, and sends no request. host
 * may have ":PORT". ca_bundle as in http_open.
 */
void certificate_look(struct certificate *c, const char *host, const char *ca_bundle);

#endif

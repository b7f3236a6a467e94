/*
 * certificate.h - the certificate a host shows, verified as for a call.
 */
#ifndef ACCREDIT_CERTIFICATE_H
#define ACCREDIT_CERTIFICATE_H

struct certificate {
	/* of the host's own, filled whether it is trusted or not; "" if none was shown */
	char issuer[128];	/* who signed it: its organization, else its name */
	enum certificate_problem {
		CERTIFICATE_GOOD,	/* or nobody answered: issuer is "" then */
		CERTIFICATE_EARLY,	/* not valid yet, by this machine's clock */
		CERTIFICATE_OVER,	/* no longer valid */
		CERTIFICATE_STRANGE,	/* of an authority that is not trusted here */
		CERTIFICATE_OTHER,	/* of another host, or bad in another way */
	} problem;
};

/*
 * Connects with TLS, by the proxy of the environment if there is one, and sends
 * nothing. host may hold ":PORT". ca_bundle as in http_open.
 */
void certificate_look(struct certificate *c, const char *host, const char *ca_bundle);

#endif

/*
 * certificate.h - the certificate chain a host shows, verified as for a call.
 */
#ifndef ACCREDIT_CERTIFICATE_H
#define ACCREDIT_CERTIFICATE_H

#include <stdbool.h>

#include "base/err.h"
#include "net/hash.h"

struct certificate {
	bool reached;	/* false: nobody answered, all else is empty */
	char thumbprint[HASH_SHA1_HEX];	/* SHA-1 of the last one the host sent */
	char root[128];	/* organization of the trusted root above it, "" if none */
	/* of the host's own, filled whether it is trusted or not; "" if none was shown */
	char issuer[128];	/* who signed it: its organization, else its name */
	enum certificate_fault {
		CERTIFICATE_GOOD,
		CERTIFICATE_EARLY,	/* not valid yet, by this machine's clock */
		CERTIFICATE_OVER,	/* no longer valid */
		CERTIFICATE_STRANGE,	/* of an authority that is not trusted here */
		CERTIFICATE_OTHER,	/* of another host, or bad in another way */
	} fault;
};

/*
 * Connects with TLS, by the proxy of the environment if there is one, and sends
 * nothing. host may hold ":PORT". connect: HOST:PORT that is spoken to in its
 * place, NULL: itself; name and chain are those of host in any case. ca_bundle
 * as in http_open. False: the host was reached and is not who it should be.
 */
bool certificate_look(struct certificate *c, const char *host, const char *connect,
		      const char *ca_bundle, struct err *err);

#endif

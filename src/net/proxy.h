/* proxy.h - the proxy that libcurl uses for a host, by the environment. */
#ifndef ACCREDIT_PROXY_H
#define ACCREDIT_PROXY_H

#include <stdbool.h>

struct proxy {
	const char *name;	/* the variable that names it (a constant), NULL: none */
	char shown[300];	/* its value without user and password */
	bool used;		/* NO_PROXY does not exclude the host */
};

/*
 * The proxy for https requests to host ("": any; may have ":PORT"). Names in NO_PROXY
 * include their subdomains; its address ranges are left to libcurl.
 */
void proxy_find(struct proxy *p, const char *host);

#endif

/*
 * proxy.h - which proxy of the environment libcurl takes for an address.
 */
#ifndef ACCREDIT_PROXY_H
#define ACCREDIT_PROXY_H

#include <stdbool.h>

struct proxy {
	const char *name;	/* the variable that names it (a constant), NULL: none */
	char shown[300];	/* its value without the name and password it may hold */
	bool used;		/* this host is not among NO_PROXY's */
};

/*
 * The proxy of https calls to host ("" any; may hold ":PORT"). Names of NO_PROXY
 * hold for their subdomains too; its address ranges are left to libcurl.
 */
void proxy_find(struct proxy *p, const char *host);

#endif

/*
 * url.h - the URLs that accredit connects to. Parsed by libcurl, which also opens the
 * connection.
 */
#ifndef ACCREDIT_URL_H
#define ACCREDIT_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct url {
	char scheme[8];
	char host[256];		/* lower case; IPv6 in brackets */
	char port[8];		/* "" for the scheme's default */
	char path[512];		/* "" for "/" */
};

/*
 * An AWS endpoint: https to any host, http to loopback only; no user, query, fragment or
 * metadata address. False: ERR_INPUT names the setting and the rule.
 */
bool url_endpoint(struct url *u, const char *text, const char *name, struct err *err);

/*
 * A metadata endpoint of an instance or container: https to any host, http to loopback and
 * the documented link-local addresses only.
 */
bool url_metadata(struct url *u, const char *text, const char *name, struct err *err);

bool url_is_loopback(const char *text);	/* false also where the text is not a URL */

#endif

/*
 * url.h - which addresses we speak to. Taken apart by libcurl's URL parser,
 * the same that opens the connection.
 */
#ifndef ACCREDIT_URL_H
#define ACCREDIT_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct url {
	char scheme[8];
	char host[256];		/* lower case; IPv6 in brackets */
	char port[8];		/* "" where it is the scheme's own */
	char path[512];		/* "" instead of "/" */
};

/*
 * An AWS endpoint: https anywhere, http to loopback only; no user, query,
 * fragment or metadata address. False: ERR_INPUT names what and the rule.
 */
bool url_endpoint(struct url *u, const char *text, const char *name, struct err *err);

/*
 * An instance or container credentials address: https anywhere, http to
 * loopback and the documented link-local addresses only.
 */
bool url_metadata(struct url *u, const char *text, const char *name, struct err *err);

bool url_is_loopback(const char *text);	/* false also for what is no URL */

#endif

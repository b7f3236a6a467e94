/* status.h - a request to a cluster that failed, in words. Pure. */
#ifndef ACCREDIT_KUBE_STATUS_H
#define ACCREDIT_KUBE_STATUS_H

#include <stdbool.h>

#include "base/err.h"
#include "net/http.h"

struct kube_failure {
	const char *cluster, *host;
	bool reads;			/* the request changes nothing */
	const struct http_response *response;
};

/* Fills err; always returns false. */
bool kube_failed(const struct kube_failure *f, struct err *err);

#endif

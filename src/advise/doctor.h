/*
 * doctor.h - whether a failed call is caused by this computer: its clock, proxy or network,
 * the name of the region, or another host that answers for AWS.
 */
#ifndef ACCREDIT_DOCTOR_H
#define ACCREDIT_DOCTOR_H

#include <time.h>

#include "base/err.h"
#include "net/certificate.h"
#include "net/proxy.h"

struct json;

struct doctor_facts {
	struct err err;			/* what failed, and how far it came */
	struct proxy proxy;		/* of the environment, for that host */
	struct certificate shown;	/* by that host; where TLS was not trusted */
	time_t now;			/* this machine's clock */
};

/*
 * The causes that the facts show: a list (yours) of {cause, text, remedy}, the likeliest
 * first; empty if the cause is not on this computer. cause is one of clock, proxy,
 * certificate, portal, region, endpoint, network. Pure.
 */
struct json *doctor_judge(const struct doctor_facts *f);

/*
 * The finding about this computer's clock, which AWS's is so many seconds ahead of; empty: it
 * is right.
 */
struct json *doctor_clock(long ahead, time_t now);

/* Adds a finding if the region's name is probably a misspelling of a known one. */
void doctor_region(struct json *list, const char *region);

/*
 * Finds the cause and puts it first in err's text and hint, once. May open one more
 * connection to the host that failed, and to no other; sends nothing there. Returns the
 * findings (yours), empty if err is not a failed call.
 */
struct json *doctor_weigh(struct err *err);

#endif

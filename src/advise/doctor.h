/*
 * doctor.h - whether a failed call is this machine's own doing: its clock, its
 * proxy, who answers in AWS's place, its region's name, its network.
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
 * What the facts say: a list of {cause, text, remedy}, the likeliest first; empty
 * where nothing speaks against this machine. cause is one of clock, proxy,
 * certificate, portal, region, endpoint, network. Yours. Pure.
 */
struct json *doctor_judge(const struct doctor_facts *f);

/* The finding on a clock that AWS's is so many seconds ahead of; empty: it is right. */
struct json *doctor_clock(long ahead, time_t now);

/* Adds the finding on a region whose name is nearly one that is known. */
void doctor_region(struct json *list, const char *region);

/*
 * Looks for the cause and lets it lead err's text and hint, once. May open one
 * more connection to the host that failed, and to no other; sends nothing there.
 * Returns the findings (yours), empty for what is no failure of a call.
 */
struct json *doctor_weigh(struct err *err);

#endif

/* network_internal.h - shared by the files network*.c only. */
#ifndef ACCREDIT_NETWORK_INTERNAL_H
#define ACCREDIT_NETWORK_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct buf;
struct json;

enum question { ASK_SUBNETS, ASK_TABLES, ASK_GROUPS, ASK_OFFERS, ASK_ENDPOINTS, ASK_GATEWAYS,
		QUESTIONS };

/* What EC2 answered. A list that is NULL could not be read, or was not asked for yet. */
struct facts {
	const char *region, *account;
	const struct json *wanted;
	const struct json *lists[QUESTIONS];
	const char *subnet, *subnet_by, *group, *group_by;	/* the operator's; "": none */
	bool last;		/* no more questions follow */
	bool elsewhere;		/* the endpoint is not AWS's own */
};

/* Better ones first. */
enum route { ROUTE_INTERNET, ROUTE_NAT, ROUTE_ENDPOINTS, ROUTE_UNDECIDED, ROUTE_UNKNOWN, ROUTE_NONE };

const char *route_name(enum route route);

/* The target of the subnet's route for 0.0.0.0/0; out: its route table in words. Pure. */
enum route network_route_of(const struct facts *f, const struct json *subnet, struct buf *out);

/* The operator's group, or the default one of the VPC; NULL: not known. Borrowed. */
const struct json *network_group_of(const struct facts *f, const char *vpc);
/* Whether it allows egress to port 443 by this route; unknown counts as yes. */
bool network_group_allows(const struct json *group, enum route route);
void network_group_describe(struct buf *out, const struct json *group);

/*
 * Sets network's "places" and "own_group". *sure: no further question can improve them.
 * False: err says why there is no place.
 */
bool network_choose(const struct facts *f, struct json *network, bool *sure, struct err *err);

#endif

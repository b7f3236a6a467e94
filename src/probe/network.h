/*
 * network.h - where a worker can be launched so that it reaches AWS: subnets, their routes,
 * and security groups.
 */
#ifndef ACCREDIT_PROBE_NETWORK_H
#define ACCREDIT_PROBE_NETWORK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct aws;
struct json;
struct reply_cache;

struct network_ask {
	struct aws *aws;
	struct reply_cache *memo;	/* caches the replies for later questions; may be NULL */
	const struct json *wanted;	/* its "worker" has what the operator chose */
};

/*
 * Looks at the region's network, several questions at once, and says where a worker
 * can go (yours):
 *
 * {"places":[{"subnet","zone","vpc","type","arch","way","public"?,"group"?,"text"}]
 *     in the order they are tried. "subnet" may be "": EC2 takes the default VPC's.
 *     "way": internet, nat, endpoints; undecided: there is a route, and where it leads
 *     was not established; unknown: the route tables could not be read.
 *     "public": it has to ask for its public address. "group": the operator's.
 *  "own_group"?: {"vpc"}: the default group lets nothing out, the probe needs its own
 *  "images": {ARCH: {"id","root"}}: those that were looked up already
 *  "notes": [texts]: what could not be established, for people}
 *
 * What may not be read makes a note, never a failure. NULL: ERR_STOPPED; ERR_INPUT:
 * the subnet or group of the operator's cannot be used; ERR_SERVICE: there is no
 * subnet from which a worker could reach AWS.
 */
struct json *network_read(const struct network_ask *q, struct err *err);

/* Whether this failure of a launch is about its place or type: another may work. Pure. */
bool network_is_place_failure(const struct err *err);

/*
 * Rules out the nth place, for which a launch failed, and all others that the failure
 * concerns.
 */
void network_rule_out(struct json *network, size_t n, const struct err *err);

const struct json *network_place(const struct json *network, size_t n);	/* NULL: none */

/* The index of the first that is not ruled out; the number of places: none is left. */
size_t network_first(const struct json *network);

#endif

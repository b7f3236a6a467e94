/*
 * lookup.h - answers that AWS knows: read from there when they were left empty.
 */
#ifndef ACCREDIT_LOOKUP_H
#define ACCREDIT_LOOKUP_H

#include <stdbool.h>

#include "base/err.h"

struct answers;
struct aws;
struct json;
struct pack;

/*
 * Fills every value with a "cluster" member that is asked for and empty with
 * the OIDC issuer of that EKS cluster, without its scheme (EKS API reference,
 * DescribeCluster: identity.oidc.issuer). One that was given must be the issuer,
 * where the cluster can be read. One that was recorded so (was, may be NULL) follows the
 * cluster: where it has another issuer by now, that is the answer, and moved gets
 * {"event":"issuer","of": the value's name,"setup","cluster","was","now"}; "now" is ""
 * where the cluster has no issuer, and null where there is no such cluster: then the
 * answer stays. What cannot be read says nothing.
 * ERR_INPUT: the cluster is not named, or has no issuer, or another; else what AWS
 * said.
 */
bool lookup_answers(struct answers *a, const struct pack *p, struct aws *aws,
		    const struct answers *was, struct json *moved, struct err *err);

/*
 * Where a key of the operator's own is given, its user's name, unless another than the
 * default was given or recorded: the template's value that names the user. What AWS does
 * not tell is left as it is. False: ERR_STOPPED, ERR_NET.
 */
bool lookup_owner(struct answers *a, const struct pack *p, struct aws *aws,
		  const struct answers *was, struct err *err);

/*
 * Whether the permissions boundary that is given (a value of kind boundary) is a managed
 * policy of this account or of AWS and exists. One that was recorded, and one that may
 * not be looked up, passes. False: ERR_INPUT, or what AWS said.
 */
bool lookup_boundary(const struct answers *a, const struct pack *p, struct aws *aws,
		     const struct answers *was, struct err *err);

/*
 * Whether each cluster of such a list is there, with an issuer: a setup that needs one
 * begins nothing without it. ERR_INPUT names the cluster.
 */
bool lookup_clusters(const struct json *moved, const char *setup, struct err *err);

#endif

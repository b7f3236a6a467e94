/*
 * lookup.h - answers that AWS knows: read from there when they were left empty.
 */
#ifndef ACCREDIT_LOOKUP_H
#define ACCREDIT_LOOKUP_H

#include <stdbool.h>

#include "base/err.h"

struct answers;
struct aws;
struct pack;

/*
 * Fills every value with a "cluster" member that is asked for and empty with
 * the OIDC issuer of that EKS cluster, without its scheme (EKS API reference,
 * DescribeCluster: identity.oidc.issuer). ERR_INPUT: the cluster is not named,
 * or has no issuer; else what AWS said.
 */
bool lookup_answers(struct answers *a, const struct pack *p, struct aws *aws,
		    struct err *err);

#endif

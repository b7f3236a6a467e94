/*
 * iam_path.h - the path and the permissions boundary of roles and users that accredit
 * creates.
 */
#ifndef ACCREDIT_IAM_PATH_H
#define ACCREDIT_IAM_PATH_H

#include <stdbool.h>

#include "base/err.h"

struct aws;
struct json;
struct resource;
struct resource_kind;

/* The path that is wanted; "/" unless another is. */
const char *iam_path(const struct resource *wanted);

/*
 * For "refuse": IAM changes no path. False with ERR_CHOICE: found has another than
 * wanted. says: "role".
 */
bool iam_path_stays(const char *says, const struct resource *wanted,
		    const struct resource *found, struct err *err);

/*
 * After the creation of a role or user without a boundary failed: where a service control
 * policy refused it, the hint names the boundary. Always false.
 */
bool boundary_required(const struct resource *wanted, struct err *err);

/*
 * Sets, or deletes where it is "", the boundary of a role or user that exists, by its
 * kind of boundary. Nothing where wanted does not say one, or found has it already.
 */
bool boundary_set(struct aws *a, const char *kind, const struct resource *wanted,
		  const struct resource *found, char *request_id, struct err *err);

#endif

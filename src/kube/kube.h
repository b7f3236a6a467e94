/*
 * kube.h - the way to the Kubernetes API of an EKS cluster.
 *
 * Where the cluster is and whom it trusts comes from eks:DescribeCluster, asked
 * once a session; who we are is told by a token, which is a pre-signed URL of
 * STS and renewed in time. May be used from many threads at once.
 */
#ifndef ACCREDIT_KUBE_H
#define ACCREDIT_KUBE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct aws;
struct json;

struct kube;

/* How the cluster learns who may enter: its authenticationMode. */
enum kube_mode { KUBE_CONFIG_MAP, KUBE_BOTH, KUBE_API };

/*
 * The way to this cluster of the session's account and region; it lives as long
 * as the session. Does not speak to the cluster itself. NULL: err says why, with
 * AWS_ERROR_NOT_FOUND where there is no such cluster.
 */
struct kube *kube_of(struct aws *aws, const char *cluster, struct err *err);

enum kube_mode kube_mode(const struct kube *k);
const char *kube_mode_name(enum kube_mode mode);	/* "API_AND_CONFIG_MAP" */

/* The same from an answer of DescribeCluster, for tests. NULL: err. */
struct kube *kube_new(struct aws *aws, const struct json *described, struct err *err);
void kube_free(struct kube *k);		/* NULL is fine */

struct kube_request {
	const char *method;		/* "GET", "POST", "PUT", "PATCH", "DELETE" */
	const char *path;		/* "/api/v1/...", names already escaped */
	const struct json *body;	/* NULL: none; of a PATCH: a merge patch */
	struct buf *text;		/* takes the answer as it is: a log; NULL: JSON */
};

/*
 * One request. *reply (may be NULL) is yours. Reads are repeated where that may
 * help, changes never. False: err has code (the Status' reason), HTTP status and
 * fault: AWS_ERROR_NOT_FOUND, AWS_ERROR_CONFLICT, AWS_ERROR_DENIED (RBAC), AWS_ERROR_CREDENTIALS (not
 * known to the cluster), AWS_ERROR_AMBIGUOUS (look), ...
 */
bool kube_call(struct kube *k, const struct kube_request *q, struct json **reply,
	       struct err *err);

/* A read where "not there" is no failure: *reply is NULL then. */
bool kube_get(struct kube *k, const char *path, struct json **reply, struct err *err);
/* A removal: not there is success. version: "" or the one it must have. */
bool kube_delete(struct kube *k, const char *path, const char *version, struct err *err);

/* The token of this moment, for tests: into out, which the caller wipes. */
bool kube_token(struct kube *k, struct buf *out, struct err *err);

/* Whether s may be the name of an object: a DNS label of at most 63, or ERR_INPUT. */
bool kube_name_check(const char *what, const char *s, struct err *err);

#endif

/*
 * kube.h - requests to the Kubernetes API of an EKS cluster. The cluster's endpoint and CA
 * come from eks:DescribeCluster, asked once a session; the caller is authenticated by a
 * token, a pre-signed URL of STS that is replaced before it expires. May be used from many
 * threads at once.
 */
#ifndef ACCREDIT_KUBE_H
#define ACCREDIT_KUBE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct aws;
struct json;

struct kube;

/* How the cluster maps IAM principals to users: its authenticationMode. */
enum kube_mode { KUBE_CONFIG_MAP, KUBE_BOTH, KUBE_API };

/*
 * This cluster of the session's account and region; it lives as long as the session. Sends no
 * request to the cluster itself. NULL: err, with AWS_ERROR_NOT_FOUND where there is no such
 * cluster.
 */
struct kube *kube_of(struct aws *aws, const char *cluster, struct err *err);

enum kube_mode kube_mode(const struct kube *k);
const char *kube_mode_name(enum kube_mode mode);	/* "API_AND_CONFIG_MAP" */

/* The same from a reply of DescribeCluster, for tests. NULL: err. */
struct kube *kube_new(struct aws *aws, const struct json *described, struct err *err);
void kube_free(struct kube *k);		/* NULL is fine */

struct kube_request {
	const char *method;		/* "GET", "POST", "PUT", "PATCH", "DELETE" */
	const char *path;		/* "/api/v1/...", names already escaped */
	const struct json *body;	/* NULL: none; of a PATCH: a merge patch */
	struct buf *text;		/* takes the answer unparsed: a log; NULL: JSON */
};

/*
 * One request. *reply (may be NULL) is yours. Reads are repeated where that may
 * help, changes never. False: err has code (the Status' reason), HTTP status and
 * fault: AWS_ERROR_NOT_FOUND, AWS_ERROR_CONFLICT, AWS_ERROR_DENIED (RBAC), AWS_ERROR_CREDENTIALS (not
 * known to the cluster), AWS_ERROR_AMBIGUOUS (look), ...
 */
bool kube_call(struct kube *k, const struct kube_request *q, struct json **reply,
	       struct err *err);

/* A read; an object that does not exist is no failure: *reply is NULL then. */
bool kube_get(struct kube *k, const char *path, struct json **reply, struct err *err);
/*
 * A deletion; an object that does not exist is success. version: "" or the one it must have.
 */
bool kube_delete(struct kube *k, const char *path, const char *version, struct err *err);

/* The current token, for tests: into out, which the caller wipes. */
bool kube_token(struct kube *k, struct buf *out, struct err *err);

/* Whether s may be the name of an object: a DNS label of at most 63, or ERR_INPUT. */
bool kube_name_check(const char *what, const char *s, struct err *err);

#endif

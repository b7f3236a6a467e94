/*
 * access_review.h - whether the caller, or another user, may do something in a cluster
 * (Kubernetes API reference: SelfSubjectAccessReview, SubjectAccessReview).
 */
#ifndef ACCREDIT_KUBE_ACCESS_REVIEW_H
#define ACCREDIT_KUBE_ACCESS_REVIEW_H

#include <stdbool.h>

#include "base/err.h"

struct json;
struct kube;

/* What is asked. "" is none, or all. */
struct access_review {
	const char *user;	/* NULL: the caller */
	const char *verb, *group, *resource, *subresource, *name_space, *name;
};

struct access_review_answer {
	bool told;		/* the cluster said whether it is allowed */
	bool allowed;
	bool denied;		/* by a rule, not only because no rule allows it */
	const char *reason;	/* in the cluster's words, "": none */
	const char *failure;	/* what went wrong in the evaluation, "": nothing */
	struct json *reply;	/* what the texts are in */
};

/* Asks the cluster; access_review_free. False: err, and there is nothing to free. */
bool access_review(struct kube *k, const struct access_review *what,
		   struct access_review_answer *answer, struct err *err);
void access_review_free(struct access_review_answer *answer);

#endif

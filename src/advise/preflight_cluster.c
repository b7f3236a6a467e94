/* preflight_cluster.c - a cluster asked by SelfSubjectAccessReview; see preflight_internal.h. */
#include "config.h"

#include <string.h>

#include "advise/preflight_internal.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kube/kube.h"

#define REVIEWS "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"

static void preflight_cluster_put_unless_empty(struct json *object, const char *key,
					       const char *s)
{
	if (*s)
		json_put_str(object, key, s);
}

/* "pods/log" is the part "log" of pods. */
static struct json *preflight_cluster_review_of(const struct json *right)
{
	struct json *review = json_object_new(), *what;
	const char *plural = json_str(right, "plural"), *slash = strchr(plural, '/');
	struct buf resource = BUF(128);

	buf_add(&resource, plural, slash ? (size_t)(slash - plural) : strlen(plural));
	json_put_str(review, "apiVersion", "authorization.k8s.io/v1");
	json_put_str(review, "kind", "SelfSubjectAccessReview");
	what = json_put(json_put(review, "spec", json_object_new()), "resourceAttributes",
			json_object_new());
	json_put_str(what, "verb", json_str(right, "verb"));
	json_put_str(what, "resource", resource.s);
	preflight_cluster_put_unless_empty(what, "subresource", slash ? slash + 1 : "");
	preflight_cluster_put_unless_empty(what, "group", json_str(right, "group"));
	preflight_cluster_put_unless_empty(what, "namespace", json_str(right, "namespace"));
	preflight_cluster_put_unless_empty(what, "name", json_str(right, "name"));
	buf_free(&resource);
	return review;
}

static void preflight_cluster_take(struct preflight *p, const struct json *right,
				   const struct json *reply)
{
	const struct json *status = json_get(reply, "status");
	struct json *row = json_object_new();

	if (json_type(json_get(status, "allowed")) != JSON_BOOL)
		json_put_str(row, "decision", "unsure");
	else
		json_put_str(row, "decision", json_true(json_get(status, "allowed")) ? "allowed" :
			     json_true(json_get(status, "denied")) ? "explicitDeny" :
			     "implicitDeny");
	json_put_str(row, "layer", "rbac");
	preflight_answer(p, json_str(right, "action"), json_str(right, "resource"), row, false);
}

static void preflight_cluster_say_why(struct preflight *p, const char *cluster,
				      const struct err *err)
{
	struct buf why = BUF(400);

	if (err->kind == ERR_STOPPED)
		buf_fmt(&why, "the cluster %s did not answer in time", cluster);
	else
		buf_fmt(&why, "the cluster %s cannot be asked: %.250s", cluster, err->text);
	preflight_silent(p, ASK_CLUSTER, why.s);
	buf_free(&why);
}

/* The first failure ends it: the next question would fare no better. */
void preflight_cluster(struct preflight *p)
{
	struct err err = ERR_INIT;

	json_each(right, p->rights) {
		const char *cluster = json_str(right, "cluster");
		struct json *review, *reply = NULL;
		struct kube *k;

		if (!*cluster)
			continue;
		review = preflight_cluster_review_of(right);
		k = kube_of(p->aws, cluster, &err);
		if (!k || !kube_call(k, &(struct kube_request){ .method = "POST", .path = REVIEWS,
								.body = review }, &reply, &err))
			preflight_cluster_say_why(p, cluster, &err);
		else
			preflight_cluster_take(p, right, reply);
		json_free(reply);
		json_free(review);
		if (err.kind)
			return;
	}
}

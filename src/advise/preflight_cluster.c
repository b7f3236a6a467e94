/* preflight_cluster.c - asks clusters by access reviews; see preflight_internal.h. */
#include "config.h"

#include <string.h>

#include "advise/preflight_internal.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kube/access_review.h"
#include "kube/kube.h"

/* "pods/log" is the part "log" of pods. */
static bool preflight_cluster_ask(struct kube *k, const struct required_action *right,
				  struct access_review_answer *answer, struct err *err)
{
	const char *slash = strchr(right->plural, '/');
	struct buf resource = BUF(128);
	bool ok;

	buf_add(&resource, right->plural,
		slash ? (size_t)(slash - right->plural) : strlen(right->plural));
	ok = access_review(k,
			   &(struct access_review){ .verb = right->verb,
						    .group = right->group,
						    .resource = resource.s,
						    .subresource = slash ? slash + 1 : "",
						    .name_space = right->name_space,
						    .name = right->name },
			   answer, err);
	buf_free(&resource);
	return ok;
}

/* The first failure ends it: the next question would fail as well. */
void preflight_cluster(struct preflight *p)
{
	struct err err = ERR_INIT;

	for (size_t i = 0; !err.kind && i < p->required.count; i++) {
		const struct required_action *right = &p->required.item[i];
		struct access_review_answer answer;
		struct buf why = BUF(400);
		struct kube *k = *right->cluster ? kube_of(p->aws, right->cluster, &err) :
						   NULL;

		if (k && preflight_cluster_ask(k, right, &answer, &err)) {
			struct json *row = json_object_new();

			json_put_str(row, "decision",
				     !answer.told   ? "unsure" :
				     answer.allowed ? "allowed" :
				     answer.denied  ? "explicitDeny" :
						      "implicitDeny");
			json_put_str(row, "layer", "rbac");
			preflight_answer(p, right->action, right->resource, row, false);
			access_review_free(&answer);
		} else if (err.kind) {
			if (err.kind == ERR_STOPPED)
				buf_fmt(&why, "the cluster %s did not answer in time",
					right->cluster);
			else
				buf_fmt(&why, "the cluster %s cannot be reached: %.250s",
					right->cluster, err.text);
			preflight_no_answer(p, ASK_CLUSTER, why.s);
			buf_free(&why);
		}
	}
}

/* access_review_json.c - see access_review.h. */
#include "config.h"

#include "format/json.h"
#include "kube/access_review.h"
#include "kube/kube.h"

#define API "authorization.k8s.io/v1"
#define REVIEWS "/apis/" API "/subjectaccessreviews"
#define OWN_REVIEWS "/apis/" API "/selfsubjectaccessreviews"

static void access_review_json_put(struct json *object, const char *key, const char *text)
{
	if (*text)
		json_put_str(object, key, text);
}

static struct json *access_review_json_body(const struct access_review *what)
{
	struct json *body = json_object_new(), *spec, *attributes;

	json_put_str(body, "apiVersion", API);
	json_put_str(body, "kind", what->user ? "SubjectAccessReview" :
						"SelfSubjectAccessReview");
	spec = json_put(body, "spec", json_object_new());
	if (what->user)
		json_put_str(spec, "user", what->user);
	attributes = json_put(spec, "resourceAttributes", json_object_new());
	json_put_str(attributes, "verb", what->verb);
	json_put_str(attributes, "resource", what->resource);
	access_review_json_put(attributes, "subresource", what->subresource);
	access_review_json_put(attributes, "group", what->group);
	access_review_json_put(attributes, "namespace", what->name_space);
	access_review_json_put(attributes, "name", what->name);
	return body;
}

bool access_review(struct kube *k, const struct access_review *what,
		   struct access_review_answer *answer, struct err *err)
{
	struct json *body = access_review_json_body(what), *reply = NULL;
	const struct json *status;
	bool ok = kube_call(k, &(struct kube_request){ .method = "POST",
						       .path = what->user ? REVIEWS : OWN_REVIEWS,
						       .body = body }, &reply, err);

	json_free(body);
	if (!ok)
		return false;
	status = json_get(reply, "status");
	*answer = (struct access_review_answer){
		.told = json_type(json_get(status, "allowed")) == JSON_BOOL,
		.allowed = json_true(json_get(status, "allowed")),
		.denied = json_true(json_get(status, "denied")),
		.reason = json_str(status, "reason"),
		.failure = json_str(status, "evaluationError"),
		.reply = reply,
	};
	return true;
}

void access_review_free(struct access_review_answer *answer)
{
	json_free(answer->reply);
	*answer = (struct access_review_answer){ 0 };
}

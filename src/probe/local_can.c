/* local_can.c - whether a user of a cluster may do something there, by its own word. */
#include "config.h"

#include "aws/aws_error.h"
#include "base/str.h"
#include "format/json.h"
#include "kube/kube.h"
#include "probe/local_internal.h"

#define REVIEWS "/apis/authorization.k8s.io/v1/subjectaccessreviews"

static void local_can_add_word(struct json *words, const char *word)
{
	json_push(words, json_string_new(word));
}

/* What a person would type. */
static struct json *local_can_words_of(const struct json *can)
{
	struct json *words = json_list_new();

	local_can_add_word(words, "kubectl");
	local_can_add_word(words, "auth");
	local_can_add_word(words, "can-i");
	local_can_add_word(words, json_str(can, "verb"));
	local_can_add_word(words, json_str(can, "resource"));
	local_can_add_word(words, "--as");
	local_can_add_word(words, json_str(can, "user"));
	if (*json_str(can, "namespace")) {
		local_can_add_word(words, "-n");
		local_can_add_word(words, json_str(can, "namespace"));
	}
	return words;
}

/* "deployments.apps" and "pods/log", as kubectl writes them. */
static void local_can_put_resource(struct json *attributes, const char *resource)
{
	struct buf name = BUF(256), group = BUF(256), below = BUF(256);
	bool in_group = false, in_below = false;

	for (; *resource; resource++) {
		if (*resource == '/' && !in_below)
			in_below = true;
		else if (*resource == '.' && !in_group && !in_below)
			in_group = true;
		else
			buf_char(in_below ? &below : in_group ? &group : &name, *resource);
	}
	json_put_str(attributes, "resource", name.s);
	json_put_str(attributes, "group", group.s);
	if (below.len)
		json_put_str(attributes, "subresource", below.s);
	buf_free(&name);
	buf_free(&group);
	buf_free(&below);
}

static struct json *local_can_review_of(const struct json *can)
{
	struct json *review = json_object_new(), *spec = json_object_new(), *what;

	json_put_str(review, "apiVersion", "authorization.k8s.io/v1");
	json_put_str(review, "kind", "SubjectAccessReview");
	json_put(review, "spec", spec);
	json_put_str(spec, "user", json_str(can, "user"));
	what = json_put(spec, "resourceAttributes", json_object_new());
	json_put_str(what, "verb", json_str(can, "verb"));
	if (*json_str(can, "namespace"))
		json_put_str(what, "namespace", json_str(can, "namespace"));
	local_can_put_resource(what, json_str(can, "resource"));
	return review;
}

static void local_can_judge(struct local_answer *s, const struct check *check,
			    const struct json *status)
{
	bool allowed = json_true(json_get(status, "allowed"));
	const char *reason = json_str(status, "reason");
	const char *broken = json_str(status, "evaluationError");

	s->verdict = allowed != check->deny ? VERDICT_PASSED : VERDICT_FAILED;
	s->layer = allowed ? "" : "rbac";
	s->again = s->verdict == VERDICT_FAILED && check->may_appear;
	buf_fmt(&s->text, "%s%s%s%s%s", allowed ? "yes" : "no", *reason ? ": " : "", reason,
		*broken ? "; " : "", broken);
	if (!allowed && !check->deny)
		buf_str(&s->text, "; needs a Role (or ClusterRole) and a binding of this user");
}

bool local_can(struct aws *aws, const struct check *check, struct local_answer *s,
	       struct err *err)
{
	const struct json *can = check->call.can;
	struct kube *k = kube_of(aws, check->cluster, err);
	struct json *review, *reply = NULL;
	bool ok;

	s->call = local_can_words_of(can);
	if (!k)
		return local_failed(s, err);
	review = local_can_review_of(can);
	ok = kube_call(k, &(struct kube_request){ .method = "POST", .path = REVIEWS,
						  .body = review }, &reply, err);
	if (ok)
		local_can_judge(s, check, json_get(reply, "status"));
	json_free(review);
	json_free(reply);
	if (ok)
		return true;
	ok = local_failed(s, err);
	s->again = s->again && str_eq(s->layer, "unknown");	/* a private endpoint stays one */
	return ok;
}

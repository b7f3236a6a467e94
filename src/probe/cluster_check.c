/* cluster_check.c - whether a cluster allows one of its users something. */
#include "config.h"

#include "aws/aws_error.h"
#include "base/str.h"
#include "format/json.h"
#include "kube/access_review.h"
#include "kube/kube.h"
#include "probe/operator_check_internal.h"

static void cluster_check_add_word(struct json *words, const char *word)
{
	json_push(words, json_string_new(word));
}

/* The same question as kubectl asks it. */
static struct json *cluster_check_words_of(const struct json *can)
{
	struct json *words = json_list_new();

	cluster_check_add_word(words, "kubectl");
	cluster_check_add_word(words, "auth");
	cluster_check_add_word(words, "can-i");
	cluster_check_add_word(words, json_str(can, "verb"));
	cluster_check_add_word(words, json_str(can, "resource"));
	cluster_check_add_word(words, "--as");
	cluster_check_add_word(words, json_str(can, "user"));
	if (*json_str(can, "namespace")) {
		cluster_check_add_word(words, "-n");
		cluster_check_add_word(words, json_str(can, "namespace"));
	}
	return words;
}

static bool cluster_check_ask(struct kube *k, const struct json *can,
			  struct access_review_answer *answer, struct err *err)
{
	struct buf name = BUF(256), group = BUF(256), below = BUF(256), *to = &name;
	bool ok;

	/* "deployments.apps" and "pods/log", as kubectl writes them. */
	for (const char *s = json_str(can, "resource"); *s; s++) {
		if (*s == '/' && to != &below)
			to = &below;
		else if (*s == '.' && to == &name)
			to = &group;
		else
			buf_char(to, *s);
	}
	ok = access_review(k,
			   &(struct access_review){
				   .user = json_str(can, "user"),
				   .verb = json_str(can, "verb"),
				   .group = group.s,
				   .resource = name.s,
				   .subresource = below.s,
				   .name_space = json_str(can, "namespace"),
				   .name = "" },
			   answer, err);
	buf_free(&name);
	buf_free(&group);
	buf_free(&below);
	return ok;
}

bool cluster_check(struct aws *aws, const struct check *check, struct operator_answer *s,
	       struct err *err)
{
	struct kube *k = kube_of(aws, check->cluster, err);
	struct access_review_answer answer;
	bool ok;

	s->call = cluster_check_words_of(check->call.can);
	if (k && cluster_check_ask(k, check->call.can, &answer, err)) {
		bool allowed = answer.allowed;

		s->verdict = allowed != check->deny ? VERDICT_PASSED : VERDICT_FAILED;
		s->layer = allowed ? "" : "rbac";
		s->again = s->verdict == VERDICT_FAILED && check->may_appear;
		buf_fmt(&s->text, "%s%s%s%s%s", allowed ? "yes" : "no",
			*answer.reason ? ": " : "", answer.reason,
			*answer.failure ? "; " : "", answer.failure);
		if (!allowed && !check->deny)
			buf_str(&s->text,
				"; needs a Role (or ClusterRole) and a binding of this "
				"user");
		access_review_free(&answer);
		return true;
	}
	ok = operator_check_failed(s, err);
	if (k) /* a private endpoint is never reached */
		s->again = s->again && str_eq(s->layer, "unknown");
	return ok;
}

/* trust_check.c - a role's trust policy, read again and compared by what it allows. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "plan/effect.h"
#include "probe/operator_check_internal.h"
#include "resource/document.h"
#include "resource/meaning.h"
#include "resource/resource_call.h"

static void trust_check_compare(struct operator_answer *s, const char *role, bool may_appear,
				const struct json *found, const struct json *wanted)
{
	struct extras extras = effect_trust(role, wanted, found, NULL);
	const struct extra *worst = NULL;
	struct json *missing = json_list_new();
	const struct json *one;
	size_t n;

	/* The first that lets everyone assume the role, or denies those who need it. */
	for (size_t i = 0; !worst && i < extras.count; i++)
		if (extra_true(extras.items[i], "everyone") ||
		    extra_true(extras.items[i], "denies"))
			worst = extras.items[i];
	n = meaning_covers(found, wanted) || worst ? 0 :
		document_diff(missing, "trust", found, wanted, true);
	s->verdict = n || worst ? VERDICT_FAILED : VERDICT_PASSED;
	s->layer = n || worst ? "trust" : "";
	s->again = n && may_appear;
	if (worst) {
		buf_str(&s->text, extra_str(worst, "text"));
	} else if (n) {
		buf_fmt(&s->text, "the trust policy of role %s differs: ", role);
		/* The first difference, as it is and as it should be. */
		one = json_first(missing);
		buf_fmt(&s->text, "%s: ", json_str(one, "path"));
		json_print(&s->text, json_get(one, "found"));
		buf_str(&s->text, ", expected ");
		json_print(&s->text, json_get(one, "wanted"));
	} else {
		buf_fmt(&s->text, "the trust policy of role %s is as expected", role);
		for (size_t i = 0; i < extras.count; i++)
			buf_fmt(&s->text, "; it also allows more: %s",
				extra_str(extras.items[i], "text"));
		buf_str(&s->text, " (assuming the role was not attempted)");
	}
	json_free(missing);
	extras_free(&extras);
}

static bool trust_check_read_role(struct aws *aws, const struct resource *role,
				  bool may_appear, struct operator_answer *s, struct err *err)
{
	struct json *reply = NULL, *found;
	const char *name = role->name, *text;

	if (!call(aws, OP_IAM_GET_ROLE, params("RoleName", name, NULL), &reply,
		  s->request_id, err)) {
		bool gone = call_was_gone(err);

		if (!gone)
			return operator_check_failed(s, err);
		s->verdict = VERDICT_FAILED;
		s->layer = "trust";
		s->again = may_appear;
		buf_fmt(&s->text, "role %s does not exist", name);
		return true;
	}
	text = json_str(json_get(reply, "Role"), "AssumeRolePolicyDocument");
	found = document_decode(text, name, err);
	if (found)
		trust_check_compare(s, name, may_appear, found,
				    resource_get(role, "document"));
	json_free(found);
	json_free(reply);
	return found || operator_check_failed(s, err);
}

bool trust_check(struct aws *aws, const struct json *wanted, const struct check *check,
		 struct operator_answer *s, struct err *err)
{
	struct resources all = resources_load(json_get(wanted, "resources"));
	const struct resource *role = resources_find(&all, check->call.trust);
	bool ok = true;

	if (resource_get(role, "document")) {
		s->call = json_list_new();
		json_push(s->call, json_string_new("iam"));
		json_push(s->call, json_string_new("get-role"));
		json_push(s->call, json_string_new("--role-name"));
		json_push(s->call, json_string_new(role->name));
		ok = trust_check_read_role(aws, role, check->may_appear, s, err);
	} else {
		buf_fmt(&s->text, "this setup has no role '%s' with a trust policy",
			check->call.trust);
	}
	resources_free(&all);
	return ok;
}

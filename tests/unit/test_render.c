/* test_render.c - answers and pack give what is wanted. */
#include "config.h"

#include "unit.h"

#include "base/str.h"
#include "pack/answers.h"
#include "pack/render.h"
#include "pack/risk.h"
#include "pack/templates.h"
#include "pack/pack_load.h"
#include "sample.h"

static struct json *wanted_of(const struct pack *p, const char *answers, struct err *err)
{
	struct json *j = sample_parse(answers), *wanted = NULL;
	struct answers a = { .values = NULL };

	if (!answers_read(&a, j, "answers", err))
		fail_msg("%s", err->text);
	if (answers_complete(&a, p, err))
		wanted = pack_wanted(p, &a, err);
	answers_free(&a);
	json_free(j);
	return wanted;
}

static const char *text_at(const struct json *j, const char *path)
{
	return json_text(json_path(j, path)) ? json_text(json_path(j, path)) : "nothing";
}

#define HERE "\"account\": \"123456789012\", \"region\": \"eu-west-1\", \"name\": \"one\""

static void whole(void **state)
{
	static const struct { const char *path, *text; } all[] = {
		{ "setup", "one" }, { "platform", "sample" },
		{ "account", "123456789012" }, { "region", "eu-west-1" },
		{ "partition", "aws" }, { "method", "role" }, { "policy", "wide" },
		{ "resources.0.id", "role" }, { "resources.1.id", "policy" },
		{ "resources.2.id", "profile" },
		{ "resources.0.name", "Sample" }, { "resources.0.description", "d" },
		{ "resources.0.tags.made", "for one" },
		{ "resources.0.tags.accredit:setup", "one" },
		{ "resources.0.document.Statement.0.Principal.Service",
		  "ec2.amazonaws.com" },
		{ "resources.1.name", "SampleAccess" }, { "resources.1.role", "Sample" },
		{ "resources.1.needs.0", "role" },
		{ "resources.1.document.Statement.0.Condition.StringLike.s3:prefix",
		  "${aws:username}/*" },
		{ "resources.2.tags.accredit:setup", "one" },
		{ "probes.0.call.identity", "Sample" }, { "probes.1.expected", "allow" },
		{ "notes.0.text", "Sample in 123456789012" },
		{ "vendor.0.text", "role=Sample" },
	};
	struct err err = ERR_INIT;
	struct pack *p = sample_load();
	struct json *wanted = wanted_of(p, "{" HERE "}", &err);

	(void)state;
	if (!wanted)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!str_eq(text_at(wanted, all[i].path), all[i].text))
			fail_msg("%s is '%s'", all[i].path, text_at(wanted, all[i].path));
	assert_int_equal(json_count(json_get(wanted, "resources")), 3);
	assert_int_equal(json_count(json_path(wanted, "resources.1.needs")), 1);
	assert_int_equal(json_count(json_get(wanted, "probes")), 2);	/* no bucket */
	assert_int_equal(json_count(json_get(wanted, "notes")), 1);
	assert_null(json_path(wanted, "resources.0.when"));
	assert_null(json_path(wanted, "probes.1.when"));
	json_free(wanted);
	pack_free(p);
}

/* The scoped policy with a bucket, lists, tags, both parts, another partition. */
static void more(void **state)
{
	static const struct { const char *path, *text; } all[] = {
		{ "partition", "aws-us-gov" },
		{ "resources.3.id", "profile" },
		{ "resources.2.document.Statement.0.Resource.0",
		  "arn:aws-us-gov:s3:::a-bucket/*" },
		{ "resources.2.document.Statement.0.Resource.1", "arn:aws-us-gov:s3:::x-1" },
		{ "resources.2.document.Statement.0.Resource.3", "arn:aws-us-gov:s3:::x-3" },
		{ "resources.0.tags.team", "data" }, { "resources.0.tags.cost centre", "7" },
		{ "probes.1.expected", "deny" }, { "probes.2.call.canary", "a-bucket" },
		{ "notes.1.text", "a-bucket" },
	};
	struct err err = ERR_INIT;
	struct pack *p = sample_load();
	struct json *wanted = wanted_of(p, "{\"account\": \"123456789012\", \"region\":"
		" \"us-gov-west-1\", \"policy\": \"wide-scoped\", \"values\": {\"BUCKET\":"
		" \"a-bucket\", \"DATA_BUCKETS\": \"x-1,x-2, x-3\", \"PARTS\": \"a,b\","
		" \"TAGS\": \"team=data, cost centre=7\"}}", &err);

	(void)state;
	if (!wanted)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!str_eq(text_at(wanted, all[i].path), all[i].text))
			fail_msg("%s is '%s'", all[i].path, text_at(wanted, all[i].path));
	json_free(wanted);
	pack_free(p);
}

static void same_answers_same_wanted(void **state)
{
	struct err err = ERR_INIT;
	struct pack *p = sample_load();
	struct json *a = wanted_of(p, "{" HERE "}", &err);
	struct json *b = wanted_of(p, "{" HERE "}", &err);

	(void)state;
	assert_true(json_equal(a, b));
	json_free(a);
	json_free(b);
	pack_free(p);
}

/* A hole that answers_complete would have refused stays an error here too. */
static void no_hole_leaves(void **state)
{
	struct answers a = { .account = "123456789012", .region = "eu-west-1",
			     .name = "one", .method = "role", .policy = "wide-scoped" };
	struct pack *p = sample_load();
	struct err err = ERR_INIT;
	struct json *preview = pack_preview(p, &a);

	(void)state;
	assert_null(pack_wanted(p, &a, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_non_null(strstr(err.text, "documents/scoped.json: Statement[0].Resource[0]: "
			       "${BUCKET} has no value"));
	assert_string_equal(text_at(preview, "Statement.0.Resource.0"),
			    "arn:aws:s3:::<Bucket>/*");
	json_free(preview);
	pack_free(p);
}

/* --- the templates there are ---------------------------------------------- */

/* What no kind's example fits. */
static const char *const given[][2] = {
	{ "KEY_FILE", "/a/key.csv" }, { "WORKSPACE_NAME", "sales" },
	{ "CLUSTER_NAME", "example" }, { "NAMESPACE", "example" },
	{ "OIDC_PROVIDER_SUFFIX",
	  "oidc.eks.cn-north-1.amazonaws.com.cn/id/0123456789ABCDEF0123456789ABCDEF" },
	{ "E6DATA_PRINCIPAL_ARN", "arn:aws-cn:iam::210987654321:root" },
	{ "EXTERNAL_ID", "one-of-our-own" },
};

static void fill_required(struct answers *a, const struct pack *p)
{
	for (size_t i = 0; i < sizeof(given) / sizeof(*given); i++)
		if (pack_value(p, given[i][0]))
			json_put_str(a->values, given[i][0], given[i][1]);
	for (const struct pack_value *v = p->values; v->name; v++)
		if ((v->kind == VALUE_BUCKET || v->kind == VALUE_BUCKET_LIST) &&
		    !*v->default_text)
			json_put_str(a->values, v->name, "a-bucket");
		else if (v->kind == VALUE_CIDR_LIST)
			json_put_str(a->values, v->name, "192.0.2.7");
}

/* One method with one policy: it renders, and a scoped policy risks nothing big. */
static void render_one(const struct pack *p, const char *method, const char *policy)
{
	struct answers a = { .account = "123456789012", .region = "cn-north-1" };
	struct err err = ERR_INIT;
	struct json *wanted, *findings;

	snprintf(a.method, sizeof(a.method), "%s", method);
	snprintf(a.policy, sizeof(a.policy), "%s", policy);
	a.values = json_object_new();
	fill_required(&a, p);
	if (!answers_complete(&a, p, &err))
		fail_msg("%s %s: %s", method, policy, err.text);
	wanted = pack_wanted(p, &a, &err);
	if (!wanted)
		fail_msg("%s %s: %s", method, policy, err.text);
	findings = risk_find(wanted, NULL);
	json_each(f, findings)
		if (str_ends(policy, "-scoped") && !str_eq(json_str(f, "level"), "low") &&
		    !str_eq(json_str(f, "level"), "note"))
			fail_msg("%s: %s: %s", policy, json_str(f, "path"),
				 json_str(f, "text"));
	json_free(findings);
	json_free(wanted);
	answers_free(&a);
}

static void every_template(void **state)
{
	struct err err = ERR_INIT;
	struct json *names = templates_list(&err);
	size_t n = 0;

	(void)state;
	json_each(name, names) {
		struct pack *p = pack_load(json_text(name), &err);

		assert_non_null(p);
		for (const struct pack_method *m = p->methods; m->name; m++)
			for (const struct pack_policy *policy = p->policies; policy->name;
			     policy++) {
				if (*m->refused || *pack_policy_refused(policy, m->name))
					continue;
				render_one(p, m->name, policy->name);
				n++;
			}
		pack_free(p);
	}
	printf("%zu renderings\n", n);
	assert_true(n > 0);
	json_free(names);
}

/* What only filling in spoils is seen where it is in force, and there alone. */
static void checks_what_is_in_force(void **state)
{
	static const char repeated[] = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\":"
		" \"Wide\", \"Effect\": \"Allow\", \"Action\": \"s3:*\","
		" \"Resource\": \"arn:aws:s3:::${DATA_BUCKET}\"}]}";
	struct err err = ERR_INIT;
	struct json *wanted;
	struct sample s;
	struct pack *p;

	(void)state;
	sample_new(&s);
	json_free(s.wide);
	s.wide = sample_parse(repeated);
	sample_write(&s);
	p = pack_load_from(s.folder, &err);
	assert_non_null(p);
	assert_null(wanted_of(p, "{" HERE ", \"policy\": \"wide\"}", &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_string_equal(err.text, "the template 'sample' is invalid: resource 'policy', "
			    "filled: Statement[1].Sid: 'Wide' is used twice");
	assert_non_null(strstr(err.hint, "accredit templates check"));
	err = (struct err)ERR_INIT;
	wanted = wanted_of(p, "{" HERE ", \"policy\": \"wide-scoped\", \"values\":"
			   " {\"BUCKET\": \"a-bucket\"}}", &err);
	assert_non_null(wanted);
	json_free(wanted);
	pack_free(p);
	sample_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole),
		cmocka_unit_test(more),
		cmocka_unit_test(same_answers_same_wanted),
		cmocka_unit_test(no_hole_leaves),
		cmocka_unit_test(every_template),
		cmocka_unit_test(checks_what_is_in_force),
	};

	return run_all(tests);
}

/* test_value_take.c - what pasted answers are taken as. */
#include "config.h"

#include "unit.h"

#include "base/errors.h"
#include "base/str.h"
#include "kinds/value_kind.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/value.h"
#include "pack/value_take.h"
#include "sample.h"
#include "vectors.h"

#define ID32 "0123456789ABCDEF0123456789ABCDEF"
#define ISSUER "oidc.eks.us-east-1.amazonaws.com/id/" ID32
#define OWN "123456789012"

/* as: NULL: it is no other than the trimmed text. A kind "cluster" or "issuer" is a text. */
static const struct {
	const char *kind, *region, *text, *as;
} cases[] = {
	/* OIDC issuers */
	{ "issuer", "us-east-1", "https://" ISSUER, ISSUER },
	{ "issuer", "us-east-1", "HTTPS://" ISSUER "//", ISSUER },
	{ "issuer", "us-east-1", ISSUER "/", ISSUER },
	{ "issuer", "us-east-1", " " ISSUER "\n", NULL },
	{ "issuer", "us-east-1", "\"https://" ISSUER "\"", ISSUER },
	{ "issuer", "us-east-1", "arn:aws:iam::" OWN ":oidc-provider/" ISSUER, ISSUER },
	{ "issuer", "us-east-1", ID32, ISSUER },
	{ "issuer", "us-east-1", ID32 "/", ISSUER },
	{ "issuer", "", ID32, NULL },
	{ "issuer", "", "https://" ISSUER, ISSUER },
	{ "issuer", "us-gov-west-1", ID32,
	  "oidc.eks.us-gov-west-1.amazonaws.com/id/" ID32 },
	{ "issuer", "cn-north-1", ID32, "oidc.eks.cn-north-1.amazonaws.com.cn/id/" ID32 },
	{ "issuer", "us-east-1", "http://127.0.0.1:5000/id/x", "127.0.0.1:5000/id/x" },
	{ "issuer", "us-east-1", "0123456789abcdef0123456789abcdef", NULL },
	{ "issuer", "us-east-1", "https://", NULL },
	{ "issuer", "us-east-1", "///", NULL },
	{ "issuer", "us-east-1", "arn:aws:iam::" OWN ":oidc-provider/", NULL },
	{ "issuer", "us-gov-west-1", "arn:aws:iam::" OWN ":oidc-provider/" ISSUER, NULL },
	{ "issuer", "us-east-1", "arn:aws:iam::" OWN ":role/" ISSUER, NULL },
	/* buckets */
	{ "bucket", "us-east-1", "my-data", NULL },
	{ "bucket", "us-east-1", "s3://my-data/a/b?c", "my-data" },
	{ "bucket", "", "S3://my-data", "my-data" },
	{ "bucket", "", "\"my-data\"", "my-data" },
	{ "bucket", "us-east-1", "arn:aws:s3:::my-data/*", "my-data" },
	{ "bucket", "us-gov-west-1", "arn:aws-us-gov:s3:::my-data", "my-data" },
	{ "bucket", "cn-north-1", "arn:aws-cn:s3:::my-data", "my-data" },
	{ "bucket", "cn-north-1", "arn:aws:s3:::my-data", NULL },
	{ "bucket", "", "arn:aws:s3:::my-data", NULL },
	{ "bucket", "us-east-1", "https://my-data.s3.us-east-1.amazonaws.com/k", "my-data" },
	{ "bucket", "us-east-1", "https://my.s3.data.s3.amazonaws.com", "my.s3.data" },
	{ "bucket", "us-east-1", "https://my-data.s3-eu-west-1.amazonaws.com/", "my-data" },
	{ "bucket", "us-east-1", "https://b1d.s3.dualstack.us-east-1.amazonaws.com/", "b1d" },
	{ "bucket", "us-east-1", "http://my-data.s3-website-us-east-1.amazonaws.com",
	  "my-data" },
	{ "bucket", "us-east-1", "https://s3.us-east-1.amazonaws.com/my-data/key", "my-data" },
	{ "bucket", "", "https://s3-eu-west-1.amazonaws.com/my-data", "my-data" },
	{ "bucket", "cn-north-1", "https://my-data.s3.cn-north-1.amazonaws.com.cn/x",
	  "my-data" },
	{ "bucket", "us-east-1",
	  "https://us-east-1.console.aws.amazon.com/s3/buckets/my-data?region=us-east-1",
	  "my-data" },
	{ "bucket", "us-east-1", "https://s3.console.aws.amazon.com/s3/buckets/my-data",
	  "my-data" },
	{ "bucket", "us-gov-west-1",
	  "https://console.amazonaws-us-gov.com/s3/object/my-data?prefix=k", "my-data" },
	{ "bucket", "us-east-1", "s3://", NULL },
	{ "bucket", "us-east-1", "s3:///key", NULL },
	{ "bucket", "us-east-1", "https://s3.amazonaws.com/", NULL },
	{ "bucket", "us-east-1", "https://.s3.amazonaws.com/", NULL },
	{ "bucket", "us-east-1", "https://my-data.s3.amazonaws.com.evil.example/x", NULL },
	{ "bucket", "us-east-1", "https://evil.example/s3/buckets/my-data", NULL },
	{ "bucket", "us-east-1", "arn:aws:s3:us-east-1:" OWN ":accesspoint/a", NULL },
	{ "bucket", "us-east-1", "arn:aws:s3:::", NULL },
	{ "bucket-list", "us-east-1", "one-b, two-b", NULL },
	{ "bucket-list", "us-east-1", "s3://one-b/x, arn:aws:s3:::two-b/*,three",
	  "one-b, two-b, three" },
	{ "bucket-list", "us-east-1", "\"one-b\",\"two-b\"", "one-b, two-b" },
	/* principals and accounts */
	{ "arn", "us-east-1", OWN, "arn:aws:iam::" OWN ":root" },
	{ "arn", "us-east-1", "1234-5678-9012", "arn:aws:iam::" OWN ":root" },
	{ "arn", "us-gov-east-1", OWN, "arn:aws-us-gov:iam::" OWN ":root" },
	{ "arn", "cn-northwest-1", OWN, "arn:aws-cn:iam::" OWN ":root" },
	{ "arn", "", OWN, NULL },
	{ "arn", "us-east-1", "12345678901", NULL },
	{ "arn", "us-east-1", "1234567890123", NULL },
	{ "arn", "us-east-1", "1234-5678-901x", NULL },
	{ "arn", "us-east-1", "arn:aws:iam::" OWN ":role/X", NULL },
	{ "account-id", "us-east-1", "1234-5678-9012", OWN },
	{ "account-id", "", OWN, NULL },
	{ "account-id", "us-east-1", "123-4567-89012", NULL },
	/* names and IDs from ARNs */
	{ "instance-id", "us-east-1",
	  "arn:aws:ec2:us-east-1:" OWN ":instance/i-0123456789abcdef0",
	  "i-0123456789abcdef0" },
	{ "instance-id", "us-gov-west-1",
	  "arn:aws-us-gov:ec2:us-gov-west-1:" OWN ":instance/i-0123456789abcdef0",
	  "i-0123456789abcdef0" },
	{ "instance-id", "us-east-1",
	  "arn:aws:ec2:eu-west-1:" OWN ":instance/i-0123456789abcdef0", NULL },
	{ "instance-id", "us-east-1", "arn:aws:ec2:us-east-1:" OWN ":volume/vol-1", NULL },
	{ "subnet-id", "us-east-1", "arn:aws:ec2:us-east-1:" OWN ":subnet/subnet-01234567",
	  "subnet-01234567" },
	{ "security-group-id", "us-east-1",
	  "arn:aws:ec2:us-east-1:" OWN ":security-group/sg-01234567", "sg-01234567" },
	{ "role-name", "us-east-1", "arn:aws:iam::" OWN ":role/team/a/Master", "Master" },
	{ "role-name", "us-east-1", "arn:aws:sts::" OWN ":assumed-role/Master/i-0123", "Master" },
	{ "role-name", "us-east-1", "arn:aws-cn:iam::" OWN ":role/Master", NULL },
	{ "role-name", "us-east-1", "arn:aws:iam::" OWN ":user/Master", NULL },
	{ "role-name", "us-east-1", "arn:aws:iam::1234:role/Master", NULL },
	{ "role-name", "us-east-1", "arn:aws:iam::" OWN ":role/", NULL },
	{ "role-name", "us-east-1", "arn:aws:iam", NULL },
	{ "user-name", "us-east-1", "arn:aws:iam::" OWN ":user/joe@example.com",
	  "joe@example.com" },
	{ "policy-name", "us-east-1", "arn:aws:iam::" OWN ":policy/x/Mine", "Mine" },
	{ "policy-name", "us-east-1", "arn:aws:iam::aws:policy/ReadOnlyAccess", NULL },
	{ "cluster", "us-east-1", "arn:aws:eks:us-east-1:" OWN ":cluster/prod", "prod" },
	{ "cluster", "us-east-1", "arn:aws:eks:us-east-2:" OWN ":cluster/prod", NULL },
	{ "cluster", "us-east-1", "prod", NULL },
	/* nothing else is touched */
	{ "text", "us-east-1", "https://example.com/", NULL },
	{ "text", "us-east-1", "\"quoted\"", NULL },
	{ "boundary", "us-east-1", "arn:aws:iam::" OWN ":policy/Boundary", NULL },
	{ "path", "us-east-1", "/home/x/keys.csv", NULL },
	{ "region", "us-east-1", "us-east-1", NULL },
	{ "nothing", "us-east-1", "s3://x", NULL },
};

static struct pack_value value_of(const char *kind)
{
	bool issuer = str_eq(kind, "issuer"), cluster = str_eq(kind, "cluster");
	const struct value_kind *k = value_kind_find(issuer || cluster ? "text" : kind);

	return (struct pack_value){
		.name = "X",
		.label = "Label",
		.kind = k ? (enum value_kind_id)(k - value_kinds) : VALUE_UNKNOWN,
		.kind_name = kind,
		.cluster = issuer ? "CLUSTER_NAME" : "",
		.picks = cluster ? "clusters" : "",
		.says = "",
	};
}

static void table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pack_value v = value_of(cases[i].kind);
		struct buf out = BUF(1000), again = BUF(1000), plain = BUF(1000);
		bool changed;

		buf_str(&out, "before:");
		changed = value_take(&v, cases[i].text, cases[i].region, &out);
		value_trim(&plain, cases[i].text);
		if (changed != (cases[i].as != NULL) || strncmp(out.s, "before:", 7) ||
		    !str_eq(out.s + 7, cases[i].as ? cases[i].as : plain.s))
			fail_msg("%s '%s' in '%s': '%s'", cases[i].kind, cases[i].text,
				 cases[i].region, out.s);
		/* what was taken is not taken for something else */
		assert_false(changed && value_take(&v, out.s + 7, cases[i].region, &again));
		buf_free(&out);
		buf_free(&again);
		buf_free(&plain);
	}
}

/* ok: it passes; wrong: what the sentence has to contain. */
static const struct {
	const char *kind, *region, *text, *wrong;
} checks[] = {
	{ "bucket", "us-east-1", "my-data", NULL },
	{ "bucket", "us-east-1", "My_Data", "is not a bucket name" },
	{ "bucket", "cn-north-1", "arn:aws:s3:::my-data", "is not in cn-north-1" },
	{ "bucket", "", "arn:aws:s3:::my-data", NULL },
	{ "bucket", "", "arn:aws:s3:::My_Data", "is not a bucket name" },
	{ "bucket-list", "", "one-b, arn:aws-cn:s3:::two-b", NULL },
	{ "instance-id", "us-east-1",
	  "arn:aws:ec2:eu-west-1:" OWN ":instance/i-0123456789abcdef0", "is not in us-east-1" },
	{ "instance-id", "us-east-1", "arn:aws:ec2:us-east-1:" OWN ":volume/v",
	  "characters (an instance ID has at most 19)" },
	{ "arn", "", OWN, NULL },
	{ "arn", "", "12345", "is not an ARN" },
	{ "role-name", "", "arn:aws:iam::" OWN ":role/*", "is not a role name" },
	{ "role-name", "", "arn:aws:iam::" OWN ":role/A b", "is not a role name" },
};

static void checked(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++) {
		struct pack_value v = value_of(checks[i].kind);
		struct err err = ERR_INIT;
		bool ok = value_take_check(&v, checks[i].text, checks[i].region, &err);

		if (ok != !checks[i].wrong || (!ok && !strstr(err.text, checks[i].wrong)) ||
		    (ok && err.kind != ERR_NONE))
			fail_msg("%s '%s': %s", checks[i].kind, checks[i].text, err.text);
		assert_true(ok || (*err.hint && str_eq(err.field, "X")));
	}
}


/* How many answers are wrong before the account and the Region are known. */
static size_t problems(struct answers *a, const struct pack *p)
{
	struct errors wrong = { 0 };
	size_t n;

	answers_problems(a, p, &wrong);
	n = wrong.count;
	errors_free(&wrong);
	return n;
}

/* --set and an answers file alike: what depends on the Region waits for it. */
static void answers(void **state)
{
	struct pack *p = sample_load();
	struct answers a = { .values = NULL };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(answers_set(&a, p, "BUCKET", " s3://my-data/x ", &err));
	assert_string_equal(json_str(a.values, "BUCKET"), "my-data");
	assert_true(answers_set(&a, p, "ACCOUNT_ID", "1234-5678-9012", &err));
	assert_string_equal(a.account, OWN);
	assert_true(answers_set(&a, p, "ROLE_NAME", "arn:aws-cn:iam::" OWN ":role/t/R", &err));
	assert_string_equal(json_str(a.values, "ROLE_NAME"),
			    "arn:aws-cn:iam::" OWN ":role/t/R");
	json_put_str(a.values, "DATA_BUCKETS", "arn:aws-cn:s3:::one-b, two-b");
	assert_int_equal(problems(&a, p), 0);
	snprintf(a.region, sizeof(a.region), "cn-north-1");
	assert_true(answers_complete(&a, p, &err));
	assert_string_equal(json_str(a.values, "ROLE_NAME"), "R");
	assert_string_equal(json_str(a.values, "DATA_BUCKETS"), "one-b, two-b");
	/* in the Region that it is for, not in another */
	assert_false(answers_set(&a, p, "ROLE_NAME", "arn:aws:iam::" OWN ":role/R", &err));
	assert_non_null(strstr(err.text, "is not in cn-north-1"));
	/* two lines in a file are no answer, and none of them is chosen */
	json_put_str(a.values, "BUCKET", "s3://my-data\ns3://other");
	assert_int_equal(problems(&a, p), 1);
	answers_free(&a);
	pack_free(p);
}

/* Whatever is pasted: no crash, and what was a good answer stays one. */
static void naughty(void **state)
{
	char *folder = vectors_folder("naughty-strings");
	struct json *all;

	(void)state;
	if (!folder)
		return;
	all = vectors_json(folder, "blns.json");
	for (int i = VALUE_UNKNOWN + 1; i < VALUE_KINDS; i++)
		json_each(s, all) {
			struct pack_value v = value_of(value_kinds[i].name);
			struct buf plain = BUF(BUF_TEXT), out = BUF(BUF_TEXT);
			struct err err = ERR_INIT;

			value_trim(&plain, json_text(s));
			if (value_take(&v, json_text(s), "us-east-1", &out))
				assert_string_not_equal(out.s, plain.s);
			else
				assert_string_equal(out.s, plain.s);
			if (value_check(&v, plain.s, &err))
				assert_true(value_take_check(&v, out.s, "us-east-1", &err));
			buf_free(&plain);
			buf_free(&out);
		}
	json_free(all);
	free(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(checked),
		cmocka_unit_test(answers),
		cmocka_unit_test(naughty),
	};

	return run_all(tests);
}

/* test_bucket_region.c - the host of a bucket, and responses that name its Region. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"

#include "aws/bucket_region.h"
#include "aws/error_remedy.h"
#include "base/str.h"

static const struct {
	const char *bucket, *host, *path, *want_host, *want_path;
	bool custom;
} places[] = {
	{ "data", "s3.eu-west-1.amazonaws.com", "/data", "data.s3.eu-west-1.amazonaws.com", "/", false },
	{ "data", "s3.eu-west-1.amazonaws.com", "/data/a/b", "data.s3.eu-west-1.amazonaws.com", "/a/b", false },
	{ "with.dots", "s3.eu-west-1.amazonaws.com", "/with.dots", "s3.eu-west-1.amazonaws.com", "/with.dots", false },
	{ "-odd", "s3.eu-west-1.amazonaws.com", "/-odd", "s3.eu-west-1.amazonaws.com", "/-odd", false },
	{ "data", "127.0.0.1:5000", "/data", "127.0.0.1:5000", "/data", true },
	{ NULL, "s3.eu-west-1.amazonaws.com", "/", "s3.eu-west-1.amazonaws.com", "/", false },
};

static void hosts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		struct endpoint p = { .custom = places[i].custom };
		struct wire w = { .bucket = places[i].bucket, .path = BUF(4096) };

		snprintf(p.host, sizeof(p.host), "%s", places[i].host);
		buf_str(&w.path, places[i].path);
		bucket_endpoint(&p, &w);
		assert_string_equal(p.host, places[i].want_host);
		assert_string_equal(w.path.s, places[i].want_path);
		buf_free(&w.path);
	}
}

static const struct {
	enum aws_op_id op;
	int status;
	const char *code, *region, *body, *to;
} answers[] = {
	/* HEAD has no body */
	{ OP_S3_HEAD_BUCKET, 301, "", "eu-west-1", "", "eu-west-1" },
	{ OP_S3_HEAD_BUCKET, 307, "", "eu-west-1", "", "eu-west-1" },
	{ OP_S3_HEAD_BUCKET, 400, "", "eu-west-1", "", "eu-west-1" },
	{ OP_S3_HEAD_BUCKET, 403, "AccessDenied", "eu-west-1", "", "eu-west-1" },
	{ OP_S3_HEAD_BUCKET, 404, "NotFound", "eu-west-1", "", "" },
	{ OP_S3_HEAD_BUCKET, 301, "", "", "", "" },
	{ OP_S3_GET_BUCKET_POLICY, 301, "PermanentRedirect", "eu-west-1", "<Error/>", "eu-west-1" },
	{ OP_S3_GET_BUCKET_POLICY, 400, "AuthorizationHeaderMalformed", "eu-west-1", "<Error/>", "eu-west-1" },
	{ OP_S3_PUT_BUCKET_TAGGING, 400, "IllegalLocationConstraintException", "eu-west-1", "<Error/>", "eu-west-1" },
	{ OP_S3_GET_BUCKET_POLICY, 403, "AccessDenied", "eu-west-1", "<Error/>", "" },
	{ OP_S3_GET_BUCKET_POLICY, 400, "InvalidRequest", "eu-west-1", "<Error/>", "" },
	/* a bucket is created where it was wanted */
	{ OP_S3_CREATE_BUCKET, 301, "PermanentRedirect", "eu-west-1", "<Error/>", "" },
	/* not to the same Region, to another partition, or to a text that is not a Region */
	{ OP_S3_HEAD_BUCKET, 301, "", "us-east-1", "", "" },
	{ OP_S3_HEAD_BUCKET, 301, "", "cn-north-1", "", "" },
	{ OP_S3_HEAD_BUCKET, 301, "", "us-gov-west-1", "", "" },
	{ OP_S3_HEAD_BUCKET, 301, "", "evil.example/", "", "" },
	{ OP_S3_HEAD_BUCKET, 301, "", "EU", "", "" },
	/* another service's redirect is none of a bucket's */
	{ OP_IAM_GET_ROLE, 301, "PermanentRedirect", "eu-west-1", "<Error/>", "" },
};

static void regions(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
		struct http_response r = { .end = HTTP_ANSWERED, .status = answers[i].status,
					   .body = BUF(64) };
		struct wire_answer a = { .reply = NULL };

		buf_str(&r.body, answers[i].body);
		snprintf(a.code, sizeof(a.code), "%s", answers[i].code);
		snprintf(a.region, sizeof(a.region), "%s", answers[i].region);
		assert_string_equal(bucket_redirect_region(&aws_ops[answers[i].op], &r, &a, "us-east-1"),
				    answers[i].to);
		buf_free(&r.body);
	}
}

static void no_answer_is_nowhere(void **state)
{
	struct http_response r = { .end = HTTP_LOST, .status = 301 };
	struct wire_answer a = { .region = "eu-west-1" };

	(void)state;
	assert_string_equal(bucket_redirect_region(&aws_ops[OP_S3_HEAD_BUCKET], &r, &a, "us-east-1"), "");
}

static void remedies(void **state)
{
	(void)state;
	assert_non_null(strstr(error_remedy_of("s3", "TooManyBuckets"), "higher quota"));
	assert_null(error_remedy_of("iam", "TooManyBuckets"));
	assert_non_null(strstr(error_remedy_of("sts", "RegionDisabledException"), "%s"));
	assert_non_null(error_remedy_of("sqs", "OptInRequired"));
	assert_null(error_remedy_of("ec2", "AuthFailure"));
	assert_null(error_remedy_of("ec2", ""));
	assert_null(error_remedy_of("ec2", NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hosts), cmocka_unit_test(regions),
		cmocka_unit_test(no_answer_is_nowhere), cmocka_unit_test(remedies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

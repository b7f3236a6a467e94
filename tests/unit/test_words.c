/* The words of the AWS CLI as an operation and its parameters. */
#include "config.h"

#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "aws/cli_command.h"
#include "aws/shorthand.h"
#include "base/str.h"
#include "format/json.h"

#define RUN "\"ec2\",\"run-instances\",\"--dry-run\""
#define ONE "\"DryRun\":true,\"MinCount\":\"1\",\"MaxCount\":\"1\""

static struct json *parse(const char *text)
{
	struct err err = ERR_INIT;
	struct json *j = json_parse(text, strlen(text), "test", &err);

	if (!j)
		fail_msg("%s: %s", text, err.text);
	return j;
}

static const struct { const char *words, *operation, *params; } good[] = {
	{ "[\"sts\",\"get-caller-identity\"]", "GetCallerIdentity", "{}" },
	{ "[\"s3api\",\"list-buckets\",\"--query\",\"x\",\"--output=text\"]", "ListBuckets",
	  "{}" },
	{ "[\"iam\",\"list-mfa-devices\",\"--user-name\",\"U\"]", "ListMFADevices",
	  "{\"UserName\":\"U\"}" },
	{ "[\"s3api\",\"list-objects-v2\",\"--bucket=a=b\",\"--no-paginate\"]",
	  "ListObjectsV2", "{\"Bucket\":\"a=b\"}" },
	{ "[\"s3api\",\"get-object\",\"--bucket\",\"b\",\"--key\",\"k\",\"/dev/null\"]",
	  "GetObject", "{\"Bucket\":\"b\",\"Key\":\"k\"}" },
	{ "[\"eks\",\"describe-cluster\",\"--name\",\"c\"]", "DescribeCluster",
	  "{\"name\":\"c\"}" },
	{ "[\"eks\",\"list-clusters\"]", "ListClusters", "{}" },
	{ "[\"cloudformation\",\"list-stacks\"]", "ListStacks", "{}" },
	{ "[\"redshift\",\"describe-clusters\",\"--max-items\",\"1\"]", "DescribeClusters",
	  "{}" },
	{ "[\"ec2\",\"describe-instances\",\"--instance-ids\",\"i-1\",\"i-2\",\"--max-items\","
	  "\"1\"]", "DescribeInstances", "{\"InstanceId\":[\"i-1\",\"i-2\"]}" },
	{ "[\"ec2\",\"describe-instances\",\"--instance-ids\",\"[\\\"i-1\\\"]\"]",
	  "DescribeInstances", "{\"InstanceId\":[\"i-1\"]}" },
	{ "[\"ec2\",\"describe-instances\",\"--no-dry-run\",\"--filters\","
	  "\"Name=tag:a,Values=x\",\"Name=b,Values=y,z\"]", "DescribeInstances",
	  "{\"DryRun\":false,\"Filter\":[{\"Name\":\"tag:a\",\"Value\":[\"x\"]},"
	  "{\"Name\":\"b\",\"Value\":[\"y\",\"z\"]}]}" },
	{ "[\"ec2\",\"describe-images\",\"--owners\",\"self\",\"--filters\","
	  "\"[{\\\"Name\\\":\\\"a\\\",\\\"Values\\\":[\\\"b\\\"]}]\"]", "DescribeImages",
	  "{\"Owner\":[\"self\"],\"Filter\":[{\"Name\":\"a\",\"Value\":[\"b\"]}]}" },
	{ "[" RUN ",\"--image-id\",\"$IMAGE_ID\"]", "RunInstances",
	  "{\"ImageId\":\"$IMAGE_ID\"," ONE "}" },
	{ "[" RUN ",\"--count\",\"2\"]", "RunInstances",
	  "{\"DryRun\":true,\"MinCount\":\"2\",\"MaxCount\":\"2\"}" },
	{ "[" RUN ",\"--count\",\"1:3\"]", "RunInstances",
	  "{\"DryRun\":true,\"MinCount\":\"1\",\"MaxCount\":\"3\"}" },
	{ "[" RUN ",\"--iam-instance-profile\",\"Name=${ROLE_NAME}\"]", "RunInstances",
	  "{\"IamInstanceProfile\":{\"Name\":\"${ROLE_NAME}\"}," ONE "}" },
	{ "[" RUN ",\"--tag-specifications\",\"ResourceType=instance,Tags=[{Key=a,Value=b},"
	  "{Key=c,Value='d,e'}]\"]", "RunInstances",
	  "{\"TagSpecification\":[{\"ResourceType\":\"instance\",\"Tag\":[{\"Key\":\"a\","
	  "\"Value\":\"b\"},{\"Key\":\"c\",\"Value\":\"d,e\"}]}]," ONE "}" },
	{ "[" RUN ",\"--network-interfaces\",\"DeviceIndex=0,Groups=sg-1,"
	  "AssociatePublicIpAddress=true\"]", "RunInstances",
	  "{\"NetworkInterface\":[{\"DeviceIndex\":\"0\",\"SecurityGroupId\":[\"sg-1\"],"
	  "\"AssociatePublicIpAddress\":\"true\"}]," ONE "}" },
	{ "[\"ec2\",\"request-spot-fleet\",\"--dry-run\",\"--spot-fleet-request-config\","
	  "\"{\\\"IamFleetRole\\\":\\\"r\\\",\\\"LaunchSpecifications\\\":[{\\\"ImageId\\\":"
	  "\\\"$IMAGE_ID\\\"}]}\"]", "RequestSpotFleet",
	  "{\"DryRun\":true,\"SpotFleetRequestConfig\":{\"IamFleetRole\":\"r\","
	  "\"LaunchSpecifications\":[{\"ImageId\":\"$IMAGE_ID\"}]}}" },
	{ "[\"ec2\",\"terminate-instances\",\"--dry-run\",\"--instance-ids\",\"i-1\"]",
	  "TerminateInstances", "{\"DryRun\":true,\"InstanceId\":[\"i-1\"]}" },
};

static void words_that_are_a_call(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct json *words = parse(good[i].words), *wanted = parse(good[i].params);
		struct json *params;
		enum aws_op_id op;
		struct err err = ERR_INIT;

		if (!cli_command_parse(words, &op, &params, &err))
			fail_msg("%s: %s", good[i].words, err.text);
		assert_string_equal(aws_ops[op].name, good[i].operation);
		if (!json_equal(params, wanted)) {
			struct buf text = BUF(4096);

			json_print(&text, params);
			fail_msg("%s: %s", good[i].words, text.s);
		}
		json_free(words);
		json_free(wanted);
		json_free(params);
	}
}

static const struct { const char *words, *says; } bad[] = {
	{ "[]", "a list of texts" },
	{ "{\"a\":\"b\"}", "a list of texts" },
	{ "[\"ec2\",1]", "a list of texts" },
	{ "[\"ec2\",\"describe-moons\"]", "'ec2 describe-moons' is not a call" },
	{ "[\"ec2\",\"DescribeInstances\"]", "is not a call" },
	{ "[\"s3\",\"ls\"]", "'s3 ls' is not a call" },
	{ "[\"s3\",\"list-buckets\"]", "is not a call" },
	{ "[\"moon\",\"get-role\"]", "is not a call" },
	{ "[\"iam\",\"create-access-key\"]", "changes something" },
	{ "[\"s3api\",\"put-object\",\"--bucket\",\"b\"]", "changes something" },
	{ "[\"ec2\",\"run-instances\",\"--image-id\",\"a\"]", "needs --dry-run" },
	{ "[\"ec2\",\"run-instances\",\"--no-dry-run\"]", "needs --dry-run" },
	{ "[\"ec2\",\"request-spot-fleet\",\"--spot-fleet-request-config\",\"{}\"]",
	  "needs --dry-run" },
	{ "[\"ec2\",\"describe-instances\",\"--profile\",\"x\"]", "no option '--profile'" },
	{ "[\"ec2\",\"describe-instances\",\"--no-filters\"]", "no option '--no-filters'" },
	{ "[\"sts\",\"get-caller-identity\",\"--dry-run\"]", "no option '--dry-run'" },
	{ "[\"ec2\",\"describe-instances\",\"--dry-run=yes\"]", "no option '--dry-run=yes'" },
	{ "[\"ec2\",\"describe-instances\",\"x\"]", "expected an option instead of 'x'" },
	{ "[\"s3api\",\"get-object\",\"--bucket\",\"b\",\"--key\",\"k\",\"x\",\"y\"]",
	  "instead of 'y'" },
	{ "[" RUN ",\"--image-id\"]", "--image-id has no value" },
	{ "[" RUN ",\"--image-id\",\"--dry-run\"]", "--image-id has no value" },
	{ "[" RUN ",\"--dry-run\"]", "--dry-run is used twice" },
	{ "[" RUN ",\"--image-id\",\"file:///etc/passwd\"]", "--image-id names a file" },
	{ "[" RUN ",\"--iam-instance-profile\",\"X\"]", "neither JSON nor Key=Value" },
	{ "[" RUN ",\"--iam-instance-profile\",\"{x\"]", "neither JSON nor Key=Value" },
	{ "[\"s3api\",\"head-bucket\"]", "'s3api head-bucket' needs --bucket" },
	{ "[\"ec2\",\"describe-instances\",\"--max-items\"]", "no option '--max-items'" },
};

static void words_that_are_none(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct json *words = parse(bad[i].words), *params;
		enum aws_op_id op;
		struct err err = ERR_INIT;

		if (cli_command_parse(words, &op, &params, &err))
			fail_msg("%s was taken", bad[i].words);
		assert_null(params);
		assert_int_equal(err.kind, ERR_INPUT);
		if (!strstr(err.text, bad[i].says))
			fail_msg("%s: %s", bad[i].words, err.text);
		json_free(words);
	}
}

static const struct { const char *text, *json; } shorts[] = {
	{ "a=b", "{\"a\":\"b\"}" },
	{ "a=", "{\"a\":\"\"}" },
	{ "a=b,c", "{\"a\":[\"b\",\"c\"]}" },
	{ "a=b,c,d=e", "{\"a\":[\"b\",\"c\"],\"d\":\"e\"}" },
	{ "a=\"b,c=d\",e=f", "{\"a\":\"b,c=d\",\"e\":\"f\"}" },
	{ "a='it\\'s'", "{\"a\":\"it's\"}" },
	{ "a=b\\,c", "{\"a\":\"b,c\"}" },
	{ "a=[],b=[x,y]", "{\"a\":[],\"b\":[\"x\",\"y\"]}" },
	{ "a={b=c,d=[{e=f}]}", "{\"a\":{\"b\":\"c\",\"d\":[{\"e\":\"f\"}]}}" },
	{ "a=b=c", "{\"a\":\"b=c\"}" },
	{ "", NULL }, { "a", NULL }, { "=", NULL }, { "=b", NULL }, { "a=b,a=c", NULL },
	{ "a=[b", NULL }, { "a={b=c", NULL }, { "a='b", NULL }, { "a={b}", NULL },
	{ "a=[b]c", NULL }, { "a='b'c", NULL }, { "a=[b]]", NULL }, { "a b=c", NULL },
	{ "a=[[[[[[[[[x]]]]]]]]]", NULL },
};

static void the_short_way(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(shorts) / sizeof(*shorts); i++) {
		struct json *is = shorthand_read(shorts[i].text);
		struct json *wanted = shorts[i].json ? parse(shorts[i].json) : NULL;

		if (!json_equal(is, wanted))
			fail_msg("'%s' was read otherwise", shorts[i].text);
		json_free(is);
		json_free(wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_that_are_a_call),
		cmocka_unit_test(words_that_are_none),
		cmocka_unit_test(the_short_way),
	};

	return run_all(tests);
}

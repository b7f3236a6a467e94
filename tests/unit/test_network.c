/* test_network.c - what answers of EC2 say of a place, of an ending, of a refusal. */
#include "config.h"

#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "aws/denied.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/call_variables.h"
#include "probe/network.h"
#include "probe/termination.h"

static struct json *parse(const char *text)
{
	struct err err = ERR_INIT;
	struct json *j = json_parse(text, strlen(text), "the test", &err);

	if (!j)
		fail_msg("%s", err.text);
	return j;
}

/* --- places --------------------------------------------------------------------------- */

#define PLACE(subnet, zone, type) "{\"subnet\":\"" subnet "\",\"zone\":\"" zone \
	"\",\"type\":\"" type "\"}"
static const char places[] = "{\"places\":["
	PLACE("s1", "a", "t3.micro") "," PLACE("s2", "a", "t3.micro") ","
	PLACE("s3", "b", "t3.micro") "," PLACE("s1", "a", "t4g.micro") ","
	PLACE("s3", "b", "t4g.micro") "]}";

static const struct { const char *code, *says; size_t next; } refusals[] = {
	{ "InsufficientInstanceCapacity", "", 2 },
	{ "InsufficientHostCapacity", "", 2 },
	{ "InsufficientCapacity", "", 2 },
	{ "Unsupported", "not supported in your requested Availability Zone", 2 },
	{ "UnsupportedOperation", "not in this Availability Zone", 2 },
	{ "InsufficientFreeAddressesInSubnet", "", 1 },
	{ "InvalidSubnetID.NotFound", "", 1 },
	{ "InstanceLimitExceeded", "", 3 },
	{ "VcpuLimitExceeded", "", 3 },
	{ "InvalidParameterCombination", "not eligible for Free Tier", 3 },
	{ "InvalidParameterCombination", "something else", 0 },
	{ "UnauthorizedOperation", "no", 0 },
	{ "InvalidParameterValue", "Invalid IAM Instance Profile name", 0 },
};

/* 0: it is not about the place, and nothing else is tried. */
static void an_answer_is_about_a_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		struct json *network = parse(places);
		struct err err = ERR_INIT;

		err_set(&err, ERR_SERVICE, "%s", refusals[i].says);
		snprintf(err.code, sizeof(err.code), "%s", refusals[i].code);
		assert_int_equal(network_is_place_failure(&err), refusals[i].next != 0);
		if (refusals[i].next)
			network_rule_out(network, 0, &err);
		if (network_first(network) != refusals[i].next)
			fail_msg("after %s: %zu", err.code, network_first(network));
		json_free(network);
	}
}

/* --- endings ---------------------------------------------------------------------------- */

static const struct { const char *code, *message, *says; bool final; } ends[] = {
	{ "Client.InternalError", "Client.InternalError: Client error on launch", "KMS key", true },
	{ "Server.InternalError", "Client.InternalError: Client error on launch", "KMS key", true },
	{ "Client.InvalidKMSKey.InvalidState", "the key is disabled",
	  "Client.InvalidKMSKey.InvalidState: the key is disabled; the default KMS key", true },
	{ "Client.VolumeLimitExceeded", "Client.VolumeLimitExceeded: Volume limit exceeded",
	  "higher quota", true },
	{ "Server.InsufficientInstanceCapacity", "", "no capacity", true },
	{ "Client.UserInitiatedShutdown", "Client.UserInitiatedShutdown: User initiated shutdown",
	  "CloudTrail", false },
	{ "Client.InstanceInitiatedShutdown",
	  "Client.InstanceInitiatedShutdown: Instance initiated shutdown",
	  "Client.InstanceInitiatedShutdown: Instance initiated shutdown", false },
	{ "Server.SomethingNew", "of later", "Server.SomethingNew: of later", false },
	{ "", "", "", false },
};

static void an_ending_has_its_remedy(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		struct buf text = BUF(1024);

		termination_words(&text, ends[i].code, ends[i].message);
		assert_int_equal(termination_is_final(ends[i].code, ends[i].message), ends[i].final);
		if (!strstr(text.s, ends[i].says))
			fail_msg("%s: %s", ends[i].code, text.s);
		buf_free(&text);
	}
}

/* --- what a refusal asks for ------------------------------------------------------------- */

#define DENIED(conditions) "{\"explicitDeny\":true,\"matchedStatements\":{\"items\":[{" \
	"\"sourcePolicyType\":\"SCP\",\"conditions\":{\"items\":[" conditions "]}}]}," \
	"\"context\":{\"action\":\"ec2:RunInstances\",\"resource\":\"*\"}}"
#define KEY(key) "{\"key\":\"" key "\",\"values\":{\"items\":[{\"value\":\"x\"}]}}"

static const struct { const char *decoded, *says[3]; } demands[] = {
	{ DENIED(KEY("aws:RequestTag/CostCenter")),
	  { "the tag 'CostCenter'", "--set TAGS=CostCenter=VALUE", "--no-probe" } },
	{ DENIED(KEY("ec2:Encrypted") "," KEY("ec2:MetadataHttpTokens")),
	  { "encrypted volumes (ec2:Encrypted)", "IMDSv2", "service control policies" } },
	{ DENIED(KEY("aws:requestedregion")), { "another Region", "", "" } },
	{ DENIED(KEY("ec2:Subnet")), { "another subnet", "--set SUBNET_ID=", "" } },
	{ DENIED(KEY("aws:PrincipalOrgID")), { "another value of aws:PrincipalOrgID", "", "" } },
	{ DENIED(""), { "the statement that denies ec2:RunInstances must be removed", "", "" } },
};

static void a_refusal_names_what_is_asked_for(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(demands) / sizeof(*demands); i++) {
		struct buf text = BUF(2048);
		struct denied d;

		assert_true(denied_parse_decoded(&d, demands[i].decoded, strlen(demands[i].decoded)));
		denied_remedy(&text, &d);
		for (int k = 0; k < 3; k++)
			if (!strstr(text.s, demands[i].says[k]))
				fail_msg("no '%s' in: %s", demands[i].says[k], text.s);
		buf_free(&text);
	}
}

/* --- the subnet in a call ------------------------------------------------------------------ */

static const struct { const char *call, *with, *without; } calls[] = {
	{ "[\"ec2\",\"run\",\"--subnet-id\",\"$SUBNET_ID\",\"--dry-run\"]",
	  "[\"ec2\",\"run\",\"--subnet-id\",\"subnet-1\",\"--dry-run\"]",
	  "[\"ec2\",\"run\",\"--dry-run\"]" },
	{ "[\"ec2\",\"x\",\"{\\\"L\\\":[{\\\"A\\\":\\\"$IMAGE_ID\\\",\\\"SubnetId\\\":\\\"$SUBNET_ID\\\"}]}\"]",
	  "[\"ec2\",\"x\",\"{\\\"L\\\":[{\\\"A\\\":\\\"$IMAGE_ID\\\",\\\"SubnetId\\\":\\\"subnet-1\\\"}]}\"]",
	  "[\"ec2\",\"x\",\"{\\\"L\\\":[{\\\"A\\\":\\\"$IMAGE_ID\\\"}]}\"]" },
	{ "[\"ec2\",\"x\"]", "[\"ec2\",\"x\"]", "[\"ec2\",\"x\"]" },
	{ "{\"identity\":\"R\"}", "{\"identity\":\"R\"}", "{\"identity\":\"R\"}" },
};

static void expect_call(const struct json *probes, const char *subnet, const char *wanted)
{
	struct checks checks = checks_read_rows(probes, CHECK_BY_ANY);
	struct checks filled = call_variables_subnet(&checks, subnet);
	const struct json *call = filled.check[0].call.source;
	struct json *want = parse(wanted);
	struct buf text = BUF(1024);

	json_print(&text, call);
	if (!json_equal(call, want))
		fail_msg("%s: %s", wanted, text.s);
	buf_free(&text);
	json_free(want);
	checks_free(&filled);
	checks_free(&checks);
}

static void a_call_names_the_subnet_where_it_is_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		struct json *probes = json_list_new();

		json_put(json_push(probes, json_object_new()), "call", parse(calls[i].call));
		expect_call(probes, "subnet-1", calls[i].with);
		expect_call(probes, "", calls[i].without);
		json_free(probes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_is_about_a_place),
		cmocka_unit_test(an_ending_has_its_remedy),
		cmocka_unit_test(a_refusal_names_what_is_asked_for),
		cmocka_unit_test(a_call_names_the_subnet_where_it_is_known),
	};

	json_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

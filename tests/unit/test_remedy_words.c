/* test_remedy_words.c - hints that name options, as screens and prompts say them. */
#include "config.h"

#include "unit.h"

#include <string.h>

#include "base/err.h"
#include "pack/pack.h"
#include "wizard/remedy_words.h"

static const struct {
	const char *hint, *wanted;
} cases[] = {
	{ "choose another: --set BUCKET=...", "choose another: 'S3 bucket'" },
	{ "choose another name with --set ROLE_NAME=NAME",
	  "choose another name in 'Role name'" },
	{ "name another cluster: --set CLUSTER=...; or wait",
	  "name another cluster: 'CLUSTER'; or wait" },
	{ "choose another bucket, or that Region with --set REGION=us-west-2",
	  "choose another bucket, or that Region with us-west-2 for 'Region'" },
	{ "leave it empty and it is read from there, or --set ROLE_NAME=My-role2.",
	  "leave it empty and it is read from there, or enter My-role2 for 'Role name'." },
	{ "paste it here (--set BUCKET=...)", "paste it here ('S3 bucket')" },
	{ "choose another: --set BUCKET=sg-..., or skip the test: --no-probe",
	  "choose another: 'S3 bucket', or skip the test" },
	{ "choose --name for a second setup",
	  "choose another setup name for a second setup" },
	{ "choose another name with --set ROLE_NAME=NAME, as a second setup: 'accredit setup' "
	  "with --name as well, because this one keeps its names",
	  "choose another name in 'Role name', as a second setup: set up with another setup "
	  "name, because this one keeps its names" },
	{ "select that difference, too: --only role", "select that difference, too" },
	{ "'accredit adopt essentia --set ROLE_NAME=Mine' records what is there; or choose "
	  "another name with --set ROLE_NAME=NAME",
	  "Adopt, in the menu, records what is there; or choose another name in 'Role name'" },
	{ "'accredit rotate x --finish --set A=b' deletes it",
	  "'accredit rotate x --finish --set A=b' deletes it" },
	{ "come back after 10:00, or delete it now (--now)",
	  "come back after 10:00, or delete it now" },
	{ "run: aws login --profile work", "run: aws login --profile work" },
	{ "check the Region", "check the Region" },
	{ "", "" },
	{ "--set", "--set" },
	{ "--set ", "''" },
	{ "--set =", "''" },
};

static const struct pack_value values[] = {
	{ .name = "BUCKET", .label = "S3 bucket" },
	{ .name = "ROLE_NAME", .label = "Role name" },
	{ .name = "REGION", .label = "Region" },
	{ 0 },
};

static void options_become_questions(void **state)
{
	const struct pack pack = { .values = values };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct err err = ERR_INIT;

		err_set(&err, ERR_INPUT, "it is so");
		err_hint(&err, "%s", cases[i].hint);
		remedy_words(&err, &pack);
		assert_string_equal(err.hint, cases[i].wanted);
		remedy_words(&err, &pack);
		assert_string_equal(err.hint, cases[i].wanted);
		assert_string_equal(err.text, "it is so");
	}
}

static void without_a_template_names_stand(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	err_set(&err, ERR_INPUT, "it is so");
	err_hint(&err, "choose another: --set BUCKET=...");
	remedy_words(&err, NULL);
	assert_string_equal(err.hint, "choose another: 'BUCKET'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_become_questions),
		cmocka_unit_test(without_a_template_names_stand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

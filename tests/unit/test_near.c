/* test_near.c - "did you mean": which names are close to a mistyped one. */
#include "config.h"

#include "unit.h"

#include <stdio.h>

#include "base/errors.h"
#include "base/near.h"

static const struct {
	const char *word, *wanted;	/* wanted "": none is close */
} cases[] = {
	{ "verfy", "verify" },
	{ "VERIFY", "verify" },
	{ "vreify", "verify" },		/* two letters swapped are one edit */
	{ "verifies", "" },		/* three edits */
	{ "setupp", "setup" },
	{ "stp", "setup" },
	{ "lst", "list" },
	{ "xs", "" },			/* shares too little with any */
	{ "", "" },
	{ "a-word-that-is-longer-than-the-names-of-all-commands-options-and-settings", "" },
};

static void finds_the_closest(void **state)
{
	static const char *const names[] = { "setup", "verify", "list", "show", NULL };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct near near = { .word = cases[i].word };
		char ask[NEAR_QUESTION], wanted[NEAR_QUESTION] = "";

		for (const char *const *name = names; *name; name++)
			near_try(&near, *name);
		if (*cases[i].wanted)
			snprintf(wanted, sizeof(wanted), "; did you mean '%s'?",
				 cases[i].wanted);
		assert_string_equal(near_question(&near, ask), wanted);
	}
}

/* Of two that are as close the first counts, and a closer one after it wins. */
static void order(void **state)
{
	struct near near = { .word = "role" };

	(void)state;
	near_try(&near, "roles");
	near_try(&near, "rule");
	assert_string_equal(near.best, "roles");
	near_try(&near, "ROLE");
	assert_string_equal(near.best, "ROLE");
}

static void errors_are_kept_once_for_a_field(void **state)
{
	struct errors all = { NULL };
	struct err err = ERR_INIT;

	(void)state;
	errors_add(&all, &err);
	assert_int_equal(all.count, 0);
	for (int i = 0; i < 2; i++) {
		err_set(&err, ERR_INPUT, "wrong %d", i);
		err_field(&err, "BUCKET");
		errors_add(&all, &err);
		assert_int_equal(err.kind, ERR_NONE);
		err_set(&err, ERR_INPUT, "of no field %d", i);
		errors_add(&all, &err);
	}
	assert_int_equal(all.count, 3);
	assert_string_equal(all.rows[0].text, "wrong 0");
	assert_string_equal(all.rows[2].text, "of no field 1");
	errors_free(&all);
	assert_int_equal(all.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_closest),
		cmocka_unit_test(order),
		cmocka_unit_test(errors_are_kept_once_for_a_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

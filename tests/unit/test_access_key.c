/* test_access_key.c - the shape of access keys, and their copies. */
#include "config.h"

#include "unit.h"

#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"

#define ID "AKIAIOSFODNN7EXAMPLE"
#define SECRET "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
#define UPPER_SECRET "WJALRXUTNFEMI0K7MDENG0BPXRFICYEXAMPLEKEY"

static const struct { const char *id, *secret, *says; } rows[] = {
	{ ID, SECRET, NULL },
	{ ID, UPPER_SECRET, NULL },
	{ "AKIA567890123456", SECRET, NULL },
	{ "AKIA56789012345", SECRET, "15 characters" },
	{ "", SECRET, "is missing" },
	{ ID, "", "is missing" },
	{ ID, "wJalrXUtnFEMI", "13 characters, not 40" },
	{ ID, SECRET "x", "41 characters, not 40" },
	{ ID, "wJalrXUtnFEMI-K7MDENG/bPxRfiCYEXAMPLEKEY", "not allowed" },
	{ "ASIAIOSFODNN7EXAMPLE", SECRET, "which cannot be used here" },
	{ "AROAIOSFODNN7EXAMPLE", SECRET, "begins with AKIA" },
	{ "akiaiosfodnn7example", SECRET, "not an access key ID" },
	{ SECRET, ID, "are swapped" },
	{ ID, ID, "the ID of a key, not its secret" },
	{ UPPER_SECRET, ID, "are swapped" },
	{ SECRET, SECRET, "looks like a secret access key" },
};

static void shapes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct err err = ERR_INIT;
		bool ok = access_key_check(rows[i].id, rows[i].secret, &err);

		assert_int_equal(ok, rows[i].says == NULL);
		if (ok)
			continue;
		assert_int_equal(err.kind, ERR_INPUT);
		assert_non_null(strstr(err.text, rows[i].says));
		assert_true(*err.hint);
		assert_null(strstr(err.text, "wJalr"));
		assert_null(strstr(err.text, "WJALR"));
		assert_null(strstr(err.hint, "wJalr"));
	}
}

static void longest_id(void **state)
{
	struct err err = ERR_INIT;
	char id[130] = "AKIA";

	(void)state;
	memset(id + 4, 'A', 124);
	assert_true(access_key_check_id(id, &err));
	id[128] = 'A';
	assert_false(access_key_check_id(id, &err));
}

static void trimmed(const char *from, const char *want)
{
	char s[100] = "";
	size_t n = strlen(from);

	memcpy(s, from, n);
	assert_int_equal(access_key_trim(s, n), strlen(want));
	assert_string_equal(s, want);
	for (size_t i = strlen(want); i < sizeof(s); i++)
		assert_int_equal(s[i], 0);
}

static void trims(void **state)
{
	(void)state;
	trimmed("  \"" SECRET "\"\r\n", SECRET);
	trimmed("'" ID "'", ID);
	trimmed(ID, ID);
	trimmed(" \t\"' ", "");
	trimmed("", "");
	trimmed("a b", "a b");
}

static void copies(void **state)
{
	struct access_key a = ACCESS_KEY_INIT, b = ACCESS_KEY_INIT;

	(void)state;
	access_key_set(&a, ID, SECRET, strlen(SECRET));
	access_key_copy(&b, &a);
	access_key_copy(&b, &b);
	access_key_free(&a);
	access_key_free(&a);
	assert_string_equal(a.id, "");
	assert_null(a.secret.s);
	assert_string_equal(b.id, ID);
	assert_string_equal(b.secret.s, SECRET);
	access_key_set(&b, b.id, b.secret.s, b.secret.len);	/* from itself */
	assert_string_equal(b.secret.s, SECRET);
	access_key_copy(&b, &a);
	assert_null(b.secret.s);
	access_key_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shapes),
		cmocka_unit_test(longest_id),
		cmocka_unit_test(trims),
		cmocka_unit_test(copies),
	};

	return run_all(tests);
}

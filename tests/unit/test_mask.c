/* test_mask.c - the last filter: whatever form or part of a secret, no text keeps it. */
#include "config.h"

#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mask.h"
#include "base/secret.h"
#include "base/str.h"
#include "format/json.h"

#define SECRET "Hq7/Zr2+Lk9mWx4Tb8/Vn1cYs6Pd3Gf5Ja0Ru2Eo"

static const struct {
	const char *name, *text, *left;
} texts[] = {
	{ "alone", SECRET, MASK_MARK },
	{ "twice", "a " SECRET " b " SECRET ".", "a " MASK_MARK " b " MASK_MARK "." },
	{ "run together", SECRET SECRET, MASK_MARK MASK_MARK },
	{ "URL-encoded", "k=Hq7%2FZr2%2BLk9mWx4Tb8%2FVn1cYs6Pd3Gf5Ja0Ru2Eo&x", "k=" MASK_MARK "&x" },
	{ "escaped", "\"Hq7\\/Zr2+Lk9mWx4Tb8\\/Vn1cYs6Pd3Gf5Ja0Ru2Eo\"", "\"" MASK_MARK "\"" },
	{ "base64", "SHE3L1pyMitMazltV3g0VGI4L1ZuMWNZczZQZDNHZjVKYTBSdTJFbw==", MASK_MARK },
	{ "the end cut off", "key Hq7/Zr2+Lk9mWx4Tb8/Vn...", "key " MASK_MARK "..." },
	{ "the start cut off", "...8/Vn1cYs6Pd3Gf5Ja0Ru2Eo", "..." MASK_MARK },
	{ "wrapped", "Hq7/Zr2+Lk9mWx4Tb8/V\nn1cYs6Pd3Gf5Ja0Ru2Eo", MASK_MARK "\n" MASK_MARK },
	{ "a short part", "Hq7/Zr2+Lk9", "Hq7/Zr2+Lk9" },
	{ "another case", "hq7/zr2+lk9mwx4tb8/vn1cys6pd3gf5ja0ru2eo",
	  "hq7/zr2+lk9mwx4tb8/vn1cys6pd3gf5ja0ru2eo" },
	{ "none", "the role 'EssentiaMaster' is not there", "the role 'EssentiaMaster' is not there" },
	{ "nothing", "", "" },
};

static void test_texts(void **state)
{
	struct secret secret = { .s = NULL };

	(void)state;
	secret_set(&secret, SECRET, strlen(SECRET));
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		char text[200], clean[200];
		struct err err = ERR_INIT;
		struct buf into = BUF(BUF_TEXT);

		snprintf(text, sizeof(text), "%s", texts[i].text);
		assert_int_equal(mask_finds(text, strlen(text)),
				 strcmp(texts[i].text, texts[i].left) != 0);
		assert_int_equal(mask_text(text, strlen(text)), strlen(texts[i].left));
		assert_string_equal(text, texts[i].left);
		str_clean_into(&into, texts[i].text, strlen(texts[i].text), true);
		assert_string_equal(into.s, texts[i].left);
		buf_free(&into);
		if (strchr(texts[i].left, '\n'))
			continue;
		assert_string_equal(str_clean(clean, sizeof(clean), texts[i].text), texts[i].left);
		err_set(&err, ERR_SERVICE, "%s", texts[i].text);
		err_hint(&err, "%s", texts[i].text);
		assert_string_equal(err.text, texts[i].left);
		assert_string_equal(err.hint, texts[i].left);
	}
	secret_close(&secret);
	assert_false(mask_finds(SECRET, strlen(SECRET)));
}

/* Wherever an error text is cut, and however a text is broken into lines. */
static void test_cuts(void **state)
{
	struct secret secret = { .s = NULL };

	(void)state;
	secret_set(&secret, SECRET, strlen(SECRET));
	for (size_t before = 400; before < 560; before++) {
		struct err err = ERR_INIT;

		err_set(&err, ERR_SERVICE, "%*s" SECRET "%400s", (int)before, "", "");
		assert_null(strstr(err.text, "Hq7"));
	}
	for (size_t at = MASK_LEAST; at + MASK_LEAST <= strlen(SECRET); at++) {
		char text[100];

		snprintf(text, sizeof(text), "%.*s\n  %s", (int)at, SECRET, SECRET + at);
		mask_text(text, strlen(text));
		assert_string_equal(text, MASK_MARK "\n  " MASK_MARK);
	}
	secret_close(&secret);
}

/* A copy keeps it known; one that is moved, set again or closed twice is counted right. */
static void test_copies(void **state)
{
	struct secret one = { .s = NULL }, two = { .s = NULL }, moved;
	static const char other[] = "another-secret-of-some-length";

	(void)state;
	secret_set(&one, SECRET, strlen(SECRET));
	secret_copy(&two, &one);
	secret_set(&one, other, strlen(other));
	assert_true(mask_finds(SECRET, strlen(SECRET)));
	assert_true(mask_finds(other, strlen(other)));
	moved = two;
	two = (struct secret){ .s = NULL };
	secret_close(&two);
	assert_true(mask_finds(SECRET, strlen(SECRET)));
	memset(moved.s, 'x', moved.len);	/* typed over, as a field does */
	secret_close(&moved);
	assert_false(mask_finds(SECRET, strlen(SECRET)));
	secret_close(&one);
	secret_close(&one);
	assert_false(mask_finds(other, strlen(other)));
}

/* Short words and empty fields are no secrets to look for. */
static void test_short(void **state)
{
	static const char zeros[64], *const shorts[] = { "", "x", "essentia", "12345678901" };
	struct secret s = { .s = NULL };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		secret_set(&s, shorts[i], strlen(shorts[i]));
		assert_false(mask_finds("essentia 12345678901 x", 22));
	}
	secret_set(&s, zeros, sizeof(zeros));
	assert_false(mask_finds("essentia 12345678901 x", 22));
	secret_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_cuts),
		cmocka_unit_test(test_copies),
		cmocka_unit_test(test_short),
	};

	return run_all(tests);
}

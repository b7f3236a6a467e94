/* test_ini_edit.c - one section changed, every other byte left. */
#include "config.h"

#include "unit.h"

#include "base/str.h"
#include "format/ini_edit.h"
#include "vectors.h"

#define TEXT_MAX (1u << 20)

static bool edit(const char *text, enum ini_file file, const char *profile,
		 const struct ini_change *changes, struct buf *out,
		 struct buf *notices, struct err *err)
{
	buf_reset(out);
	return ini_edit(out, text, strlen(text), file, profile, changes, "file",
			notices, err);
}

/* --- the vectors ------------------------------------------------------------ */

/* The data's errors, and the words we have for each. */
static const struct { const char *theirs, *ours; } errors[] = {
	{ "control character in value", "control character in the value" },
	{ "profile name", "profile name" },
	{ "value would be read back differently", "would be read back differently" },
	{ "parse error line 1, file left as it is", "'file', line 1:" },
	{ "parse error, file left as it is", "'file', line 2: there is a NUL" },
};

static const char *ours(const char *theirs)
{
	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		if (str_eq(errors[i].theirs, theirs))
			return errors[i].ours;
	return "(no words for this)";
}

static void changes_of(struct ini_change changes[9], const struct json *edit)
{
	size_t n = 0;

	json_each(j, json_get(edit, "set"))
		changes[n++] = (struct ini_change){ json_key(j), json_text(j) };
	json_each(j, json_get(edit, "remove"))
		changes[n++] = (struct ini_change){ json_text(j), NULL };
	changes[n].key = NULL;
}

static size_t before(char **text, const struct json *c)
{
	*text = xstrdup(json_str(c, "before"));
	if (strstr(json_str(c, "name"), "NUL byte"))
		*strchr(*text, 1) = '\0';	/* the reader of the data has none */
	return strlen(json_str(c, "before"));
}

static bool as_wanted(const struct json *c, const struct buf *out, const struct err *err,
		      const char *notices)
{
	const char *after = json_text(json_get(c, "after"));

	if (!after)
		return err->kind == ERR_INPUT && !out->len && *err->hint &&
		       strstr(err->text, ours(json_str(c, "error")));
	return err->kind == ERR_NONE && str_eq(out->s, after) &&
	       !*json_str(c, "warning") == !*notices &&
	       strstr(notices, json_str(c, "warning"));
}

static bool case_passes(const struct json *c)
{
	const struct json *how = json_get(c, "edit");
	enum ini_file file = str_eq(json_str(c, "file"), "config") ? INI_CONFIG :
		INI_CREDENTIALS;
	struct buf out = BUF(TEXT_MAX), notices = BUF(TEXT_MAX);
	struct err err = ERR_INIT;
	struct ini_change changes[9];
	char *text;
	size_t n = before(&text, c);
	bool pass;

	changes_of(changes, how);
	ini_edit(&out, text, n, file, json_str(how, "profile"), changes, "file",
		 &notices, &err);
	pass = as_wanted(c, &out, &err, notices.s);
	if (!pass)
		printf("%s: '%s' %s %s\n", json_str(c, "name"), out.s, err.text, notices.s);
	buf_free(&out);
	buf_free(&notices);
	free(text);
	return pass;
}

static void vectors(void **state)
{
	char *folder = vectors_folder("credentials-edit");
	int passed = 0, all = 0;
	struct json *j;

	(void)state;
	if (!folder)
		return;
	j = vectors_json(folder, "cases.json");
	json_each(c, json_get(j, "cases")) {
		passed += case_passes(c);
		all++;
	}
	json_free(j);
	free(folder);
	assert_true(vectors_count("credentials-edit, texts", passed, all));
}

/* --- our own ---------------------------------------------------------------- */

static const struct {
	const char *name, *before;
	enum ini_file file;
	const char *profile, *key, *value, *after;
} rows[] = {
	{ "a comment behind the value gets a line of its own",
	  "[a]\nk = old  ; mine\nl = 1\n", INI_CREDENTIALS, "a", "k", "new",
	  "[a]\n; mine\nk = new\nl = 1\n" },
	{ "sub-properties of a replaced value go with it",
	  "[a]\nk =\n  x = 1\n# c\n  y = 2\nl = 1\n", INI_CREDENTIALS, "a", "k", "v",
	  "[a]\nk =v\n# c\nl = 1\n" },
	{ "an empty value on a Windows line",
	  "[a]\r\nk = \r\n", INI_CREDENTIALS, "a", "k", "v", "[a]\r\nk = v\r\n" },
	{ "the last line has no end, the key is new",
	  "[a]\nk=1", INI_CREDENTIALS, "a", "l", "2", "[a]\nk=1\nl = 2\n" },
	{ "the header has no end", "[a]", INI_CREDENTIALS, "a", "l", "2", "[a]\nl = 2\n" },
	{ "a blank line is there already",
	  "[a]\nk=1\n\n", INI_CREDENTIALS, "b", "l", "2", "[a]\nk=1\n\n[b]\nl = 2\n" },
	{ "only a byte order mark",
	  "\xef\xbb\xbf", INI_CREDENTIALS, "b", "l", "2", "\xef\xbb\xbf[b]\nl = 2\n" },
	{ "removed wherever it stands",
	  "[a]\nk = 1\nl = 2\nk = 3\n", INI_CREDENTIALS, "a", "k", NULL, "[a]\nl = 2\n" },
	{ "an emptied section goes, with the blank line before it",
	  "[a]\nk = 1\n\n[b]\nk = 2\n", INI_CREDENTIALS, "b", "k", NULL, "[a]\nk = 1\n" },
	{ "an emptied section between two others",
	  "[a]\nk = 1\n\n[b]\nk = 2\n\n[c]\nk = 3\n", INI_CREDENTIALS, "b", "k", NULL,
	  "[a]\nk = 1\n\n[c]\nk = 3\n" },
	{ "comments of an emptied section stay",
	  "[b]\n# why\nk = 2\n[c]\nk = 3\n", INI_CREDENTIALS, "b", "k", NULL,
	  "# why\n[c]\nk = 3\n" },
	{ "an empty section that lost nothing stays",
	  "[b]\n[c]\nk = 3\n", INI_CREDENTIALS, "b", "k", NULL, "[b]\n[c]\nk = 3\n" },
	{ "no such profile, nothing to remove",
	  "[c]\nk = 3\n", INI_CREDENTIALS, "b", "k", NULL, "[c]\nk = 3\n" },
	{ "[profile default] beats [default]",
	  "[default]\nk = 1\n[profile default]\nk = 2\n", INI_CONFIG, "default", "k", "v",
	  "[default]\nk = 1\n[profile default]\nk = v\n" },
	{ "no prefix for the default profile",
	  "", INI_CONFIG, "default", "k", "v", "[default]\nk = v\n" },
	{ "blanks after the prefix",
	  "[profile \t dev]\nk = 1\n", INI_CONFIG, "dev", "k", "v",
	  "[profile \t dev]\nk = v\n" },
	{ "another profile with the same begin",
	  "[profile dev2]\nk = 1\n", INI_CONFIG, "dev", "k", "v",
	  "[profile dev2]\nk = 1\n\n[profile dev]\nk = v\n" },
	{ "the first line end rules",
	  "[a]\r\nk = 1\n", INI_CREDENTIALS, "a", "l", "2", "[a]\r\nk = 1\nl = 2\r\n" },
	{ "already so", "[a]\nk = v\n", INI_CREDENTIALS, "a", "k", "v", "[a]\nk = v\n" },
	{ "an empty value", "[a]\nk = v\n", INI_CREDENTIALS, "a", "k", "", NULL },
	{ "a value of a comment", "[a]\nk = v\n", INI_CREDENTIALS, "a", "k", "# x", NULL },
	{ "a tab in a value", "", INI_CREDENTIALS, "a", "k", "a\tb", NULL },
	{ "no name", "", INI_CREDENTIALS, "", "k", "v", NULL },
	{ "a space in a name", "[a b]\r\nk = 1\r\n", INI_CREDENTIALS, "a b", "k", "v",
	  "[a b]\r\nk = v\r\n" },
	{ "a space in a name of the config file", "[profile 'a b']\nk = 1\n", INI_CONFIG, "a b",
	  "k", "v", "[profile 'a b']\nk = v\n" },
	{ "a new section with a space in its name", "", INI_CONFIG, "a b", "k", "v",
	  "[profile \"a b\"]\nk = v\n" },
	{ "three words are no profile", "[profile a b]\nk = 1\n", INI_CONFIG, "a b", "k", "v",
	  "[profile a b]\nk = 1\n\n[profile \"a b\"]\nk = v\n" },
	{ "a space at the end of a name", "", INI_CREDENTIALS, "a ", "k", "v", NULL },
	{ "a quote in a name", "", INI_CREDENTIALS, "a\"b", "k", "v", NULL },
	{ "indented keys, and a nested block below one", "[a]\n  k = 1\n  s3 =\n      k = 2\n  l = 3\n",
	  INI_CREDENTIALS, "a", "k", "v", "[a]\n  k = v\n  s3 =\n      k = 2\n  l = 3\n" },
	{ "a colon", "[a]\nk: 1\n", INI_CREDENTIALS, "a", "k", "v", "[a]\nk: v\n" },
	{ "text behind a section's name", "[a] of ours\nk = 1\n", INI_CREDENTIALS, "a", "k", "v",
	  "[a] of ours\nk = v\n" },
	{ "an indented comment between two values",
	  "[a]\nk = 1\n    ; prod\nl = 2\n", INI_CREDENTIALS, "a", "k", "v",
	  "[a]\nk = v\n    ; prod\nl = 2\n" },
	{ "an indented comment behind a value that goes",
	  "[a]\nk = 1\n  # why\nl = 2\n", INI_CREDENTIALS, "a", "k", NULL,
	  "[a]\n  # why\nl = 2\n" },
	{ "a new key after the indented comment of the last one",
	  "[a]\nk = 1\n  # why\n# of b\n[b]\n", INI_CREDENTIALS, "a", "l", "2",
	  "[a]\nk = 1\n  # why\nl = 2\n# of b\n[b]\n" },
	{ "comments inside a nested block stay",
	  "[a]\ns3 =\n    # tuned\n    x = 1\n\n    ; path\n    y = 2\nk = 1\n", INI_CONFIG,
	  "default", "k", "v",
	  "[a]\ns3 =\n    # tuned\n    x = 1\n\n    ; path\n    y = 2\nk = 1\n\n[default]\nk = v\n" },
	{ "a nested block with comments is replaced, they stay",
	  "[a]\nk =\n    # tuned\n    x = 1\nl = 1\n", INI_CREDENTIALS, "a", "k", "v",
	  "[a]\nk =v\n    # tuned\nl = 1\n" },
	{ "quoted and not: what is read would not change",
	  "[profile a]\nk = 1\n[profile \"a\"]\nk = 2\n", INI_CONFIG, "a", "k", "2",
	  "[profile a]\nk = 1\n[profile \"a\"]\nk = 2\n" },
};

static void own_cases(void **state)
{
	struct buf out = BUF(TEXT_MAX);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct ini_change changes[] = { { rows[i].key, rows[i].value }, { 0 } };
		struct err err = ERR_INIT;
		bool ok = edit(rows[i].before, rows[i].file, rows[i].profile, changes,
			       &out, NULL, &err);

		if (ok != !!rows[i].after || (ok && !str_eq(out.s, rows[i].after)))
			fail_msg("%s: '%s' %s", rows[i].name, out.s, err.text);
	}
	buf_free(&out);
}

/* What an edit adds, its opposite takes away: nothing is left, nothing is lost. */
static void there_and_back(void **state)
{
	static const char *const texts[] = { "", "# c\n", "[a]\nk = 1\n",
		"[a]\nk = 1\n\n# end\n", "[a]\r\nk = 1\r\n", "[b]\n\n", "\n", "[b]\nk =\n x = 1\n" };
	const struct ini_change set[] = { { "aws_x", "1" }, { "aws_y", "2" }, { 0 } };
	const struct ini_change drop[] = { { "aws_x", NULL }, { "aws_y", NULL }, { 0 } };
	struct buf with = BUF(TEXT_MAX), without = BUF(TEXT_MAX);
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		for (int named = 0; named < 2; named++) {
			const char *profile = named ? "a" : "other";

			assert_true(edit(texts[i], INI_CREDENTIALS, profile, set, &with,
					 NULL, &err));
			assert_true(edit(with.s, INI_CREDENTIALS, profile, drop, &without,
					 NULL, &err));
			if (!str_eq(without.s, texts[i]) && !str_eq(texts[i], "\n") &&
			    !str_eq(texts[i], "[b]\n\n"))
				fail_msg("case %zu: '%s' '%s'", i, with.s, without.s);
		}
	}
	buf_free(&with);
	buf_free(&without);
}

static void never_quotes_values(void **state)
{
	static const char *const texts[] = { "[a]\nwJalrXUt\n", "wJalrXUt = 1\n",
		"[wJalrXUt\n", "[a]\nk = wJalrXUt # wJalrXUt\nk = wJalrXUt\n" };
	static const char *const values[] = { "wJalr\nXUt", "wJalr # XUt", " wJalrXUt", "wJalrXUt" };
	struct buf out = BUF(TEXT_MAX), notices = BUF(TEXT_MAX);

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		for (size_t k = 0; k < 4; k++) {
			const struct ini_change changes[] = { { "k", values[k] }, { 0 } };
			struct err err = ERR_INIT;

			edit(texts[i], INI_CREDENTIALS, "a", changes, &out, &notices, &err);
			assert_null(strstr(err.text, "wJalr"));
			assert_null(strstr(err.hint, "wJalr"));
			assert_null(strstr(notices.s, "wJalr"));
		}
	}
	buf_free(&out);
	buf_free(&notices);
}

static void too_large(void **state)
{
	const struct ini_change changes[] = { { "k", "value" }, { 0 } };
	struct buf out = BUF(16);
	struct err err;

	(void)state;
	assert_false(edit("[a]\nl = 1\n", INI_CREDENTIALS, "a", changes, &out, NULL, &err));
	assert_int_equal(err.kind, ERR_FILE);
	buf_free(&out);
}

/*
 * Texts put together by chance: whatever is accepted reads back as it should
 * (ini_edit compares, and would refuse), and a second time changes nothing.
 */
static void by_chance(void **state)
{
	static const char *const parts[] = { "[a]\n", "[ a ]\r\n", "[b] ; x\n", "k = 1\n",
		"K=2 # c\n", "k =\n", "  x = 3\n", "  k = trap\n", "# k = 4\n", "\n", "\r\n",
		"l = [a]\n", "k = 5", "[profile a]\n", "[profile \"a\"]\n", "[sso-session a]\n", " \n" };
	unsigned seed = 20260101;
	int changed = 0;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		const struct ini_change changes[] = {
			{ "k", round % 3 ? "new" : NULL }, { "m", "2" }, { 0 } };
		struct buf text = BUF(4096), once = BUF(TEXT_MAX), twice = BUF(TEXT_MAX);
		enum ini_file file = round % 2 ? INI_CONFIG : INI_CREDENTIALS;
		struct err err = ERR_INIT;

		for (int i = 0; i < 8; i++) {
			seed = seed * 1103515245u + 12345u;
			buf_str(&text, parts[(seed >> 16) % (sizeof(parts) / sizeof(*parts))]);
		}
		if (edit(text.s, file, "a", changes, &once, NULL, &err)) {
			changed++;
			assert_true(edit(once.s, file, "a", changes, &twice, NULL, &err));
			assert_string_equal(once.s, twice.s);
		} else {
			assert_int_equal(err.kind, ERR_INPUT);
		}
		buf_free(&text);
		buf_free(&once);
		buf_free(&twice);
	}
	assert_true(changed > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors),
		cmocka_unit_test(own_cases),
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(never_quotes_values),
		cmocka_unit_test(too_large),
		cmocka_unit_test(by_chance),
	};

	return run_all(tests);
}

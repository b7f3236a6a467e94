/* test_ini.c - the reader of config and credentials files. */
#include "config.h"

#include "unit.h"

#include "base/str.h"
#include "format/ini.h"
#include "vectors.h"

static bool read_text(struct json *tree, const char *text, enum ini_file file,
		      struct err *err)
{
	return ini_read(tree, text, strlen(text), file, "file", err);
}

/* The data's errors by kind, and the words we have for each. */
static const struct { const char *theirs, *ours; } errors[] = {
	{ "Profile definition must end with ']'", "must end with ']'" },
	{ "Expected a profile definition", "a section is expected" },
	{ "Property did not have a name", "no name" },
	{ "Expected an '=' sign defining a property", "'=' is missing" },
	{ "Expected a property definition", "a property is expected" },
	{ "Expected a property definition, found continuation", "a property is expected" },
	{ "Expected an '=' sign defining a sub-property", "'=' is missing" },
	{ "Sub-property did not have a name", "no name" },
};

static bool error_is(const char *theirs, const char *ours)
{
	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		if (str_eq(errors[i].theirs, theirs))
			return strstr(ours, errors[i].ours) != NULL;
	return false;
}

static bool same_or_empty(const struct json *want, const struct json *have)
{
	return json_equal(want, have) || (!json_count(want) && !json_count(have));
}

static bool case_passes(const struct json *c)
{
	const struct json *in = json_get(c, "input"), *out = json_get(c, "output");
	struct json *tree = json_object_new();
	struct err err = ERR_INIT;
	bool ok = read_text(tree, json_str(in, "configFile"), INI_CONFIG, &err) &&
		  read_text(tree, json_str(in, "credentialsFile"), INI_CREDENTIALS, &err);
	bool pass;

	if (*json_str(out, "errorContaining"))
		pass = !ok && error_is(json_str(out, "errorContaining"), err.text);
	else
		pass = ok && same_or_empty(json_path(out, "config.profiles"),
					   json_get(tree, "profiles")) &&
		       same_or_empty(json_path(out, "config.sso_sessions"),
				     json_get(tree, "sso-session"));
	if (!pass)
		printf("%s: %s\n", json_str(c, "name"), ok ? "other tree" : err.text);
	json_free(tree);
	return pass;
}

static void vectors(void **state)
{
	char *folder = vectors_folder("profile-files");
	int passed = 0, all = 0;
	struct json *j;

	(void)state;
	if (!folder)
		return;
	j = vectors_json(folder, "profile-parser-tests.json");
	json_each(c, json_get(j, "tests")) {
		passed += case_passes(c);
		all++;
	}
	json_free(j);
	free(folder);
	assert_true(vectors_count("profile-files, parser", passed, all));
}

static void services(void **state)
{
	static const char text[] = "[services local]\niam =\n  endpoint_url = http://x\n"
		"  other=1\nec2 =\n endpoint_url = http://y # no comment here\n"
		"[profile a]\nservices = local\n";
	struct json *tree = json_object_new();
	const struct json *section;
	struct buf out = BUF(100);
	struct err err;

	(void)state;
	assert_true(read_text(tree, text, INI_CONFIG, &err));
	section = json_path(tree, "services.local");
	assert_true(ini_sub(json_str(section, "iam"), "endpoint_url", &out));
	assert_string_equal(out.s, "http://x");
	assert_false(ini_sub(json_str(section, "iam"), "endpoint", &out));
	assert_false(ini_sub("", "endpoint_url", &out));
	assert_string_equal(json_text(json_path(tree, "profiles.a.services")), "local");
	buf_free(&out);
	json_free(tree);
}

/* Every byte belongs to exactly one line: what a writer will stand on. */
static void lines_cover_all(void **state)
{
	static const char text[] = "# c\r\n\n[a] ; x\nk = v ; c\n  more\nbad\n[x\n= y\nend=1";
	static const enum ini_kind kinds[] = { INI_COMMENT, INI_BLANK, INI_SECTION,
		INI_PROPERTY, INI_MORE, INI_BROKEN, INI_BROKEN, INI_BROKEN, INI_PROPERTY };
	size_t n = strlen(text), i = 0;

	(void)state;
	for (size_t at = 0; at < n; i++) {
		struct ini_line line = ini_line(text, n, at);

		assert_int_equal(line.kind, kinds[i]);
		assert_int_equal(line.all.at, at);
		assert_true(line.all.len > 0);
		at += line.all.len;
	}
	assert_int_equal(i, 9);
}

static void never_quotes_values(void **state)
{
	struct json *tree = json_object_new();
	struct err err;

	(void)state;
	assert_false(read_text(tree, "[default]\nwJalrXUtnFEMI", INI_CREDENTIALS, &err));
	assert_null(strstr(err.text, "wJalr"));
	assert_non_null(strstr(err.text, "line 2"));
	assert_false(ini_read(tree, "[a]\nb=\0c", 8, INI_CONFIG, "f", &err));
	json_free(tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors),
		cmocka_unit_test(services),
		cmocka_unit_test(lines_cover_all),
		cmocka_unit_test(never_quotes_values),
	};

	return run_all(tests);
}

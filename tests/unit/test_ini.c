/* test_ini.c - the reader of config and credentials files. */
#include "config.h"

#include "unit.h"

#include "base/str.h"
#include "format/cli_ini.h"
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

/* --- as the AWS CLI reads them ------------------------------------------------------- */

/* What the SDKs agree on and the AWS CLI does otherwise: botocore wins. */
static const struct { const char *part, *why; } exceptions[] = {
	{ "must contain an equals sign", "':' is a delimiter, too" },
	{ "omment", "a comment behind something is part of it" },
	{ "names should be trimmed", "the name of a section is not trimmed" },
	{ "extra whitespace", "the name of a section is not trimmed" },
	{ "Profile names support", "'foo!bar' can be the name of a profile" },
	{ "Continuations cannot be used outside of a property", "the first line after a section "
	  "may be indented" },
	{ "Continuations reset", "a section that is there twice is an error" },
	{ "Invalid continuation", "a section that is there twice is an error" },
	{ "uplicate prop", "a setting or section that is there twice is an error" },
	{ "Duplicate profiles in the same file", "a section that is there twice is an error" },
	{ "prefix overrides", "of [default] and [profile default], the last one counts" },
	{ "mixed prefixes", "of [default] and [profile default], the last one counts" },
	{ "Invalid profile names", "a credentials file's section can have any name" },
	{ "Invalid property names", "a setting can have any name" },
	{ "cannot have an empty name", "a nested setting can have any name" },
	{ "blank lines that are ignored", "an empty line stays in the value, and is skipped when it is read" },
	{ "Credentials profiles with prefix", "its name is 'profile foo'" },
};

static const char *exception(const char *name)
{
	for (size_t i = 0; i < sizeof(exceptions) / sizeof(*exceptions); i++)
		if (strstr(name, exceptions[i].part))
			return exceptions[i].why;
	return NULL;
}

/* Profiles of both files, as profile_load puts them together. */
static bool cli_case(const struct json *c)
{
	const struct json *in = json_get(c, "input"), *out = json_get(c, "output");
	const char *config = json_str(in, "configFile"), *other = json_str(in, "credentialsFile");
	struct json *tree = json_object_new(), *more = json_object_new(), *profiles;
	struct err err = ERR_INIT;
	bool ok = cli_ini_read(tree, config, strlen(config), INI_CONFIG, "file", &err) &&
		  cli_ini_read(more, other, strlen(other), INI_CREDENTIALS, "file", &err);

	profiles = json_get(tree, "profiles");
	if (!profiles)
		profiles = json_put(tree, "profiles", json_object_new());
	json_each(p, json_get(more, "profiles")) {
		if (!json_get(profiles, json_key(p)))
			json_put(profiles, json_key(p), json_object_new());
		json_each(v, p)
			json_put_str(json_get(profiles, json_key(p)), json_key(v), json_text(v));
	}
	ok = *json_str(out, "errorContaining") ? !ok && strstr(err.text, "line ") && *err.hint :
	     ok && same_or_empty(json_path(out, "config.profiles"), profiles) &&
	     same_or_empty(json_path(out, "config.sso_sessions"), json_get(tree, "sso-session"));
	json_free(tree);
	json_free(more);
	return ok;
}

static void vectors_by_the_cli(void **state)
{
	char *folder = vectors_folder("profile-files");
	int passed = 0, all = 0;
	struct json *j;

	(void)state;
	if (!folder)
		return;
	j = vectors_json(folder, "profile-parser-tests.json");
	json_each(c, json_get(j, "tests")) {
		const char *why = exception(json_str(c, "name"));
		bool passes = cli_case(c);

		if (!passes && why) {
			printf("NOT CLAIMED: %s: %s\n", json_str(c, "name"), why);
			continue;
		}
		if (!passes)
			printf("%s\n", json_str(c, "name"));
		passed += passes;
		all++;
	}
	json_free(j);
	free(folder);
	assert_true(vectors_count("profile-files, as the AWS CLI reads them", passed, all));
	assert_true(passed > 35);
}

static void cli_refuses(void **state)
{
	static const struct { const char *text, *says; } cases[] = {
		{ "[a]\nwJalrXUt", "line 2: '=' is missing" },
		{ "wJalrXUt = 1", "line 1: a [section] is expected" },
		{ "[a]\nk = 1\nk: wJalrXUt", "line 3: this setting is in the section twice" },
		{ "[a]\n\n[b]\n[a]", "line 4: this section is in the file twice" },
		{ "[a]\ns3 =\n # c\n wJalrXUt", "line 4: '=' is missing in a nested setting" },
		{ "[a]\n= wJalrXUt", "line 2: a setting has no name" },
		{ "[a]\n#\xff", "line 2: this is not valid UTF-8" },
		{ "\xff\xfe[\x01", "line 1: this is UTF-16" }, { "\xef\xbb\xbf[a]", "byte order mark" },
		{ "[a\n", "line 1: a [section] is expected" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct json *tree = json_object_new();
		struct err err = ERR_INIT;

		assert_false(cli_ini_read(tree, cases[i].text, strlen(cases[i].text),
					  INI_CREDENTIALS, "f", &err));
		if (!strstr(err.text, cases[i].says) || !*err.hint)
			fail_msg("%s; %s", err.text, err.hint);
		assert_null(strstr(err.text, "wJalr"));
		json_free(tree);
	}
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
		cmocka_unit_test(vectors_by_the_cli),
		cmocka_unit_test(cli_refuses),
		cmocka_unit_test(services),
		cmocka_unit_test(lines_cover_all),
		cmocka_unit_test(never_quotes_values),
	};

	return run_all(tests);
}

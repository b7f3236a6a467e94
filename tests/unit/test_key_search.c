/* test_key_search.c - where a key ID is that no edit reaches, and what a profile is. */
#include "config.h"

#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "folder.h"
#include "format/json.h"
#include "keys/find.h"
#include "keys/profile_resolve.h"

#define ID "AKIAIOSFODNN7EXAMPLE"
#define KEY "aws_access_key_id = " ID "\naws_secret_access_key = s\n"

static char credentials[300], config[300];

static int fresh(void **state)
{
	static const char *const unset[] = { "XDG_CONFIG_HOME", "RCLONE_CONFIG", "S3CMD_CONFIG",
					     "AWS_ACCESS_KEY_ID" };

	if (folder_make(state))
		return -1;
	snprintf(credentials, sizeof(credentials), "%s/.aws/credentials", folder);
	snprintf(config, sizeof(config), "%s/.aws/config", folder);
	setenv("HOME", folder, 1);
	setenv("AWS_SHARED_CREDENTIALS_FILE", credentials, 1);
	setenv("AWS_CONFIG_FILE", config, 1);
	for (size_t i = 0; i < sizeof(unset) / sizeof(*unset); i++)
		unsetenv(unset[i]);
	return chdir(folder);
}

static void put(const char *name, const char *text)
{
	char *path = *name == '/' ? xstrdup(name) : xasprintf("%s/%s", folder, name);
	char *dir = xstrdup(path);
	struct err err = ERR_INIT;

	*strrchr(dir, '/') = '\0';
	assert_true(file_folder(dir, &err));
	assert_true(file_replace(path, text, strlen(text), &err));
	free(dir);
	free(path);
}

/* "NAME of a profile" each, then "FILE:LINE" each, and "unread FILE". */
static void said(struct buf *out)
{
	struct err err = ERR_INIT;
	struct arena arena = { NULL };
	struct key_search s = { .arena = &arena };
	size_t skip = strlen(folder) + 1;

	assert_true(keys_find(&s, ID, NULL, 0, &err));
	assert_true(keys_search(&s, ID, &err));
	for (size_t i = 0; i < s.locations_count; i++)
		buf_fmt(out, "%s ", s.locations[i].kind == LOCATION_PROFILE ?
			s.locations[i].profile : "environment");
	for (size_t i = 0; i < s.lines_count; i++)
		buf_fmt(out, "%s:%zu%s ", s.lines[i].file + skip, s.lines[i].number,
			s.lines[i].aws ? "" : " other");
	for (size_t i = 0; i < s.unread_count; i++)
		buf_fmt(out, "unread %s ", s.unread[i].file + skip);
	arena_free(&arena);
}

static const struct {
	const char *name, *file, *text, *says;
} rows[] = {
	{ "a plain profile", ".aws/credentials", "[work]\n" KEY, "work " },
	{ "a name with spaces", ".aws/credentials", "[Data Team]\n" KEY, "Data Team " },
	{ "indented keys", ".aws/credentials",
	  "[a]\n  aws_access_key_id = " ID "\n  aws_secret_access_key = s\n", "a " },
	{ "a colon", ".aws/credentials", "[a]\naws_access_key_id: " ID "\n", "a " },
	{ "CRLF", ".aws/credentials", "[a]\r\naws_access_key_id = " ID "\r\n", "a " },
	{ "a byte order mark", ".aws/credentials", "\xef\xbb\xbf[a]\n" KEY, "a " },
	{ "quoted in the config file", ".aws/config", "[profile \"a b\"]\n" KEY, "a b " },
	{ "after a nested block with comments", ".aws/config",
	  "[profile a]\ns3 =\n    # x\n    y = 1\n\n    ; z\n    v = 2\n" KEY, "a " },
	{ "a comment", ".aws/credentials", "[a]\n  # " ID "\n", ".aws/credentials:2 " },
	{ "a comment behind the value that is found", ".aws/credentials",
	  "[a]\naws_access_key_id = " ID " # was " ID "\n", "a .aws/credentials:2 " },
	{ "no profile", ".aws/config", "[work]\n" KEY, ".aws/config:2 " },
	{ "the same line twice, one no profile", ".aws/config",
	  "[profile a]\n" KEY "[b]\n" KEY, "a .aws/config:5 " },
	{ "the same line twice, the first no profile", ".aws/config",
	  "[b]\n" KEY "[profile a]\n" KEY, "a .aws/config:2 " },
	{ "a section twice", ".aws/credentials", "[a]\n" KEY "[a]\n" KEY,
	  "a .aws/credentials:2 " },
	{ "another key's name", ".aws/credentials", "[a]\nother = " ID "\n",
	  ".aws/credentials:2 " },
	{ "a longer ID", ".s3cfg", ID "0\nX" ID "\n", "" },
	{ "s3cmd", ".s3cfg", "[default]\n\naccess_key=" ID "\n", ".s3cfg:3 other " },
	{ "rclone", ".config/rclone/rclone.conf", "access_key_id = " ID,
	  ".config/rclone/rclone.conf:1 other " },
	{ "the current folder", ".env", "A=1\r\nexport ID='" ID "'\r\n", ".env:2 other " },
	{ "a folder of that name", ".env/x", ID, "" },
};

static void searches(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out = BUF(10000);

		put(rows[i].file, rows[i].text);
		said(&out);
		if (!str_eq(out.s, rows[i].says))
			fail_msg("%s: '%s'", rows[i].name, out.s);
		buf_free(&out);
		folder_remove(state);
		assert_int_equal(fresh(state), 0);
	}
}

/* Both of the environment and both of ~/.aws; one file by two names counts once. */
static void default_files(void **state)
{
	char *link = xasprintf("%s/link", folder);
	struct buf out = BUF(10000);

	(void)state;
	setenv("AWS_SHARED_CREDENTIALS_FILE", link, 1);
	put(".aws/credentials", "[home]\n" KEY);
	put("link", "[mine]\n" KEY);
	put(".aws/config", "[profile both]\n" KEY);
	setenv("AWS_ACCESS_KEY_ID", ID, 1);
	said(&out);
	assert_string_equal(out.s, "mine both home environment ");
	buf_reset(&out);
	assert_int_equal(unlink(link), 0);
	assert_int_equal(symlink(credentials, link), 0);
	said(&out);
	assert_string_equal(out.s, "home both environment ");
	buf_free(&out);
	free(link);
}

static const struct {
	const char *credentials, *config, *own, *says;
} profiles[] = {
	{ "[other]\n" KEY, "[profile other]\nrole_arn = r\n", "", NULL },
	{ "", "[profile p]\nregion = x\n", "", NULL },
	{ "[p]\n" KEY, "", ID, NULL },
	{ "[p]\n" KEY, "", "", "another access key (" ID },
	{ "", "[profile p]\n" KEY, "", "another access key (" ID },
	{ "[p]\naws_secret_access_key = hidden\n", "", "", "a secret access key without its ID" },
	{ "[p]\n" KEY, "[profile p]\nrole_arn = r\n", ID, "the role 'r' (role_arn in" },
	{ "[p]\nrole_arn = r\n", "", "", "the role 'r' (role_arn in" },
	{ "", "[profile p]\nrole_arn = r\nweb_identity_token_file = /t\n", "", "a web identity" },
	{ "", "[profile p]\nsso_session = s\n", "", "the SSO session 's'" },
	{ "", "[profile p]\nsso_start_url = u\n", "", "an SSO sign-in" },
	{ "", "[profile 'p']\ncredential_process = hidden\n", "", "the output of a program" },
	{ "[p]\n" KEY, "[profile p]\ncredential_process = hidden\n", ID, NULL },
	{ "", "[profile p]\nlogin_session = l\n", "", "a console sign-in" },
	{ "", "[p]\nrole_arn = r\n", "", NULL },
};

static void resolves(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(profiles) / sizeof(*profiles); i++) {
		struct buf what = BUF(1000);
		struct err err = ERR_INIT;

		put(credentials, profiles[i].credentials);
		put(config, profiles[i].config);
		assert_true(profile_resolves("p", profiles[i].own, &what, &err));
		if (profiles[i].says ? !str_starts(what.s, profiles[i].says) : what.len > 0)
			fail_msg("row %zu: '%s'", i, what.s);
		assert_null(strstr(what.s, "hidden"));
		buf_free(&what);
	}
}

#define OF_ITS_OWN(test) cmocka_unit_test_setup_teardown(test, fresh, folder_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OF_ITS_OWN(searches),
		OF_ITS_OWN(default_files),
		OF_ITS_OWN(resolves),
	};

	return run_all(tests);
}

/* test_creds.c - which credentials win, and what is said when none do. */
#include "config.h"

#include "unit.h"

#include <sys/stat.h>

#include "aws/creds_chain.h"
#include "aws/endpoint.h"
#include "aws/profile.h"
#include "base/str.h"
#include "session.h"
#include "vectors.h"

static char folder[64];

static void put_file(const char *name, const char *variable, const char *text)
{
	char *path = xasprintf("%s/%s", folder, name);
	struct err err = ERR_INIT;

	assert_true(file_replace(path, text, strlen(text), &err));
	setenv(variable, path, 1);
	free(path);
}

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "%s", "/tmp/test_creds.XXXXXX");
	clean_environment();
	return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	static const char *const names[] = { "config", "credentials" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char *path = xasprintf("%s/%s", folder, names[i]);

		unlink(path);
		free(path);
	}
	clean_environment();
	return rmdir(folder);
}

static void config(const char *text)
{
	put_file("config", "AWS_CONFIG_FILE", text);
}

static void credentials(const char *text)
{
	put_file("credentials", "AWS_SHARED_CREDENTIALS_FILE", text);
}

static void from_environment(void **state)
{
	struct creds c;
	struct err err = ERR_INIT;

	(void)state;
	credentials("[default]\naws_access_key_id = FILE\naws_secret_access_key = s\n");
	setenv("AWS_ACCESS_KEY_ID", "ENVKEY", 1);
	setenv("AWS_SECRET_ACCESS_KEY", "env/secret", 1);
	setenv("AWS_SESSION_TOKEN", "tok", 1);
	setenv("AWS_CREDENTIAL_EXPIRATION", "Sun, 01 Jan 2090 02:00:00 +0200", 1);
	assert_true(creds_find(&c, NULL, &err));
	assert_string_equal(c.key_id, "ENVKEY");
	assert_string_equal(c.secret.s, "env/secret");
	assert_string_equal(c.token.s, "tok");
	assert_string_equal(c.source, "environment");
	assert_string_equal(c.profile, "");
	assert_int_equal(c.expires, 3786912000);
	creds_close(&c);
	assert_null(c.secret.s);
}

/* As by the AWS CLI: a key ID that is empty is none, one of blanks is one. */
static void blank_is_unset(void **state)
{
	struct creds c;
	struct err err = ERR_INIT;

	(void)state;
	credentials("[default]\naws_access_key_id = FILE\naws_secret_access_key = s\n");
	setenv("AWS_ACCESS_KEY_ID", "", 1);
	setenv("AWS_SECRET_ACCESS_KEY", "  ", 1);
	setenv("AWS_REGION", "", 1);
	setenv("AWS_DEFAULT_REGION", "eu-west-1", 1);
	assert_true(creds_find(&c, NULL, &err));
	assert_string_equal(c.key_id, "FILE");
	assert_string_equal(c.region, "eu-west-1");
	creds_close(&c);
}

static void from_profile(void **state)
{
	struct creds c;
	struct err err = ERR_INIT;

	(void)state;
	config("[profile work]\nregion = eu-central-1\nca_bundle = /ca.pem\n"
	       "endpoint_url = https://e.example\n");
	credentials("[default]\naws_access_key_id=D\naws_secret_access_key=d\n"
		    "[work]\naws_access_key_id = WORK\naws_secret_access_key = w/s\n"
		    "aws_session_token = t\n");
	setenv("AWS_PROFILE", "work", 1);
	assert_true(creds_find(&c, NULL, &err));
	assert_string_equal(c.key_id, "WORK");
	assert_string_equal(c.token.s, "t");
	assert_string_equal(c.profile, "work");
	assert_string_equal(c.region, "eu-central-1");
	assert_string_equal(c.ca_bundle, "/ca.pem");
	assert_string_equal(c.endpoint_url, "https://e.example");
	assert_non_null(strstr(c.source, "profile 'work' of /tmp/test_creds."));
	creds_close(&c);
	setenv("AWS_REGION", "us-east-2", 1);
	assert_true(creds_find(&c, NULL, &err));
	assert_string_equal(c.region, "us-east-2");
	creds_close(&c);
}

static void fails(const char *text, const char *hint)
{
	struct err err = ERR_INIT;
	struct creds c;

	assert_false(creds_find(&c, NULL, &err));
	assert_non_null(strstr(err.text, text));
	assert_non_null(strstr(err.hint, hint));
	assert_null(c.secret.s);
	assert_null(strstr(err.text, "canary"));
}

/* Which one, why, and what it comes before; where the region is from. */
static void why_is_told(void **state)
{
	struct err err = ERR_INIT;
	struct creds c;

	(void)state;
	config("[profile work]\nregion = eu-central-1\ncredential_process = true\n");
	credentials("[default]\naws_access_key_id=D\naws_secret_access_key=d\n"
		    "[work]\naws_access_key_id = WORK\naws_secret_access_key = w/s\n");
	setenv("AWS_PROFILE", "work", 1);
	assert_true(creds_find(&c, NULL, &err));
	assert_string_equal(c.why, "the environment has no key, and AWS_PROFILE names the "
			    "profile 'work'");
	assert_string_equal(c.passed, "a program of the same profile 'work'");
	assert_string_equal(c.region_from, "profile 'work'");
	assert_int_equal(c.link_count, 0);
	creds_close(&c);
	setenv("AWS_ACCESS_KEY_ID", "ENVKEY", 1);
	setenv("AWS_SECRET_ACCESS_KEY", "env/secret", 1);
	setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/nowhere", 1);
	setenv("AWS_DEFAULT_REGION", "us-east-2", 1);
	unsetenv("AWS_EC2_METADATA_DISABLED");
	assert_true(creds_find(&c, NULL, &err));
	assert_non_null(strstr(c.why, "the environment comes first"));
	assert_string_equal(c.passed, "the profile 'work' of AWS_PROFILE\n"
			    "the web identity of AWS_WEB_IDENTITY_TOKEN_FILE\n"
			    "an instance's role (the metadata service was not asked)");
	assert_string_equal(c.region_from, "AWS_DEFAULT_REGION");
	creds_close(&c);
}

/* AWS_DEFAULT_PROFILE comes first, and what is not used is noted. */
static void notes_are_told(void **state)
{
	struct err err = ERR_INIT;
	struct creds c;

	(void)state;
	config("[profile work]\nregion = eu-central-1\n[team]\nregion = us-east-1\n");
	credentials("[work]\naws_access_key_id = WORK\naws_secret_access_key = w/s\n"
		    "[team]\naws_access_key_id = TEAM\naws_secret_access_key = t/s\n");
	setenv("AWS_DEFAULT_PROFILE", "work", 1);
	setenv("AWS_PROFILE", "team", 1);
	setenv("AWS_REGION", "us-west-2", 1);
	assert_true(creds_find(&c, NULL, &err));
	assert_string_equal(c.key_id, "WORK");
	assert_string_equal(c.why, "the environment has no key, and AWS_DEFAULT_PROFILE names the "
			    "profile 'work'");
	assert_string_equal(c.notes, "AWS_REGION sets the Region: version 1 of the AWS CLI and boto3 "
			    "ignore it and use eu-central-1\nAWS_PROFILE is not used: "
			    "AWS_DEFAULT_PROFILE comes before it");
	creds_close(&c);
	setenv("AWS_DEFAULT_PROFILE", "team", 1);
	setenv("AWS_DEFAULT_REGION", "us-west-2", 1);
	assert_true(creds_find(&c, NULL, &err));
	assert_non_null(strstr(c.notes, "line 3, has [team]: to be read, it must be [profile team]"));
	creds_close(&c);
	assert_true(creds_find_profile(&c, "work", NULL, &err));
	assert_string_equal(c.key_id, "WORK");
	assert_string_equal(c.region, "");
	creds_close(&c);
	assert_false(creds_find_profile(&c, "none", NULL, &err));
	assert_non_null(strstr(err.text, "there is no profile 'none' (--profile)"));
}

/* The environment's key and web identity are no source of a profile that is given. */
static void a_given_profile(void **state)
{
	struct err err = ERR_INIT;
	struct creds c;

	(void)state;
	credentials("[work]\naws_access_key_id = WORK\naws_secret_access_key = w/s\n");
	setenv("AWS_ACCESS_KEY_ID", "ENVKEY", 1);
	setenv("AWS_SECRET_ACCESS_KEY", "env/secret", 1);
	setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/nowhere", 1);
	setenv("AWS_ROLE_ARN", "arn:aws:iam::1:role/env", 1);
	assert_true(creds_find_profile(&c, "work", NULL, &err));
	assert_string_equal(c.key_id, "WORK");
	creds_close(&c);
}

static void file_variables(void **state)
{
	static const struct { const char *set, *is; } cases[] = {
		{ "$HOME/a", "/home/ann/a" }, { "${HOME}/a$", "/home/ann/a$" }, { "~/a", "/home/ann/a" },
		{ "~", "/home/ann" }, { "~root/a", "/root/a" }, { "~nobody-at-all/a", "~nobody-at-all/a" },
		{ "$NOT_SET/a", "$NOT_SET/a" }, { "${NOT_SET/a", "${NOT_SET/a" }, { "a~/b", "a~/b" },
		{ "$TWO/c", "/home/ann/$HOME/c" }, { "", "" },
	};
	char *home = xstrdup(getenv("HOME") ? getenv("HOME") : "/"), path[4096];

	(void)state;
	setenv("HOME", "/home/ann", 1);
	setenv("TWO", "~/$HOME", 1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		setenv("AWS_CONFIG_FILE", cases[i].set, 1);
		profile_files(NULL, path);
		assert_string_equal(path, cases[i].is);
	}
	setenv("HOME", home, 1);
	unsetenv("TWO");
	free(home);
}

static void half_a_key(void **state)
{
	(void)state;
	setenv("AWS_ACCESS_KEY_ID", "AKID", 1);
	fails("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not", "both");
	unsetenv("AWS_ACCESS_KEY_ID");
	setenv("AWS_SECRET_ACCESS_KEY", "canary", 1);
	fails("no AWS credentials were found", "aws configure");
	unsetenv("AWS_SECRET_ACCESS_KEY");
	credentials("[default]\naws_access_key_id = AKID\n");
	fails("aws_access_key_id is set and aws_secret_access_key is not", "both");
	credentials("[default]\naws_access_key_id = AKID\naws_secret_access_key = can ary\n");
	fails("the secret access key from the profile 'default'", "copy it again");
	credentials("[default]\naws_access_key_id = AK ID\naws_secret_access_key = x\n");
	fails("contains a space", "copy it again");
}

static void nothing_found(void **state)
{
	(void)state;
	fails("no AWS credentials were found", "accredit practice");
	setenv("AWS_PROFILE", "ghost", 1);
	fails("no profile 'ghost'", "AWS_PROFILE");
	config("[profile ghost]\nregion = us-east-1\n");
	fails("the profile 'ghost'", "AWS_PROFILE");
}

/* What a profile lacks is said; another source is never taken in its place. */
static void incomplete_sources(void **state)
{
	static const struct { const char *text, *says, *hint; } cases[] = {
		{ "role_arn = a\n", "neither source_profile nor credential_source", "one" },
		{ "role_arn = a\nsource_profile = x\ncredential_source = Environment\n",
		  "both source_profile and credential_source", "one" },
		{ "role_arn = a\nsource_profile = x\n", "'x' of the profile 'default' "
		  "does not exist", "aws configure" },
		{ "role_arn = a\ncredential_source = Moon\n", "'Moon'", "Environment" },
		{ "role_arn = a\ncredential_source = Environment\n", "which has none",
		  "source_profile" },
		{ "role_arn = a\ncredential_source = environment\n", "which does not exist",
		  "in these letters" },
		{ "role_arn =\ncredential_source = Environment\n", "an empty role_arn", "value" },
		{ "role_arn = a\nsource_profile = default\nexternal_id =\n",
		  "an empty external_id", "value" },
		{ "role_arn = a\nsource_profile = default\nmfa_serial = "
		  "arn:aws:iam::1:u2f/user/ann/Key-1\n", "has no codes", "authenticator app" },
		{ "role_arn = a\ncredential_source = Ec2InstanceMetadata\n",
		  "AWS_EC2_METADATA_DISABLED is set", "source_profile" },
		/* a role comes before keys in the same profile */
		{ "role_arn = a\naws_access_key_id = A\naws_secret_access_key = b\n",
		  "neither source_profile", "one" },
		{ "sso_session = x\nsso_role_name = r\n", "sso-session 'x'", "aws configure sso" },
		{ "sso_start_url = x\nsso_role_name = r\n", "lacks sso_region", "aws configure sso" },
		{ "sso_role_name = r\n", "lacks sso_start_url", "aws configure sso" },
		/* a session alone is for tokens: the AWS CLI finds no credentials either */
		{ "sso_session = x\n", "no AWS credentials were found", "aws configure" },
		{ "sso_start_url = x\nsso_region = us-east-1\nsso_account_id = 1\n",
		  "lacks sso_role_name", "aws configure sso" },
		{ "web_identity_token_file = x\n", "no role", "role_arn" },
		{ "web_identity_token_file = /dev/null/x\nrole_arn = a\n",
		  "web identity token of the profile 'default'", "must write that file" },
		{ "credential_process = 'x\n", "unclosed quote", "fix it" },
		{ "credential_process =\n", "names no program", "fix it" },
		{ "login_session = x\n", "is not signed in by 'aws login'", "run: aws login --profile" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *text = xasprintf("[default]\n%s", cases[i].text);

		config(text);
		fails(cases[i].says, cases[i].hint);
		free(text);
	}
	config("");
	setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/x", 1);
	fails("no role", "AWS_ROLE_ARN");
}

static void circles(void **state)
{
	(void)state;
	config("[default]\nrole_arn = a\nsource_profile = b\n"
	       "[profile b]\nrole_arn = b\nsource_profile = default\n");
	fails("circular: 'b' leads back to 'default'", "last profile");
	config("[default]\nrole_arn = a\nsource_profile = default\n");
	fails("circular: 'default'", "last profile");
}

static void broken_file(void **state)
{
	(void)state;
	credentials("[default]\naws_secret_access_key canary\n");
	fails("line 2", "fix this line");
}

static void services_section(void **state)
{
	struct err err = ERR_INIT;
	struct profile p;
	const char *name;
	char url[512];

	(void)state;
	config("[profile p]\nservices = local\nendpoint_url = https://all.example\n"
	       "max_attempts = 5\n[services local]\niam =\n  endpoint_url = https://iam.example\n");
	assert_true(profile_load(&p, "p", &err));
	assert_string_equal(endpoint_configured(url, &name, "iam", p.values, p.services),
			    "https://iam.example");
	assert_string_equal(endpoint_configured(url, &name, "sts", p.values, p.services),
			    "https://all.example");
	assert_string_equal(profile_setting(&p, "AWS_MAX_ATTEMPTS", "max_attempts"), "5");
	setenv("AWS_MAX_ATTEMPTS", "4", 1);
	assert_string_equal(profile_setting(&p, "AWS_MAX_ATTEMPTS", "max_attempts"), "4");
	profile_free(&p);
}

static bool location_is(const struct json *c)
{
	static const char *const names[] = { "HOME", "AWS_CONFIG_FILE",
		"AWS_SHARED_CREDENTIALS_FILE", "AWS_PROFILE" };
	const char *profile = json_str(c, "profile");
	struct err err = ERR_INIT;
	struct profile p;
	bool ok;

	for (size_t i = 0; i < 4; i++)
		unsetenv(names[i]);
	json_each(v, json_get(c, "environment"))
		setenv(json_key(v), json_text(v), 1);
	assert_true(profile_load(&p, NULL, &err));
	ok = str_eq(p.config_file, json_str(c, "configLocation")) &&
	     str_eq(p.credentials_file, json_str(c, "credentialsLocation")) &&
	     (!*profile || str_eq(p.name, profile));
	profile_free(&p);
	return ok;
}

static void locations(void **state)
{
	char *suite = vectors_folder("profile-files");
	char *home = getenv("HOME") ? xstrdup(getenv("HOME")) : NULL;
	int passed = 0, all = 0;
	struct json *j;

	(void)state;
	if (!suite) {
		free(home);
		return;
	}
	j = vectors_json(suite, "file-location-tests.json");
	json_each(c, json_get(j, "tests")) {
		if (!str_eq(json_str(c, "platform"), "linux"))
			continue;
		passed += location_is(c);
		all++;
	}
	if (home)
		setenv("HOME", home, 1);
	free(home);
	json_free(j);
	free(suite);
	assert_true(vectors_count("profile-files, places on Linux", passed, all));
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(from_environment),
		test(blank_is_unset),
		test(from_profile), test(why_is_told),
		test(notes_are_told), test(a_given_profile), test(file_variables),
		test(half_a_key),
		test(nothing_found),
		test(incomplete_sources),
		test(circles),
		test(broken_file),
		test(services_section),
		test(locations),
	};

	return run_all(tests);
}

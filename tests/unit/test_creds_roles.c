/*
 * test_creds_roles.c - which profile's key assumes which role, against the cases
 * that the SDKs share. http_send is replaced at link time: STS, the portal and
 * an instance made up here answer, and what they are asked is the result.
 */
#include "config.h"

#include "unit.h"

#include "aws/creds_internal.h"
#include "aws/wire.h"
#include "base/str.h"
#include "net/hash.h"
#include "session.h"
#include "vectors.h"

#include "folder.h"

static struct buf calls = BUF(64u << 10);	/* a line a role or sign-in */

/* --- those that answer ------------------------------------------------------------ */

/* A member of a query or form, unescaped; "" if none. */
static char *member(const char *text, const char *name)
{
	struct buf raw = BUF(65536), out = BUF(65536);
	char *with = xasprintf("%s=", name);
	const char *at = strstr(text, with);

	if (at)
		buf_add(&raw, at + strlen(with), strcspn(at + strlen(with), "&"));
	wire_unescape(&out, raw.s);
	buf_free(&raw);
	free(with);
	return buf_take(&out);
}

static const char *field(const struct http_request *q, const char *name)
{
	for (size_t i = 0; i < q->field_count; i++)
		if (!strcasecmp(q->fields[i].name, name))
			return q->fields[i].value;
	return "";
}

static void note_role(const char *what, const char *role, const char *session,
		      const char *external, const char *key)
{
	buf_fmt(&calls, "%s %s session '%s' external '%s' key %s\n", what, role,
		str_starts(session, "accredit-") ? "" : session, external, key);
}

static void sts(const struct http_request *q, struct http_response *r)
{
	struct buf form = BUF(65536);
	char key[64] = "none", *action, *role, *session, *external;

	buf_add(&form, q->body, q->body_len);
	action = member(form.s, "Action");
	role = member(form.s, "RoleArn");
	session = member(form.s, "RoleSessionName");
	external = member(form.s, "ExternalId");
	sscanf(field(q, "Authorization"), "AWS4-HMAC-SHA256 Credential=%63[^/]", key);
	note_role(str_eq(action, "AssumeRole") ? "role" : "web", role, session, external,
		  key);
	buf_fmt(&r->body, "<%sResponse><%sResult><Credentials><AccessKeyId>HOP"
		"</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t"
		"</SessionToken></Credentials></%sResult></%sResponse>", action, action,
		action, action);
	free(action);
	free(role);
	free(session);
	free(external);
	buf_free(&form);
}

static void portal(const struct http_request *q, struct http_response *r)
{
	char *account = member(q->url, "account_id"), *role = member(q->url, "role_name");

	buf_fmt(&calls, "sso %s %s\n", account, role);
	buf_str(&r->body, "{\"roleCredentials\":{\"accessKeyId\":\"HOP\","
		"\"secretAccessKey\":\"s\",\"sessionToken\":\"t\"}}");
	free(account);
	free(role);
}

static void instance(const struct http_request *q, struct http_response *r)
{
	buf_str(&r->body, str_ends(q->url, "/api/token") ? "t" :
		str_ends(q->url, "/security-credentials/") ? "role" :
		"{\"Code\":\"Success\",\"AccessKeyId\":\"Ec2InstanceMetadata\","
		"\"SecretAccessKey\":\"s\",\"Token\":\"t\",\"Expiration\":\"2090-01-01T00:00:00Z\"}");
}

bool __wrap_http_send(struct http *h, const struct http_request *q,
		      struct http_response *r);
bool __wrap_http_send(struct http *h, const struct http_request *q,
		      struct http_response *r)
{
	(void)h;
	http_response_free(r);
	r->end = HTTP_ANSWERED;
	r->sent = true;
	r->status = 200;
	if (q->metadata)
		instance(q, r);
	else if (strstr(q->url, "//portal.sso."))
		portal(q, r);
	else
		sts(q, r);
	return true;
}

/* --- a case -------------------------------------------------------------------------- */

static void put(const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", folder, name);
	struct err err = ERR_INIT;

	assert_true(file_replace(path, text, strlen(text), &err));
	free(path);
}

static void add_section(struct buf *out, const char *kind, const struct json *section)
{
	buf_fmt(out, "[%s %s]\n", kind, json_key(section));
	json_each(v, section) {
		if (str_eq(json_key(v), "web_identity_token_file"))
			buf_fmt(out, "%s = %s/token\n", json_key(v), folder);
		else
			buf_fmt(out, "%s = %s\n", json_key(v), json_text(v));
	}
}

/* The sign-in that 'aws sso login' would have left for this start URL. */
static void sign_in(const char *url)
{
	char sum[HASH_SHA1_HEX], *path = xasprintf("%s/.aws/sso/cache", folder);
	struct err err = ERR_INIT;

	assert_true(file_folder(path, &err));
	free(path);
	hash_sha1_hex(sum, url, strlen(url));
	path = xasprintf(".aws/sso/cache/%s.json", sum);
	put(path, "{\"accessToken\":\"t\",\"expiresAt\":\"2099-01-01T00:00:00Z\"}");
	free(path);
}

static void write_files(const struct json *input)
{
	struct buf text = BUF(65536);
	char *path = xasprintf("%s/config", folder);

	json_each(p, json_get(input, "profiles")) {
		add_section(&text, "profile", p);
		sign_in(json_str(p, "sso_start_url"));
	}
	json_each(p, json_get(input, "sso_sessions"))
		add_section(&text, "sso-session", p);
	put("config", text.s);
	put("token", "web-token");
	setenv("AWS_CONFIG_FILE", path, 1);
	setenv("AWS_PROFILE", json_str(input, "selected_profile"), 1);
	setenv("AWS_REGION", "us-east-1", 1);
	setenv("HOME", folder, 1);
	if (strstr(text.s, "Ec2InstanceMetadata"))
		unsetenv("AWS_EC2_METADATA_DISABLED");
	free(path);
	buf_free(&text);
}

/* The calls that the chain wants, as they are noted; returns the key at its end. */
static const char *wanted(const struct json *chain, struct buf *out)
{
	const char *key = "none";

	json_each(hop, chain) {
		const struct json *h = json_first(hop);
		const char *kind = json_key(h);

		if (str_eq(kind, "AccessKey")) {
			key = json_str(h, "access_key_id");
			continue;
		}
		if (str_eq(kind, "NamedSource")) {
			key = json_text(h);
			continue;
		}
		if (str_eq(kind, "Sso"))
			buf_fmt(out, "sso %s %s\n", json_str(h, "sso_account_id"),
				json_str(h, "sso_role_name"));
		else
			buf_fmt(out, "%s %s session '%s' external '%s' key %s\n",
				str_eq(kind, "AssumeRole") ? "role" : "web",
				json_str(h, "role_arn"), json_str(h, "role_session_name"),
				json_str(h, "external_id"), key);
		key = "HOP";
	}
	return key;
}

static bool run_case(const struct json *c)
{
	const struct json *output = json_get(c, "output");
	struct buf want = BUF(65536);
	struct err err = ERR_INIT;
	struct creds creds;
	const char *key;
	bool ok;

	buf_reset(&calls);
	write_files(json_get(c, "input"));
	key = wanted(json_get(output, "ProfileChain"), &want);
	ok = creds_find(&creds, NULL, &err);
	if (json_get(output, "Error"))
		ok = !ok && *err.hint && !calls.len;
	else
		ok = ok && str_eq(creds.key_id, key) && str_eq(calls.s, want.s);
	if (!ok)
		printf("%s: '%s' key '%s', %s, not '%s'\n", json_str(c, "docs"), calls.s,
		       creds.key_id, err.text, want.s);
	creds_close(&creds);
	buf_free(&want);
	return ok;
}

/* One case wants a chain for a bearer token, which is no AWS key. */
static bool is_bearer(const struct json *c)
{
	const struct json *first = json_first(json_path(c, "output.ProfileChain"));
	const struct json *sso = json_get(first, "Sso");

	return *json_str(sso, "sso_session") && !*json_str(sso, "sso_account_id");
}

static void shared_cases(void **state)
{
	char *suite = vectors_folder("profile-files");
	int passed = 0, all = 0;
	struct json *j;

	(void)state;
	if (!suite)
		return;
	j = vectors_json(suite, "assume-role-tests.json");
	json_each(c, j) {
		if (is_bearer(c)) {
			printf("NOT CLAIMED: assume-role-tests, %s: a bearer token is no "
			       "AWS key\n", json_str(c, "docs"));
			continue;
		}
		clean_environment();
		passed += run_case(c);
		all++;
	}
	json_free(j);
	free(suite);
	assert_true(vectors_count("assume-role-tests", passed, all));
}

/* Our own: the loop that only one profile with keys seems to end. */
static void loop_through_keys(void **state)
{
	struct err err = ERR_INIT;
	struct json *c;
	static const char text[] = "{\"input\": {\"selected_profile\": \"A\", \"profiles\": "
		"{\"A\": {\"role_arn\": \"a\", \"source_profile\": \"B\", "
		"\"aws_access_key_id\": \"x\", \"aws_secret_access_key\": \"y\"}, "
		"\"B\": {\"role_arn\": \"b\", \"source_profile\": \"A\"}}}, "
		"\"output\": {\"Error\": \"loop\"}}";

	(void)state;
	c = json_parse(text, strlen(text), "case", &err);
	assert_true(run_case(c));
	json_free(c);
}

static int set_up(void **state)
{
	clean_environment();
	return folder_make(state);
}

static int tear_down(void **state)
{
	clean_environment();
	buf_free(&calls);
	return folder_remove(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(shared_cases, set_up, tear_down),
		cmocka_unit_test_setup_teardown(loop_through_keys, set_up, tear_down),
	};

	return run_all(tests);
}

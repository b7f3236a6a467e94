/*
 * test_creds_chain.c - the credential providers against the SDKs' recorded cases:
 * their environment, files and traffic in, the same key out. http_send is
 * replaced at link time, so real addresses are written and none is called.
 */
#include "config.h"

#include "unit.h"

#include <ftw.h>
#include <limits.h>
#include <sys/stat.h>

#include "aws/creds_internal.h"
#include "base/str.h"
#include "session.h"
#include "vectors.h"

static char root[PATH_MAX];	/* the case's "/" */

/* --- traffic ------------------------------------------------------------------------ */

static struct {
	const struct json *requests[32], *responses[32];
	const char *sent[32], *received[32];
	size_t count, next;
	char wrong[512];
} tape;

static void tape_load(const struct json *events)
{
	size_t by_connection[64] = { 0 };

	memset(&tape, 0, sizeof(tape));
	json_each(e, events) {
		const struct json *action = json_get(e, "action"), *j;
		size_t id = (size_t)json_number(json_get(e, "connection_id")) % 64;
		size_t n = by_connection[id];

		if ((j = json_path(action, "Request.request"))) {
			by_connection[id] = n = tape.count++ % 32;
			tape.requests[n] = j;
			tape.sent[n] = tape.received[n] = "";
		} else if ((j = json_path(action, "Response.response.Ok"))) {
			tape.responses[n] = j;
		} else if ((j = json_get(action, "Data"))) {
			const char *text = json_str(json_get(j, "data"), "Utf8");

			if (str_eq(json_str(j, "direction"), "Request"))
				tape.sent[n] = text;
			else
				tape.received[n] = text;
		}
	}
}

static void complain(const char *what, const char *ours, const char *theirs)
{
	if (!*tape.wrong)
		snprintf(tape.wrong, sizeof(tape.wrong), "%s: '%.120s', not '%.120s'",
			 what, ours, theirs);
}

/* Plain http to a host elsewhere is refused by us: such cases run with https. */
static void safe(struct buf *out, const char *text)
{
	for (const char *at; (at = strstr(text, "http://aws.")); text = at + 7) {
		buf_add(out, text, (size_t)(at - text));
		buf_str(out, "https://");
	}
	buf_str(out, text);
}

/* Whether every part of one query stands in the other. */
static bool has_all(const char *in, const char *query)
{
	while (*query) {
		size_t n = strcspn(query, "&");
		char *part = xasprintf("%.*s", (int)n, query);
		bool has = strstr(in, part) != NULL;

		free(part);
		if (!has)
			return false;
		query += n + (query[n] == '&');
	}
	return true;
}

static void check_url(const char *ours, const char *text)
{
	struct buf theirs = BUF(4096);
	size_t n, m;

	safe(&theirs, text);
	n = strcspn(ours, "?");
	m = strcspn(theirs.s, "?");
	if (n && ours[n - 1] == '/')
		n--;
	if (m && theirs.s[m - 1] == '/')
		m--;
	if (n != m || memcmp(ours, theirs.s, n) ||
	    !has_all(ours + strcspn(ours, "?"), theirs.s + strcspn(theirs.s, "?") +
		     (strchr(theirs.s, '?') != NULL)))
		complain("URL", ours, theirs.s);
	buf_free(&theirs);
}

static const char *header(const struct json *headers, const char *name)
{
	json_each(h, headers)
		if (!strcasecmp(json_key(h), name))
			return json_text(json_first(h)) ? json_text(json_first(h)) : "";
	return "";
}

static const char *field(const struct http_request *q, const char *name)
{
	for (size_t i = 0; i < q->field_count; i++)
		if (!strcasecmp(q->fields[i].name, name))
			return q->fields[i].value;
	return "";
}

static void check_fields(const struct http_request *q, const struct json *headers)
{
	static const char *const names[] = {
		"x-amz-sso_bearer_token", "x-aws-ec2-metadata-token",
		"x-aws-ec2-metadata-token-ttl-seconds",
	};
	bool ours = *field(q, "Authorization"), theirs = *header(headers, "authorization");

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!str_eq(field(q, names[i]), header(headers, names[i])))
			complain(names[i], field(q, names[i]), header(headers, names[i]));
	/* Some records hold the signature of another case: only that there is one. */
	if (!q->metadata && ours != theirs)
		complain("signature", ours ? "one" : "none", theirs ? "one" : "none");
}

/* Session names are of the day, and one record holds another account's role. */
static void check_body(const struct http_request *q, const char *theirs)
{
	struct buf ours = BUF(1u << 20);

	buf_add(&ours, q->body, q->body_len);
	for (; *theirs; theirs += strcspn(theirs, "&"), theirs += *theirs == '&') {
		char *part = xasprintf("%.*s", (int)strcspn(theirs, "&"), theirs);

		if (!str_starts(part, "RoleSessionName=") &&
		    !str_starts(part, "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789123") &&
		    !strstr(ours.s, part))
			complain("body", ours.s, part);
		free(part);
	}
	buf_free(&ours);
}

bool __wrap_http_send(struct http *h, const struct http_request *q,
		      struct http_response *r);
bool __wrap_http_send(struct http *h, const struct http_request *q,
		      struct http_response *r)
{
	size_t n = tape.next < tape.count ? tape.next++ : tape.count - 1;

	(void)h;
	http_response_free(r);
	if (!tape.count || (tape.next == tape.count && n + 1 < tape.next) ||
	    !tape.responses[n]) {
		complain("a call that nobody recorded", q->url, "");
		r->end = HTTP_UNREACHED;
		return false;
	}
	if (!str_eq(q->method, json_str(tape.requests[n], "method")))
		complain("method", q->method, json_str(tape.requests[n], "method"));
	check_url(q->url, json_str(tape.requests[n], "uri"));
	check_fields(q, json_get(tape.requests[n], "headers"));
	check_body(q, tape.sent[n]);
	r->end = HTTP_ANSWERED;
	r->sent = true;
	r->status = (int)json_number(json_get(tape.responses[n], "status"));
	buf_str(&r->body, tape.received[n]);
	return true;
}

/* --- a case ------------------------------------------------------------------------- */

/* What we say where the SDK of the records says something of its own. */
static const struct { const char *name, *says; } sentences[] = {
	{ "eks_pod_identity_no_token_file", "the container's token" },
	{ "imds_default_chain_error", "found (this instance has no role)" },
	{ "imds_disabled", "no AWS credentials were found" },
	{ "imds_no_iam_role", "which has none (this instance has no role)" },
	{ "imds_token_fail", "denies its token: HTTP 403" },
	{ "profile_overrides_web_identity", "'Environment', which has none" },
	{ "sso_no_token_file", "is not signed in to IAM Identity Center" },
	{ "sso_server_error", "account '123456789', role 'MySsoRole'" },
	{ "web_identity_source_profile_no_env", "a web identity token but no role" },
	{ "credential_process_failure", "cannot be started" },
	{ "credential_process_invalid", "printed no JSON object" },
	{ "empty_config", "no AWS credentials were found" },
	{ "invalid_config", "line 2" },
	/* botocore: without account and role it is a profile for tokens */
	{ "invalid_sso_credentials_config", "no AWS credentials were found" },
	{ "sso_token", "no AWS credentials were found" },
};

/* Cases of sources that we do not claim. */
static const struct { const char *name, *why; } others[] = {
	{ "credential_process", "its command is a pipe, and no shell is run" },
	{ "credential_process_account_id_fallback",
	  "its command is a pipe, and no shell is run" },
	{ "environment_variables_blank",
	  "botocore takes a variable of blanks for a value, and so do we: refused" },
};

/* botocore takes an instance's key that is over for one that AWS still accepts. */
static const char *const extended[] = {
	"imds_config_with_no_creds", "imds_default_chain_retries", "imds_default_chain_success",
	NULL
};

static int copy_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	static char from[PATH_MAX];
	struct buf text = BUF(1u << 20), out = BUF(1u << 20);
	struct err err = ERR_INIT;
	char *to;

	(void)st;
	if (at->level == 0)
		snprintf(from, sizeof(from), "%s", path);
	to = xasprintf("%s%s", root, path + strlen(from));
	if (type == FTW_D) {
		mkdir(to, 0700);
	} else {
		assert_true(file_read(path, &text, NULL, &err));
		safe(&out, text.s);
		assert_true(file_replace(to, out.s, out.len, &err));
	}
	free(to);
	buf_free(&text);
	buf_free(&out);
	return 0;
}

static int drop_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

/* Always a home in the case's tree, never that of the user who runs the test. */
static void set_environment(const struct json *env, bool profile_only)
{
	char *path = xstrdup(getenv("PATH"));

	clearenv();
	setenv("PATH", path, 1);
	setenv("HOME", root, 1);
	free(path);
	json_each(v, env) {
		struct buf value = BUF(4096);
		bool file = str_eq(json_key(v), "HOME") || str_ends(json_key(v), "_FILE");

		buf_str(&value, file ? root : "");
		safe(&value, json_text(v));
		setenv(json_key(v), value.s, 1);
		buf_free(&value);
	}
	if (!profile_only)
		return;
	unsetenv("AWS_ACCESS_KEY_ID");
	unsetenv("AWS_SECRET_ACCESS_KEY");
	setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
}

static void check_found(const char *name, const struct creds *c, const struct json *want)
{
	const char *token = c->token.s ? c->token.s : "";

	if (!str_eq(c->key_id, json_str(want, "access_key_id")))
		complain("key", c->key_id, json_str(want, "access_key_id"));
	if (!str_eq(c->secret.s, json_str(want, "secret_access_key")))
		complain("secret", c->secret.s, json_str(want, "secret_access_key"));
	if (!str_eq(token, json_str(want, "session_token")))
		complain("token", token, json_str(want, "session_token"));
	if (str_in(name, extended) && c->expires > clock_wall())
		printf("NOT CLAIMED: the end of %s: it is past, and botocore extends it\n", name);
	else if (c->expires != (time_t)json_number(json_get(want, "expiry")))
		complain("expiry", "another time", "that of the answer");
	if (!*c->source)
		complain("source", "", "a name");
}

static void check_case(const char *name, const struct json *result)
{
	struct err err = ERR_INIT;
	struct creds c;
	bool found = creds_find(&c, NULL, &err), said = false;

	if (found && json_get(result, "Ok"))
		check_found(name, &c, json_get(result, "Ok"));
	else if (found)
		complain("result", "a key", "a failure");
	else if (json_get(result, "Ok"))
		complain("result", err.text, "a key");
	for (size_t i = 0; i < sizeof(sentences) / sizeof(*sentences); i++)
		if (str_eq(sentences[i].name, name))
			said = strstr(err.text, sentences[i].says);
	if (!json_get(result, "Ok") && (!said || !*err.hint))
		complain("sentence", err.text, "the one named here, with a hint");
	if (tape.next < tape.count)
		complain("calls", "fewer", "as recorded");
	creds_close(&c);
}

static bool run_case(const char *folder, const char *name, bool profile_only)
{
	char *path = xasprintf("%s/%s", folder, name), *fs = xasprintf("%s/fs", path);
	struct json *env = vectors_json(path, "env.json"), *traffic = NULL;
	struct json *it = vectors_json(path, "test-case.json");

	snprintf(root, sizeof(root), "/tmp/test_chain.XXXXXX");
	assert_non_null(mkdtemp(root));
	if (vectors_has(path, "fs"))
		nftw(fs, copy_one, 16, FTW_PHYS);
	if (vectors_has(path, "http-traffic.json"))
		traffic = vectors_json(path, "http-traffic.json");
	tape_load(json_get(traffic, "events"));
	set_environment(env, profile_only);
	check_case(name, json_get(it, "result"));
	nftw(root, drop_one, 16, FTW_DEPTH | FTW_PHYS);
	json_free(env);
	json_free(it);
	json_free(traffic);
	free(fs);
	free(path);
	if (*tape.wrong)
		printf("%s: %s\n", name, tape.wrong);
	return !*tape.wrong;
}

static const char *why_not(const char *name)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (str_eq(others[i].name, name))
			return others[i].why;
	return NULL;
}

static void run_folder(const char *name, bool profile_only)
{
	char *suite = vectors_folder("credential-chain"), *folder, **names;
	int passed = 0, all = 0;

	if (!suite)
		return;
	folder = xasprintf("%s/%s", suite, name);
	names = vectors_list(folder);
	for (char **s = names; *s; s++) {
		if (why_not(*s)) {
			printf("NOT CLAIMED: %s/%s: %s\n", name, *s, why_not(*s));
			continue;
		}
		passed += run_case(folder, *s, profile_only);
		all++;
	}
	vectors_list_free(names);
	free(folder);
	free(suite);
	assert_true(vectors_count(name, passed, all));
}

static void default_chain(void **state)
{
	(void)state;
	run_folder("default-credential-provider-chain", false);
}

static void profile_provider(void **state)
{
	(void)state;
	run_folder("profile-provider", true);
}

static void bearer_tokens(void **state)
{
	char *suite = vectors_folder("credential-chain");

	(void)state;
	if (suite)
		printf("NOT CLAIMED: default-token-provider-chain: a bearer token is no AWS "
		       "key, and no call of ours takes one\n");
	free(suite);
}

/* --- addresses ------------------------------------------------------------------------ */

static void set_all(const struct json *env)
{
	clean_environment();
	json_each(v, env)
		setenv(json_key(v), json_text(v), 1);
}

static void container_addresses(void **state)
{
	char *suite = vectors_folder("credential-chain");
	int passed = 0, all = 0;
	struct json *j;

	(void)state;
	if (!suite)
		return;
	j = vectors_json(suite, "ecs-tests.json");
	json_each(c, json_get(j, "tests")) {
		struct buf url = BUF(4096);
		struct err err = ERR_INIT;
		const char *want = json_str(json_get(c, "result"), "Ok");
		bool ok;

		set_all(json_get(c, "env"));
		ok = creds_container_url(&url, &err);
		ok = ok == (*want != '\0') && (!ok || str_eq(url.s, want));
		if (!ok)
			printf("%s: '%s' %s\n", json_str(c, "docs"), url.s, err.text);
		passed += ok;
		all++;
		buf_free(&url);
	}
	json_free(j);
	free(suite);
	assert_true(vectors_count("ecs-tests", passed, all));
}

/* The SDK's own override has no counterpart here, and these hosts are refused. */
static const char *no_address(const struct json *c)
{
	const char *want = json_str(json_get(c, "result"), "Ok");

	if (json_get(c, "endpoint_override") || json_get(c, "mode_override"))
		return "an option of the SDK's interface";
	if (str_starts(want, "http://override:") ||
	    str_starts(want, "http://169.254.169.200"))
		return "plain http to a host that is not on the list is refused";
	return NULL;
}

static bool instance_address(const struct json *c)
{
	const char *want = json_str(json_get(c, "result"), "Ok");
	const char *text = json_str(json_get(c, "fs"), "config");
	struct buf url = BUF(4096);
	struct err err = ERR_INIT;
	struct profile p;
	bool ok;

	set_all(json_get(c, "env"));
	snprintf(root, sizeof(root), "/tmp/test_chain.XXXXXX");
	assert_int_not_equal(close(mkstemp(root)), -1);
	assert_true(file_replace(root, text, strlen(text), &err));
	setenv("AWS_CONFIG_FILE", root, 1);
	assert_true(profile_load(&p, NULL, &err));
	ok = creds_instance_url(&p, &url, &err);
	buf_str(&url, "/latest/api/token");
	ok = ok == (*want != '\0') && (!ok || str_eq(url.s, want));
	if (!ok)
		printf("%s: '%s' %s\n", json_str(c, "docs"), url.s, err.text);
	profile_free(&p);
	buf_free(&url);
	unlink(root);
	return ok;
}

static void instance_addresses(void **state)
{
	char *suite = vectors_folder("credential-chain");
	int passed = 0, all = 0;
	struct json *j;

	(void)state;
	if (!suite)
		return;
	j = vectors_json(suite, "imds-endpoint-tests.json");
	json_each(c, json_get(j, "tests")) {
		if (no_address(c)) {
			printf("NOT CLAIMED: imds-endpoint-tests, %s: %s\n",
			       json_str(c, "docs"), no_address(c));
			continue;
		}
		passed += instance_address(c);
		all++;
	}
	json_free(j);
	free(suite);
	assert_true(vectors_count("imds-endpoint-tests", passed, all));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(default_chain),
		cmocka_unit_test(profile_provider),
		cmocka_unit_test(bearer_tokens),
		cmocka_unit_test(container_addresses),
		cmocka_unit_test(instance_addresses),
	};

	return run_all(tests);
}

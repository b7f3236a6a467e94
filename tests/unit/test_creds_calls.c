/*
 * test_creds_calls.c - sources of credentials that ask somebody: STS, the SSO
 * portal, a container, an instance, a program. Asked over HTTP on loopback.
 */
#include "config.h"

#include "unit.h"

#include <sys/stat.h>

#include "aws/creds_internal.h"
#include "aws/evidence.h"
#include "base/argv.h"
#include "base/file.h"
#include "base/str.h"
#include "folder.h"
#include "format/json.h"
#include "net/hash.h"
#include "session.h"

#define CANARY "canary/secret+of/forty+characters/0123456"

static struct server server;
static char *texts[8];
static struct reply replies[8];
static int reply_count;

/* One more answer of the server. */
static void will_answer(int status, const char *body)
{
	char *s = xasprintf("HTTP/1.1 %d X\r\nContent-Length: %zu\r\n\r\n%s", status,
			    strlen(body), body);

	texts[reply_count] = s;
	replies[reply_count++] = (struct reply){ .text = s };
}

static void will_hang(void)
{
	texts[reply_count] = xstrdup("");
	replies[reply_count++] = (struct reply){ .then = HANG };
}

/* Serves at the address that the variable names. */
static void serve_at(const char *variable, const char *host, const char *path)
{
	char url[128];

	server_start(&server, replies, reply_count);
	snprintf(url, sizeof(url), "http://%s:%d%s", host, server.port, path);
	setenv(variable, url, 1);
}

static void served(int requests)
{
	server_stop(&server);
	assert_int_equal(atomic_load(&server.requests), requests);
	for (int i = 0; i < reply_count; i++)
		free(texts[i]);
	reply_count = 0;
	server_forget(&server);
}

static bool heard(int i, const char *text)
{
	return server.seen[i] && strcasestr(server.seen[i], text);
}

static void put(const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", folder, name);
	struct err err = ERR_INIT;

	assert_true(file_replace(path, text, strlen(text), &err));
	free(path);
}

static void config(const char *text)
{
	char *path = xasprintf("%s/config", folder);

	put("config", text);
	setenv("AWS_CONFIG_FILE", path, 1);
	free(path);
}

static int set_up(void **state)
{
	clean_environment();
	creds_set_mfa_prompt(NULL, NULL);
	reply_count = 0;
	if (folder_make(state) < 0)
		return -1;
	setenv("HOME", folder, 1);
	setenv("AWS_REGION", "eu-west-1", 1);
	return 0;
}

static int tear_down(void **state)
{
	clean_environment();
	return folder_remove(state);
}

static void found(struct creds *c, const char *id)
{
	struct err err = ERR_INIT;

	if (!creds_find(c, NULL, &err))
		fail_msg("%s; %s", err.text, err.hint);
	assert_string_equal(c->key_id, id);
}

static struct err refused(const char *text, const char *hint)
{
	struct err err = ERR_INIT;
	struct creds c;

	assert_false(creds_find(&c, NULL, &err));
	if (!strstr(err.text, text) || !strstr(err.hint, hint))
		fail_msg("%s; %s", err.text, err.hint);
	assert_null(strstr(err.text, CANARY));
	assert_null(strstr(err.hint, CANARY));
	assert_null(c.secret.s);
	return err;
}

static const char *ends = "2026-11-22T09:00:00Z";	/* of roles' keys */

/* --- roles -------------------------------------------------------------------------- */

static char *role_answer(const char *call, const char *id)
{
	return xasprintf("<%sResponse><%sResult><Credentials><AccessKeyId>%s</AccessKeyId>"
			 "<SecretAccessKey>" CANARY "</SecretAccessKey><SessionToken>tok"
			 "</SessionToken><Expiration>%s</Expiration></Credentials>"
			 "</%sResult></%sResponse>", call, call, id, ends, call, call);
}

static void will_give(const char *call, const char *id)
{
	char *s = role_answer(call, id);

	will_answer(200, s);
	free(s);
}

static void role_with_all(void **state)
{
	struct creds c;

	(void)state;
	config("[default]\nrole_arn = arn:aws:iam::111122223333:role/ops\n"
	       "source_profile = base\nexternal_id = ext-1\nduration_seconds = 1800\n"
	       "role_session_name = me\n"
	       "[profile base]\naws_access_key_id = AKIABASE\n"
	       "aws_secret_access_key = s\nregion = us-west-2\n");
	will_give("AssumeRole", "ASIAONE");
	serve_at("AWS_ENDPOINT_URL_STS", "127.0.0.1", "");
	found(&c, "ASIAONE");
	assert_string_equal(c.secret.s, CANARY);
	assert_string_equal(c.token.s, "tok");
	assert_int_equal(c.expires, 1795338000);
	assert_string_equal(c.profile, "default");
	assert_non_null(strstr(c.source, "role arn:aws:iam::111122223333:role/ops of "
			       "profile 'default', with the key of the profile 'base'"));
	assert_false(c.mfa);
	creds_close(&c);
	assert_true(heard(0, "Action=AssumeRole&"));
	assert_true(heard(0, "ExternalId=ext-1"));
	assert_true(heard(0, "DurationSeconds=1800"));
	assert_true(heard(0, "RoleSessionName=me"));
	assert_true(heard(0, "Credential=AKIABASE/"));
	assert_true(heard(0, "/eu-west-1/sts/aws4_request"));
	assert_false(heard(0, "TokenCode"));
	served(1);
}

/* Each role is asked for with the key of the one before. */
static void role_of_role(void **state)
{
	struct creds c;

	(void)state;
	unsetenv("AWS_REGION");
	config("[default]\nrole_arn = arn:aws-cn:iam::1:role/a\nsource_profile = b\n"
	       "[profile b]\nrole_arn = arn:aws-cn:iam::1:role/b\nsource_profile = c\n"
	       "[profile c]\naws_access_key_id = AKIAC\naws_secret_access_key = s\n");
	will_give("AssumeRole", "ASIAB");
	will_give("AssumeRole", "ASIAA");
	serve_at("AWS_ENDPOINT_URL_STS", "127.0.0.1", "");
	found(&c, "ASIAA");
	creds_close(&c);
	assert_true(heard(0, "Credential=AKIAC/"));
	assert_true(heard(0, "/cn-north-1/sts/"));
	assert_true(heard(0, "role%2Fb&"));
	assert_true(heard(1, "Credential=ASIAB/"));
	assert_true(heard(1, "X-Amz-Security-Token: tok"));
	assert_true(heard(1, "role%2Fa&"));
	assert_true(heard(1, "RoleSessionName=accredit-"));
	served(2);
}

/* A profile may be its own source where it holds keys. */
static void role_of_itself(void **state)
{
	struct creds c;

	(void)state;
	config("[default]\nrole_arn = r\nsource_profile = default\n"
	       "aws_access_key_id = AKIASELF\naws_secret_access_key = s\n");
	will_give("AssumeRole", "ASIAR");
	serve_at("AWS_ENDPOINT_URL_STS", "127.0.0.1", "");
	found(&c, "ASIAR");
	creds_close(&c);
	assert_true(heard(0, "Credential=AKIASELF/"));
	served(1);
}

static void role_refused(void **state)
{
	struct err err;

	(void)state;
	config("[default]\nrole_arn = r\nsource_profile = b\n"
	       "[profile b]\naws_access_key_id = A\naws_secret_access_key = " CANARY "\n");
	will_answer(403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no"
		    "</Message></Error><RequestId>req-1</RequestId></ErrorResponse>");
	serve_at("AWS_ENDPOINT_URL_STS", "127.0.0.1", "");
	err = refused("profile 'default', role 'r': cannot take on the role: AccessDenied",
		      "trust policy");
	assert_string_equal(err.request_id, "req-1");
	assert_int_equal(err.kind, ERR_DENIED);
	served(1);
	config("[default]\nrole_arn = r\nsource_profile = b\nduration_seconds = 800\n"
	       "[profile b]\naws_access_key_id = A\naws_secret_access_key = s\n");
	refused("duration_seconds is '800'", "900 to 43200");
}

static const char *codes[4];
static int prompts;
static char last_prompt[400];

static bool give_code(void *with, const char *prompt, char code[CREDS_MFA_CODE],
		      struct err *err)
{
	assert_ptr_equal(with, codes);
	snprintf(last_prompt, sizeof(last_prompt), "%s", prompt);
	if (!codes[prompts])
		return err_set(err, ERR_CHOICE, "nobody gave a code");
	snprintf(code, CREDS_MFA_CODE, "%s", codes[prompts++]);
	return true;
}

static const char mfa_config[] =
	"[default]\nrole_arn = arn:aws:iam::1:role/ops\nsource_profile = b\n"
	"mfa_serial = arn:aws:iam::1:mfa/me\n"
	"[profile b]\naws_access_key_id = A\naws_secret_access_key = s\n";

static void role_with_code(void **state)
{
	struct creds c;

	(void)state;
	config(mfa_config);
	prompts = 0;
	codes[0] = "12 456";
	codes[1] = "314 159";
	codes[2] = NULL;
	creds_set_mfa_prompt(give_code, codes);
	will_give("AssumeRole", "ASIAM");
	serve_at("AWS_ENDPOINT_URL_STS", "127.0.0.1", "");
	found(&c, "ASIAM");
	assert_true(c.mfa);
	creds_close(&c);
	assert_int_equal(prompts, 2);
	assert_string_equal(last_prompt, "A code has six digits. MFA code of "
			    "arn:aws:iam::1:mfa/me for arn:aws:iam::1:role/ops");
	assert_true(heard(0, "SerialNumber=arn%3Aaws%3Aiam%3A%3A1%3Amfa%2Fme"));
	assert_true(heard(0, "TokenCode=314159"));
	served(1);
}

/* Another code would change nothing, so none is asked for. */
static void not_my_device(void **state)
{
	(void)state;
	config(mfa_config);
	prompts = 0;
	codes[0] = "104729";
	codes[1] = NULL;
	creds_set_mfa_prompt(give_code, codes);
	will_answer(403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>"
		    "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify "
		    "your MFA serial number is valid and associated with this user.</Message>"
		    "</Error></ErrorResponse>");
	serve_at("AWS_ENDPOINT_URL_STS", "127.0.0.1", "");
	refused("the MFA device 'arn:aws:iam::1:mfa/me' (mfa_serial) is not one of the user",
		"aws iam list-mfa-devices");
	assert_int_equal(prompts, 1);
	served(1);
}

/* STS takes a code once: the same one never goes out again. */
static void code_used_once(void **state)
{
	struct creds c;

	(void)state;
	config(mfa_config);
	prompts = 0;
	codes[0] = "271828";
	codes[1] = "271828";
	codes[2] = "161803";
	codes[3] = NULL;
	creds_set_mfa_prompt(give_code, codes);
	will_give("AssumeRole", "ASIA1");
	will_give("AssumeRole", "ASIA2");
	serve_at("AWS_ENDPOINT_URL_STS", "127.0.0.1", "");
	found(&c, "ASIA1");
	creds_close(&c);
	found(&c, "ASIA2");
	creds_close(&c);
	assert_int_equal(prompts, 3);
	assert_true(str_starts(last_prompt, "This code was used: wait for the next one."));
	assert_true(heard(0, "TokenCode=271828"));
	assert_true(heard(1, "TokenCode=161803"));
	served(2);
	prompts = 0;
	codes[0] = codes[1] = codes[2] = "161803";
	refused("no new code of the MFA device", "next code");
}

/* What a code was given for is used again, until it ends or AWS refuses it. */
static void code_given_once(void **state)
{
	struct creds c;

	(void)state;
	config(mfa_config);
	prompts = 0;
	codes[0] = "577215";
	codes[1] = "662607";
	codes[2] = NULL;
	creds_set_mfa_prompt(give_code, codes);
	ends = "2099-01-01T00:00:00Z";
	will_give("AssumeRole", "ASIA1");
	will_give("AssumeRole", "ASIA2");
	serve_at("AWS_ENDPOINT_URL_STS", "127.0.0.1", "");
	for (int i = 0; i < 2; i++) {
		found(&c, "ASIA1");
		assert_string_equal(c.secret.s, CANARY);
		assert_string_equal(c.token.s, "tok");
		assert_true(c.mfa && c.expires > 4000000000);
		assert_non_null(strstr(c.source, "role arn:aws:iam::1:role/ops"));
		creds_close(&c);
	}
	assert_int_equal(prompts, 1);
	creds_cache_clear();
	found(&c, "ASIA2");
	creds_close(&c);
	assert_int_equal(prompts, 2);
	served(2);
	creds_cache_clear();
	ends = "2026-11-22T09:00:00Z";
}

static void code_of_nobody(void **state)
{
	(void)state;
	config(mfa_config);
	assert_int_equal(refused("there is no terminal to ask at", "terminal").kind, ERR_CHOICE);
	prompts = 0;
	codes[0] = NULL;
	creds_set_mfa_prompt(give_code, codes);
	refused("profile 'default': nobody gave a code", "");
}

static void web_identity(void **state)
{
	struct creds c;
	char *path = xasprintf("%s/token", folder);

	(void)state;
	put("token", "the.web.token\n");
	setenv("AWS_WEB_IDENTITY_TOKEN_FILE", path, 1);
	setenv("AWS_ROLE_ARN", "arn:aws:iam::1:role/pod", 1);
	will_give("AssumeRoleWithWebIdentity", "ASIAPOD");
	will_answer(403, "<ErrorResponse><Error><Code>AccessDenied</Code></Error>"
		    "</ErrorResponse>");
	serve_at("AWS_ENDPOINT_URL_STS", "127.0.0.1", "");
	found(&c, "ASIAPOD");
	assert_string_equal(c.source, "web identity of the environment, role "
			    "arn:aws:iam::1:role/pod");
	creds_close(&c);
	assert_true(heard(0, "WebIdentityToken=the.web.token"));
	assert_false(heard(0, "Authorization:"));
	refused("web identity of the environment", "issuer, audience and subject");
	served(2);
	put("token", "\n");
	refused("is not a token", "check the file");
	free(path);
}

/* --- IAM Identity Center -------------------------------------------------------------- */

static void cache(const char *name, const char *text)
{
	char sum[HASH_SHA1_HEX], *path;
	struct err err = ERR_INIT;

	path = xasprintf("%s/.aws/sso/cache", folder);
	assert_true(file_folder(path, &err));
	free(path);
	hash_sha1_hex(sum, name, strlen(name));
	path = xasprintf(".aws/sso/cache/%s.json", sum);
	put(path, text);
	free(path);
}

static const char sso_config[] =
	"[default]\nsso_session = dev\nsso_account_id = 111122223333\n"
	"sso_role_name = Admin\n[sso-session dev]\nsso_region = eu-central-1\n"
	"sso_start_url = https://x.awsapps.com/start\n";

/* The form of before: the profile itself says where it signs in. */
static void sso_by_profile(void **state)
{
	static const char url[] = "https://x.awsapps.com/start";

	(void)state;
	config("[default]\nsso_start_url = https://x.awsapps.com/start\n"
	       "sso_region = eu-central-1\nsso_account_id = 111122223333\n"
	       "sso_role_name = Admin\n");
	refused("is not signed in to IAM Identity Center", "accredit login --profile default");
	cache(url, "{\"accessToken\":\"" CANARY "\",\"expiresAt\":\"2020-01-01T00:00:00Z\"}");
	refused("is over", "accredit login --profile default");
}

static void sso(void **state)
{
	struct json *evidence = json_list_new();
	struct creds c;

	(void)state;
	config(sso_config);
	refused("is not signed in to IAM Identity Center", "accredit login --profile default");
	cache("dev", "{\"accessToken\":\"" CANARY "\",\"expiresAt\":\"2020-01-01T00:00:00Z\"}");
	refused("is over", "accredit login --profile default");
	cache("dev", "{\"accessToken\":\"a\\nb\",\"expiresAt\":\"2099-01-01T00:00:00UTC\"}");
	refused("unreadable", "accredit login");
	cache("dev", "not json " CANARY);
	refused("is not signed in", "accredit login");
	cache("dev", "{\"accessToken\":\"tkn\",\"expiresAt\":\"2099-01-01T00:00:00Z\"}");
	will_answer(200, "{\"roleCredentials\":{\"accessKeyId\":\"ASIASSO\","
		    "\"secretAccessKey\":\"" CANARY "\",\"sessionToken\":\"st\","
		    "\"expiration\":1795338000000}}");
	will_answer(401, "{\"message\":\"Session token not found or invalid\",\"__type\":"
		    "\"com.amazonaws.switchboard.portal#UnauthorizedException\"}");
	will_answer(403, "{\"message\":\"No access\",\"__type\":\"ForbiddenException\"}");
	serve_at("AWS_ENDPOINT_URL_SSO", "127.0.0.1", "");
	evidence_record_to(evidence);		/* a check that a renewal falls into */
	found(&c, "ASIASSO");
	assert_true(evidence_is_recorded());
	evidence_record_to(NULL);
	assert_int_equal(json_count(evidence), 0);
	json_free(evidence);
	assert_string_equal(c.secret.s, CANARY);
	assert_int_equal(c.expires, 1795338000);
	assert_string_equal(c.source, "IAM Identity Center, role 'Admin' in account "
			    "111122223333 (profile 'default')");
	creds_close(&c);
	assert_true(heard(0, "GET /federation/credentials?account_id=111122223333&"
			     "role_name=Admin HTTP"));
	assert_true(heard(0, "x-amz-sso_bearer_token: tkn\r\n"));
	assert_false(heard(0, "Authorization:"));
	assert_int_equal(refused("UnauthorizedException",
				 "accredit login --profile default").kind, ERR_LOGIN);
	refused("account '111122223333', role 'Admin'", "administrator");
	served(3);
}

static void sso_differs(void **state)
{
	(void)state;
	config("[default]\nsso_session = dev\nsso_account_id = 1\nsso_role_name = A\n"
	       "sso_region = us-east-1\n[sso-session dev]\nsso_region = eu-central-1\n"
	       "sso_start_url = https://x.awsapps.com/start\n");
	refused("differ in sso_region", "remove sso_region");
}

/* --- container ------------------------------------------------------------------------ */

static const char box_answer[] =
	"{\"AccessKeyId\":\"ASIABOX\",\"SecretAccessKey\":\"" CANARY "\",\"Token\":\"t\","
	"\"Expiration\":\"2090-01-01T00:00:00Z\"}";

static void container(void **state)
{
	struct creds c;

	(void)state;
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "Basic abc", 1);
	will_answer(503, "");
	will_answer(200, box_answer);
	will_answer(403, "{\"code\":\"NoRole\",\"message\":\"the \\u001b[2Jtask\"}");
	will_answer(200, "{\"AccessKeyId\":\"A\"}");
	will_answer(200, "[" CANARY);
	serve_at("AWS_CONTAINER_CREDENTIALS_FULL_URI", "127.0.0.1", "/creds?id=1");
	found(&c, "ASIABOX");
	assert_int_equal(c.expires, 3786912000);
	assert_string_equal(c.source, "container (AWS_CONTAINER_CREDENTIALS_FULL_URI)");
	creds_close(&c);
	assert_true(heard(1, "GET /creds?id=1 HTTP"));
	assert_true(heard(1, "Authorization: Basic abc\r\n"));
	refused("refused: HTTP 403 NoRole: the \\x1b[2Jtask", "role of the task");
	refused("has no Token", "where these credentials are issued");
	refused("is not JSON", "try again");
	served(5);
}

static void container_token(void **state)
{
	struct creds c;
	char *path = xasprintf("%s/token", folder);

	(void)state;
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "unused", 1);
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", path, 1);
	put("token", "from-file\n");
	will_answer(200, box_answer);
	serve_at("AWS_CONTAINER_CREDENTIALS_FULL_URI", "localhost", "/creds");
	found(&c, "ASIABOX");
	creds_close(&c);
	assert_true(heard(0, "Authorization: from-file\r\n"));
	put("token", "a\r\nX-Evil: 1");
	refused("more than one line", "_FILE");
	served(1);
	free(path);
}

static void container_elsewhere(void **state)
{
	(void)state;
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://10.0.0.1/creds", 1);
	refused("plain http to '10.0.0.1'", "link-local");
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1.evil.example/", 1);
	refused("plain http", "link-local");
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.2@evil.example/", 1);
	refused("user name", "set AWS_CONTAINER_CREDENTIALS_FULL_URI");
	setenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "@evil.example/", 1);
	refused("does not begin with '/'", "path");
}

/* --- instance -------------------------------------------------------------------------- */

static void serve_instance(void)
{
	unsetenv("AWS_EC2_METADATA_DISABLED");
	serve_at("AWS_EC2_METADATA_SERVICE_ENDPOINT", "127.0.0.1", "/");
}

#define KEY_OF_ROLE "{\"Code\":\"Success\",\"AccessKeyId\":\"ASIAEC2\"," \
	"\"SecretAccessKey\":\"" CANARY "\",\"Token\":\"t\"," \
	"\"Expiration\":\"2090-01-01T00:00:00Z\"}"

static void instance(void **state)
{
	struct creds c;

	(void)state;
	will_answer(503, "");
	will_answer(200, "the-token");
	will_answer(200, "my-role\n");
	will_answer(200, KEY_OF_ROLE);
	serve_instance();
	found(&c, "ASIAEC2");
	assert_string_equal(c.source, "instance role 'my-role' (metadata service)");
	assert_int_equal(c.expires, 3786912000);
	creds_close(&c);
	assert_true(heard(1, "PUT /latest/api/token HTTP"));
	assert_true(heard(2, "GET /latest/meta-data/iam/security-credentials/ HTTP"));
	assert_true(heard(3, "security-credentials/my-role HTTP"));
	assert_true(heard(3, "X-aws-ec2-metadata-token: the-token"));
	served(4);
}

static void instance_of_old(void **state)
{
	struct creds c;

	(void)state;
	will_answer(404, "");
	will_answer(200, "r");
	will_answer(200, KEY_OF_ROLE);
	will_answer(404, "");
	serve_instance();
	found(&c, "ASIAEC2");
	assert_string_equal(c.source, "instance role 'r' (metadata service, version 1)");
	assert_false(heard(1, "metadata-token:"));
	creds_close(&c);
	setenv("AWS_EC2_METADATA_V1_DISABLED", "true", 1);
	refused("denies its token: HTTP 404", "metadata options");
	served(4);
}

/* Behind one hop more the token's answer never comes; version 1's does. */
static void instance_silent(void **state)
{
	struct creds c;

	(void)state;
	will_hang();
	will_answer(200, "r");
	will_answer(200, KEY_OF_ROLE);
	serve_instance();
	found(&c, "ASIAEC2");
	creds_close(&c);
	served(3);
	will_hang();
	serve_instance();
	setenv("AWS_EC2_METADATA_V1_DISABLED", "true", 1);
	refused("no AWS credentials were found (the instance metadata service returns no "
		"token: in a container, the instance's hop limit may be too low)", "aws configure");
	served(1);
	unsetenv("AWS_EC2_METADATA_V1_DISABLED");
	will_hang();
	will_answer(401, "");
	serve_instance();
	refused("requires a token, and its response with the token does not arrive",
		"--http-put-response-hop-limit 2");
	served(2);
}

/* The Region of the instance, where nothing else names one; what is none is not taken. */
static void instance_region(void **state)
{
	static const char *const answers[][2] = {
		{ "eu-south-2", "eu-south-2" }, { "eu-west-1\n", "eu-west-1" }, { "<html>", "" },
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct creds c = { .region = "" };

		will_answer(200, "t");
		will_answer(200, answers[i][0]);
		serve_instance();
		creds_instance_region(&c, NULL);
		assert_string_equal(c.region, answers[i][1]);
		assert_string_equal(c.region_from, *c.region ? "this instance (metadata service)" : "");
		assert_true(heard(1, "GET /latest/meta-data/placement/region HTTP"));
		served(2);
	}
}

static void instance_odd(void **state)
{
	(void)state;
	will_answer(200, "a token\r\nX-Evil: 1");
	will_answer(200, "../../user-data");
	serve_instance();
	refused("gives no usable role's name", "metadata options");
	assert_true(heard(1, "metadata-token: a\r\n"));
	served(2);
	will_answer(200, "\x01\x02");
	serve_instance();
	refused("gives no usable token", "metadata options");
	served(1);
	will_answer(200, "t");
	will_answer(200, "r");
	will_answer(200, "{\"Code\":\"AssumeRoleUnauthorizedAccess\"}");
	serve_instance();
	refused("'AssumeRoleUnauthorizedAccess'", "trusts ec2.amazonaws.com");
	served(3);
	setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://10.1.1.1", 1);
	refused("plain http to '10.1.1.1'", "link-local");
}

/* --- a program ------------------------------------------------------------------------ */

/* A script in the folder, and a profile that runs it with these words. */
static void program(const char *text, const char *words)
{
	char *path = xasprintf("%s/a program", folder), *line;

	put("a program", text);
	assert_int_equal(chmod(path, 0700), 0);
	line = xasprintf("[default]\ncredential_process = '%s'%s\n", path, words);
	config(line);
	free(line);
	free(path);
}

static void process(void **state)
{
	struct creds c;

	(void)state;
	program("#!/bin/sh\n[ \"$1\" = 'two words' ] && [ -z \"$(cat)\" ] || exit 3\n"
		"echo '" CANARY "' >&2\necho '{\"Version\":1,\"AccessKeyId\":\"ASIAPROC\","
		"\"SecretAccessKey\":\"" CANARY "\",\"SessionToken\":\"t\",\"Expiration\":"
		"\"2090-01-01T02:00:00.5+02:00\"}'\n", " \"two words\" | base64");
	found(&c, "ASIAPROC");
	assert_string_equal(c.secret.s, CANARY);
	assert_int_equal(c.expires, 3786912000);
	assert_string_equal(c.source, "credential_process of profile 'default'");
	creds_close(&c);
}

static void process_refused(void **state)
{
	(void)state;
	program("#!/bin/sh\necho '" CANARY "' >&2\necho '" CANARY "'\nexit 7\n", "");
	refused("failed with exit code 7: it says '***'", "in a shell");
	program("#!/bin/sh\necho one >&2\necho 'Error: \033[31mno session for ann, sign in; key "
		CANARY "' >&2\necho >&2\nexit 1\n", "");
	refused("exit code 1: it says 'Error: \\x1b[31mno session for ann, sign in; key ***'", "in a shell");
	program("#!/bin/sh\nkill -9 $$\n", "");
	refused("killed by signal 9", "in a shell");
	program("#!/bin/sh\necho '{\"SecretAccessKey\":\"" CANARY "\"}'\n", "");
	refused("did not print a Version 1 response", "Version");
	program("#!/bin/sh\necho '{\"Version\":2,\"AccessKeyId\":\"A\"}'\n", "");
	refused("did not print a Version 1 response", "Version");
	program("#!/bin/sh\necho '{\"Version\":1,\"SecretAccessKey\":\"" CANARY "\"}'\n", "");
	refused("has no AccessKeyId", "where these credentials are issued");
	program("#!/bin/sh\necho '" CANARY "'\n", "");
	refused("printed no JSON object", "Version");
	program("#!/bin/sh\nexec head -c 70000 /dev/zero\n", "");
	refused("printed more than 64 KiB", "in a shell");
	config("[default]\ncredential_process = /nowhere/at-all --x\n");
	refused("cannot be started: '/nowhere/at-all'", "without a shell");
}

/* What it started ends with it: the lock that a child of it holds is free again. */
static void process_hangs(void **state)
{
	char *path = xasprintf("%s/lock", folder);
	struct err err = ERR_INIT;
	int fd = -1;

	(void)state;
	program("#!/bin/sh\nd=$(dirname \"$0\")\nflock \"$d/lock\" sh -c 'sleep 1000' &\nwait\n", "");
	creds_process_ms = 500;
	refused("took too long", "in a shell");
	creds_process_ms = 60000;
	for (int i = 0; i < 500 && fd < 0; i++, clock_sleep(10, NULL))
		fd = file_lock(path, &err);
	assert_int_not_equal(fd, -1);
	close(fd);
	free(path);
}

static void process_stopped(void **state)
{
	struct stop stop = { true };
	struct err err = ERR_INIT;
	struct creds c;

	(void)state;
	program("#!/bin/sh\nexec sleep 1000\n", "");
	assert_false(creds_find(&c, &stop, &err));
	assert_int_equal(err.kind, ERR_STOPPED);
}

static void words(void **state)
{
	static const struct { const char *line, *words; } cases[] = {
		{ "a b  c", "a|b|c" }, { "  a\t", "a" }, { "'a b' c", "a b|c" },
		{ "a\"b c\"d", "ab cd" }, { "\"a\\\"b\\\\c\\d\"", "a\"b\\c\\d" },
		{ "a\\ b\\'c", "a b'c" }, { "'a\\'", "a\\" }, { "'' x", "|x" },
		{ "a $HOME * ~ | b # c", "a|$HOME|*|~|||b|#|c" },
		{ "", "" }, { "'a", NULL }, { "a\\", NULL }, { "\"a\\\"", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char **got = argv_split(cases[i].line);
		struct buf joined = BUF(256);

		assert_true((got == NULL) == (cases[i].words == NULL));
		for (char **w = got; w && *w; w++)
			buf_fmt(&joined, "%s%s", w == got ? "" : "|", *w);
		if (got) {
			assert_string_equal(joined.s, cases[i].words);
			argv_free(got);
		}
		buf_free(&joined);
	}
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(role_with_all), test(role_of_role), test(role_of_itself),
		test(role_refused), test(role_with_code), test(not_my_device), test(code_used_once),
		test(code_given_once), test(code_of_nobody), test(web_identity), test(sso), test(sso_by_profile), test(sso_differs),
		test(container), test(container_token), test(container_elsewhere),
		test(instance), test(instance_of_old), test(instance_silent),
		test(instance_region), test(instance_odd), test(process), test(process_refused),
		test(process_hangs), test(process_stopped), test(words),
	};

	return run_all(tests);
}

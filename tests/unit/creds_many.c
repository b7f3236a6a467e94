/*
 * creds_many.c - finds credentials for test_creds_many.py. With the one argument "-"
 * it reads an environment as a JSON object a line and prints what was found as a JSON
 * object a line; without, as "make check" starts it, it has nothing to do.
 *
 * http_send is replaced at link time: STS, the portal, a container and an instance
 * answer here, and what they are asked is part of the result: {id, secret, token,
 * region, source, calls: [[...]...]} or {error, hint, calls}. A line {"": text, "file":
 * "config" or "credentials"} is answered with what the text means, or {"error"}.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "aws/creds_internal.h"
#include "aws/endpoint.h"
#include "aws/wire.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/cli_ini.h"
#include "format/json.h"

static struct json *calls;	/* of this case */
static int codes;

/* --- those that answer --------------------------------------------------------------- */

/* A member of a query or form, unescaped; "" if none. */
static char *member(const char *text, const char *name)
{
	struct buf raw = BUF(65536), out = BUF(65536);
	char *with = xasprintf("&%s=", name), *all = xasprintf("&%s", text);
	const char *at = strstr(all, with);

	if (at)
		buf_add(&raw, at + strlen(with), strcspn(at + strlen(with), "&"));
	wire_unescape(&out, raw.s);
	buf_free(&raw);
	free(with);
	free(all);
	return buf_take(&out);
}

static const char *field(const struct http_request *q, const char *name)
{
	for (size_t i = 0; i < q->field_count; i++)
		if (!strcasecmp(q->fields[i].name, name))
			return q->fields[i].value;
	return "";
}

static void note(struct json *call, const char *text, const char *name)
{
	char *value = member(text, name);

	json_push(call, json_string_new(str_starts(value, "accredit-") ? "" : value));
	free(value);
}

/* What STS would not take: too short, or characters that the parameter cannot have. */
static bool is_refused(const char *form)
{
	static const struct { const char *name; size_t least; } rules[] = {
		{ "RoleArn", 20 }, { "RoleSessionName", 2 }, { "ExternalId", 2 }, { "SerialNumber", 9 },
	};
	bool refused = false;

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		char *value = member(form, rules[i].name);
		size_t n = strlen(value);

		refused |= (n && n < rules[i].least) || strpbrk(value, " \t\n") ||
			   strstr(value, ":u2f/");
		free(value);
	}
	return refused;
}

static void sts(const struct http_request *q, struct http_response *r)
{
	static const char *const noted[] = { "RoleArn", "RoleSessionName", "ExternalId",
		"SerialNumber", "DurationSeconds", "WebIdentityToken" };
	struct json *call = json_push(calls, json_list_new());
	struct buf form = BUF(65536);
	char key[64] = "", *action;

	buf_add(&form, q->body, q->body_len);
	if (is_refused(form.s)) {
		r->status = 400;
		buf_str(&r->body, "<ErrorResponse><Error><Code>ValidationError</Code></Error>"
			"</ErrorResponse>");
	}
	action = member(form.s, "Action");
	sscanf(field(q, "Authorization"), "AWS4-HMAC-SHA256 Credential=%63[^/]", key);
	json_push(call, json_string_new(action));
	for (size_t i = 0; i < sizeof(noted) / sizeof(*noted); i++)
		note(call, form.s, noted[i]);
	json_push(call, json_string_new(key));
	json_push(call, json_string_new(field(q, "X-Amz-Security-Token")));
	if (r->status == 200)
		buf_fmt(&r->body, "<%sResponse><%sResult><Credentials><AccessKeyId>ASIAHOP%zu"
		"</AccessKeyId><SecretAccessKey>hop</SecretAccessKey><SessionToken>t"
		"</SessionToken><Expiration>2090-01-01T00:00:00Z</Expiration></Credentials>"
		"</%sResult></%sResponse>", action, action, json_count(calls), action, action);

	free(action);
	buf_free(&form);
}

static void portal(const struct http_request *q, struct http_response *r)
{
	struct json *call = json_push(calls, json_list_new());
	const char *query = strchr(q->url, '?');

	json_push(call, json_string_new("GetRoleCredentials"));
	note(call, query ? query + 1 : "", "account_id");
	note(call, query ? query + 1 : "", "role_name");
	json_push(call, json_string_new(field(q, "x-amz-sso_bearer_token")));
	buf_str(&r->body, "{\"roleCredentials\":{\"accessKeyId\":\"ASIASSO\",\"secretAccessKey\":"
		"\"sso\",\"sessionToken\":\"t\",\"expiration\":3786912000000}}");
}

static void metadata(const struct http_request *q, struct http_response *r)
{
	static const char key[] = "{\"Code\":\"Success\",\"AccessKeyId\":\"%s\","
		"\"SecretAccessKey\":\"s\",\"Token\":\"t\",\"Expiration\":\"2090-01-01T00:00:00Z\"}";

	if (strstr(q->url, "/box"))
		buf_fmt(&r->body, key, "ASIABOX");
	else if (str_ends(q->url, "/security-credentials/"))
		buf_str(&r->body, "role");
	else if (str_ends(q->url, "/api/token"))
		buf_str(&r->body, "token");
	else
		buf_fmt(&r->body, key, "ASIAEC2");
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
		metadata(q, r);
	else if (strstr(q->url, "//portal.sso."))
		portal(q, r);
	else
		sts(q, r);
	return true;
}

/* --- a case -------------------------------------------------------------------------- */

/* Another one each time: none is taken twice. */
static bool give_code(void *with, const char *prompt, char code[CREDS_MFA_CODE],
		      struct err *err)
{
	(void)with;
	(void)prompt;
	(void)err;
	snprintf(code, CREDS_MFA_CODE, "%06d", ++codes % 1000000);
	return true;
}

static void set_environment(const struct json *env)
{
	char *path = xstrdup(getenv("PATH"));

	clearenv();
	setenv("PATH", path, 1);
	free(path);
	json_each(v, env)
		setenv(json_key(v), json_text(v), 1);
}

static void answer(const struct json *env)
{
	struct json *out = json_object_new();
	struct buf text = BUF(1u << 20);
	struct err err = ERR_INIT;
	struct creds c;

	set_environment(env);
	calls = json_list_new();
	if (creds_find(&c, NULL, &err) && (!*c.region || endpoint_region_check(c.region, &err))) {
		json_put_str(out, "id", c.key_id);
		json_put_str(out, "secret", c.secret.s);
		json_put_str(out, "token", c.token.s ? c.token.s : "");
		json_put_str(out, "region", c.region);
		json_put_str(out, "source", c.source);
		json_put_str(out, "notes", c.notes);
	} else {
		json_put_str(out, "error", err.text);
		json_put_str(out, "hint", err.hint);
	}
	creds_close(&c);
	creds_cache_clear();
	json_put(out, "calls", calls);
	json_print(&text, out);
	puts(text.s);
	fflush(stdout);
	json_free(out);
	buf_free(&text);
}

/* The text of a file: its groups of sections. */
static void read_text(const struct json *j)
{
	bool config = str_eq(json_str(j, "file"), "config");
	struct json *out = json_object_new();
	struct buf text = BUF(1u << 20);
	struct err err = ERR_INIT;

	if (!cli_ini_read(out, json_str(j, ""), strlen(json_str(j, "")),
			  config ? INI_CONFIG : INI_CREDENTIALS, "file", &err))
		json_put_str(out, "error", err.text);
	json_print(&text, out);
	puts(text.s);
	fflush(stdout);
	json_free(out);
	buf_free(&text);
}

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	if (argc != 2 || strcmp(argv[1], "-")) {
		puts("creds_many: driven by test_creds_many.py");
		return 0;
	}
	json_start();
	creds_set_mfa_prompt(give_code, NULL);
	while ((n = getline(&line, &room, stdin)) > 0) {
		struct json *j = json_parse(line, (size_t)n, "environment", &err);

		if (!j) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		if (json_get(j, ""))
			read_text(j);
		else
			answer(j);
		json_free(j);
	}
	free(line);
	return 0;
}

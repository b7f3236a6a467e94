/* sso_client.c - registration of this program with IAM Identity Center; see sso_login.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/call.h"
#include "aws/sso_login.h"
#include "aws/token_file.h"
#include "base/str.h"
#include "format/json.h"

#define EARLY_S 600	/* the registration must last until the end of the sign-in */
#define DEVICE "urn:ietf:params:oauth:grant-type:device_code"
#define NAME_MAX_LEN 80

/* The scopes of the sso-session as a list; NULL: it has none. */
static struct json *sso_client_scopes_of(const struct sso *o)
{
	struct json *list = NULL;
	const char *s = o->scopes;

	for (s += strspn(s, ", \t"); *s; s += strspn(s, ", \t")) {
		size_t whole = strcspn(s, ","), n = whole;
		struct buf one = BUF(256);

		while (s[n - 1] == ' ' || s[n - 1] == '\t')
			n--;
		buf_add(&one, s, n);
		if (!list)
			list = json_list_new();
		json_push(list, json_string_new(one.s));
		buf_free(&one);
		s += whole;
	}
	return list;
}

/*
 * As json.dumps of Python writes text: \u escapes for all but ASCII, surrogate pairs for
 * large characters.
 */
static void sso_client_put_ascii(struct buf *out, const char *s)
{
	struct buf quoted = BUF(4096);

	json_quote(&quoted, s);
	for (size_t i = 0; i < quoted.len; ) {
		uint32_t code;
		size_t n = str_utf8(quoted.s + i, quoted.len - i, &code);

		if (n < 2)
			buf_char(out, quoted.s[i]);
		else if (code < 0x10000)
			buf_fmt(out, "\\u%04x", code);
		else
			buf_fmt(out, "\\u%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10),
				0xdc00 + ((code - 0x10000) & 0x3ff));
		i += n ? n : 1;
	}
	buf_free(&quoted);
}

static void sso_client_put_member(struct buf *out, const char *key, const char *value)
{
	buf_fmt(out, "\"%s\": ", key);
	if (value)
		sso_client_put_ascii(out, value);
	else
		buf_str(out, "null");
}

/*
 * The name of the file is the SHA-1 of what the registration is for, as the AWS CLI writes
 * it.
 */
void sso_client_path(struct buf *path, const struct sso *o)
{
	struct json *scopes = sso_client_scopes_of(o);
	struct buf name = BUF(16u << 10);
	const char *between = "";

	buf_char(&name, '{');
	sso_client_put_member(&name, "region", o->region);
	buf_str(&name, scopes ? ", \"scopes\": [" : ", \"scopes\": null");
	json_each(one, scopes) {
		buf_str(&name, between);
		sso_client_put_ascii(&name, json_text(one));
		between = ", ";
	}
	buf_str(&name, scopes ? "], " : ", ");
	sso_client_put_member(&name, "session_name", *o->session ? o->session : NULL);
	buf_str(&name, ", ");
	sso_client_put_member(&name, "startUrl", o->url);
	buf_str(&name, ", ");
	sso_client_put_member(&name, "tool", "botocore");
	buf_char(&name, '}');
	sso_cache_path(path, name.s);
	json_free(scopes);
	buf_free(&name);
}

static struct json *sso_client_kept_client(const char *path, bool *theirs)
{
	struct err ignored = ERR_INIT;
	struct json *client = token_file_read(path, NULL, &ignored);
	bool lasts = *json_str(client, "clientId") && *json_str(client, "clientSecret") &&
		     token_left(client, "expiresAt") > EARLY_S;
	const struct json *grants = json_get(client, "grantTypes");

	/* Clients that the AWS CLI registered for the browser cannot use device codes. */
	*theirs = lasts && grants && !json_has(grants, DEVICE);
	if (lasts && !*theirs)
		return client;
	json_free(client);
	return NULL;
}

static struct json *sso_client_register_client(struct aws *a, const struct sso *o,
					       struct err *err)
{
	struct json *params = json_object_new(), *reply = NULL, *client = NULL;
	struct json *scopes = sso_client_scopes_of(o);
	struct buf name = BUF(NAME_MAX_LEN);
	char ends[24];

	buf_fmt(&name, "accredit%s%.60s", *o->session ? "-" : "", o->session);
	json_put_str(params, "clientName", name.s);
	json_put_str(params, "clientType", "public");
	if (scopes)
		json_put(params, "scopes", scopes);
	if (aws_call(a, OP_SSO_OIDC_REGISTER_CLIENT, params, &reply, NULL, err)) {
		client = json_object_new();
		clock_iso(ends,
			  (time_t)strtoll(json_str(reply, "clientSecretExpiresAt"), NULL,
					  10));
		json_put_str(client, "clientId", json_str(reply, "clientId"));
		json_put_str(client, "clientSecret", json_str(reply, "clientSecret"));
		json_put_str(client, "expiresAt", ends);
		if (scopes)
			json_put(client, "scopes", json_copy(scopes));
	}
	json_free(params);
	json_free(reply);
	buf_free(&name);
	return client;
}

struct json *sso_client(struct aws *a, const struct sso *o, bool again, bool *kept,
			struct err *err)
{
	struct buf path = BUF(8192);
	struct err unwritten = ERR_INIT;
	struct json *client;
	bool theirs;

	sso_client_path(&path, o);
	client = sso_client_kept_client(path.s, &theirs);
	if (again) {
		json_free(client);
		client = NULL;
	}
	*kept = client != NULL;
	if (!client) {
		client = sso_client_register_client(a, o, err);
		if (client && !theirs)	/* if it cannot be written, it is used this time only */
			token_file_write(path.s, client, &unwritten);
	}
	buf_free(&path);
	return client;
}

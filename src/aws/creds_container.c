/* creds_container.c - the container credential provider: ECS, EKS Pod Identity. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/creds_internal.h"
#include "base/file.h"
#include "base/mask.h"
#include "base/str.h"
#include "format/json.h"
#include "net/url.h"

#define HOST "http://169.254.170.2"
#define TOKEN_MAX (16u << 10)

#define RELATIVE "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
#define FULL "AWS_CONTAINER_CREDENTIALS_FULL_URI"

int creds_metadata_get(const struct fetch *f, struct http_request *q,
		       struct http_response *r)
{
	q->metadata = true;
	q->total_ms = f->ms;
	q->stop = f->stop;
	for (int i = 1; ; i++) {
		bool answered = http_send(f->http, q, r);

		if (answered && r->status < 500)
			return r->status;
		if (i >= (answered ? f->tries : f->calls))
			return answered ? r->status : 0;
		if (!clock_sleep(100 << i, f->stop))
			return 0;
	}
}

bool creds_container_url(struct buf *url, struct err *err)
{
	const char *relative = profile_env(RELATIVE), *full = profile_env(FULL);
	const char *name = *relative ? RELATIVE : FULL;
	struct buf front = BUF(4096);
	struct url u;
	size_t n;
	bool ok;

	if (!*relative && !*full)
		return false;
	if (*relative && *relative != '/') {
		err_set(err, ERR_LOGIN, "%s does not begin with '/'", RELATIVE);
		return err_hint(err, "unset it, or set it to a path");
	}
	buf_fmt(url, "%s%s", *relative ? HOST : "", *relative ? relative : full);
	/* The query is sent as it is; its characters follow the same rule as the path's. */
	n = strcspn(url->s, "?");
	buf_add(&front, url->s, n);
	ok = !url->cut && url_metadata(&u, front.s, name, err);
	for (const char *s = url->s + n; ok && *s; s++)
		if (*s <= ' ' || *s >= 0x7f || strchr("\\\"<>^`{|}#", *s))
			ok = err_set(err, ERR_INPUT,
				     "%s is refused: it contains a character that is not "
				     "allowed in a URL",
				     name);
	buf_free(&front);
	if (!ok)
		err->kind = ERR_LOGIN;
	return ok;
}

/* "" when none is set. A newline at the end is dropped; one inside is an error. */
static bool creds_container_read_token(struct buf *token, struct err *err)
{
	const char *file = profile_env("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");

	if (!*file) {
		buf_str(token, profile_env("AWS_CONTAINER_AUTHORIZATION_TOKEN"));
	} else if (!file_read(file, token, NULL, err)) {
		creds_prefix_error(err, "the container's token");
		err->kind = ERR_LOGIN;
		return err_hint(err, "check AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
	}
	while (token->len && strchr("\r\n", token->s[token->len - 1]))
		token->s[--token->len] = '\0';
	for (size_t i = 0; i < token->len; i++)
		if ((unsigned char)token->s[i] < ' ' || token->s[i] == 0x7f) {
			err_set(err, ERR_LOGIN,
				"the container's token has more than one line");
			return err_hint(err, "check AWS_CONTAINER_AUTHORIZATION_TOKEN "
					"and its _FILE");
		}
	return true;
}

static bool creds_container_refused(const struct http_response *r, int status,
				    struct err *err)
{
	struct err ignored;
	struct json *j = json_parse(r->body.s, r->body.len, "answer", &ignored);
	const char *code = json_str(j, "code"), *message = json_str(j, "message");

	if (r->end == HTTP_STOPPED)
		err_set(err, ERR_STOPPED, "stopped: ask the container for the key");
	else if (!status)
		err_set(err, ERR_LOGIN, "the container's credentials were not reached: %s",
			r->why);
	else
		err_set(err, ERR_LOGIN, "the container's credentials were refused: HTTP %d"
			"%s%.64s%s%.200s", status, *code ? " " : "", code,
			*message ? ": " : "", message);
	json_free(j);
	return err_hint(err, "check the role of the task or of the pod, or unset "
			"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and _FULL_URI");
}

static bool creds_container_read_answer(const struct http_response *r, struct creds *c,
					struct err *err)
{
	static const struct creds_member_names names = { "AccessKeyId", "SecretAccessKey",
							 "Token", "Expiration" };
	struct err why = ERR_INIT;
	struct json *j = json_parse(r->body.s, r->body.len, "answer", &why);
	bool ok = j != NULL;

	if (!ok) {
		err_set(err, ERR_LOGIN, "the response of the %s is not JSON", c->source);
		err_hint(err,
			 "try again; otherwise this must be fixed where these credentials "
			 "are issued");
	}
	ok = ok && creds_reply_has(c, j, names.token, err) &&
		creds_reply_has(c, j, names.expires, err) &&
		creds_set_from_reply(c, j, &names, err);
	json_free(j);
	return ok;
}

static bool creds_container_ask(struct creds_search *s, const char *url, const char *token,
				struct creds *c, struct err *err)
{
	const struct http_field fields[] = {
		{ "Accept", "application/json" }, { "Authorization", token },
	};
	struct http_request q = { .method = "GET", .url = url, .fields = fields,
				  .field_count = *token ? 2 : 1 };
	const struct fetch f = { .http = http_open(c->ca_bundle), .stop = s->stop,
				 .ms = 5000, .tries = 3, .calls = 3 };
	struct http_response r = HTTP_RESPONSE;
	int status = creds_metadata_get(&f, &q, &r);
	bool ok = status == 200 ? creds_container_read_answer(&r, c, err) :
				  creds_container_refused(&r, status, err);

	http_response_free(&r);
	http_close(f.http);
	return ok;
}

enum found creds_container(struct creds_search *s, struct creds *c, struct err *err)
{
	struct buf url = BUF(4096), token = BUF(TOKEN_MAX);
	enum found found = NOT_HERE;
	bool ok = false;

	if (*profile_env(RELATIVE) || *profile_env(FULL)) {
		snprintf(c->source, sizeof(c->source), "container (%s)",
			 *profile_env(RELATIVE) ? RELATIVE : FULL);
		if (creds_container_url(&url, err) &&
		    creds_container_read_token(&token, err)) {
			struct known *known = mask_learn(token.s, token.len);

			ok = creds_container_ask(s, url.s, token.s, c, err);
			mask_forget(known);
		}
		found = ok ? FOUND : FAILED;
	}
	buf_free(&url);
	buf_free(&token);
	return found;
}

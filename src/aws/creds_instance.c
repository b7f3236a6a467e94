/*
 * creds_instance.c - the instance metadata provider: the role of an EC2 instance, from
 * IMDS.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "aws/creds_internal.h"
#include "base/str.h"
#include "format/json.h"
#include "net/url.h"

#define ROLES "/latest/meta-data/iam/security-credentials/"

struct imds {
	struct fetch f;
	struct creds_search *s;
	char url[600];		/* without "/" at its end */
	struct buf token;	/* of IMDSv2; "": IMDSv1 */
	bool silent;		/* there was no response to the request for a token */
	struct http_response r;
};

static bool creds_instance_set_true(const char *value)
{
	return !strcasecmp(value, "true");
}

bool creds_instance_url(const struct profile *p, struct buf *url, struct err *err)
{
	const char *set = profile_setting(p, "AWS_EC2_METADATA_SERVICE_ENDPOINT",
					  "ec2_metadata_service_endpoint");
	const char *mode = profile_setting(p, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
					   "ec2_metadata_service_endpoint_mode");
	struct url u;

	if (*set) {
		buf_str(url, set);
		while (url->len && url->s[url->len - 1] == '/')
			url->s[--url->len] = '\0';
		return url_metadata(&u, url->s, "AWS_EC2_METADATA_SERVICE_ENDPOINT", err);
	}
	if (!*mode || !strcasecmp(mode, "ipv4")) {
		buf_str(url, "http://169.254.169.254");
	} else if (!strcasecmp(mode, "ipv6")) {
		buf_str(url, "http://[fd00:ec2::254]");
	} else {
		err_set(err, ERR_LOGIN, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE is '%.32s'",
			mode);
		return err_hint(err, "set it to IPv4 or IPv6, or unset it");
	}
	return true;
}

/* A whole number of the SDKs' settings, within limits; without: the default. */
static int creds_instance_number(const struct profile *p, const char *variable,
				 const char *key, int least, int most, int without)
{
	const char *s = profile_setting(p, variable, key);
	int n = *s && strlen(s) < 6 && strspn(s, "0123456789") == strlen(s) ? atoi(s) : 0;

	return !n ? without : n < least ? least : n > most ? most : n;
}

static bool creds_instance_open_imds(struct imds *m, struct creds_search *s,
				     struct err *err)
{
	const struct profile *p = &s->files;
	struct buf url = BUF(sizeof(m->url));
	int calls = creds_instance_number(p, "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
					  "metadata_service_num_attempts", 1, 10, 0);
	int seconds = creds_instance_number(p, "AWS_METADATA_SERVICE_TIMEOUT",
					    "metadata_service_timeout", 1, 60, 1);
	bool ok = creds_instance_url(p, &url, err);

	*m = (struct imds){ .s = s, .token = BUF(4096), .r = HTTP_RESPONSE };
	m->f = (struct fetch){ .stop = s->stop, .ms = 1000L * seconds,
			       .tries = calls ? calls : 3, .calls = calls ? calls : 1 };
	snprintf(m->url, sizeof(m->url), "%s", url.s);
	buf_free(&url);
	if (ok)
		m->f.http = http_open("");
	else
		err->kind = ERR_LOGIN;
	return ok;
}

static void creds_instance_close_imds(struct imds *m)
{
	http_response_free(&m->r);
	buf_free(&m->token);
	http_close(m->f.http);
}

static int creds_instance_get(struct imds *m, const char *path)
{
	const struct http_field field = { "X-aws-ec2-metadata-token", m->token.s };
	char url[900];
	struct http_request q = { .method = "GET", .url = url, .fields = &field,
				  .field_count = m->token.len ? 1 : 0 };

	snprintf(url, sizeof(url), "%s%s", m->url, path);
	return creds_metadata_get(&m->f, &q, &m->r);
}

static enum found creds_instance_note(struct imds *m, const char *why)
{
	snprintf(m->s->note, sizeof(m->s->note), "%s", why);
	return NOT_HERE;
}

static enum found creds_instance_refused(const struct imds *m, const char *what, int status,
					 struct err *err)
{
	if (m->r.end == HTTP_STOPPED)
		err_set(err, ERR_STOPPED, "stopped: ask this instance for its key");
	else if (status)
		err_set(err, ERR_LOGIN,
			"the instance metadata service denies its %s: HTTP %d", what,
			status);
	else
		err_set(err, ERR_LOGIN, "the instance metadata service gives no %s%s%s",
			what, *m->r.why ? ": " : "", m->r.why);
	err_hint(err, "check the instance's metadata options and its role, or set "
		 "AWS_EC2_METADATA_DISABLED=true");
	return FAILED;
}

/*
 * Asks for the token of IMDSv2. In a container with too low a hop limit there is no
 * response to this request; an old service answers 404. IMDSv1 may work in both cases.
 */
static enum found creds_instance_ask_token(struct imds *m, struct err *err)
{
	const struct http_field field = { "X-aws-ec2-metadata-token-ttl-seconds",
					  "21600" };
	bool old = !creds_instance_set_true(profile_setting(&m->s->files,
							    "AWS_EC2_METADATA_V1_DISABLED",
							    "ec2_metadata_v1_disabled"));
	char url[900];
	struct http_request q = { .method = "PUT", .url = url, .fields = &field,
				  .field_count = 1 };
	int status;

	snprintf(url, sizeof(url), "%s/latest/api/token", m->url);
	status = creds_metadata_get(&m->f, &q, &m->r);
	if (status == 200) {
		const char *s = m->r.body.s;

		buf_add(&m->token, s, strcspn(s, " \t\r\n"));
		/* only what can be the value of a header */
		s = m->token.s;
		while ((unsigned char)*s >= '!' && (unsigned char)*s <= '~')
			s++;
		return !*s && m->token.len && !m->token.cut ?
			FOUND :
			creds_instance_refused(m, "usable token", 0, err);
	}
	if (m->r.end == HTTP_STOPPED)
		return creds_instance_refused(m, "usable token", 0, err);
	m->silent = !status && m->r.sent;
	if (old && (status == 404 || status == 405 || m->silent))
		return FOUND;
	if (!status)
		return creds_instance_note(
			m,
			m->silent ? "the instance metadata service returns no token: in a "
				    "container, the instance's hop limit may be too low" :
				    "");
	return creds_instance_refused(m, "token", status, err);
}

static enum found creds_instance_ask_role(struct imds *m, char role[128], struct err *err)
{
	int status = creds_instance_get(m, ROLES);
	size_t n = strcspn(m->r.body.s, "\r\n");

	if (status == 404 || (status == 200 && !n))
		return creds_instance_note(m, "this instance has no role");
	if (!status && m->r.end != HTTP_STOPPED && !m->token.len)
		return creds_instance_note(m,
					   "the instance metadata service does not answer");
	if (status == 401 && m->silent) {
		/* This is the response where the hop limit is too low for a container. */
		err_set(err, ERR_LOGIN,
			"the instance metadata service requires a token, and its response "
			"with the token does not arrive: in a container, the instance's "
			"hop limit is too low");
		err_hint(
			err,
			"aws ec2 modify-instance-metadata-options --instance-id ID "
			"--http-put-response-hop-limit 2, or give the container a role of its own");
		return FAILED;
	}
	if (status != 200)
		return creds_instance_refused(m, "role's name", status, err);
	if (n >= 128 || strspn(m->r.body.s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn"
			       "opqrstuvwxyz0123456789_+=,.@-") != n)
		return creds_instance_refused(m, "usable role's name", 0, err);
	memcpy(role, m->r.body.s, n);
	role[n] = '\0';
	return FOUND;
}

static enum found creds_instance_ask_key(struct imds *m, const char *role, struct creds *c,
					 struct err *err)
{
	static const struct creds_member_names names = { "AccessKeyId", "SecretAccessKey",
							 "Token", "Expiration" };
	struct err why = ERR_INIT;
	struct json *j;
	char path[200];
	int status;
	bool ok;

	snprintf(path, sizeof(path), "%s%s", ROLES, role);
	status = creds_instance_get(m, path);
	if (status != 200)
		return creds_instance_refused(m, "role's key", status, err);
	j = json_parse(m->r.body.s, m->r.body.len, "answer", &why);
	ok = str_eq(json_str(j, "Code"), "Success");
	if (!ok) {
		err_set(err, ERR_LOGIN, "this instance has no key of its role '%s': '%.64s'",
			role, json_str(j, "Code"));
		err_hint(err, "check that the role exists and trusts ec2.amazonaws.com");
	}
	ok = ok && creds_reply_has(c, j, names.token, err) &&
		creds_reply_has(c, j, names.expires, err) &&
		creds_set_from_reply(c, j, &names, err);
	/*
	 * During an outage IMDS returns expired credentials, which AWS accepts for longer.
	 */
	if (ok && c->expires && c->expires < clock_wall() + CREDS_EARLY_S)
		c->expires = clock_wall() + 3 * CREDS_EARLY_S;
	json_free(j);
	return ok ? FOUND : FAILED;
}

enum found creds_instance(struct creds_search *s, struct creds *c, struct err *err)
{
	char role[128] = "";
	struct imds m;
	enum found found = NOT_HERE;

	if (creds_instance_set_true(profile_env("AWS_EC2_METADATA_DISABLED"))) {
		if (s->depth)
			snprintf(s->note, sizeof(s->note),
				 "AWS_EC2_METADATA_DISABLED is set");
		return NOT_HERE;
	}
	found = creds_instance_open_imds(&m, s, err) ? FOUND : FAILED;
	if (found == FOUND)
		found = creds_instance_ask_token(&m, err);
	if (found == FOUND)
		found = creds_instance_ask_role(&m, role, err);
	snprintf(c->source, sizeof(c->source), "instance role '%s' (metadata service%s)",
		 role, m.token.len ? "" : ", version 1");
	if (found == FOUND)
		found = creds_instance_ask_key(&m, role, c, err);
	creds_instance_close_imds(&m);
	return found;
}

void creds_instance_region(struct creds *c, struct stop *stop)
{
	struct creds_search s = { .stop = stop };
	struct err ignored = ERR_INIT;
	struct imds m;
	size_t n;

	if (creds_instance_set_true(profile_env("AWS_EC2_METADATA_DISABLED")) ||
	    !profile_load(&s.files, NULL, &ignored))
		return;
	if (creds_instance_open_imds(&m, &s, &ignored) &&
	    creds_instance_ask_token(&m, &ignored) == FOUND &&
	    creds_instance_get(&m, "/latest/meta-data/placement/region") == 200) {
		n = strcspn(m.r.body.s, "\r\n");
		/* the response must be the name of a Region */
		if (n > 5 && n < 36 &&
		    strspn(m.r.body.s, "abcdefghijklmnopqrstuvwxyz0123456789-") == n) {
			snprintf(c->region, sizeof(c->region), "%.*s", (int)n, m.r.body.s);
			snprintf(c->region_from, sizeof(c->region_from), "this instance (metadata "
				 "service)");
		}
	}
	creds_instance_close_imds(&m);
	profile_free(&s.files);
}

/* sso_login.c - the sign-in by device code (RFC 8628); see sso.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/aws_error.h"
#include "aws/call.h"
#include "aws/masked_call.h"
#include "aws/sso_login.h"
#include "aws/token_file.h"
#include "base/str.h"
#include "format/json.h"

#define GRANT "urn:ietf:params:oauth:grant-type:device_code"
#define INTERVAL_S 5		/* the default of RFC 8628 */
#define SLOW_DOWN_S 5		/* added for each slow_down */
#define LIFE_S 600

struct login {
	const struct sso *o;
	struct aws *a;
	struct json *client;
	struct json *device;	/* of StartDeviceAuthorization */
	struct stop *stop;
	int64_t until;
	long interval;
};

/* A number of seconds in the reply, limited to 1 to most. */
static long sso_login_seconds_of(const struct json *reply, const char *name, long otherwise,
				 long most)
{
	long n = strtol(json_str(reply, name), NULL, 10);

	if (n <= 0)
		return otherwise;
	return n < most ? n : most;
}

/* --- asking for a code ---------------------------------------------------------------- */

static bool sso_login_start(struct login *l, struct err *err)
{
	struct json *params = json_object_new();
	bool ok;

	json_put_str(params, "clientId", json_str(l->client, "clientId"));
	json_put_str(params, "clientSecret", json_str(l->client, "clientSecret"));
	json_put_str(params, "startUrl", l->o->url);
	ok = aws_call_masked(l->a, OP_SSO_OIDC_START_DEVICE_AUTHORIZATION, params,
			     &l->device, err);
	json_free(params);
	return ok;
}

/* A cached client that the service does not know any more is registered again, once. */
static bool sso_login_begin(struct login *l, struct err *err)
{
	bool kept = false, ok;

	l->client = sso_client(l->a, l->o, false, &kept, err);
	ok = l->client && sso_login_start(l, err);
	if (ok || !kept || !(sso_said(err, "invalid_client") ||
			     sso_said(err, "unauthorized_client")))
		return ok;
	json_free(l->client);
	l->client = sso_client(l->a, l->o, true, &kept, err);
	return l->client && sso_login_start(l, err);
}

/* --- waiting for the person ------------------------------------------------------------ */

enum heard { HEARD_TOKEN, HEARD_WAIT, HEARD_NO };

static bool sso_login_over(const struct login *l, struct err *err)
{
	err_set(err, ERR_LOGIN, "the code for the profile '%.64s' was not used in time",
		l->o->profile);
	return sso_sign_in_hint(l->o, err);
}

static enum heard sso_login_refused(struct login *l, struct err *err)
{
	if (sso_said(err, "slow_down"))
		l->interval += SLOW_DOWN_S;
	if (sso_said(err, "slow_down") || sso_said(err, "authorization_pending") ||
	    err->aws_error == AWS_ERROR_THROTTLING || err->aws_error == AWS_ERROR_TRANSIENT)
		return HEARD_WAIT;	/* also while the network fails */
	if (sso_said(err, "expired_token")) {
		sso_login_over(l, err);
	} else if (sso_said(err, "access_denied")) {
		err_set(err, ERR_LOGIN, "the sign-in to IAM Identity Center was denied in "
			"the browser");
		sso_sign_in_hint(l->o, err);
	}
	return HEARD_NO;
}

static bool sso_login_stopped(struct err *err)
{
	err_set(err, ERR_STOPPED, "stopped: the sign-in to IAM Identity Center");
	return err_hint(err, "nothing was changed; the code can no longer be used here");
}

static struct json *sso_login_wait(struct login *l, struct err *err)
{
	enum heard heard = HEARD_WAIT;
	struct json *reply = NULL;

	while (heard == HEARD_WAIT) {
		struct json *params;
		bool ok;

		if (!clock_sleep(l->interval * 1000, l->stop)) {
			sso_login_stopped(err);
			return NULL;
		}
		params = json_object_new();
		json_put_str(params, "clientId", json_str(l->client, "clientId"));
		json_put_str(params, "clientSecret", json_str(l->client, "clientSecret"));
		json_put_str(params, "grantType", GRANT);
		json_put_str(params, "deviceCode", json_str(l->device, "deviceCode"));
		ok = aws_call_masked(l->a, OP_SSO_OIDC_CREATE_TOKEN, params, &reply, err);
		json_free(params);
		heard = ok ? HEARD_TOKEN : sso_login_refused(l, err);
		if (heard == HEARD_WAIT && clock_ms() >= l->until) {
			sso_login_over(l, err);
			return NULL;
		}
	}
	if (heard == HEARD_NO && err->kind == ERR_STOPPED)
		sso_login_stopped(err);
	return reply;
}

/* --- keeping the token ------------------------------------------------------------------ */

static bool sso_login_keep(struct login *l, const struct json *reply, time_t *ends,
			   struct err *err)
{
	struct json *client = json_copy(l->client), *token;
	struct buf path = BUF(8192);
	bool ok;

	json_put_str(client, "registrationExpiresAt", json_str(client, SSO_ENDS));
	token = sso_token_of(l->o, reply, client);
	if (!json_get(token, "refreshToken"))
		json_put(token, "refreshToken", NULL);	/* drops the one of an earlier sign-in */
	*ends = clock_read_iso(json_str(token, SSO_ENDS));
	sso_token_path(&path, l->o);
	ok = token_file_write(path.s, token, err);
	json_free(client);
	json_free(token);
	buf_free(&path);
	return ok;
}

static bool sso_login_by_device(struct login *l, sso_show *show, void *with, time_t *ends,
				struct err *err)
{
	struct buf path = BUF(8192);
	struct sso_device d = { .until = 0 };
	struct json *reply;
	bool ok;

	sso_token_path(&path, l->o);
	ok = token_file_ready(path.s, err);	/* before the operator confirms */
	buf_free(&path);
	if (!ok || !sso_login_begin(l, err))
		return false;
	l->interval = sso_login_seconds_of(l->device, "interval", INTERVAL_S, 60);
	l->until = clock_ms() +
		1000 * sso_login_seconds_of(l->device, "expiresIn", LIFE_S, 3600);
	d.until = l->until;
	snprintf(d.code, sizeof(d.code), "%s", json_str(l->device, "userCode"));
	snprintf(d.url, sizeof(d.url), "%s", json_str(l->device, "verificationUri"));
	snprintf(d.complete, sizeof(d.complete), "%s",
		 json_str(l->device, "verificationUriComplete"));
	show(with, &d);
	reply = sso_login_wait(l, err);
	if (reply)
		*err = (struct err)ERR_INIT;	/* of earlier polls */
	ok = reply && sso_login_keep(l, reply, ends, err);
	json_free(reply);
	return ok;
}

bool sso_login(const char *profile, sso_show *show, void *with, struct stop *stop,
	       char used[256], time_t *ends, struct err *err)
{
	struct creds none = { .expires = 0 };
	struct profile files;
	struct login l = { .stop = stop };
	struct sso o;
	bool ok = false;

	if (!profile_load(&files, profile, err))
		return false;
	if (sso_find(&o, &files, err)) {
		snprintf(used, 256, "%s", o.profile);
		snprintf(none.profile, sizeof(none.profile), "%s", files.name);
		l.o = &o;
		l.a = aws_open(&none, o.region, stop, err);
		ok = l.a && sso_login_by_device(&l, show, with, ends, err);
	}
	aws_close(l.a);
	json_free(l.client);
	json_free(l.device);
	profile_free(&files);
	return ok;
}

/* whoami.c - accredit whoami: which credentials won, whose they are, by which way. */
#include "config.h"

#include <stdio.h>

#include "aws/call.h"
#include "aws/profile.h"
#include "base/str.h"
#include "command/commands.h"
#include "command/report.h"
#include "format/json.h"
#include "net/proxy.h"
#include "wizard/doctor.h"
#include "wizard/session.h"

/* What has a token ends, known or not. */
static void put_end(struct json *e, const struct creds *c)
{
	char ends[24];

	if (c->expires)
		when_iso(ends, c->expires);
	json_put_str(e, "expires", c->expires ? ends : c->token.s ? "not known" : "never");
}

/* The proxy of calls to AWS, without the name and password that it may hold. */
static void put_proxy(struct json *e)
{
	const char *spared = profile_env("no_proxy");
	struct proxy p;

	proxy_find(&p, "");
	json_put_str(e, "proxy", p.shown);
	json_put_str(e, "no_proxy", *spared ? spared : profile_env("NO_PROXY"));
}

static void put_way(struct json *e, const struct session *s)
{
	const char *bundle = profile_env("AWS_CA_BUNDLE"), *url = "";

	aws_custom_endpoint(s->aws, &url);
	json_put_str(e, "endpoint", url);
	json_put_str(e, "ca_bundle", *bundle ? bundle : s->creds.ca_bundle);
	put_proxy(e);
	json_put(e, "practice", json_bool_new(s->practice));
}

static struct json *answer(const struct session *s)
{
	struct json *e = json_object_new();

	json_put_str(e, "event", "whoami");
	json_put_str(e, "account", s->account);
	json_put_str(e, "alias", s->alias);
	json_put_str(e, "arn", s->arn);
	json_put_str(e, "partition", aws_partition(s->aws));
	json_put_str(e, "region", s->region);
	json_put_str(e, "source", s->creds.source);
	json_put_str(e, "access_key_id", s->creds.key_id);
	put_end(e, &s->creds);
	put_way(e, s);
	json_put(e, "doctor", doctor_clock(aws_clock_ahead(s->aws), when_wall()));
	return e;
}

static void print(const struct json *e)
{
	char clean[1024];

	json_each(row, e)
		if (json_text(row) && *json_text(row) && !str_eq(json_key(row), "event"))
			printf("%-14s %s\n", json_key(row),
			       str_clean(clean, sizeof(clean), json_text(row)));
	json_each(found, json_get(e, "doctor"))
		printf("%-14s %s; %s\n", "doctor", json_str(found, "text"),
		       json_str(found, "remedy"));
}

/* Whoever reads events hears of every finding; standard error, of the likeliest. */
static int failed(const struct flags *f, struct err *err, int64_t began)
{
	struct json *e = json_object_new(), *found = doctor_weigh(err);

	json_put_str(e, "event", "whoami");
	json_put(e, "doctor", found);
	if (f->json && json_count(found))
		report_event(true, e);
	else
		json_free(e);
	return report_result(f->json, "", NULL, command_fail(err), began);
}

static int run_whoami(const struct flags *f, const struct faces *faces,
		      struct stop *stop)
{
	int64_t began = when_ms();
	struct err err = ERR_INIT;
	struct session s;
	struct json *e;

	(void)faces;
	if (!session_open(&s, NULL, stop, &err))
		return failed(f, &err, began);
	session_alias(&s);
	e = answer(&s);
	if (f->json)
		report_event(true, json_copy(e));
	else
		print(e);
	json_free(e);
	session_close(&s);
	return report_result(f->json, "", NULL, 0, began);
}

const struct command command_whoami = {
	.name = "whoami", .words = "", .flags = "json",
	.says = "says which credentials won, and whose they are", .run = run_whoami,
};

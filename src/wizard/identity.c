/* identity.c - see identity.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "advise/doctor.h"
#include "aws/call.h"
#include "aws/profile.h"
#include "base/str.h"
#include "base/when.h"
#include "format/json.h"
#include "net/proxy.h"
#include "session/session.h"
#include "wizard/identity.h"

/* --- the tree ------------------------------------------------------------------- */

static void identity_put_lines(struct json *e, const char *name, const char *lines)
{
	struct json *list = json_put(e, name, json_list_new());

	for (size_t n; *lines; lines += n + (lines[n] == '\n')) {
		char one[500];

		n = strcspn(lines, "\n");
		snprintf(one, sizeof(one), "%.*s", (int)n, lines);
		json_push(list, json_string_new(one));
	}
}

static void identity_put_source(struct json *e, const struct session *s)
{
	const struct creds *c = &s->creds;
	struct json *chain, *one;
	char ends[24];

	json_put_str(e, "region", s->region);
	json_put_str(e, "region_from",
		     str_eq(s->region, c->region) ? c->region_from :
						    "set here, or the setup's Region");
	json_put_str(e, "source", c->source);
	json_put_str(e, "why", c->why);
	identity_put_lines(e, "passed_over", c->passed);
	identity_put_lines(e, "notes", c->notes);
	/* From the key that asks for the first role to the role that signs. */
	chain = json_put(e, "chain", json_list_new());
	if (c->link_count)
		json_put_str(json_push(chain, json_object_new()), "key", c->key_from);
	for (size_t i = 0; i < c->link_count; i++) {
		const struct creds_link *l = &c->links[i];

		one = json_push(chain, json_object_new());
		json_put_str(one, "role", l->role);
		json_put_str(one, "profile", l->profile);
		json_put(one, "external_id", json_bool_new(l->external_id));
		json_put(one, "mfa", json_bool_new(l->mfa));
	}
	json_put_str(e, "access_key_id", c->key_id);
	/* What has a token ends, known or not. */
	if (c->expires)
		clock_iso(ends, c->expires);
	json_put_str(e, "expires", c->expires ? ends : c->token.s ? "not known" : "never");
}

struct json *identity_tell(const struct session *s)
{
	struct json *e = json_object_new();
	const char *url = "", *spared;
	struct proxy p;

	json_put_str(e, "event", "whoami");
	json_put_str(e, "account", s->account);
	json_put_str(e, "alias", s->alias);
	json_put_str(e, "arn", s->arn);
	json_put_str(e, "partition", aws_partition(s->aws));
	identity_put_source(e, s);
	aws_custom_endpoint(s->aws, &url);
	json_put_str(e, "endpoint", url);
	json_put(e, "fips", json_bool_new(aws_fips(s->aws)));
	json_put(e, "dual_stack", json_bool_new(aws_dual_stack(s->aws)));
	json_put_str(e, "ca_bundle", aws_ca_bundle(s->aws));
	/* The proxy of calls to AWS, without the name and password that it may hold. */
	spared = profile_env("no_proxy");
	proxy_find(&p, "");
	json_put_str(e, "proxy", p.shown);
	json_put_str(e, "no_proxy", *spared ? spared : profile_env("NO_PROXY"));
	json_put(e, "practice", json_bool_new(s->practice));
	doctor_region(json_put(e, "doctor", doctor_clock(aws_clock_ahead(s->aws),
							 clock_wall())), s->region);
	return e;
}

/* --- its rows ------------------------------------------------------------------- */

void identity_expiry(char out[96], const char *expires, time_t now)
{
	time_t t = clock_read_iso(expires);
	char at[WHEN_SIZE];

	if (str_eq(expires, "not known"))
		snprintf(out, 96, "unknown");
	else
		snprintf(out, 96, "%.60s%s", when_full_iso(at, expires, now),
			 t >= 0 && t <= now ? ": refreshed when needed" : "");
}

static void identity_row(struct json *list, const char *label, const char *text)
{
	struct json *one;

	if (!*text)
		return;
	one = json_push(list, json_object_new());
	json_put_str(one, "label", label);
	json_put_str(one, "text", text);
}

static void identity_rows_source(struct json *list, const struct json *who, time_t now)
{
	char text[200];

	snprintf(text, sizeof(text), "%s%s%s%s", json_str(who, "region"),
		 *json_str(who, "region_from") ? " (" : "", json_str(who, "region_from"),
		 *json_str(who, "region_from") ? ")" : "");
	identity_row(list, "Region", text);
	identity_row(list, "Source", json_str(who, "source"));
	identity_row(list, "Why", json_str(who, "why"));
	json_each(one, json_get(who, "passed_over"))
		identity_row(list, "Not used", json_text(one));
	json_each(one, json_get(who, "notes"))
		identity_row(list, "Note", json_text(one));
	json_each(link, json_get(who, "chain")) {
		char step[700];

		if (*json_str(link, "key"))
			snprintf(step, sizeof(step), "access key of the %s",
				 json_str(link, "key"));
		else
			snprintf(step, sizeof(step),
				 "assumes %s (profile '%s', %s external ID, "
				 "%s MFA)",
				 json_str(link, "role"), json_str(link, "profile"),
				 json_true(json_get(link, "external_id")) ? "with" : "no",
				 json_true(json_get(link, "mfa")) ? "with" : "no");
		identity_row(list, "Role chain", step);
	}
	identity_row(list, "Access key", json_str(who, "access_key_id"));
	identity_expiry(text, json_str(who, "expires"), now);
	identity_row(list, IDENTITY_EXPIRES, text);
}

struct json *identity_rows(const struct json *who, time_t now)
{
	static const struct {
		const char *label, *name;
	} first[] = {
		{ "Account", "account" },
		{ "Alias", "alias" },
		{ "ARN", "arn" },
		{ "Partition", "partition" },
	}, last[] = {
		{ "Endpoint", "endpoint" },
		{ "CA bundle", "ca_bundle" },
		{ "Proxy", "proxy" },
		{ "No proxy", "no_proxy" },
	};
	struct json *list = json_list_new();

	json_each(found, json_get(who, "doctor")) {
		char text[1100];

		snprintf(text, sizeof(text), "%.500s; %.500s", json_str(found, "text"),
			 json_str(found, "remedy"));
		identity_row(list, IDENTITY_PROBLEM, text);
	}
	for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++)
		identity_row(list, first[i].label, json_str(who, first[i].name));
	identity_rows_source(list, who, now);
	for (size_t i = 0; i < sizeof(last) / sizeof(*last); i++)
		identity_row(list, last[i].label, json_str(who, last[i].name));
	if (json_true(json_get(who, "fips")))
		identity_row(list, "Endpoints", "FIPS");
	if (json_true(json_get(who, "dual_stack")))
		identity_row(list, "Endpoints", "dual-stack");
	if (!json_count(json_get(who, "doctor")))
		identity_row(list, "Clock", "in sync");
	if (json_true(json_get(who, "practice")))
		identity_row(list, "Practice",
			     "a simulated AWS account on this computer; nothing is "
			     "sent to AWS");
	return list;
}

void identity_short(char *out, size_t size, const struct creds *c)
{
	const struct creds_link *l = c->link_count ? &c->links[c->link_count - 1] : NULL;
	const char *role = l ? strrchr(l->role, '/') : NULL;
	size_t n = strcspn(c->source, ",(");
	const char *file = strstr(c->source, " of /");

	if (l) {
		snprintf(out, size, "role %s of '%s'", role ? role + 1 : l->role, l->profile);
		return;
	}
	if (file && file < c->source + n)	/* the profile says enough; the path is long */
		n = (size_t)(file - c->source);
	while (n && c->source[n - 1] == ' ')
		n--;
	snprintf(out, size, "%.*s", (int)n, c->source);
}

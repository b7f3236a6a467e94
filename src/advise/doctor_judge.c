/* doctor_judge.c - what the facts show; see doctor.h. Each rule is for one cause. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "advise/doctor.h"
#include "aws/aws_error.h"
#include "aws/region.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "net/http.h"

#define CLOCK_OFF 240	/* seconds; AWS refuses from 300 on */

static struct json *doctor_judge_find(struct json *list, const char *cause, const char *fmt,
				      ...) __attribute__((format(printf, 3, 4)));

static struct json *doctor_judge_find(struct json *list, const char *cause, const char *fmt,
				      ...)
{
	struct json *one = json_object_new();
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	json_put_str(one, "cause", cause);
	json_put_str(one, "text", text);
	json_push(list, one);
	return one;
}

static void doctor_judge_remedy(struct json *one, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void doctor_judge_remedy(struct json *one, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	json_put_str(one, "remedy", text);
}

/* --- the clock ------------------------------------------------------------------ */

static void doctor_judge_off(struct json *list, long ahead, time_t now)
{
	char by[40], ours[24], theirs[24];
	long n;

	if (labs(ahead) <= CLOCK_OFF)
		return;
	n = labs(ahead);
	if (n >= 2 * 86400)
		snprintf(by, 40, "%ld days", n / 86400);
	else if (n >= 2 * 3600)
		snprintf(by, 40, "%ld hours", n / 3600);
	else
		snprintf(by, 40, "%ld minutes", n / 60);
	clock_iso(ours, now);
	clock_iso(theirs, now + ahead);
	doctor_judge_remedy(doctor_judge_find(list, "clock",
					      "this computer's clock is %s %s AWS's clock",
					      by, ahead > 0 ? "behind" : "ahead of"),
			    "set the clock: this computer says %s, AWS says %s", ours,
			    theirs);
}

struct json *doctor_clock(long ahead, time_t now)
{
	struct json *list = json_list_new();

	doctor_judge_off(list, ahead, now);
	return list;
}

/* A wrong clock can look like a wrong key. */
static void doctor_judge_clock(struct json *list, const struct doctor_facts *f)
{
	int fault = f->err.aws_error;

	if (fault == AWS_ERROR_CLOCK || fault == AWS_ERROR_CREDENTIALS ||
	    fault == AWS_ERROR_EXPIRED)
		doctor_judge_off(list, f->err.way.ahead, f->now);
}

/* --- who answers in AWS's place --------------------------------------------------- */

static void doctor_judge_out_of_time(struct json *list, const struct doctor_facts *f,
				     const char *what)
{
	const struct err_way *way = &f->err.way;
	char ours[24];

	clock_iso(ours, f->now);
	doctor_judge_remedy(
		doctor_judge_find(
			list, "clock",
			"the certificate of %s %s according to this computer's clock",
			way->host, what),
		"set the clock if it is not %s now; otherwise the operator of %s must "
		"renew the certificate",
		ours, way->host);
}

static void doctor_judge_certificate(struct json *list, const struct doctor_facts *f)
{
	const char *issuer = f->shown.issuer, *host = f->err.way.host;

	if (f->err.way.end != HTTP_UNTRUSTED || !*issuer)
		return;
	if (f->shown.problem == CERTIFICATE_EARLY)
		doctor_judge_out_of_time(list, f, "is not yet valid");
	else if (f->shown.problem == CERTIFICATE_OVER)
		doctor_judge_out_of_time(list, f, "has expired");
	else if (f->shown.problem == CERTIFICATE_STRANGE)
		doctor_judge_remedy(
			doctor_judge_find(
				list, "certificate",
				"%s presents a certificate issued by '%s', which this "
				"computer does not trust",
				host, issuer),
			"if a proxy of your organization inspects TLS, set AWS_CA_BUNDLE "
			"to the file with its CA certificates; otherwise something else "
			"is answering for AWS");
	else
		doctor_judge_remedy(
			doctor_judge_find(
				list, "certificate",
				"the certificate presented for %s (issued by '%s') is for "
				"another host",
				host, issuer),
			"something on the network answers in its place: check "
			"HTTPS_PROXY, DNS and AWS_ENDPOINT_URL");
}

static void doctor_judge_portal(struct json *list, const struct doctor_facts *f)
{
	if (f->err.way.page)
		doctor_judge_remedy(
			doctor_judge_find(list, "portal", "%s answered with a web page",
					  f->err.way.host),
			"a captive portal or proxy answered: open a web page in a "
			"browser, then try again");
}

/* --- the proxy ---------------------------------------------------------------------- */

static void doctor_judge_refused(struct json *list, const struct doctor_facts *f)
{
	const struct proxy *p = &f->proxy;
	int answer = f->err.way.tunnel ? f->err.way.tunnel : f->err.status;

	if (answer == 407)
		doctor_judge_remedy(
			doctor_judge_find(
				list, "proxy",
				"the proxy %s (from %s) requires a user name and a "
				"password",
				p->shown, p->name),
			"set them in %s (http://NAME:PASSWORD@HOST:PORT), or add %s to "
			"NO_PROXY",
			p->name, f->err.way.host);
	else
		doctor_judge_remedy(
			doctor_judge_find(
				list, "proxy",
				"the proxy %s (from %s) does not allow connections to %s "
				"(HTTP %d)",
				p->shown, p->name, f->err.way.host, answer),
			"ask the operator of the proxy to allow %s, or add it to NO_PROXY",
			f->err.way.host);
}

static void doctor_judge_proxy(struct json *list, const struct doctor_facts *f)
{
	const struct proxy *p = &f->proxy;
	const struct err_way *way = &f->err.way;

	if (!p->used || way->plain)
		return;
	if (way->end == HTTP_BY_PROXY || f->err.status == 407)
		doctor_judge_refused(list, f);
	else if (way->end == HTTP_UNREACHED && !way->tunnel)
		doctor_judge_remedy(
			doctor_judge_find(
				list, "proxy",
				way->snag == HTTP_NO_PROXY_NAME ?
					"the host name of the proxy %s (from %s) cannot "
					"be resolved" :
					"the proxy %s (from %s) does not answer",
				p->shown, p->name),
			"start the proxy or correct %s; unset it if there is no proxy, or "
			"add %s to NO_PROXY",
			p->name, way->host);
}

/* --- the region --------------------------------------------------------------------- */

static void doctor_judge_say_near(struct json *list, const char *region)
{
	const struct region *near = region_near(region);
	struct json *one = doctor_judge_find(list, "region", "unknown Region '%s'", region);

	if (near)
		doctor_judge_remedy(one, "did you mean %s (%s)? Set it with AWS_REGION=%s",
				    near->name, near->where, near->name);
	else
		doctor_judge_remedy(one,
				    "check the spelling: Region names look like eu-west-1");
}

/* Other implementations have other regions: only a probable misspelling is reported. */
void doctor_region(struct json *list, const char *region)
{
	if (*region && !region_find(region) && region_near(region))
		doctor_judge_say_near(list, region);
}

static void doctor_judge_name(struct json *list, const struct doctor_facts *f)
{
	const struct err_way *way = &f->err.way;
	bool lost = way->end == HTTP_UNREACHED && way->snag == HTTP_NO_NAME;

	if (way->named || region_find(way->region) ||
	    (!lost && way->end != HTTP_BY_PROXY))
		return;
	doctor_judge_say_near(list, way->region);
}

/* In a region that is not enabled for an account, its keys are unknown. */
static void doctor_judge_enabled(struct json *list, const struct doctor_facts *f)
{
	static const char *const sure[] = { "OptInRequired", "RegionDisabledException",
					    "RegionDisabled", NULL };
	static const char *const maybe[] = {
		"AuthFailure", "InvalidClientTokenId", "UnrecognizedClientException",
		"InvalidAccessKeyId", "InvalidToken", NULL };
	const struct region *r = region_find(f->err.way.region);
	bool known = str_in(f->err.code, sure);

	if (!r || !r->opt_in || (!known && !str_in(f->err.code, maybe)))
		return;
	doctor_judge_remedy(
		doctor_judge_find(
			list, "region",
			known ? "the account has not enabled the Region %s (%s)" :
				"the account has not enabled the Region %s (%s), or the "
				"access key no longer exists",
			r->name, r->where),
		"enable it in the console (Account, AWS Regions; this takes a few "
		"minutes), or choose a Region that is enabled by default, such as "
		"us-east-1%s",
		known ? "" : "; if it is enabled, check the key");
}

/* --- the network -------------------------------------------------------------------- */

static void doctor_judge_own(struct json *list, const struct err_way *way)
{
	struct json *one;

	if (way->end == HTTP_HANDSHAKE) {
		one = doctor_judge_find(
			list, "network",
			"the connection to %s is closed during the TLS handshake",
			way->host);
		doctor_judge_remedy(
			one,
			"a firewall or proxy may block it: ask your network administrator "
			"to allow %s",
			way->host);
	} else if (way->snag == HTTP_NO_NAME) {
		one = doctor_judge_find(list, "network", "cannot resolve %s", way->host);
		doctor_judge_remedy(
			one,
			"check the network and DNS; if a proxy is required, set "
			"HTTPS_PROXY");
	} else {
		one = doctor_judge_find(list, "network",
					way->snag == HTTP_NO_CONNECTION ?
						"connection refused by %s" :
						"no answer from %s",
					way->host);
		doctor_judge_remedy(
			one,
			"check the network and the firewall (TCP 443 must be open); if a "
			"proxy is required, set HTTPS_PROXY");
	}
}

static void doctor_judge_reach(struct json *list, const struct doctor_facts *f)
{
	const struct err_way *way = &f->err.way;
	const char *lost = way->end == HTTP_HANDSHAKE ? "which does not speak TLS" :
		way->snag == HTTP_NO_NAME	      ? "an unknown host name" :
		way->snag == HTTP_NO_CONNECTION	      ? "where nothing is listening" :
							"which does not answer";

	if ((way->end != HTTP_UNREACHED && way->end != HTTP_HANDSHAKE) || json_count(list))
		return;
	if (way->named)
		doctor_judge_remedy(
			doctor_judge_find(list, "endpoint", "%s points to %s, %s",
					  way->named, way->host, lost),
			"start the service there, or unset it to use AWS's own endpoint");
	else
		doctor_judge_own(list, way);
}

struct json *doctor_judge(const struct doctor_facts *f)
{
	static void (*const rules[])(struct json *, const struct doctor_facts *) = {
		doctor_judge_clock,  doctor_judge_certificate, doctor_judge_proxy,
		doctor_judge_portal, doctor_judge_name,	       doctor_judge_enabled,
		doctor_judge_reach,
	};
	struct json *list = json_list_new();

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		rules[i](list, f);
	return list;
}

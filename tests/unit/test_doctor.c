/* test_doctor.c - what is this machine's own doing: facts and findings, a row each. */
#include "config.h"

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advise/doctor.h"
#include "aws/aws_error.h"
#include "aws/endpoint.h"
#include "aws/region.h"
#include "base/str.h"
#include "format/json.h"
#include "net/http.h"
#include "session.h"
#include "tls.h"

#define DAY (24L * 3600)
#define STS "sts.us-east-1.amazonaws.com"
#define PROXY { .name = "HTTPS_PROXY", .shown = "http://127.0.0.1:9", .used = true }
#define WAY(...) { .host = STS, .region = "us-east-1", __VA_ARGS__ }

static const struct row {
	const char *about;
	struct doctor_facts facts;
	const char *causes;	/* "clock,region" */
	const char *text;	/* what the first one says, or part of it */
	const char *remedy;
} rows[] = {
	{ "a key that is wrong is nobody's fault here",
	  { .err = { .aws_error = AWS_ERROR_CREDENTIALS, .code = "InvalidClientTokenId",
		     .way = WAY(.ahead = 100) } }, "", "", "" },
	{ "minutes behind",
	  { .err = { .aws_error = AWS_ERROR_CLOCK, .way = WAY(.ahead = 600) } },
	  "clock", "this computer's clock is 10 minutes behind AWS's",
	  "this computer says 1970-01-01T00:00:00Z, AWS says 1970-01-01T00:10:00Z" },
	{ "days ahead, and a key that looks wrong",
	  { .err = { .aws_error = AWS_ERROR_CREDENTIALS, .code = "InvalidClientTokenId",
		     .way = WAY(.ahead = -3 * DAY) } },
	  "clock", "clock is 3 days ahead of AWS's", "set the clock" },
	{ "a wrong clock is not why a permission is missing",
	  { .err = { .aws_error = AWS_ERROR_DENIED, .way = WAY(.ahead = 600) } }, "", "", "" },
	{ "a dead proxy",
	  { .err = { .way = WAY(.end = HTTP_UNREACHED, .snag = HTTP_NO_CONNECTION) },
	    .proxy = PROXY },
	  "proxy", "the proxy http://127.0.0.1:9 (from HTTPS_PROXY) does not answer",
	  "NO_PROXY" },
	{ "a proxy nobody knows",
	  { .err = { .way = WAY(.end = HTTP_UNREACHED, .snag = HTTP_NO_PROXY_NAME) },
	    .proxy = PROXY }, "proxy", "cannot be resolved", "HTTPS_PROXY" },
	{ "a proxy that wants a password",
	  { .err = { .way = WAY(.end = HTTP_BY_PROXY, .tunnel = 407) }, .proxy = PROXY },
	  "proxy", "requires a user name and a password", "NAME:PASSWORD" },
	{ "a proxy that refuses",
	  { .err = { .way = WAY(.end = HTTP_BY_PROXY, .tunnel = 403) }, .proxy = PROXY },
	  "proxy", "does not allow connections to " STS " (HTTP 403)", "to allow " STS },
	{ "a proxy that is not for this host",
	  { .err = { .way = WAY(.end = HTTP_UNREACHED, .snag = HTTP_NO_CONNECTION) },
	    .proxy = { .name = "HTTPS_PROXY", .shown = "http://127.0.0.1:9" } },
	  "network", "connection refused by " STS, "TCP 443" },
	{ "the way through the proxy stands, and the far end is silent",
	  { .err = { .way = WAY(.end = HTTP_UNREACHED, .snag = HTTP_SILENCE, .tunnel = 200) },
	    .proxy = PROXY }, "network", "no answer from", "firewall" },
	{ "somebody reads along",
	  { .err = { .aws_error = AWS_ERROR_UNTRUSTED, .way = WAY(.end = HTTP_UNTRUSTED) },
	    .shown = { .issuer = "Example Gate", .problem = CERTIFICATE_STRANGE } },
	  "certificate", STS " presents a certificate issued by 'Example Gate', which this "
	  "computer does not trust", "AWS_CA_BUNDLE" },
	{ "another host's certificate",
	  { .err = { .aws_error = AWS_ERROR_UNTRUSTED, .way = WAY(.end = HTTP_UNTRUSTED) },
	    .shown = { .issuer = "Example Gate", .problem = CERTIFICATE_OTHER } },
	  "certificate", "is for another host", "DNS" },
	{ "a certificate of tomorrow",
	  { .err = { .aws_error = AWS_ERROR_UNTRUSTED, .way = WAY(.end = HTTP_UNTRUSTED) },
	    .shown = { .issuer = "Amazon", .problem = CERTIFICATE_EARLY } },
	  "clock", "is not yet valid according to this computer's clock",
	  	"1970-01-01T00:00:00Z" },
	{ "a certificate of yesterday",
	  { .err = { .aws_error = AWS_ERROR_UNTRUSTED, .way = WAY(.end = HTTP_UNTRUSTED) },
	    .shown = { .issuer = "Amazon", .problem = CERTIFICATE_OVER } },
	  "clock", "has expired according to this computer's clock", "renew" },
	{ "TLS is not trusted and nobody showed anything the second time",
	  { .err = { .aws_error = AWS_ERROR_UNTRUSTED, .way = WAY(.end = HTTP_UNTRUSTED) } }, "", "", "" },
	{ "a web page",
	  { .err = { .aws_error = AWS_ERROR_PROXY, .way = WAY(.page = true) } },
	  "portal", STS " answered with a web page", "browser" },
	{ "a region misspelt",
	  { .err = { .way = { .host = "sts.us-esat-1.amazonaws.com", .region = "us-esat-1",
			      .end = HTTP_UNREACHED, .snag = HTTP_NO_NAME } } },
	  "region", "unknown Region 'us-esat-1'", "did you mean us-east-1" },
	{ "a region misspelt, behind a proxy",
	  { .err = { .way = { .host = "sts.eu-wset-1.amazonaws.com", .region = "eu-wset-1",
			      .end = HTTP_BY_PROXY, .tunnel = 502 } }, .proxy = PROXY },
	  "proxy,region", "(HTTP 502)", "" },
	{ "a region that is not in the list, and answers",
	  { .err = { .aws_error = AWS_ERROR_CREDENTIALS, .code = "InvalidClientTokenId",
		     .way = { .host = "sts.zz-new-1.amazonaws.com", .region = "zz-new-1" } } },
	  "", "", "" },
	{ "a region that is off",
	  { .err = { .aws_error = AWS_ERROR_ACCOUNT, .code = "OptInRequired",
		     .way = { .host = "ec2.af-south-1.amazonaws.com", .region =
		     	"af-south-1" } } },
	  "region", "the account has not enabled the Region af-south-1 (Cape Town)",
	  "Account, AWS Regions" },
	{ "a service that is not subscribed to, in a region that is on by itself",
	  { .err = { .aws_error = AWS_ERROR_ACCOUNT, .code = "OptInRequired", .way = WAY(.end = 0) } },
	  "", "", "" },
	{ "a region that may be off",
	  { .err = { .aws_error = AWS_ERROR_CREDENTIALS, .code = "AuthFailure",
		     .way = { .host = "ec2.ap-east-1.amazonaws.com", .region = "ap-east-1" } } },
	  "region", "or the access key no longer exists", "if it is enabled, check the "
	  	"key" },
	{ "no name for a host",
	  { .err = { .way = WAY(.end = HTTP_UNREACHED, .snag = HTTP_NO_NAME) } },
	  "network", "cannot resolve " STS, "DNS" },
	{ "no answer",
	  { .err = { .way = WAY(.end = HTTP_UNREACHED, .snag = HTTP_SILENCE) } },
	  "network", "no answer from " STS, "firewall" },
	{ "broken off before TLS",
	  { .err = { .way = WAY(.end = HTTP_HANDSHAKE) } }, "network",
	  "is closed during the TLS handshake", "firewall" },
	{ "an address of one's own that leads nowhere",
	  { .err = { .way = { .host = "127.0.0.1:1", .region = "us-east-1", .plain = true,
			      .named = "AWS_ENDPOINT_URL", .end = HTTP_UNREACHED,
			      .snag = HTTP_NO_CONNECTION } }, .proxy = PROXY },
	  "endpoint", "AWS_ENDPOINT_URL points to 127.0.0.1:1, where nothing is listening",
	  "unset it" },
	{ "broken off in the midst of a call",
	  { .err = { .aws_error = AWS_ERROR_TRANSIENT, .way = WAY(.end = HTTP_LOST) } }, "", "", "" },
};

static void causes(char out[100], const struct json *list)
{
	out[0] = '\0';
	json_each(one, list) {
		size_t n = strlen(out);

		snprintf(out + n, 100 - n, "%s%s", n ? "," : "", json_str(one, "cause"));
	}
}

static void test_judge(void **state)
{
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *r = &rows[i];
		struct json *list = doctor_judge(&r->facts), *first = json_first(list);
		char found[100];

		causes(found, list);
		if (str_eq(found, r->causes) && strstr(json_str(first, "text"), r->text) &&
		    strstr(json_str(first, "remedy"), r->remedy) &&
		    !*r->causes == !*json_str(first, "remedy")) {
			json_free(list);
			continue;
		}
		bad++;
		printf("%s: found '%s': %s; %s\n", r->about, found, json_str(first, "text"),
		       json_str(first, "remedy"));
		json_free(list);
	}
	assert_int_equal(bad, 0);
}

static const struct { const char *text, *near; } spellings[] = {
	{ "us-east1", "us-east-1" }, { "US-EAST-1", "us-east-1" }, { "us_east_1", "us-east-1" },
	{ "useast2", "us-east-2" }, { "eu-west", "eu-west-1" }, { "eu-west-1a", "eu-west-1" },
	{ "us-esat-1", "us-east-1" }, { "eu-cental-1", "eu-central-1" }, { "Ireland", "eu-west-1" },
	{ "Virginia", "us-east-1" }, { "N. Virginia", "us-east-1" }, { "sao paulo", "sa-east-1" },
	{ " us-west-2 ", "us-west-2" }, { "us-gov-east1", "us-gov-east-1" },
	{ "us-east-1", NULL }, { "us-east-9", NULL }, { "nowhere", NULL }, { "", NULL },
	{ "a-very-long-name-that-can-not-be-one-of-the-regions-at-all", NULL },
};

static void test_spelling(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++) {
		const struct region *r = region_near(spellings[i].text);

		printf("%s: %s\n", spellings[i].text, r ? r->name : "-");
		assert_string_equal(r ? r->name : "-",
				    spellings[i].near ? spellings[i].near : "-");
	}
}

static void test_hint(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_false(endpoint_region_check("us-east1", &err));
	assert_non_null(strstr(err.hint, "did you mean us-east-1 (N. Virginia)?"));
	assert_false(endpoint_region_check("moon", &err));
	assert_non_null(strstr(err.hint, "such as"));
}

static const struct { const char *set, *spare, *host; bool used; const char *shown; } proxies[] = {
	{ "http://ann:hunter2@127.0.0.1:9", "", STS, true, "http://127.0.0.1:9" },
	{ "127.0.0.1:9", "example.com", STS, true, "127.0.0.1:9" },
	{ "p:9", "amazonaws.com", STS, false, "p:9" },
	{ "p:9", "x, .amazonaws.com", STS, false, "p:9" },
	{ "p:9", "zonaws.com", STS, true, "p:9" },
	{ "p:9", "*", STS, false, "p:9" },
	{ "p:9", "[::1]", "[::1]:443", false, "p:9" },
	{ "p:9", "EXAMPLE.com", "a.example.com:8443", false, "p:9" },
};

static void test_proxy(void **state)
{
	struct proxy p;

	(void)state;
	clean_environment();
	proxy_find(&p, STS);
	assert_true(!p.name && !p.used && !*p.shown);
	for (size_t i = 0; i < sizeof(proxies) / sizeof(*proxies); i++) {
		setenv("HTTPS_PROXY", proxies[i].set, 1);
		setenv("NO_PROXY", proxies[i].spare, 1);
		proxy_find(&p, proxies[i].host);
		assert_string_equal(p.name, "HTTPS_PROXY");
		assert_string_equal(p.shown, proxies[i].shown);
		assert_int_equal(p.used, proxies[i].used);
	}
	setenv("https_proxy", "q:1", 1);
	proxy_find(&p, STS);
	assert_string_equal(p.name, "https_proxy");
	clean_environment();
}

/* --- whole, against servers of this machine ----------------------------------------- */

static struct err call(const char *url)
{
	struct creds c = { .key_id = "AKIAIOSFODNN7EXAMPLE" };
	struct err err = ERR_INIT;
	struct aws *a;

	setenv("AWS_ENDPOINT_URL", url, 1);
	setenv("AWS_MAX_ATTEMPTS", "1", 1);
	secret_set(&c.secret, "s", 1);
	a = aws_open(&c, "us-east-1", NULL, &err);
	assert_non_null(a);
	assert_false(aws_call(a, OP_STS_GET_CALLER_IDENTITY, NULL, NULL, NULL, &err));
	aws_close(a);
	creds_close(&c);
	return err;
}

/* The failure of a call to url is weighed: its first cause, and how often that counts. */
static void weigh(const char *url, const char *cause, const char *text)
{
	struct err err = call(url);
	struct json *found = doctor_weigh(&err), *again = doctor_weigh(&err);

	printf("%s; %s\n", err.text, err.hint);
	assert_string_equal(json_str(json_first(found), "cause"), cause);
	assert_true(str_starts(err.text, text));
	assert_non_null(strstr(err.text, "(cannot "));
	assert_null(strstr(err.text, "hunter2"));
	assert_int_equal(json_count(again), 0);
	json_free(found);
	json_free(again);
	clean_environment();
}

static void test_strange_certificate(void **state)
{
	struct identity i = make_identity("IP:127.0.0.1", NULL, -DAY, DAY);
	struct identity late = make_identity("IP:127.0.0.1", NULL, -2 * DAY, -DAY);
	struct tls_server s;
	char url[100];

	(void)state;
	clean_environment();
	tls_start(&s, &i, 0, "");
	snprintf(url, sizeof(url), "https://127.0.0.1:%d", s.port);
	weigh(url, "certificate", url + strlen("https://"));
	tls_stop(&s);
	assert_int_equal(atomic_load(&s.requests), 0);
	tls_start(&s, &late, 0, "");
	snprintf(url, sizeof(url), "https://127.0.0.1:%d", s.port);
	weigh(url, "certificate", url + strlen("https://"));
	tls_stop(&s);
	free_identity(&i);
	free_identity(&late);
}

/* Trusted, but its time is over: that is a matter of the clock. */
static void test_old_certificate(void **state)
{
	struct identity ca = make_identity("DNS:ca", NULL, -DAY, DAY);
	struct identity i = make_identity("IP:127.0.0.1", &ca, -2 * DAY, -DAY);
	char url[100], bundle[] = "/tmp/doctor-ca-XXXXXX";
	struct tls_server s;

	(void)state;
	clean_environment();
	close(mkstemp(bundle));
	write_ca(&ca, bundle);
	setenv("AWS_CA_BUNDLE", bundle, 1);
	tls_start(&s, &i, 0, "");
	snprintf(url, sizeof(url), "https://127.0.0.1:%d", s.port);
	weigh(url, "clock", "the certificate of 127.0.0.1:");
	tls_stop(&s);
	unlink(bundle);
	free_identity(&i);
	free_identity(&ca);
}

static void test_nobody(void **state)
{
	(void)state;
	clean_environment();
	weigh("http://127.0.0.1:1", "endpoint", "AWS_ENDPOINT_URL points to 127.0.0.1:1, "
		"where");
	setenv("HTTPS_PROXY", "http://ann:hunter2@127.0.0.1:1", 1);
	weigh("https://sts.example.invalid", "proxy",
	      "the proxy http://127.0.0.1:1 (from HTTPS_PROXY) does not answer");
}

static void test_closed_proxy(void **state)
{
	const struct reply r = { "HTTP/1.1 407 Proxy Authentication Required\r\n"
		"Proxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n", 0, CLOSE };
	struct server s;
	char proxy[100];

	(void)state;
	clean_environment();
	server_start(&s, &r, 1);
	snprintf(proxy, sizeof(proxy), "http://ann:hunter2@127.0.0.1:%d", s.port);
	setenv("HTTPS_PROXY", proxy, 1);
	weigh("https://sts.example.invalid", "proxy", "the proxy http://127.0.0.1:");
	server_stop(&s);
	server_forget(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judge), cmocka_unit_test(test_spelling),
		cmocka_unit_test(test_hint), cmocka_unit_test(test_proxy),
		cmocka_unit_test(test_strange_certificate),
		cmocka_unit_test(test_old_certificate), cmocka_unit_test(test_nobody),
		cmocka_unit_test(test_closed_proxy),
	};

	return run_all(tests);
}

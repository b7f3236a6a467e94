/* test_endpoint.c - Regions, partitions and endpoints. */
#include "config.h"

#include "unit.h"

#include "aws/endpoint.h"
#include "base/str.h"
#include "net/url.h"
#include "session.h"
#include "vectors.h"

static enum endpoint_variant way_of(const struct json *params)
{
	return (json_true(json_get(params, "UseFIPS")) ? ENDPOINT_FIPS : 0) |
	       (json_true(json_get(params, "UseDualStack")) ? ENDPOINT_DUALSTACK : 0);
}

/* Of S3's rows only those that name a Region: the others are about buckets and access points. */
static bool is_of_another(const struct json *params)
{
	json_each(p, params) {
		static const char *const known[] = {
			"Region", "UseFIPS", "UseDualStack", "Endpoint", "Accelerate",
			"UseGlobalEndpoint", NULL };

		if (!str_in(json_key(p), known) || (str_eq(json_key(p), "Accelerate") &&
						    json_true(p)))
			return true;
	}
	return false;
}

/* Pseudo regions and the old global endpoint are none of ours; plain http is refused. */
static bool is_not_a_region(const struct json *params)
{
	return str_eq(json_str(params, "Region"), "aws-global") ||
	       str_eq(json_str(params, "Region"), "snow") ||
	       str_starts(json_str(params, "Endpoint"), "http://") ||
	       json_true(json_get(params, "UseGlobalEndpoint"));
}

static bool endpoint_is(const char *service, const struct json *c)
{
	const struct json *params = json_get(c, "params");
	const struct json *want = json_path(c, "expect.endpoint");
	const char *region = json_str(params, "Region");
	struct json *schemes = json_path(want, "properties.authSchemes");
	const char *signing = json_str(json_first(schemes), "signingRegion");
	struct err err = ERR_INIT;
	struct endpoint p;

	if ((*region && !endpoint_region_check(region, &err)) ||
	    !endpoint_find(&p, service, *region ? region : "us-east-1", way_of(params),
			json_str(params, "Endpoint"), "endpoint", &err)) {
		if (!*json_str(json_get(c, "expect"), "error"))
			printf("%s %s: %s\n", service, region, err.text);
		return *json_str(json_get(c, "expect"), "error") != '\0';
	}
	if (str_eq(p.url, json_str(want, "url")) &&
	    (!*signing || str_eq(p.signing_region, signing)))
		return true;
	printf("%s %s: %s %s\n", service, region, p.url, p.signing_region);
	return false;
}

static void endpoints(void **state)
{
	static const char *const services[] = { "iam", "sts", "ec2", "ssm", "sso", "sso_oidc",
						"s3" };
	char *folder = vectors_folder("endpoints/service-cases");

	(void)state;
	if (!folder)
		return;
	for (size_t i = 0; i < sizeof(services) / sizeof(*services); i++) {
		char file[32], title[64];
		int passed = 0, all = 0, left = 0, no_region = 0, no_case = 0;
		struct json *j;

		snprintf(file, sizeof(file), "%s.json", services[i]);
		if (strchr(file, '_'))
			*strchr(file, '_') = '-';
		j = vectors_json(folder, file);
		json_each(c, json_get(j, "testCases")) {
			const struct json *params = json_get(c, "params");

			if (is_of_another(params)) {
				left++;
			} else if (is_not_a_region(params)) {
				no_region++;
			} else if (!json_path(c, "expect.endpoint") &&
				   !*json_str(params, "Region")) {
				no_case++;
			} else {
				passed += endpoint_is(services[i], c);
				all++;
			}
		}
		json_free(j);
		printf("endpoints %s: left out: %d of single buckets, access points and "
		       "transfer acceleration, "
		       "%d of a pseudo region, the old global endpoint or plain http, "
		       "%d without any region (refused before)\n",
		       services[i], left, no_region, no_case);
		snprintf(title, sizeof(title), "endpoints %s", services[i]);
		assert_true(vectors_count(title, passed, all));
	}
	free(folder);
}

/* As botocore resolves CreateOAuth2Token. */
static void console_sign_in(void **state)
{
	static const struct { const char *region; enum endpoint_variant way; const char *host; } rows[] = {
		{ "us-east-1", ENDPOINT_DEFAULT, "us-east-1.signin.aws.amazon.com" },
		{ "us-east-1", ENDPOINT_DUALSTACK, "signin.us-east-1.api.aws" },
		{ "us-east-1", ENDPOINT_FIPS, "signin-fips.us-east-1.amazonaws.com" },
		{ "us-east-1", ENDPOINT_FIPS_DUALSTACK, "signin-fips.us-east-1.api.aws" },
		{ "cn-north-1", ENDPOINT_DEFAULT, "cn-north-1.signin.amazonaws.cn" },
		{ "cn-north-1", ENDPOINT_FIPS_DUALSTACK, "signin-fips.cn-north-1.api.amazonwebservices.com.cn" },
		{ "us-gov-west-1", ENDPOINT_DEFAULT, "us-gov-west-1.signin.amazonaws-us-gov.com" },
		{ "us-gov-west-1", ENDPOINT_FIPS, "signin-fips.amazonaws-us-gov.com" },
		{ "us-gov-east-1", ENDPOINT_FIPS, "us-gov-east-1.signin-fips.amazonaws-us-gov.com" },
		{ "us-gov-west-1", ENDPOINT_FIPS_DUALSTACK, "signin-fips.us-gov-west-1.api.aws" },
		{ "eusc-de-east-1", ENDPOINT_DEFAULT, "eusc-de-east-1.signin.amazonaws-eusc.eu" },
		{ "eusc-de-east-1", ENDPOINT_FIPS, "signin-fips.eusc-de-east-1.amazonaws.eu" },
		{ "us-iso-east-1", ENDPOINT_DEFAULT, "us-iso-east-1.signin.c2shome.ic.gov" },
		{ "us-isob-east-1", ENDPOINT_DEFAULT, "us-isob-east-1.signin.sc2shome.sgov.gov" },
		{ "us-isof-south-1", ENDPOINT_DEFAULT, "us-isof-south-1.signin.csphome.hci.ic.gov" },
		{ "eu-isoe-west-1", ENDPOINT_DEFAULT, "eu-isoe-west-1.signin.csphome.adc-e.uk" },
		{ "eu-isoe-west-1", ENDPOINT_FIPS, "signin-fips.eu-isoe-west-1.cloud.adc-e.uk" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct err err = ERR_INIT;
		struct endpoint p;

		assert_true(endpoint_find(&p, "signin", rows[i].region, rows[i].way, "", "", &err));
		assert_string_equal(p.host, rows[i].host);
	}
}

static const char *partition_want(const struct json *p)
{
	return json_str(p, "id");
}

static void partitions(void **state)
{
	char *folder = vectors_folder("endpoints");
	int passed = 0, all = 0;
	struct json *j;

	(void)state;
	if (!folder)
		return;
	j = vectors_json(folder, "partitions.json");
	json_each(p, json_get(j, "partitions")) {
		json_each(region, json_get(p, "regions")) {
			struct err err;

			if (strstr(json_key(region), "global"))
				continue;
			all++;
			passed += endpoint_region_check(json_key(region), &err) &&
				str_eq(endpoint_partition_of(json_key(region)),
				       partition_want(p)) &&
				str_eq(endpoint_dns_suffix(partition_want(p)),
				       json_text(json_path(p, "outputs.dnsSuffix")));
		}
	}
	json_free(j);
	free(folder);
	assert_true(vectors_count("endpoints, regions of all partitions", passed, all));
}

/* A value passes when a refusal is one of the things the row asks for. */
static bool input_passes(const struct json *c, bool (*ok)(const char *))
{
	const char *expect = json_str(c, "expect");
	bool taken = ok(json_str(c, "value"));

	if (taken == str_starts(expect, "ok"))
		return true;
	printf("%s '%s': %s\n", json_str(c, "where"), json_str(c, "value"),
	       taken ? "taken" : "refused");
	return false;
}

static bool region_ok(const char *s)
{
	struct err err;

	return endpoint_region_check(s, &err);
}

static bool endpoint_ok(const char *s)
{
	struct err err;
	struct url u;

	return url_endpoint(&u, s, "AWS_ENDPOINT_URL", &err);
}

static bool metadata_ok(const char *s)
{
	struct err err;
	struct url u;

	return url_metadata(&u, s, "AWS_CONTAINER_CREDENTIALS_FULL_URI", &err);
}

static void hostile_input(void **state)
{
	static const struct { const char *where; bool (*ok)(const char *); } rows[] = {
		{ "region", region_ok }, { "endpoint_url", endpoint_ok },
		{ "imds or container uri", metadata_ok },
	};
	char *folder = vectors_folder("hostile-input");
	struct json *j;

	(void)state;
	if (!folder)
		return;
	j = vectors_json(folder, "inputs.json");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int passed = 0, all = 0;
		char title[64];

		json_each(c, json_get(j, "cases")) {
			if (!str_eq(json_str(c, "where"), rows[i].where))
				continue;
			passed += input_passes(c, rows[i].ok);
			all++;
		}
		snprintf(title, sizeof(title), "hostile-input %s", rows[i].where);
		assert_true(vectors_count(title, passed, all));
	}
	json_free(j);
	free(folder);
}

/* --- configured URLs ---------------------------------------------------------- */

static const char *const variables[] = { "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3",
	"AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_IAM",
	"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS" };

static void set_environment(const struct json *env)
{
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		unsetenv(variables[i]);
	json_each(variable, env)
		setenv(json_key(variable), json_text(variable), 1);
}

/* The data's services are trees; the reader's are texts of sub-properties. */
static struct json *services_of(const struct json *suite)
{
	struct json *all = json_object_new();

	json_each(section, json_get(suite, "services")) {
		struct json *to = json_put(all, json_key(section), json_object_new());

		json_each(service, section) {
			char *text = xasprintf("\nendpoint_url = %s",
					       json_str(service, "endpoint_url"));

			json_put_str(to, json_key(service), text);
			free(text);
		}
	}
	return all;
}

static bool configured_is(const struct json *suite, const struct json *c,
			  const struct json *services)
{
	const struct json *profile = json_get(json_get(suite, "profiles"),
					      json_str(c, "profile"));
	const char *want = json_text(json_path(c, "output.endpointUrl"));
	const char *name;
	char url[512];

	set_environment(json_get(json_get(suite, "environments"),
				 json_str(c, "environment")));
	endpoint_configured(url, &name, json_str(c, "service"), profile, services);
	set_environment(NULL);
	if (str_eq(url, strstr(want, "amazonaws.com") ? "" : want))
		return true;
	printf("%s: %s\n", json_str(c, "name"), url);
	return false;
}

/* Settings call a service as the SDKs do, where its endpoint has another name. */
static void settings_names(void **state)
{
	static const struct { const char *service, *variable; } all[] = {
		{ "iam", "AWS_ENDPOINT_URL_IAM" }, { "events", "AWS_ENDPOINT_URL_EVENTBRIDGE" },
		{ "servicequotas", "AWS_ENDPOINT_URL_SERVICE_QUOTAS" },
		{ "sso_oidc", "AWS_ENDPOINT_URL_SSO_OIDC" },
	};
	const char *name;
	char url[512];

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		setenv(all[i].variable, "http://127.0.0.1:1", 1);
		endpoint_configured(url, &name, all[i].service, NULL, NULL);
		unsetenv(all[i].variable);
		assert_string_equal(url, "http://127.0.0.1:1");
	}
}

static void configured(void **state)
{
	char *folder = vectors_folder("endpoints/configured-urls");
	int passed = 0, all = 0, left = 0;
	struct json *j, *suite, *services;

	(void)state;
	if (!folder)
		return;
	j = vectors_json(folder, "profile-tests.json");
	suite = json_first(json_get(j, "testSuites"));
	services = services_of(suite);
	json_each(c, json_get(suite, "endpointUrlTests")) {
		if (str_eq(json_str(c, "client_config"), "default")) {
			passed += configured_is(suite, c, services);
			all++;
		} else {
			left++;
		}
	}
	json_free(services);
	json_free(j);
	free(folder);
	printf("endpoints, configured URLs: left out: %d that set a URL or the switch "
	       "in program code, which accredit has no place for\n", left);
	assert_true(vectors_count("endpoints, configured URLs", passed, all));
}

static void own_cases(void **state)
{
	struct endpoint p;
	struct err err;

	(void)state;
	assert_true(endpoint_find(&p, "s3", "eu-west-1", ENDPOINT_DEFAULT, "", "", &err));
	assert_string_equal(p.url, "https://s3.eu-west-1.amazonaws.com");
	assert_true(endpoint_find(&p, "sso", "us-east-2", ENDPOINT_DEFAULT, "", "", &err));
	assert_string_equal(p.host, "portal.sso.us-east-2.amazonaws.com");
	assert_true(endpoint_find(&p, "eks", "cn-north-1", ENDPOINT_DEFAULT, "", "", &err));
	assert_string_equal(p.host, "eks.cn-north-1.amazonaws.com.cn");
	assert_true(endpoint_find(&p, "iam", "eu-west-1", ENDPOINT_DEFAULT, "http://127.0.0.1:5000/x/", "n",
			       &err));
	assert_string_equal(p.url, "http://127.0.0.1:5000");
	assert_string_equal(p.host, "127.0.0.1:5000");
	assert_string_equal(p.path, "/x");
	assert_string_equal(p.signing_region, "us-east-1");
	assert_true(p.custom);
	assert_true(endpoint_find(&p, "iam", "us-east-1", ENDPOINT_DEFAULT, "https://h:443", "n", &err));
	assert_string_equal(p.host, "h");
	assert_false(endpoint_find(&p, "iam", "us-east-1", ENDPOINT_DEFAULT, "http://h", "THE_NAME", &err));
	assert_non_null(strstr(err.text, "THE_NAME"));
	assert_false(endpoint_find(&p, "iam", "us-east-1", ENDPOINT_DEFAULT, "https://u:hunter2@h", "n", &err));
	assert_null(strstr(err.text, "hunter2"));
	assert_true(url_is_loopback("http://localhost:1/a?b=c"));
	assert_true(url_is_loopback("http://[::1]:1/"));
	assert_false(url_is_loopback("http://127.0.0.1.evil.example/"));
	assert_false(url_is_loopback("http://localhost@evil.example/"));
	assert_string_equal(endpoint_partition_of("us-gov-east-1"), "aws-us-gov");
	assert_string_equal(endpoint_partition_of("us-isob-west-1"), "aws-iso-b");
	assert_string_equal(endpoint_dns_suffix("aws-cn"), "amazonaws.com.cn");
}

/* What the vectors do not have; as botocore's rules say. */
static void other_ways(void **state)
{
	static const struct { const char *service, *region; enum endpoint_variant way;
			      const char *host; } rows[] = {
		{ "eks", "us-east-1", ENDPOINT_FIPS, "fips.eks.us-east-1.amazonaws.com" },
		{ "eks", "us-east-1", ENDPOINT_FIPS_DUALSTACK, "eks-fips.us-east-1.api.aws" },
		{ "eks", "us-gov-west-1", ENDPOINT_FIPS, "eks.us-gov-west-1.amazonaws.com" },
		{ "eks", "us-gov-west-1", ENDPOINT_FIPS_DUALSTACK, "eks-fips.us-gov-west-1.api.aws" },
		{ "eks", "cn-north-1", ENDPOINT_FIPS, "eks-fips.cn-north-1.amazonaws.com.cn" },
		{ "sqs", "us-east-2", ENDPOINT_FIPS, "sqs-fips.us-east-2.amazonaws.com" },
		{ "sqs", "eusc-de-east-1", ENDPOINT_DUALSTACK,
		  "sqs.eusc-de-east-1.api.amazonwebservices.eu" },
		{ "events", "us-east-1", ENDPOINT_FIPS_DUALSTACK, "events-fips.us-east-1.api.aws" },
		{ "events", "us-gov-west-1", ENDPOINT_FIPS_DUALSTACK, "events.us-gov-west-1.api.aws" },
		{ "redshift", "us-gov-west-1", ENDPOINT_FIPS,
		  "redshift.us-gov-west-1.amazonaws.com" },
		{ "s3", "eu-west-1", ENDPOINT_DUALSTACK, "s3.dualstack.eu-west-1.amazonaws.com" },
		{ "s3", "us-gov-west-1", ENDPOINT_FIPS_DUALSTACK,
		  "s3-fips.dualstack.us-gov-west-1.amazonaws.com" },
		{ "iam", "us-isof-south-1", ENDPOINT_DUALSTACK, "iam.api.aws.hci.ic.gov" },
	};
	struct endpoint p;
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_true(endpoint_find(&p, rows[i].service, rows[i].region, rows[i].way, "",
				       "", &err));
		assert_string_equal(p.host, rows[i].host);
	}
	assert_false(endpoint_find(&p, "s3", "cn-north-1", ENDPOINT_FIPS, "", "", &err));
	assert_non_null(strstr(err.text, "China"));
	assert_false(endpoint_find(&p, "s3", "us-east-1", ENDPOINT_DUALSTACK, "https://h", "THE_NAME",
				&err));
	assert_non_null(strstr(err.text, "THE_NAME"));
}

static void asked_ways(void **state)
{
	struct json *profile = json_object_new();

	(void)state;
	clean_environment();
	assert_int_equal(endpoint_variant(NULL), ENDPOINT_DEFAULT);
	json_put_str(profile, "use_fips_endpoint", "True");
	assert_int_equal(endpoint_variant(profile), ENDPOINT_FIPS);
	setenv("AWS_USE_DUALSTACK_ENDPOINT", "true", 1);
	assert_int_equal(endpoint_variant(profile), ENDPOINT_FIPS_DUALSTACK);
	setenv("AWS_USE_FIPS_ENDPOINT", "false", 1);
	assert_int_equal(endpoint_variant(profile), ENDPOINT_DUALSTACK);
	clean_environment();
	json_free(profile);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(endpoints), cmocka_unit_test(console_sign_in),
		cmocka_unit_test(partitions),
		cmocka_unit_test(hostile_input),
		cmocka_unit_test(settings_names),
		cmocka_unit_test(configured),
		cmocka_unit_test(own_cases),
		cmocka_unit_test(other_ways),
		cmocka_unit_test(asked_ways),
	};

	return run_all(tests);
}

/* test_pod.c - a pod's Job, and what its object says of it. */
#include "config.h"

#include "unit.h"

#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "probe/pod.h"
#include "probe/verdict.h"

static struct json *parse(const char *text)
{
	struct err err = ERR_INIT;
	struct json *j = json_parse(text, strlen(text), "test", &err);

	assert_non_null(j);
	return j;
}

static const struct {
	const char *status;
	bool started, ended, hopeless;
	const char *why;
} rows[] = {
	{ "{}", false, false, false, "" },
	{ "{\"phase\":\"Running\"}", true, false, false, "" },
	{ "{\"phase\":\"Succeeded\"}", false, true, false, "" },
	{ "{\"phase\":\"Failed\",\"message\":\"Pod was evicted\"}", false, true, false, "evicted" },
	{ "{\"phase\":\"Pending\",\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"False\","
	  "\"message\":\"0/3 nodes are available\"}]}", false, false, false, "0/3 nodes" },
	{ "{\"phase\":\"Pending\",\"containerStatuses\":[{\"state\":{\"waiting\":{\"reason\":"
	  "\"ContainerCreating\"}}}]}", false, false, false, "" },
	{ "{\"phase\":\"Pending\",\"containerStatuses\":[{\"state\":{\"waiting\":{\"reason\":"
	  "\"ErrImagePull\",\"message\":\"no such host\"}}}]}", false, false, false,
	  "ErrImagePull: no such host" },
	{ "{\"phase\":\"Pending\",\"containerStatuses\":[{\"state\":{\"waiting\":{\"reason\":"
	  "\"ImagePullBackOff\",\"message\":\"\\u001b[2J\"}}}]}", false, false, true,
	  "ImagePullBackOff" },
};

static void test_looks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct json *pod = json_object_new();
		struct pod_look l;

		json_put(pod, "status", parse(rows[i].status));
		l = pod_look(pod);
		assert_int_equal(l.started, rows[i].started);
		assert_int_equal(l.ended, rows[i].ended);
		assert_int_equal(l.hopeless, rows[i].hopeless);
		assert_non_null(strstr(l.why, rows[i].why));
		assert_int_equal(!*l.why, !*rows[i].why);
		assert_null(strchr(l.why, '\x1b'));
		json_free(pod);
	}
}

#define WANTED "{\"account\":\"123456789012\",\"partition\":\"aws\",\"probes\":[" \
	"{\"id\":\"a\",\"where\":\"worker\",\"call\":[\"ec2\",\"describe-regions\"]}," \
	"{\"id\":\"b\",\"where\":\"pod\",\"cluster\":\"c\",\"namespace\":\"n\",\"account\":\"one\"," \
	"\"call\":{\"identity\":\"R\"},\"expected\":\"allow\"}," \
	"{\"id\":\"c\",\"where\":\"pod\",\"cluster\":\"c\",\"namespace\":\"n\",\"account\":\"two\"," \
	"\"call\":[\"ec2\",\"describe-regions\"],\"expected\":\"allow\",\"image\":\"i\"}," \
	"{\"id\":\"d\",\"where\":\"pod\",\"cluster\":\"c\",\"namespace\":\"n\",\"account\":\"one\"," \
	"\"call\":[\"s3api\",\"list-objects-v2\",\"--bucket\",\"it's\"],\"expected\":\"deny\"}]}"

static void test_groups(void **state)
{
	struct json *wanted = parse(WANTED), *groups = pod_groups(wanted), *job;
	const struct json *one = json_first(groups), *two = json_next(one), *spec;
	struct err err = ERR_INIT;
	const char *script;

	(void)state;
	assert_int_equal(json_count(groups), 2);
	assert_string_equal(json_str(one, "step"), "pod");
	assert_string_equal(json_str(two, "step"), "pod-2");
	assert_int_equal(json_count(json_get(one, "probes")), 2);
	assert_string_equal(json_str(one, "role"), "arn:aws:iam::123456789012:role/R");
	assert_string_equal(json_str(one, "image"), POD_IMAGE);
	assert_string_equal(json_str(two, "image"), "i");
	job = pod_job(one, "s", "eu-west-1", "00ff", &err);
	assert_non_null(job);
	assert_string_equal(json_str(json_path(job, "metadata.labels"), POD_LABEL), "00ff");
	spec = json_path(job, "spec.template.spec");
	assert_string_equal(json_str(spec, "serviceAccountName"), "one");
	assert_string_equal(json_str(spec, "restartPolicy"), "Never");
	script = json_text(json_path(spec, "containers.0.command.2"));
	assert_non_null(strstr(script, "REGION='eu-west-1'"));
	assert_non_null(strstr(script, "'it'\\''s'"));
	assert_null(strstr(script, "shutdown"));
	assert_null(strstr(script, "meta-data"));
	json_free(job);
	json_put_str(json_first(groups), "namespace", "../x");
	assert_null(pod_job(json_first(groups), "s", "eu-west-1", "00ff", &err));
	assert_int_equal(err.kind, ERR_INPUT);
	json_free(groups);
	json_free(wanted);
}

/* The association is found by cluster, namespace and service account, and each probe knows. */
static void test_association(void **state)
{
	struct json *wanted = parse(WANTED), *groups;
	const struct json *one;

	(void)state;
	json_put(wanted, "resources", parse("[{\"id\":\"x\",\"kind\":\"pod-identity-association\","
		 "\"cluster\":\"c\",\"namespace\":\"n\",\"name\":\"one\"}]"));
	groups = pod_groups(wanted);
	one = json_first(groups);
	assert_string_equal(json_str(one, "association"), "x");
	assert_string_equal(json_str(json_next(one), "association"), "");
	json_each(probe, json_get(one, "probes"))
		assert_true(json_true(json_get(probe, "pod_identity")));
	json_each(probe, json_get(json_next(one), "probes"))
		assert_null(json_get(probe, "pod_identity"));
	json_free(groups);
	json_free(wanted);
}

#define FROM_AGENT "Error when retrieving credentials from container-role: Error retrieving metadata: "

/* What a pod's refusals say is of pods: no machine, no EC2 in the trust. */
static void test_verdicts(void **state)
{
	static const struct { const char *text, *verdict, *layer, *says; bool identity; } said[] = {
		{ "An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity "
		  "operation: Not authorized to perform sts:AssumeRoleWithWebIdentity", "no",
		  "trust", "OIDC provider", false },
		{ "Unable to locate credentials", "cannot-tell", "trust", "service account annotated",
		  false },
		{ "could not connect", "cannot-tell", "unknown", "could not", false },
		{ "Unable to locate credentials", "cannot-tell", "trust",
		  "Pod Identity association name", true },
		{ FROM_AGENT "Received non 200 response 400 from container metadata: (AccessDeniedException): "
		  "Unauthorized Exception! EKS does not have permissions to assume the associated role.",
		  "no", "trust", "allow pods.eks.amazonaws.com sts:AssumeRole and sts:TagSession", true },
		{ FROM_AGENT "Connect refused", "cannot-tell", "unknown", "eks-pod-identity-agent active?",
		  true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
		struct json *probe = parse("{\"id\":\"x\",\"where\":\"pod\",\"expected\":\"allow\","
					   "\"call\":{\"identity\":\"R\"}}");
		struct json *answer = parse("{\"rc\":\"254\",\"time\":\"t\"}"), *event;

		json_put_str(answer, "text", said[i].text);
		if (said[i].identity)
			json_put(probe, "pod_identity", json_bool_new(true));
		event = verdict_event(probe, answer, NULL);
		assert_string_equal(json_str(event, "verdict"), said[i].verdict);
		assert_string_equal(json_str(event, "layer"), said[i].layer);
		assert_non_null(strstr(json_str(json_get(event, "evidence"), "text"), said[i].says));
		assert_null(strstr(json_str(json_get(event, "evidence"), "text"), "ec2.amazonaws"));
		json_free(probe);
		json_free(answer);
		json_free(event);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_looks),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_association),
		cmocka_unit_test(test_verdicts),
	};

	return run_all(tests);
}

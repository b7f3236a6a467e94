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
	struct json *wanted = parse(WANTED), *job;
	struct pod_groups groups = pod_groups(wanted);
	const struct json *spec;
	struct err err = ERR_INIT;
	const char *script;

	(void)state;
	assert_int_equal(groups.count, 2);
	assert_string_equal(groups.group[0].step, "pod");
	assert_string_equal(groups.group[1].step, "pod-2");
	assert_int_equal(groups.group[0].checks.count, 2);
	assert_string_equal(groups.group[0].role, "arn:aws:iam::123456789012:role/R");
	assert_string_equal(groups.group[0].image, POD_IMAGE);
	assert_string_equal(groups.group[1].image, "i");
	job = pod_job(&groups.group[0], "s", "eu-west-1", "00ff", &err);
	assert_non_null(job);
	assert_string_equal(pod_job_read(job).nonce, "00ff");
	assert_string_equal(pod_job_read(job).name, "accredit-probe-00ff");
	assert_string_equal(pod_job_read(job).setup, "s");
	spec = json_path(job, "spec.template.spec");
	assert_string_equal(json_str(spec, "serviceAccountName"), "one");
	assert_string_equal(json_str(spec, "restartPolicy"), "Never");
	script = json_text(json_path(spec, "containers.0.command.2"));
	assert_non_null(strstr(script, "REGION='eu-west-1'"));
	assert_non_null(strstr(script, "'it'\\''s'"));
	assert_null(strstr(script, "shutdown"));
	assert_null(strstr(script, "meta-data"));
	json_free(job);
	groups.group[0].name_space = "../x";
	assert_null(pod_job(&groups.group[0], "s", "eu-west-1", "00ff", &err));
	assert_int_equal(err.kind, ERR_INPUT);
	pod_groups_free(&groups);
	json_free(wanted);
}

/* A group is journaled without its checks. */
static void test_group_saved(void **state)
{
	struct json *wanted = parse(WANTED), *saved;
	struct pod_groups groups = pod_groups(wanted);
	struct buf text = BUF(1024);

	(void)state;
	saved = pod_group_save(&groups.group[1]);
	json_print(&text, saved);
	assert_string_equal(text.s, "{\"step\":\"pod-2\",\"cluster\":\"c\",\"namespace\":\"n\","
			    "\"account\":\"two\",\"image\":\"i\",\"role\":\"\","
			    "\"association\":\"\"}");
	assert_string_equal(pod_group_load(saved).account, "two");
	assert_string_equal(pod_group_load(saved).name_space, "n");
	buf_free(&text);
	json_free(saved);
	pod_groups_free(&groups);
	json_free(wanted);
}

/* The association is found by cluster, namespace and service account. */
static void test_association(void **state)
{
	struct json *wanted = parse(WANTED);
	struct pod_groups groups;

	(void)state;
	json_put(wanted, "resources", parse("[{\"id\":\"x\",\"kind\":\"pod-identity-association\","
		 "\"cluster\":\"c\",\"namespace\":\"n\",\"name\":\"one\"}]"));
	groups = pod_groups(wanted);
	assert_string_equal(groups.group[0].association, "x");
	assert_string_equal(groups.group[1].association, "");
	for (size_t i = 0; i < groups.group[0].checks.count; i++)
		assert_true(groups.group[0].checks.check[i].pod_identity);
	for (size_t i = 0; i < groups.group[1].checks.count; i++)
		assert_false(groups.group[1].checks.check[i].pod_identity);
	pod_groups_free(&groups);
	json_free(wanted);
}

/* The event of a check of a pod, a row of a template, and its answer. */
static struct json *event_of(const struct json *row, bool pod_identity,
			     const struct json *answer)
{
	struct json *list = json_list_new(), *event;
	struct checks checks;
	struct check_result result;

	json_push(list, json_copy(row));
	checks = checks_read_rows(list, CHECK_BY_ANY);
	checks.check[0].pod_identity = pod_identity;
	result = verdict_judge(&checks.check[0], answer, NULL);
	event = check_result_event(&result);
	check_result_free(&result);
	checks_free(&checks);
	json_free(list);
	return event;
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
		event = event_of(probe, said[i].identity, answer);
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
		cmocka_unit_test(test_group_saved),
		cmocka_unit_test(test_association),
		cmocka_unit_test(test_verdicts),
	};

	return run_all(tests);
}

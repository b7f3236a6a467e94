/* test_kube.c - the way to a cluster: what it says, what it refuses, whom it trusts. */
#include "config.h"

#include "unit.h"

#include <signal.h>

#include "base/str.h"
#include "format/json.h"
#include "kube/kube.h"
#include "session.h"
#include "tls.h"

#define DAY (24L * 3600)
#define ANSWER(status, body) "HTTP/1.1 " status "\r\nContent-Type: application/json\r\n" \
	"Connection: close\r\n\r\n" body
#define STATUS(code, reason, message) ANSWER(code " x", "{\"kind\":\"Status\",\"reason\":\"" \
	reason "\",\"message\":\"" message "\"}")

static struct json *described(const char *endpoint, const char *ca, const char *mode)
{
	struct json *d = json_object_new(), *c = json_put(d, "cluster", json_object_new());

	json_put_str(c, "name", "practice");
	json_put_str(c, "endpoint", endpoint);
	if (*ca)
		json_put_str(json_put(c, "certificateAuthority", json_object_new()), "data",
			     ca);
	if (*mode)
		json_put_str(json_put(c, "accessConfig", json_object_new()),
			     "authenticationMode", mode);
	return d;
}

static struct kube *open_kube(struct aws *a, const char *endpoint, const char *ca)
{
	struct json *d = described(endpoint, ca, "API");
	struct err err = ERR_INIT;
	struct kube *k = kube_new(a, d, &err);

	assert_non_null(k);
	json_free(d);
	return k;
}

/* A GET of /x against these answers; how many requests came. */
static int ask(const struct reply *replies, int count, const char *method,
	       struct json **reply, struct err *err)
{
	struct server s;
	struct aws *a;
	struct kube *k;
	char url[64];
	int n;

	*err = (struct err)ERR_INIT;
	server_start(&s, replies, count);
	a = session(&s, NULL, "", err);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d", s.port);
	k = open_kube(a, url, "");
	kube_call(k, &(struct kube_request){ .method = method, .path = "/x" }, reply, err);
	kube_free(k);
	aws_close(a);
	n = atomic_load(&s.requests);
	server_stop(&s);
	if (n)
		assert_non_null(strstr(s.seen[0], "Bearer k8s-aws-v1."));
	server_forget(&s);
	return n;
}

static void test_answer(void **state)
{
	static const struct reply good[] = { { ANSWER("200 OK", "{\"kind\":\"Pod\"}"), 0, CLOSE } };
	struct json *reply = NULL;
	struct err err;

	(void)state;
	assert_int_equal(ask(good, 1, "GET", &reply, &err), 1);
	assert_string_equal(json_str(reply, "kind"), "Pod");
	json_free(reply);
}

static const struct {
	const char *answer, *method;
	enum aws_error aws_error;
	enum err_kind kind;
	const char *text, *hint;
	int requests;
} rows[] = {
	{ STATUS("401", "Unauthorized", "Unauthorized"), "GET", AWS_ERROR_CREDENTIALS, ERR_DENIED,
	  "Unauthorized", "access entry", 2 },
	{ STATUS("403", "Forbidden", "configmaps is forbidden: User u cannot get"), "GET",
	  AWS_ERROR_DENIED, ERR_DENIED, "User u cannot get", "RBAC", 1 },
	{ STATUS("404", "NotFound", "pods p not found"), "GET", AWS_ERROR_NOT_FOUND, ERR_SERVICE,
	  "not found", "", 1 },
	{ STATUS("409", "AlreadyExists", "jobs j already exists"), "POST", AWS_ERROR_CONFLICT,
	  ERR_SERVICE, "already exists", "someone else", 1 },
	{ STATUS("422", "Invalid", "Job is invalid"), "POST", AWS_ERROR_FATAL, ERR_SERVICE,
	  "is invalid", "", 1 },
	{ STATUS("500", "InternalError", "etcd"), "POST", AWS_ERROR_AMBIGUOUS, ERR_NET, "etcd",
	  "try again", 1 },
	{ STATUS("503", "ServiceUnavailable", "not ready"), "GET", AWS_ERROR_TRANSIENT, ERR_NET,
	  "not ready", "try again", 3 },
	{ ANSWER("302 Found", "{}"), "GET", AWS_ERROR_UNTRUSTED, ERR_NET, "another address", "", 1 },
	{ ANSWER("403 Forbidden", "<html>\x1b[2J</html>"), "GET", AWS_ERROR_DENIED, ERR_DENIED,
	  "HTTP 403 without a reason", "RBAC", 1 },
	{ ANSWER("200 OK", "<html>"), "POST", AWS_ERROR_AMBIGUOUS, ERR_NET, "not JSON", "", 1 },
};

static void test_refusals(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct reply one[] = { { rows[i].answer, 0, CLOSE } };
		struct json *reply = NULL;
		struct err err;
		int n = ask(one, 1, rows[i].method, &reply, &err);

		assert_null(reply);
		assert_int_equal(err.aws_error, rows[i].aws_error);
		assert_int_equal(err.kind, rows[i].kind);
		assert_non_null(strstr(err.text, rows[i].text));
		assert_non_null(strstr(err.hint, rows[i].hint));
		assert_int_equal(n, rows[i].requests);
	}
}

static void test_not_there(void **state)
{
	static const struct reply gone[] = { { STATUS("404", "NotFound", "no"), 0, CLOSE } };
	struct err err = ERR_INIT;
	struct json *reply = NULL;
	struct server s;
	struct kube *k;
	struct aws *a;
	char url[64];

	(void)state;
	server_start(&s, gone, 1);
	a = session(&s, NULL, "", &err);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d", s.port);
	k = open_kube(a, url, "");
	assert_true(kube_get(k, "/x", &reply, &err));
	assert_null(reply);
	assert_true(kube_delete(k, "/x", "7", &err));
	kube_free(k);
	aws_close(a);
	server_stop(&s);
	assert_non_null(strstr(s.seen[1], "\"resourceVersion\":\"7\""));
	server_forget(&s);
}

/* The cluster's own certificate, as eks:DescribeCluster gives it. */
static void pem64(struct buf *out, const struct identity *ca)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	long n;

	PEM_write_bio_X509(bio, ca->cert);
	n = BIO_get_mem_data(bio, &text);
	str_base64(out, text, (size_t)n);
	BIO_free(bio);
}

/* trusts: whose certificate the cluster is said to have. */
static struct err over_tls(const struct identity *shown, const struct identity *trusts)
{
	struct buf ca = BUF(8192);
	struct err err = ERR_INIT;
	struct tls_server s;
	struct server unused;
	struct kube *k;
	struct aws *a;
	char url[64];

	server_start(&unused, NULL, 0);
	a = session(&unused, NULL, "", &err);
	tls_start(&s, shown, 0, ANSWER("200 OK", "{}"));
	if (trusts)
		pem64(&ca, trusts);
	snprintf(url, sizeof(url), "https://127.0.0.1:%d", s.port);
	k = open_kube(a, url, ca.s);
	kube_call(k, &(struct kube_request){ .method = "GET", .path = "/x" }, NULL, &err);
	kube_free(k);
	aws_close(a);
	tls_stop(&s);
	server_stop(&unused);
	buf_free(&ca);
	return err;
}

static void test_trust(void **state)
{
	struct identity ca = make_identity("ca", NULL, -DAY, DAY);
	struct identity other = make_identity("other", NULL, -DAY, DAY);
	struct identity right = make_identity("IP:127.0.0.1", &ca, -DAY, DAY);
	struct identity named = make_identity("DNS:x.example", &ca, -DAY, DAY);
	struct err err;

	(void)state;
	err = over_tls(&right, &ca);
	assert_int_equal(err.kind, ERR_NONE);
	err = over_tls(&right, &other);
	assert_int_equal(err.aws_error, AWS_ERROR_UNTRUSTED);
	assert_non_null(strstr(err.text, "not trusted"));
	assert_int_equal(over_tls(&right, NULL).aws_error, AWS_ERROR_UNTRUSTED);
	assert_int_equal(over_tls(&named, &ca).aws_error, AWS_ERROR_UNTRUSTED);
	free_identity(&ca);
	free_identity(&other);
	free_identity(&right);
	free_identity(&named);
}

/* A port that nobody listens on, and a host of AWS while AWS is replaced. */
static void test_out_of_reach(void **state)
{
	struct err err = ERR_INIT;
	struct server s;
	struct kube *k;
	struct aws *a;

	(void)state;
	server_start(&s, NULL, 0);
	a = session(&s, NULL, "", &err);
	k = open_kube(a, "https://127.0.0.1:1", "");
	assert_false(kube_call(k, &(struct kube_request){ .method = "GET", .path = "/x" },
			       NULL, &err));
	assert_non_null(strstr(err.text, "was not reached"));
	assert_non_null(strstr(err.hint, "private"));
	kube_free(k);
	k = open_kube(a, "https://A1.gr7.us-east-1.eks.amazonaws.com", "");
	assert_false(kube_call(k, &(struct kube_request){ .method = "GET", .path = "/x" },
			       NULL, &err));
	assert_non_null(strstr(err.text, "is not called"));
	kube_free(k);
	k = open_kube(a, "", "");
	assert_false(kube_call(k, &(struct kube_request){ .method = "GET", .path = "/x" },
			       NULL, &err));
	assert_non_null(strstr(err.text, "no endpoint yet"));
	kube_free(k);
	aws_close(a);
	server_stop(&s);
}

#define CLUSTER ANSWER("200 OK", "{\"cluster\":{\"name\":\"practice\",\"arn\":\"arn:aws:eks:us-" \
	"east-1:1:cluster/practice\",\"accessConfig\":{\"authenticationMode\":" \
	"\"API_AND_CONFIG_MAP\"}}}")
#define NONE "HTTP/1.1 404 Not Found\r\nx-amzn-ErrorType: ResourceNotFoundException\r\n" \
	"Content-Type: application/json\r\nConnection: close\r\n\r\n{\"message\":\"none\"}"

/* Asked once a session; a name that is none is an input, and is asked for again. */
static void test_cluster(void **state)
{
	static const struct reply replies[] = { { NONE, 0, CLOSE }, { CLUSTER, 0, CLOSE } };
	struct err err = ERR_INIT;
	struct server s;
	struct aws *a;
	struct kube *k;

	(void)state;
	server_start(&s, replies, 2);
	a = session(&s, NULL, "", &err);
	assert_null(kube_of(a, "practice", &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_int_equal(err.aws_error, AWS_ERROR_NOT_FOUND);
	assert_non_null(strstr(err.text, "no EKS cluster 'practice'"));
	k = kube_of(a, "practice", &err);
	assert_non_null(k);
	assert_int_equal(kube_mode(k), KUBE_BOTH);
	assert_ptr_equal(kube_of(a, "practice", &err), k);
	aws_close(a);
	server_stop(&s);
	assert_int_equal(atomic_load(&s.requests), 2);
	server_forget(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answer),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_not_there),
		cmocka_unit_test(test_trust),
		cmocka_unit_test(test_out_of_reach),
		cmocka_unit_test(test_cluster),
	};

	signal(SIGPIPE, SIG_IGN);	/* the TLS server writes to whom it may */
	clean_environment();
	return run_all(tests);
}

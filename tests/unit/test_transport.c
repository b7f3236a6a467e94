/* test_transport.c - faults of the connection: TLS, proxies, names, silence. */
#include "config.h"

#include "unit.h"

#include <signal.h>

#include "base/str.h"
#include "net/http.h"
#include "session.h"
#include "tls.h"
#include "vectors.h"

#define DAY (24L * 3600)

/* A label of 64 characters: no resolver is asked for it. */
#define NO_NAME "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.invalid"

static const char body[] = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n"
	"\r\n<GetRoleResponse><GetRoleResult><Role><Arn>arn:aws:iam::1:"
	"role/r</Arn></Role></GetRoleResult></GetRoleResponse>";

static char bundle[64];
static struct identity ca;

static struct err call(const char *url, enum aws_op_id op)
{
	struct creds c = { .key_id = "AKIAIOSFODNN7EXAMPLE" };
	struct err err = ERR_INIT;
	struct aws *a;

	setenv("AWS_ENDPOINT_URL", url, 1);
	secret_set(&c.secret, "s", 1);
	a = aws_open(&c, "us-east-1", NULL, &err);
	if (a)
		aws_call(a, op, NULL, NULL, NULL, &err);
	aws_close(a);
	creds_close(&c);
	return err;
}

static struct err call_port(const char *scheme, const char *host, int port,
			    enum aws_op_id op)
{
	char url[200];

	snprintf(url, sizeof(url), "%s://%s:%d", scheme, host, port);
	return call(url, op);
}

/* A TLS server with this identity; what a read said, and how many requests it saw. */
static struct err with_tls(const struct identity *i, int newest, const char *host,
			   int *requests)
{
	struct tls_server s;
	struct err err;

	tls_start(&s, i, newest, body);
	err = call_port("https", host, s.port, OP_IAM_GET_ROLE);
	tls_stop(&s);
	*requests = atomic_load(&s.requests);
	return err;
}

static bool untrusted(const struct err *err, int requests)
{
	return err->aws_error == AWS_ERROR_UNTRUSTED && err->kind == ERR_NET && !requests;
}

static bool tls_selfsigned(void)
{
	struct identity i = make_identity("IP:127.0.0.1", NULL, -DAY, DAY);
	struct err err;
	int n;

	err = with_tls(&i, 0, "127.0.0.1", &n);
	free_identity(&i);
	return untrusted(&err, n);
}

static bool tls_expired(void)
{
	struct identity i = make_identity("IP:127.0.0.1", &ca, -2 * DAY, -DAY);
	struct err err;
	int n;

	setenv("AWS_CA_BUNDLE", bundle, 1);
	err = with_tls(&i, 0, "127.0.0.1", &n);
	free_identity(&i);
	return untrusted(&err, n);
}

static bool tls_wrong_host(void)
{
	struct identity i = make_identity("DNS:iam.amazonaws.com", &ca, -DAY, DAY);
	struct err err;
	int n;

	setenv("AWS_CA_BUNDLE", bundle, 1);
	err = with_tls(&i, 0, "127.0.0.1", &n);
	free_identity(&i);
	return untrusted(&err, n);
}

static bool tls_private_ca_ok(void)
{
	struct identity i = make_identity("IP:127.0.0.1", &ca, -DAY, DAY);
	struct err err;
	int n;

	setenv("AWS_CA_BUNDLE", bundle, 1);
	err = with_tls(&i, 0, "127.0.0.1", &n);
	free_identity(&i);
	return err.kind == ERR_NONE && n == 1;
}

static bool tls_bundle_missing(void)
{
	struct err err;

	setenv("AWS_CA_BUNDLE", "/nowhere/ca.pem", 1);
	err = call("https://127.0.0.1:1", OP_IAM_GET_ROLE);
	return err.aws_error == AWS_ERROR_UNTRUSTED && strstr(err.text, "AWS_CA_BUNDLE");
}

static bool tls_old(void)
{
	struct identity i = make_identity("IP:127.0.0.1", &ca, -DAY, DAY);
	struct err err;
	int n;

	setenv("AWS_CA_BUNDLE", bundle, 1);
	err = with_tls(&i, TLS1_1_VERSION, "127.0.0.1", &n);
	free_identity(&i);
	return err.kind == ERR_NET && !n;
}

/* The small server, asked with a scheme and host; requests it saw. */
static struct err with_plain(const struct reply *replies, int count, const char *scheme,
			     enum aws_op_id op, int *requests)
{
	struct server s;
	struct err err;

	server_start(&s, replies, count);
	err = call_port(scheme, "127.0.0.1", s.port, op);
	server_stop(&s);
	*requests = atomic_load(&s.requests);
	server_forget(&s);
	return err;
}

static bool plain(void)
{
	const struct reply r = { body, 0, CLOSE };
	struct err err;
	int n;

	err = with_plain(&r, 1, "https", OP_IAM_CREATE_ROLE, &n);
	return err.kind == ERR_NET && err.aws_error == AWS_ERROR_TRANSIENT && !n;
}

static bool refuse(void)
{
	struct err err = call("http://127.0.0.1:1", OP_IAM_CREATE_ROLE);

	return err.aws_error == AWS_ERROR_TRANSIENT && err.kind == ERR_NET;
}

static bool nxdomain(void)
{
	struct err err = call("https://" NO_NAME, OP_IAM_CREATE_ROLE);

	return err.aws_error == AWS_ERROR_TRANSIENT && strstr(err.text, NO_NAME);
}

/* Silence ends by the total limit, here a short one, and the request was sent. */
static bool blackhole(void)
{
	const struct reply r = { NULL, 0, HANG };
	struct http_response response = HTTP_RESPONSE;
	struct http *h = http_open(NULL);
	struct server s;
	char url[64];
	bool ok;

	server_start(&s, &r, 1);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/", s.port);
	ok = !http_send(h, &(struct http_request){ .method = "POST", .url = url,
		.body = "x", .body_len = 1, .once = true, .total_ms = 300 }, &response) &&
	     response.end == HTTP_LOST && response.sent &&
	     aws_error_of_transfer(response.end, response.sent) == AWS_ERROR_AMBIGUOUS;
	http_response_free(&response);
	http_close(h);
	server_stop(&s);
	server_forget(&s);
	return ok;
}

static bool rst_early(void)
{
	const struct reply r = { NULL, 0, RESET };
	struct err err;
	int n;

	err = with_plain(&r, 1, "http", OP_IAM_CREATE_ROLE, &n);
	return err.aws_error == AWS_ERROR_AMBIGUOUS && n == 1;
}

static bool rst_mid(void)
{
	const struct reply r = { "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<Create", 0, RESET };
	struct err err;
	int n;

	err = with_plain(&r, 1, "http", OP_IAM_CREATE_ROLE, &n);
	return err.aws_error == AWS_ERROR_AMBIGUOUS && n == 1;
}

/* --- proxies -------------------------------------------------------------------------- */

static struct err by_proxy(const struct reply *r, const char *no_proxy, const char *url,
			   int *requests)
{
	struct server s;
	struct err err;
	char proxy[100];

	server_start(&s, r, 1);
	snprintf(proxy, sizeof(proxy), "http://canary:secret@127.0.0.1:%d", s.port);
	setenv("HTTPS_PROXY", proxy, 1);
	setenv("NO_PROXY", no_proxy, 1);
	err = call(url, OP_IAM_CREATE_ROLE);
	server_stop(&s);
	*requests = atomic_load(&s.requests);
	server_forget(&s);
	return err;
}

static bool proxy_close(void)
{
	const struct reply r = { "HTTP/1.1 200 Connection established\r\n\r\n", 0, CLOSE };
	struct err err;
	int n;

	err = by_proxy(&r, "", "https://iam.example.invalid", &n);
	return err.aws_error == AWS_ERROR_TRANSIENT && n == 3;
}

static bool proxy_407(void)
{
	const struct reply r = { "HTTP/1.1 407 Proxy Authentication Required\r\n"
		"Proxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n", 0, CLOSE };
	struct err err;
	int n;

	err = by_proxy(&r, "", "https://iam.example.invalid", &n);
	return err.aws_error == AWS_ERROR_PROXY && err.kind == ERR_NET &&
	       strstr(err.hint, "HTTPS_PROXY") && !strstr(err.text, "canary") &&
	       !strstr(err.text, "secret");
}

static bool no_proxy(void)
{
	const struct reply r = { "HTTP/1.1 502 no\r\nContent-Length: 0\r\n\r\n", 0, CLOSE };
	struct err err;
	int n;

	err = by_proxy(&r, NO_NAME, "https://" NO_NAME, &n);
	return err.aws_error == AWS_ERROR_TRANSIENT && n == 0;
}

/* The first address of "localhost" may be ::1, where nobody listens. */
static bool v6_dead(void)
{
	const struct reply r = { body, 0, CLOSE };
	int64_t began = clock_ms();
	struct server s;
	struct err err;

	server_start(&s, &r, 1);
	err = call_port("http", "localhost", s.port, OP_IAM_GET_ROLE);
	server_stop(&s);
	server_forget(&s);
	return err.kind == ERR_NONE && clock_ms() - began < 4000;
}

static const struct { const char *fault; bool (*run)(void); } faults[] = {
	{ "refuse", refuse }, { "nxdomain", nxdomain }, { "blackhole", blackhole },
	{ "rst-early", rst_early }, { "rst-mid", rst_mid },
	{ "tls-selfsigned", tls_selfsigned }, { "tls-expired", tls_expired },
	{ "tls-wrong-host", tls_wrong_host }, { "tls-private-ca-ok", tls_private_ca_ok },
	{ "tls-bundle-missing", tls_bundle_missing }, { "tls-old", tls_old },
	{ "plain", plain }, { "proxy-close", proxy_close }, { "proxy-407", proxy_407 },
	{ "no-proxy", no_proxy }, { "v6-dead", v6_dead },
};

#define FAULTS (int)(sizeof(faults) / sizeof(*faults))

/* Each fault once; what the data names and we do not have would show below. */
static void all_faults(void **state)
{
	int passed = 0;

	(void)state;
	for (int i = 0; i < FAULTS; i++) {
		bool ok;

		clean_environment();
		ok = faults[i].run();
		if (!ok)
			printf("%s\n", faults[i].fault);
		passed += ok;
	}
	clean_environment();
	assert_true(vectors_count("transport faults", passed, FAULTS));
}

static void data_has_no_more(void **state)
{
	char *folder = vectors_folder("hostile-server");
	struct json *j;

	(void)state;
	if (!folder)
		return;
	j = vectors_json(folder, "transport-faults.json");
	json_each(c, json_get(j, "cases")) {
		bool known = false;

		for (int i = 0; i < FAULTS; i++)
			known |= str_eq(faults[i].fault, json_str(c, "fault"));
		if (!known)
			printf("%s\n", json_str(c, "fault"));
		assert_true(known);
	}
	json_free(j);
	free(folder);
}

static int set_up(void **state)
{
	int fd;

	(void)state;
	signal(SIGPIPE, SIG_IGN);	/* the TLS server writes to whom it may */
	snprintf(bundle, sizeof(bundle), "%s", "/tmp/test_transport.XXXXXX");
	fd = mkstemp(bundle);
	if (fd >= 0)
		close(fd);
	ca = make_identity("a private authority", NULL, -DAY, DAY);
	write_ca(&ca, bundle);
	return fd < 0;
}

static int tear_down(void **state)
{
	(void)state;
	free_identity(&ca);
	return unlink(bundle);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_faults),
		cmocka_unit_test(data_has_no_more),
	};

	json_start();
	return cmocka_run_group_tests(tests, set_up, tear_down);
}

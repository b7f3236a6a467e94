/* test_aws_auth.c - a line of aws-auth beside others who write at the same time. */
#include "config.h"

#include "unit.h"

#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "resource/kind.h"
#include "resource/mapping.h"
#include "session.h"

#define ROLE "arn:aws:iam::123456789012:role/x"
#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
#define MAP(version, text) HEAD "{\"metadata\":{\"name\":\"aws-auth\",\"resourceVersion\":\"" \
	version "\"},\"data\":{\"mapRoles\":\"" text "\",\"mapUsers\":\"[]\"}}"
#define CONFLICT "HTTP/1.1 409 Conflict\r\nContent-Type: application/json\r\n" \
	"Connection: close\r\n\r\n{\"reason\":\"Conflict\",\"message\":\"modified\"}"
#define OTHERS "- rolearn: a\\n  username: b\\n"
#define PIRATE "- rolearn: " ROLE "\\n  username: pirate\\n"
#define OURS "- rolearn: " ROLE "\\n  username: u\\n"

struct played {
	struct server server;
	char cluster[600];
	struct reply replies[12];
	int count;
	struct resource *wanted;
};

static void play(struct played *p, const char *const *answers)
{
	p->count = 1;
	for (; *answers; answers++)
		p->replies[p->count++] = (struct reply){ *answers, 0, CLOSE };
	server_start(&p->server, p->replies, p->count);
	snprintf(p->cluster, sizeof(p->cluster), HEAD "{\"cluster\":{\"name\":\"c\",\"arn\":"
		 "\"arn:aws:eks:us-east-1:1:cluster/c\",\"endpoint\":\"http://127.0.0.1:%d\","
		 "\"accessConfig\":{\"authenticationMode\":\"CONFIG_MAP\"}}}", p->server.port);
	p->replies[0] = (struct reply){ p->cluster, 0, CLOSE };
	p->wanted = resource_new("", "cluster-access", "x");
	resource_put_str(p->wanted, "cluster", "c");
	resource_put_str(p->wanted, "principal", ROLE);
	resource_put_str(p->wanted, "by", BY_LINE);
	resource_put_str(p->wanted, "username", "u");
	resource_put_str(p->wanted, "type", "STANDARD");
	resource_put(p->wanted, "groups", json_list_new());
}

/* Writes the wanted line where none was found; how many requests it took. */
static int put_line(struct played *p, const char *const *answers, struct err *err)
{
	struct aws *a;

	*err = (struct err)ERR_INIT;
	play(p, answers);
	a = session(&p->server, NULL, "", err);
	aws_auth_write(a, p->wanted, NULL, err);
	aws_close(a);
	server_stop(&p->server);
	resource_free(p->wanted);
	return atomic_load(&p->server.requests);
}

static void test_another_is_faster(void **state)
{
	static const char *const answers[] = { MAP("1", OTHERS), CONFLICT,
		MAP("2", OTHERS "- rolearn: new\\n"), HEAD "{}", NULL };
	struct played p = { .count = 0 };
	struct err err;

	(void)state;
	assert_int_equal(put_line(&p, answers, &err), 5);
	assert_int_equal(err.kind, ERR_NONE);
	assert_non_null(strstr(p.server.seen[4], "\"resourceVersion\":\"2\""));
	assert_non_null(strstr(p.server.seen[4], "- rolearn: new\\n" OURS));
	assert_non_null(strstr(p.server.seen[4], "\"mapUsers\":\"[]\""));
	server_forget(&p.server);
}

static void test_another_has_the_line(void **state)
{
	static const char *const answers[] = { MAP("1", OTHERS), CONFLICT,
		MAP("2", OTHERS PIRATE), NULL };
	struct played p = { .count = 0 };
	struct err err;

	(void)state;
	assert_int_equal(put_line(&p, answers, &err), 4);
	assert_int_equal(err.kind, ERR_SERVICE);
	assert_non_null(strstr(err.text, "added by another meanwhile"));
	server_forget(&p.server);
}

static void test_another_wrote_the_same(void **state)
{
	static const char *const answers[] = { MAP("1", OTHERS), CONFLICT,
		MAP("2", OTHERS OURS), NULL };
	struct played p = { .count = 0 };
	struct err err;

	(void)state;
	assert_int_equal(put_line(&p, answers, &err), 4);
	assert_int_equal(err.kind, ERR_NONE);
	server_forget(&p.server);
}

/* It never rests: given up in the end, as it was. */
static void test_it_never_rests(void **state)
{
	static const char *const answers[] = { MAP("1", OTHERS), CONFLICT, MAP("2", OTHERS),
		CONFLICT, MAP("3", OTHERS), CONFLICT, MAP("4", OTHERS), CONFLICT,
		MAP("5", OTHERS), CONFLICT, CONFLICT, NULL };
	struct played p = { .count = 0 };
	struct err err;

	(void)state;
	put_line(&p, answers, &err);
	assert_int_equal(err.kind, ERR_SERVICE);
	assert_int_equal(err.aws_error, AWS_ERROR_FATAL);
	server_forget(&p.server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_another_is_faster),
		cmocka_unit_test(test_another_has_the_line),
		cmocka_unit_test(test_another_wrote_the_same),
		cmocka_unit_test(test_it_never_rests),
	};

	clean_environment();
	return run_all(tests);
}

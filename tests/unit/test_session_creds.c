/* test_session_creds.c - credentials that expire while a session is in use. */
#include "config.h"

#include "unit.h"

#include <sys/stat.h>

#include "aws/creds_chain.h"
#include "aws/session_creds.h"
#include "base/file.h"
#include "base/str.h"
#include "folder.h"
#include "format/json.h"
#include "session.h"

#define CANARY "canary/secret+of/forty+characters/0123456"

static struct server server;
static char answers[5][512];
static struct reply replies[5];

static void answer(int i, int status, const char *body)
{
	snprintf(answers[i], sizeof(answers[i]), "HTTP/1.1 %d X\r\nContent-Length: %zu\r\n"
		 "\r\n%s", status, strlen(body), body);
	replies[i] = (struct reply){ .text = answers[i] };
}

static void answer_account(int i, const char *account)
{
	char body[400];

	snprintf(body, sizeof(body), "<GetCallerIdentityResponse><GetCallerIdentityResult>"
		 "<Arn>arn:aws:iam::%s:user/me</Arn><Account>%s</Account>"
		 "</GetCallerIdentityResult></GetCallerIdentityResponse>", account, account);
	answer(i, 200, body);
}

static void answer_expired(int i)
{
	answer(i, 403, "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>over"
	       "</Message></Error></ErrorResponse>");
}

/*
 * A program that gives ASIA1, then ASIA2, ...: each line of the file "asked" is
 * one start of it. The first ends in "first" seconds, the others in an hour; ""
 * says no end.
 */
static void source(const char *first)
{
	char *path = xasprintf("%s/source", folder), *line, *script;
	struct err err = ERR_INIT;

	script = xasprintf("#!/bin/sh\ncd '%s' || exit 1\necho x >>asked\n"
		"n=$(wc -l <asked); s='%s'; [ $n = 1 ] || s=3600\n[ -e same ] && n=1\n"
		"e=$(date -u -d \"${s:-0} seconds\" +%%Y-%%m-%%dT%%H:%%M:%%SZ)\n"
		"[ \"$s\" ] && e='\"'$e'\"' || e=null\necho '{\"Version\":1,\"AccessKeyId\":\"ASIA'$n'\","
		"\"SecretAccessKey\":\"" CANARY "\",\"SessionToken\":\"tok'$n'\","
		"\"Expiration\":'$e'}'\n", folder, first);
	assert_true(file_replace(path, script, strlen(script), &err));
	assert_int_equal(chmod(path, 0700), 0);
	line = xasprintf("[default]\ncredential_process = %s\n", path);
	free(path);
	path = xasprintf("%s/config", folder);
	assert_true(file_replace(path, line, strlen(line), &err));
	setenv("AWS_CONFIG_FILE", path, 1);
	free(path);
	free(line);
	free(script);
}

static int asked(void)
{
	char *path = xasprintf("%s/asked", folder);
	struct buf text = BUF(4096);
	struct err err = ERR_INIT;
	int n;

	assert_true(file_read(path, &text, NULL, &err));
	n = (int)text.len / 2;
	buf_free(&text);
	free(path);
	return n;
}

static int set_up(void **state)
{
	clean_environment();
	return folder_make(state);
}

static int tear_down(void **state)
{
	clean_environment();
	return folder_remove(state);
}

static struct aws *open_session(int count)
{
	struct err err = ERR_INIT;
	struct creds c;
	struct aws *a;
	char url[64];

	server_start(&server, replies, count);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d", server.port);
	setenv("AWS_ENDPOINT_URL", url, 1);
	setenv("AWS_MAX_ATTEMPTS", "1", 1);
	assert_true(creds_find(&c, NULL, &err));
	a = aws_open(&c, "us-east-1", NULL, &err);
	assert_non_null(a);
	creds_close(&c);
	return a;
}

static void close_session(struct aws *a, int requests)
{
	aws_close(a);
	server_stop(&server);
	assert_int_equal(atomic_load(&server.requests), requests);
	server_forget(&server);
}

static bool who(struct aws *a, struct err *err)
{
	return aws_call(a, OP_STS_GET_CALLER_IDENTITY, NULL, NULL, NULL, err);
}

static bool signed_by(int request, const char *id)
{
	return server.seen[request] && strstr(server.seen[request], id);
}

static void refreshed_in_time(void **state)
{
	struct err err = ERR_INIT;
	struct aws *a;

	(void)state;
	source("200");
	answer_account(0, "111122223333");
	a = open_session(1);
	assert_true(who(a, &err));	/* nobody said yet that it may be renewed */
	assert_int_equal(asked(), 1);
	aws_enable_refresh(a, creds_find_fresh, "111122223333");
	assert_true(who(a, &err));
	assert_true(who(a, &err));
	assert_int_equal(asked(), 2);
	assert_true(signed_by(0, "Credential=ASIA1/"));
	assert_true(signed_by(1, "Credential=ASIA2/"));	/* whose is it */
	assert_true(signed_by(2, "Credential=ASIA2/"));
	assert_true(signed_by(2, "X-Amz-Security-Token: tok2"));
	assert_true(signed_by(3, "Credential=ASIA2/"));
	close_session(a, 4);
}

static void long_enough(void **state)
{
	struct err err = ERR_INIT;
	struct aws *a;

	(void)state;
	source("900");
	answer_account(0, "111122223333");
	a = open_session(1);
	aws_enable_refresh(a, creds_find_fresh, "111122223333");
	assert_true(who(a, &err));
	assert_int_equal(asked(), 1);
	close_session(a, 1);
}

/* The files say another account now: the old key is used to its end. */
static void of_another_account(void **state)
{
	struct err err = ERR_INIT;
	struct aws *a;

	(void)state;
	source("200");
	answer_account(0, "999999999999");
	answer_account(1, "111122223333");
	a = open_session(2);
	aws_enable_refresh(a, creds_find_fresh, "111122223333");
	assert_true(who(a, &err));
	assert_true(who(a, &err));
	assert_int_equal(asked(), 2);	/* not at each call */
	assert_true(signed_by(1, "Credential=ASIA1/"));
	assert_true(signed_by(2, "Credential=ASIA1/"));
	close_session(a, 3);
}

/* The end was not known, AWS says it: looked up, and the call goes out again. */
static void said_to_be_over(void **state)
{
	struct err err = ERR_INIT;
	struct aws *a;

	(void)state;
	source("");
	answer_expired(0);
	answer_account(1, "111122223333");
	a = open_session(2);
	aws_enable_refresh(a, creds_find_fresh, "111122223333");
	assert_true(who(a, &err));
	assert_int_equal(err.kind, ERR_NONE);
	assert_true(signed_by(2, "Credential=ASIA2/"));
	close_session(a, 3);
}

static void over_for_good(void **state)
{
	char *path = xasprintf("%s/same", folder);
	struct err err = ERR_INIT;
	struct aws *a;

	(void)state;
	source("");
	assert_true(file_replace(path, "", 0, &err));
	answer_expired(0);
	a = open_session(1);
	aws_enable_refresh(a, creds_find_fresh, "111122223333");
	assert_false(who(a, &err));
	assert_int_equal(err.aws_error, AWS_ERROR_EXPIRED);
	assert_non_null(strstr(err.hint, "still gives the same ones; sign in again"));
	close_session(a, 1);
	free(path);
}

static void *call_often(void *with)
{
	for (int i = 0; i < 5; i++) {
		struct err err = ERR_INIT;

		if (!who(with, &err))
			return with;
	}
	return NULL;
}

/* Many threads find it near its end: one looks, none is without a key. */
static void many_threads(void **state)
{
	pthread_t threads[8];
	struct aws *a;
	int bad = 0;

	(void)state;
	source("100");
	answer_account(0, "111122223333");
	a = open_session(1);
	aws_enable_refresh(a, creds_find_fresh, "111122223333");
	for (size_t i = 0; i < 8; i++)
		pthread_create(&threads[i], NULL, call_often, a);
	for (size_t i = 0; i < 8; i++) {
		void *failed;

		pthread_join(threads[i], &failed);
		bad += failed != NULL;
	}
	assert_int_equal(bad, 0);
	assert_int_equal(asked(), 2);
	close_session(a, 41);
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(refreshed_in_time), test(long_enough), test(of_another_account),
		test(said_to_be_over), test(over_for_good), test(many_threads),
	};

	return run_all(tests);
}

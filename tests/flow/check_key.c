/*
 * check_key.c - runs the step key.check for test_key_check.py. With the one
 * argument run, resume or undo it reads {"wanted", "region", "id", "secret"} and
 * prints the run's events a line, last {"event":"result","ok","error","report"};
 * without, as "make check" starts it, it has nothing to do. The operator is
 * found as the program finds it.
 */
#include "config.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/call.h"
#include "aws/creds_chain.h"
#include "base/str.h"
#include "format/json.h"
#include "keys/access_key.h"
#include "keys/stage.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "plan/run.h"
#include "plan/step_works.h"
#include "probe/probe.h"

static const struct json *asked;

/* The key as a run would have staged it. */
static bool stage(struct err *err)
{
	const char *secret = json_str(asked, "secret");
	struct access_key key = ACCESS_KEY_INIT;
	bool ok;

	access_key_set(&key, json_str(asked, "id"), secret, strlen(secret));
	ok = stage_save("flow", "key", STAGE_NEW, &key, err);
	access_key_free(&key);
	return ok;
}

static void print(const struct json *j)
{
	struct buf line = BUF(BUF_TEXT);

	json_print(&line, j);
	puts(line.s);
	fflush(stdout);
	buf_free(&line);
}

/* The plan of the run that was killed, its steps as the journal has them. */
static struct plan *recall(struct record *record, struct err *err)
{
	size_t done, all;
	struct plan *plan = plan_read(record_last_plan(record, &done, &all), probe_works, err);

	if (plan)
		run_recall(plan, record, record_half_way(record));
	return plan;
}

static struct plan *make(void)
{
	struct resource *resource = resource_new("key", "access-key", "");
	struct plan *plan = plan_new("flow", json_get(asked, "wanted"));

	/* the step whose key is staged */
	plan_add(plan, "key.none", plan_work("access-key"), "key", ACTION_NONE, resource,
		 NULL, NULL);
	resource_free(resource);
	probe_add_key(plan, NULL);
	return plan;
}

static bool walk(struct plan *plan, struct aws *aws, struct record *record,
		 struct stop *stop, enum run_mode mode, struct err *err)
{
	struct run *run = run_start(plan, aws, record_journal(record), stop, mode,
				    record_half_way(record), err);
	bool ok;

	if (!run)
		return false;
	for (bool ended = false; !ended;) {
		struct pollfd wait = { .fd = run_wake_fd(run), .events = POLLIN };
		struct json *event;

		ended = run_ended(run);
		while ((event = run_next(run))) {
			print(event);
			json_free(event);
		}
		if (!ended)
			poll(&wait, 1, 1000);
	}
	ok = run_result(run, err);
	run_close(run);
	return ok;
}

static void say_result(const struct plan *plan, bool ok, const struct err *err)
{
	struct json *result = json_object_new(), *report = probe_report(plan);

	json_put_str(result, "event", "result");
	json_put(result, "ok", json_bool_new(ok));
	json_put_str(result, "error", err->text);
	json_put(result, "report", report);
	print(result);
	json_free(result);
}

static bool check(const char *how, struct err *err)
{
	struct record *record = record_open("flow", true, err);
	struct creds creds = { .key_id = "" };
	struct stop stop = { 0 };
	struct plan *plan = NULL;
	struct aws *aws = NULL;
	bool ok = false;

	if (record && creds_find(&creds, &stop, err))
		aws = aws_open(&creds, json_str(asked, "region"), &stop, err);
	if (aws && stage(err))
		plan = str_eq(how, "run") ? make() : recall(record, err);
	if (plan) {
		ok = walk(plan, aws, record, &stop, str_eq(how, "undo") ? RUN_UNDO : RUN_APPLY,
			  err);
		say_result(plan, ok, err);
	}
	plan_free(plan);
	aws_close(aws);
	creds_close(&creds);
	record_close(record);
	stage_drop("flow", "key", STAGE_NEW, &(struct err)ERR_INIT);
	return ok;
}

int main(int argc, char **argv)
{
	static char text[1 << 20];
	struct err err = ERR_INIT;
	struct json *j;
	size_t n;
	bool ok;

	json_start();
	if (argc != 2) {
		puts("nothing to do: test_key_check.py says what");
		return 0;
	}
	n = fread(text, 1, sizeof(text), stdin);
	j = json_parse(text, n, "asked", &err);
	explicit_bzero(text, sizeof(text));
	asked = j;
	ok = j && check(argv[1], &err);
	if (!ok)
		fprintf(stderr, "%s\n", err.text);
	json_free(j);
	return ok ? 0 : 1;
}

/* The probe's steps against a server that says what EC2 says on a bad day. */
#include "config.h"

#include "unit.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/journal.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "plan/run.h"
#include "probe/instances.h"
#include "probe/launch_params.h"
#include "probe/probe.h"
#include "probe/probe_steps.h"

#include "session.h"

#include "folder.h"

/* --- what EC2 says ------------------------------------------------------------ */

static struct reply says(int status, const char *body)
{
	return (struct reply){ .text = xasprintf("HTTP/1.1 %d X\r\nContent-Type: text/xml\r\n"
		"Content-Length: %zu\r\n\r\n%s", status, strlen(body), body) };
}

static struct reply answers(const char *operation, const char *inside)
{
	char *body = xasprintf("<%sResponse><requestId>r</requestId>%s</%sResponse>",
			       operation, inside, operation);
	struct reply r = says(200, body);

	free(body);
	return r;
}

static struct reply fails(int status, const char *code, const char *message)
{
	char *body = xasprintf("<Response><Errors><Error><Code>%s</Code><Message>%s"
			       "</Message></Error></Errors><RequestID>r</RequestID>"
			       "</Response>", code, message);
	struct reply r = says(status, body);

	free(body);
	return r;
}

#define NONE answers("DescribeInstances", "<reservationSet/>")
#define INSTANCE(id, state) answers("DescribeInstances", "<reservationSet><item>" \
	"<instancesSet><item><instanceId>" id "</instanceId><instanceState><name>" state \
	"</name></instanceState><launchTime>2026-11-22T09:00:00Z</launchTime><tagSet><item>" \
	"<key>accredit:setup</key><value>other</value></item></tagSet></item></instancesSet>" \
	"</item></reservationSet>")
#define LAUNCHED(id) answers("RunInstances", \
	"<instancesSet><item><instanceId>" id "</instanceId></item></instancesSet>")
#define ENDS answers("TerminateInstances", "<instancesSet><item><currentState><name>" \
	"shutting-down</name></currentState></item></instancesSet>")

/* --- a plan of launch and end ---------------------------------------------------- */

/* As the plan found its network: a launch asks for nothing again. */
#define PLACE(id, zone) "{\"subnet\":\"" id "\",\"zone\":\"" zone "\",\"type\":" \
	"\"t3.micro\",\"arch\":\"x86_64\",\"way\":\"internet\"}"

static const char wanted[] =
	"{\"setup\":\"s\",\"region\":\"us-east-1\",\"resources\":[{\"id\":\"p\",\"kind\":"
	"\"instance-profile\",\"name\":\"P\"}],\"probes\":[{\"id\":\"i\",\"where\":\"worker\","
	"\"expected\":\"allow\",\"call\":{\"identity\":\"R\"},\"tags\":{\"k\":\"v\"}}],"
	"\"worker\":{\"tags\":{\"Team\":\"blue\",\"k\":\"other\"}},\"network\":{\"places\":["
	PLACE("subnet-a", "zone-a") "," PLACE("subnet-b", "zone-b") "],\"images\":"
	"{\"x86_64\":{\"id\":\"ami-1\",\"root\":\"/dev/xvda\"}}}}";

struct play {
	struct server server;
	struct reply replies[24];
	int count;
	struct aws *aws;
	struct plan *plan;
	struct record *record;
	struct stop stop;
	bool ok;
	struct err err;
};

static struct plan *make_plan(void)
{
	struct err err = ERR_INIT;
	struct json *j = json_parse(wanted, sizeof(wanted) - 1, "wanted", &err);
	struct plan *plan = plan_new("s", j);

	json_free(j);
	return plan;
}

static void play_begin(struct play *p, const struct reply *replies, int count)
{
	*p = (struct play){ .count = count, .err = ERR_INIT };
	memcpy(p->replies, replies, (size_t)count * sizeof(*replies));
	server_start(&p->server, p->replies, count);
	clean_environment();
	p->aws = session(&p->server, &p->stop, "", &p->err);
	assert_non_null(p->aws);
	p->record = record_open("s", true, &p->err);
	assert_non_null(p->record);
	p->plan = make_plan();
	plan_add(p->plan, LAUNCH_STEP, &probe_launch_work, "worker", ACTION_NONE, NULL, NULL,
		 NULL);
	plan_add(p->plan, END_STEP, &probe_end_work, "worker", ACTION_NONE, NULL, NULL,
		 (const char *const[]){ LAUNCH_STEP, NULL });
}

static void play_run(struct play *p, enum run_mode mode, const char *run_id)
{
	struct run *run = run_start(p->plan, p->aws, record_journal(p->record), &p->stop,
				    mode, run_id, &p->err);

	assert_non_null(run);
	while (!run_ended(run)) {
		struct pollfd wait = { .fd = run_wake_fd(run), .events = POLLIN };
		struct json *event = run_next(run);

		if (!event)
			poll(&wait, 1, 1000);
		json_free(event);
	}
	p->ok = run_result(run, &p->err);
	run_close(run);
	server_stop(&p->server);
}

static void play_end(struct play *p)
{
	plan_free(p->plan);
	record_close(p->record);
	aws_close(p->aws);
	server_forget(&p->server);
	for (int i = 0; i < p->count; i++)
		free((char *)(uintptr_t)p->replies[i].text);
}

/* The value of a form field in the nth request: yours. */
static char *sent(const struct play *p, int n, const char *field)
{
	char *name = xasprintf("&%s=", field);
	const char *at = p->server.seen[n] ? strstr(p->server.seen[n], name) : NULL;
	char *value;

	if (!at)
		fail_msg("request %d has no %s: %s", n, field, p->server.seen[n]);
	at += strlen(name);
	value = xasprintf("%.*s", (int)strcspn(at, "& \r\n"), at);
	free(name);
	return value;
}

static void expect_sent(const struct play *p, int n, const char *field, const char *value)
{
	char *was = sent(p, n, field);

	assert_string_equal(was, value);
	free(was);
}

static bool same_token(const struct play *p, int n, int m)
{
	char *one = sent(p, n, "ClientToken"), *other = sent(p, m, "ClientToken");
	bool same = str_eq(one, other);

	free(one);
	free(other);
	return same;
}

static const char *output(const struct play *p, const char *key)
{
	return json_str(plan_step(p->plan, LAUNCH_STEP)->outputs, key);
}

/* --- launching ------------------------------------------------------------------- */

static void asks_for_a_careful_machine(void **state)
{
	struct reply replies[] = { NONE, LAUNCHED("i-1"), ENDS };
	struct play p;

	(void)state;
	play_begin(&p, replies, 3);
	play_run(&p, RUN_APPLY, NULL);
	assert_true(p.ok);
	assert_string_equal(output(&p, "instance_id"), "i-1");
	expect_sent(&p, 1, "ImageId", "ami-1");
	expect_sent(&p, 1, "InstanceType", "t3.micro");
	expect_sent(&p, 1, "SubnetId", "subnet-a");
	expect_sent(&p, 1, "MinCount", "1");
	expect_sent(&p, 1, "MaxCount", "1");
	expect_sent(&p, 1, "IamInstanceProfile.Name", "P");
	expect_sent(&p, 1, "MetadataOptions.HttpTokens", "required");
	expect_sent(&p, 1, "MetadataOptions.HttpPutResponseHopLimit", "1");
	expect_sent(&p, 1, "InstanceInitiatedShutdownBehavior", "terminate");
	expect_sent(&p, 1, "TagSpecification.1.ResourceType", "instance");
	expect_sent(&p, 1, "TagSpecification.1.Tag.1.Key", "accredit%3Asetup");
	expect_sent(&p, 1, "TagSpecification.1.Tag.1.Value", "s");
	expect_sent(&p, 1, "TagSpecification.1.Tag.2.Value", output(&p, "nonce"));
	expect_sent(&p, 1, "TagSpecification.1.Tag.4.Key", "k");
	expect_sent(&p, 1, "TagSpecification.1.Tag.4.Value", "v");
	expect_sent(&p, 1, "TagSpecification.1.Tag.5.Key", "Team");
	expect_sent(&p, 1, "TagSpecification.2.ResourceType", "volume");
	expect_sent(&p, 1, "TagSpecification.2.Tag.4.Key", "Team");
	expect_sent(&p, 1, "BlockDeviceMapping.1.DeviceName", "%2Fdev%2Fxvda");
	expect_sent(&p, 1, "BlockDeviceMapping.1.Ebs.Encrypted", "true");
	assert_null(strstr(p.server.seen[1], "KeyName"));
	assert_null(strstr(p.server.seen[1], "SecurityGroup"));
	expect_sent(&p, 2, "InstanceId.1", "i-1");
	play_end(&p);
}

static void keeps_its_token_while_the_profile_is_new(void **state)
{
	struct reply replies[] = { NONE,
		fails(400, "InvalidParameterValue", "Invalid IAM Instance Profile name"),
		LAUNCHED("i-1"), ENDS };
	struct play p;

	(void)state;
	play_begin(&p, replies, 4);
	play_run(&p, RUN_APPLY, NULL);
	assert_true(p.ok);
	assert_true(same_token(&p, 1, 2));
	play_end(&p);
}

/* The new token is on disk before it is used. */
static void takes_another_place_with_a_new_token(void **state)
{
	struct reply replies[] = { NONE,
		fails(500, "InsufficientInstanceCapacity", "no room"), LAUNCHED("i-1"), ENDS };
	const struct json *line;
	char *token;
	size_t done, all;
	struct play p;

	(void)state;
	play_begin(&p, replies, 4);
	play_run(&p, RUN_APPLY, NULL);
	assert_true(p.ok);
	assert_false(same_token(&p, 1, 2));
	expect_sent(&p, 2, "SubnetId", "subnet-b");
	token = sent(&p, 2, "ClientToken");
	record_last_plan(p.record, &done, &all);
	line = json_first(journal_lines(record_journal(p.record)));
	line = record_line(p.record, json_str(line, "run"), LAUNCH_STEP, "intent");
	assert_string_equal(json_str(line, "token"), token);
	assert_string_equal(launch_params_nonce(json_get(line, "params")), output(&p, "nonce"));
	free(token);
	play_end(&p);
}

static void gives_up_where_no_place_is_left(void **state)
{
	struct reply replies[] = { NONE, fails(500, "InsufficientInstanceCapacity", "no room"),
		fails(500, "InsufficientInstanceCapacity", "no room"), NONE };
	struct play p;

	(void)state;
	play_begin(&p, replies, 4);
	play_run(&p, RUN_APPLY, NULL);
	assert_false(p.ok);
	assert_string_equal(p.err.code, "InsufficientInstanceCapacity");
	assert_non_null(strstr(p.err.hint, "--no-probe"));
	play_end(&p);
}

/* What was said to be made is ended; what surely was not is looked for once. */
static void looks_once_after_a_clear_no(void **state)
{
	struct reply replies[] = { NONE,
		fails(400, "VcpuLimitExceeded", "too many"), NONE };
	struct play p;

	(void)state;
	play_begin(&p, replies, 3);
	play_run(&p, RUN_APPLY, NULL);
	assert_false(p.ok);
	assert_string_equal(p.err.code, "VcpuLimitExceeded");
	assert_int_equal(atomic_load(&p.server.requests), 3);
	assert_int_equal(plan_step(p.plan, END_STEP)->state, STEP_DONE);
	play_end(&p);
}

static void ends_earlier_workers_first(void **state)
{
	struct reply replies[] = { INSTANCE("i-old", "running"), ENDS,
		LAUNCHED("i-1"), ENDS };
	struct play p;

	(void)state;
	play_begin(&p, replies, 4);
	play_run(&p, RUN_APPLY, NULL);
	assert_true(p.ok);
	expect_sent(&p, 1, "InstanceId.1", "i-old");
	expect_sent(&p, 3, "InstanceId.1", "i-1");
	play_end(&p);
}

/* --- after a kill ------------------------------------------------------------------- */

/* As run_recall leaves it: begun, outcome unknown, parameters as journaled. */
static void begun_before(struct play *p)
{
	struct step *step = plan_step(p->plan, LAUNCH_STEP);
	struct err err = ERR_INIT;
	static const char params[] =
		"{\"ClientToken\":\"t\",\"TagSpecification\":[{\"Tag\":[{\"Key\":"
		"\"accredit:probe\",\"Value\":\"00ff\"}]}]}";

	step->params = json_parse(params, sizeof(params) - 1, "params", &err);
	step->begun = step->again = true;
}

static void repeats_with_the_same_token(void **state)
{
	struct reply replies[] = { NONE, LAUNCHED("i-1"), INSTANCE("i-1", "running"), ENDS };
	struct play p;

	(void)state;
	play_begin(&p, replies, 4);
	begun_before(&p);
	play_run(&p, RUN_APPLY, "0123456789abcdef");
	assert_true(p.ok);
	expect_sent(&p, 1, "ClientToken", "t");
	assert_string_equal(output(&p, "nonce"), "00ff");
	play_end(&p);
}

static void takes_a_new_token_when_that_one_has_ended(void **state)
{
	struct reply replies[] = { NONE, LAUNCHED("i-1"), INSTANCE("i-1", "terminated"),
		LAUNCHED("i-2"), INSTANCE("i-2", "pending"), ENDS };
	struct play p;

	(void)state;
	play_begin(&p, replies, 6);
	begun_before(&p);
	play_run(&p, RUN_APPLY, "0123456789abcdef");
	assert_true(p.ok);
	assert_false(same_token(&p, 1, 3));
	assert_string_equal(output(&p, "instance_id"), "i-2");
	assert_string_not_equal(output(&p, "nonce"), "00ff");
	play_end(&p);
}

static void undo_ends_it_by_its_tag(void **state)
{
	struct reply replies[] = { INSTANCE("i-1", "running"), ENDS };
	struct play p;

	(void)state;
	play_begin(&p, replies, 2);
	begun_before(&p);
	play_run(&p, RUN_UNDO, "0123456789abcdef");
	assert_true(p.ok);
	assert_non_null(strstr(p.server.seen[0], "=00ff"));
	expect_sent(&p, 1, "InstanceId.1", "i-1");
	play_end(&p);
}

static void says_that_it_ends_itself(void **state)
{
	struct reply replies[] = { INSTANCE("i-1", "running"),
		fails(400, "UnauthorizedOperation", "no") };
	struct play p;

	(void)state;
	play_begin(&p, replies, 2);
	begun_before(&p);
	play_run(&p, RUN_UNDO, "0123456789abcdef");
	assert_false(p.ok);
	assert_non_null(strstr(p.err.hint, "terminates itself"));
	play_end(&p);
}

static void leftovers_are_found_by_tag(void **state)
{
	struct reply replies[] = { INSTANCE("i-1", "running"), INSTANCE("i-1", "running"), ENDS };
	struct probe_leftovers all = { NULL };
	struct play p;
	int n;

	(void)state;
	play_begin(&p, replies, 3);
	assert_true(probe_find_leftovers(p.aws, NULL, &all, &p.err));
	assert_int_equal(all.count, 1);
	assert_false(all.item[0].is_group);
	assert_string_equal(all.item[0].setup, "other");
	assert_string_equal(all.item[0].launched, "2026-11-22T09:00:00Z");
	assert_true(probe_end_leftovers(p.aws, &all, &p.err));
	server_stop(&p.server);
	n = strstr(p.server.seen[0], "DescribeSecurityGroups") ? 1 : 0;
	expect_sent(&p, n, "Filter.2.Name", "tag-key");
	expect_sent(&p, n, "Filter.2.Value.1", "accredit%3Aprobe");
	expect_sent(&p, 1 - n, "Filter.1.Name", "tag-key");
	probe_leftovers_free(&all);
	play_end(&p);
}

/* --- reading the answers ------------------------------------------------------------- */

/* The console of a worker that answered: noise around one good line. */
static struct reply console_says(const char *nonce)
{
	struct buf payload = BUF(1024), line = BUF(1024), text = BUF(4096), all = BUF(8192);
	static const char said[] =
		"0\n2026-11-22T09:00:00Z\n{\"Arn\":\"arn:aws:sts::1:assumed-role/R/i-1\"}";
	struct reply r;
	char sum[9];

	str_base64(&payload, said, sizeof(said) - 1);
	buf_fmt(&line, "%s 1 %s", nonce, payload.s);
	str_sum(sum, line.s, line.len);
	buf_fmt(&text, "boot\r\n[ 1.0] cloud-init[1]: accredit-probe %s 1 %s %s\r\n", nonce,
		sum, payload.s);
	buf_str(&all, "<output>");
	str_base64(&all, text.s, text.len);
	buf_str(&all, "</output>");
	r = answers("GetConsoleOutput", all.s);
	buf_free(&payload);
	buf_free(&line);
	buf_free(&text);
	buf_free(&all);
	return r;
}

/* Launched as "i-1" with this nonce; to be checked. */
static void launched_before(struct play *p, const char *nonce)
{
	struct step *launch = plan_step(p->plan, LAUNCH_STEP);

	launch->begun = true;
	launch->state = STEP_DONE;
	json_put_str(launch->outputs, "instance_id", "i-1");
	json_put_str(launch->outputs, "nonce", nonce);
	plan_step(p->plan, END_STEP)->state = STEP_DONE;
	plan_add(p->plan, CHECK_STEP, &probe_check_work, "worker", ACTION_NONE, NULL, NULL,
		 NULL);
}

static void reads_the_answers(void **state)
{
	struct reply replies[] = { INSTANCE("i-1", "running"),
		fails(400, "UnsupportedOperation", "no Latest"), console_says("00ff") };
	struct json *report;
	struct play p;

	(void)state;
	play_begin(&p, replies, 3);
	launched_before(&p, "00ff");
	play_run(&p, RUN_APPLY, "0123456789abcdef");
	assert_true(p.ok);
	expect_sent(&p, 1, "Latest", "true");
	assert_null(strstr(p.server.seen[2], "Latest"));
	report = probe_report(p.plan);
	assert_int_equal(json_count(report), 1);
	assert_true(probe_passed(report));
	assert_string_equal(json_str(plan_step(p.plan, CHECK_STEP)->outputs, "console"),
			    "boot\n");
	json_free(report);
	play_end(&p);
}

static void a_refused_look_ends_the_check(void **state)
{
	struct reply replies[] = { INSTANCE("i-1", "running"),
		fails(403, "UnauthorizedOperation", "no") };
	struct play p;

	(void)state;
	play_begin(&p, replies, 2);
	launched_before(&p, "00ff");
	play_run(&p, RUN_APPLY, "0123456789abcdef");
	assert_false(p.ok);
	assert_int_equal(p.err.kind, ERR_DENIED);
	assert_null(probe_report(p.plan));
	play_end(&p);
}

/* --- the plan's view of it ------------------------------------------------------------ */

static void three_steps_that_survive_the_journal(void **state)
{
	struct plan *plan = make_plan(), *again;
	struct err err = ERR_INIT;
	struct json *j;

	(void)state;
	assert_true(probe_wanted(plan->wanted));
	probe_add(plan);
	assert_false(plan_differs(plan));
	j = plan_json(plan);
	again = plan_read(j, probe_works, &err);
	assert_non_null(again);
	assert_int_equal(again->count, 3);
	assert_ptr_equal(plan_step(again, CHECK_STEP)->work, &probe_check_work);
	assert_int_equal(plan_step(again, END_STEP)->needs_count, 2);
	assert_null(probe_report(again));
	assert_false(probe_passed(NULL));
	json_free(j);
	plan_free(again);
	plan_free(plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_make, folder_remove)
		IN_FOLDER(asks_for_a_careful_machine),
		IN_FOLDER(keeps_its_token_while_the_profile_is_new),
		IN_FOLDER(takes_another_place_with_a_new_token),
		IN_FOLDER(gives_up_where_no_place_is_left),
		IN_FOLDER(looks_once_after_a_clear_no),
		IN_FOLDER(ends_earlier_workers_first),
		IN_FOLDER(repeats_with_the_same_token),
		IN_FOLDER(takes_a_new_token_when_that_one_has_ended),
		IN_FOLDER(undo_ends_it_by_its_tag),
		IN_FOLDER(says_that_it_ends_itself),
		IN_FOLDER(leftovers_are_found_by_tag),
		IN_FOLDER(reads_the_answers),
		IN_FOLDER(a_refused_look_ends_the_check),
		cmocka_unit_test(three_steps_that_survive_the_journal),
	};

	return run_all(tests);
}

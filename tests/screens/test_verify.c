/* test_verify.c - the screens of Verify: all setups, one of them, one created manually. */
#include "config.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "format/json.h"
#include "plan/plan.h"
#include "snapshot.h"
#include "wizard_fixture.h"

static const struct setup_row setups[] = {
	{ .answers = { .name = "alpha", .platform = "essentia", .region = "us-east-1" },
	  .state = "done",
	  .verified = { "passed", "2026-11-22T09:00:00Z" } },
	{ .answers = { .name = "beta", .platform = "essentia", .region = "us-east-1" },
	  .state = "done",
	  .verified = { "not-run", "" } },
};

static const struct {
	const char *name;
	enum compared_outcome outcome;
	const char *text;
} compared[] = {
	{ "alpha", OUTCOME_AS_WANTED, "matches" },
	{ "beta", OUTCOME_DIFFERS, "differs: 2 missing, 1 changed" },
	{ "gamma", OUTCOME_FAILED, "could not be read: the answers file cannot be read: line 1, "
				   "column 3" },
	{ "delta", OUTCOME_ELSEWHERE, "setup 'delta' was created in account "
		"'111122223333', not "
				      "'123456789012'" },
	{ "epsilon", OUTCOME_AS_WANTED, "matches" },
};

static const char evidence[] =
	"[{\"kind\":\"role\",\"name\":\"EssentiaMaster\",\"verdict\":\"no\",\"evidence\":{\"call\":\"iam:GetRole "
	"RoleName=EssentiaMaster\",\"time\":\"2026-11-22T09:00:00Z\",\"request_id\":\"77\","
	"\"text\":\"missing; NoSuchEntity: there is no such role\"}}]";

static const char extras[] =
	"[{\"event\":\"extra\",\"of\":\"role\",\"kind\":\"role-policy-attachment\",\"name\":"
	"\"arn:aws:iam::aws:policy/AdministratorAccess\",\"digest\":\"1\",\"findings\":[{\"severity\":\"high\","
	"\"text\":\"The holder can do everything.\"}],\"text\":\"attached policy 'AdministratorAccess' of the role "
	"'EssentiaMaster' allows *\"},"
	"{\"event\":\"extra\",\"of\":\"role\",\"kind\":\"trust\",\"name\":\"*\",\"digest\":\"2\",\"everyone\":true,"
	"\"text\":\"trust of the role 'EssentiaMaster', statement 2: everyone, with any AWS account or none, "
	"can assume the role\"},"
	"{\"event\":\"extra\",\"of\":\"role\",\"kind\":\"role-policy\",\"name\":\"logs\",\"digest\":\"3\",\"accepted\":"
	"\"2026-11-22T09:00:00Z\",\"text\":\"inline policy 'logs' of the role 'EssentiaMaster' allows "
	"logs:PutLogEvents\"}]";

static struct json *tree(const char *text)
{
	struct err err = ERR_INIT;

	return json_parse(text, strlen(text), "a test's own", &err);
}

static void open_at_all(struct fixture *s)
{
	fixture_open(s, false);
	setups_add(&s->context.w->setups, setups[0]);
	setups_add(&s->context.w->setups, setups[1]);
	fixture_choose(s, "verify");
	check_snapshots(s, "verify-two", "Created manually");
	fixture_press(s, K_ENTER);
	assert_ptr_equal(loop_now(s->loop), &screen_verify_all);
}

/* The task compares this setup; so many were compared before it. */
static void compared_so_far(struct fixture *s, size_t done, const char *name)
{
	struct wizard *w = s->context.w;

	compared_list_free(&w->verify.walk.rows);
	for (size_t i = 0; i < done; i++)
		compared_list_add(&w->verify.walk.rows,
				  compared_new(compared[i].name, compared[i].outcome,
					       compared[i].text));
	w->verify.walk.at = done + 1;
	w->verify.walk.all = 5;
	snprintf(w->verify.walk.name, sizeof(w->verify.walk.name), "%s", name);
}

static void still_busy(struct fixture *s)
{
	atomic_store(&s->context.w->queue.busy, true);
	loop_news(s->loop);
	atomic_store(&s->context.w->queue.busy, false);
}

static void end_comparison(struct fixture *s, size_t n)
{
	compared_so_far(s, n, "epsilon");
	compared_list_free(&s->context.w->verify.all);
	s->context.w->verify.all = compared_list_copy(&s->context.w->verify.walk.rows, 0);
	fixture_end_task(s, NULL);
}

static void test_all(void **state)
{
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	open_at_all(&s);
	compared_so_far(&s, 2, "gamma");
	still_busy(&s);
	check_snapshots(&s, "all-busy", "2 of 5");
	end_comparison(&s, 5);
	check_snapshots(&s, "all", "5 setups: 2 OK");
	wizard_begin(s.context.w, "essentia", &err);
	fixture_press(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_compare);
	assert_string_equal(s.context.w->setup, "beta");
	fixture_plan(&s, ACTION_NONE);
	s.context.w->verify.compared = tree(evidence);
	fixture_end_task(&s, NULL);
	fixture_type(&s, "e");
	check_snapshots(&s, "verify-evidence", "iam:GetRole");
	fixture_press(&s, K_ESC);
	fixture_press(&s, K_ESC);
	assert_ptr_equal(loop_now(s.loop), &screen_verify_all);
	check_snapshots(&s, "all-mended", "5 setups: 3 OK");
	fixture_close(&s);
}

static void put_extras(struct fixture *s)
{
	json_free(s->context.w->verify.around);
	s->context.w->verify.around = tree(extras);
	fixture_plan(s, ACTION_NONE);
	fixture_end_task(s, NULL);
}

/* What the template does not want is shown before it is accepted. */
static void test_accept(void **state)
{
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	open_at_all(&s);
	end_comparison(&s, 5);
	wizard_begin(s.context.w, "essentia", &err);
	fixture_press(&s, K_ENTER);
	put_extras(&s);
	check_snapshots(&s, "verify-more", "2 beyond the template");
	fixture_type(&s, "a");
	check_snapshots(&s, "verify-accept", "Accept these additions?");
	fixture_press(&s, K_ESC);
	assert_int_not_equal(s.context.w->queue.task, TASK_ACCEPT);
	fixture_type(&s, "a");
	fixture_type(&s, "y");
	assert_int_equal(s.context.w->queue.task, TASK_ACCEPT);
	fixture_end_task(&s, NULL);
	assert_int_equal(s.context.w->queue.task, TASK_COMPARE);
	fixture_end_tasks(&s);
	fixture_close(&s);
}

static void test_all_stopped(void **state)
{
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	open_at_all(&s);
	compared_so_far(&s, 2, "gamma");
	still_busy(&s);
	fixture_press(&s, K_ESC);
	assert_true(atomic_load(&s.context.w->stop.asked));
	end_comparison(&s, 2);
	check_snapshots(&s, "all-stopped", "3 setups were not checked");
	fixture_type(&s, "r");
	err_set(&err, ERR_LOGIN, "no credentials were found");
	err_hint(&err, "run 'aws configure', or set AWS_PROFILE");
	fixture_end_task(&s, &err);
	check_snapshots(&s, "all-failed", "no credentials were found");
	fixture_press(&s, K_ESC);
	assert_ptr_equal(loop_now(s.loop), &screen_verify);
	fixture_end_tasks(&s);
	fixture_press(&s, K_ENTER);
	fixture_press(&s, K_ESC);
	compared_list_free(&s.context.w->verify.all);
	fixture_end_task(&s, NULL);
	assert_ptr_equal(loop_now(s.loop), &screen_verify);
	fixture_close(&s);
}

static struct candidate candidate(const char *name, const char *arn, enum candidate_fit fit,
				  const char *text)
{
	return (struct candidate){ .name = strdup(name),
				   .arn = strdup(arn),
				   .path = strdup("/"),
				   .fit = fit,
				   .text = strdup(text) };
}

/* Two candidates: the second is chosen, and the comparison runs again. */
static void choose_candidate(struct fixture *s)
{
	struct candidate_rows *found = &s->context.w->found;
	struct candidate_row *row = calloc(1, sizeof(*row));
	struct err err = ERR_INIT;

	assert_non_null(row);
	*row = (struct candidate_row){ .value = strdup("ROLE_NAME"),
				       .kind = strdup("role"),
				       .of = strdup("role"),
				       .default_name = strdup("EssentiaMaster"),
				       .items = calloc(2, sizeof(*row->items)),
				       .count = 2 };
	assert_non_null(row->items);
	row->items[0] = candidate("Master",
				  "arn:aws:iam::123456789012:role/service-role/Master",
				  FIT_FULL,
				  "has exactly the permissions of the template");
	row->items[1] = candidate("Nearly", "arn:aws:iam::123456789012:role/Nearly", FIT_NEAR,
				  "lacks 1 of the 3 actions of the template");
	row->items[1].missing = tree(
		"[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]");
	*found = (struct candidate_rows){ row, 1 };
	err_set(&err, ERR_CHOICE, "there is no role 'EssentiaMaster'");
	fixture_end_task(s, &err);
	check_snapshots(s, "by-hand-meant", "Which one is it?");
	fixture_press(s, K_DOWN);
	check_snapshots(s, "by-hand-meant-near", "partly fits");
	fixture_press(s, K_ENTER);
	assert_int_equal(found->count, 0);
	assert_string_equal(json_str(s->context.w->j.given.values, "ROLE_NAME"), "Nearly");
}

static struct discovered discovered(const char *name, enum candidate_fit fit, size_t lost)
{
	struct discovered one = { .kind = strdup("role"), .name = strdup(name),
				  .fit = fit, .method = strdup("role"),
				  .policy = strdup(lost ? "workers-and-s3" : "v3.0-workers"),
				  .methods = strdup(""), .lost = lost, .all = 3 };
	char arn[200], values[200];

	snprintf(arn, sizeof(arn), "arn:aws:iam::123456789012:role/%s", name);
	snprintf(values, sizeof(values), "{\"ROLE_NAME\":\"%s\",\"POLICY_NAME\":\"oneClick\"}",
		 name);
	one.arn = strdup(arn);
	one.values = tree(values);
	one.missing = tree(lost ? "[{\"Effect\":\"Allow\",\"Action\":\"iam:PassRole\","
				  "\"Resource\":\"*\"}]" :
				  "[]");
	one.more = tree(lost ? "[\"inline policy 'oneClick' of the role 'Old' allows sqs:*\"]" :
			       "[]");
	one.facts = tree("[\"trusts ec2\",\"inline policy 'oneClick'\","
			 "\"instance profile EssentiaMaster\"]");
	one.cosmetic = tree("[\"the description differs\"]");
	return one;
}

/* Two roles are found: the first tells everything, and nothing more is asked. */
static void discover(struct fixture *s)
{
	struct discovery *found = &s->context.w->discovery;

	assert_ptr_equal(loop_now(s->loop), &screen_discovery);
	assert_int_equal(s->context.w->queue.task, TASK_DISCOVER);
	*found = (struct discovery){ .platform = strdup("essentia"),
				     .account = strdup("123456789012"),
				     .items = calloc(2, sizeof(*found->items)),
				     .count = 2 };
	assert_non_null(found->items);
	found->items[0] = discovered("EssentiaMaster", FIT_FULL, 0);
	found->items[1] = discovered("Old", FIT_NEAR, 1);
	fixture_end_task(s, NULL);
	check_snapshots(s, "discovery", "exact match");
	fixture_press(s, K_DOWN);
	check_snapshots(s, "discovery-near", "lacks 1 of 3 actions");
	fixture_press(s, K_UP);
	fixture_press(s, K_ENTER);
	assert_ptr_equal(loop_now(s->loop), &screen_compare);
	assert_string_equal(s->context.w->j.given.policy, "v3.0-workers");
	assert_string_equal(json_str(s->context.w->j.given.values, "POLICY_NAME"), "oneClick");
	fixture_press(s, K_ESC);
	fixture_end_task(s, NULL);
	assert_ptr_equal(loop_now(s->loop), &screen_discovery);
	/* Another user: the list of the account, which nobody is signed in to here. */
	for (int i = 0; i < 3; i++)
		fixture_press(s, K_DOWN);
	fixture_press(s, K_ENTER);
	check_snapshots(s, "discovery-user", "Which user?");
	fixture_type(s, "ann");
	fixture_press(s, K_ENTER);
	assert_int_equal(s->context.w->queue.task, TASK_DISCOVER);
	assert_string_equal(s->context.w->named, "ann");
	fixture_end_task(s, NULL);
	fixture_press(s, K_END);
	fixture_press(s, K_ENTER);
	assert_ptr_equal(loop_now(s->loop), &screen_method);
	assert_string_equal(json_str(s->context.w->j.given.values, "POLICY_NAME"), "");
}

static void test_created_manually(void **state)
{
	struct fixture s;

	(void)state;
	fixture_open(&s, false);
	fixture_choose(&s, "verify");
	fixture_press(&s, K_ENTER);
	fixture_end_tasks(&s);
	assert_ptr_equal(loop_now(s.loop), &screen_platform);
	fixture_choose(&s, "essentia");
	check_snapshots(&s, "discovery-none", "Nothing in account");
	fixture_type(&s, "r");
	discover(&s);
	fixture_go_to(&s, &screen_values);
	for (int i = 0; i < 20 && loop_now(s.loop) == &screen_values; i++)
		fixture_press(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_compare);
	choose_candidate(&s);
	fixture_plan(&s, ACTION_CREATE); /* nothing of it is there: it cannot be adopted */
	fixture_end_task(&s, NULL);
	fixture_type(&s, "a");
	assert_ptr_equal(loop_now(s.loop), &screen_compare);
	fixture_type(&s, "r");
	fixture_plan(&s, ACTION_UPDATE);
	fixture_end_task(&s, NULL);
	check_snapshots(&s, "by-hand-compared", "Differs from the template");
	fixture_type(&s, "m");
	assert_ptr_equal(loop_now(s.loop), &screen_compare);
	fixture_type(&s, "a");
	assert_ptr_equal(loop_now(s.loop), &screen_adopt);
	fixture_plan(&s, ACTION_ADOPT);
	fixture_end_task(&s, NULL);
	fixture_press(&s, K_ESC);
	assert_ptr_equal(loop_now(s.loop), &screen_compare);
	assert_int_equal(s.context.purpose, FOR_VERIFY_UNRECORDED);
	fixture_plan(&s, ACTION_ADOPT);
	fixture_end_task(&s, NULL);
	fixture_press(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_probe);
	fixture_close(&s);
}

static int open_all(void **state)
{
	(void)state;
	snapshot_open();
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	snapshot_close();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all), cmocka_unit_test(test_accept),
		cmocka_unit_test(test_all_stopped),
		cmocka_unit_test(test_created_manually),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	json_start();
	return cmocka_run_group_tests(tests, open_all, close_all);
}

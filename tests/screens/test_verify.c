/* test_verify.c - the screens of Verify: all set-ups, one of them, one made by hand. */
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
#include "shot.h"
#include "staged.h"

static const char made[] =
	"[{\"name\":\"alpha\",\"platform\":\"essentia\",\"region\":\"us-east-1\",\"state\":"
	"\"done\",\"half_way\":false,\"verified\":\"2026-11-22T09:00:00Z\",\"result\":\"passed\",\"ok\":true},"
	"{\"name\":\"beta\",\"platform\":\"essentia\",\"region\":\"us-east-1\",\"state\":"
	"\"done\",\"half_way\":false,\"verified\":null,\"result\":\"not-run\",\"ok\":false}]";

static const char compared[] =
	"[{\"name\":\"alpha\",\"outcome\":\"as-wanted\",\"text\":\"as wanted\"},"
	"{\"name\":\"beta\",\"outcome\":\"differs\",\"text\":\"differs: 2 missing, 1 changed\"},"
	"{\"name\":\"gamma\",\"outcome\":\"failed\",\"text\":\"could not be read: the answers "
	"file cannot be read: line 1, column 3\"},"
	"{\"name\":\"delta\",\"outcome\":\"elsewhere\",\"text\":\"set-up 'delta' was made with "
	"account '111122223333', not '123456789012'\"},"
	"{\"name\":\"epsilon\",\"outcome\":\"as-wanted\",\"text\":\"as wanted\"}]";

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

static void open_at_all(struct staged *s)
{
	staged_open(s, false);
	json_free(s->desk.w->setups);
	s->desk.w->setups = tree(made);
	staged_choose(s, "verify");
	shots(s, "verify-two", "One made by hand");
	staged_key(s, K_ENTER);
	assert_ptr_equal(loop_now(s->loop), &screen_all);
}

/* The walk is at this one; so many are behind it. */
static void walk_is(struct staged *s, size_t behind, const char *name)
{
	struct json *rows = tree(compared);
	struct wizard *w = s->desk.w;

	json_free(w->walk.rows);
	w->walk.rows = json_list_new();
	while (behind--)
		json_push(w->walk.rows, json_shift(rows));
	json_free(rows);
	w->walk.at = json_count(w->walk.rows) + 1;
	w->walk.all = 5;
	snprintf(w->walk.name, sizeof(w->walk.name), "%s", name);
}

static void still_busy(struct staged *s)
{
	atomic_store(&s->desk.w->busy, true);
	loop_news(s->loop);
	atomic_store(&s->desk.w->busy, false);
}

static void walked(struct staged *s, size_t n)
{
	walk_is(s, n, "epsilon");
	json_free(s->desk.w->all);
	s->desk.w->all = json_copy(s->desk.w->walk.rows);
	staged_ends(s, NULL);
}

static void test_all(void **state)
{
	struct err err = ERR_INIT;
	struct staged s;

	(void)state;
	open_at_all(&s);
	walk_is(&s, 2, "gamma");
	still_busy(&s);
	shots(&s, "all-busy", "2 of 5");
	walked(&s, 5);
	shots(&s, "all", "5 set-ups: 2 as wanted");
	wizard_begin(s.desk.w, "essentia", &err);
	staged_key(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_compare);
	assert_string_equal(s.desk.w->setup, "beta");
	staged_plan(&s, ACTION_NONE);
	s.desk.w->compared = tree(evidence);
	staged_ends(&s, NULL);
	staged_type(&s, "e");
	shots(&s, "verify-evidence", "iam:GetRole");
	staged_key(&s, K_ESC);
	staged_key(&s, K_ESC);
	assert_ptr_equal(loop_now(s.loop), &screen_all);
	shots(&s, "all-mended", "5 set-ups: 3 as wanted");
	staged_close(&s);
}

static void put_extras(struct staged *s)
{
	json_free(s->desk.w->around);
	s->desk.w->around = tree(extras);
	staged_plan(s, ACTION_NONE);
	staged_ends(s, NULL);
}

/* What is more than wanted is told, and accepted only as it was shown. */
static void test_accept(void **state)
{
	struct err err = ERR_INIT;
	struct staged s;

	(void)state;
	open_at_all(&s);
	walked(&s, 5);
	wizard_begin(s.desk.w, "essentia", &err);
	staged_key(&s, K_ENTER);
	put_extras(&s);
	shots(&s, "verify-more", "2 more than wanted");
	staged_type(&s, "a");
	shots(&s, "verify-accept", "Accept this?");
	staged_key(&s, K_ESC);
	assert_int_not_equal(s.desk.w->task, TASK_ACCEPT);
	staged_type(&s, "a");
	staged_type(&s, "y");
	assert_int_equal(s.desk.w->task, TASK_ACCEPT);
	staged_ends(&s, NULL);
	assert_int_equal(s.desk.w->task, TASK_COMPARE);
	staged_settles(&s);
	staged_close(&s);
}

static void test_all_stopped(void **state)
{
	struct err err = ERR_INIT;
	struct staged s;

	(void)state;
	open_at_all(&s);
	walk_is(&s, 2, "gamma");
	still_busy(&s);
	staged_key(&s, K_ESC);
	assert_true(atomic_load(&s.desk.w->stop.asked));
	walked(&s, 2);
	shots(&s, "all-stopped", "3 were not looked at");
	staged_key(&s, K_F(5));
	err_set(&err, ERR_LOGIN, "no credentials were found");
	err_hint(&err, "run 'aws configure', or set AWS_PROFILE");
	staged_ends(&s, &err);
	shots(&s, "all-failed", "no credentials were found");
	staged_key(&s, K_ESC);
	assert_ptr_equal(loop_now(s.loop), &screen_verify);
	staged_settles(&s);
	staged_key(&s, K_ENTER);
	staged_key(&s, K_ESC);
	json_free(s.desk.w->all);
	s.desk.w->all = json_list_new();
	staged_ends(&s, NULL);
	assert_ptr_equal(loop_now(s.loop), &screen_verify);
	staged_close(&s);
}

/* Two may be meant: the second is taken, and it is compared again. */
static void choose_meant(struct staged *s)
{
	static const char rows[] = "[{\"event\":\"found\",\"value\":\"ROLE_NAME\",\"kind\":\"role\","
		"\"of\":\"role\",\"default\":\"EssentiaMaster\",\"candidates\":["
		"{\"name\":\"Master\",\"arn\":\"arn:aws:iam::123456789012:role/service-role/Master\","
		"\"fits\":\"full\",\"missing\":[],"
		"\"text\":\"is allowed what the template wants and nothing else\"},"
		"{\"name\":\"Nearly\",\"arn\":\"arn:aws:iam::123456789012:role/Nearly\","
		"\"fits\":\"near\",\"missing\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}],"
		"\"text\":\"comes near what the template wants: 1 of 3 actions are missing\"}]}]";
	struct err err = ERR_INIT;

	s->desk.w->found = json_parse(rows, sizeof(rows) - 1, "rows", &err);
	assert_non_null(s->desk.w->found);
	err_set(&err, ERR_CHOICE, "there is no role 'EssentiaMaster'");
	staged_ends(s, &err);
	shots(s, "by-hand-meant", "Which one is meant?");
	staged_key(s, K_DOWN);
	shots(s, "by-hand-meant-near", "comes near");
	staged_key(s, K_ENTER);
	assert_null(s->desk.w->found);
	assert_string_equal(json_str(s->desk.w->j.given.values, "ROLE_NAME"), "Nearly");
}

static void test_by_hand(void **state)
{
	struct staged s;

	(void)state;
	staged_open(&s, false);
	staged_choose(&s, "verify");
	staged_key(&s, K_ENTER);
	staged_settles(&s);
	assert_ptr_equal(loop_now(s.loop), &screen_platform);
	staged_walk(&s, &screen_values);
	for (int i = 0; i < 9 && loop_now(s.loop) == &screen_values; i++)
		staged_key(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_compare);
	choose_meant(&s);
	staged_plan(&s, ACTION_CREATE);
	staged_ends(&s, NULL);
	shots(&s, "by-hand-compared", "template wants");
	staged_type(&s, "m");
	assert_ptr_equal(loop_now(s.loop), &screen_compare);
	staged_type(&s, "a");
	assert_ptr_equal(loop_now(s.loop), &screen_found);
	staged_plan(&s, ACTION_ADOPT);
	staged_ends(&s, NULL);
	staged_key(&s, K_ESC);
	assert_ptr_equal(loop_now(s.loop), &screen_compare);
	assert_int_equal(s.desk.purpose, FOR_BY_HAND);
	staged_plan(&s, ACTION_ADOPT);
	staged_ends(&s, NULL);
	staged_key(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_probe);
	staged_close(&s);
}

static int open_all(void **state)
{
	(void)state;
	shot_open();
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	shot_close();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all), cmocka_unit_test(test_accept),
		cmocka_unit_test(test_all_stopped),
		cmocka_unit_test(test_by_hand),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	json_start();
	return cmocka_run_group_tests(tests, open_all, close_all);
}

/* test_wizard.c - every screen of the wizard in each of its states, at all sizes. */
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

#include "aws/aws_error.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/resource.h"
#include "plan/diff.h"
#include "plan/plan.h"
#include "snapshot.h"
#include "wizard_fixture.h"

static void test_menu(void **state)
{
	struct fixture s;

	(void)state;
	fixture_open(&s, false);
	check_snapshots(&s, "menu-first", "none yet");
	fixture_close(&s);
	fixture_open(&s, true);
	check_snapshots(&s, "menu-due", "1 interrupted run: 'second'");
	fixture_type(&s, "/who");
	check_snapshots(&s, "menu-find", "1 of 9");
	fixture_close(&s);
}

/* What a hand-off wrote, as TASK_HANDOFF leaves it. */
static struct json *written(void)
{
	const char *text =
		"{\"event\":\"handoff\",\"setup\":\"iguazio\",\"form\":\"bundle\","
		"\"folder\":\"/home/me/iguazio-handoff\",\"files\":[\"cli/iguazio.sh\","
		"\"letter.txt\",\"letter.html\",\"answers.json\"],\"afterwards\":[{\"id\":\"key\","
		"\"kind\":\"access-key\",\"name\":\"Provazio\",\"why\":"
		"\"a hand-off never creates access keys\",\"command\":\"\"}],"
		"\"next\":\"accredit verify --answers "
		"/home/me/iguazio-handoff/answers.json\",\"waiting\":true}";
	struct err err = ERR_INIT;

	return json_parse(text, strlen(text), "event", &err);
}

static void test_handoff(void **state)
{
	struct fixture s;

	(void)state;
	fixture_open(&s, false);
	fixture_go_to(&s, &screen_review);
	fixture_plan(&s, ACTION_CREATE);
	fixture_end_task(&s, NULL);
	fixture_type(&s, "h");
	assert_ptr_equal(loop_now(s.loop), &screen_handoff);
	for (int i = 0; i < 3; i++)
		fixture_press(&s, K_DOWN);
	fixture_press(&s, K_CTRL_OF('u')); /* it begins in the folder of the test */
	fixture_type(&s, "/home/me/essentia-handoff");
	check_snapshots(&s, "handoff", "/home/me/essentia-handoff");
	fixture_press(&s, K_ENTER);
	fixture_press(&s, K_ENTER);
	json_free(s.context.w->shown);
	s.context.w->shown = written();
	fixture_end_tasks(&s);
	check_snapshots(&s, "handoff-result", "Send this to the administrator");
	fixture_close(&s);
}

static void test_sign_in(void **state)
{
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	fixture_open(&s, false);
	err_set(&err, ERR_LOGIN, "no credentials were found");
	err_hint(&err, "run 'aws configure', or set AWS_PROFILE");
	unsetenv("AWS_PROFILE");
	context_do(&s.context, TASK_SIGN_IN);
	s.context.w->signed_in = false;
	fixture_end_task(&s, &err);
	check_snapshots(&s, "sign-in", "What to do");
	fixture_press(&s, K_ENTER);
	fixture_end_tasks(&s);
	check_snapshots(&s, "menu-not-signed-in", "Sign in again");
	fixture_close(&s);
}

/* Only a sign-in to IAM Identity Center is missing, which works from this screen. */
static void test_sign_in_by_browser(void **state)
{
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	fixture_open(&s, false);
	err_set(&err, ERR_LOGIN, "the profile 'ops' is not signed in to IAM Identity Center");
	err_hint(&err, "run: accredit login --profile ops");
	snprintf(err.sso, sizeof(err.sso), "ops");
	unsetenv("AWS_PROFILE");
	context_do(&s.context, TASK_SIGN_IN);
	s.context.w->signed_in = false;
	fixture_end_task(&s, &err);
	check_snapshots(&s, "sign-in-sso", "press l to sign in");
	fixture_type(&s, "l");
	assert_string_equal(s.context.w->profile, "ops");
	s.context.w->sign_in.device.open = true;
	s.context.w->sign_in.device.now = (struct sso_device){ "WXYZ-0001", "https://device.sso/",
		"https://device.sso/?user_code=WXYZ-0001", 0 };
	loop_news(s.loop);
	check_snapshots(&s, "sign-in-device", "WXYZ-0001");
	s.context.w->sign_in.device.open = false;
	err_set(&err, ERR_STOPPED, "stopped");
	fixture_end_task(&s, &err);
	assert_true(context_can_login(&s.context));	/* as after the first failure */
	assert_ptr_equal(loop_now(s.loop), &screen_sign_in);
	fixture_type(&s, "l");
	s.context.w->signed_in = true;
	fixture_end_task(&s, NULL);
	assert_false(context_can_login(&s.context));
	assert_ptr_equal(loop_now(s.loop), &screen_menu);
	fixture_end_tasks(&s);
	fixture_close(&s);
}

/* The sign-in fails, with findings about this computer. */
static void sign_in_fails(struct fixture *s, const char *text, const char *hint, const char *found)
{
	struct err err = ERR_INIT;

	err_set(&err, ERR_NET, "%s", text);
	err_hint(&err, "%s", hint);
	s->context.w->sign_in.doctor = json_parse(found, strlen(found), "found", &err);
	s->context.w->signed_in = false;
	fixture_end_task(s, &err);
}

static void test_who(void **state)
{
	struct fixture s;

	(void)state;
	fixture_open(&s, false);
	fixture_type(&s, "w");
	assert_ptr_equal(loop_now(s.loop), &screen_who);
	check_snapshots(&s, "who", "60 minutes behind");
	fixture_press(&s, K_END);
	check_snapshots(&s, "who-end", "gate.example");
	fixture_type(&s, "r");
	sign_in_fails(&s, "the proxy http://gate.example:3128 of HTTPS_PROXY does not answer (cannot "
		 "see who is signed in: no connection to sts.us-east-1.amazonaws.com)",
		 "start it or mend HTTPS_PROXY; unset it where there is no proxy, or name "
		 "sts.us-east-1.amazonaws.com in NO_PROXY",
		 "[{\"cause\":\"proxy\",\"text\":\"first\",\"remedy\":\"\"},{\"cause\":\"region\","
		 "\"text\":\"'us-eats-1' is no region that is known\",\"remedy\":\"did you mean "
		 "us-east-1 (N. Virginia)?\"}]");
	assert_ptr_equal(loop_now(s.loop), &screen_who);
	check_snapshots(&s, "who-failed", "HTTPS_PROXY");
	fixture_press(&s, K_ENTER);
	fixture_end_tasks(&s);
	assert_ptr_equal(loop_now(s.loop), &screen_menu);
	fixture_close(&s);
}

static void test_setup(void **state)
{
	struct fixture s;

	(void)state;
	fixture_open(&s, false);
	fixture_go_to(&s, &screen_platform);
	check_snapshots(&s, "platform", "Before you start");
	fixture_go_to(&s, &screen_method);
	check_snapshots(&s, "method", "What you get");
	fixture_press(&s, K_DOWN);
	check_snapshots(&s, "method-keys", "What you get: Workers only");
	fixture_press(&s, K_UP);
	fixture_go_to(&s, &screen_names);
	check_snapshots(&s, "names", "EssentiaMaster");
	fixture_press(&s, K_DOWN);
	fixture_type(&s, " bad/name");
	fixture_press(&s, K_ENTER);
	check_snapshots(&s, "names-wrong", "EssentiaMaster bad/name");
	fixture_press(&s, K_F(1));
	check_snapshots(&s, "names-help", "In the vendor's guide");
	fixture_press(&s, K_ESC);
	fixture_press(&s, K_CTRL_OF('u'));
	fixture_type(&s, "MyRole");
	fixture_go_to(&s, &screen_policy);
	check_snapshots(&s, "policy", "Allows:");
	for (int i = 0; i < 3; i++)
		fixture_press(&s, K_PGDN);
	check_snapshots(&s, "policy-document", "Workers and S3");
	fixture_press(&s, K_TAB);	/* the text has the screen and the keys */
	fixture_type(&s, "g");
	check_snapshots(&s, "policy-read", "Broad: all actions of ec2 and s3");
	fixture_type(&s, "J");
	check_snapshots(&s, "policy-json", "Workers and S3");
	fixture_type(&s, "J");
	fixture_press(&s, K_ESC);
	assert_ptr_equal(loop_now(s.loop), &screen_policy);
	fixture_go_to(&s, &screen_values);
	check_snapshots(&s, "values", "123456789012");
	fixture_close(&s);
}

/* A preflight event. */
static const char denied_steps[] =
	"{\"event\":\"preflight\",\"by\":\"policies\",\"steps\":[{\"id\":\"role.create\",\"says\":\"create role "
	"'EssentiaMaster'\",\"verdict\":\"yes\"},{\"id\":\"policy.create\",\"says\":\"create "
	"inline policy 'EssentiaAccess'\",\"verdict\":\"no\",\"lacks\":[{\"action\":"
	"\"iam:PutRolePolicy\",\"resource\":\"arn:aws:iam::123456789012:role/EssentiaMaster\","
	"\"layer\":\"identity\",\"text\":\"none of your policies allows it\"}]},{\"id\":"
	"\"probe.launch\",\"says\":\"launch the probe worker\",\"verdict\":\"cannot-tell\"}],"
	"\"mends\":[{\"where\":\"a policy of yours\",\"statements\":[{\"Effect\":\"Allow\","
	"\"Action\":\"iam:PutRolePolicy\",\"Resource\":"
	"\"arn:aws:iam::123456789012:role/EssentiaMaster\"}]}],"
	"\"why\":[\"EC2 did not answer the dry run in time\"]}";

static struct json *denied_preflight(void)
{
	return json_parse(denied_steps, sizeof(denied_steps) - 1, "preflight", &(struct err)ERR_INIT);
}

static void test_preflight(void **state)
{
	struct fixture s;

	(void)state;
	fixture_open(&s, false);
	fixture_go_to(&s, &screen_review);
	fixture_plan(&s, ACTION_CREATE);
	s.context.w->j.preflight = denied_preflight();
	fixture_end_task(&s, NULL);
	check_snapshots(&s, "review-rights", "1 step may be denied");
	fixture_press(&s, K_PGDN);
	check_snapshots(&s, "review-rights-down", "1 step may be denied");
	fixture_type(&s, "a");		/* it is advice: a applies all the same */
	assert_ptr_equal(loop_now(s.loop), &screen_apply);
	fixture_close(&s);
}

/* An existing resource conflicts: it can be adopted, and Esc returns to the review. */
static void test_adopt_from_review(void **state)
{
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	fixture_open(&s, false);
	fixture_go_to(&s, &screen_review);
	err_set(&err, ERR_CHOICE, "role 'EssentiaMaster' exists, was not created by accredit and "
		"differs in document");
	err_hint(&err, "'accredit adopt essentia --set ROLE_NAME=EssentiaMaster' records what is "
		 "there as it is; or choose another name with --set ROLE_NAME=NAME");
	err_field(&err, "ROLE_NAME");
	err.aws_error = AWS_ERROR_CONFLICT;
	fixture_end_task(&s, &err);
	check_snapshots(&s, "review-in-the-way", "Adopt");
	fixture_type(&s, "a");
	assert_ptr_equal(loop_now(s.loop), &screen_adopt);
	assert_int_equal(s.context.w->queue.task, TASK_FOUND);
	fixture_plan(&s, ACTION_ADOPT);
	fixture_end_task(&s, NULL);
	fixture_press(&s, K_ESC);
	assert_ptr_equal(loop_now(s.loop), &screen_review);
	assert_int_equal(s.context.purpose, FOR_SETUP);
	fixture_close(&s);
}

/* The account has another document of the inline policy than is wanted. */
static void policy_differs(struct fixture *s)
{
	static const char found[] = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
		"\"Action\":[\"ec2:*\",\"ec2:RunInstances\"],\"Resource\":\"*\"},{\"Effect\":\"Deny\","
		"\"Sid\":\"NoKeys\",\"Action\":\"iam:CreateAccessKey\",\"Resource\":\"*\"}]}";
	struct plan *plan = s->context.w->j.plan;
	struct err err = ERR_INIT;

	for (size_t i = 0; i < plan->count; i++) {
		struct step *step = &plan->steps[i];

		if (!str_eq(step->kind, "role-policy"))
			continue;
		step->before = resource_copy(step->resource);
		resource_put(step->before, "document",
			     json_parse(found, sizeof(found) - 1, "found", &err));
		json_free(step->diff);
		step->diff = diff_resource(kind_find(step->kind), step->resource,
					   step->before, true);
	}
}

static void test_review(void **state)
{
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	fixture_open(&s, false);
	fixture_go_to(&s, &screen_review);
	check_snapshots(&s, "review-busy", "Comparing");
	fixture_plan(&s, ACTION_CREATE);
	fixture_end_task(&s, NULL);
	check_snapshots(&s, "review", "4 to create");
	fixture_press(&s, K_PGDN);
	fixture_press(&s, K_PGDN);
	check_snapshots(&s, "review-down", "4 to create");
	fixture_type(&s, "r");
	fixture_plan(&s, ACTION_NONE);
	fixture_end_task(&s, NULL);
	check_snapshots(&s, "review-nothing", "Nothing to change");
	fixture_type(&s, "r");
	fixture_plan(&s, ACTION_UPDATE);
	json_put_str(json_first(s.context.w->j.plan->steps[0].diff), "found", "another");
	fixture_end_task(&s, NULL);
	check_snapshots(&s, "review-replaces", "1 value replaced");
	fixture_type(&s, "a");
	check_snapshots(&s, "review-asks", "remove or replace");
	fixture_type(&s, "n");
	fixture_type(&s, "r");
	fixture_plan(&s, ACTION_UPDATE);
	policy_differs(&s);
	fixture_end_task(&s, NULL);
	check_snapshots(&s, "review-differs", "2 values replaced");
	fixture_type(&s, "/NoKeys\n");	/* the end of the difference */
	check_snapshots(&s, "review-difference", "- 2 Deny");
	fixture_type(&s, "r");
	err_set(&err, ERR_CHOICE, "role 'EssentiaMaster' exists and was not made by "
		"accredit");
	err_hint(&err, "choose another name with --set ROLE_NAME=NAME");
	err_field(&err, "ROLE_NAME");
	fixture_end_task(&s, &err);
	check_snapshots(&s, "review-failed", "Edit field");
	fixture_press(&s, K_ENTER);
	check_snapshots(&s, "review-mend", "exists");
	fixture_close(&s);
}

static void to_apply(struct fixture *s)
{
	fixture_open(s, false);
	fixture_go_to(s, &screen_review);
	fixture_plan(s, ACTION_CREATE);
	fixture_end_task(s, NULL);
	fixture_type(s, "a");
	assert_ptr_equal(loop_now(s->loop), &screen_apply);
}

static void test_apply(void **state)
{
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	to_apply(&s);
	err_set(&err, ERR_SERVICE, "creating the instance profile was refused");
	err_hint(&err, "ask for a higher quota of instance profiles");
	strcpy(err.code, "LimitExceeded");
	strcpy(err.request_id, "f1d2-77");
	fixture_end_run(&s, 3, &err);
	check_snapshots(&s, "apply-failed", "Stopped after");
	fixture_type(&s, "u");
	check_snapshots(&s, "apply-undo", "Undo the changes?");
	fixture_close(&s);
	to_apply(&s);
	fixture_end_run(&s, 0, NULL);
	check_snapshots(&s, "apply-done", "All resources have been created.");
	fixture_close(&s);
}

static const char answers[] =
	"[{\"id\":\"identity\",\"expected\":\"allow\",\"verdict\":\"yes\",\"evidence\":"
	"{\"call\":\"aws sts get-caller-identity\",\"time\":\"2026-11-22T09:00:00Z\"}},"
	"{\"id\":\"describe-instances\",\"expected\":\"allow\",\"verdict\":\"no\",\"layer\":"
	"\"scp\",\"evidence\":{\"call\":\"aws ec2 describe-instances\",\"time\":\"\","
	"\"request_id\":\"77\",\"text\":\"an explicit deny in a service control policy\"}},"
	"{\"id\":\"run-instances-with-role\",\"expected\":\"allow\",\"verdict\":"
	"\"cannot-tell\",\"evidence\":{\"text\":\"no answer\"}}]";

static void test_probe_and_summary(void **state)
{
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	to_apply(&s);
	fixture_end_run(&s, 0, NULL);
	fixture_press(&s, K_ENTER);
	check_snapshots(&s, "probe-asks", "Test the access now?");
	fixture_type(&s, "y");
	s.context.w->run.checks = json_parse(answers, strlen(answers), "answers", &err);
	fixture_end_run(&s, 2, NULL);
	check_snapshots(&s, "probe-ended", "1 of 5 checks passed, 1 failed, 1 inconclusive");
	fixture_press(&s, K_DOWN);
	fixture_type(&s, "e");
	check_snapshots(&s, "probe-evidence", "service control policy");
	fixture_press(&s, K_ENTER);
	fixture_type(&s, "c");
	check_snapshots(&s, "probe-console", "Console of the test instance");
	fixture_type(&s, "c");
	fixture_press(&s, K_ENTER);
	check_snapshots(&s, "summary", "Setup 'essentia'");
	fixture_type(&s, "s");
	assert_ptr_equal(loop_now(s.loop), &screen_save_summary);
	fixture_press(&s, K_ESC);
	fixture_press(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_menu);
	fixture_close(&s);
}

#define KEY_FILE "summary-key.csv"
#define SECRET "canarysecretcanarysecretcanarysecret1234"

static const char shown[] =
	"{\"answers\":{\"platform\":\"essentia\",\"name\":\"essentia\",\"account\":"
	"\"123456789012\",\"region\":\"us-east-1\"},\"title\":\"Essentia (AuriQ)\",\"resources\":{"
	"\"user\":{\"kind\":\"user\",\"name\":\"Essentia\",\"made\":true,\"wanted\":{}},\"policy\":"
	"{\"kind\":\"user-policy\",\"name\":\"oneClick\",\"made\":true,\"wanted\":{\"user\":"
	"\"Essentia\"}},\"role\":{\"kind\":\"role\",\"name\":\"EssentiaMaster\",\"made\":false,"
	"\"wanted\":{\"path\":\"/team/\"}},\"key\":{\"kind\":\"access-key\",\"name\":\"Essentia\","
	"\"made\":true,\"key_id\":\"AKIAIOSFODNN7EXAMPLE\",\"wanted\":{}},\"key-file\":{\"kind\":"
	"\"credentials-csv\",\"name\":\"" KEY_FILE "\",\"made\":true,\"wanted\":{\"file\":\"" KEY_FILE
	"\"}}},\"report\":{\"time\":\"2026-11-22T09:00:00Z\",\"changed\":\"2026-11-20T08:00:00Z\","
	"\"checks\":[{\"id\":\"identity\",\"verdict\":\"yes\"}],\"history\":[{\"time\":"
	"\"2026-11-20T09:00:00Z\",\"seen\":{\"role\":\"missing\",\"policy\":\"missing\",\"identity\":"
	"\"cannot-tell\"}},{\"time\":\"2026-11-21T09:00:00Z\",\"seen\":{\"role\":\"as wanted\"}}]},"
	"\"vendor\":[{\"label\":\"Access Key ID\",\"text\":\"(in the file)\",\"key_part\":\"id\"},"
	"{\"label\":\"Secret Access Key\",\"text\":\"(in " KEY_FILE ")\",\"key_part\":\"secret\"},"
	"{\"label\":\"Start one worker\",\"text\":\"ess cluster create --number=1 --type=m3.medium "
	"--credentials /home/operator/essentia.csv\"}],\"notes\":[{\"label\":\"Account and region\","
	"\"text\":\"123456789012, us-east-1\"},{\"label\":\"User\",\"text\":\"Essentia: keep it\"}],"
	"\"settings\":[{\"label\":\"Role name\",\"text\":\"EssentiaMaster\"}],\"checks\":{\"identity\":"
	"\"The master runs as the role\"},\"command\":\"accredit setup essentia --yes\"}";

static void write_key_file(void)
{
	FILE *f = fopen(KEY_FILE, "w");

	assert_non_null(f);
	fputs("User Name,Access Key Id,Secret Access Key\nEssentia,AKIAIOSFODNN7EXAMPLE," SECRET
	      "\n", f);
	fclose(f);
}

/* Which values are shown, in which order; none twice. */
static void test_details(void **state)
{
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	write_key_file();
	fixture_open(&s, true);
	fixture_choose(&s, "setups");
	s.context.w->shown = json_parse(shown, strlen(shown), "shown", &err);
	fixture_press(&s, K_ENTER);
	fixture_end_tasks(&s);
	check_snapshots(&s, "details", "AKIAIOSFODNN7EXAMPLE");
	fixture_type(&s, "c");
	loop_refresh(s.loop);
	assert_true(snapshot_has("not copied: there is no terminal"));
	fixture_type(&s, "jc");		/* the secret is hidden */
	loop_refresh(s.loop);
	assert_true(snapshot_has("v shows the secret; then c copies it"));
	assert_false(snapshot_has(SECRET));
	fixture_type(&s, "v");
	loop_refresh(s.loop);
	assert_true(snapshot_has(SECRET));
	check_snapshots(&s, "details-secret", SECRET);
	fixture_press(&s, K_DOWN);	/* it is shown for that value alone */
	loop_refresh(s.loop);
	assert_false(snapshot_has(SECRET));
	assert_true(snapshot_has("/home/operator/essentia.csv"));
	fixture_press(&s, K_END);
	loop_refresh(s.loop);
	assert_true(snapshot_has("21 Nov 09:00 UTC (3 days ago)"));
	snapshot_size(60, 200);
	loop_refresh(s.loop);
	assert_true(snapshot_has("arn:aws:iam::123456789012:user/Essentia"));
	assert_true(snapshot_has("arn:aws:iam::123456789012:role/team/EssentiaMaster"));
	assert_true(snapshot_has("Existing resources, adopted"));
	assert_true(snapshot_has("Inline policy of Essentia"));
	assert_true(snapshot_has("The master runs as the role"));
	assert_false(snapshot_has("Account and region"));	/* the title says it */
	snapshot_size(24, 80);
	err_set(&err, ERR_INPUT, "there is no record of a setup 'essentia'");
	assert_string_equal(s.context.w->setup, "essentia");
	fixture_type(&s, "r");
	fixture_end_task(&s, &err);	/* removed from here: back to the list */
	assert_ptr_equal(loop_now(s.loop), &screen_setups);
	setups_free(&s.context.w->setups);
	fixture_end_tasks(&s);		/* and where none is left, to the menu */
	assert_ptr_equal(loop_now(s.loop), &screen_menu);
	fixture_end_tasks(&s);
	fixture_close(&s);
	remove(KEY_FILE);
}

/* Each key of a row opens its journey at that setup; what cannot be done says why. */
static void test_setup_keys(void **state)
{
	static const struct {
		const char *keys;
		const struct screen *opens;
		enum task task;
	} cases[] = {
		{ "v", &screen_compare, TASK_COMPARE },
		{ "m", &screen_differences, TASK_REPAIR },
		{ "o", &screen_keys, TASK_KEYS },
		{ "d", &screen_removal, TASK_REMOVAL },
		{ "r", &screen_setups, TASK_SETUPS },
		{ "jv", &screen_setups, TASK_SETUPS },	/* the second is interrupted */
		{ "jd", &screen_setups, TASK_SETUPS },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct fixture s;

		fixture_open(&s, true);
		fixture_choose(&s, "setups");
		fixture_type(&s, cases[i].keys);
		assert_ptr_equal(loop_now(s.loop), cases[i].opens);
		assert_int_equal(s.context.w->queue.task, cases[i].task);
		if (cases[i].opens != &screen_setups)
			assert_string_equal(s.context.w->setup, "essentia");
		loop_refresh(s.loop);
		assert_true(*cases[i].keys != 'j' || snapshot_has("choose Resume on the menu first"));
		fixture_close(&s);
	}
}

static void test_setups(void **state)
{
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	fixture_open(&s, true);
	fixture_choose(&s, "setups");
	check_snapshots(&s, "setups", "interrupted");
	s.context.w->shown = json_parse(shown, strlen(shown), "shown", &err);
	fixture_press(&s, K_ENTER);
	fixture_end_tasks(&s);
	wizard_begin(s.context.w, "essentia", &err);
	fixture_type(&s, "d");
	fixture_plan(&s, ACTION_REMOVE);
	fixture_end_task(&s, NULL);
	check_snapshots(&s, "removal", "4 to remove");
	fixture_type(&s, "d");
	check_snapshots(&s, "removal-asks", "Remove this setup?");
	fixture_close(&s);
}

/* The first two resources are kept, one of them as the template says. */
static void keep_some(struct plan *plan)
{
	static const struct { const char *reason, *why; } kept[] = {
		{ "stays", "the vendor says that it must not be deleted as long as the system "
		  "runs" },
		{ "in-use", "in use by machine i-0123456789abcdef0, role Ferry" },
	};

	for (size_t i = 0; i < 2; i++) {
		plan->steps[i].action = ACTION_NONE;
		plan->steps[i].kept = keep_reason_new(kept[i].reason, kept[i].why);
	}
}

static void test_removal_keeps(void **state)
{
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	fixture_open(&s, true);
	fixture_choose(&s, "setups");
	s.context.w->shown = json_parse(shown, strlen(shown), "shown", &err);
	fixture_press(&s, K_ENTER);
	fixture_end_tasks(&s);
	wizard_begin(s.context.w, "essentia", &err);
	fixture_type(&s, "d");
	fixture_plan(&s, ACTION_REMOVE);
	keep_some(s.context.w->j.plan);
	fixture_end_task(&s, NULL);
	check_snapshots(&s, "removal-leaves", "2 kept (see below)");
	fixture_type(&s, "k");
	assert_true(s.context.w->with_kept && context_busy(&s.context));
	fixture_end_task(&s, NULL);
	check_snapshots(&s, "removal-with-kept", "k ");
	fixture_close(&s);
}

static void test_resume_and_verify(void **state)
{
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	fixture_open(&s, true);
	fixture_choose(&s, "resume");
	check_snapshots(&s, "resume", "was interrupted after 2 of 4 steps");
	fixture_press(&s, K_DOWN);
	fixture_press(&s, K_ENTER);
	check_snapshots(&s, "resume-undo", "Undo the run?");
	fixture_close(&s);
	fixture_open(&s, true);
	for (size_t i = 0; i < s.context.w->setups.count; i++)
		snprintf(s.context.w->setups.rows[i].price, sizeof(s.context.w->setups.rows[i].price),
			 "One t3.micro instance for a few minutes.");
	fixture_choose(&s, "resume");
	check_snapshots(&s, "resume-test", "Continue runs the test:");
	fixture_close(&s);
	fixture_open(&s, true);
	fixture_choose(&s, "verify");
	check_snapshots(&s, "verify", "Which setup do you want to verify?");
	wizard_begin(s.context.w, "essentia", &err);
	fixture_press(&s, K_DOWN);
	fixture_press(&s, K_ENTER);
	fixture_plan(&s, ACTION_UPDATE);
	fixture_end_task(&s, NULL);
	check_snapshots(&s, "verify-drift", "Differences: ");
	fixture_close(&s);
}

static void test_leftovers_and_practice(void **state)
{
	static const struct probe_leftover worker = {
		.id = "i-0a1b2c3d4e5f60718", .setup = "essentia",
		.launched = "2026-11-22T09:00:00Z",
	};
	struct probe_leftover *all = xcalloc(1, sizeof(*all));
	struct fixture s;

	(void)state;
	fixture_open(&s, false);
	*all = worker;
	s.context.w->sign_in.leftovers = (struct probe_leftovers){ .item = all, .count = 1 };
	context_do(&s.context, TASK_SIGN_IN);
	fixture_end_task(&s, NULL);
	check_snapshots(&s, "leftovers", "i-0a1b2c3d4e5f60718");
	fixture_type(&s, "n");
	fixture_end_tasks(&s);
	fixture_choose(&s, "practice");
	check_snapshots(&s, "practice", "a simulated AWS account on this computer");
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
		cmocka_unit_test(test_menu),
		cmocka_unit_test(test_handoff),
		cmocka_unit_test(test_sign_in),
		cmocka_unit_test(test_sign_in_by_browser),
		cmocka_unit_test(test_who),
		cmocka_unit_test(test_setup),
		cmocka_unit_test(test_preflight),
		cmocka_unit_test(test_adopt_from_review),
		cmocka_unit_test(test_review),
		cmocka_unit_test(test_apply),
		cmocka_unit_test(test_probe_and_summary),
		cmocka_unit_test(test_details),
		cmocka_unit_test(test_setup_keys),
		cmocka_unit_test(test_setups),
		cmocka_unit_test(test_removal_keeps),
		cmocka_unit_test(test_resume_and_verify),
		cmocka_unit_test(test_leftovers_and_practice),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	json_start();
	return cmocka_run_group_tests(tests, open_all, close_all);
}

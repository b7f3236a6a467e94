/* test_wizard.c - every screen of the wizard in its states, at all sizes. */
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
#include "format/json.h"
#include "plan/plan.h"
#include "rotate/rotation.h"
#include "shot.h"
#include "staged.h"

static void test_menu(void **state)
{
	struct staged s;

	(void)state;
	staged_open(&s, false);
	shots(&s, "menu-first", "no set-up was made here yet");
	staged_close(&s);
	staged_open(&s, true);
	shots(&s, "menu-half-way", "second: 2 of 4 done");
	staged_type(&s, "han");
	shots(&s, "menu-find", "2 of 9");
	staged_key(&s, K_ENTER);
	shots(&s, "later", "not built in yet");
	staged_close(&s);
}

static void test_sign_in(void **state)
{
	struct err err = ERR_INIT;
	struct staged s;

	(void)state;
	staged_open(&s, false);
	err_set(&err, ERR_LOGIN, "no credentials were found");
	err_hint(&err, "run 'aws configure', or set AWS_PROFILE");
	unsetenv("AWS_PROFILE");
	context_do(&s.desk, TASK_SIGN_IN);
	s.desk.w->signed_in = false;
	staged_ends(&s, &err);
	shots(&s, "sign-in", "What to do");
	staged_key(&s, K_ENTER);
	staged_settles(&s);
	shots(&s, "menu-not-signed-in", "Sign in again");
	staged_close(&s);
}

/* A sign-in to IAM Identity Center is all that is missing: it is done here. */
static void test_sign_in_by_browser(void **state)
{
	struct err err = ERR_INIT;
	struct staged s;

	(void)state;
	staged_open(&s, false);
	err_set(&err, ERR_LOGIN, "the profile 'ops' is not signed in to IAM Identity Center");
	err_hint(&err, "run: accredit login --profile ops");
	snprintf(err.sso, sizeof(err.sso), "ops");
	unsetenv("AWS_PROFILE");
	context_do(&s.desk, TASK_SIGN_IN);
	s.desk.w->signed_in = false;
	staged_ends(&s, &err);
	shots(&s, "sign-in-sso", "press l to sign in");
	staged_type(&s, "l");
	assert_string_equal(s.desk.w->profile, "ops");
	s.desk.w->device.open = true;
	s.desk.w->device.now = (struct sso_device){ "WXYZ-0001", "https://device.sso/",
		"https://device.sso/?user_code=WXYZ-0001", 0 };
	loop_news(s.loop);
	shots(&s, "sign-in-device", "WXYZ-0001");
	s.desk.w->device.open = false;
	err_set(&err, ERR_STOPPED, "stopped");
	staged_ends(&s, &err);
	assert_true(context_can_login(&s.desk));	/* the former cause stands */
	assert_ptr_equal(loop_now(s.loop), &screen_sign_in);
	staged_type(&s, "l");
	s.desk.w->signed_in = true;
	staged_ends(&s, NULL);
	assert_false(context_can_login(&s.desk));
	assert_ptr_equal(loop_now(s.loop), &screen_menu);
	staged_settles(&s);
	staged_close(&s);
}

/* A cause of this machine's own first, then what AWS or libcurl said. */
static void fails_by(struct staged *s, const char *text, const char *hint, const char *found)
{
	struct err err = ERR_INIT;

	err_set(&err, ERR_NET, "%s", text);
	err_hint(&err, "%s", hint);
	s->desk.w->doctor = json_parse(found, strlen(found), "found", &err);
	s->desk.w->signed_in = false;
	staged_ends(s, &err);
}

static void test_who(void **state)
{
	struct staged s;

	(void)state;
	staged_open(&s, false);
	staged_type(&s, "w");
	assert_ptr_equal(loop_now(s.loop), &screen_who);
	shots(&s, "who", "60 minutes behind");
	staged_key(&s, K_END);
	shots(&s, "who-end", "gate.example");
	staged_type(&s, "r");
	fails_by(&s, "the proxy http://gate.example:3128 of HTTPS_PROXY does not answer (cannot "
		 "see who is signed in: no connection to sts.us-east-1.amazonaws.com)",
		 "start it or mend HTTPS_PROXY; unset it where there is no proxy, or name "
		 "sts.us-east-1.amazonaws.com in NO_PROXY",
		 "[{\"cause\":\"proxy\",\"text\":\"first\",\"remedy\":\"\"},{\"cause\":\"region\","
		 "\"text\":\"'us-eats-1' is no region that is known\",\"remedy\":\"did you mean "
		 "us-east-1 (N. Virginia)?\"}]");
	assert_ptr_equal(loop_now(s.loop), &screen_who);
	shots(&s, "who-failed", "HTTPS_PROXY");
	staged_key(&s, K_ENTER);
	staged_settles(&s);
	assert_ptr_equal(loop_now(s.loop), &screen_menu);
	staged_close(&s);
}

static void test_set_up(void **state)
{
	struct staged s;

	(void)state;
	staged_open(&s, false);
	staged_walk(&s, &screen_platform);
	shots(&s, "platform", "Before you begin");
	staged_walk(&s, &screen_method);
	shots(&s, "method", "recommended");
	staged_key(&s, K_DOWN);
	shots(&s, "method-keys", "Gives: Workers only");
	staged_key(&s, K_UP);
	staged_walk(&s, &screen_names);
	shots(&s, "names", "EssentiaMaster");
	staged_key(&s, K_DOWN);
	staged_type(&s, " bad/name");
	staged_key(&s, K_ENTER);
	shots(&s, "names-wrong", "EssentiaMaster bad/name");
	staged_key(&s, K_F(1));
	shots(&s, "names-help", "The vendor's own step");
	staged_key(&s, K_ESC);
	staged_key(&s, K_CTRL_OF('u'));
	staged_type(&s, "MyRole");
	staged_walk(&s, &screen_policy);
	shots(&s, "policy", "Grants:");
	for (int i = 0; i < 3; i++)
		staged_key(&s, K_PGDN);
	shots(&s, "policy-document", "Workers and S3");
	staged_walk(&s, &screen_values);
	shots(&s, "values", "123456789012");
	staged_close(&s);
}

/* A preflight as preflight_judge makes it. */
static const char lacks[] =
	"{\"event\":\"preflight\",\"by\":\"policies\",\"steps\":[{\"id\":\"role.create\",\"says\":\"create the role "
	"'EssentiaMaster'\",\"verdict\":\"yes\"},{\"id\":\"policy.create\",\"says\":\"create the "
	"inline policy 'EssentiaAccess'\",\"verdict\":\"no\",\"lacks\":[{\"action\":"
	"\"iam:PutRolePolicy\",\"resource\":\"arn:aws:iam::123456789012:role/EssentiaMaster\","
	"\"layer\":\"identity\",\"text\":\"none of your policies allows it\"}]},{\"id\":"
	"\"probe.launch\",\"says\":\"launch the worker\",\"verdict\":\"cannot-tell\"}],"
	"\"mends\":[{\"where\":\"a policy of yours\",\"statements\":[{\"Effect\":\"Allow\","
	"\"Action\":\"iam:PutRolePolicy\",\"Resource\":"
	"\"arn:aws:iam::123456789012:role/EssentiaMaster\"}]}],"
	"\"why\":[\"EC2 did not answer the dry run in time\"]}";

static struct json *rights_missing(void)
{
	return json_parse(lacks, sizeof(lacks) - 1, "lacks", &(struct err)ERR_INIT);
}

static void test_rights(void **state)
{
	struct staged s;

	(void)state;
	staged_open(&s, false);
	staged_walk(&s, &screen_review);
	staged_plan(&s, ACTION_CREATE);
	s.desk.w->j.preflight = rights_missing();
	staged_ends(&s, NULL);
	shots(&s, "review-rights", "1 step may be refused");
	staged_key(&s, K_PGDN);
	shots(&s, "review-rights-down", "1 step may be refused");
	staged_type(&s, "a");		/* advice is no wall */
	assert_ptr_equal(loop_now(s.loop), &screen_apply);
	staged_close(&s);
}

/* What others made is in the way: it can be adopted from here, and Esc comes back. */
static void test_adopt_from_review(void **state)
{
	struct err err = ERR_INIT;
	struct staged s;

	(void)state;
	staged_open(&s, false);
	staged_walk(&s, &screen_review);
	err_set(&err, ERR_CHOICE, "role 'EssentiaMaster' exists, was not made by accredit and "
		"differs in document");
	err_hint(&err, "'accredit adopt essentia --set ROLE_NAME=EssentiaMaster' records what is "
		 "there as it is; or choose another name with --set ROLE_NAME=NAME");
	err.aws_error = AWS_ERROR_CONFLICT;
	staged_ends(&s, &err);
	shots(&s, "review-in-the-way", "a adopts what is there");
	staged_type(&s, "a");
	assert_ptr_equal(loop_now(s.loop), &screen_found);
	assert_int_equal(s.desk.w->task, TASK_FOUND);
	staged_plan(&s, ACTION_ADOPT);
	staged_ends(&s, NULL);
	staged_key(&s, K_ESC);
	assert_ptr_equal(loop_now(s.loop), &screen_review);
	assert_int_equal(s.desk.purpose, FOR_SETUP);
	staged_close(&s);
}

static void test_review(void **state)
{
	struct err err = ERR_INIT;
	struct staged s;

	(void)state;
	staged_open(&s, false);
	staged_walk(&s, &screen_review);
	shots(&s, "review-busy", "Comparing");
	staged_plan(&s, ACTION_CREATE);
	staged_ends(&s, NULL);
	shots(&s, "review", "4 to create");
	staged_key(&s, K_PGDN);
	staged_key(&s, K_PGDN);
	shots(&s, "review-down", "4 to create");
	staged_type(&s, "r");
	staged_plan(&s, ACTION_NONE);
	staged_ends(&s, NULL);
	shots(&s, "review-nothing", "nothing is to be changed");
	staged_type(&s, "r");
	staged_plan(&s, ACTION_UPDATE);
	json_put_str(json_first(s.desk.w->j.plan->steps[0].diff), "found", "another");
	staged_ends(&s, NULL);
	shots(&s, "review-replaces", "1 replaced");
	staged_type(&s, "a");
	shots(&s, "review-asks", "takes something away");
	staged_type(&s, "n");
	staged_type(&s, "r");
	err_set(&err, ERR_CHOICE, "role 'EssentiaMaster' exists and was not made by "
		"accredit");
	err_hint(&err, "choose another name with --set ROLE_NAME=NAME");
	staged_ends(&s, &err);
	shots(&s, "review-failed", "Enter goes to the field");
	staged_key(&s, K_ENTER);
	shots(&s, "review-mend", "exists");
	staged_close(&s);
}

static void to_apply(struct staged *s)
{
	staged_open(s, false);
	staged_walk(s, &screen_review);
	staged_plan(s, ACTION_CREATE);
	staged_ends(s, NULL);
	staged_type(s, "a");
	assert_ptr_equal(loop_now(s->loop), &screen_apply);
}

static void run_ends(struct staged *s, int code, const struct err *err)
{
	struct plan *plan = s->desk.w->j.plan;

	for (size_t i = 0; plan && !err && i < plan->count; i++)
		plan->steps[i].state = STEP_DONE;
	s->desk.w->task = TASK_FINISH;
	s->desk.w->code = code;
	s->desk.w->outcome = err ? *err : (struct err)ERR_INIT;
	staged_ends(s, NULL);
}

static void test_apply(void **state)
{
	struct err err = ERR_INIT;
	struct staged s;

	(void)state;
	to_apply(&s);
	err_set(&err, ERR_SERVICE, "creating the instance profile was refused");
	err_hint(&err, "ask for a higher quota of instance profiles");
	strcpy(err.code, "LimitExceeded");
	strcpy(err.request_id, "f1d2-77");
	run_ends(&s, 3, &err);
	shots(&s, "apply-failed", "It stopped");
	staged_type(&s, "u");
	shots(&s, "apply-undo", "Take back what was made?");
	staged_close(&s);
	to_apply(&s);
	run_ends(&s, 0, NULL);
	shots(&s, "apply-done", "All of it is made.");
	staged_close(&s);
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
	struct staged s;

	(void)state;
	to_apply(&s);
	run_ends(&s, 0, NULL);
	staged_key(&s, K_ENTER);
	shots(&s, "probe-asks", "Shall a worker prove it?");
	staged_type(&s, "y");
	s.desk.w->checks = json_parse(answers, strlen(answers), "answers", &err);
	run_ends(&s, 2, NULL);
	shots(&s, "probe-ended", "3 of 5 checks ran; 2 were not run; 1 failed");
	staged_key(&s, K_DOWN);
	staged_type(&s, "e");
	shots(&s, "probe-evidence", "service control policy");
	staged_key(&s, K_ENTER);
	staged_type(&s, "c");
	shots(&s, "probe-console", "The worker's console");
	staged_type(&s, "c");
	staged_key(&s, K_ENTER);
	shots(&s, "summary", "Set-up 'essentia'");
	staged_type(&s, "s");
	assert_ptr_equal(loop_now(s.loop), &screen_save_summary);
	staged_key(&s, K_ESC);
	staged_key(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_menu);
	staged_close(&s);
}

static const char shown[] =
	"{\"answers\":{\"platform\":\"essentia\",\"account\":\"123456789012\","
	"\"values\":{\"ROLE_NAME\":\"EssentiaMaster\"}},\"resources\":{\"role\":"
	"{\"kind\":\"role\",\"name\":\"EssentiaMaster\",\"made\":true}},\"report\":"
	"{\"time\":\"2026-11-22T09:00:00Z\",\"outputs\":{\"role_name\":"
	"\"EssentiaMaster\"},\"checks\":[{\"id\":\"identity\",\"verdict\":\"yes\"}],"
	"\"history\":[{\"time\":\"2026-11-20T09:00:00Z\",\"seen\":{\"role\":\"missing\","
	"\"policy\":\"missing\",\"identity\":\"cannot-tell\"}},{\"time\":"
	"\"2026-11-21T09:00:00Z\",\"seen\":{\"role\":\"as wanted\"}}]}}";

static void test_made(void **state)
{
	struct err err = ERR_INIT;
	struct staged s;

	(void)state;
	staged_open(&s, true);
	staged_choose(&s, "made");
	shots(&s, "setups", "2 of 4 done");
	s.desk.w->shown = json_parse(shown, strlen(shown), "shown", &err);
	staged_key(&s, K_ENTER);
	staged_settles(&s);
	shots(&s, "details", "In the account");
	wizard_begin(s.desk.w, "essentia", &err);
	staged_type(&s, "d");
	staged_plan(&s, ACTION_REMOVE);
	staged_ends(&s, NULL);
	shots(&s, "removal", "4 to remove");
	staged_type(&s, "d");
	shots(&s, "removal-asks", "Remove all this?");
	staged_close(&s);
}

/* The plan's first things stay, one by what the template says. */
static void leave_some(struct plan *plan)
{
	static const struct { const char *reason, *why; } left[] = {
		{ "stays", "the vendor says that it must not be deleted as long as the system "
		  "runs" },
		{ "in-use", "in use by machine i-0123456789abcdef0, role Ferry" },
	};

	for (size_t i = 0; i < 2; i++) {
		plan->steps[i].action = ACTION_NONE;
		plan->steps[i].left = json_object_new();
		json_put_str(plan->steps[i].left, "reason", left[i].reason);
		json_put_str(plan->steps[i].left, "why", left[i].why);
	}
}

static void test_removal_leaves(void **state)
{
	struct err err = ERR_INIT;
	struct staged s;

	(void)state;
	staged_open(&s, true);
	staged_choose(&s, "made");
	s.desk.w->shown = json_parse(shown, strlen(shown), "shown", &err);
	staged_key(&s, K_ENTER);
	staged_settles(&s);
	wizard_begin(s.desk.w, "essentia", &err);
	staged_type(&s, "d");
	staged_plan(&s, ACTION_REMOVE);
	leave_some(s.desk.w->j.plan);
	staged_ends(&s, NULL);
	shots(&s, "removal-leaves", "2 left: see below");
	staged_type(&s, "k");
	assert_true(s.desk.w->with_kept && context_busy(&s.desk));
	staged_ends(&s, NULL);
	shots(&s, "removal-with-kept", "k ");
	staged_close(&s);
}

static void test_resume_and_verify(void **state)
{
	struct err err = ERR_INIT;
	struct staged s;

	(void)state;
	staged_open(&s, true);
	staged_choose(&s, "resume");
	shots(&s, "resume", "2 of 4 done");
	staged_key(&s, K_DOWN);
	staged_key(&s, K_ENTER);
	shots(&s, "resume-undo", "Take back what was made?");
	staged_close(&s);
	staged_open(&s, true);
	staged_choose(&s, "verify");
	shots(&s, "verify", "Which one shall be verified?");
	wizard_begin(s.desk.w, "essentia", &err);
	staged_key(&s, K_DOWN);
	staged_key(&s, K_ENTER);
	staged_plan(&s, ACTION_UPDATE);
	staged_ends(&s, NULL);
	shots(&s, "verify-drift", "not as it was made");
	staged_close(&s);
}

static void test_others(void **state)
{
	static const char worker[] = "[{\"id\":\"i-0a1b2c3d4e5f60718\",\"setup\":\"essentia\","
				     "\"launched\":\"2026-11-22T09:00:00Z\"}]";
	struct err err = ERR_INIT;
	struct staged s;

	(void)state;
	staged_open(&s, false);
	s.desk.w->leftovers = json_parse(worker, strlen(worker), "worker", &err);
	context_do(&s.desk, TASK_SIGN_IN);
	staged_ends(&s, NULL);
	shots(&s, "leftovers", "i-0a1b2c3d4e5f60718");
	staged_type(&s, "n");
	staged_settles(&s);
	staged_choose(&s, "practice");
	shots(&s, "practice", "a small AWS of its own");
	staged_close(&s);
}

/* --- keys ---------------------------------------------------------------------- */

static void paste(struct staged *s, const char *text)
{
	loop_key(s->loop, KEY_TEXT(text));
}

static void test_key_methods(void **state)
{
	static const char id[] = "AKIAIOSFODNN7EXAMPLE";
	static const char secret[] = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
	struct buf now = BUF(BUF_TEXT);
	struct err err = ERR_INIT;
	struct staged s;

	(void)state;
	staged_open(&s, false);
	staged_walk(&s, &screen_method);
	staged_key(&s, K_DOWN);
	staged_walk(&s, &screen_policy);
	assert_string_equal(s.desk.w->j.given.policy, "workers");
	staged_key(&s, K_DOWN);
	staged_key(&s, K_DOWN);
	shots(&s, "policy-refused", "Cannot be chosen");
	staged_key(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_policy);
	staged_key(&s, K_UP);
	staged_walk(&s, &screen_values);
	for (int i = 0; i < 3; i++)
		staged_key(&s, K_DOWN);
	paste(&s, secret);
	shots(&s, "values-swapped", "this looks like the secret");
	shot_read(&now, false);
	assert_null(strstr(now.s, "wJalr"));
	paste(&s, id);
	staged_key(&s, K_ENTER);
	paste(&s, id);
	shots(&s, "values-id-for-secret", "Existing key's secret");
	staged_key(&s, K_ENTER);
	shots(&s, "values-no-secret", "the ID of a key, not its secret");
	staged_key(&s, K_CTRL_OF('u'));
	paste(&s, secret);
	shots(&s, "values-secret", "Existing key's secret");
	assert_int_equal(s.desk.w->j.secret.len, 40);
	staged_walk(&s, &screen_review);
	err_set(&err, ERR_DENIED, "cannot see who is signed in: SignatureDoesNotMatch");
	err_hint(&err, "look whether ID and secret belong together; SECRET_ACCESS_KEY takes "
		 "the secret anew");
	staged_ends(&s, &err);
	shots(&s, "review-key-refused", "Enter goes to the field");
	staged_key(&s, K_ENTER);
	shots(&s, "review-key-mend", "Existing key's secret");
	buf_free(&now);
	staged_close(&s);
}

static void test_key_probe(void **state)
{
	static const char checks[] = "[{\"id\":\"identity\",\"expected\":\"allow\","
				     "\"verdict\":\"yes\",\"evidence\":{}}]";
	struct err err = ERR_INIT;
	struct staged s;

	(void)state;
	staged_open(&s, false);
	staged_walk(&s, &screen_method);
	staged_key(&s, K_DOWN);
	staged_walk(&s, &screen_review);
	staged_plan(&s, ACTION_CREATE);
	staged_ends(&s, NULL);
	shots(&s, "review-key", "4 to create");
	staged_type(&s, "a");
	run_ends(&s, 0, NULL);
	staged_key(&s, K_ENTER);
	shots(&s, "probe-key-asks", "Shall the key be tried?");
	staged_type(&s, "y");
	s.desk.w->checks = json_parse(checks, strlen(checks), "checks", &err);
	run_ends(&s, 2, NULL);
	shots(&s, "probe-key-ended", "1 of 5 checks ran; 4 were not run");
	staged_key(&s, K_ENTER);
	shots(&s, "summary-key", "ess cluster");
	staged_close(&s);
}

#define OLD "AKIAIOSFODNN7EXAMPLE"
#define SECOND "AKIAI44QH8DHBEXAMPLE"
#define KEY_OF(id, more) "{\"id\":\"" id "\",\"status\":\"Active\",\"days\":91,\"last_used\":" \
	"{\"date\":\"2026-11-21T10:00:00Z\",\"service\":\"s3\",\"region\":\"eu-central-1\"}," \
	"\"places\":[]" more "}"
#define PLACES "\"places\":[{\"id\":\"profile\",\"kind\":\"credentials-profile\",\"name\":" \
	"\"default\",\"file\":\"/home/ops/.aws/credentials\",\"key\":\"key\"},{\"id\":\"key-file\"," \
	"\"kind\":\"credentials-csv\",\"name\":\"k.csv\",\"file\":\"/srv/essentia/keys/k.csv\"," \
	"\"key\":\"key\"}]"
#define NOTES "\"renewal\":[{\"label\":\"Copies\",\"text\":\"A key that was carried by hand is " \
	"renewed there by hand.\"},{\"label\":\"Restart\",\"text\":\"Restart the node group: it " \
	"reads its key only then.\"}]"
#define FACTS(keys, more) "{\"setup\":\"essentia\",\"user\":\"ops\",\"resource\":\"key\"," \
	"\"key_id\":\"" OLD "\",\"keys\":[" keys "]," PLACES "," NOTES more "}"
#define CURRENT KEY_OF(OLD, ",\"current\":true")

static void keys_are(struct staged *s, const char *facts)
{
	struct err err = ERR_INIT;

	json_free(s->desk.w->facts);
	s->desk.w->facts = json_parse(facts, strlen(facts), "facts", &err);
	assert_non_null(s->desk.w->facts);
	staged_ends(s, NULL);
}

static void to_keys(struct staged *s, const char *facts)
{
	staged_open(s, true);
	strcpy(s->desk.w->session.arn, "arn:aws:iam::123456789012:user/ops");
	staged_choose(s, "rotate");
	staged_key(s, K_DOWN);
	staged_key(s, K_DOWN);
	staged_key(s, K_ENTER);
	assert_ptr_equal(loop_now(s->loop), &screen_keys);
	keys_are(s, facts);
}

static void test_keys(void **state)
{
	struct err err = ERR_INIT;
	struct staged s;

	(void)state;
	to_keys(&s, FACTS(CURRENT, ""));
	shots(&s, "keys", "Renew the key");
	staged_key(&s, K_ESC);
	staged_settles(&s);
	shots(&s, "rotate", "half-way: Resume it first");
	staged_key(&s, K_DOWN);
	staged_key(&s, K_ENTER);
	shots(&s, "rotate-user", "Another user");
	staged_type(&s, "bob");
	staged_key(&s, K_ENTER);
	assert_string_equal(s.desk.w->rotation.user, "bob");
	err_set(&err, ERR_CHOICE, "there is no user 'bob'");
	staged_ends(&s, &err);
	shots(&s, "keys-failed", "there is no user");
	staged_close(&s);
	to_keys(&s, FACTS(CURRENT "," KEY_OF(SECOND, ",\"in_use\":true,\"why\":"
					   "\"it was used in the last 90 days\""), ""));
	shots(&s, "keys-two", "used in the last 90 days");
	staged_key(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_keys);
	staged_close(&s);
	to_keys(&s, FACTS(CURRENT "," KEY_OF(SECOND, ",\"parked\":true"), ",\"parked\":{\"id\":\""
			  SECOND "\",\"at\":\"2026-11-20T09:00:00Z\"}"));
	shots(&s, "keys-parked", "Delete the parked key");
	staged_key(&s, K_ENTER);
	assert_int_equal(s.desk.purpose, FOR_FINISH);
	s.desk.w->rotation.early = true;
	err_set(&err, ERR_DENIED, "key " SECOND " was used after it was parked");
	err_hint(&err, "something still has it: give it the new key");
	staged_ends(&s, &err);
	shots(&s, "renewal-early", "n deletes it now");
	staged_type(&s, "n");
	shots(&s, "renewal-now", "Delete it now?");
	staged_close(&s);
}

static void test_role_keys(void **state)
{
	struct staged s;

	(void)state;
	staged_open(&s, true);
	staged_choose(&s, "rotate");
	staged_key(&s, K_ENTER);
	s.desk.w->rotation.role = true;
	staged_ends(&s, NULL);
	shots(&s, "keys-role", "End the sessions");
	staged_key(&s, K_ENTER);
	assert_int_equal(s.desk.purpose, FOR_REVOKE);
	assert_ptr_equal(loop_now(s.loop), &screen_rotation_plan);
	staged_close(&s);
}

/* A command takes the key: no file of this machine is read. */
static void plan_rotation(struct staged *s)
{
	static const char facts[] = "{\"setup\":\"essentia\",\"user\":\"ops\",\"resource\":\"key\","
		"\"key_id\":\"" OLD "\",\"keys\":[" CURRENT "],\"places\":[]," NOTES "}";
	const struct rotate_wish wish = { .store = "vault put" };
	struct err err = ERR_INIT;
	struct json *j = json_parse(facts, strlen(facts), "facts", &err);

	journey_take(&s->desk.w->j, rotate_plan(j, j, &wish, &err));
	assert_non_null(s->desk.w->j.plan);
	json_free(j);
}

static void all_done(struct plan *p)
{
	for (size_t i = 0; i < p->count; i++) {
		struct step *step = &p->steps[i];

		step->state = STEP_DONE;
		json_free(step->outputs);
		step->outputs = json_object_new();
		json_put_str(step->outputs, "key_id", SECOND);
		json_put_str(step->outputs, "parked_at", "2026-11-22T09:00:00Z");
	}
}

static void test_rotation(void **state)
{
	struct staged s;

	(void)state;
	to_keys(&s, FACTS(CURRENT, ""));
	staged_key(&s, K_ENTER);
	shots(&s, "by-hand", "2 to read and tick");
	staged_key(&s, K_ENTER);
	staged_key(&s, K_ENTER);
	shots(&s, "by-hand-ticked", "All are noted");
	staged_key(&s, K_ENTER);
	shots(&s, "places", "/srv/essentia/keys/k.csv");
	staged_key(&s, K_DOWN);
	staged_type(&s, " ");
	shots(&s, "places-out", "left out");
	staged_key(&s, K_END);
	staged_key(&s, K_ENTER);
	shots(&s, "places-command", "standard input");
	staged_type(&s, "vault put");
	staged_key(&s, K_ENTER);
	assert_string_equal(s.desk.w->rotation.store, "vault put");
	staged_key(&s, K_HOME);
	staged_key(&s, K_ENTER);
	shots(&s, "renewal-busy", "Looking whether");
	plan_rotation(&s);
	staged_ends(&s, NULL);
	shots(&s, "renewal", "make a new access key");
	staged_type(&s, "a");
	assert_ptr_equal(loop_now(s.loop), &screen_work);
	all_done(s.desk.w->j.plan);
	run_ends(&s, 0, NULL);
	shots(&s, "renewal-done", "The key is renewed.");
	staged_key(&s, K_ENTER);
	shots(&s, "renewed", "is parked");
	staged_key(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_menu);
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
		cmocka_unit_test(test_menu), cmocka_unit_test(test_sign_in), cmocka_unit_test(test_sign_in_by_browser),
		cmocka_unit_test(test_who),
		cmocka_unit_test(test_set_up), cmocka_unit_test(test_review),
		cmocka_unit_test(test_adopt_from_review),
		cmocka_unit_test(test_rights),
		cmocka_unit_test(test_apply), cmocka_unit_test(test_probe_and_summary),
		cmocka_unit_test(test_made),
		cmocka_unit_test(test_removal_leaves), cmocka_unit_test(test_resume_and_verify),
		cmocka_unit_test(test_others), cmocka_unit_test(test_key_methods),
		cmocka_unit_test(test_key_probe), cmocka_unit_test(test_keys),
		cmocka_unit_test(test_role_keys), cmocka_unit_test(test_rotation),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	json_start();
	return cmocka_run_group_tests(tests, open_all, close_all);
}

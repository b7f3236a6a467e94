/* test_key_screens.c - the screens of keys and their rotation in each of their states, at all
 * sizes. */
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
#include "base/clock.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "plan/plan.h"
#include "rotate/rotation.h"
#include "snapshot.h"
#include "wizard_fixture.h"

static void paste(struct fixture *s, const char *text)
{
	loop_key(s->loop, KEY_TEXT(text));
}

static void test_key_methods(void **state)
{
	static const char id[] = "AKIAIOSFODNN7EXAMPLE";
	static const char secret[] = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
	struct buf now = BUF(BUF_TEXT);
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	fixture_open(&s, false);
	fixture_go_to(&s, &screen_method);
	fixture_press(&s, K_DOWN);
	fixture_go_to(&s, &screen_policy);
	assert_string_equal(s.context.w->j.given.policy, "workers");
	fixture_press(&s, K_DOWN);
	fixture_press(&s, K_DOWN);
	check_snapshots(&s, "policy-refused", "Not available");
	fixture_press(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_policy);
	fixture_press(&s, K_UP);
	fixture_go_to(&s, &screen_values);
	for (int i = 0; i < 2; i++)
		fixture_press(&s, K_DOWN);
	paste(&s, secret);
	check_snapshots(&s, "values-swapped", "this looks like a secret access key");
	snapshot_read(&now, false);
	assert_null(strstr(now.s, "wJalr"));
	paste(&s, id);
	fixture_press(&s, K_ENTER);
	paste(&s, id);
	check_snapshots(&s, "values-id-for-secret", "Existing secret access");
	fixture_press(&s, K_ENTER);
	check_snapshots(&s, "values-no-secret", "the ID of a key, not its secret");
	fixture_press(&s, K_CTRL_OF('u'));
	paste(&s, secret);
	check_snapshots(&s, "values-secret", "Existing secret access");
	assert_int_equal(s.context.w->j.secret.len, 40);
	fixture_go_to(&s, &screen_review);
	err_set(&err, ERR_DENIED, "cannot see who is signed in: SignatureDoesNotMatch");
	err_hint(&err, "look whether ID and secret belong together; SECRET_ACCESS_KEY takes "
		 "the secret anew");
	err_field(&err, "SECRET_ACCESS_KEY");
	fixture_end_task(&s, &err);
	check_snapshots(&s, "review-key-refused", "Edit field");
	fixture_press(&s, K_ENTER);
	check_snapshots(&s, "review-key-mend", "Existing secret access");
	buf_free(&now);
	fixture_close(&s);
}

static void test_key_probe(void **state)
{
	static const char checks[] = "[{\"id\":\"identity\",\"expected\":\"allow\","
				     "\"verdict\":\"yes\",\"evidence\":{}}]";
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	fixture_open(&s, false);
	fixture_go_to(&s, &screen_method);
	fixture_press(&s, K_DOWN);
	fixture_go_to(&s, &screen_review);
	fixture_plan(&s, ACTION_CREATE);
	fixture_end_task(&s, NULL);
	check_snapshots(&s, "review-key", "4 to create");
	fixture_type(&s, "a");
	fixture_end_run(&s, 0, NULL);
	fixture_press(&s, K_ENTER);
	check_snapshots(&s, "probe-key-asks", "Test the key now?");
	fixture_type(&s, "y");
	s.context.w->run.checks = json_parse(checks, strlen(checks), "checks", &err);
	fixture_end_run(&s, 2, NULL);
	check_snapshots(&s, "probe-key-ended", "1 of 5 checks passed, 4 not run");
	fixture_press(&s, K_ENTER);
	check_snapshots(&s, "summary-key", "ess cluster");
	fixture_close(&s);
}

#define OLD "AKIAIOSFODNN7EXAMPLE"
#define SECOND "AKIAI44QH8DHBEXAMPLE"
#define NOTES "[{\"label\":\"Copies\",\"text\":\"Update each copy of the key on " \
	"other computers.\"},{\"label\":\"Restart\",\"text\":\"Restart the node group: it " \
	"reads its key only then.\"}]"

static struct rotation_key key_of(const char *id, const char *in_use)
{
	struct rotation_key k = { .in_use = in_use };

	snprintf(k.key.id, sizeof(k.key.id), "%s", id);
	strcpy(k.key.status, "Active");
	k.key.days = 91;
	strcpy(k.key.created, "2026-08-23T09:00:00Z");
	strcpy(k.key.last_used.date, "2026-11-21T10:00:00Z");
	strcpy(k.key.last_used.service, "s3");
	strcpy(k.key.last_used.region, "eu-central-1");
	return k;
}

static struct rotation_location location_of(const char *id, const char *kind, const char *name,
					    const char *file)
{
	struct rotation_location l = { .resource = resource_new(id, kind, name) };

	resource_put_str(l.resource, "file", file);
	resource_put_str(l.resource, "key", "key");
	return l;
}

/* The user's key OLD; with locations, in a profile and in a CSV file. */
static struct rotation_facts *facts_of(bool locations)
{
	struct rotation_facts *f = rotation_facts_new("essentia", "ops", "key");
	struct err err = ERR_INIT;

	f->key_id = OLD;
	f->now = "2026-11-22T09:00:00Z";
	f->keys = arena_zero(&f->arena, 2 * sizeof(*f->keys));
	f->keys[0] = key_of(OLD, NULL);
	f->keys_count = 1;
	f->locations = arena_zero(&f->arena, 2 * sizeof(*f->locations));
	if (locations) {
		f->locations[0] = location_of("profile", "credentials-profile", "default",
					      "/home/ops/.aws/credentials");
		f->locations[1] = location_of("key-file", "credentials-csv", "k.csv",
					      "/srv/essentia/keys/k.csv");
		f->locations_count = 2;
	}
	f->notes = json_parse(NOTES, strlen(NOTES), "notes", &err);
	return f;
}

/* And the second key. */
static struct rotation_facts *facts_of_two(const char *in_use)
{
	struct rotation_facts *f = facts_of(true);

	f->keys[f->keys_count++] = key_of(SECOND, in_use);
	return f;
}

static void keys_are(struct fixture *s, struct rotation_facts *take)
{
	rotation_facts_free(s->context.w->rotation.facts);
	s->context.w->rotation.facts = take;
	fixture_end_task(s, NULL);
}

static void to_keys(struct fixture *s, struct rotation_facts *take)
{
	fixture_open(s, true);
	strcpy(s->context.w->session.arn, "arn:aws:iam::123456789012:user/ops");
	fixture_choose(s, "rotate");
	fixture_press(s, K_DOWN);
	fixture_press(s, K_DOWN);
	fixture_press(s, K_ENTER);
	assert_ptr_equal(loop_now(s->loop), &screen_keys);
	keys_are(s, take);
}

static void test_keys(void **state)
{
	struct rotation_facts *facts = facts_of_two(NULL);
	struct err err = ERR_INIT;
	struct fixture s;

	(void)state;
	to_keys(&s, facts_of(true));
	check_snapshots(&s, "keys", "Rotate key " OLD);
	fixture_press(&s, K_ESC);
	fixture_end_tasks(&s);
	check_snapshots(&s, "rotate", "interrupted: resume it first");
	fixture_press(&s, K_DOWN);
	fixture_press(&s, K_ENTER);
	check_snapshots(&s, "rotate-user", "Which user?");
	fixture_type(&s, "bob");
	fixture_press(&s, K_ENTER);
	assert_string_equal(s.context.w->rotation.user, "bob");
	err_set(&err, ERR_CHOICE, "there is no IAM user 'bob' in account 123456789012");
	err_hint(&err, "check the name, and that this is the account you mean");
	fixture_end_task(&s, &err);
	check_snapshots(&s, "keys-failed", "there is no IAM user 'bob'");
	fixture_close(&s);
	to_keys(&s, facts_of_two("it was used in the last 90 days"));
	check_snapshots(&s, "keys-two", "Not available: " SECOND);
	fixture_press(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_keys);
	fixture_close(&s);
	facts->previous = (struct previous_key){ .state = PREVIOUS_DEACTIVATED, .id = SECOND,
						 .at = "2026-11-20T09:00:00Z" };
	to_keys(&s, facts);
	check_snapshots(&s, "keys-deactivated", "Delete the deactivated key");
	fixture_press(&s, K_ENTER);
	assert_int_equal(s.context.purpose, FOR_FINISH);
	s.context.w->rotation.early = true;
	err_set(&err, ERR_DENIED, "key " SECOND " was used after it was deactivated");
	err_hint(&err, "something still uses it: update that to the new key");
	fixture_end_task(&s, &err);
	check_snapshots(&s, "rotation-early", "Press D to delete it now");
	fixture_type(&s, "D");
	check_snapshots(&s, "rotation-now", "Delete the key now?");
	fixture_type(&s, "n");
	assert_false(s.context.w->rotation.now);
	fixture_type(&s, "D");
	fixture_type(&s, "y");
	assert_true(s.context.w->rotation.now && context_busy(&s.context));
	fixture_close(&s);
}

static void test_role_keys(void **state)
{
	struct fixture s;

	(void)state;
	fixture_open(&s, true);
	fixture_choose(&s, "rotate");
	fixture_press(&s, K_ENTER);
	s.context.w->rotation.role = true;
	fixture_end_task(&s, NULL);
	check_snapshots(&s, "keys-role", "Revoke the role's active sessions");
	fixture_press(&s, K_ENTER);
	assert_int_equal(s.context.purpose, FOR_REVOKE);
	assert_ptr_equal(loop_now(s.loop), &screen_rotation_plan);
	fixture_close(&s);
}

/* A command stores the key, so that no file of this computer is read. */
static void plan_rotation(struct fixture *s)
{
	struct rotation_facts *facts = facts_of(false);
	const struct rotate_wish wish = { .store = "vault put" };
	struct json *wanted = json_object_new();
	struct err err = ERR_INIT;

	json_put(wanted, "renewal", json_copy(facts->notes));
	journey_take(&s->context.w->j, rotate_plan(facts, wanted, &wish, &err));
	assert_non_null(s->context.w->j.plan);
	json_free(wanted);
	rotation_facts_free(facts);
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
	struct fixture s;

	(void)state;
	to_keys(&s, facts_of(true));
	fixture_press(&s, K_ENTER);
	check_snapshots(&s, "manual-steps", "Read each step and mark it (2 left)");
	fixture_press(&s, K_ENTER);
	fixture_press(&s, K_ENTER);
	check_snapshots(&s, "manual-steps-read", "All read");
	fixture_type(&s, " ");	/* Space clears one again */
	check_snapshots(&s, "manual-steps-one", "(1 left)");
	fixture_press(&s, K_ENTER);
	fixture_press(&s, K_ENTER);
	check_snapshots(&s, "locations", "/srv/essentia/keys/k.csv");
	fixture_press(&s, K_DOWN);
	fixture_type(&s, " ");
	check_snapshots(&s, "locations-skipped", "skipped");
	s.context.w->rotation.facts->locations[1].gone = "the file does not exist any more";
	loop_news(s.loop);
	check_snapshots(&s, "locations-missing", "the file does not exist any more");
	fixture_press(&s, K_END);
	fixture_press(&s, K_ENTER);	/* on this row it adds; on the others it continues */
	check_snapshots(&s, "locations-command", "standard input");
	fixture_type(&s, "vault put");
	fixture_press(&s, K_ENTER);
	assert_string_equal(s.context.w->rotation.store, "vault put");
	fixture_press(&s, K_UP);
	fixture_press(&s, K_TAB);	/* from "Add profile" to the buttons */
	fixture_press(&s, K_ENTER);
	s.context.since = clock_ms() + 60000; /* no spinner, however slow this is */
	check_snapshots(&s, "rotation-busy", "Preparing the steps");
	plan_rotation(&s);
	fixture_end_task(&s, NULL);
	check_snapshots(&s, "rotation", "Rotate now");
	fixture_press(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_run);
	all_done(s.context.w->j.plan);
	fixture_end_run(&s, 0, NULL);
	check_snapshots(&s, "rotation-done", "The key has been rotated.");
	fixture_press(&s, K_ENTER);
	check_snapshots(&s, "rotation-result", "The old key is deactivated, but not deleted.");
	fixture_press(&s, K_ENTER);
	assert_ptr_equal(loop_now(s.loop), &screen_menu);
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
		cmocka_unit_test(test_key_methods),
		cmocka_unit_test(test_key_probe),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_role_keys),
		cmocka_unit_test(test_rotation),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	json_start();
	return cmocka_run_group_tests(tests, open_all, close_all);
}

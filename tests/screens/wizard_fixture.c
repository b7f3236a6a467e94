/* wizard_fixture.c - see wizard_fixture.h. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/resource_json.h"
#include "pack/risk.h"
#include "plan/apply_step.h"
#include "plan/diff.h"
#include "plan/plan.h"
#include "snapshot.h"
#include "wizard_fixture.h"
#include "wizard/setups_list.h"

static bool start_nothing(struct wizard *w, enum task task)
{
	w->queue.task = task;
	return true;
}

static const struct setup_row two_setups[] = {
	{ .answers = { .name = "essentia",
		       .platform = "essentia",
		       .region = "us-east-1",
		       .method = "configure" },
	  .state = "done",
	  .exists = true,
	  .has_key = true,
	  .key_created = 1795338000,
	  .changed = 1795338000,
	  .verified = { "passed", "2026-11-22T09:00:00Z", "2026-11-22T09:00:00Z" } },
	{ .answers = { .name = "second", .platform = "essentia", .region = "eu-central-1" },
	  .state = "2 of 4 done",
	  .interrupted = true,
	  .done = 2,
	  .all = 4,
	  .exists = true,
	  .verified = { "not-run", "" } },
};

static void sign_in(struct wizard *w)
{
	w->signed_in = true;
	strcpy(w->session.account, "123456789012");
	strcpy(w->session.alias, "acme");
	strcpy(w->session.region, "us-east-1");
	strcpy(w->session.creds.source, "profile 'ops'");
}

static const char who[] =
	"{\"event\":\"whoami\",\"account\":\"123456789012\",\"alias\":\"acme\","
	"\"arn\":\"arn:aws:sts::123456789012:assumed-role/Ops/ann\",\"partition\":\"aws\","
	"\"region\":\"us-east-1\",\"region_from\":\"profile 'ops'\","
	"\"source\":\"role arn:aws:iam::123456789012:role/Ops of profile 'ops', with the key of "
	"the profile 'base' of /home/ann/.aws/credentials\","
	"\"why\":\"the environment has no key, and AWS_PROFILE names the profile 'ops'\","
	"\"passed_over\":[\"a key of the same profile 'ops'\",\"an instance's role (the metadata "
	"service was not asked)\"],\"chain\":[{\"key\":\"profile 'base' of "
	"/home/ann/.aws/credentials\"},{\"role\":\"arn:aws:iam::123456789012:role/Ops\","
	"\"profile\":\"ops\",\"external_id\":true,\"mfa\":true}],"
	"\"access_key_id\":\"ASIACANARY\",\"expires\":\"not known\",\"endpoint\":\"\","
	"\"ca_bundle\":\"/etc/acme/gate.pem\",\"proxy\":\"http://gate.example:3128\","
	"\"no_proxy\":\"localhost\",\"doctor\":[{\"cause\":\"clock\",\"text\":\"this machine's "
	"clock is 60 minutes behind AWS's\",\"remedy\":\"set it: this machine says "
	"2026-11-22T08:00:00Z, AWS says 2026-11-22T09:00:00Z\"}]}";

/* Two of the templates, so that a new one does not change the snapshots. */
static struct platforms *two_platforms(struct platforms *all)
{
	static const char *const names[] = { "essentia", "iguazio", NULL };
	struct platforms kept = { .entries = all->entries }, *two;

	for (size_t i = 0; i < all->count; i++)
		if (str_in(all->entries[i].name, names)) {
			struct platform_entry swapped = all->entries[kept.count];

			all->entries[kept.count++] = all->entries[i];
			all->entries[i] = swapped;
		}
	two = platforms_copy(&kept);
	platforms_free(all);
	return two;
}

void fixture_open(struct fixture *s, bool setups)
{
	/* what copying says depends on the type of the terminal */
	setenv("TERM", "xterm-256color", 1);
	unsetenv("TMUX");
	unsetenv("STY");
	const struct app app = { .model = &s->context, .header = context_header, .wake = -1,
				 .flow = &flow_menu };
	struct err err = ERR_INIT;

	clock_pretend(1795530000);	/* 2026-11-24T14:20:00Z */
	setenv("ACCREDIT_TEMPLATES", TOP_SRCDIR "/templates", 1);
	setenv("XDG_STATE_HOME", "/nonexistent/state", 1);
	unsetenv("ACCREDIT_PRACTICE");
	context_open(&s->context, wizard_new());
	s->context.start = start_nothing;
	s->context.w->sign_in.who = json_parse(who, strlen(who), "who", &err);
	sign_in(s->context.w);
	s->context.w->platforms = two_platforms(platforms_read(&err));
	for (size_t i = 0; setups && i < 2; i++)
		setups_add(&s->context.w->setups, two_setups[i]);
	s->loop = loop_new(&app);
	fixture_end_tasks(s);
}

void fixture_close(struct fixture *s)
{
	loop_free(s->loop);
	wizard_free(s->context.w);
}

void fixture_end_task(struct fixture *s, const struct err *err)
{
	struct wizard *w = s->context.w;

	w->queue.ok = !err;
	w->queue.err = err ? *err : (struct err)ERR_INIT;
	if (w->queue.task == TASK_BEGIN && !err)
		wizard_begin(w, w->platform, &(struct err)ERR_INIT);
	loop_news(s->loop);
}

void fixture_end_tasks(struct fixture *s)
{
	while (context_busy(&s->context))
		fixture_end_task(s, NULL);
}

void fixture_plan(struct fixture *s, enum action action)
{
	struct journey *j = &s->context.w->j;
	struct err err = ERR_INIT;
	struct resources all;

	if (!journey_answers(j, &err))
		abort();
	json_free(j->risks);
	j->risks = risk_find(j->wanted, NULL);
	plan_free(j->plan);
	j->plan = plan_new("essentia", action == ACTION_REMOVE ? NULL : j->wanted);
	all = resources_load(json_get(j->wanted, "resources"));
	for (size_t i = 0; i < all.count; i++) {
		const struct resource *resource = all.items[i];
		const char *none[] = { NULL };
		char id[100];
		struct step *step;

		snprintf(id, sizeof(id), "%s.%s", resource->id,
			 action_name(action));
		step = plan_add(j->plan, id, &apply_work, resource->name,
				action, resource, NULL, none);
		json_free(step->diff);
		step->diff = diff_resource(kind_find(resource->kind),
					   resource, NULL, true);
	}
	resources_free(&all);
}

void fixture_press(struct fixture *s, int code)
{
	loop_key(s->loop, KEY_CODE(code));
}

void fixture_type(struct fixture *s, const char *text)
{
	for (; *text; text++)
		loop_key(s->loop, KEY_CHAR((wchar_t)*text));
}

void fixture_go_to(struct fixture *s, const struct screen *to)
{
	if (loop_now(s->loop) == &screen_menu)
		fixture_press(s, K_ENTER);
	for (int i = 0; i < 40 && loop_now(s->loop) != to; i++) {
		fixture_press(s, K_ENTER);
		if (loop_now(s->loop) != &screen_review)
			fixture_end_tasks(s);
	}
}

void fixture_choose(struct fixture *s, const char *what)
{
	fixture_type(s, "/");
	fixture_type(s, what);
	fixture_press(s, K_ENTER);
	fixture_end_tasks(s);
}

void check_snapshots(struct fixture *s, const char *name, const char *word)
{
	static const struct { int rows, cols; enum snapshot_style style;
	} all[] = {
		{ 24, 80, SNAPSHOT_COLOR },  { 24, 80, SNAPSHOT_MONO },
		{ 40, 120, SNAPSHOT_COLOR }, { 40, 120, SNAPSHOT_MONO },
		{ 60, 200, SNAPSHOT_COLOR }, { 16, 60, SNAPSHOT_COLOR },
		{ 16, 60, SNAPSHOT_MONO },   { 10, 40, SNAPSHOT_COLOR },
		{ 10, 40, SNAPSHOT_MONO },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		char file[96];

		snapshot_style(all[i].style);
		snapshot_size(all[i].rows, all[i].cols);
		spinner_reset();
		loop_refresh(s->loop);
		snprintf(file, sizeof(file), "wizard-%s-%dx%d%s", name, all[i].cols,
			 all[i].rows, all[i].style == SNAPSHOT_MONO ? "-mono" : "");
		assert_true(snapshot_matches(file));
		if (!snapshot_has(all[i].rows == 10 ? "60x16" : word)) {
			struct buf now = BUF(BUF_TEXT);

			snapshot_read(&now, false);
			print_error("%s has no '%s':\n%s\n", file, word, now.s);
			buf_free(&now);
			fail();
		}
	}
	snapshot_size(24, 80);
}

void fixture_end_run(struct fixture *s, int code, const struct err *err)
{
	struct plan *plan = s->context.w->j.plan;

	for (size_t i = 0; plan && !err && i < plan->count; i++)
		plan->steps[i].state = STEP_DONE;
	s->context.w->queue.task = TASK_FINISH;
	s->context.w->run.code = code;
	s->context.w->run.outcome = err ? *err : (struct err)ERR_INIT;
	fixture_end_task(s, NULL);
}

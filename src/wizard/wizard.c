/* wizard.c - the tasks and the news; see wizard.h. */
#include "config.h"

#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "advise/doctor.h"
#include "aws/call.h"
#include "aws/creds_chain.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/thread.h"
#include "format/json.h"
#include "pack/pack.h"
#include "pack/risk.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "probe/probe.h"
#include "probe/probe_steps.h"
#include "probe/result.h"
#include "wizard/drift_history.h"
#include "wizard/identity.h"
#include "wizard/repair_notes.h"
#include "wizard/setup_summary.h"
#include "wizard/surroundings.h"
#include "wizard/wizard_internal.h"

bool wizard_sign_in(struct wizard *w, struct err *err)
{
	session_close(&w->session);
	/* during a rotation of the caller's own key, the new one signs in */
	w->signed_in = rotation_session(&w->session, w->setup, w->region, &w->stop, err) ||
		session_use_rotated_key(&w->session, w->region, &w->stop, err);
	if (!w->signed_in)
		return false;
	session_alias(&w->session);
	json_free(w->sign_in.who);
	w->sign_in.who = identity_tell(&w->session);
	probe_leftovers_free(&w->sign_in.leftovers);
	probe_find_leftovers(w->session.aws, NULL, &w->sign_in.leftovers,
			     &(struct err)ERR_INIT);
	return true;
}

/* A setup has its own region; the session follows it. */
bool wizard_go_to(struct wizard *w, const char *region, struct err *err)
{
	if (w->signed_in && (!*region || str_eq(w->session.region, region)))
		return true;
	snprintf(w->region, sizeof(w->region), "%s", region);
	return wizard_sign_in(w, err);
}

/* A key that signs in for a deactivated one ends a rotation and verifies, no more. */
static bool wizard_own_key(const struct wizard *w, struct err *err)
{
	if (!*w->session.instead)
		return true;
	err_set(err, ERR_LOGIN, "%s, but only to verify and to finish a rotation",
		w->session.instead);
	return err_hint(err, "quit, %s, then start again", SESSION_ROTATED_HINT);
}

void wizard_find_deciding(struct wizard *w, const struct json *around)
{
	json_free(w->verify.deciding);
	w->verify.deciding = risk_deciding(w->j.risks, around, w->verify.fail_on);
}

bool wizard_do_plan(struct wizard *w, struct err *err)
{
	w->j.proof_later = !w->rotation.no_probe;
	w->j.by_hand = w->j.exists = false;
	if (!wizard_go_to(w, w->j.given.region, err) || !wizard_own_key(w, err) ||
	    !journey_answers(&w->j, err) || !journey_plan(&w->j, PLAN_SETUP, NULL, err))
		return false;
	wizard_find_deciding(w, NULL);
	return true;
}

bool wizard_do_found(struct wizard *w, struct err *err)
{
	w->j.by_hand = false; /* it gets a record now */
	w->j.exists = true;
	if (!wizard_go_to(w, w->j.given.region, err) || !wizard_own_key(w, err) ||
	    !journey_answers(&w->j, err) || !found_task_choose(w, err) ||
	    !journey_adopt(&w->j, err))
		return false;
	json_free(w->verify.around);
	w->verify.around = surroundings_look(&w->j);
	wizard_find_deciding(w, w->verify.around);
	return true;
}

bool wizard_do_apply(struct wizard *w, struct err *err)
{
	return journey_run(&w->j, err);
}

bool wizard_do_probe(struct wizard *w, struct err *err)
{
	journey_probe_only(&w->j);
	return journey_run(&w->j, err);
}

/* A journey about the setup w->setup, with the session where it lives. */
bool wizard_open_setup(struct wizard *w, bool for_writing, struct err *err)
{
	char region[64] = "";
	bool ok;

	journey_free(&w->j);
	journey_init(&w->j, NULL, &w->stop);
	w->again = true;
	if (!journey_open(&w->j, w->setup, false, err))
		return false;
	snprintf(region, sizeof(region), "%s", w->j.answers.region);
	if (!wizard_go_to(w, region, err))
		return false;
	w->j.session = &w->session;
	ok = journey_open(&w->j, w->setup, for_writing, err) &&
	     (!*w->j.answers.platform ||	/* rotations of a user's key */
	      journey_platform(&w->j, w->j.answers.platform, err));
	if (ok)
		answers_copy(&w->j.given, &w->j.answers);
	return ok;
}

bool wizard_is_setup(const struct wizard *w, struct err *err)
{
	if (w->j.pack)
		return true;
	err_set(err, ERR_INPUT,
		"'%s' records rotations of a user's key: there is "
		"nothing to compare",
		w->setup);
	return err_hint(err, "use Rotate keys to see the key");
}

bool wizard_do_repair(struct wizard *w, struct err *err)
{
	if (!wizard_open_setup(w, false, err) || !wizard_is_setup(w, err) ||
	    !wizard_own_key(w, err))
		return false;
	w->j.probe = false;
	if (!journey_answers(&w->j, err) ||
	    !journey_plan(&w->j, PLAN_REPAIR, w->verify.only, err))
		return false;
	json_free(w->verify.around);
	w->verify.around = repair_notes_events(&w->j, w->verify.only);
	return true;
}

bool wizard_do_resume(struct wizard *w, struct err *err)
{
	w->j.skip_proof = w->rotation.no_probe;
	return wizard_open_setup(w, true, err) && journey_resume(&w->j, false, err);
}

bool wizard_do_undo(struct wizard *w, struct err *err)
{
	return wizard_open_setup(w, true, err) && journey_resume(&w->j, true, err);
}

bool wizard_do_removal(struct wizard *w, struct err *err)
{
	if (!wizard_open_setup(w, true, err) || !wizard_own_key(w, err))
		return false;
	w->j.with_kept = w->with_kept;
	return journey_plan_removal(&w->j, err);
}

bool wizard_do_remove(struct wizard *w, struct err *err)
{
	return journey_remove(&w->j, err);
}

bool wizard_do_leftovers(struct wizard *w, struct err *err)
{
	bool ok = probe_end_leftovers(w->session.aws, &w->sign_in.leftovers, err);

	if (ok) {
		probe_leftovers_free(&w->sign_in.leftovers);
	}
	return ok;
}

bool wizard_do_finish(struct wizard *w, struct err *err)
{
	(void)err;
	json_free(w->run.report);
	w->run.report = NULL;
	w->run.outcome = (struct err)ERR_INIT;
	w->run.code = journey_finish(&w->j, &w->run.report, &w->run.outcome);
	if (w->verify.compared && w->j.record && str_eq(w->j.answers.name, w->setup))
		drift_history_checked(w->j.record, json_get(w->run.report, "checks"));
	json_free(doctor_weigh(&w->run.outcome));
	rotation_note_end(w);
	return true;
}

bool wizard_do_setups(struct wizard *w, struct err *err)
{
	(void)err;
	w->queue.fresh_setups = wizard_read_setups();
	return true;
}

bool wizard_do_packs(struct wizard *w, struct err *err)
{
	w->queue.fresh_platforms = platforms_read(err);
	return w->queue.fresh_platforms;
}

bool wizard_do_begin(struct wizard *w, struct err *err)
{
	return wizard_begin(w, w->platform, err);
}

bool wizard_do_show(struct wizard *w, struct err *err)
{
	w->queue.fresh = setup_summary_of_record(w->setup, err);
	return w->queue.fresh;
}

bool wizard_do_save_summary(struct wizard *w, struct err *err)
{
	return wizard_save_summary(w, w->path, err);
}

bool wizard_do_save_answers(struct wizard *w, struct err *err)
{
	return wizard_save_answers(w, w->path, err);
}

static const struct {
	const char *doing;
	bool (*run)(struct wizard *w, struct err *err);
	bool starts;
	size_t reads;
} tasks[TASK_COUNT] = {
#define TASK(name, doing, run, starts, reads) [TASK_##name] = { doing, run, starts, reads },
#include "wizard/task_table.h"
};

void wizard_wake_face(const struct wizard *w)
{
	if (eventfd_write(w->queue.wake, 1) < 0)
		return;		/* full: awake already */
}

static void *wizard_task_main(void *with)
{
	struct wizard *w = with;
	struct json *found = NULL;

	w->queue.err = (struct err)ERR_INIT;
	read_progress_to(&w->queue.progress);
	w->queue.ok = tasks[w->queue.task].run(w, &w->queue.err);
	if (!w->queue.ok)
		found = doctor_weigh(&w->queue.err);
	if (w->queue.task != TASK_SIGN_IN &&
	    w->queue.task != TASK_LOGIN) { /* its cause leads the error already */
		json_free(found);
	} else {
		json_free(w->sign_in.doctor);
		w->sign_in.doctor = found;
	}
	atomic_store(&w->queue.busy, false);
	wizard_wake_face(w);
	return NULL;
}

struct wizard *wizard_new(void)
{
	struct wizard *w = xcalloc(1, sizeof(*w));

	w->queue.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_init(&w->sign_in.mfa.lock, NULL);
	pthread_mutex_init(&w->sign_in.device.lock, NULL);
	pthread_mutex_init(&w->verify.walk.lock, NULL);
	creds_set_mfa_prompt(wizard_mfa_prompt, w);
	journey_init(&w->j, &w->session, &w->stop);
	w->lists = account_lists_new(&w->session, w->queue.wake);
	return w;
}

static void wizard_join(struct wizard *w)
{
	if (w->queue.threaded)
		pthread_join(w->queue.thread, NULL);
	w->queue.threaded = false;
}

static void wizard_drop_run(struct wizard *w)
{
	json_free(w->run.checks);
	json_free(w->run.log);
	w->run.checks = w->run.log = NULL;
}

void wizard_free(struct wizard *w)
{
	if (!w)
		return;
	wizard_stop(w);
	wizard_join(w);
	account_lists_free(w->lists);
	journey_free(&w->j);
	session_close(&w->session);
	creds_set_mfa_prompt(NULL, NULL);
	pthread_mutex_destroy(&w->sign_in.mfa.lock);
	pthread_mutex_destroy(&w->sign_in.device.lock);
	pthread_mutex_destroy(&w->verify.walk.lock);
	wizard_drop_run(w);
	setups_free(&w->setups);
	setups_free(&w->queue.fresh_setups);
	platforms_free(w->platforms);
	platforms_free(w->queue.fresh_platforms);
	json_free(w->shown);
	json_free(w->queue.fresh);
	rotation_facts_free(w->rotation.facts);
	rotation_facts_free(w->queue.fresh_facts);
	probe_leftovers_free(&w->sign_in.leftovers);
	json_free(w->sign_in.who);
	json_free(w->sign_in.doctor);
	json_free(w->verify.only);
	json_free(w->verify.around);
	candidate_rows_free(&w->found);
	discovery_free(&w->discovery);
	json_free(w->verify.deciding);
	json_free(w->verify.compared);
	awaited_free(&w->verify.awaited);
	answers_free(&w->verify.given);
	compared_list_free(&w->verify.all);
	compared_list_free(&w->verify.walk.rows);
	compared_list_free(&w->queue.fresh_compared);
	json_free(w->run.report);
	close(w->queue.wake);
	free(w);
}

int wizard_wake(const struct wizard *w)
{
	return w->queue.wake;
}

bool wizard_busy(const struct wizard *w)
{
	return atomic_load(&w->queue.busy) || w->queue.threaded;
}

const char *wizard_doing(const struct wizard *w)
{
	return tasks[w->queue.task].doing;
}

bool wizard_do(struct wizard *w, enum task task)
{
	if (wizard_busy(w))
		return false;
	atomic_store(&w->stop.asked, false);
	candidate_rows_free(&w->found);
	if (tasks[task].starts)
		wizard_drop_run(w);
	if (task == TASK_ALL)
		verify_begin_all(w);
	w->queue.task = task;
	atomic_store(&w->queue.busy, true);
	w->queue.threaded = thread_start(&w->queue.thread, wizard_task_main, w);
	if (!w->queue.threaded)
		wizard_task_main(w);
	return true;
}

/* Every event of the run so far; what ended it is looked at afterwards. */
static bool wizard_take_events(struct wizard *w)
{
	bool any = false;
	struct json *event;

	for (event = run_next(w->j.run); event; event = run_next(w->j.run)) {
		any = true;
		if (!w->run.log)
			w->run.log = json_list_new();
		if (!w->run.checks)
			w->run.checks = json_list_new();
		if (str_eq(json_str(event, "event"), "check"))
			json_push(w->run.checks, json_copy(event));
		json_push(w->run.log, event);
	}
	return any;
}

/* What a task read takes its place only here, where nobody else looks. */
static void wizard_take_fresh(struct wizard *w)
{
	struct json **place = (void *)((char *)w + tasks[w->queue.task].reads);

	if (tasks[w->queue.task].reads && w->queue.ok) {
		json_free(*place);
		*place = w->queue.fresh;
	} else {
		json_free(w->queue.fresh);
	}
	w->queue.fresh = NULL;
	if (w->queue.task == TASK_SETUPS) {
		setups_free(&w->setups);
		w->setups = w->queue.fresh_setups;
		w->queue.fresh_setups = (struct setups){ NULL };
	}
	if (w->queue.fresh_platforms) {
		platforms_free(w->platforms);
		w->platforms = w->queue.fresh_platforms;
		w->queue.fresh_platforms = NULL;
	}
	if (w->queue.task == TASK_SIGN_IN || w->queue.task == TASK_LOGIN)
		account_lists_forget(w->lists);
	if (w->queue.task == TASK_KEYS)
		rotation_take_facts(w);
	if (w->queue.task == TASK_ALL)
		verify_take_all(w);
}

bool wizard_news(struct wizard *w)
{
	eventfd_t n;
	bool any, told;

	if (eventfd_read(w->queue.wake, &n) < 0)
		n = 0;		/* called without a wake: look all the same */
	told = account_lists_news(w->lists);
	any = w->queue.threaded && !atomic_load(&w->queue.busy);
	if (any) {	/* the task has ended */
		wizard_join(w);
		wizard_take_fresh(w);
		if (w->queue.ok && tasks[w->queue.task].starts) {
			w->run.active = true;
			run_tell(w->j.run, w->queue.wake);
		}
	}
	any |= told;
	if (!w->run.active)
		return any;
	any |= wizard_take_events(w);
	if (run_ended(w->j.run) && !wizard_busy(w)) {
		w->run.active = false;
		account_lists_forget(w->lists); /* it created or removed some of them */
		wizard_do(w, TASK_FINISH);
		any = true;
	}
	return any;
}

void wizard_stop(struct wizard *w)
{
	atomic_store(&w->stop.asked, true);
}

void wizard_wait(struct wizard *w, int ms)
{
	struct pollfd p = { .fd = w->queue.wake, .events = POLLIN };

	poll(&p, 1, ms);
}

void wizard_leaving(const struct wizard *w, struct buf *out)
{
	const struct plan *plan = w->j.plan;
	bool worker;

	if (!w->run.active)
		return;
	worker = plan_step(plan, LAUNCH_STEP);
	if (probe_alone(plan)) {
		buf_fmt(out,
			"The test is still running. Quitting stops it after the current "
			"call%s. The setup is unchanged; only the test result is missing.",
			worker ? " (the test instance is terminated first)" : "");
		return;
	}
	buf_fmt(out,
		"accredit is still working. Quitting stops after the current call%s. %s: "
		"continue with 'accredit resume %s'",
		worker ? " (a running test instance is terminated first)" : "",
		w->j.undo || !plan->wanted ?
			"What is done so far is recorded" :
			"Resources created so far are kept and recorded",
		plan->setup);
	if (!w->j.undo)
		buf_fmt(out, ", or undo with 'accredit resume %s --undo'", plan->setup);
	buf_char(out, '.');
}

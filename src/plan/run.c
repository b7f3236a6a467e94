/* run.c - see run.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "net/unanswered.h"
#include "plan/journal.h"
#include "plan/record.h"
#include "plan/run_internal.h"

static bool run_may_apply(const struct run *run, const struct step *step)
{
	bool begun = false;

	if (step->state != STEP_IDLE)
		return false;
	for (size_t i = 0; i < step->needs_count; i++) {
		const struct step *need = &run->plan->steps[step->needs[i]];

		begun |= need->begun;
		if (step->work->always ? need->state == STEP_STARTED ||
			need->state == STEP_WAITING || (need->state == STEP_IDLE &&
			!run->failed && !run->stopped) : need->state != STEP_DONE)
			return false;
	}
	if (!step->work->always)
		return !run->failed && !run->stopped;
	return begun;
}

/* What rests on a step goes before it. */
static bool run_may_undo(const struct run *run, const struct step *step)
{
	const struct plan *plan = run->plan;
	size_t me = (size_t)(step - plan->steps);

	if (!step->begun || step->state == STEP_UNDONE || run->failed ||
	    run->stopped || step->state == STEP_STARTED || step->state == STEP_WAITING)
		return false;
	for (size_t i = 0; i < plan->count; i++)
		for (size_t k = 0; k < plan->steps[i].needs_count; k++)
			if (plan->steps[i].needs[k] == me && plan->steps[i].begun &&
			    plan->steps[i].state != STEP_UNDONE)
				return false;
	return true;
}

static struct step *run_find_ready(struct run *run)
{
	for (size_t i = 0; i < run->plan->count; i++) {
		struct step *step = &run->plan->steps[i];

		if (run->mode == RUN_APPLY ? run_may_apply(run, step) :
					     run_may_undo(run, step))
			return step;
	}
	return NULL;
}

static struct step *run_next_step(struct run *run)
{
	for (;;) {
		struct step *step;

		/*
		 * Once a stop is asked nothing new begins but what always runs (a worker is
		 * ended); for that the flag is lowered, so that its calls go out. A second
		 * stop ends those as well.
		 */
		if (run->stop && atomic_load(&run->stop->asked) && !run->stopped) {
			run->stopped = true;
			err_set(&run->err, ERR_STOPPED, "stopped");
		}
		if (run->stopped && run->active == 0 && run->stop && run_find_ready(run))
			atomic_store(&run->stop->asked, false);
		step = run_find_ready(run);
		if (step && !(run->stopped && run->active))
			return step;
		if (!run->active)
			return NULL;
		pthread_cond_wait(&run->turn, &run->lock);
	}
}

static bool run_nothing_left(const struct run *run)
{
	for (size_t i = 0; i < run->plan->count; i++) {
		const struct step *step = &run->plan->steps[i];

		if (run->mode == RUN_UNDO ? step->begun && step->state != STEP_UNDONE :
		    step->state != STEP_DONE)
			return false;
	}
	return true;
}

static void *run_thread_main(void *with)
{
	struct run *run = with;
	struct step *step;

	pthread_mutex_lock(&run->lock);
	for (step = run_next_step(run); step; step = run_next_step(run)) {
		struct err err = ERR_INIT;
		bool ok;

		run->active++;
		step->thread = pthread_self();
		run_state(run, step, STEP_STARTED, "started");
		pthread_mutex_unlock(&run->lock);
		ok = run_step(run, step, &err);
		pthread_mutex_lock(&run->lock);
		run->active--;
		step->err = err;
		if (!ok) {
			if (!run->failed && !(run->stopped && err.kind == ERR_STOPPED))
				run->err = err;
			run->failed = true;
		}
		run_state(run, step,
			  !ok				? STEP_FAILED :
				  run->mode == RUN_UNDO ? STEP_UNDONE :
							  STEP_DONE,
			  !ok				? "failed" :
				  run->mode == RUN_UNDO ? "undone" :
							  "done");
		pthread_cond_broadcast(&run->turn);
	}
	pthread_cond_broadcast(&run->turn);
	if (!--run->alive) { /* the last thread out closes the run in the journal */
		struct err err = ERR_INIT;

		if (run_nothing_left(run) &&
		    !journal_add(run->journal, run->id, "", PHASE_END, NULL, &err)) {
			run->failed = true;
			run->err = err;
		}
		run_wake(run);
	}
	pthread_mutex_unlock(&run->lock);
	return NULL;
}

static void run_free(struct run *run)
{
	pthread_cond_destroy(&run->turn);
	pthread_mutex_destroy(&run->lock);
	json_free(run->events);
	close(run->wake);
	free(run);
}

/* What was taken back is to do again, with an intent of its own. */
static void run_forget_undone(struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		struct step *step = &plan->steps[i];

		if (step->state != STEP_UNDONE)
			continue;
		step->state = STEP_IDLE;
		step->begun = false;
		json_free(step->params);
		step->params = NULL;
	}
}

struct run *run_start(struct plan *plan, struct aws *aws, struct journal *journal,
		      struct stop *stop, enum run_mode mode, const char *run_id,
		      struct err *err)
{
	struct run *run = xcalloc(1, sizeof(*run));

	run->plan = plan;
	run->aws = aws;
	run->journal = journal;
	run->stop = stop;
	run->mode = mode;
	run->events = json_list_new();
	run->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	run->told = -1;
	pthread_mutex_init(&run->lock, NULL);
	pthread_cond_init(&run->turn, NULL);
	if (run_id) {
		snprintf(run->id, sizeof(run->id), "%s", run_id);
	} else {
		struct json *extra = json_object_new();

		str_random(run->id, 16);
		json_put(extra, "plan", plan_json(plan));
		if (!journal_add(journal, run->id, "", PHASE_PLAN, extra, err)) {
			run_free(run);
			return NULL;
		}
	}
	pthread_mutex_lock(&run->lock);
	if (run->mode == RUN_APPLY)
		run_forget_undone(run->plan);
	for (size_t i = 0; run->mode == RUN_APPLY && i < run->plan->count; i++) {
		struct step *step = &run->plan->steps[i];

		/* a resource without a difference has nothing to do; other steps always have */
		if (step->resource && step->action == ACTION_NONE)
			step->state = STEP_DONE;
	}
	for (size_t i = 0; i < THREADS; i++)
		if (!pthread_create(&run->threads[run->alive], NULL, run_thread_main, run))
			run->alive++;
	if (!run->alive)
		abort(); /* not even one thread: nothing was begun */
	pthread_mutex_unlock(&run->lock);
	return run;
}

/*
 * What a step ends that always runs is of one piece with it: unless all of it
 * was done, all of it runs again.
 */
static void run_recall_pieces(struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		struct step *step = &plan->steps[i];
		bool all = true;

		for (size_t k = 0; k < step->needs_count; k++)
			all = all && plan->steps[step->needs[k]].state == STEP_DONE;
		if (!step->work->always || all)
			continue;
		for (size_t k = 0; k < step->needs_count; k++)
			if (plan->steps[step->needs[k]].state == STEP_DONE)
				plan->steps[step->needs[k]].state = STEP_IDLE;
		if (step->state == STEP_DONE)
			step->state = STEP_IDLE;
	}
}

static time_t run_time_of(const struct json *line)
{
	time_t t = line ? clock_read_iso(json_str(line, "t")) : 0;

	return t < 0 ? 0 : t;
}

void run_recall(struct plan *plan, const struct record *record, const char *run_id)
{
	for (size_t i = 0; i < plan->count; i++) {
		struct step *step = &plan->steps[i];
		const struct json *intent = record_line(record, run_id, step->id,
							PHASE_INTENT);
		const struct json *last = record_line(record, run_id, step->id, NULL);
		const struct json *done = record_line(record, run_id, step->id,
						      PHASE_DONE);

		step->begun = step->again = intent != NULL;
		step->begun_at = run_time_of(intent);
		step->done_at = run_time_of(done);
		step->params = json_copy(json_get(intent, "params"));
		if (*json_str(intent, "as")) {		/* see step_adopts */
			resource_free(step->before);
			step->before = resource_found_load(json_get(intent, "before"));
			step->action = ACTION_UPDATE;
			json_put_str(step->outputs, "as", json_str(intent, "as"));
		}
		if (str_eq(json_str(last, "phase"), PHASE_DONE))
			step->state = STEP_DONE;
		else if (str_eq(json_str(last, "phase"), PHASE_UNDONE))
			step->state = STEP_UNDONE;
		if (json_get(done, "outputs")) {
			json_free(step->outputs);
			step->outputs = json_copy(json_get(done, "outputs"));
		}
	}
	run_recall_pieces(plan);
}

int run_wake_fd(const struct run *run)
{
	return run->wake;
}

void run_tell(struct run *run, int fd)
{
	pthread_mutex_lock(&run->lock);
	run->told = fd;
	run_wake(run);
	pthread_mutex_unlock(&run->lock);
}

struct json *run_next(struct run *run)
{
	struct json *event = NULL;
	eventfd_t n;

	pthread_mutex_lock(&run->lock);
	if (json_first(run->events))
		event = json_shift(run->events);
	else if (eventfd_read(run->wake, &n) < 0)
		event = NULL;	/* nothing new */
	pthread_mutex_unlock(&run->lock);
	return event;
}

bool run_ended(struct run *run)
{
	bool ended;

	pthread_mutex_lock(&run->lock);
	ended = !run->alive && !json_first(run->events);
	pthread_mutex_unlock(&run->lock);
	return ended;
}

void run_look(struct run *run, size_t place, struct step_look *look)
{
	const struct step *step = &run->plan->steps[place];
	char silence[UNANSWERED_WORDS] = "";
	bool works;

	pthread_mutex_lock(&run->lock);
	*look = (struct step_look){ .state = step->state, .ms = step->took,
				    .err = step->err };
	works = step->state == STEP_STARTED || step->state == STEP_WAITING;
	if (works)
		look->ms = clock_ms() - step->since;
	/* What it waited for before may be over: AWS does not say. */
	look->unanswered = works && unanswered_words_of(step->thread, silence);
	snprintf(look->text, sizeof(look->text), "%s",
		 look->unanswered ? silence : step->text);
	pthread_mutex_unlock(&run->lock);
}

bool run_result(struct run *run, struct err *err)
{
	bool ok;

	pthread_mutex_lock(&run->lock);
	ok = !run->failed && run_nothing_left(run);
	*err = run->err;
	if (ok)		/* a stop that came after the last step stopped nothing */
		*err = (struct err)ERR_INIT;
	pthread_mutex_unlock(&run->lock);
	return ok;
}

void run_close(struct run *run)
{
	if (!run)
		return;
	for (size_t i = 0; i < THREADS && run->threads[i]; i++)
		pthread_join(run->threads[i], NULL);
	run_free(run);
}


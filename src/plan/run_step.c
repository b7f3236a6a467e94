/* run_step.c - one step's doing, and what it tells; see run.h. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>

#include "aws/decode.h"
#include "base/mem.h"
#include "base/notices.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "plan/answer_remedy.h"
#include "plan/journal.h"
#include "plan/run_internal.h"
#include "plan/step_event.h"

void run_wake(struct run *run)
{
	if (eventfd_write(run->wake, 1) < 0 ||
	    (run->told >= 0 && eventfd_write(run->told, 1) < 0))
		return; /* full: its reader is awake already */
}

void run_emit(struct run *run, struct json *event)
{
	json_push(run->events, event);
	run_wake(run);
}

void run_state(struct run *run, struct step *step, enum step_state state,
	       const char *status)
{
	int64_t now = clock_ms();

	if (state == STEP_STARTED && step->state != STEP_WAITING)
		step->since = now;
	step->took = now - step->since;
	step->state = state;
	run_emit(run, step_event_of(step, status));
}

/*
 * Takes params, may be NULL. What always runs ends what others began: it does
 * so even where the disk takes no more lines.
 */
static bool run_step_write_intent(struct run *run, struct step *step, struct json *params,
				  struct err *err)
{
	struct json *extra = json_object_new();
	bool ok;

	if (params) {
		json_put(extra, "params", params);
		if (json_get(params, "ClientToken"))
			json_put_str(extra, "token", json_str(params, "ClientToken"));
	}
	if (step->resource)
		json_put(extra, "before", resource_found_save(step->before));
	ok = journal_add(run->journal, run->id, step->id, PHASE_INTENT, extra, err);
	if (!ok && !step->work->always)
		return false;
	*err = (struct err)ERR_INIT;
	pthread_mutex_lock(&run->lock);
	step->begun = true;
	pthread_mutex_unlock(&run->lock);
	return true;
}

/* The intent is on disk before the first call of a step. */
static bool run_step_begin_step(struct run *run, struct step_ctx *c, struct err *err)
{
	struct step *step = c->step;
	struct json *params;

	if (step->again && step->params)
		return true;
	if (!step->work->prepare)
		return run_step_write_intent(run, step, resource_save(step->resource), err);
	params = step->work->prepare(c, err);
	if (!params)
		return false;
	return step_intent(c, params, err);
}

static struct json *run_step_outcome(const struct step *step, bool ok,
				     const struct err *err)
{
	struct json *extra = json_object_new(), *error;
	const char *request_id = json_str(step->outputs, "request_id");

	if (ok) {
		if (*request_id)
			json_put_str(extra, "request_id", request_id);
		if (json_count(step->outputs))
			json_put(extra, "outputs", json_copy(step->outputs));
		return extra;
	}
	error = json_put(extra, "error", json_object_new());
	json_put_str(error, "code", err->code);
	json_put_str(error, "message", err->text);
	if (*err->request_id)
		json_put_str(extra, "request_id", err->request_id);
	if (json_get(step->outputs, "backups"))
		json_put(json_put(extra, "outputs", json_object_new()), "backups",
			 json_copy(json_get(step->outputs, "backups")));
	return extra;
}

/* A line each, "WORD REST" as {"sum","file"} where it is split. */
static void run_step_take_lines(struct step *step, const char *name,
				const struct buf *lines, bool split)
{
	struct json *list = json_get(step->outputs, name);

	if (lines->len && !list)
		list = json_put(step->outputs, name, json_list_new());
	for (char *at = lines->len ? lines->s : NULL, *end; at && *at; at = end + 1) {
		char *blank = split ? strchr(at, ' ') : NULL;
		struct json *row;

		end = strchr(at, '\n');
		*end = '\0';
		if (!split) {
			json_push(list, json_string_new(at));
			continue;
		}
		*blank = '\0';
		row = json_push(list, json_object_new());
		json_put_str(row, "sum", at);
		json_put_str(row, "file", blank + 1);
	}
}

/* A stopped step is left in the state of a killed one: no outcome is written. */
bool run_step(struct run *run, struct step *step, struct err *err)
{
	struct step_ctx c = { .run = run, .step = step, .plan = run->plan,
			      .aws = run->aws, .stop = run->stop };
	struct notices told = TOLD_INIT;
	bool undo = run->mode == RUN_UNDO, ok;

	notices_into(&told);
	if (!undo)
		ok = run_step_begin_step(run, &c, err) && step->work->run(&c, err);
	else /* as open as one that is being done: after a kill both are read again */
		ok = !step->work->undo ||
			(run_step_write_intent(run, step, json_copy(step->params), err) &&
			 step->work->undo(&c, err));
	/* What the work on files told, for the journal and the events. */
	notices_into(NULL);
	pthread_mutex_lock(&run->lock);
	run_step_take_lines(step, "notices", &told.notices, false);
	run_step_take_lines(step, "backups", &told.backups, true);
	pthread_mutex_unlock(&run->lock);
	notices_free(&told);
	if (!ok)
		answer_remedy_resume(err, run->plan->setup);
	if (!ok && (err->kind == ERR_STOPPED || err->kind == ERR_FILE))
		return false;
	if (!ok && err->kind == ERR_DENIED)
		decode_explain(run->aws, run->aws, err);
	if (!journal_add(run->journal, run->id, step->id,
			 !ok	      ? PHASE_FAILED :
				 undo ? PHASE_UNDONE :
					PHASE_DONE,
			 run_step_outcome(step, ok, err), ok ? err : &(struct err)ERR_INIT))
		return false;
	return ok;
}

void step_waits(struct step_ctx *c, const char *fmt, ...)
{
	struct step *step = c->step;
	char text[256], clean[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	str_clean(clean, sizeof(clean), text);
	pthread_mutex_lock(&c->run->lock);
	if (step->state != STEP_WAITING || !str_eq(step->text, clean)) {
		snprintf(step->text, sizeof(step->text), "%s", clean);
		run_state(c->run, step, STEP_WAITING, "waiting");
	}
	pthread_mutex_unlock(&c->run->lock);
}

void step_works(struct step_ctx *c)
{
	pthread_mutex_lock(&c->run->lock);
	if (c->step->state == STEP_WAITING)
		run_state(c->run, c->step, STEP_STARTED, "started");
	c->step->text[0] = '\0';
	pthread_mutex_unlock(&c->run->lock);
}

void step_output(struct step_ctx *c, const char *key, const char *value)
{
	pthread_mutex_lock(&c->run->lock);
	json_put_str(c->step->outputs, key, value);
	pthread_mutex_unlock(&c->run->lock);
}

void step_output_json(struct step_ctx *c, const char *key, struct json *value)
{
	pthread_mutex_lock(&c->run->lock);
	json_put(c->step->outputs, key, value);
	pthread_mutex_unlock(&c->run->lock);
}

bool step_intent(struct step_ctx *c, struct json *params, struct err *err)
{
	json_free(c->step->params);
	c->step->params = json_copy(params);
	return run_step_write_intent(c->run, c->step, params, err);
}

bool step_adopts(struct step_ctx *c, const struct resource *found, struct err *err)
{
	struct step *step = c->step;
	struct json *extra = json_object_new();

	json_put(extra, "params", resource_save(step->resource));
	json_put(extra, "before", resource_found_save(found));
	json_put_str(extra, "as", "update");
	if (!journal_add(c->run->journal, c->run->id, step->id, PHASE_INTENT, extra, err))
		return false;
	pthread_mutex_lock(&c->run->lock);
	resource_free(step->before);
	step->before = resource_copy(found);
	step->action = ACTION_UPDATE;
	json_put_str(step->outputs, "as", "update");
	pthread_mutex_unlock(&c->run->lock);
	return true;
}

char *run_output(struct run *run, const char *id, const char *key)
{
	const struct step *step = plan_step(run->plan, id);
	const char *text;
	char *copy;

	pthread_mutex_lock(&run->lock);
	text = step ? json_text(json_get(step->outputs, key)) : NULL;
	copy = text ? xstrdup(text) : NULL;
	pthread_mutex_unlock(&run->lock);
	return copy;
}

void step_emit(struct step_ctx *c, struct json *event)
{
	pthread_mutex_lock(&c->run->lock);
	run_emit(c->run, event);
	pthread_mutex_unlock(&c->run->lock);
}

bool step_sleep(struct step_ctx *c, int64_t ms, struct err *err)
{
	if (clock_sleep(ms, c->stop))
		return true;
	return err_set(err, ERR_STOPPED, "stopped");
}

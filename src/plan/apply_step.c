/* apply_step.c - see apply_step.h. */
#include "config.h"

#include <string.h>

#include "aws/aws_error.h"
#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/resource_json.h"
#include "plan/apply_step.h"
#include "plan/diff.h"
#include "plan/run.h"
#include "resource/kind.h"
#include "resource/resource_call.h"
#include "resource/untag.h"

#define WINDOW_MS 120000 /* doc/reliability.md, "Waiting for AWS" */
#define REMOVAL_MS 30000	/* a conflict that stays is another's attachment */
#define DONE_S 10		/* how long a made thing may be unseen by a read */
#define BEGUN_S 3		/* how long a call may outlive who made it */
#define TWICE_MS 1000 /* before a resource is believed to be deleted */
#define LOOKS 6			/* of one step after answers that did not come */
#define LOOKS_OLD 3		/* until it is no old answer that another wrote it */

/* What one step holds while it works. */
struct making {
	struct step_ctx *c;
	const struct kind *kind;
	const struct resource_kind *io;
	const struct resource *wanted; /* NULL: it is to be removed */
	struct resource *found;
	struct resource *bare; /* wanted without our tags, of a thing that is shared */
	bool known;			/* found is what AWS says now */
	bool refused;			/* AWS said that it is there already */
	bool maybe_ours;		/* a call of ours had no answer */
	bool may_wait;			/* AWS may not have spread what this run made */
	bool asked_twice; /* whether a resource to remove is gone */
	bool careful;			/* what another wrote since the plan is not replaced */
	int looks;
	int64_t began;
	char request_id[96];
};

static bool apply_step_look(struct making *m, struct err *err)
{
	const struct resource *resource = m->c->step->resource;
	struct resource *took = resource_load(resource_get(resource, "took_back"));

	resource_free(m->found);
	m->found = NULL;
	m->looks++;
	/* as it was planned */
	m->known = m->io->read(m->c->aws, took ? took : resource, &m->found, err);
	resource_free(took);
	return m->known;
}

/* What is found must be ours by its tag; what has none, by our intent. */
static bool apply_step_may_touch(const struct making *m, struct err *err)
{
	const struct step *step = m->c->step;

	if (m->found && m->io->refuse &&
	    (!m->io->refuse(step->resource, m->found, err) || !m->kind->tagged))
		return !err->kind;
	if (!m->found || step->action == ACTION_UPDATE)
		return true;
	if (m->kind->tagged ? diff_is_tagged(m->found, m->c->plan->setup) :
	    step->begun)
		return true;
	err_set(err, ERR_SERVICE, "%s '%s' was created by someone else in the meantime",
		m->kind->label, step->name);
	return err_hint(err, "run 'accredit resume --undo', then choose another name");
}

static void apply_step_without_tags(struct making *m)
{
	m->bare = resource_copy(m->wanted);
	resource_drop(m->bare, "tags");
	m->wanted = m->bare;
}

/*
 * Made by another since the plan: for this kind that is as good. It gets none of our tags;
 * the undoing gives back what was found.
 */
static bool apply_step_share(struct making *m, struct err *err)
{
	if (!m->found || !m->kind->shared || m->wanted != m->c->step->resource ||
	    m->c->step->action != ACTION_CREATE)
		return true;
	if (m->kind->tagged ? diff_is_tagged(m->found, m->c->plan->setup) :
			      !m->refused || m->maybe_ours)
		return true;
	if (m->io->refuse && !m->io->refuse(m->c->step->resource, m->found, err))
		return false;
	if (!step_adopts(m->c, m->found, err))
		return false;
	apply_step_without_tags(m);
	return true;
}

/* Whether what was found is the same as that one; NULL: nothing. */
static bool apply_step_is_same(const struct making *m, const struct resource *one)
{
	struct json *diff;
	bool same;

	if (!one || !m->found)
		return !one && !m->found;
	diff = diff_resource(m->kind, one, m->found, true);
	same = !json_count(diff);
	json_free(diff);
	return same;
}

static bool apply_step_is_so(const struct making *m)
{
	return apply_step_is_same(m, m->wanted);
}

/* Whether this run created one of those that the step needs, or they need. */
static bool apply_step_needs_new(const struct plan *p, const struct step *step)
{
	for (size_t i = 0; i < step->needs_count; i++) {
		const struct step *need = &p->steps[step->needs[i]];

		if ((need->resource && need->action == ACTION_CREATE) ||
		    apply_step_needs_new(p, need))
			return true;
	}
	return false;
}

static bool apply_step_is_anothers(const struct making *m, struct err *err)
{
	const struct step *step = m->c->step;
	const char *setup = m->c->plan->setup;
	const char *parent = m->kind->parent ?
		resource_text(step->resource, m->kind->parent) :
		"";

	err_set(err, ERR_SERVICE,
		"the %s '%s'%s%s was %s by someone else since the plan was made, and was "
		"left as it is",
		m->kind->label, step->name,
		*parent && !str_eq(parent, step->name) ? " of " : "",
		str_eq(parent, step->name) ? "" : parent,
		step->before && m->found ? "changed" :
			m->found	 ? "created" :
					   "deleted");
	return err_hint(err,
			"'accredit resume %s --undo' undoes this run; then run the setup "
			"again for a new plan",
			setup);
}

/* After a failed call: whether reading again, or waiting, can help. */
static bool apply_step_try_again(struct making *m, struct err *err)
{
	/* the caller's own rights and key are not new: nothing of ours delays them */
	bool delay = err->aws_error != AWS_ERROR_DENIED &&
		err->aws_error != AWS_ERROR_CREDENTIALS && aws_error_may_pass(err);

	if (err->kind == ERR_STOPPED)
		return false;
	if (err->aws_error == AWS_ERROR_AMBIGUOUS || err->aws_error == AWS_ERROR_CONFLICT) {
		m->refused |= err->aws_error == AWS_ERROR_CONFLICT;
		m->maybe_ours |= err->aws_error == AWS_ERROR_AMBIGUOUS;
		m->known = false;
		/* it is there, and a look did not see it: not everywhere yet */
		return m->looks < LOOKS &&
			(err->aws_error == AWS_ERROR_AMBIGUOUS || m->looks < 2 ||
			 step_sleep(m->c, 1000, err));
	}
	/* waiting is for what this run created: a thing that it names, or itself, a call before */
	if (delay && aws_error_is_not_visible_yet(err) && !m->may_wait &&
	    !(m->c->step->action == ACTION_CREATE && m->kind->tagged &&
	      err->aws_error == AWS_ERROR_NOT_FOUND)) {
		const char *setup = m->c->plan->setup;

		return err_hint(err,
				"it names something that does not exist and that this run "
				"does not create: create it, then continue with 'accredit "
				"resume %s', or undo with 'accredit resume %s --undo'",
				setup, setup);
	}
	if (!delay)
		return false;
	if (clock_ms() - m->began > (m->wanted ? WINDOW_MS : REMOVAL_MS))
		return m->wanted &&
			err_hint(err,
				 "a change of this run may not have propagated yet: try "
				 "again in a minute");
	step_waits(m->c,
		   m->wanted ? "what %s needs is not active in all of AWS yet (usually "
			       "takes 10-20 s)" :
			       "AWS does not release %s yet",
		   m->c->step->name);
	m->known = false;
	return step_sleep(m->c, 1000, err);
}

static bool apply_step_make_so(struct making *m, struct err *err)
{
	bool so, done;

	m->began = clock_ms();
	call_saw_gone();
	for (;;) {
		if (!m->known && !apply_step_look(m, err))
			return false;
		if (!apply_step_share(m, err))
			return false;
		so = apply_step_is_so(m);
		if (!so && m->careful && !apply_step_is_same(m, m->c->step->before)) {
			if (m->looks >= LOOKS_OLD)
				return apply_step_is_anothers(m, err);
			if (!step_sleep(m->c, TWICE_MS, err))
				return false;
			m->known = false;
			continue;
		}
		if (!so && !apply_step_may_touch(m, err))
			return false;
		done = so ||
			(m->wanted ?
				 m->io->make(m->c->aws, m->wanted, m->found, m->request_id,
					     err) :
				 m->io->remove(m->c->aws, m->found, m->request_id, err));
		/*
		 * One reader of AWS may not know yet what another does: of a removal "not
		 * there" is believed when it was said twice.
		 */
		if (done &&
		    (!(so || call_saw_gone()) || m->c->step->action != ACTION_REMOVE ||
		     m->wanted || m->asked_twice))
			return true;
		if (done) {
			m->asked_twice = true;
			m->known = false;
		}
		if (done ? !step_sleep(m->c, TWICE_MS, err) : !apply_step_try_again(m, err))
			return false;
		*err = (struct err)ERR_INIT;
	}
}

static struct making apply_step_begin(struct step_ctx *c, const struct resource *wanted)
{
	return (struct making){
		.c = c,
		.kind = kind_find(c->step->kind),
		.io = resource_kind_find(c->step->kind),
		.wanted = wanted,
		.maybe_ours = c->step->again,
	};
}

/* Whether it names something that this run creates. */
static bool apply_step_uses_new(const struct step_ctx *c)
{
	struct json *resource = resource_save(c->step->resource);
	struct buf text = BUF(BUF_TEXT);
	bool uses = false;

	json_print(&text, resource);
	json_free(resource);
	for (size_t i = 0; i < c->plan->count && !uses; i++) {
		const struct step *other = &c->plan->steps[i];

		uses = other != c->step && other->resource && other->begun &&
		       other->action == ACTION_CREATE && *other->name &&
		       strstr(text.s, other->name);
	}
	buf_free(&text);
	return uses;
}

static bool apply_step_run(struct step_ctx *c, struct err *err)
{
	const struct step *step = c->step;
	struct making m = apply_step_begin(c,
					   step->action == ACTION_REMOVE ? NULL :
									   step->resource);
	bool ok;

	if (step->action == ACTION_ADOPT) {
		if (*resource_str(step->before, "key_id")) /* which key a place holds */
			step_output(c, "key_id", resource_str(step->before, "key_id"));
		return true;
	}
	if (m.wanted && *json_str(step->outputs, "as"))		/* shared before a kill */
		apply_step_without_tags(&m);
	/* the plan has just read it; after a kill only AWS knows */
	m.may_wait = step->action == ACTION_REMOVE || apply_step_needs_new(c->plan, step) ||
		apply_step_uses_new(c);
	m.careful = m.wanted && m.kind->overwrites;
	m.known = !step->again && !(m.kind->upserts && step->action == ACTION_CREATE) &&
		!(m.careful && !apply_step_needs_new(c->plan, step));
	m.found = m.known ? resource_copy(step->before) : NULL;
	ok = apply_step_make_so(&m, err);
	if (*m.request_id)
		step_output(c, "request_id", m.request_id);
	if (ok && m.io->tell) {
		struct json *told = json_object_new();

		m.io->tell(step->resource, told);
		json_each(output, told)
			step_output(c, json_key(output), json_text(output));
		json_free(told);
	}
	resource_free(m.found);
	resource_free(m.bare);
	return ok;
}

/* A change to take back never took place: what is there is another's. */
static bool apply_step_is_others(const struct making *m)
{
	struct err ignored = ERR_INIT;

	if (m->kind->overwrites && !m->c->step->done_at &&
	    (m->wanted ? m->c->step->action == ACTION_UPDATE : m->found != NULL) &&
	    !apply_step_is_same(m, m->c->step->resource))
		return true;
	return !m->wanted && m->found && !apply_step_may_touch(m, &ignored);
}

/*
 * What a kill left may still be on its way, and what was just made may not be
 * seen by every reader yet: "not there" is believed only after a while.
 */
static bool apply_step_look_patiently(struct making *m, struct err *err)
{
	const struct step *step = m->c->step;

	while (apply_step_look(m, err)) {
		time_t now = clock_wall();
		bool may_come = step->action == ACTION_CREATE &&
			(step->done_at ? now - step->done_at < DONE_S :
					 now - step->begun_at < BEGUN_S);

		if (m->found || !may_come)
			return true;
		step_waits(m->c, "checking whether %s was created", step->name);
		if (!step_sleep(m->c, 1000, err))
			return false;
	}
	return false;
}

/* What was not there before an update goes again, where that can be: see kind's back. */
static void apply_step_go_back(struct making *m)
{
	const struct step *step = m->c->step;

	if (step->action != ACTION_UPDATE || !m->io->back || !step->before ||
	    resource_get(step->resource, "took_back"))
		return;
	m->bare = resource_copy(step->before);
	for (const char *const *member = m->kind->compares; *member; member++) {
		struct json *then = resource_get(step->before, *member) ||
				!resource_get(step->resource, *member) ?
			NULL :
			m->io->back(*member, NULL);

		if (then)
			resource_put(m->bare, *member, then);
	}
	resource_put(m->bare, "took_back", resource_save(step->resource));
	m->wanted = m->bare;
}

static bool apply_step_undo(struct step_ctx *c, struct err *err)
{
	const struct step *step = c->step;
	struct making m = apply_step_begin(c, step->before);
	bool ok;

	m.may_wait = true;	/* this undoing made or removed what it hangs on */
	apply_step_go_back(&m);
	if (step->action == ACTION_ADOPT)
		return true;
	ok = apply_step_look_patiently(&m, err) &&
		(apply_step_is_so(&m) || apply_step_is_others(&m) ||
		 apply_step_make_so(&m, err)) &&
		(step->action != ACTION_UPDATE || !m.found ||
		 untag_added(c->aws, step->kind, step->resource, step->before, m.found,
			     err));
	resource_free(m.found);
	resource_free(m.bare);
	return ok;
}

const struct step_work apply_work = {
	.kind = "resource",
	.run = apply_step_run,
	.undo = apply_step_undo,
};

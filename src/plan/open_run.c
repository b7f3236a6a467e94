/* open_run.c - see open_run.h. */
#include "config.h"

#include <stdio.h>
#include <strings.h>

#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "plan/journal.h"
#include "plan/open_run.h"
#include "plan/plan.h"
#include "plan/record.h"

/* --- the users that something works on ------------------------------------------------ */

/* IAM keeps names of users unique without regard to case. */
static bool open_run_has_user(const struct json *list, const char *user)
{
	json_each(one, list)
		if (!strcasecmp(json_text(one), user))
			return true;
	return false;
}

static void open_run_add_user(struct json *list, const char *user)
{
	if (*user && !open_run_has_user(list, user))
		json_push(list, json_string_new(user));
}

static void open_run_add_resource(struct json *list, const struct resource *resource)
{
	if (resource && str_eq(resource->kind, "user"))
		open_run_add_user(list, resource->name);
	open_run_add_user(list, resource_str(resource, "user"));
}

static void open_run_add_saved(struct json *list, const struct json *saved)
{
	struct resource *resource = resource_load(saved);

	open_run_add_resource(list, resource);
	resource_free(resource);
}

void users_of_resources(struct json *list, const struct json *resources)
{
	json_each(row, resources)
		open_run_add_saved(list,
				   json_get(row, "wanted") ? json_get(row, "wanted") : row);
}

void users_of_plan(struct json *list, const struct plan *p)
{
	for (size_t i = 0; p && i < p->count; i++) {
		open_run_add_resource(list, p->steps[i].resource);
		open_run_add_user(list, resource_str(p->steps[i].before, "user"));
		open_run_add_user(list, json_str(p->steps[i].settings, "user"));
	}
}

/* The same of a plan as the journal has it. */
static bool open_run_works_on(const struct json *plan, const struct json *users)
{
	struct json *list = json_list_new();
	bool does = false;

	json_each(step, json_get(plan, "steps")) {
		open_run_add_saved(list, json_get(step, "resource"));
		open_run_add_user(list, json_str(json_get(step, "before"), "user"));
	}
	json_each(user, list)
		does |= open_run_has_user(users, json_text(user));
	json_free(list);
	return does;
}

/* --- open runs ------------------------------------------------------------------------ */

bool open_run_of(const struct record *r, struct open_run *out)
{
	const char *run = r ? record_half_way(r) : NULL;
	const struct json *plan;

	*out = (struct open_run){ .done = 0 };
	if (!run)
		return false;
	snprintf(out->setup, sizeof(out->setup), "%s", record_name(r));
	snprintf(out->run, sizeof(out->run), "%s", run);
	plan = record_last_plan(r, &out->done, &out->all);
	snprintf(out->step, sizeof(out->step), "%s", record_open_step(r, plan, run));
	out->process = record_holder(r);
	return true;
}

bool open_run_named(const char *setup, struct open_run *out)
{
	struct err ignored = ERR_INIT;
	struct record *r = record_open(setup, false, &ignored);
	bool is = open_run_of(r, out);

	record_close(r);
	return is;
}

bool open_run_refuse(const struct open_run *o, struct err *err)
{
	const char *s = o->setup;

	if (o->process) {
		err_set(err, ERR_BUSY,
			"another accredit (process %ld) is working on '%s' right now",
			o->process, s);
		return err_hint(err, "wait until it has finished, then run this again");
	}
	err_set(err, ERR_INTERRUPTED,
		"a run of '%s' was interrupted (%zu of %zu steps done)", s, o->done,
		o->all);
	return err_hint(err, "'accredit resume %s' continues it, 'accredit resume %s --undo' "
			"undoes it", s, s);
}

bool open_run_find(const struct record *own, const char *setup, const char *account,
		   const struct json *users, struct open_run *out)
{
	struct err ignored = ERR_INIT;
	struct json *names = json_count(users) ? record_names(&ignored) : NULL;
	bool found = open_run_of(own, out);

	/* Of another setup in this account, whose run works on one of these users. */
	json_each(name, names) {
		const struct answers *a;
		struct record *r;
		size_t done, all;

		if (found || str_eq(json_text(name), setup))
			continue;
		ignored = (struct err)ERR_INIT;
		r = record_open(json_text(name), false, &ignored);
		a = r ? record_answers(r) : NULL;
		found = a && str_eq(a->account, account) && record_half_way(r) &&
			open_run_works_on(record_last_plan(r, &done, &all), users) &&
			open_run_of(r, out);
		record_close(r);
	}
	json_free(names);
	return found;
}

bool open_run_none(const struct record *own, const char *setup, const char *account,
		   const struct json *users, struct err *err)
{
	struct open_run o;

	return !open_run_find(own, setup, account, users, &o) || open_run_refuse(&o, err);
}

struct json *open_run_event(const struct open_run *o)
{
	struct json *event = json_object_new();

	json_put_str(event, "event", "interrupted");
	json_put_str(event, "setup", o->setup);
	json_put_str(event, "run", o->run);
	json_put_str(event, "step", o->step);
	json_put(event, "done", json_number_new((double)o->done));
	json_put(event, "all", json_number_new((double)o->all));
	json_put(event, "running", json_bool_new(o->process != 0));
	return event;
}

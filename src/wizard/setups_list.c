/* setups_list.c - see setups_list.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/open_run.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "probe/probe.h"
#include "wizard/journey.h"
#include "wizard/setups_list.h"

/* The key of the record: when a run created it, as its journal says. */
static void setups_list_read_key(struct setup_row *row, const struct record *r,
				 const struct json *resources)
{
	const char *id = "";

	json_each(one, resources)
		if (str_eq(recorded_read(one).kind, "access-key")) {
			row->has_key = true;
			id = recorded_read(one).key_id;
		}
	if (!*id)
		return;
	json_each(line, record_lines(r)) {
		const struct json *step =
			record_planned(r, json_str(line, "run"), json_str(line, "step"));
		const char *action = json_str(step, "action");

		if (str_eq(json_str(json_get(line, "outputs"), "key_id"), id) &&
		    str_eq(planned_step_read(step).kind, "access-key") &&
		    (str_eq(action, "create") || str_eq(action, "update")))
			row->key_created = clock_read_any(json_str(line, "t"));
	}
	row->key_created = row->key_created < 0 ? 0 : row->key_created;
}

struct setup_row setup_row_read(const struct record *r)
{
	struct setup_row row = { .interrupted = record_half_way(r),
				 .probe_alone = record_probe_alone(r),
				 .removed = record_was_removed(r) };
	struct json *report = record_report(r), *resources = record_resources(r);
	const struct json *tested = row.interrupted ? record_tested(r) : NULL;
	struct buf state = BUF(256), price = BUF(sizeof(row.price));
	struct open_run open;

	answers_copy(&row.answers, record_answers(r));
	journey_state(r, &state);
	snprintf(row.state, sizeof(row.state), "%s", state.s);
	if (tested)
		probe_price(tested, &price);
	snprintf(row.price, sizeof(row.price), "%s", price.s);
	buf_free(&price);
	row.verified = verified_read(r, report);
	if (open_run_of(r, &open)) {
		row.running = open.process;
		row.done = open.done;
		row.all = open.all;
	}
	row.exists = json_count(resources);
	row.waits = waiting_read(r, &row.waiting);
	setups_list_read_key(&row, r, resources);
	row.changed = clock_read_any(json_str(report, "changed"));
	row.changed = row.changed < 0 ? 0 : row.changed;
	rotate_read_previous(r, &row.previous);
	buf_free(&state);
	json_free(resources);
	json_free(report);
	return row;
}

void setup_row_free(struct setup_row *row)
{
	answers_free(&row->answers);
}

struct setups wizard_read_setups(void)
{
	struct err err = ERR_INIT;
	struct json *names = record_names(&err);
	struct setups all = { NULL };

	json_each(name, names) {
		struct record *r = record_open(json_text(name), false, &err);

		if (r && record_answers(r))
			setups_add(&all, setup_row_read(r));
		record_close(r);
	}
	json_free(names);
	return all;
}

void setups_add(struct setups *all, struct setup_row row)
{
	all->rows = xrealloc(all->rows, (all->count + 1) * sizeof(*all->rows));
	all->rows[all->count++] = row;
}

void setups_free(struct setups *all)
{
	for (size_t i = 0; i < all->count; i++)
		setup_row_free(&all->rows[i]);
	free(all->rows);
	*all = (struct setups){ NULL };
}

const struct setup_row *setups_find(const struct setups *all, const char *name)
{
	for (size_t i = 0; i < all->count; i++)
		if (str_eq(all->rows[i].answers.name, name))
			return &all->rows[i];
	return NULL;
}

/* setups_list.c - see setups_list.h. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/accepted.h"
#include "plan/record.h"
#include "wizard/journey.h"
#include "wizard/setups_list.h"

struct setup_row setup_row_read(const struct record *r)
{
	struct setup_row row = { .interrupted = record_half_way(r),
				 .probe_alone = record_probe_alone(r) };
	struct json *report = record_report(r);
	struct buf state = BUF(256);

	answers_copy(&row.answers, record_answers(r));
	journey_state(r, &state);
	snprintf(row.state, sizeof(row.state), "%s", state.s);
	row.verified = verified_read(r, report);
	buf_free(&state);
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

struct json *wizard_read_record(const char *setup, struct err *err)
{
	struct record *r = record_open(setup, false, err);
	struct json *shown = NULL;

	if (r && record_answers(r)) {
		shown = json_object_new();
		json_put(shown, "answers", answers_json(record_answers(r)));
		json_put(shown, "resources", record_resources(r));
		json_put(shown, "report", record_report(r));
		json_put(shown, "accepted", accepted_read(r));
	} else if (r) {
		err_set(err, ERR_INPUT, "there is no record of a set-up '%s'", setup);
	}
	record_close(r);
	return shown;
}

/* setups_list.c - see setups_list.h. */
#include "config.h"

#include "format/json.h"
#include "plan/accepted.h"
#include "plan/record.h"
#include "wizard/journey.h"
#include "wizard/setups_list.h"
#include "wizard/verified.h"

static struct json *setups_list_setup_row(const struct record *r)
{
	struct json *row = answers_json(record_answers(r)), *report = record_report(r);
	struct buf state = BUF(256);

	journey_state(r, &state);
	json_put_str(row, "state", state.s);
	json_put(row, "half_way", json_bool_new(record_half_way(r)));
	json_put(row, "probe_alone", json_bool_new(record_probe_alone(r)));
	verified_put(row, r, report);
	json_put(row, "ok", json_bool_new(json_true(json_get(report, "ok"))));
	buf_free(&state);
	json_free(report);
	return row;
}

struct json *wizard_read_setups(void)
{
	struct err err = ERR_INIT;
	struct json *names = record_names(&err), *list = json_list_new();

	json_each(name, names) {
		struct record *r = record_open(json_text(name), false, &err);

		if (r && record_answers(r))
			json_push(list, setups_list_setup_row(r));
		record_close(r);
	}
	json_free(names);
	return list;
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

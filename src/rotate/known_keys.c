/* known_keys.c - see known_keys.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "plan/journal.h"
#include "plan/record.h"
#include "resource/key_location.h"
#include "rotate/known_keys.h"
#include "rotate/rotate_internal.h"

enum state { WORKS, DEACTIVATED, DELETED };

/* The state of a key after a completed step. */
static const struct { const char *step; enum state state;
} steps[] = {
	{ DEACTIVATE_STEP, DEACTIVATED }, { KEEP_NEWER_STEP, DEACTIVATED },
	{ REACTIVATE_STEP, WORKS },	  { FINISH_STEP, DELETED },
	{ DELETE_OTHER_STEP, DELETED },
};

static enum state known_keys_state_of(const struct record *r, const char *id,
				      struct known_key *k)
{
	enum state state = WORKS;

	json_each(line, record_lines(r)) {
		const char *phase = json_str(line, "phase");
		bool undone = str_eq(phase, PHASE_UNDONE);

		for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
			const char *of;

			if (!str_eq(json_str(line, "step"), steps[i].step) ||
			    !(undone || str_eq(phase, PHASE_DONE)))
				continue;
			/* in the outcome of a deactivation, in the intent of the others */
			of = json_str(json_get(line, "outputs"), "parked_id");
			if (!*of)
				of = json_str(
					json_get(record_line(r, json_str(line, "run"),
							     steps[i].step, PHASE_INTENT),
						 "params"),
					"key_id");
			if (!str_eq(of, id))
				continue;
			state = undone && steps[i].state == DEACTIVATED ? WORKS : steps[i].state;
			snprintf(k->at, sizeof(k->at), "%s", json_str(line, "t"));
		}
	}
	return state;
}

bool known_key(const char *id, struct known_key *k)
{
	struct err ignored = ERR_INIT;
	struct json *names = record_names(&ignored);
	enum state state = WORKS;
	struct json *all;

	*k = (struct known_key){ .deleted = false };
	json_each(name, names) {
		struct record *r = *id ? record_open(json_text(name), false, &ignored) : NULL;

		if (r && state == WORKS)
			state = known_keys_state_of(r, id, k);
		if (r && state != WORKS && !*k->setup) {
			snprintf(k->setup, sizeof(k->setup), "%s", json_text(name));
			/* The key that replaced it, and the first location in the record. */
			all = record_resources(r);
			json_each(row, all) {
				struct recorded of = recorded_read(row);
				struct resource *wanted = resource_load(of.wanted);
				const char *file = json_str(of.wanted, "file");
				struct key_location location;
				bool is = wanted && key_location_of(wanted, &location);

				resource_free(wanted);
				if (str_eq(of.kind, "access-key"))
					snprintf(k->new_id, sizeof(k->new_id), "%s",
						 of.key_id);
				if (*k->where || !is)
					continue;
				if (str_eq(of.kind, "credentials-profile"))
					snprintf(k->where, sizeof(k->where),
						 "the profile '%.100s'", of.name);
				else
					snprintf(k->where, sizeof(k->where), "'%.200s'",
						 *file ? file : of.name);
			}
			json_free(all);
		}
		record_close(r);
	}
	json_free(names);
	k->deleted = state == DELETED;
	return state != WORKS;
}

/* rotation_rows.c - whose keys can be rotated, by the records; see rotation_model.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/when.h"
#include "format/json.h"
#include "rotate/rotation.h"
#include "wizard/wizard.h"

void wizard_own_user(const struct wizard *w, char user[132])
{
	const char *at = strstr(w->session.arn, ":user/");

	/* a path may stand before the name */
	snprintf(user, 132, "%s", w->signed_in && at ? strrchr(at, '/') + 1 : "");
}

/* What the previous rotation left to do, and from when on. */
static void rotation_rows_unfinished(struct buf *out, const struct previous_key *previous,
				     time_t now)
{
	time_t from = clock_read_any(previous->at) + QUIET_HOURS * 3600;
	char at[WHEN_SIZE];

	if (previous->state == PREVIOUS_DEACTIVATED && from > now)
		buf_fmt(out, ", old key to delete from %s", when_at(at, from, now));
	else if (previous->state == PREVIOUS_DEACTIVATED)
		buf_str(out, ", old key to delete now");
	else if (previous->state == PREVIOUS_WAITING)
		buf_str(out, ", old key still active");
	else if (previous->state == PREVIOUS_REVERTED)
		buf_str(out, ", unused newer key to delete");
}

/* The age of its key as the record knows it; a role has none. */
static void rotation_rows_note(struct buf *out, const struct setup_row *setup, time_t now)
{
	char at[WHEN_SIZE];

	if (!setup->has_key)
		buf_str(out, "no access key recorded");
	else if (setup->key_created)
		buf_fmt(out, "key %s", when_created(at, setup->key_created, now));
	else
		buf_str(out, "age of the key unknown");
	rotation_rows_unfinished(out, &setup->previous, now);
}

static struct rotation_row *rotation_rows_add(struct rotation_rows *all, const char *name)
{
	struct rotation_row *row;

	all->rows = xrealloc(all->rows, (all->count + 1) * sizeof(*all->rows));
	row = &all->rows[all->count++];
	*row = (struct rotation_row){ .kind = ROTATION_ROW_SETUP };
	snprintf(row->name, sizeof(row->name), "%s", name);
	return row;
}

static void rotation_rows_add_setup(struct rotation_rows *all, const struct setup_row *setup,
				    const char *own)
{
	const char *user = json_str(setup->answers.values, "USER_NAME");
	struct rotation_row *row = rotation_rows_add(all, setup->answers.name);
	struct buf note = BUF(sizeof(row->note) - 1);

	row->interrupted = setup->interrupted;
	if (*setup->answers.platform)
		snprintf(row->text, sizeof(row->text), "%s", setup->answers.name);
	else
		snprintf(row->text, sizeof(row->text), "user '%.130s'", user);
	if (!*setup->answers.platform && str_eq(user, own))
		buf_str(&note, "you are signed in with it: ");
	rotation_rows_note(&note, setup, clock_wall());
	snprintf(row->note, sizeof(row->note), "%s", note.s);
	buf_free(&note);
}

struct rotation_rows wizard_rotation_candidates(const struct wizard *w)
{
	struct rotation_rows all = { NULL };
	struct rotation_row *row;
	bool listed = false;
	char own[132];

	wizard_own_user(w, own);
	/* those with a key come first, then roles and what is not known */
	for (int keys = 1; keys >= 0; keys--)
		for (size_t i = 0; i < w->setups.count; i++) {
			const struct setup_row *setup = &w->setups.rows[i];

			if (setup->has_key != keys ||
			    (!keys && !setup->exists && !setup->interrupted))
				continue;
			rotation_rows_add_setup(&all, setup, own);
			listed |= !*setup->answers.platform &&
				str_eq(json_str(setup->answers.values, "USER_NAME"), own);
		}
	if (*own && !listed) {
		row = rotation_rows_add(&all, "own");
		row->kind = ROTATION_ROW_OWN;
		snprintf(row->text, sizeof(row->text), "user '%s'", own);
		snprintf(row->note, sizeof(row->note), "the key you are signed in with");
	}
	row = rotation_rows_add(&all, "user");
	row->kind = ROTATION_ROW_OTHER;
	snprintf(row->text, sizeof(row->text), "Another IAM user...");
	return all;
}

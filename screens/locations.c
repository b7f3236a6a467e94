/* locations.c - the locations of the new key, as a checklist. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "screens/button_row.h"
#include "screens/context.h"
#include "screens/list.h"
#include "screens/popup.h"
#include "screens/wrap.h"

enum { MOST_LOCATIONS = 48, LOW = 16 };

struct locations {
	struct list list;
	struct button_row buttons;
	char rows[MOST_LOCATIONS][1200]; /* "[x] " and the location */
	char command[1100];
	char kept[1200]; 		/* where the old key is that cannot be updated */
	size_t count;
};

enum { CONTINUE, BACK };

static const struct button buttons[] = {
	[CONTINUE] = { .label = "Continue" },
	[BACK] = { .label = "Back" },
	{ .label = NULL },
};

struct row_data { const struct context *d; const struct locations *me; };

static const struct rotation_location *locations_of(const struct context *d, size_t i)
{
	return &d->w->rotation.facts->locations[i];
}

static void locations_row(const void *data, size_t i, struct list_row *out)
{
	const struct row_data *r = data;

	if (i < r->me->count) {
		const struct rotation_location *l = locations_of(r->d, i);

		out->role = l->skip ? R_QUIET : R_TEXT;
		out->text = r->me->rows[i];
		out->tag = !l->skip ? NULL : l->gone ? "missing" : "skipped";
	} else if (i == r->me->count) {
		out->text = "[+] Add profile...";
		out->note = "must not contain a key yet";
	} else {
		out->text = r->me->command;
		out->note =
			*r->d->w->rotation.store ? "the command" : "receives the new key";
	}
}

static struct list_source locations_rows_of(const struct row_data *data)
{
	return (struct list_source){ data->me->count + 2, locations_row, data };
}

/* The selected row opens a dialog; on all others Enter presses the button. */
static bool locations_adds(const struct context *d, const struct locations *p)
{
	return p->list.selected == p->count ||
		(p->list.selected > p->count && !*d->w->rotation.store);
}

static void locations_load(struct locations *p, const struct context *d)
{
	const struct rotation_facts *facts = d->w->rotation.facts;
	struct buf kept = BUF(sizeof(p->kept) - 1);

	p->count = 0;
	for (size_t i = 0; i < facts->locations_count && i < MOST_LOCATIONS; i++) {
		struct buf says = BUF(1199);

		wizard_describe_location(facts->locations[i].resource, &says);
		snprintf(p->rows[p->count++], sizeof(*p->rows), "[%c] %.1190s",
			 facts->locations[i].skip ? ' ' : 'x', says.s);
		buf_free(&says);
	}
	wizard_describe_kept_lines(d->w, &kept);
	snprintf(p->kept, sizeof(p->kept), "%s", kept.s);
	for (char *c = p->kept; *c; c++)
		*c = *c == '\n' ? ' ' : *c;
	buf_free(&kept);
	snprintf(p->command, sizeof(p->command), "%s %s",
		 *d->w->rotation.store ? "[x]" : "[+]",
		 *d->w->rotation.store ? d->w->rotation.store : "Add command...");
	p->buttons.away = locations_adds(d, p);
}

static void locations_enter(struct loop *loop, void *model, void *me)
{
	(void)loop;
	locations_load(me, model);
}

static bool locations_is_here(struct loop *loop, const char *text)
{
	return text && loop_now(loop) == &screen_locations;
}

static void locations_profile_typed(struct loop *loop, void *model, const char *text)
{
	struct context *d = model;
	struct err err = ERR_INIT;

	if (!locations_is_here(loop, text))
		return;
	if (!wizard_add_location(d->w, text, &err))
		popup_err(loop, "Not added", &err);
	locations_load(loop_state(loop), d);
}

static void locations_command_typed(struct loop *loop, void *model, const char *text)
{
	struct context *d = model;

	if (!locations_is_here(loop, text))
		return;
	snprintf(d->w->rotation.store, sizeof(d->w->rotation.store), "%s", text);
	locations_load(loop_state(loop), d);
}

static void locations_add(struct loop *loop, const struct locations *p)
{
	if (p->list.selected == p->count)
		popup_ask_text(
			loop, "Add profile",
			"A profile of the credentials file that does not contain a key "
			"yet. The new key is written there, too.",
			locations_profile_typed);
	else
		popup_ask_text(loop, "Add command",
			       "It receives the new key on standard input, as JSON with "
			       "AccessKeyId and SecretAccessKey: for a secret store, for "
			       "example. If it fails (non-zero exit), the rotation stops "
			       "before the old key is deactivated.",
			       locations_command_typed);
}

static enum go locations_press(struct loop *loop, const struct context *d, int button)
{
	if (button == BACK)
		return GO_BACK;
	if (wizard_count_locations(d->w))
		return GO_NEXT;
	loop_note(loop, R_WARN, "select a location: the new key must be stored somewhere");
	return GO_STAY;
}

static enum go locations_key(struct loop *loop, void *model, void *me, struct key k)
{
	const struct row_data data = { model, me };
	struct context *d = model;
	struct locations *p = me;
	int button = button_row_key(&p->buttons, buttons, k);

	if (button == BUTTON_MOVED)
		return GO_STAY;
	if (button != BUTTON_PASS)
		return locations_press(loop, d, button);
	if (k.ch == L' ') {
		if (p->list.selected < p->count)
			wizard_toggle_location(d->w, p->list.selected);
		else if (p->list.selected > p->count && *d->w->rotation.store)
			*d->w->rotation.store = '\0';
		else
			locations_add(loop, p);
		locations_load(p, d);
		return GO_STAY;
	}
	switch (list_key(&p->list, locations_rows_of(&data), k)) {
	case LIST_CHOSEN:
		if (locations_adds(d, p))
			locations_add(loop, p);
		break;
	case LIST_PASS:
		return GO_PASS;
	case LIST_DISABLED:
	case LIST_MOVED:
		p->buttons.away = locations_adds(d, p);
		break;
	}
	return GO_STAY;
}

/* About the selected row, then about all of them. */
static void locations_draw_text(const struct context *d, const struct locations *p,
				struct box at)
{
	const struct rotation_facts *facts = d->w->rotation.facts;
	bool skipped = false;

	if (p->list.selected < p->count) { /* a long path is not cut */
		const char *gone = locations_of(d, p->list.selected)->gone;
		int used = wrap_put(at, 0, R_LINK, p->rows[p->list.selected] + 4);

		if (gone)
			used += wrap_put(at, used, R_WARN, gone);
		at = box_part(at, used, 0, at.h - used, at.w);
	}
	for (size_t i = 0; i < facts->locations_count; i++)
		skipped |= facts->locations[i].skip && !facts->locations[i].gone;
	if (skipped)
		wrap_put(at, 0, R_WARN,
			 "Skipped locations keep the old key, which stops working "
			 "when it is deactivated. Update them yourself.");
	else if (*p->kept)
		wrap_put(at, 0, R_WARN, p->kept);
	else if (!wizard_count_locations(d->w))
		wrap_put(at, 0, R_WARN,
			 "No location is selected. Select one, or add a profile or a "
			 "command: AWS shows the secret of the new key only once.");
	else
		wrap_put(
			at, 0, R_QUIET,
			"All known locations of the old key on this computer are selected.");
}

static void locations_draw(const void *model, const void *me, struct box at)
{
	const struct row_data data = { model, me };
	const struct locations *p = me;
	int top = at.h < LOW ? 1 : 2, text = at.h < LOW ? 4 : 6;

	put_cut(at, 0, 0, at.w, R_TEXT, "Where should the new key be stored?");
	list_draw(&p->list, locations_rows_of(&data),
		  box_part(at, top, 0, at.h - top - text - 1, at.w));
	locations_draw_text(model, p, box_part(at, at.h - text - 1, 0, text, at.w));
	button_row_draw(&p->buttons, buttons, box_part(at, at.h - 1, 0, 1, at.w));
}

static bool locations_wanted(const void *model)
{
	const struct context *d = model;

	return d->purpose == FOR_ROTATE;
}

static const struct hint *locations_hinting(const void *model, const void *me)
{
	static const struct hint check[] = {
		{ HINT_ENTER, "Continue" }, { HINT_SPACE, NULL }, { HINT_ESC, NULL },
		{ HINT_MOVE, NULL },	    { HINT_TAB, NULL },	  { 0 }
	};
	static const struct hint add[] = { { HINT_ENTER, "Add" },
					   { HINT_ESC, NULL },
					   { HINT_MOVE, NULL },
					   { HINT_TAB, NULL },
					   { 0 } };
	const struct locations *p = me;

	(void)model;
	return p->buttons.away ? add : check;
}

static bool locations_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Locations";
	out->text =
		"The new key is written to each selected location before the old one is "
		"deactivated. If a location was changed in the meantime, it is left "
		"unchanged and the rotation stops. Space selects or clears a location.";
	return true;
}

const struct screen screen_locations = {
	.name = "locations",
	.title = "Locations",
	.state_size = sizeof(struct locations),
	.wanted = locations_wanted,
	.enter = locations_enter,
	.draw = locations_draw,
	.key = locations_key,
	.news = context_only_news,
	.help = locations_help,
	.quit_text = context_quit_text,
	.hints_now = locations_hinting,
};

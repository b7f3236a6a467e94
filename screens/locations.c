/* locations.c - the locations of the new key. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "screens/context.h"
#include "screens/list.h"
#include "screens/popup.h"
#include "screens/wrap.h"

enum { TEXT_ROWS = 6, MOST_LOCATIONS = 48 };

struct locations {
	struct list list;
	char rows[MOST_LOCATIONS][1200]; /* "[x] " and the location */
	char command[1100];
	char kept[1200]; 		/* where the old key is that cannot be updated */
	size_t count;
};

struct row_data { const struct context *d; const struct locations *me; };

static void locations_row(const void *data, size_t i, struct list_row *out)
{
	const struct row_data *r = data;
	bool in = i < r->me->count && !r->d->w->rotation.facts->locations[i].skip;

	if (i < r->me->count) {
		out->role = in ? R_TEXT : R_QUIET;
		out->text = r->me->rows[i];
		out->tag = in ? NULL : "left out";
	} else if (i == r->me->count) {
		out->text = "[+] Another profile";
		out->note = "one that holds no key yet";
	} else {
		out->text = r->me->command;
		out->note = *r->d->w->rotation.store ? "the command" :
						       "that reads the new key";
	}
}

static struct list_source locations_rows_of(const struct row_data *data)
{
	return (struct list_source){ data->me->count + 2, locations_row, data };
}

static void locations_load(struct locations *p, const struct context *d)
{
	const struct rotation_facts *facts = d->w->rotation.facts;
	struct buf kept = BUF(sizeof(p->kept) - 1);

	p->count = 0;
	for (size_t i = 0; i < facts->locations_count && i < MOST_LOCATIONS; i++) {
		struct buf says = BUF(1199);

		wizard_describe_location(&facts->locations[i], &says);
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
		 *d->w->rotation.store ? d->w->rotation.store : "A command");
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
		popup_err(loop, "Not taken", &err);
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
		popup_ask_text(loop, "Another profile",
			       "A section of the credentials file that "
			       "holds no key yet. The new key is written there as well.",
			       locations_profile_typed);
	else
		popup_ask_text(
			loop, "A command",
			"It gets the new key on its standard input, as "
			"JSON with AccessKeyId and SecretAccessKey: to hand it to a store "
			"of secrets, for example. It must end well, or the rotation stops "
			"before the old key is parked.",
			locations_command_typed);
}

static enum go locations_key(struct loop *loop, void *model, void *me, struct key k)
{
	const struct row_data data = { model, me };
	struct context *d = model;
	struct locations *p = me;

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
		if (p->list.selected == p->count ||
		    (p->list.selected > p->count && !*d->w->rotation.store))
			locations_add(loop, p);
		else if (wizard_count_locations(d->w))
			return GO_NEXT;
		else
			loop_note(loop, R_WARN,
				  "the new key would go nowhere: tick a place");
		break;
	case LIST_PASS:
		return GO_PASS;
	case LIST_DISABLED:
	case LIST_MOVED:
		break;
	}
	return GO_STAY;
}

static void locations_draw(const void *model, const void *me, struct box at)
{
	const struct row_data data = { model, me };
	const struct rotation_facts *facts = data.d->w->rotation.facts;
	const struct locations *p = me;
	bool left_out = false;

	put_cut(at, 0, 0, at.w, R_TEXT, "Where shall the new key go?");
	list_draw(&p->list, locations_rows_of(&data),
		  box_part(at, 2, 0, at.h - 3 - TEXT_ROWS, at.w));
	at = box_part(at, at.h - TEXT_ROWS, 0, TEXT_ROWS, at.w);
	if (p->list.selected < p->count) { /* a long path is not cut */
		int used = wrap_put(at, 0, R_LINK, p->rows[p->list.selected] + 4);

		at = box_part(at, used, 0, at.h - used, at.w);
	}
	for (size_t i = 0; i < facts->locations_count; i++)
		left_out |= facts->locations[i].skip;
	if (left_out)
		wrap_put(at, 0, R_WARN, "What is left out keeps the old key and is refused once "
			 "that is parked: put the new one there yourself.");
	else if (*p->kept)
		wrap_put(at, 0, R_WARN, p->kept);
	else if (p->count)
		wrap_put(at, 0, R_QUIET, "All that hold the old key on this machine are ticked.");
	else
		wrap_put(at, 0, R_WARN, "No file on this machine holds the old key. Name a "
			 "profile for the new one, or a command: AWS says its secret only once.");
}

static bool locations_wanted(const void *model)
{
	const struct context *d = model;

	return d->purpose == FOR_ROTATE;
}

static bool locations_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Places";
	out->text = "Each ticked place gets the new key before the old one is parked. Where "
		    "somebody changed a place meanwhile it is left alone, and the rotation "
		    "stops there. Space ticks, Enter goes on.";
	return true;
}

const struct screen screen_locations = {
	.name = "places",
	.title = "Places",
	.state_size = sizeof(struct locations),
	.wanted = locations_wanted,
	.enter = locations_enter,
	.draw = locations_draw,
	.key = locations_key,
	.news = context_only_news,
	.help = locations_help,
	.quit_text = context_quit_text,
	.hints = (const struct hint[]){ { HINT_ENTER, "Continue" },
					{ HINT_SPACE, NULL },
					{ HINT_ESC, NULL },
					{ HINT_MOVE, NULL },
					{ 0 } },
};

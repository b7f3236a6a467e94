/* frame.c - see frame.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "screens/drawn.h"
#include "screens/frame.h"
#include "screens/loop.h"
#include "screens/wrap.h"

enum step_state { STEP_BEFORE, STEP_NOW, STEP_AFTER };
enum { SIDE = 20, SIDE_WIDE = 26, WIDE_FROM = 110 };

const struct hint_key hint_keys[] = {
	[HINT_END] = { "", "", "" },
#define HINT(id, key, verb, help) [HINT_##id] = { key, verb, help },
#include "screens/key_table.h"
};

bool frame_fits(struct box screen)
{
	return screen.w >= LEAST_W && screen.h >= LEAST_H;
}

void frame_small(struct box screen, const char *says)
{
	char text[96];

	snprintf(text, sizeof(text),
		 "Terminal too small: %dx%d (accredit needs at least %dx%d)", screen.w,
		 screen.h, LEAST_W, LEAST_H);
	if (!says && put_width(text) > screen.w)
		snprintf(text, sizeof(text), "needs %dx%d", LEAST_W, LEAST_H);
	put_cut(screen, screen.h / 2, 0, screen.w, R_TEXT, says ? says : text);
}

enum { GAP = 3, NAME = 10, CREDENTIALS = 10 };

/*
 * Account, Region and credentials. The Region is never cut, the account last; the
 * program's name is shown only where nothing has to be cut.
 */
static void frame_header_parts(const struct header *h, struct box at)
{
	int region = put_width(h->region), account = put_width(h->account);
	int all = account + region + put_width(h->credentials) + 2 * GAP, col = 0;
	char sep[16];

	if (!region && !*h->credentials) { /* not known yet */
		if (account + NAME <= at.w)
			col = put(at, 0, 0, R_BAR, "accredit  ");
		put_cut(at, 0, col, at.w - col, R_BAR, h->account);
		return;
	}
	snprintf(sep, sizeof(sep), " %s ", glyphs()->dot);
	if (all + NAME <= at.w)
		col += put(at, 0, 0, R_BAR, "accredit  ");
	else if (account + region + 2 * GAP + CREDENTIALS > at.w)
		account = at.w - region - 2 * GAP - CREDENTIALS;
	col += put_cut(at, 0, col, account, R_BAR, h->account);
	col += put(at, 0, col, R_BAR, sep);
	col += put(at, 0, col, R_BAR, h->region);
	col += put(at, 0, col, R_BAR, sep);
	put_cut(at, 0, col, at.w - col, R_BAR, h->credentials);
}

static const char *frame_side_name(const struct screen *s)
{
	return s->side ? s->side : s->title;
}

static bool frame_is_listed(const struct screen *s, const void *model)
{
	return frame_side_name(s)[0] && (!s->wanted || s->wanted(model));
}

/* How many parts the screen has; the title and the place of the one shown. */
static int frame_parts(const struct frame *f, const char **title, int *position)
{
	const char *one;
	int count = 0;
	bool now;

	while (f->now->part && (one = f->now->part(f->model, f->me, (size_t)count, &now))) {
		count++;
		if (now && title) {
			*title = one;
			*position = count;
		}
	}
	return count;
}

/* A row of the list of steps; returns the rows used. */
static int frame_draw_step(struct box at, int row, enum step_state state, const char *title)
{
	const struct glyphs *g = glyphs();
	const struct {
		const char *sign;
		enum role role, name;
	} looks[] = {
		[STEP_BEFORE] = { g->done, R_DONE, R_TEXT },
		[STEP_NOW] = { g->pick, R_KEY, R_TITLE },
		[STEP_AFTER] = { g->wait, R_QUIET, R_QUIET },
	};

	put(at, row, 0, looks[state].role, looks[state].sign);
	return wrap_put(box_part(at, 0, 2, at.h, at.w - 2), row, looks[state].name, title);
}

/* The parts of the current screen, where there are several. */
static int frame_draw_parts(const struct frame *f, struct box at, int row)
{
	enum step_state state = STEP_BEFORE;
	const char *title;
	bool now;

	if (frame_parts(f, NULL, NULL) < 2)
		return row;
	for (size_t i = 0; (title = f->now->part(f->model, f->me, i, &now)); i++) {
		state = now ? STEP_NOW : state;
		row += frame_draw_step(box_part(at, 0, 2, at.h, at.w), row, state, title);
		state = now ? STEP_AFTER : state;
	}
	return row;
}

static void frame_draw_side(const struct frame *f, struct box at)
{
	enum step_state state = STEP_BEFORE;
	int row = 2;

	put_cut(at, 0, 0, at.w, R_TITLE, f->flow->title);
	for (size_t i = 0; f->flow->screens[i]; i++) {
		const struct screen *s = f->flow->screens[i];

		if (s == f->now)
			state = STEP_NOW;
		if (frame_is_listed(s, f->model))
			row += frame_draw_step(at, row, state, frame_side_name(s));
		if (state == STEP_NOW) {
			row = frame_draw_parts(f, at, row);
			state = STEP_AFTER;
		}
	}
}

static void frame_draw_title(const struct frame *f, struct box at, bool side)
{
	const char *title = f->now->title;
	int position, count, part = 0, parts = frame_parts(f, &title, &part);
	char where[160], of[40] = "";

	/* The number of the current step, and how many there are. */
	position = count = 0;
	for (size_t i = 0; f->flow->screens[i]; i++) {
		if (!frame_is_listed(f->flow->screens[i], f->model))
			continue;
		(count)++;
		if (f->flow->screens[i] == f->now)
			position = count;
	}
	if (!f->flow->steps || !position) {
		put_cut(at, 0, 0, at.w, R_TITLE, title);
		return;
	}
	if (parts > 1)
		snprintf(of, sizeof(of), " %s %d of %d", glyphs()->dot, part, parts);
	if (side)
		snprintf(where, sizeof(where), "step %d of %d%s", position, count, of);
	else
		snprintf(where, sizeof(where), "%s, %d of %d%s", f->flow->title, position,
			 count, of);
	put_right(at, 0, R_QUIET, where);
	put_cut(at, 0, 0, at.w - put_width(where) - 1, R_TITLE, title);
}

/* Draws a hint where all of it fits. */
static bool frame_draw_hint(struct box at, int *col, const char *key, const char *does)
{
	int w = put_width(key) + 1 + put_width(does);

	if (*col + w > at.w)
		return false;
	put(at, 0, *col, R_KEY, key);
	put(at, 0, *col + put_width(key) + 1, R_TEXT, does);
	*col += w + 2;
	return true;
}

bool frame_offers(enum hint_id key, bool typing)
{
	const struct drawn *d = drawn();

	if (typing && !hint_keys[key].key[1])
		return false; /* a letter is text */
	if (key == HINT_PAGE || key == HINT_SCROLL)
		return d->scrolls;
	return key != HINT_MOVE || !d->list || d->moves;
}

/* Help is always shown; the others as far as they fit before it. */
static void frame_draw_hints(const struct frame *f, struct box at)
{
	static const struct hint filter[] = {
		{ HINT_ENTER, "Select" }, { HINT_ESC, "Cancel" }, { HINT_MOVE, NULL }, { 0 }
	};
	static const struct hint find[] = { { HINT_ENTER, "Done" },
					    { HINT_ESC, "Cancel" },
					    { 0 } };
	const struct hint *h = drawn()->filters ? filter : drawn()->finds ? find : f->hints;
	const char *key = f->typing ? "F1" : "F1 ?";
	int last = put_width(key) + 5, col = 0;
	struct box most = box_part(at, 0, 0, 1, at.w - last - 2);

	for (; h && h->key; h++)
		if (frame_offers(h->key, f->typing) &&
		    !frame_draw_hint(most, &col, hint_keys[h->key].key,
				     h->does ? h->does : hint_keys[h->key].verb))
			break;
	col = at.w - last;
	frame_draw_hint(at, &col, key, "Help");
}

/* The width of the list of steps with its line; 0: it is not shown. */
static int frame_side(const struct frame *f, struct box screen)
{
	if (screen.w < FULL_W || screen.h < FULL_H || !f->flow->steps || f->now->wide)
		return 0;
	return screen.w >= WIDE_FROM ? SIDE_WIDE : SIDE;
}

/* The note has the row above the hints; in a compact frame it replaces them. */
void frame_draw_footer(const struct frame *f, struct box screen)
{
	bool full = screen.w >= FULL_W && screen.h >= FULL_H;
	int w = frame_side(f, screen), left = w ? w + 2 : 1, last = screen.h - 1;

	if (full || !f->note)
		frame_draw_hints(f, box_part(screen, last, 1, 1, screen.w - 2));
	if (f->note)
		put_cut(screen, full ? last - 1 : last, left, screen.w - left - 1,
			f->note_role, f->note);
}

struct box frame_draw(const struct frame *f, struct box screen)
{
	bool full = screen.w >= FULL_W && screen.h >= FULL_H;
	int w = frame_side(f, screen), left = w ? w + 2 : 1;
	struct box inner = box_part(screen, 1, left, screen.h - 2, screen.w - left - 1);
	const struct header *given = f->header;
	struct header h = *given;
	const char *badge = h.practice ? " PRACTICE " : full ? " REAL ACCOUNT " : " REAL ";

	h.account = h.account ? h.account : "no account yet";
	h.region = h.region ? h.region : "";
	h.credentials = h.credentials ? h.credentials : "";
	put_fill(screen, 0, 0, screen.w, R_BAR, " ");
	frame_header_parts(&h, box_part(screen, 0, 1, 1, screen.w - put_width(badge) - 2));
	put_right(screen, 0, h.practice ? R_PRACTICE : R_REAL, badge);
	if (w) {
		frame_draw_side(f, box_part(screen, 2, 1, screen.h - 4, w - 2));
		for (int row = 1; row < screen.h - 1; row++)
			put(screen, row, w, R_QUIET, glyphs()->vertical);
	}
	if (full)
		inner = box_part(inner, 1, 0, inner.h - 2, inner.w);
	frame_draw_title(f, inner, w > 0);
	return box_part(inner, full ? 2 : 1, 0, inner.h, inner.w);
}

/* button_row.c - see button_row.h. */
#include "config.h"

#include "screens/button_row.h"

enum { ZONE = 0x4000 };		/* above the rows of lists, which are clickable too */

static size_t button_row_count(const struct button *buttons)
{
	size_t n = 0;

	while (buttons[n].label)
		n++;
	return n;
}

int button_row_key(struct button_row *b, const struct button *buttons, struct key k)
{
	size_t n = button_row_count(buttons);

	if (!n)
		return BUTTON_PASS;
	b->at = b->at < n ? b->at : 0;
	switch (k.code) {
	case K_TAB:
	case K_RIGHT:
		b->at = b->away ? 0 : (b->at + 1) % n;
		b->away = false;
		return BUTTON_MOVED;
	case K_BACKTAB:
	case K_LEFT:
		b->at = b->away ? n - 1 : (b->at + n - 1) % n;
		b->away = false;
		return BUTTON_MOVED;
	case K_ENTER:
		return b->away ? BUTTON_PASS : (int)b->at;
	case K_CLICK:
		return k.zone >= ZONE && k.zone < ZONE + n ? (int)(k.zone - ZONE) :
							     BUTTON_PASS;
	case K_NONE:
		for (size_t i = 0; i < n; i++)
			if (k.ch && buttons[i].letter == k.ch)
				return (int)i;
		return BUTTON_PASS;
	default:
		return BUTTON_PASS;
	}
}

void button_row_draw(const struct button_row *b, const struct button *buttons,
		     struct box at)
{
	size_t n = button_row_count(buttons);
	size_t focus = b->away ? n : b->at < n ? b->at : 0;
	int col = 0;

	for (size_t i = 0; i < n && col < at.w; i++) {
		enum role plain = buttons[i].danger ? R_REMOVE : R_KEY;
		int w = put_fmt(at, 0, col, i == focus ? R_SELECTED : plain,
				i == focus ? "[ %s ]" : "  %s  ", buttons[i].label);

		put_clickable(at, 0, col, w, (struct key){ .code = K_CLICK, .zone = ZONE + i });
		if (i == focus)
			put_cursor(at, 0, col + 2);
		col += w + 1;
	}
}

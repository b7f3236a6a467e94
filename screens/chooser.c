/* chooser.c - see chooser.h. */
#include "config.h"

#include "screens/chooser.h"

enum { SIDE_BY_SIDE = 88, MOST_ROWS = 8, LIST_W = 44, TALL = 16 };

enum list_result chooser_key(struct chooser *c, struct list_source of, struct key k)
{
	if ((k.code == K_PGUP || k.code == K_PGDN) && textview_key(&c->text, k))
		return LIST_MOVED;
	return list_key(&c->list, of, k);
}

void chooser_draw(const struct chooser *c, struct list_source of, struct box at)
{
	int all = list_rows(&c->list, of, at.w), h;
	int most = at.h < TALL ? at.h * 2 / 5 : at.h / 2;

	/* Rows for the list: all it has, but the text gets the larger part. */
	if (most > MOST_ROWS + at.h / 4)
		most = MOST_ROWS + at.h / 4;
	h = all < most ? all : most;
	if (at.w >= SIDE_BY_SIDE) {
		list_draw(&c->list, of, box_part(at, 0, 0, at.h, LIST_W));
		for (int row = 0; row < at.h; row++)
			put(at, row, LIST_W + 1, R_QUIET, glyphs()->vertical);
		textview_draw(&c->text, box_part(at, 0, LIST_W + 3, at.h, at.w));
		return;
	}
	list_draw(&c->list, of, box_part(at, 0, 0, h, at.w));
	put_fill(at, h, 0, at.w, R_QUIET, glyphs()->horizontal);
	textview_draw(&c->text, box_part(at, h + 1, 0, at.h - h - 1, at.w));
}

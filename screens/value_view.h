/*
 * value_view.h - the lines of a summary (setup_summary.h): one of the values is selected, c
 * copies it, v shows the secret of a key file. Values too long for their label's row begin at
 * the left edge of a row of their own, so that the mouse selects them as they are.
 */
#ifndef ACCREDIT_VALUE_VIEW_H
#define ACCREDIT_VALUE_VIEW_H

#include "keys/access_key.h"
#include "screens/button_row.h"
#include "screens/loop.h"
#include "screens/textview.h"
#include "wizard/setup_summary.h"

/* All zero is empty. */
struct value_view {
	struct textview text;
	struct summary_lines lines;
	struct button_row buttons;
	struct access_key key;	/* shown at this moment; ID "": none */
};

/* Shows these lines, which it takes over: *lines is empty then. */
void value_view_show(struct value_view *v, struct summary_lines *lines);
/* The same with these parts of the tree (enum summary_parts). */
void value_view_build(struct value_view *v, const struct json *tree, unsigned parts);
void value_view_free(struct value_view *v);

/* Whether the selected value is a secret in a file. */
bool value_view_is_secret(const struct value_view *v);

/*
 * Up, Down, j, k, Home, End, g, G select; c copies; v shows or hides a secret, where one is
 * selected; PgUp, PgDn, Space and a search scroll. False: another key.
 */
bool value_view_key(struct loop *loop, struct value_view *v, struct key k);

/* The text, the secret that is shown, and the buttons in the last row. */
void value_view_draw(const struct value_view *v, const struct button *buttons,
		     struct box at);

#endif

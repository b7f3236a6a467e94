/*
 * button_row.h - a row of buttons below the content of a screen: "[ Apply 3 changes ]
 * [ Back ]". One of them has the focus. Tab and Right move it to the next button,
 * Shift-Tab and Left to the one before; Enter presses it, and a click or a button's own
 * letter presses that one. All zero is ready: the first button has the focus.
 */
#ifndef ACCREDIT_BUTTON_ROW_H
#define ACCREDIT_BUTTON_ROW_H

#include "screens/draw_text.h"

struct button {
	const char *label;	/* imperative: "Apply 3 changes"; NULL ends a table */
	wchar_t letter;		/* presses it, too; 0: none */
	bool danger;		/* it removes something: drawn as such */
};

struct button_row {
	size_t at;		/* index of the button with the focus */
	bool away;		/* the focus is elsewhere on the screen, so Enter is not theirs;
				   Tab, Shift-Tab, Left and Right bring it here */
};

enum { BUTTON_PASS = -1, BUTTON_MOVED = -2 };

/*
 * The index of the button that was pressed; BUTTON_MOVED: the focus moved; BUTTON_PASS: not
 * a key of buttons. Esc is never one: a Back button is for the eye, and does the same.
 */
int button_row_key(struct button_row *b, const struct button *buttons, struct key k);

/* Draws them in the first row of at; those that do not fit are cut from the right. */
void button_row_draw(const struct button_row *b, const struct button *buttons,
		     struct box at);

#endif

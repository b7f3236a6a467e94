/*
 * popup.h - boxes above the screen that get its keys: a message, a question, help.
 *
 * Texts are copied, and scroll when they do not fit. Keys typed before a question or an
 * error was shown are discarded.
 */
#ifndef ACCREDIT_POPUP_H
#define ACCREDIT_POPUP_H

#include "screens/screen.h"

struct popup;

/* A message; Enter or Esc closes it. role: R_TEXT, R_WARN, R_FAIL, R_DONE. */
void popup_message(struct loop *loop, enum role role, const char *title, const char *text);

/* An error: its text and hint, its code and request ID. */
void popup_err(struct loop *loop, const char *title, const struct err *err);

/*
 * A question. y is yes; n and Esc are no, and so is Enter unless Left, Right or Tab
 * selected yes. does is the label of yes: "delete the old key". answer goes to the screen
 * that asked and returns where to go; NULL: to stay.
 */
typedef enum go popup_answer(struct loop *loop, void *model, void *me, bool yes);
void popup_ask(struct loop *loop, const char *title, const char *text,
	       const char *does, popup_answer *answer);

/*
 * A question for a line of text. Enter returns it, Esc returns NULL. answer is called in
 * either case, whatever screen is shown then.
 */
typedef void popup_text_answer(struct loop *loop, void *model, const char *text);
void popup_ask_text(struct loop *loop, const char *title, const char *text,
		    popup_text_answer *answer);

void popup_help(struct loop *loop, const struct help *help);

/* --- for the loop --- */
enum popup_result { POPUP_OPEN, POPUP_YES, POPUP_NO };

enum popup_result popup_key(struct popup *p, struct key k);
void popup_draw(const struct popup *p, struct box screen);
popup_answer *popup_callback(const struct popup *p);		/* NULL: no question */
popup_text_answer *popup_text_callback(const struct popup *p);	/* NULL: no line of text */
const char *popup_text(const struct popup *p);			/* what was typed */
const char *popup_title(const struct popup *p);
void popup_free(struct popup *p);				/* NULL is fine */

#endif

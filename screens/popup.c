/* popup.c - see popup.h. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "screens/edit.h"
#include "screens/loop.h"
#include "screens/popup.h"
#include "screens/textview.h"

enum { WIDEST = 72 };

struct popup {
	char *title, *does;
	enum role role;
	struct textview text;
	bool asks, on_yes;
	popup_answer *answer;
	struct edit *line;		/* NULL: no line of text */
	popup_text_answer *text_answer;
};

static struct popup *popup_new(enum role role, const char *title)
{
	struct popup *p = xcalloc(1, sizeof(*p));

	p->role = role;
	p->title = xstrdup(title);
	return p;
}

void popup_free(struct popup *p)
{
	if (!p)
		return;
	textview_free(&p->text);
	edit_free(p->line);
	free(p->title);
	free(p->does);
	free(p);
}

void popup_message(struct loop *loop, enum role role, const char *title, const char *text)
{
	struct popup *p = popup_new(role, title);

	textview_line(&p->text, R_TEXT, text);
	loop_popup(loop, p, role == R_FAIL || role == R_WARN);
}

void popup_err(struct loop *loop, const char *title, const struct err *err)
{
	struct popup *p = popup_new(R_FAIL, title);

	textview_line(&p->text, R_TEXT, err->text);
	if (err->hint[0]) {
		textview_line(&p->text, R_TEXT, "");
		textview_line(&p->text, R_TITLE, err->hint);
	}
	if (err->code[0] || err->request_id[0])
		textview_line(&p->text, R_TEXT, "");
	if (err->code[0])
		textview_fmt(&p->text, R_QUIET, "code     %s", err->code);
	if (err->request_id[0])
		textview_fmt(&p->text, R_QUIET, "request  %s", err->request_id);
	loop_popup(loop, p, true);
}

static enum go popup_no_answer(struct loop *loop, void *model, void *me, bool yes)
{
	(void)loop;
	(void)model;
	(void)me;
	(void)yes;
	return GO_STAY;
}

void popup_ask(struct loop *loop, const char *title, const char *text,
	       const char *does, popup_answer *answer)
{
	struct popup *p = popup_new(R_WARN, title);

	textview_line(&p->text, R_TEXT, text);
	p->asks = true;
	p->does = xstrdup(does);
	p->answer = answer ? answer : popup_no_answer;
	loop_popup(loop, p, true);
}

void popup_ask_text(struct loop *loop, const char *title, const char *text,
		    popup_text_answer *answer)
{
	struct popup *p = popup_new(R_KEY, title);

	textview_line(&p->text, R_TEXT, text);
	textview_line(&p->text, R_TEXT, "");
	textview_line(&p->text, R_QUIET, "Enter: OK   Esc: cancel");
	p->line = edit_new("", 1000, false);
	p->text_answer = answer;
	loop_popup(loop, p, true);
}

void popup_help(struct loop *loop, const struct help *help)
{
	struct popup *p = popup_new(R_KEY, help->title ? help->title : "Help");

	if (help->text)
		textview_line(&p->text, R_TEXT, help->text);
	if (help->vendor) {
		textview_line(&p->text, R_TEXT, "");
		textview_line(&p->text, R_TITLE, "In the vendor's guide");
		textview_line(&p->text, R_TEXT, help->vendor);
	}
	if (help->keys) {
		if (p->text.count && help->text)
			textview_line(&p->text, R_TEXT, "");
		textview_line(&p->text, R_TEXT, help->keys);
	}
	loop_popup(loop, p, false);
}

popup_answer *popup_callback(const struct popup *p)
{
	return p->answer;
}

popup_text_answer *popup_text_callback(const struct popup *p)
{
	return p->text_answer;
}

const char *popup_text(const struct popup *p)
{
	return edit_text(p->line);
}

const char *popup_title(const struct popup *p)
{
	return p->title;
}

enum popup_result popup_key(struct popup *p, struct key k)
{
	if (p->line) {
		if (k.code == K_ESC || (k.code == K_CLICK && k.zone == 1))
			return POPUP_NO;
		if (k.code == K_ENTER)
			return *edit_text(p->line) ? POPUP_YES : POPUP_OPEN;
		edit_key(p->line, k, NULL);
		return POPUP_OPEN;
	}
	if (k.code == K_CLICK)
		return k.zone == 2 ? POPUP_YES : k.zone == 1 ? POPUP_NO : POPUP_OPEN;
	if (textview_key(&p->text, k))
		return POPUP_OPEN;
	if (k.code == K_ESC)
		return POPUP_NO;
	if (p->asks) {
		if (k.ch == L'y' || k.ch == L'Y')
			return POPUP_YES;
		if (k.ch == L'n' || k.ch == L'N')
			return POPUP_NO;
		if (k.code == K_ENTER)
			return p->on_yes ? POPUP_YES : POPUP_NO;
		if (k.code == K_TAB || k.code == K_BACKTAB || k.code == K_LEFT ||
		    k.code == K_RIGHT)
			p->on_yes = !p->on_yes;
		return POPUP_OPEN;
	}
	if (k.code == K_ENTER || k.code == K_F(1) || k.ch == L'q' || k.ch == L'?')
		return POPUP_NO;
	return POPUP_OPEN;
}

static void popup_draw_button(struct box at, int *col, const char *text, bool picked,
			      size_t zone)
{
	int w = put_fmt(at, 0, *col, picked ? R_SELECTED : R_KEY,
			picked ? "[ %s ]" : "  %s  ", text);

	put_clickable(at, 0, *col, w, (struct key){ .code = K_CLICK, .zone = zone });
	if (picked)
		put_cursor(at, 0, *col + 2);
	*col += w + 1;
}

static void popup_draw_answers(const struct popup *p, struct box at)
{
	char yes[128];
	int col = 0;

	if (p->line) {
		put(at, 0, 0, R_KEY, ">");
		edit_draw(p->line, at, 0, 2, at.w - 2, true);
		return;
	}
	if (!p->asks) {
		put_cursor(at, 0, 0);
		put(at, 0, 0, R_KEY, "Enter");
		put(at, 0, 6, R_TEXT, "Close");
		put_clickable(at, 0, 0, 11, (struct key){ .code = K_CLICK, .zone = 1 });
		return;
	}
	snprintf(yes, sizeof(yes), "y: %c%s", toupper((unsigned char)p->does[0]),
		 p->does + !!p->does[0]);
	popup_draw_button(at, &col, "n: No", !p->on_yes, 1);
	popup_draw_button(at, &col, yes, p->on_yes, 2);
}

void popup_draw(const struct popup *p, struct box screen)
{
	/* As large as the text needs, within the screen and a margin. */
	int w = screen.w - 4 < WIDEST ? screen.w - 4 : WIDEST;
	int h = textview_rows(&p->text, w - 4) + 5, most = screen.h - 2;
	struct box at;

	h = h > most ? most : h;
	at = box_part(screen, (screen.h - h) / 2, (screen.w - w) / 2, h, w);
	put_frame(at, p->role);
	w = put_cut(at, 0, 3, at.w - 6, p->role == R_TEXT ? R_TITLE : p->role,
		    p->title);
	put(at, 0, 2, p->role, " ");
	put(at, 0, 3 + w, p->role, " ");
	textview_draw(&p->text, box_part(at, 2, 2, at.h - 5, at.w - 4));
	popup_draw_answers(p, box_part(at, at.h - 2, 2, 1, at.w - 4));
}

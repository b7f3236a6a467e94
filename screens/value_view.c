/* value_view.c - see value_view.h. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "keys/csv_file.h"
#include "screens/clipboard.h"
#include "screens/value_view.h"

/* Columns: of a row of the smallest screen, of a label in it, of one that others align to. */
enum { ROW = 56, LABEL = 44, ALIGNED = 28 };

static const struct { enum role role; int glyph; } moods[] = {
	[SUMMARY_TITLE] = { R_TITLE, 0 },
	[SUMMARY_HEADING] = { R_TITLE, 0 },
	[SUMMARY_GOOD] = { R_DONE, 'd' },
	[SUMMARY_BAD] = { R_FAIL, 'f' },
	[SUMMARY_OPEN] = { R_WARN, 'w' },
};

/* It stands in the row of its label. */
static bool value_view_is_short(const struct summary_line *line)
{
	return put_width(line->label) <= LABEL &&
		put_width(line->label) + put_width(line->text) + 4 <= ROW;
}

/* The column of the short values of the section that line i is in. */
static int value_view_column(const struct summary_lines *s, size_t i)
{
	int column = 0;

	while (i && s->line[i - 1].kind >= SUMMARY_VALUE)
		i--;
	for (; i < s->count && s->line[i].kind >= SUMMARY_VALUE; i++) {
		int w = put_width(s->line[i].label);

		if (s->line[i].kind != SUMMARY_NOTE && value_view_is_short(&s->line[i]) &&
		    w <= ALIGNED && w + 4 > column)
			column = w + 4;
	}
	return column;
}

static void value_view_add(struct value_view *v, size_t i)
{
	const struct summary_line *line = &v->lines.line[i];
	struct textview *t = &v->text;

	if (line->kind < SUMMARY_VALUE) {
		const struct glyphs *g = glyphs();
		int glyph = moods[line->kind].glyph;

		if (line->kind == SUMMARY_HEADING)
			textview_line(t, R_TEXT, "");
		textview_line(t, moods[line->kind].role,
			      glyph == 'd' ? g->done : glyph == 'f' ? g->fail :
			      glyph == 'w' ? g->warn : "");
		textview_span(t, moods[line->kind].role, glyph ? " " : "");
		textview_span(t, moods[line->kind].role, line->text);
		textview_hang(t, 2);
		return;
	}
	if (line->kind == SUMMARY_NOTE) {
		textview_fmt(t, R_QUIET, "  %s%s", line->label, *line->label ? ": " : "");
		textview_span(t, R_TEXT, line->text);
		textview_hang(t, 4);
	} else if (value_view_is_short(line)) {
		int label = put_width(line->label),
		    column = value_view_column(&v->lines, i);

		/* Aligned, where that leaves it in its row. */
		if (label > ALIGNED || column + put_width(line->text) > ROW)
			column = label + 4;
		textview_fmt(t, R_TEXT, "  %s%*s", line->label, column - 2 - label, "");
		textview_span(t, R_LINK, line->text);
	} else {
		textview_fmt(t, R_TEXT, "  %s", line->label);
		textview_line(t, R_LINK, line->text);
	}
	textview_mark(t);
}

void value_view_show(struct value_view *v, struct summary_lines *lines)
{
	size_t picked = v->text.picked;

	value_view_free(v);
	v->lines = *lines;
	*lines = (struct summary_lines){ .count = 0 };
	for (size_t i = 0; i < v->lines.count; i++)
		value_view_add(v, i);
	if (!textview_pick(&v->text, picked))
		textview_pick(&v->text, 1);
}

void value_view_build(struct value_view *v, const struct json *tree, unsigned parts)
{
	struct summary_lines lines = { .count = 0 };

	setup_summary_add(&lines, tree, parts, clock_wall());
	value_view_show(v, &lines);
}

void value_view_free(struct value_view *v)
{
	textview_free(&v->text);
	setup_summary_free(&v->lines);
	access_key_free(&v->key);
}

/* NULL: there is none. */
static const struct summary_line *value_view_picked(const struct value_view *v)
{
	size_t mark = 0;

	for (size_t i = 0; i < v->lines.count; i++)
		if (v->lines.line[i].kind >= SUMMARY_VALUE && ++mark == v->text.picked)
			return &v->lines.line[i];
	return NULL;
}

bool value_view_is_secret(const struct value_view *v)
{
	const struct summary_line *line = value_view_picked(v);

	return line && line->key_file;
}

static void value_view_copy(struct loop *loop, const struct value_view *v,
			    const struct summary_line *line)
{
	struct buf text = BUF(CLIPBOARD_MOST + 1);
	struct err err = ERR_INIT;
	bool ok;

	/* What is copied is what the screen shows. */
	str_clean_into(&text, line->text, strlen(line->text), false);
	ok = *v->key.id ? clipboard_copy(v->key.secret.s, v->key.secret.len, &err) :
			  clipboard_copy(text.s, text.len, &err);
	if (ok)
		loop_note(loop, R_DONE, "Copied: %s",
			  *v->key.id	       ? "the secret access key" :
				  *line->label ? line->label :
						 line->text);
	else
		loop_note(loop, R_WARN, "not copied: %s; %s", err.text, err.hint);
	buf_free(&text);
}

static void value_view_show_secret(struct loop *loop, struct value_view *v,
				   const struct summary_line *line)
{
	const struct csv_file file = { .file = line->key_file };
	struct err err = ERR_INIT;

	if (*v->key.id) {
		access_key_free(&v->key);
		return;
	}
	if (!csv_file_read(&file, &v->key, NULL, &err))
		loop_note(loop, R_FAIL, "%s", err.text);
	else if (!*v->key.id)
		loop_note(loop, R_WARN, "there is no key in %s", line->key_file);
}

/* The value to select next; 0: not a key of it. */
static size_t value_view_target(const struct value_view *v, struct key k)
{
	size_t now = v->text.picked, all = v->text.marks;

	if (k.code == K_UP || k.ch == L'k')
		return now > 1 ? now - 1 : 1;
	if (k.code == K_DOWN || k.ch == L'j')
		return now < all ? now + 1 : all;
	if (k.code == K_HOME || k.ch == L'g')
		return 1;
	return k.code == K_END || k.ch == L'G' ? all : 0;
}

bool value_view_key(struct loop *loop, struct value_view *v, struct key k)
{
	const struct summary_line *line = value_view_picked(v);
	size_t to = k.code == K_TYPED ? 0 : value_view_target(v, k);

	if (to) {
		access_key_free(&v->key);	/* it was shown for one value */
		textview_pick(&v->text, to);
	} else if (k.ch == L'c' && line && (*v->key.id || !line->key_file)) {
		value_view_copy(loop, v, line);
	} else if (k.ch == L'c' && line) {
		loop_note(loop, R_TEXT, "v shows the secret; then c copies it");
	} else if (k.ch == L'v' && line && line->key_file) {
		value_view_show_secret(loop, v, line);
	} else {
		return textview_key(&v->text, k);
	}
	return true;
}

void value_view_draw(const struct value_view *v, const struct button *buttons,
		     struct box at)
{
	int secret = *v->key.id ? 3 : 0, h = at.h - 2 - secret;

	textview_draw(&v->text, box_part(at, 0, 0, h, at.w));
	if (secret) {
		put_fmt(at, h + 1, 0, R_TEXT, "Secret access key of %s (v hides it)", v->key.id);
		put_secret(at, h + 2, 0, R_LINK, &v->key.secret);
	}
	button_row_draw(&v->buttons, buttons, box_part(at, at.h - 1, 0, 1, at.w));
}

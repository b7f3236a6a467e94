/* candidate_picker.c - see candidate_picker.h. */
#include "config.h"

#include <stdio.h>

#include "base/buf.h"
#include "screens/candidate_picker.h"

const struct hint candidate_picker_hints[] = { { HINT_ENTER, NULL },
					       { HINT_ESC, NULL },
					       { HINT_MOVE, NULL },
					       { HINT_PAGE, NULL },
					       { 0 } };

/* NULL: "None of these". */
static const struct candidate *candidate_picker_nth(const struct candidate_picker *m,
						    size_t i)
{
	return i < m->row.count && i < CANDIDATES_SHOWN ? &m->row.items[i] : NULL;
}

static void candidate_picker_row(const void *data, size_t i, struct list_row *out)
{
	static const struct {
		const char *tag;
		enum role role;
	} tags[] = {
		[FIT_FULL] = { "fits", R_DONE },
		[FIT_MORE] = { "fits, and more", R_TEXT },
		[FIT_NEAR] = { "partly fits", R_WARN },
		[FIT_EVERYTHING] = { "administrator", R_WARN },
	};
	const struct candidate_picker *m = data;
	const struct candidate *one = candidate_picker_nth(m, i);

	out->text = one ? one->name : m->none;
	if (one) {
		out->tag = tags[one->fit].tag;
		out->role = tags[one->fit].role;
	}
}

static struct list_source candidate_picker_rows_of(const struct candidate_picker *m)
{
	size_t n = m->row.count;

	return (struct list_source){ (n < CANDIDATES_SHOWN ? n : CANDIDATES_SHOWN) + 1,
				     candidate_picker_row, m };
}

static void candidate_picker_explain(struct candidate_picker *m)
{
	const struct candidate *one = candidate_picker_nth(m, m->choose.list.selected);
	struct textview *v = &m->choose.text;
	struct buf text = BUF(BUF_TEXT);

	textview_free(v);
	if (one)
		wizard_describe_candidate(&m->row, one, &text);
	else
		buf_fmt(&text,
			"It counts as missing. For another name, go back to the names.");
	textview_line(v, R_TEXT, text.s);
	buf_free(&text);
}

bool candidate_picker_asks(struct candidate_picker *m, const struct context *d)
{
	candidate_row_free(&m->row);
	m->choose.list = (struct list){ 0 };
	if (!d->w->found.count)
		return false;
	m->row = candidate_row_copy(&d->w->found.items[0]);
	snprintf(m->none, sizeof(m->none), "None of these: %.150s", m->row.default_name);
	candidate_picker_explain(m);
	return true;
}

enum go candidate_picker_page_key(struct candidate_picker *m, struct loop *loop,
				  struct context *d, struct page *page, struct key k)
{
	const struct candidate *one;
	struct err err = ERR_INIT;

	switch (chooser_key(&m->choose, candidate_picker_rows_of(m), k)) {
	case LIST_CHOSEN:
		one = candidate_picker_nth(m, m->choose.list.selected);
		if (!wizard_choose_found(d->w, one ? one->name : m->row.default_name, &err))
			loop_note(loop, R_WARN, "%s", err.text);
		if (!candidate_picker_asks(m, d))
			page_wait(page, d, page->task);
		break;
	case LIST_PASS:
		return k.code == K_ESC ? GO_BACK : GO_STAY;
	case LIST_MOVED:
		if (k.code != K_PGUP && k.code != K_PGDN)
			candidate_picker_explain(m);
		break;
	case LIST_DISABLED:
		break;
	}
	return GO_STAY;
}

bool candidate_picker_is_open(const struct candidate_picker *m)
{
	return m->row.value;
}

void candidate_picker_draw(const struct candidate_picker *m, struct box at)
{
	put_fmt(at, 0, 0, R_TEXT, "There is no %s '%s'. Which one is it?", m->row.kind,
		m->row.default_name);
	chooser_draw(&m->choose, candidate_picker_rows_of(m),
		     box_part(at, 2, 0, at.h - 2, at.w));
}

void candidate_picker_drop(struct candidate_picker *m)
{
	textview_free(&m->choose.text);
	candidate_row_free(&m->row);
}

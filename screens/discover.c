/* discover.c - see discover.h. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "pack/pack.h"
#include "screens/chooser.h"
#include "screens/discover.h"
#include "screens/page.h"
#include "screens/popup.h"
#include "screens/principal_picker.h"
#include "wizard/remedy_words.h"

enum { SHOWN = 32 };

/* The rows after those that were found. */
enum discover_row { ROW_FOUND, ROW_ROLE, ROW_USER, ROW_MANUALLY };

struct discover_screen {
	struct page page;
	struct chooser choose;
	struct principal_picker picker; /* of another role or user */
	char names_shown[SHOWN][140], tags[SHOWN][40];
};

/* For the callbacks of lists. */
struct discover_data {
	const struct context *d;
	const struct discover_screen *me;
};

static size_t discover_shown(const struct context *d)
{
	return d->w->discovery.count < SHOWN ? d->w->discovery.count : SHOWN;
}

/* What row i stands for, of those that are shown. */
static enum discover_row discover_row_of(const struct context *d, size_t i)
{
	size_t n = discover_shown(d);

	if (i < n)
		return ROW_FOUND;
	if (discovery_can_be(d->w->j.pack, "role") && i == n++)
		return ROW_ROLE;
	if (discovery_can_be(d->w->j.pack, "user") && i == n++)
		return ROW_USER;
	return ROW_MANUALLY;
}

static void discover_row(const void *data, size_t i, struct list_row *out)
{
	static const char *const others[] = {
		[ROW_ROLE] = "Another role...",
		[ROW_USER] = "Another user...",
		[ROW_MANUALLY] = "None of these: enter the settings",
	};
	static const enum role roles[] = {
		[FIT_FULL] = R_DONE,
		[FIT_MORE] = R_TEXT,
		[FIT_NEAR] = R_WARN,
		[FIT_EVERYTHING] = R_WARN,
	};
	const struct discover_data *r = data;
	enum discover_row row = discover_row_of(r->d, i);

	if (row == ROW_FOUND) {
		const struct discovered *one = &r->d->w->discovery.items[i];

		out->text = r->me->names_shown[i];
		out->note = *one->policy ? one->policy : one->method;
		out->tag = r->me->tags[i];
		out->role = roles[one->fit];
	} else {
		out->text = others[row];
		out->role = R_KEY;
	}
}

static struct list_source discover_rows_of(const struct discover_data *data)
{
	size_t n = discover_shown(data->d);

	while (discover_row_of(data->d, n) != ROW_MANUALLY)
		n++;
	return (struct list_source){ n + 1, discover_row, data };
}

static void discover_explain(struct discover_screen *m, const struct context *d)
{
	size_t i = m->choose.list.selected;

	textview_free(&m->choose.text);
	if (discover_row_of(d, i) == ROW_FOUND)
		discover_text(&m->choose.text, d, &d->w->discovery.items[i]);
	else
		textview_line(&m->choose.text, R_QUIET,
			      discover_row_of(d, i) == ROW_MANUALLY ?
				      "Enter method, names, policy and settings yourself." :
				      "Choose one of the account: it is compared with the "
				      "template.");
}

/* --- the page --------------------------------------------------------------------------- */

static enum go discover_build(struct context *d, void *me)
{
	struct discover_screen *m = me;

	*d->w->named = '\0';
	m->picker.kind = NULL;
	m->choose.list = (struct list){ .selected = 0 };
	for (size_t i = 0; i < discover_shown(d); i++) {
		const struct discovered *one = &d->w->discovery.items[i];
		struct buf tag = BUF(sizeof(m->tags[i]));

		discovery_fit_words(&tag, one);
		snprintf(m->names_shown[i], sizeof(m->names_shown[i]), "%s %s", one->kind,
			 one->name);
		snprintf(m->tags[i], sizeof(m->tags[i]), "%s", tag.s);
		buf_free(&tag);
	}
	discover_explain(m, d);
	return GO_STAY;
}

static void discover_start(struct context *d, void *me)
{
	struct discover_screen *m = me;

	*d->w->named = '\0';
	page_wait(&m->page, d, TASK_DISCOVER);
}

/* The one that was named does not exist: the others are still there. */
static void discover_failed(struct loop *loop, struct context *d, void *me)
{
	struct discover_screen *m = me;
	bool named = *d->w->named;

	*d->w->named = '\0';
	if (!named || !d->w->discovery.platform)
		return;
	popup_err(loop, "Not found", &d->err);
	page_show(&m->page);
}

static enum go discover_take(struct loop *loop, struct context *d, size_t i)
{
	struct err err = ERR_INIT;

	if (wizard_take_discovered(d->w, i, &err))
		return GO_NEXT;
	remedy_words(&err, d->w->j.pack);
	popup_err(loop, "It cannot be used", &err);
	return GO_STAY;
}

static enum go discover_key(struct loop *loop, struct context *d, void *me, struct key k)
{
	struct discover_screen *m = me;
	const struct discover_data data = { d, m };
	size_t i = m->choose.list.selected;

	if (m->picker.kind) {
		if (principal_picker_key(&m->picker, d, k))
			page_wait(&m->page, d, TASK_DISCOVER);
		return GO_STAY;
	}
	switch (chooser_key(&m->choose, discover_rows_of(&data), k)) {
	case LIST_CHOSEN:
		i = m->choose.list.selected;
		switch (discover_row_of(d, i)) {
		case ROW_FOUND:
			return discover_take(loop, d, i);
		case ROW_MANUALLY:
			wizard_drop_discovered(d->w);
			return GO_NEXT;
		case ROW_ROLE:
			principal_picker_open(&m->picker, d, "role");
			break;
		case ROW_USER:
			principal_picker_open(&m->picker, d, "user");
			break;
		}
		break;
	case LIST_PASS:
		return GO_PASS;
	case LIST_MOVED:
		if (i != m->choose.list.selected)
			discover_explain(m, d);
		break;
	case LIST_DISABLED:
		break;
	}
	return GO_STAY;
}

static void discover_news(struct loop *loop, struct context *d, void *me, enum task ended)
{
	(void)me;
	(void)ended;
	if (account_lists_news(d->w->lists))
		loop_redraw(loop);
}

static void discover_draw(const struct context *d, const void *me, struct box at)
{
	const struct discover_screen *m = me;
	const struct discover_data data = { d, m };
	const char *account =
		d->w->discovery.account ? d->w->discovery.account : d->account;
	size_t n = d->w->discovery.count;

	if (m->picker.kind) {
		principal_picker_draw(&m->picker, d, at);
		return;
	}
	if (n)
		put_fmt(at, 0, 0, R_TEXT, "Found in account %s for %s:", account,
			d->w->j.pack->title);
	else
		put_fmt(at, 0, 0, R_WARN, "Nothing in account %s fits %s.", account,
			d->w->j.pack->title);
	chooser_draw(&m->choose, discover_rows_of(&data),
		     box_part(at, 2, 0, at.h - 2, at.w));
}

static const struct page_type discover_page = {
	.waiting = "Looking in the account for what fits the platform",
	.failure_margin = 2,
	.start = discover_start,
	.build = discover_build,
	.failed = discover_failed,
	.news = discover_news,
	.key = discover_key,
	.draw = discover_draw,
};

/* Coming back, the list is still true; r reads it again. */
static void discover_enter(struct loop *loop, void *model, void *me)
{
	struct discover_screen *m = me;
	struct context *d = model;
	const struct discovery *found = &d->w->discovery;

	(void)loop;
	d->purpose = d->purpose == FOR_ADOPT ? FOR_ADOPT : FOR_VERIFY_UNRECORDED;
	if (m->page.type && !context_busy(d) && found->platform &&
	    str_eq(found->platform, d->w->j.pack->name)) {
		page_show(&m->page);
		return;
	}
	page_enter(&m->page, d, &discover_page);
}

static void discover_drop(void *me)
{
	struct discover_screen *m = me;

	textview_free(&m->choose.text);
	page_drop(me);
}

static bool discover_typing(const void *model, const void *me)
{
	const struct discover_screen *m = me;

	return page_ready(&m->page, model) && m->picker.kind;
}

static const struct hint *discover_hints(const void *model, const void *me)
{
	static const struct hint choosing[] = {
		{ HINT_ENTER, NULL },	{ HINT_MOVE, NULL }, { HINT_PAGE, NULL },
		{ HINT_REFRESH, NULL }, { HINT_ESC, NULL },  { 0 }
	};
	static const struct hint picking[] = {
		{ HINT_ENTER, NULL }, { HINT_MOVE, NULL }, { HINT_ESC, NULL }, { 0 }
	};
	const struct discover_screen *m = me;

	return page_hints(&m->page, model, m->picker.kind ? picking : choosing);
}

static bool discover_help(const void *model, const void *me, struct help *out)
{
	(void)model;
	(void)me;
	out->title = "Found in the account";
	out->text =
		"The roles and users of the account that fit the platform's template, the "
		"best first, each with the method and the policy that it fits best. Choose "
		"the one that the platform uses: what it tells is not asked again. "
		"Descriptions and tags are cosmetic and not compared. Nothing is changed.";
	return true;
}

/* --- what is asked after it ------------------------------------------------------------ */

static bool discover_wanted(const void *model)
{
	const struct context *d = model;

	return d->purpose == FOR_ADOPT || d->purpose == FOR_VERIFY_UNRECORDED;
}

/* Set up asks everything. */
static bool discover_has_told(const struct context *d)
{
	return discover_wanted(d) && d->w->taken;
}

bool discover_asks_method(const void *model)
{
	const struct context *d = model;

	return !discover_has_told(d) || wizard_asks_method(d->w);
}

bool discover_asks_names(const void *model)
{
	const struct context *d = model;

	return !discover_has_told(d) || (d->purpose == FOR_ADOPT && wizard_asks_name(d->w));
}

bool discover_asks_policy(const void *model)
{
	return !discover_has_told(model);
}

bool discover_asks_values(const void *model)
{
	const struct context *d = model;

	if (!discover_has_told(d))
		return true;
	for (const struct pack_value *v = d->w->j.pack->values; v->name; v++)
		if (wizard_asks(d->w, v))
			return true;
	return false;
}

const struct screen screen_discovery = {
	.name = "discovery",
	.title = "Found in the account",
	.side = "Discovery",
	.state_size = sizeof(struct discover_screen),
	.wanted = discover_wanted,
	.enter = discover_enter,
	.draw = page_draw,
	.key = page_key,
	.news = page_news,
	.animated = context_is_animated,
	.typing = discover_typing,
	.drop = discover_drop,
	.hints_now = discover_hints,
	.help = discover_help,
	.quit_text = context_quit_text,
};

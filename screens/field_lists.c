/* field_lists.c - see field_lists.h. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "format/json.h"
#include "pack/pack.h"
#include "pack/value_take.h"
#include "screens/field_lists.h"

/* Of a field_list. */
struct field_lists_source {
	struct context *d;
	enum account_list which;
};

static void field_lists_region(const struct context *d, char region[64])
{
	struct buf now = BUF(BUF_TEXT);

	wizard_value(d->w, "REGION", &now);
	snprintf(region, 64, "%s", now.s);
	buf_free(&now);
}

static void field_lists_open(const void *data)
{
	const struct field_lists_source *s = data;
	char region[64];

	field_lists_region(s->d, region);
	if (!context_busy(s->d))	/* it reads the session */
		account_lists_want(s->d->w->lists, s->which, region);
}

static void field_lists_row(const void *data, size_t i, struct list_row *out)
{
	const struct account_item *items = data;

	out->text = items[i].value;
	out->note = *items[i].note ? items[i].note : NULL;
}

static struct list_source field_lists_rows(const void *data, char note[200])
{
	const struct field_lists_source *s = data;
	const struct account_item *items;
	struct err err = ERR_INIT;
	enum account_list_state state;
	char region[64];
	size_t count;

	field_lists_region(s->d, region);
	state = account_lists_read(s->d->w->lists, s->which, region, &items, &count);
	note[0] = '\0';
	if (state == ACCOUNT_LIST_LOADING)
		snprintf(note, 200, "loading ...");
	else if (state == ACCOUNT_LIST_NONE)
		snprintf(note, 200, "Not signed in, so there is no list. Type the value.");
	else if (account_lists_err(s->d->w->lists, s->which, region, &err))
		snprintf(note, 200, "Could not be listed: %.140s. Type the value.", err.text);
	else if (!count)
		snprintf(note, 200, "None found. Type the value.");
	return (struct list_source){ count, field_lists_row, items };
}

const struct field_list *field_lists_of(struct context *d, const struct pack_value *v,
					struct arena *a)
{
	enum account_list which = wizard_list_of(d->w, v);
	struct field_lists_source *s;
	struct field_list *l;

	if (which == ACCOUNT_NOTHING)
		return NULL;
	s = arena_zero(a, sizeof(*s));
	*s = (struct field_lists_source){ d, which };
	l = arena_zero(a, sizeof(*l));
	*l = (struct field_list){ field_lists_open, field_lists_rows, s };
	return l;
}

/* What AWS says: into note, "" for nothing. created: the setup creates what v names. */
static enum role field_lists_answer(struct context *d, const struct pack_value *v,
				    const char *text, const char *region, char note[300])
{
	bool created = wizard_will_create(d->w, v, text), bucket;
	struct err err = ERR_INIT;

	note[0] = '\0';
	bucket = v->kind == VALUE_BUCKET;
	if (v->kind == VALUE_PROFILE || context_busy(d)) /* it reads the session */
		return R_QUIET;
	switch (account_lists_check(d->w->lists, v, text, region, &err)) {
	case ACCOUNT_UNCHECKED:
		break;
	case ACCOUNT_CHECKING:
		snprintf(note, 300, "checking ...");
		break;
	case ACCOUNT_EXISTS:
		if (!created || bucket || wizard_recorded(d->w)) {
			snprintf(note, 300, "%s exists", glyphs()->done);
			return R_DONE;
		}
		snprintf(note, 300,
			 "%s exists already: the review shows whether it can be used",
			 glyphs()->warn);
		return R_WARN;
	case ACCOUNT_MISSING:
		if (created) {
			snprintf(note, 300, "%s",
				 bucket ? "does not exist yet: will be created" : "");
			break;
		}
		if (str_eq(text, v->default_text)) /* the template knows that it may not */
			break;
		snprintf(note, 300, "%s %.240s", glyphs()->fail, err.text);
		return R_FAIL;
	case ACCOUNT_UNKNOWN:
		snprintf(note, 300, "could not check: %.260s", err.text);
		return R_WARN;
	}
	return R_QUIET;
}

enum field_standing field_lists_standing(struct context *d, const struct pack_value *v,
					 const char *text, struct err *err)
{
	enum account_answer is;
	char region[64];

	if (!*text || v->kind == VALUE_PROFILE || d->w->exists || context_busy(d) ||
	    wizard_will_create(d->w, v, text) || str_eq(text, v->default_text))
		return STANDS;
	field_lists_region(d, region);
	is = account_lists_check(d->w->lists, v, text, region, err);
	return is == ACCOUNT_CHECKING ? STANDS_CHECKING :
		is == ACCOUNT_MISSING ? STANDS_MISSING :
					STANDS;
}

void field_lists_note(struct context *d, const struct pack_value *v, const char *text,
		      char note[300], enum role *role)
{
	struct buf taken = BUF(BUF_TEXT);
	char region[64], answer[300];

	field_lists_region(d, region);
	*role = field_lists_answer(d, v, text, region, answer);
	if (value_take(v, text, region, &taken) && *answer)
		snprintf(note, 300, "%.140s (taken as %.140s)", answer, taken.s);
	else if (!*answer && !str_eq(taken.s, text) && *taken.s)
		snprintf(note, 300, "taken as %.280s", taken.s);
	else
		snprintf(note, 300, "%s", answer);
	buf_free(&taken);
}

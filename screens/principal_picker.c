/* principal_picker.c - see principal_picker.h. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "screens/principal_picker.h"

/* For the callbacks of the list. */
struct principal_data {
	const struct context *d;
	const struct principal_picker *p;
};

static enum account_list principal_picker_list(const struct principal_picker *p)
{
	return str_eq(p->kind, "role")	   ? ACCOUNT_ROLES :
		str_eq(p->kind, "profile") ? ACCOUNT_PROFILES :
					     ACCOUNT_USERS;
}

static void principal_picker_row(const void *data, size_t i, struct list_row *out)
{
	const struct principal_data *r = data;
	const struct account_item *items;
	size_t count;

	account_lists_read(r->d->w->lists, principal_picker_list(r->p), "", &items, &count);
	out->text = i < count ? items[i].value : "";
	out->note = i < count && *items[i].note ? items[i].note : NULL;
}

static struct list_source principal_picker_rows(const struct principal_data *data)
{
	const struct account_item *items;
	size_t count;

	account_lists_read(data->d->w->lists, principal_picker_list(data->p), "", &items,
			   &count);
	return (struct list_source){ count, principal_picker_row, data };
}

void principal_picker_open(struct principal_picker *p, struct context *d, const char *kind)
{
	*p = (struct principal_picker){ .list = { .picks = true }, .kind = kind };
	account_lists_want(d->w->lists, principal_picker_list(p), "");
}

/* A name that the list does not have is one that was typed. */
bool principal_picker_key(struct principal_picker *p, struct context *d, struct key k)
{
	const struct principal_data data = { d, p };
	struct list_source rows = principal_picker_rows(&data);
	struct list_row row = { .text = NULL };
	bool typed = k.code == K_ENTER && p->list.filter[0] &&
		!list_selected(&p->list, rows, &row);

	if (k.code == K_ESC && !p->list.filter[0])
		p->kind = NULL;
	if (!p->kind || (!typed && (list_key(&p->list, rows, k) != LIST_CHOSEN ||
				    !list_selected(&p->list, rows, &row))))
		return false;
	snprintf(d->w->named_kind, sizeof(d->w->named_kind), "%s", p->kind);
	snprintf(d->w->named, sizeof(d->w->named), "%s", typed ? p->list.filter : row.text);
	return true;
}

void principal_picker_draw(const struct principal_picker *p, const struct context *d,
			   struct box at)
{
	const struct principal_data data = { d, p };
	enum account_list which = principal_picker_list(p);
	const struct account_item *items;
	struct list_source rows = principal_picker_rows(&data);
	struct list_row row = { .text = NULL };
	struct err err = ERR_INIT;
	size_t count;

	put_fmt(at, 0, 0, R_TEXT, "Which %s? Type to filter, or type its name.", p->kind);
	if (p->list.filter[0] && !list_selected(&p->list, rows, &row))
		put_fmt(at, 1, 0, R_QUIET, "Enter uses '%s' as typed", p->list.filter);
	else if (account_lists_read(d->w->lists, which, "", &items, &count) ==
		 ACCOUNT_LIST_LOADING)
		put(at, 1, 0, R_QUIET, "loading ...");
	else if (account_lists_err(d->w->lists, which, "", &err))
		put_cut(at, 1, 0, at.w, R_WARN, err.text);
	list_draw(&p->list, rows, box_part(at, 2, 0, at.h - 2, at.w));
}

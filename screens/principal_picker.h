/*
 * principal_picker.h - a role or user of the account, or a profile of this computer's AWS
 * files, chosen from its list or typed. A part of a page; all zero is ready, and closed.
 */
#ifndef ACCREDIT_PRINCIPAL_PICKER_H
#define ACCREDIT_PRINCIPAL_PICKER_H

#include "screens/context.h"
#include "screens/list.h"

struct principal_picker {
	struct list list;
	const char *kind; /* "role", "user" or "profile" while it is open; NULL: it is closed */
};

/* Opens it; the list is fetched in the background, and can be used while it comes. */
void principal_picker_open(struct principal_picker *p, struct context *d, const char *kind);
/* A key while it is open. True: w->named_kind and w->named have what was chosen. */
bool principal_picker_key(struct principal_picker *p, struct context *d, struct key k);
void principal_picker_draw(const struct principal_picker *p, const struct context *d,
			   struct box at);

#endif

/*
 * field_lists.h - what the account has, for the fields of a form: the list that a value can
 * be picked from, and whether an answer names something that exists.
 */
#ifndef ACCREDIT_FIELD_LISTS_H
#define ACCREDIT_FIELD_LISTS_H

#include "screens/context.h"
#include "screens/form.h"

/* In the arena; d must outlive it. NULL: there is none, or v is the name of something new. */
const struct field_list *field_lists_of(struct context *d, const struct pack_value *v,
					struct arena *a);

enum field_standing {
	STANDS,		 /* nothing speaks against it, or it could not be checked */
	STANDS_CHECKING, /* AWS is asked */
	STANDS_MISSING,	 /* what it names has to exist and does not: err says so */
};

/* Whether the answer can be left as it is. Begins the lookup; later calls have its result.
 */
enum field_standing field_lists_standing(struct context *d, const struct pack_value *v,
					 const char *text, struct err *err);

/* What text was taken as, and what AWS says about it so far; note "": nothing. */
void field_lists_note(struct context *d, const struct pack_value *v, const char *text,
		      char note[300], enum role *role);

#endif

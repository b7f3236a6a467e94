/* forms.c - the forms by name; see handoff.h. */
#include "config.h"

#include "base/str.h"
#include "handoff/handoff.h"

const struct handoff_form handoff_forms[] = {
	{ .name = NULL },
};

const struct handoff_form *handoff_form_find(const char *name)
{
	for (const struct handoff_form *form = handoff_forms; form->name; form++)
		if (str_eq(form->name, name))
			return form;
	return NULL;
}

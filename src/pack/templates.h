/*
 * templates.h - the folder of all templates.
 */
#ifndef ACCREDIT_TEMPLATES_H
#define ACCREDIT_TEMPLATES_H

#include <stdbool.h>

#include "base/err.h"

struct json;

/*
 * Where the templates are: $ACCREDIT_TEMPLATES, else the source tree for
 * a program in its build tree, else the installed ones. Borrowed, absolute.
 */
const char *templates_folder(void);

/* The names of the packs there, sorted: a list of strings, yours. NULL: no such folder. */
struct json *templates_list(struct err *err);

/* Whether there is a template of this name. */
bool templates_have(const char *name);

#endif

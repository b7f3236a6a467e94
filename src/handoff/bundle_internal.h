/* bundle_internal.h - what bundle.c and request.c share. For them alone. */
#ifndef ACCREDIT_HANDOFF_BUNDLE_INTERNAL_H
#define ACCREDIT_HANDOFF_BUNDLE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/mem.h"
#include "handoff/handoff.h"

enum { BUNDLE_CLI, BUNDLE_CLOUDFORMATION, BUNDLE_TERRAFORM, BUNDLE_FORMS };

/* What the administrator runs. {file}: the form's own; {region}, {stack}: as in its README.
 */
struct bundle_form {
	const char *name, *title, *suffix; /* of its file */
	const char *apply, *undo;	   /* commands */
	const char *needs; /* permissions besides those of the script; NULL: none */
};

extern const struct bundle_form bundle_forms[BUNDLE_FORMS];

/* A bundle while it is written; h, prefix and files are borrowed. */
struct bundle {
	const struct handoff *h;
	const char *prefix;
	struct handoff_files *files;
	bool has[BUNDLE_FORMS]; /* the form was written */
	size_t policies;	/* files of permissions */
	struct arena arena;
	const char *why[BUNDLE_FORMS]; /* why it was not; NULL: there is no such form */
};

/* Adds a file of the bundle's own and returns its text, to be appended to. */
struct buf *bundle_add(const struct bundle *b, const char *name);

/*
 * Adds letter.txt and letter.html, one page, and details.txt, which lists all resources and
 * findings. The forms and the permissions have been added before.
 */
void bundle_put_letters(struct bundle *b);

#endif

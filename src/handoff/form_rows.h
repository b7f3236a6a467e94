/*
 * form_rows.h - how each kind of resource is written in each form: a row a kind, in
 * form_rows.c. For src/handoff alone.
 */
#ifndef ACCREDIT_HANDOFF_FORM_ROWS_H
#define ACCREDIT_HANDOFF_FORM_ROWS_H

#include "handoff/handoff.h"

struct cli_out;			/* cli.h: the script and its undo, as they are written */
struct cloudformation_out;	/* cloudformation.h: the template, as it is built */
struct terraform_out;		/* terraform.h: the module, as it is written */

/* What does whatever a form leaves out: setup creates what is missing, and keys. */
#define FORM_LATER "accredit setup {platform} --answers answers.json"

struct form_row {
	const char *kind;	/* as in kinds/kinds.h; NULL: the end of the table */
	/* Each writes one resource. NULL: this form cannot, and "later" says what does it. */
	void (*cli)(struct cli_out *out, const struct resource *r);
	void (*cloudformation)(struct cloudformation_out *out, const struct resource *r);
	void (*terraform)(struct terraform_out *out, const struct resource *r);
	/* The Terraform provider's type; NULL: the module has none. */
	const char *terraform_type;
	/* Its argument with the name, first in the block; NULL: another argument is first.
	 */
	const char *terraform_name;
	bool chosen_name; /* its name is its own: its reader can choose another */
	bool may_exist;	  /* others create it, too: the module asks whether to */
	/* Why a form that has no function leaves it out; without a full stop. */
	const char *why;
	/*
	 * The command that does it afterwards; {setup}, {platform} and members of the
	 * resource are filled in, each as a word of a shell. NULL: FORM_LATER.
	 */
	const char *later;
};

extern const struct form_row form_rows[];
const struct form_row *form_row_find(const char *kind);	/* NULL: no such kind */

#endif

/*
 * question_form.h - the questions of a pack before or after the choice of the policy, a group
 * on a screen. The form of a group is built with the answers so far when it is entered;
 * every valid answer goes to the engine at once.
 */
#ifndef ACCREDIT_QUESTION_FORM_H
#define ACCREDIT_QUESTION_FORM_H

#include "screens/context.h"
#include "screens/form.h"

enum { QUESTIONS = 48, GROUPS = 16 };

struct question_form {
	struct form *form;		/* NULL: not built yet */
	struct arena keep;		/* of the form */
	struct field fields[QUESTIONS];
	const struct pack_value *values[QUESTIONS];	/* NULL: no value of the pack */
	struct ask {
		const struct question_form *form;
		const struct wizard *w;
		const struct pack_value *v;
	} asks[QUESTIONS];
	size_t count;
	size_t place, carry;	/* where the key will be used, and its file; QUESTIONS: not asked */
	bool early;		/* the groups before the policy */
	size_t group, group_count;	/* the one that is shown, of how many */
	const struct pack_group *groups[GROUPS];	/* NULL: the name of the setup alone */
	char *titles[GROUPS];
	bool waiting; /* Continue was pressed, and answers are still looked up */
	bool objected[QUESTIONS]; /* it was said that what is named does not exist */
	bool accepted[QUESTIONS]; /* and confirmed that this is meant */
	char *folder;		/* a folder that does not exist, to create as was confirmed */
	char *names[QUESTIONS];		/* fields that were left, */
	char *typed[QUESTIONS];		/* and their texts, valid or not */
	size_t remembered;
};

/* Builds it again, because a method or policy may have other questions. */
void question_form_enter(struct question_form *a, struct context *d, bool early);

/* For struct screen; me is a struct question_form. */
void question_form_draw(const void *model, const void *me, struct box at);
enum go question_form_key(struct loop *loop, void *model, void *me, struct key k);
enum go question_form_news(struct loop *loop, void *model, void *me);
bool question_form_typing(const void *model, const void *me);
bool question_form_help(const void *model, const void *me, struct help *out);
const char *question_form_part(const void *model, const void *me, size_t i, bool *now);
const struct hint *question_form_hints(const void *model, const void *me);
void question_form_drop(void *me);

/* --- for question_form.c: question_fields.c --- */

/* Frees the form; the texts of its fields are remembered. */
void question_fields_close(struct question_form *a);
/* Builds the form of a->groups[a->group]. */
void question_fields_build(struct question_form *a, struct context *d);
/* Shows the fields that apply with the answers so far, and hides the others. */
void question_fields_show(struct question_form *a, const struct context *d);
/* Whether the key will be used on another computer, so that a file takes it. */
bool question_fields_elsewhere(const struct question_form *a);

#endif

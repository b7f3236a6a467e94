/*
 * question_form.h - a pack's questions of one stage as a form: built when the screen is
 * entered with the answers so far, every answer kept as it becomes right.
 */
#ifndef ACCREDIT_QUESTION_FORM_H
#define ACCREDIT_QUESTION_FORM_H

#include "screens/context.h"
#include "screens/form.h"

enum { QUESTIONS = 40 };

struct question_form {
	struct form *form;
	struct arena keep;
	struct field fields[QUESTIONS];
	const struct pack_value *values[QUESTIONS]; /* NULL: the setup's own name */
	struct ask {
		const struct wizard *w;
		const struct pack_value *v;
	} asks[QUESTIONS];
	char *typed[QUESTIONS];		/* what stood there when it was left; by name */
	char *names[QUESTIONS];
	size_t count, remembered;
	enum stage stage;
};

/* Builds it, or builds it anew: method or policy may ask for others now. */
void question_form_enter(struct question_form *a, struct context *d, enum stage stage);
/* The form, or what is waited for, from this row on. */
void question_form_draw(const struct question_form *a, const struct context *d, struct box at, int row);

/* What a screen of such a form has in common; me is its struct question_form. */
enum go question_form_key(struct loop *loop, void *model, void *me, struct key k);
enum go question_form_news(struct loop *loop, void *model, void *me);
bool question_form_typing(const void *model, const void *me);
bool question_form_help(const void *model, const void *me, struct help *out);
void question_form_drop(void *me);

#endif

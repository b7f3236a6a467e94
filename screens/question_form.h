/*
 * question_form.h - the questions of a pack at one stage, as a form. It is built with the
 * answers so far when the screen is entered; every valid answer goes to the engine at once.
 */
#ifndef ACCREDIT_QUESTION_FORM_H
#define ACCREDIT_QUESTION_FORM_H

#include "screens/context.h"
#include "screens/form.h"

enum { QUESTIONS = 40 };

struct question_form {
	struct form *form;		/* NULL: not built yet */
	struct arena keep;
	struct field fields[QUESTIONS];
	const struct pack_value *values[QUESTIONS];	/* NULL: the name of the setup */
	struct ask {
		const struct wizard *w;
		const struct pack_value *v;
	} asks[QUESTIONS];
	char *names[QUESTIONS];		/* the fields when the form was left, */
	char *typed[QUESTIONS];		/* and their texts */
	size_t count, remembered;
	enum stage stage;
};

/* Builds it again, because a method or policy may have other questions. */
void question_form_enter(struct question_form *a, struct context *d, enum stage stage);
/* Draws the form, or what it waits for, from a row on. */
void question_form_draw(const struct question_form *a, const struct context *d,
			struct box at, int row);

/* For struct screen; me is a struct question_form. */
enum go question_form_key(struct loop *loop, void *model, void *me, struct key k);
enum go question_form_news(struct loop *loop, void *model, void *me);
bool question_form_typing(const void *model, const void *me);
bool question_form_help(const void *model, const void *me, struct help *out);
void question_form_drop(void *me);

#endif

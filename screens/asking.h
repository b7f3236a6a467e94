/*
 * asking.h - a pack's questions of one stage as a form: built when the screen is
 * entered with the answers so far, every answer kept as it becomes right.
 */
#ifndef ACCREDIT_ASKING_H
#define ACCREDIT_ASKING_H

#include "screens/desk.h"
#include "screens/form.h"

enum { QUESTIONS = 40 };

struct asking {
	struct form *form;
	struct arena keep;
	struct field fields[QUESTIONS];
	const struct json *rows[QUESTIONS];	/* NULL: the set-up's own name */
	struct ask { const struct wizard *w; const struct json *row; } asks[QUESTIONS];
	char *typed[QUESTIONS];		/* what stood there when it was left; by name */
	char *names[QUESTIONS];
	size_t count, remembered;
	enum stage stage;
};

/* Builds it, or builds it anew: method or policy may ask for others now. */
void asking_enter(struct asking *a, struct desk *d, enum stage stage);
/* The form, or what is waited for, from this row on. */
void asking_draw(const struct asking *a, const struct desk *d, struct box at, int row);

/* What a screen of such a form has in common; me is its struct asking. */
enum go asking_key(struct loop *loop, void *model, void *me, struct key k);
enum go asking_news(struct loop *loop, void *model, void *me);
bool asking_typing(const void *model, const void *me);
bool asking_help(const void *model, const void *me, struct help *out);
void asking_drop(void *me);

#endif

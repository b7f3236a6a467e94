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
};

/* Builds it, or builds it anew: method or policy may ask for others now. */
void asking_enter(struct asking *a, struct desk *d, enum stage stage);
enum go asking_key(struct asking *a, struct desk *d, struct key k);
void asking_drop(struct asking *a);

#endif

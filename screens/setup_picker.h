/*
 * setup_picker.h - the setups of this computer as a list to choose from.
 */
#ifndef ACCREDIT_SETUP_PICKER_H
#define ACCREDIT_SETUP_PICKER_H

#include "screens/context.h"
#include "screens/list.h"

/* What a row stands for. */
enum setup_choice {
	SETUP_CHOICE_ONE,	/* a setup */
	SETUP_CHOICE_ALL,	/* all of them */
	SETUP_CHOICE_NO_RECORD,	/* one created manually */
};

/* A row: copied, because a task may read the list again. */
struct setup_picker_row {
	enum setup_choice choice;
	char name[64];
	char wide[200];		/* the columns: state, verified, key, next */
	char brief[100];	/* what of them counts most, where there is no space */
	bool interrupted;
	bool user_key;		/* rotations of a user's key, without a platform */
	bool has_key, exists, waits;	/* of setup_row */
};

/* The private state of a screen of such a list; the flags are set by its enter. */
struct setup_picker {
	struct list list;
	struct setup_picker_row *rows;
	size_t count;
	char heading[200];	/* of the columns */
	bool loaded;
	bool only_interrupted;	/* lists no others */
	bool complete;		/* interrupted ones and keys of users cannot be chosen */
	bool for_verify;	/* with rows for all of them and for one without a record */
};

/* For struct screen; me is its struct setup_picker. Enter reads the list again. */
void setup_picker_enter(struct loop *loop, void *model, void *me);
enum go setup_picker_news(struct loop *loop, void *model, void *me);
/* GO_NEXT: a row was chosen, and w->setup is its name. */
enum go setup_picker_key(struct loop *loop, void *model, void *me, struct key k);
void setup_picker_drop(void *me);

/* The question above the list, or none where the list is empty. */
void setup_picker_draw(const struct setup_picker *m, const struct context *d, struct box at,
		       const char *question, const char *none);
/* The selected row, borrowed; NULL: there is none. */
const struct setup_picker_row *setup_picker_selected(const struct setup_picker *m);
/* What it stands for; SETUP_CHOICE_ONE where there is none. */
enum setup_choice setup_picker_choice(const struct setup_picker *m);
/* Makes the selected row w->setup. */
void setup_picker_choose(const struct setup_picker *m, struct context *d);

#endif

/*
 * candidate_picker.h - asks which role or user of the account is meant, when a setup was
 * created manually and the template's own name does not exist. A part of a page; all zero
 * is ready.
 */
#ifndef ACCREDIT_CANDIDATE_PICKER_H
#define ACCREDIT_CANDIDATE_PICKER_H

#include "screens/chooser.h"
#include "screens/page.h"

enum { CANDIDATES_SHOWN = 64 };

struct candidate_picker {
	struct chooser choose;
	struct candidate_row row; /* owned; all zero: no question is open */
	char none[200];		/* "None of these: NAME" */
};

/* Opens with the first question of a task that ended with one; false: it asked none. */
bool candidate_picker_asks(struct candidate_picker *m, const struct context *d);
bool candidate_picker_is_open(const struct candidate_picker *m);
/*
 * A key of the page while it is open. After the last answer the page waits for its
 * task again.
 */
enum go candidate_picker_page_key(struct candidate_picker *m, struct loop *loop,
				  struct context *d, struct page *page, struct key k);
void candidate_picker_draw(const struct candidate_picker *m, struct box at);
/* Frees what it holds and closes it; it can be opened again. */
void candidate_picker_drop(struct candidate_picker *m);

extern const struct hint candidate_picker_hints[];

#endif

/*
 * letter.h - the letter of a bundle, as blocks, and as text and HTML. For src/handoff alone.
 * What is added is cleaned (str_clean_into), and escaped for HTML; a block is one line.
 */
#ifndef ACCREDIT_LETTER_H
#define ACCREDIT_LETTER_H

#include <stddef.h>

#include "base/buf.h"
#include "base/mem.h"

enum letter_kind {
	LETTER_TITLE,
	LETTER_HEADING,
	LETTER_PARAGRAPH,
	LETTER_ITEM,	/* of a list */
	LETTER_COMMAND,	/* never broken into lines */
};

struct letter_block {
	enum letter_kind kind;
	const char *text;
};

/* All zero is an empty letter. */
struct letter {
	struct arena arena;
	struct letter_block *blocks;
	size_t count;
};

void letter_add(struct letter *l, enum letter_kind kind, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void letter_free(struct letter *l);	/* leaves an empty letter */

enum { LETTER_PAGE = 60 };	/* lines on a page of A4 or US Letter, of 80 columns */

/* Lines of the text on paper, where a line of more than 80 columns takes several. */
size_t letter_lines(const struct letter *l);

/* Appended to out. */
void letter_as_text(struct buf *out, const struct letter *l);
void letter_as_html(struct buf *out, const struct letter *l);

#endif

/*
 * secret_answers.h - a secret that the operator brings along, typed or read from a file, and staged
 * when the run begins: of a key, which is tried on AWS first, or one that goes into a
 * document, such as a vendor's API key. A template takes one or the other.
 */
#ifndef ACCREDIT_SECRET_ANSWERS_H
#define ACCREDIT_SECRET_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct journey;

/* The pack's value of kind secret that is to be asked for, with these answers;
 * NULL: none. Borrowed, until the pack is freed. */
const char *secret_answers_asks(const struct journey *j);

/* The pack's secret that goes into a document; NULL: none. Borrowed as above. */
const char *secret_answers_text_name(const struct journey *j);
/* Whether the pack's secret of that name goes into a document: it is optional. */
bool secret_answers_is_text(const struct journey *j, const char *name);
/* One line, and no control characters; label is what it is called. Never quoted. */
bool secret_answers_text_check(const char *label, const char *text, size_t n, struct err *err);

/*
 * The secret that was typed or pasted: n bytes, trimmed in place, and wiped. name
 * is the pack's value. False: it is no such secret (never quoted).
 */
bool secret_answers_read(struct journey *j, const char *name, char *text, size_t n,
		  struct err *err);

/* The same from "NAME=@FILE": the file's first line. */
bool secret_answers_file(struct journey *j, const char *text, struct err *err);

/*
 * After the plan was made: where it adopts a key that was given, whether AWS takes it, and
 * whether it is one of this account; where a document's secret was given, whether a file
 * that takes it is created. Without such a secret true.
 */
bool secret_answers_check(struct journey *j, struct err *err);

/* Stages it, before the run that will prove it and put it into its places. */
bool secret_answers_stage(struct journey *j, struct err *err);

/* After a run that is over: a document's secret that it did not write is not kept. */
void secret_answers_over(const struct journey *j);

#endif

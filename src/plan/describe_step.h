/*
 * describe_step.h - a step of a plan as a phrase: "create role 'x'", "attach policy 'p' to
 * user 'u'". Appended to out, without a full stop. Texts are not cleaned: their readers do
 * that.
 */
#ifndef ACCREDIT_DESCRIBE_STEP_H
#define ACCREDIT_DESCRIBE_STEP_H

#include "base/buf.h"

struct step;

/* What the step is about: "role 'x'", "policy 'p' of user 'u'". */
void describe_object(struct buf *out, const struct step *step);
/* A whole step, with its file, and why it is kept or could not be read. */
void describe_doing(struct buf *out, const struct step *step);
/* ", used by role x too" of a step that keeps its resource for that; else nothing. */
void describe_used(struct buf *out, const struct step *step);

#endif

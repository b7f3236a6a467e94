/*
 * describe_step.h - a step of a plan as a phrase: "create the role 'x'". Appended to out,
 * without a full stop. Texts are not cleaned: their readers do that.
 */
#ifndef ACCREDIT_DESCRIBE_STEP_H
#define ACCREDIT_DESCRIBE_STEP_H

#include "base/buf.h"

struct step;

/*
 * From an action's name (action_name, or "leave"), a kind of resource or of step, and the
 * name of the resource. For a kind of step that no resource belongs to, action is not used.
 */
void describe_step(struct buf *out, const char *action, const char *kind, const char *name);
/* A whole step, with its file, and why it is kept or could not be read. */
void describe_doing(struct buf *out, const struct step *step);
/* ", used by role x too" of a step that keeps its resource for that; else nothing. */
void describe_used(struct buf *out, const struct step *step);

#endif

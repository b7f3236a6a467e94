/* handoff_stackset.h - accredit handoff --stackset. For src/command alone. */
#ifndef ACCREDIT_HANDOFF_STACKSET_H
#define ACCREDIT_HANDOFF_STACKSET_H

struct flags;
struct journey;

/*
 * Creates, updates or removes (--remove) the StackSet of a journey whose answers are
 * complete (handoff_task_answers), and verifies its accounts. Returns the exit code.
 */
int handoff_stackset(const struct flags *f, struct journey *j);

#endif

/*
 * backups.h - the copies in clear text that a change of a credentials file leaves next to
 * it (base/edit_file.h): known by the checksums in the journal, and removed when a rotation is
 * finished or the setup removed.
 */
#ifndef ACCREDIT_BACKUPS_H
#define ACCREDIT_BACKUPS_H

#include <stdbool.h>

struct json;
struct plan;
struct record;
struct step_work;

/*
 * Those that the journal has and that are still there: a list (yours) of {"file","sum"},
 * a file as often as it was written.
 */
struct json *backups_known(const struct record *r);

/*
 * After all other steps of p: the step that removes them, and those that p's own steps
 * write. What does not have a checksum of these is left and reported. known: as above;
 * without one, and without a step that changes a credentials file, nothing is added.
 */
void backups_add(struct plan *p, const struct json *known);

/* Removes those that the journal has now: for a run that was undone to its beginning. */
void backups_clear(const struct record *r);

extern const struct step_work backups_work;

#endif

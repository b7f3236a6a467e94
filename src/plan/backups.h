/*
 * backups.h - the backups in clear text that a change of a credentials file leaves next to
 * it (base/edit_file.h). The journal has their checksums; they are removed when a rotation
 * is finished or the setup is removed.
 */
#ifndef ACCREDIT_BACKUPS_H
#define ACCREDIT_BACKUPS_H

#include <stdbool.h>

struct json;
struct plan;
struct record;
struct step_work;

/*
 * The backups in the journal that still exist: a list (yours) of {"file","sum"}, a file as
 * often as it was written.
 */
struct json *backups_known(const struct record *r);

/*
 * Adds, after all other steps of p, the step that removes them and those that p's own steps
 * write. A file with another checksum is kept and reported. known: as above; without one,
 * and without a step that changes a credentials file, nothing is added.
 */
void backups_add(struct plan *p, const struct json *known);

/* Removes those in the journal now: for a run that was undone completely. */
void backups_clear(const struct record *r);

extern const struct step_work backups_work;

#endif

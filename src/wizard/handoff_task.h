/*
 * handoff_task.h - a setup as files for an administrator, for every face: the answers
 * without credentials, the files of a form, and what is left to do after it.
 */
#ifndef ACCREDIT_HANDOFF_TASK_H
#define ACCREDIT_HANDOFF_TASK_H

#include <stdbool.h>

#include "base/err.h"

struct buf;
struct errors;
struct handoff_files;
struct handoff_form;
struct journey;
struct json;

/*
 * As journey_answers, for a hand-off: completes j->answers and renders j->wanted (with
 * "looked_for" of permissions.h) and j->risks. No credentials are needed. ACCOUNT_ID and
 * REGION are taken from the answers, the record, the environment and the profile; where one
 * is missing, or the issuer of a cluster is, j->session is opened (if it is not) and AWS is
 * asked; there is no other call. The location of a key is no question. j->exists must be
 * true, so that journey_early asks for none. False: wrong has everything that is missing or
 * invalid.
 */
bool handoff_task_answers(struct journey *j, struct errors *wrong);

/* Adds the form's files, and answers.json. False: err, and none was added. */
bool handoff_task_files(const struct journey *j, const struct handoff_form *form,
			struct handoff_files *files, struct err *err);

/*
 * Writes the form's files into the folder, as handoff_write, and records that the setup
 * waits for the administrator. *event, yours, says what was written:
 * {"event":"handoff","setup","form", "folder": absolute,"files":[names],"afterwards": as
 * handoff_afterwards,"next": the command that verifies it,"waiting": whether that is
 * recorded,"note": why not}. False: err, nothing was written, and *event is NULL.
 */
bool handoff_task_write(const struct journey *j, const struct handoff_form *form,
			const char *folder, struct json **event, struct err *err);
/* The same event in words, as describe_event. */
void handoff_task_words(struct buf *out, const struct json *event);

#endif

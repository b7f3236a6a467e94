/*
 * verification.h - what Verify found: of one setup, or of all of them.
 */
#ifndef ACCREDIT_VERIFICATION_H
#define ACCREDIT_VERIFICATION_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "pack/answers.h"
#include "wizard/awaited.h"
#include "wizard/compared.h"

struct json;
struct wizard;

struct verification {
	struct json *around;	/* events of the last comparison, see surroundings.h (of a repair
				 * repair_notes.h); or NULL */
	struct json *compared;	/* its evidence, see plan_compared; or NULL */
	struct json *only;	/* ids of resources to repair; NULL: all that differs */
	const char *fail_on;	/* --fail-on: a severity, or NULL; not owned */
	struct json *deciding;	/* the findings of the last task that it counts; or NULL */
	struct compared_list all; /* in order */
	struct awaited
		awaited; /* of the last TASK_COMPARE: missing NULL, it was no hand-off */
	bool from_all;		/* the next TASK_COMPARE is of a row of all */
	/* of a hand-off that has no resources by its record; name "": none. See
	 * verification_take */
	struct answers given;

	/* inside: TASK_ALL so far */
	struct {
		pthread_mutex_t lock;
		size_t at, all;
		char name[64];
		struct compared_list rows;
	} walk;
};

/*
 * Whether a setup with the name of these answers (else their platform's) has resources by
 * its record: 1 if it does and has these answers, 0 if it does not, -1 and err if it has
 * others.
 */
int verification_recorded(const struct answers *given, struct err *err);

/*
 * The answers of a hand-off, whether or not its setup has a record: w->setup is that setup, and the
 * next TASK_COMPARE of it compares by them and records it, as awaited_settle does. *taken
 * false: answers are missing, so a person has to be asked, and nothing is set. False: err,
 * a setup of this name exists with other answers, or the template cannot be read.
 */
bool verification_take(struct wizard *w, const struct answers *given, bool *taken,
		       struct err *err);

/* How far TASK_ALL is. */
struct progress {
	size_t at, all;		/* the one that is looked at now; all 0: not known yet */
	size_t done, odd; /* compared; of these, not matching */
	char name[64];
};

/* At any time, from the face's thread. */
void wizard_progress(struct wizard *w, struct progress *out);
/* The rows that TASK_ALL has so far, from this one on; yours. */
struct compared_list wizard_compared_rows(struct wizard *w, size_t from);

#endif

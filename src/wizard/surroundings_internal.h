/* surroundings_internal.h - what the files of around share, and nobody else. */
#ifndef ACCREDIT_SURROUNDINGS_INTERNAL_H
#define ACCREDIT_SURROUNDINGS_INTERNAL_H

#include "base/err.h"
#include "wizard/surroundings.h"

struct step;

/* An extra event of the step's resource, added to events; borrowed. */
struct json *around_extra(struct json *events, const struct step *step, const char *kind,
			  const char *name);
/* What could not be read, and why. */
void around_undecided(struct json *events, const struct step *step, const char *what,
		      const struct err *why);

/* A finding of findings.h that is about no statement of a document, as JSON; yours. */
struct around_finding {
	const char *id, *severity, *on, *text;
};
struct json *around_finding(const struct around_finding *one);

/* Of a cluster-access step that was found. */
void around_cluster(const struct journey *j, const struct step *step, struct json *events);

/* Of a pod-identity-association step that was found: others of its role. */
void around_pods(const struct journey *j, const struct step *step, struct json *events);

#endif

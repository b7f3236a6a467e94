/*
 * rotation_journey.h - a rotation as a journey: which key, the plan, the run. After it
 * run.h's functions on j->run and journey_finish, as for a setup.
 */
#ifndef ACCREDIT_ROTATION_JOURNEY_H
#define ACCREDIT_ROTATION_JOURNEY_H

#include <stdbool.h>

#include "base/err.h"
#include "rotate/rotation.h"

struct journey;
struct json;
struct plan;

enum rotation_mode { ROTATE_KEY, ROTATE_FINISH, ROTATE_REVERT, ROTATE_REVOKE };

/* What is asked for; texts may be NULL, see rotate.h. */
struct rotation_wish {
	enum rotation_mode what;
	const char *other_key, *store;
	bool now; /* ROTATE_FINISH: without the day of quiet */
	bool probe;
};

/*
 * session_open for resume: where a rotation of the caller's own key was stopped
 * after the old one was deactivated, the environment may still hold that one; then
 * the new key, which is staged, signs in.
 */
struct session;
struct stop;
bool rotation_session(struct session *s, const char *setup, const char *region,
		   struct stop *stop, struct err *err);

/*
 * Looks at the keys of the setup, or of user where setup is "": *facts is
 * yours (rotate.h). The session must be open. With a user its record, made now
 * or before, is opened for reading; a user's key that a setup has is looked at as
 * that setup's. profile: "", or of a user without a setup the one whose key is meant,
 * of a setup one more location for the new key.
 */
bool rotation_look(struct journey *j, const char *setup, const char *user,
		   const char *profile, struct rotation_facts **facts, struct err *err);

/* Plans it into j->plan. ERR_CHOICE: a person must decide; *busy as rotate.h. */
bool rotation_plan(struct journey *j, const struct rotation_facts *facts,
		   const struct rotation_wish *wish, bool *busy, struct err *err);

/*
 * Whether a key of the opened setup is deactivated still: it would outlive a
 * removal. True sets err (ERR_CHOICE); false, with err set: AWS did not tell.
 */
bool rotation_unfinished(struct journey *j, struct err *err);
/* Whether the setup that was looked at works with a role. */
bool rotation_is_role(const struct journey *j);
/* The method of its pack that needs no key, NULL: none, or it is in use. Borrowed. */
const char *rotation_role_method(const struct journey *j);

/* Starts the plan: the record is locked from here on. */
bool rotation_run(struct journey *j, struct err *err);

#endif

/*
 * preflight.h - may the caller do what the plan will do? Asked of IAM's simulator
 * beforehand. Advice: it never fails a run, and never holds one up for long.
 */
#ifndef ACCREDIT_PREFLIGHT_H
#define ACCREDIT_PREFLIGHT_H

#include <stdbool.h>

struct buf;
struct json;
struct plan;
struct session;
struct stop;

struct preflight;

/*
 * Begins to ask, on a thread of its own, while others read what is there: for all
 * resources of wanted, as if each had to be made. NULL: nobody can be asked (root,
 * a federated user). stop may be NULL.
 */
struct preflight *preflight_begin(const struct session *s, const struct json *wanted,
				  struct stop *stop);
void preflight_drop(struct preflight *p);	/* NULL is fine */

/*
 * Ends p (NULL: asks now), and says what it learned of the plan's steps:
 * {"event":"preflight","steps":[{"id","verdict","layer"?,"action"?,"text"?,
 * "statement"?}],"told","statements"}; told false: the simulator said nothing, and
 * why is its reason. Yours; NULL: the plan has no step that IAM decides.
 */
struct json *preflight_end(struct preflight *p, const struct session *s,
			   const struct plan *plan, struct stop *stop);

/* The judge: what answers ({"ACTION RESOURCE": {"decision","layer"}}) say. Pure. */
struct rights_place;
struct json *preflight_judge(const struct plan *plan, const struct rights_place *place,
			     const struct json *answers);

/* A line or two for people; nothing where all is allowed. */
void preflight_words(struct buf *out, const struct json *event);

#endif

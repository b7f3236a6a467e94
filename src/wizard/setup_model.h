/*
 * setup_model.h - the questions of a setup and their answers, of Set up, Adopt and Verify of a
 * setup that was created manually; and the setups there are.
 */
#ifndef ACCREDIT_SETUP_MODEL_H
#define ACCREDIT_SETUP_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "wizard/account_lists.h"

struct candidate;
struct candidate_row;
struct json;
struct pack_group;
struct pack_policy;
struct pack_value;
struct setup_row;
struct wizard;

/* Which questions of the pack belong to which step of the setup. */
enum stage { STAGE_NAMES, STAGE_VALUES };

/* Reads the records into w->setups. */
void wizard_load_setups(struct wizard *w);
/* The interrupted ones among them. */
size_t wizard_half_way(const struct wizard *w);

/* A new journey on this platform; the current one is kept where it is of the same platform and
 * was not run: nothing typed is lost. */
bool wizard_begin(struct wizard *w, const char *platform, struct err *err);
/* A journey filled with the answers of a setup that exists. */
bool wizard_begin_again(struct wizard *w, const char *setup, struct err *err);

/* Forgets the journey, and lets go of the record it holds. */
void wizard_drop(struct wizard *w);

/* The values to ask for at a stage with the answers so far; at most max. A secret
 * is among them even while wizard_asked_now says no. */
size_t wizard_questions(const struct wizard *w, enum stage stage,
			const struct pack_value **values, size_t max);
/* A question of a group; more: it is behind "More settings". */
struct group_question {
	const struct pack_value *v;
	bool more;
};

/* Those of a group with the answers so far, the Region first, at most max; else as above. */
size_t wizard_group_questions(const struct wizard *w, const struct pack_group *group,
			      struct group_question *all, size_t max);
/* Whether the setup creates what v names: a role, user, policy, bucket or profile. */
bool wizard_creates(const struct wizard *w, const struct pack_value *v);
/*
 * Whether text, an answer to v, names something that this setup creates: v is its name, or
 * another answer is, and says the same. Not where all of it exists already.
 */
bool wizard_will_create(const struct wizard *w, const struct pack_value *v, const char *text);
/*
 * The list of the account that v is picked from, for every face; ACCOUNT_NOTHING: none. What
 * the setup creates has a new name, so there is none; a bucket can exist before.
 */
enum account_list wizard_list_of(const struct wizard *w, const struct pack_value *v);
/* Whether this value is asked before the policy is chosen. */
bool wizard_is_early(const struct wizard *w, const char *value);
/*
 * What the field of a value begins with: the value in force; or for the new file of a key a
 * path in the home folder. placeholder: what is used where it stays empty, when that is
 * not proposed: a name derived from others. Both are appended to.
 */
void wizard_proposal(const struct wizard *w, const struct pack_value *v, struct buf *out,
		     struct buf *placeholder);

/*
 * Whether the folder of a file that v names exists. False: folder has the one that is
 * missing and would be created. v of another kind: true.
 */
bool wizard_folder_exists(const struct pack_value *v, const char *text, struct buf *folder);
/* False, with err: v names a file to create, and it exists. A recorded setup's own passes. */
bool wizard_file_is_free(const struct wizard *w, const struct pack_value *v, const char *text,
			 struct err *err);
/* The same of the profile that a key is written to. */
bool wizard_profile_is_free(const struct wizard *w, const char *profile, struct err *err);
/* The value in force. */
void wizard_value(const struct wizard *w, const char *name, struct buf *out);
/* Whether an operator or the record has said something else than the default. */
bool wizard_has_answer(const struct wizard *w, const struct pack_value *v);
bool wizard_required(const struct wizard *w, const struct pack_value *v);
/* Checks text (as typed) for the value without keeping it. Pure. */
bool wizard_check(const struct wizard *w, const struct pack_value *v, const char *text,
		  struct err *err);
/* Checks and keeps. "" takes the answer back, the default is in force again. */
bool wizard_answer(struct wizard *w, const struct pack_value *v, const char *text,
		   struct err *err);
/* The setup of the journey's name that exists already, of w->setups; NULL: none. */
const struct setup_row *wizard_recorded(const struct wizard *w);
/* A method that cannot have the policy so far takes its own default. */
bool wizard_choose_method(struct wizard *w, const char *name, struct err *err);
bool wizard_choose_policy(struct wizard *w, const char *name, struct err *err);
/* Why the method chosen cannot have this policy; "": it can. policy NULL: "". */
const char *wizard_refused(const struct wizard *w, const struct pack_policy *policy);
/* Whether a value is asked for now: a secret is, once the key it belongs to was given. */
bool wizard_asked_now(const struct wizard *w, const struct pack_value *v);
/* One was given before, or lies where an earlier run put it: it may stay empty. */
bool wizard_has_secret(const struct wizard *w);
/* Whether there is no going on without it: that of a document is optional. */
bool wizard_needs_secret(const struct wizard *w, const struct pack_value *v);
/* Checks text (as typed) against the key's ID. Pure; the text is never quoted. */
bool wizard_check_secret(const struct wizard *w, const struct pack_value *v,
			 const char *text, struct err *err);
/* Checks and keeps: n bytes, ended by NUL, wiped. Empty: what was given stays. */
bool wizard_secret(struct wizard *w, const struct pack_value *v, char *text, size_t n,
		   struct err *err);
/*
 * Takes the method, the policy and the answers of one of w->discovery, in place of those of
 * one that was taken before. False: err says which answer the template refuses.
 */
bool wizard_take_discovered(struct wizard *w, size_t i, struct err *err);
/* Forgets that one was taken, and its answers: everything is asked. */
void wizard_drop_discovered(struct wizard *w);
/*
 * Whether a value, the method or the setup's name is to be asked for: once one was taken,
 * only what it did not tell and what is required; the name where the platform's is in use.
 */
bool wizard_asks(const struct wizard *w, const struct pack_value *v);
bool wizard_asks_method(const struct wizard *w);
bool wizard_asks_name(const struct wizard *w);

/* Answers the first row of w->found, and takes it out: then the task is asked for again. */
bool wizard_choose_found(struct wizard *w, const char *name, struct err *err);
/* A candidate of that row, in a few lines. */
void wizard_describe_candidate(const struct candidate_row *row,
			       const struct candidate *candidate, struct buf *out);
/* The setup's name: "" is the platform's. */
bool wizard_name(struct wizard *w, const char *name, struct err *err);

/*
 * The policy's document with the answers so far; placeholders of values that are not known
 * yet stay. Yours. NULL: it has none.
 */
struct json *wizard_preview(const struct wizard *w, const char *policy);

#endif

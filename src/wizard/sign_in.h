/*
 * sign_in.h - who is signed in, and what a person has to do for it: an MFA code, or a
 * sign-in to IAM Identity Center in a browser.
 */
#ifndef ACCREDIT_SIGN_IN_H
#define ACCREDIT_SIGN_IN_H

#include <pthread.h>
#include <stdbool.h>

#include "aws/creds_chain.h"
#include "aws/sso.h"
#include "probe/probe.h"
#include "session/session.h"

struct json;
struct wizard;

/* A question for an MFA code: nobody asks, it is open, answered, or refused. */
enum code_state { CODE_NONE, CODE_ASKED, CODE_GIVEN, CODE_REFUSED };
#define CODE_QUESTION 400

struct sign_in_state {
	struct json *who;	/* of identity.h: the last sign-in that went well; or NULL */
	struct json *doctor;	/* of doctor.h: findings on the last sign-in that failed; or NULL */
	struct probe_leftovers leftovers; /* workers still alive, and their groups */

	/* inside */
	struct {
		pthread_mutex_t lock;
		enum code_state state;
		char question[CODE_QUESTION], text[CREDS_MFA_CODE];
	} mfa;
	struct {
		pthread_mutex_t lock;
		bool open;		/* a person is to allow it now */
		struct sso_device now;
	} device;
};

/*
 * A task or a run may need an MFA code: true, and the question, while it waits
 * for one. The answer; NULL: none, and what asked fails. To be looked at after
 * each wake.
 */
bool wizard_mfa_question(struct wizard *w, char question[CODE_QUESTION]);
void wizard_answer_mfa(struct wizard *w, const char *code);
creds_mfa_prompt wizard_mfa_prompt; /* for wizard_new: with is the wizard */

/* True while TASK_LOGIN waits for the person: what that person needs, into out. */
bool wizard_device(struct wizard *w, struct sso_device *out);

#endif

/* mfa.c - an MFA code, asked for by a task and answered by the face; see wizard.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>

#include "aws/creds_chain.h"
#include "wizard/wizard.h"

#define LOOK_MS 50	/* how often an open question looks for its end */

static bool mfa_change(struct wizard *w, enum code_state from, enum code_state to)
{
	bool was;

	pthread_mutex_lock(&w->sign_in.mfa.lock);
	was = w->sign_in.mfa.state == from;
	if (was)
		w->sign_in.mfa.state = to;
	pthread_mutex_unlock(&w->sign_in.mfa.lock);
	return was;
}

/* On the thread of the task or of a step; the face is another one. */
bool wizard_mfa_prompt(void *with, const char *prompt, char code[CREDS_MFA_CODE],
		       struct err *err)
{
	struct wizard *w = with;

	pthread_mutex_lock(&w->sign_in.mfa.lock);
	snprintf(w->sign_in.mfa.question, sizeof(w->sign_in.mfa.question), "%s", prompt);
	w->sign_in.mfa.state = CODE_ASKED;
	pthread_mutex_unlock(&w->sign_in.mfa.lock);
	eventfd_write(w->queue.wake, 1);
	while (clock_sleep(LOOK_MS, &w->stop)) {
		if (mfa_change(w, CODE_GIVEN, CODE_NONE)) {
			memcpy(code, w->sign_in.mfa.text, CREDS_MFA_CODE);
			explicit_bzero(w->sign_in.mfa.text, CREDS_MFA_CODE);
			return true;
		}
		if (!mfa_change(w, CODE_REFUSED, CODE_NONE))
			continue;
		err_set(err, ERR_LOGIN, "no MFA code was given");
		return err_hint(err, "try again with the device at hand, or choose another "
				"profile (AWS_PROFILE)");
	}
	mfa_change(w, CODE_ASKED, CODE_NONE);
	return err_set(err, ERR_STOPPED, "stopped: ask for an MFA code");
}

bool wizard_mfa_question(struct wizard *w, char question[CODE_QUESTION])
{
	bool asked;

	pthread_mutex_lock(&w->sign_in.mfa.lock);
	asked = w->sign_in.mfa.state == CODE_ASKED;
	memcpy(question, w->sign_in.mfa.question, CODE_QUESTION);
	pthread_mutex_unlock(&w->sign_in.mfa.lock);
	return asked;
}

void wizard_answer_mfa(struct wizard *w, const char *code)
{
	pthread_mutex_lock(&w->sign_in.mfa.lock);
	if (w->sign_in.mfa.state == CODE_ASKED) {
		snprintf(w->sign_in.mfa.text, CREDS_MFA_CODE, "%s", code ? code : "");
		w->sign_in.mfa.state = code ? CODE_GIVEN : CODE_REFUSED;
	}
	pthread_mutex_unlock(&w->sign_in.mfa.lock);
}

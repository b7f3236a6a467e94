/*
 * unanswered.h - the requests that have no answer yet, so that every face can say that AWS
 * is silent. One list for the process; any thread may call any of these.
 */
#ifndef ACCREDIT_UNANSWERED_H
#define ACCREDIT_UNANSWERED_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* A call with its retries. The caller owns it, and keeps it from open to close. */
struct unanswered {
	const char *whom;	/* who should answer: "AWS"; static */
	int64_t since;		/* silent since then, by clock_ms; 0: nothing is awaited */
	int retry, retries;	/* retry 0: the first attempt; retries: at most so many */
	pthread_t thread;	/* makes the call */
	bool told;		/* that it is silent */
	struct unanswered *next;
};

void unanswered_open(struct unanswered *u, const char *whom, int retries);
void unanswered_close(struct unanswered *u);

/* The next request is this retry of the call. */
void unanswered_retry(struct unanswered *u, int retry);
/* A request is sent. Attempts that nothing answered count together. */
void unanswered_sent(struct unanswered *u);
void unanswered_heard(struct unanswered *u);	/* a part of its answer has come */
void unanswered_over(struct unanswered *u);	/* it was answered */

enum { UNANSWERED_MS = 5000, UNANSWERED_WORDS = 96 };

/*
 * "no answer from AWS for 12 s (retry 1 of 2)", of the call that has waited longest. False:
 * none has waited for UNANSWERED_MS; out is then "".
 */
bool unanswered_words(char out[UNANSWERED_WORDS]);
/* The same of the calls that this thread makes. */
bool unanswered_words_of(pthread_t thread, char out[UNANSWERED_WORDS]);

/* heard is called on the thread of a call that was told of, when it ends or is answered. */
void unanswered_on_answer(void (*heard)(void));

#endif

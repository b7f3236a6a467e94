/*
 * run_internal.h - the inside of the runner, shared by run.c (whose turn it is)
 * and run_step.c (one step's doing and what it tells) only.
 */
#ifndef ACCREDIT_RUN_INTERNAL_H
#define ACCREDIT_RUN_INTERNAL_H

#include <pthread.h>

#include "plan/run.h"

#define THREADS 4

struct run {
	struct plan *plan;
	struct aws *aws;
	struct journal *journal;
	struct stop *stop;
	enum run_mode mode;
	char id[17];

	pthread_mutex_t lock;	/* guards all below, and the steps' moving parts */
	pthread_cond_t turn;	/* a step ended: others may be ready */
	pthread_t threads[THREADS];
	size_t alive, active;
	bool failed, stopped;
	struct err err;		/* the first failure */
	struct json *events;
	int wake, told;		/* told: one more that hears, or -1 */
};


/* All with the lock held. */
void run_wake(struct run *run);
void run_emit(struct run *run, struct json *event);	/* takes event */
void run_state(struct run *run, struct step *step, enum step_state state,
	       const char *status);

/* The whole of one step, its intent and its outcome; without the lock. */
bool run_step(struct run *run, struct step *step, struct err *err);

#endif

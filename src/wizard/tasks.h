/*
 * tasks.h - one task at a time on a thread of its own, so that a face never waits.
 * A face asks for a task, watches the wake descriptor, calls wizard_news, and draws.
 *
 * While wizard_busy() is true the rest of struct wizard belongs to the task: a face may read
 * only queue.task and what it holds itself. While a run is active its plan may be read, its
 * moving parts through run_look.
 */
#ifndef ACCREDIT_TASKS_H
#define ACCREDIT_TASKS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "plan/read_progress.h"
#include "wizard/compared.h"
#include "wizard/setups_list.h"

struct json;
struct platforms;
struct wizard;

enum task {
	TASK_NONE,
#define TASK(name, doing, run, starts, reads) TASK_##name,
#include "wizard/task_table.h"
	TASK_COUNT
};

struct task_queue {
	enum task task;		/* the last one asked for */
	bool ok;		/* how it ended */
	struct err err;		/* why not */
	struct read_progress progress; /* how many resources the running one has read */

	/* inside */
	pthread_t thread;
	bool threaded;
	struct json *fresh;	/* what a task read, until it has ended */
	struct platforms *fresh_platforms;	/* likewise, of TASK_PACKS */
	struct rotation_facts *fresh_facts;	/* likewise, of TASK_KEYS */
	struct setups fresh_setups;		/* likewise, of TASK_SETUPS */
	struct compared_list fresh_compared; /* likewise, of TASK_ALL */
	atomic_bool busy;
	int wake;
};

int wizard_wake(const struct wizard *w);	/* readable when there is news */
/* Takes in what happened. True when something changed. Call after a wake. */
bool wizard_news(struct wizard *w);

/* Starts a task; false while another runs. */
bool wizard_do(struct wizard *w, enum task task);
bool wizard_busy(const struct wizard *w);
/* "checking credentials", for the spinner. */
const char *wizard_doing(const struct wizard *w);
/* Asks the current task or run to stop. A run can be resumed. */
void wizard_stop(struct wizard *w);
/* For a face that may wait: sleeps until there is news, at most ms. */
void wizard_wait(struct wizard *w, int ms);

/* What quitting now stops, in a sentence or two; "": nothing runs. */
void wizard_leaving(const struct wizard *w, struct buf *out);

#endif

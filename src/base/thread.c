/* thread.c - see thread.h. */
#include "config.h"

#include <signal.h>

#include "base/thread.h"

bool thread_start(pthread_t *thread, void *(*run)(void *with), void *with)
{
	sigset_t all, was;
	bool started;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &was);
	started = !pthread_create(thread, NULL, run, with);
	pthread_sigmask(SIG_SETMASK, &was, NULL);
	return started;
}

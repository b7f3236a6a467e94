/* thread.h - threads of the engine: signals are the face's business. */
#ifndef ACCREDIT_THREAD_H
#define ACCREDIT_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* Starts a thread with all signals blocked, to be joined. False: there is none. */
bool thread_start(pthread_t *thread, void *(*run)(void *with), void *with);

#endif

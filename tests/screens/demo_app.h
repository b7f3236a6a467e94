/*
 * demo_app.h - an app for tests that uses every part of the screens' toolkit: a menu,
 * a flow of six screens, and one thread in place of the engine.
 */
#ifndef ACCREDIT_DEMO_H
#define ACCREDIT_DEMO_H

#include <pthread.h>
#include <stdatomic.h>

#include "screens/loop.h"

enum { DEMO_STEPS = 6, DEMO_CONSOLE = 40 };

struct demo {
	bool crash, practice, confirmed, saved;
	size_t platform;
	char role[129], region[32];
	bool tracker;
	size_t secret_bytes;		/* the length of the key typed, never the key */
	int platforms_entered, review_entered;

	/* the thread: counts done up and writes to wake */
	atomic_int done;
	int wake;
	pthread_t thread;
	bool running;
	atomic_bool stop;
	int step_ms;
};

void demo_init(struct demo *t);
void demo_start(struct demo *t);	/* starts the thread */
void demo_end(struct demo *t);		/* stops it and waits for it */

extern const struct flow demo_menu, demo_setup;
extern const struct screen demo_screen_menu, demo_screen_platform, demo_screen_names,
	demo_screen_policy, demo_screen_review, demo_screen_apply, demo_screen_summary;

struct app demo_app(struct demo *t);

#endif

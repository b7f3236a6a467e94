/*
 * town.h - a made-up app that uses every part of the screens' toolkit: a menu,
 * a journey of seven steps, and an engine of one thread. For tests only.
 */
#ifndef ACCREDIT_TOWN_H
#define ACCREDIT_TOWN_H

#include <pthread.h>
#include <stdatomic.h>

#include "screens/loop.h"

enum { TOWN_STEPS = 6, TOWN_CONSOLE = 40 };

struct town {
	bool crash, practice, confirmed, saved;
	size_t platform;
	char role[129], region[32];
	bool tracker;
	size_t secret_bytes;		/* of the key typed, never the key */
	int platforms_entered, review_entered;

	/* the engine: raises done and writes to wake */
	atomic_int done;
	int wake;
	pthread_t thread;
	bool running;
	atomic_bool stop;
	int step_ms;
};

void town_init(struct town *t);
void town_start(struct town *t);	/* the engine applies */
void town_end(struct town *t);

extern const struct flow town_menu, town_setup;
extern const struct screen town_screen_menu, town_screen_platform, town_screen_names,
	town_screen_policy, town_screen_review, town_screen_apply, town_screen_summary;

struct app town_app(struct town *t);

#endif

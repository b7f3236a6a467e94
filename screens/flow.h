/*
 * flow.h - the state of the loop, and the movement between flows and screens. For loop.c
 * and flow.c only.
 */
#ifndef ACCREDIT_FLOW_H
#define ACCREDIT_FLOW_H

#include "screens/loop.h"

enum { LEVELS_MAX = 8, POPUPS_MAX = 8 };

/* An open flow. me[i] is allocated when screen i is first entered. */
struct flow_level {
	const struct flow *flow;
	size_t at, count;
	void **me;
};

struct loop {
	struct app app;
	struct flow_level levels[LEVELS_MAX];
	size_t depth;
	struct popup *popups[POPUPS_MAX];
	size_t popup_count;
	const struct flow *start;	/* requested by a callback, done after it */
	const struct screen *jump;	/* likewise */
	char note[256];
	enum role note_role;
	bool dirty, discard_keys, ended;
	int empty;			/* reads in a row without a byte */
	enum loop_end end;
	int sig;
};

/* Goes where a callback said, then does what it requested by loop_start or loop_jump. */
void flow_go(struct loop *loop, enum go to);

void flow_open(struct loop *loop);		/* opens the app's flow */
void flow_close(struct loop *loop);		/* leaves and drops every screen */
/* The loop ends; the first call counts. */
void flow_finish(struct loop *loop, enum loop_end end);

struct popup *flow_popup(const struct loop *loop);	/* the topmost, or NULL */
const struct flow *flow_now(const struct loop *loop);

#endif

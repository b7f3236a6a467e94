/*
 * flow.h - the inside of the loop, and where in the app the operator is: which
 * flow, which of its screens. Shared by loop.c and flow.c only.
 */
#ifndef ACCREDIT_FLOW_H
#define ACCREDIT_FLOW_H

#include "screens/loop.h"

enum { LEVELS_MAX = 8, POPUPS_MAX = 8 };

/* One flow under way. me[i] is made when screen i is first entered. */
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
	const struct flow *start;	/* asked for by a callback, done after it */
	const struct screen *jump;
	char note[256];
	enum role note_role;
	bool dirty, discard_keys, ended;
	int empty;			/* reads in a row that gave nothing */
	enum loop_end end;
	int sig;
};

/* Does what a callback answered, and then what it asked for meanwhile. */
void flow_go(struct loop *loop, enum go to);

void flow_open(struct loop *loop);		/* the app's own flow begins */
void flow_close(struct loop *loop);		/* every screen left and dropped */
void flow_finish(struct loop *loop, enum loop_end end);

struct popup *flow_popup(const struct loop *loop);	/* the uppermost, or NULL */
const struct flow *flow_now(const struct loop *loop);

#endif

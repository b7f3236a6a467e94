/* flow.c - see flow.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "screens/flow.h"
#include "screens/popup.h"

static struct flow_level *flow_level(struct loop *loop)
{
	return &loop->levels[loop->depth - 1];
}

const struct screen *loop_now(const struct loop *loop)
{
	const struct flow_level *s = &loop->levels[loop->depth - 1];

	return loop->depth ? s->flow->screens[s->at] : NULL;
}

void *loop_state(const struct loop *loop)
{
	const struct flow_level *s = &loop->levels[loop->depth - 1];

	return loop->depth ? s->me[s->at] : NULL;
}

bool loop_ended(const struct loop *loop)
{
	return loop->ended;
}

void flow_finish(struct loop *loop, enum loop_end end)
{
	if (!loop->ended)
		loop->end = end;
	loop->ended = true;
}

struct popup *flow_popup(const struct loop *loop)
{
	return loop->popup_count ? loop->popups[loop->popup_count - 1] : NULL;
}

static void flow_enter(struct loop *loop)
{
	struct flow_level *s = flow_level(loop);
	const struct screen *now = loop_now(loop);

	if (!s->me[s->at])
		s->me[s->at] = xcalloc(1, now->state_size ? now->state_size : 1);
	loop->discard_keys |= now->confirms;
	loop->dirty = true;
	key_text_mode(false);
	if (now->enter)
		now->enter(loop, loop->app.model, s->me[s->at]);
}

static void flow_leave(struct loop *loop)
{
	const struct screen *now = loop_now(loop);
	size_t kept = 0;

	/* Closes the questions of the screen that asked them; messages stay open. */
	for (size_t i = 0; i < loop->popup_count; i++) {
		if (popup_callback(loop->popups[i]))
			popup_free(loop->popups[i]);
		else
			loop->popups[kept++] = loop->popups[i];
	}
	loop->popup_count = kept;
	if (now->leave)
		now->leave(loop, loop->app.model, loop_state(loop));
}

static void flow_drop_level(struct loop *loop)
{
	struct flow_level *s = flow_level(loop);

	for (size_t i = 0; i < s->count; i++) {
		if (s->me[i] && s->flow->screens[i]->drop)
			s->flow->screens[i]->drop(s->me[i]);
		free(s->me[i]);
	}
	free(s->me);
	loop->depth--;
}

/* Ends the current flow, and returns to the one below it. */
static void flow_end(struct loop *loop)
{
	if (loop->depth == 1) {
		flow_finish(loop, LOOP_QUIT);
		return;
	}
	flow_leave(loop);
	flow_drop_level(loop);
	flow_enter(loop);
}

static bool flow_wanted(const struct loop *loop, const struct flow_level *s, size_t i)
{
	const struct screen *screen = s->flow->screens[i];

	return !screen->wanted || screen->wanted(loop->app.model);
}

/* The index of the next wanted screen in a direction; false: there is none. */
static bool flow_find(const struct loop *loop, int direction, size_t *to)
{
	const struct flow_level *s = &loop->levels[loop->depth - 1];

	for (size_t i = s->at; direction > 0 ? i + 1 < s->count : i > 0;) {
		i = direction > 0 ? i + 1 : i - 1;
		if (flow_wanted(loop, s, i)) {
			*to = i;
			return true;
		}
	}
	return false;
}

static void flow_move_to(struct loop *loop, size_t to)
{
	flow_leave(loop);
	flow_level(loop)->at = to;
	flow_enter(loop);
}

static void flow_push(struct loop *loop, const struct flow *flow)
{
	struct flow_level *s;

	if (loop->depth == LEVELS_MAX || !flow->screens[0])
		return;
	if (loop->depth)
		flow_leave(loop);
	s = &loop->levels[loop->depth++];
	*s = (struct flow_level){ .flow = flow };
	while (flow->screens[s->count])
		s->count++;
	s->me = xcalloc(s->count, sizeof(*s->me));
	while (s->at + 1 < s->count && !flow_wanted(loop, s, s->at))
		s->at++;
	flow_enter(loop);
}

/*
 * Starts what callbacks asked for. It waits until here because a callback's screen may be
 * freed by it.
 */
static void flow_pending(struct loop *loop)
{
	while (!loop->ended && (loop->start || loop->jump)) {
		const struct flow *flow = loop->start;
		const struct screen *to = loop->jump;

		loop->start = NULL;
		loop->jump = NULL;
		if (!to)
			flow_push(loop, flow);
		for (size_t i = 0; to && i < flow_level(loop)->count; i++)
			if (flow_level(loop)->flow->screens[i] == to) {
				flow_move_to(loop, i);
				break;
			}
	}
}

void flow_go(struct loop *loop, enum go to)
{
	size_t next;

	switch (to) {
	case GO_NEXT:
		if (flow_find(loop, 1, &next))
			flow_move_to(loop, next);
		else
			flow_end(loop);
		break;
	case GO_BACK:
		/* The first screen asks before it quits where no other flow is below. */
		if (flow_find(loop, -1, &next))
			flow_move_to(loop, next);
		else if (loop->depth > 1)
			flow_end(loop);
		else if (flow_level(loop)->flow->steps)
			loop_ask_quit(loop);
		break;
	case GO_END:
		flow_end(loop);
		break;
	case GO_QUIT:
		flow_finish(loop, LOOP_QUIT);
		break;
	case GO_STAY:
	case GO_PASS:
		break;
	}
	flow_pending(loop);
}

const struct flow *flow_now(const struct loop *loop)
{
	return loop->levels[loop->depth - 1].flow;
}

void flow_open(struct loop *loop)
{
	flow_push(loop, loop->app.flow);
	flow_pending(loop);
}

void flow_close(struct loop *loop)
{
	if (loop->depth)
		flow_leave(loop);
	while (loop->depth)
		flow_drop_level(loop);
	while (loop->popup_count)
		popup_free(loop->popups[--loop->popup_count]);
}

/*
 * probe_view.h - the inside of the screen of the probe: probe.c knows its keys and
 * its news, probe_view_draw.c how it looks.
 */
#ifndef ACCREDIT_SCREENS_PROBE_H
#define ACCREDIT_SCREENS_PROBE_H

#include "probe/result.h"
#include "screens/context.h"
#include "screens/list.h"

enum phase { ASKING, STARTING, RUNNING, ENDED, FAILED };

struct probe_view {
	enum phase phase;
	bool console, stopping, half_way;
	struct err err;
	struct list list;
	struct check_results results; /* of every check, those that have not run yet, too */
	struct json *events; /* what results borrow from */
	struct textview lines, text;	/* the console; why it went badly */
	struct probe_tally tally;
};

struct list_source probe_view_rows(const struct probe_view *p);

/* For struct screen. */
void probe_view_draw(const void *model, const void *me, struct box at);
const struct hint *probe_view_hints(const void *model, const void *me);

#endif

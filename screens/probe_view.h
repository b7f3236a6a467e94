/*
 * probe_view.h - the state of the screen of the probe. For probe_view.c, which handles keys
 * and news, and probe_view_draw.c.
 */
#ifndef ACCREDIT_SCREENS_PROBE_H
#define ACCREDIT_SCREENS_PROBE_H

#include "probe/result.h"
#include "screens/button_row.h"
#include "screens/context.h"
#include "screens/list.h"

enum phase { ASKING, STARTING, RUNNING, ENDED, FAILED };

struct probe_view {
	enum phase phase;
	bool console, stopping, can_resume;
	struct button_row buttons;
	struct err err;
	struct list list;
	struct check_results results;	/* of every check, also of those not run yet */
	struct json *events;		/* what results borrow from */
	struct textview lines;		/* the console */
	struct textview text;		/* why it failed */
	struct probe_tally tally;
};

struct list_source probe_view_rows(const struct probe_view *p);
/* Those of the phase; none while it runs. */
const struct button *probe_view_buttons(const struct probe_view *p);

/* For struct screen: draw and hints_now. */
void probe_view_draw(const void *model, const void *me, struct box at);
const struct hint *probe_view_hints(const void *model, const void *me);

#endif

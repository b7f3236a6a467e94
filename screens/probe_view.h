/*
 * probe_view.h - the inside of the screen of the probe: probe.c knows its keys and
 * its news, probe_draw.c how it looks.
 */
#ifndef ACCREDIT_SCREENS_PROBE_H
#define ACCREDIT_SCREENS_PROBE_H

#include "probe/result.h"
#include "screens/context.h"
#include "screens/list.h"

enum phase { ASKING, STARTING, RUNNING, ENDED, BADLY };

struct probe {
	enum phase phase;
	bool console, stopping, half_way;
	struct err err;
	struct list list;
	struct json *rows;		/* {"id","says","expected", "event"?} */
	struct textview lines, text;	/* the console; why it went badly */
	struct probe_tally tally;
};

const struct json *probe_check(const struct probe *p, size_t n);	/* NULL: no such */
struct list_of probe_checks(const struct probe *p);

/* For struct screen. */
void probe_draw(const void *model, const void *me, struct box at);
const struct hint *probe_hints(const void *model, const void *me);

#endif

/*
 * journey_flow.h - the flow of each row of the table of journeys
 * (src/wizard/journey_table.h), and how a command line opens it.
 */
#ifndef ACCREDIT_JOURNEY_FLOW_H
#define ACCREDIT_JOURNEY_FLOW_H

#include <stdbool.h>

#include "screens/context.h"
#include "wizard/journeys.h"

struct flags;

struct screens_journey {
	const struct flow *flow;
	/* Where the flow opens when the command line names a setup; NULL: at its start. */
	const struct screen *of_setup;
	/* Takes in what else the command line says. NULL: nothing more. */
	bool (*begin)(struct context *d, const struct flags *f, struct err *err);
	enum purpose purpose;
	bool starts_afresh;	/* from the menu: its platform is not begun */
};

#define JOURNEY(command, text, screens, ...) \
	extern const struct screens_journey screens_journey_##screens;
#include "wizard/journey_table.h"

const struct screens_journey *journey_flow_of(const struct journey_row *row);

/*
 * For begin. Answers of the command line for a template; the first question they leave
 * open is where the flow opens.
 */
bool journey_flow_answers(struct context *d, const struct flags *f, struct err *err);

/* Opens what a command's name and flags say; "menu": the menu. */
bool journey_flow_open(struct context *d, const struct flags *f, const char *command,
		       struct err *err);

#endif

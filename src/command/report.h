/*
 * report.h - what a running command tells: JSON lines for programs, words for
 * people. Events are those of the contract.
 */
#ifndef ACCREDIT_REPORT_H
#define ACCREDIT_REPORT_H

#include <stdbool.h>

#include "base/clock.h"

struct err;
struct journey;
struct json;

/* Text of ours or of others to standard output, cleaned, lines kept. */
void report_text(const char *text);

/* Tells one event; takes it. */
void report_event(bool as_json, struct json *event);

/* The plan and its risks, before consent. */
void report_plan(bool as_json, const struct journey *j);

/* Clusters that were created again or are gone, and lookalikes. Whether a run can do nothing about one. */
bool report_moved(bool as_json, const struct journey *j);

/* Follows a run to its end, telling its events. */
void report_follow(bool as_json, struct journey *j);

/*
 * The last word: the result event or its sentence. outputs may be NULL.
 * began: clock_ms() at the start of the command. Returns code.
 */
int report_result(bool as_json, const char *setup, const struct json *outputs,
		  int code, int64_t began);

/* After a run: journey_finish, notes and vendor text, errors. *report is yours. */
int report_end(bool as_json, struct journey *j, struct json **report);
/* The same, and the result. */
int report_finish(bool as_json, struct journey *j, int64_t began);

#endif

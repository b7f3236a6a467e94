/*
 * report.h - what a running command tells: JSON lines for programs, words for
 * people. Events are those of the contract.
 */
#ifndef ACCREDIT_REPORT_H
#define ACCREDIT_REPORT_H

#include <stdbool.h>

#include "base/clock.h"

struct buf;
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
/* After the checks: how many ran, and what they came to; nothing where none began. */
void report_checked(struct buf *out, const struct journey *j);

/*
 * The last word: the result event or its sentence. outputs may be NULL.
 * began: clock_ms() at the start of the command. Returns code.
 */
int report_result(bool as_json, const char *setup, const struct json *outputs,
		  int code, int64_t began);

/* After a run: journey_finish, notes and vendor text, errors. *report is yours. */
int report_end(bool as_json, struct journey *j, struct json **report);
/*
 * The last line of a run whose exit code is 0 or 2: what it came to. Of a plan that is only
 * shown: how many resources it would create, change, remove. Nothing for programs.
 */
void report_verdict(bool as_json, const struct journey *j, int code);
void report_plan_verdict(bool as_json, const struct journey *j);
/* report_end, the verdict, and the result. */
int report_finish(bool as_json, struct journey *j, int64_t began);

#endif

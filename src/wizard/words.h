/*
 * words.h - the engine's trees as sentences, for the text front end, the
 * command line and the screens' text panes. Appended to out, lines end in '\n'
 * except words_event's. Texts are not cleaned here: whoever shows them does.
 */
#ifndef ACCREDIT_WORDS_H
#define ACCREDIT_WORDS_H

#include "base/buf.h"

struct json;
struct plan;

void words_event(struct buf *out, const struct json *event);	/* "" for none */
/* An open run, of open_run_event, in one sentence without a full stop. */
void words_interrupted(struct buf *out, const struct json *event);
void words_plan(struct buf *out, const struct plan *plan);
void words_diff(struct buf *out, const struct json *diff, const char *indent);
/* Findings and notes, of risk.h. */
void words_risks(struct buf *out, const struct json *risks);
/* Who holds it and in which statements it is: "role 'X', statement 1 of DOCUMENT". */
void words_risk_place(struct buf *out, const struct json *risk);
/* Those that --fail-on counts, of risk_deciding, and what comes of it; none: nothing. */
void words_deciding(struct buf *out, const struct json *findings, const char *severity,
		    const char *outcome);
/* A line for each document that could not be judged. */
void words_unjudged(struct buf *out, const struct json *risks);
/* What a report's checks come to, and each; "" where none was planned. */
void words_checks(struct buf *out, const struct json *report);
/* Sentences of a report's "notices"; nothing for none. */
void words_notices(struct buf *out, const struct json *notices);
void words_report(struct buf *out, const struct json *report);
/* A user's keys, of rotate.h's facts: age, status, last use, what holds each. */
void words_keys(struct buf *out, const struct json *facts);
/* "line 3 of FILE", of an AWS file with the reason, a line each, of keys_search's rows. */
void words_lines(struct buf *out, const struct json *rows, const char *indent);
/* "create the role 'x'" */
void words_step(struct buf *out, const char *action, const char *kind,
		const char *name);
/* The same of a step as it is done, the probe's included: "launch the worker" */
struct step;
void words_doing(struct buf *out, const struct step *step);
/* What a removal leaves and why, of plan_left; "" for nothing. */
void words_left(struct buf *out, const struct json *left);
/* "gone already: the role 'x'" of what a removal does not find. */
void words_gone(struct buf *out, const struct step *step);
/* ", used by role x too" of what is kept for that; else nothing. */
void words_used(struct buf *out, const struct step *step);

#endif

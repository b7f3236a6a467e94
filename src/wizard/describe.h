/*
 * describe.h - the engine's trees as sentences, for the text front end, the
 * command line and the screens' text panes. Appended to out, lines end in '\n'
 * except describe_event's. Texts are not cleaned here: the face that shows them does.
 */
#ifndef ACCREDIT_DESCRIBE_H
#define ACCREDIT_DESCRIBE_H

#include "base/buf.h"

struct json;
struct plan;
struct step;

void describe_event(struct buf *out, const struct json *event);	/* "" for none */
/* An open run, of open_run_event, in one sentence without a full stop. */
void describe_interrupted(struct buf *out, const struct json *event);
void describe_plan(struct buf *out, const struct plan *plan);
void describe_diff(struct buf *out, const struct json *diff, const char *indent);
/*
 * What a step of the plan changes: a policy document as statements, all else as
 * describe_diff.
 */
void describe_changes(struct buf *out, const struct plan *plan, const struct step *step,
		      const char *indent);
/* The rows of a table of statements, or of a difference. */
struct statement_table;
void describe_statements(struct buf *out, const struct statement_table *t, const char *indent);
/* The policy documents that a plan creates or changes, as JSON. */
void describe_documents(struct buf *out, const struct plan *plan);
/* The chosen policy: how much it allows, and the template's own words; "" for none. */
struct journey;
void describe_policy(struct buf *out, const struct journey *j);
/* Findings and notes, of risk.h. */
void describe_risks(struct buf *out, const struct json *risks);
/* Who holds it and in which statements it is: "role 'X', statement 1 of DOCUMENT". */
void describe_risk_place(struct buf *out, const struct json *risk);
/* Those that --fail-on counts, of risk_deciding, and what comes of it; none: nothing. */
void describe_deciding(struct buf *out, const struct json *findings, const char *severity,
		    const char *outcome);
/* A line for each document that could not be judged. */
void describe_unjudged(struct buf *out, const struct json *risks);
/* Sentences of a report's "notices"; nothing for none. */
void describe_notices(struct buf *out, const struct json *notices);
void describe_report(struct buf *out, const struct json *report);
/* A user's keys, of rotation.h's facts: age, status, last use, what holds each. */
struct rotation_facts;
void describe_keys(struct buf *out, const struct rotation_facts *facts);
/* "line 3 of FILE", of an AWS file with the reason, a line each. */
struct key_line;
void describe_lines(struct buf *out, const struct key_line *lines, size_t n,
		    const char *indent);
/* What a removal leaves and why, of plan_left; "" for nothing. */
void describe_left(struct buf *out, const struct json *left);
/*
 * What a removal did, a sentence without its full stop; where only the record is gone
 * because all resources were adopted, that. where: after the number of what is kept, such
 * as " (see below)".
 */
void describe_removed(struct buf *out, const struct plan *plan, const char *where);
/* "already removed: role 'x'" of what a removal does not find. */
void describe_gone(struct buf *out, const struct step *step);

#endif

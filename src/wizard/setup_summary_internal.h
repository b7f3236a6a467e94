/*
 * setup_summary_internal.h - for the files that write lines of a summary.
 */
#ifndef ACCREDIT_SETUP_SUMMARY_INTERNAL_H
#define ACCREDIT_SETUP_SUMMARY_INTERNAL_H

#include "wizard/setup_summary.h"

struct recorded;

/* Adds a line; the texts are copied. Borrowed until the next one. */
struct summary_line *setup_summary_line(struct summary_lines *s, enum summary_kind kind,
					const char *label, const char *text);

/* Of the tree's resources those that were created (made), or adopted; none: no heading. */
void setup_summary_add_resources(struct summary_lines *s, const struct json *tree, bool made,
				 const char *heading);
/* Of a report without a record: its outputs. */
void setup_summary_add_outputs(struct summary_lines *s, const struct json *outputs);

/* Next steps of a report, and what work on files had to report. */
void setup_summary_add_notes(struct summary_lines *s, const struct json *report);

/* Whether a resource of the record is a file with a key and its secret. */
bool setup_summary_is_key_file(const struct recorded *one);

#endif

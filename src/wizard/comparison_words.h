/*
 * comparison_words.h - a comparison in words, for every face: its verdict, and how each
 * resource compares. Without marks and colors: those are a face's own.
 */
#ifndef ACCREDIT_COMPARISON_WORDS_H
#define ACCREDIT_COMPARISON_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct json;
struct plan;
struct step;

/* How one resource compares. */
enum comparison_row {
	ROW_NONE,	/* the step is not about a resource */
	ROW_MATCHES,
	ROW_MISSING,
	ROW_DIFFERS,	/* step.diff says how */
	ROW_EXTRA,	/* no longer expected */
	ROW_UNREAD,
};

/*
 * Of a step of a PLAN_VERIFY; appends "role 'R'", "inline policy 'P' differs", ... matches:
 * what is said after the name of one that matches; "": its mark says it.
 */
enum comparison_row comparison_row(struct buf *out, const struct step *step,
				   const char *matches);

/*
 * All resources that differ or could not be read, a line each, with "- current" and "+
 * expected" lines below those that differ: for plain text. "" where all match. all: with a
 * line for each that matches.
 */
void comparison_rows(struct buf *out, const struct plan *p, bool all);

/* What a comparison comes to, of a PLAN_VERIFY and the events of surroundings_look. */
struct comparison_verdict {
	size_t matching, missing, changed, more, unread;
	bool moved;	 /* something that the setup depends on has changed, or: */
	bool unfinished; /* a run of the setup was interrupted */
	bool undecided;	/* some of it could not be determined */
};

struct comparison_verdict comparison_verdict(const struct plan *p,
					     const struct json *around);
/* Something differs: a resource, or what is around it. */
bool comparison_differs(const struct comparison_verdict *v);
/* Nothing differs, and all of it could be read. */
bool comparison_matches(const struct comparison_verdict *v);

/*
 * The verdict as one sentence: "All 11 resources match.", "Differences: 1 missing, 1
 * changed." of_template: the setup has no record, and is compared with its template.
 */
void comparison_verdict_words(struct buf *out, const struct comparison_verdict *v,
			      bool of_template);
/* The counts alone: "1 missing, 1 changed, 1 beyond the template"; "" for none. */
void comparison_counts(struct buf *out, const struct comparison_verdict *v);

#endif

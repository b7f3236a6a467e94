/*
 * verified.h - what a setup's record says about its last verification, for every face.
 */
#ifndef ACCREDIT_WIZARD_VERIFIED_H
#define ACCREDIT_WIZARD_VERIFIED_H

struct buf;
struct json;
struct record;

/*
 * Puts into row "verified", the time at which every required check had run and passed,
 * or null, and "result": passed, failed, inconclusive or not-run. A verification counts
 * only until the setup is changed: checks belong to the run that made them and to what
 * followed without a change. A later look that found a difference makes it "failed", one
 * that could not read everything "inconclusive".
 */
void verified_put(struct json *row, const struct record *r, const struct json *report);

/* "verified 2026-11-29", "verification failed", "checks not run", of such a row. */
void verified_words(struct buf *out, const struct json *row);

#endif

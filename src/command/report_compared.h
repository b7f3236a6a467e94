/*
 * report_compared.h - what 'accredit verify' tells about a comparison: JSON lines for
 * programs, words for people.
 */
#ifndef ACCREDIT_REPORT_COMPARED_H
#define ACCREDIT_REPORT_COMPARED_H

#include <stdbool.h>

struct compared;
struct journey;
struct json;

/* A list of events, each as report_event tells it. */
void report_events(bool as_json, const struct json *events);

/*
 * How each resource compares, and the risks; of_many: a line for the setup, and its
 * resources that differ. compared: the events of plan_compared, which programs get.
 */
void report_compared(bool as_json, bool of_many, const struct journey *j,
		     const struct json *compared, const struct compared *row);

/* For people: how to repair what differs, and what to do about additions; or nothing. */
void report_compared_remedy(const struct journey *j);
void report_compared_more(const struct journey *j, const struct json *around);

#endif

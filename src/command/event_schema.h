/*
 * event_schema.h - the events of --json as a table, and the JSON Schema of one.
 */
#ifndef ACCREDIT_EVENT_SCHEMA_H
#define ACCREDIT_EVENT_SCHEMA_H

struct json;

/* The schema of a line; yours. It is that of one event, told by its member "event". */
struct json *event_schema(void);

#endif

/*
 * verdict.h - from what the AWS CLI said to the contract's "check" event. Pure.
 */
#ifndef ACCREDIT_PROBE_VERDICT_H
#define ACCREDIT_PROBE_VERDICT_H

struct json;

/*
 * The event (yours) of one probe of wanted: {"event","id","expected","verdict",
 * "layer"?,"evidence":{"call","time","request_id","text"}}. answer is what
 * console_read gives; it may also hold "request_id", and "layer" where the
 * words do not tell it. NULL: none came, and why says why.
 */
struct json *verdict_event(const struct json *probe, const struct json *answer,
			   const char *why);

/* The same where the verdict is known. layer NULL: nothing refused. */
struct json *verdict_plain(const struct json *probe, const char *verdict,
			   const char *layer, const struct json *answer,
			   const char *text);

#endif

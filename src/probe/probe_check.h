/*
 * probe_check.h - a check of the probe as a template asks for it, and its result. In a template,
 * a plan and an event they are JSON; probe_check_json.c alone reads and writes that.
 */
#ifndef ACCREDIT_PROBE_CHECK_H
#define ACCREDIT_PROBE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"

struct json;
struct plan;
struct step_ctx;

/* What makes a check: "where" in a template. Several are or-ed together. */
enum check_by {
	CHECK_BY_WORKER = 1, /* "worker" */
	CHECK_BY_POD = 2, /* "pod" */
	CHECK_BY_KEY = 4, /* "key": accredit, with the setup's access key */
	CHECK_BY_OPERATOR =
		8, /* "here", "cluster": accredit, with the operator's credentials */
	CHECK_BY_ANY = 15,
};

/* What is asked: one of these; all others are NULL. */
struct check_call {
	const struct json *words; /* a call of the AWS CLI: a list of texts */
	const char *identity; /* the name of the role or user that the caller must be */
	const char *bucket; /* a test object is written, read and deleted there: "canary" */
	const char *
		interface; /* a network interface gets an address and loses it: "spare-ip" */
	const char *trust; /* the ID of a role whose trust policy is compared */
	const struct json *simulate; /* {"principal","actions","resources","context"} */
	const struct json
		*can; /* {"user","verb","resource","namespace"}, asked of a cluster */
	const struct json *source; /* as the template has it */
};

struct check {
	const char *id, *label; /* label: a sentence for people, "says" */
	enum check_by by;
	bool deny; /* a denial is expected, otherwise that it is allowed */
	bool optional; /* inconclusive is good enough */
	bool may_appear; /* what the call names may be new, and not known everywhere yet */
	bool pod_identity; /* its pod gets the role by EKS Pod Identity */
	bool relabeled; /* the label is not the template's, so the result carries it */
	struct check_call call;
	const char *field; /* the label of the value that names the call's bucket; "" */
	const char *cluster, *name_space, *account, *image; /* of a pod or a cluster; "" */
	const struct json *tags; /* that its worker needs; NULL: none */
};

/* A list of checks. */
struct checks {
	struct check *check;
	size_t count;
	struct json *kept; /* what their texts and calls are in */
};

/* Those of wanted, or of a list of rows, that are made by one of "by", in order; checks_free. */
struct checks checks_read(const struct json *wanted, unsigned by);
struct checks checks_read_rows(const struct json *rows, unsigned by);
void checks_free(struct checks *c);

/* Whether wanted has any that are made by one of "by". */
bool checks_wanted(const struct json *wanted, unsigned by);

/* Appends a copy, whose texts and call stay those of the original. */
struct check *checks_add(struct checks *into, const struct check *one);

/* The same checks; texts and calls stay those of the original. checks_free. */
struct checks checks_copy(const struct checks *c);

/* Keeps a text or a call as long as the list. Takes value. */
const char *checks_keep_text(struct checks *c, const char *text);
const struct json *checks_keep(struct checks *c, struct json *value);

const struct check *checks_find(const struct checks *c, const char *id); /* NULL: none */

/* Writes which of them may appear into wanted, of which all were read. */
void checks_save_may_appear(struct json *wanted, const struct checks *all);

/* --- results ------------------------------------------------------------------------- */

enum verdict {
	VERDICT_NONE, /* not run */
	VERDICT_PASSED, /* "yes": as expected, also where a denial was */
	VERDICT_FAILED, /* "no" */
	VERDICT_INCONCLUSIVE, /* "cannot-tell" */
};

struct check_result {
	const char *id;
	const char *label; /* "": the template's */
	enum verdict verdict;
	bool deny, optional; /* as in struct check */
	bool excused; /* optional, because the old key's result is the same */
	const char *layer; /* what denied it: "identity", "scp", ...; "": nothing did */
	const char *call, *time, *request_id, *text; /* the evidence */
	const char *remedy; /* "": none */
	struct arena texts; /* what it owns of these; the rest is borrowed */
};

struct check_results {
	struct check_result *result;
	size_t count;
};

enum verdict verdict_parse(const char *stored); /* "yes"; another text: VERDICT_NONE */
const char *verdict_stored(enum verdict v); /* "yes"; VERDICT_NONE: "" */
const char *verdict_word(enum verdict v); /* for people: "passed"; VERDICT_NONE: "" */

/* Of a stored event or row; borrows from it. NULL: a result that was not run. */
struct check_result check_result_read(const struct json *event);
struct check_results check_results_read(const struct json *list);
void check_result_free(struct check_result *r);
void check_results_free(struct check_results *r);

/* Takes one. */
void check_results_add(struct check_results *into, struct check_result one);
/* The last of this check; NULL: none. */
const struct check_result *check_results_find(const struct check_results *r,
					      const char *id);

/* The "check" event (doc/contract.md, "Events"); yours. */
struct json *check_result_event(const struct check_result *r);
/* A report's list "not_run": {"id","says","optional"?}; yours. */
struct json *check_results_not_run(const struct check_results *r);

/* A step has a new result: adds it to told, emits its event, and outputs all as "checks". */
void check_results_tell(struct check_results *told, struct step_ctx *c,
			struct check_result one);

#endif

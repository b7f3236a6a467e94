/* stackset_calls.h - the calls that change a StackSet. For src/stackset alone. */
#ifndef ACCREDIT_STACKSET_CALLS_H
#define ACCREDIT_STACKSET_CALLS_H

#include "stackset/stackset.h"

/* The parameters that every call has: the StackSet's name and CallAs. Yours. */
struct json *stackset_params(const struct stackset *want);

bool stackset_call_create(struct aws *aws, const struct stackset *want, struct err *err);
bool stackset_call_delete(struct aws *aws, const struct stackset *want, struct err *err);

/*
 * Each starts an operation under an ID of ours, which is put into operation (at least 64
 * bytes). False with OperationInProgressException in err->code: another operation runs.
 */
bool stackset_call_update(struct aws *aws, const struct stackset *want, char *operation,
			  struct err *err);
/* ids: accounts, or the units of a service-managed StackSet. */
bool stackset_call_create_instances(struct aws *aws, const struct stackset *want,
				    const struct json *ids, char *operation,
				    struct err *err);
/* As state has them: in the Region of its first stack instance. */
bool stackset_call_delete_instances(struct aws *aws, const struct stackset *want,
				    const struct stackset_state *state,
				    const struct json *ids, char *operation,
				    struct err *err);

#endif

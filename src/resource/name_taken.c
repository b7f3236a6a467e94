/* name_taken.c - see name_taken.h. */
#include "config.h"

#include <strings.h>

#include "base/str.h"
#include "format/json.h"
#include "kinds/resource.h"
#include "resource/name_taken.h"
#include "resource/resource_call.h"

#define PAGE "1000"

bool name_taken(struct aws *a, const struct name_list *how, const struct resource *wanted,
		struct err *err)
{
	const char *name = wanted->name, *by = resource_str(wanted, "named_by");
	struct json *reply = NULL;
	bool ok = call(a, how->op, params("MaxItems", PAGE, NULL), &reply, NULL, err);

	if (!ok && err->kind == ERR_DENIED) {
		*err = (struct err)ERR_INIT;
		return true;
	}
	json_each(row, json_get(reply, how->list)) {
		const char *other = json_str(row, how->member);

		if (!ok || strcasecmp(other, name) || str_eq(other, name))
			continue;
		ok = err_set(err, ERR_CHOICE,
			     "the name '%s' is taken by the %s '%s': IAM names are not "
			     "case-sensitive, but policies are",
			     name, how->says, other);
		err_hint(err,
			 "use the existing spelling, or choose another name with --set "
			 "%s=NAME",
			 *by ? by : "NAME");
	}
	json_free(reply);
	return ok;
}

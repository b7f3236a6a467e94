/* untag.c - see untag.h. */
#include "config.h"

#include <stddef.h>

#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/resource.h"
#include "resource/bucket_setting.h"
#include "resource/resource_call.h"
#include "resource/untag.h"

bool untag_added(struct aws *a, const char *kind, const struct resource *wanted,
		 const struct resource *before, const struct resource *found,
		 struct err *err)
{
	const struct kind *k = kind_find(kind);
	struct json *keys = json_list_new(), *p;

	/* what was added: there now, of what was wanted, and not there before */
	json_each(tag, resource_get(wanted, "tags"))
		if (json_get(resource_get(found, "tags"), json_key(tag)) &&
		    !json_get(resource_get(before, "tags"), json_key(tag)))
			json_push(keys, json_string_new(json_key(tag)));
	if (json_count(keys) && str_eq(kind, "bucket"))
		return bucket_untag(a, found, keys, err);
	if (!k || !k->untag.param || !json_count(keys)) {
		json_free(keys);
		return true;
	}
	p = params(k->untag.param, resource_text(found, k->untag.value), NULL);
	json_put(p, k->untag.keys, keys);
	return call(a, k->untag.op, p, NULL, NULL, err);
}

/* lookalike.c - see lookalike.h. */
#include "config.h"

#include <string.h>

#include "advise/lookalike.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "resource/issuer.h"
#include "resource/resource_call.h"

void lookalike_add(const struct plan *p, struct aws *aws, struct json *list)
{
	struct err ignored = ERR_INIT;
	struct json *reply = NULL;

	for (size_t i = 0; i < p->count; i++) {
		const struct step *step = &p->steps[i];

		if (step->action != ACTION_CREATE || !str_eq(step->kind, "oidc-provider"))
			continue;
		if (!reply && !call(aws, OP_IAM_LIST_OIDC_PROVIDERS, NULL, &reply, NULL, &ignored))
			return;
		json_each(row, json_get(reply, "OpenIDConnectProviderList")) {
			const char *arn = json_str(row, "Arn"), *at = strchr(arn, '/');

			if (!at || str_eq(at + 1, step->name) ||
			    !issuer_like(at + 1, step->name))
				continue;
			json_push(list, lookalike_event(&(struct lookalike){
						.of = step->resource->id,
						.name = step->name,
						.other = at + 1,
						.arn = arn }));
		}
	}
	json_free(reply);
}

/* lookalike.c - see lookalike.h. */
#include "config.h"

#include <string.h>

#include "advise/lookalike.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/plan.h"
#include "resource/issuer.h"
#include "resource/resource_call.h"

static void lookalike_add_those_like(const struct step *step, const struct json *providers,
				     struct json *list)
{
	json_each(row, providers) {
		const char *arn = json_str(row, "Arn"), *at = strchr(arn, '/');

		if (!at || str_eq(at + 1, step->name) || !issuer_like(at + 1, step->name))
			continue;
		json_push(list,
			  lookalike_event(&(struct lookalike){ .of = step->resource->id,
							       .name = step->name,
							       .other = at + 1,
							       .arn = arn }));
	}
}

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
		lookalike_add_those_like(step, json_get(reply, "OpenIDConnectProviderList"),
					 list);
	}
	json_free(reply);
}

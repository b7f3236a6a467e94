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
		struct json *event;

		if (!at || str_eq(at + 1, step->name) || !issuer_like(at + 1, step->name))
			continue;
		event = json_push(list, json_object_new());
		json_put_str(event, "event", "lookalike");
		json_put_str(event, "of", json_str(step->resource, "id"));
		json_put_str(event, "name", step->name);
		json_put_str(event, "other", at + 1);
		json_put_str(event, "arn", arn);
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

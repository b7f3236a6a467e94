/*
 * discovery_others.c - what the other roles and users of a setup, and the clusters of the
 * account, tell about its answers; see discovery.h.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kube/cluster.h"
#include "pack/pack_when.h"
#include "resource/holdings.h"
#include "resource/resource_call.h"
#include "session/session.h"
#include "wizard/discovery_internal.h"
#include "wizard/journey.h"

/*
 * Of a role or user that the variant wants besides: the one with the name that is known, or
 * the only one that fits. NULL: it cannot be told.
 */
static const struct json *discovery_others_find(const struct discovery_search *s,
						const struct variant *now,
						const struct pack_resource *row)
{
	const struct json *only = NULL;
	struct buf name = BUF(200);
	char value[64] = "";
	bool several = false;

	value_named(row->name, value);
	answers_value(&now->answers, s->j->pack, value, &name);
	json_each(found, s->seen) {
		struct judged j = { .all = 0 };

		if (!str_eq(holdings_kind(found), row->kind) ||
		    !discovery_trusts(s, now, row, json_get(found, "trust")))
			continue;
		if (str_eq(holdings_name(found), name.s)) {
			only = found;
			several = false;
			break;
		}
		if (discovery_judge(s, now, row, found, &j) && !j.lost) {
			several = only;
			only = found;
		}
		discovery_judged_free(&j);
	}
	buf_free(&name);
	return several ? NULL : only;
}

/* The cluster with this OIDC issuer; "" where none is found. */
static void discovery_others_cluster(const struct discovery_search *s, const char *issuer,
				     struct buf *out)
{
	struct aws *aws = s->j->session->aws;
	struct err ignored = ERR_INIT;
	struct json *clusters = NULL;

	call(aws, OP_EKS_LIST_CLUSTERS, json_object_new(), &clusters, NULL, &ignored);
	json_each(name, json_get(clusters, "clusters")) {
		struct json *reply = NULL;
		const char *url;

		ignored = (struct err)ERR_INIT;
		if (!out->len &&
		    call(aws, OP_EKS_DESCRIBE_CLUSTER, cluster_params(json_text(name)),
			 &reply, NULL, &ignored)) {
			url = json_text(json_path(reply, "cluster.identity.oidc.issuer"));
			if (url && str_ends(url, issuer))
				buf_str(out, json_text(name));
		}
		json_free(reply);
	}
	json_free(clusters);
}

/* The answers of one row's role or user, with what is known by now. */
static void discovery_others_add(const struct discovery_search *s, struct variant *now,
				 const struct variant *v, const struct pack_resource *row,
				 const struct json *found, struct discovered *one)
{
	struct judged j = { .all = 0 };
	struct err ignored = ERR_INIT;

	answers_copy(&now->answers, &v->answers);
	json_each(value, one->values)
		answers_set(&now->answers, s->j->pack, json_key(value), json_text(value),
			    &ignored);
	if (!found)
		found = discovery_others_find(s, now, row);
	if (found && discovery_judge(s, now, row, found, &j))
		discovery_merge(s, &j, one->values);
	discovery_judged_free(&j);
}

void discovery_others(const struct discovery_search *s, const struct variant *v,
		      struct discovered *one)
{
	const struct pack *p = s->j->pack;
	struct variant now = *v;

	now.answers = (struct answers){ .values = NULL };
	for (size_t i = 1; i < v->count; i++)
		discovery_others_add(s, &now, v, v->rows[i], NULL, one);
	/* What they told may make certain what the platform's own could not tell alone. */
	json_each(found, v->count > 1 ? s->seen : NULL)
		if (str_eq(holdings_kind(found), one->kind) &&
		    str_eq(holdings_name(found), one->name))
			discovery_others_add(s, &now, v, v->rows[0], found, one);
	answers_free(&now.answers);
	for (const struct pack_value *value = p->values; value->name; value++) {
		const char *issuer = json_str(one->values, value->name);
		struct buf cluster = BUF(200);

		if (*value->cluster && *issuer && !*json_str(one->values, value->cluster))
			discovery_others_cluster(s, issuer, &cluster);
		if (cluster.len)
			json_put_str(one->values, value->cluster, cluster.s);
		buf_free(&cluster);
	}
}

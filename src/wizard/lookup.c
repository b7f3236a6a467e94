/* lookup.c - see lookup.h. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/value.h"
#include "resource/call.h"
#include "wizard/lookup.h"

#define SCHEME "https://"

static bool no_issuer(const char *cluster, const char *name, struct err *err)
{
	err_set(err, ERR_INPUT, "the cluster '%s' has no OIDC issuer", cluster);
	return err_hint(err, "paste it yourself: --set %s=oidc.eks.REGION.amazonaws.com/id/...",
			name);
}

static bool read_issuer(struct answers *a, const struct pack *p, struct aws *aws,
			const char *name, const char *cluster, struct err *err)
{
	struct json *reply = NULL;
	const char *issuer;
	bool ok;

	if (!call(aws, OP_EKS_DESCRIBE_CLUSTER, params("name", cluster, NULL), &reply,
		  NULL, err))
		return false;
	issuer = json_text(json_path(reply, "cluster.identity.oidc.issuer"));
	ok = issuer && str_starts(issuer, SCHEME) ?
	     answers_set(a, p, name, issuer + strlen(SCHEME), err) :
	     no_issuer(cluster, name, err);
	json_free(reply);
	return ok;
}

static bool look_up(struct answers *a, const struct pack *p, struct aws *aws,
		    const struct json *row, struct err *err)
{
	const char *name = json_str(row, "name"), *from = json_str(row, "cluster");
	struct buf value = BUF(4096), cluster = BUF(4096);
	bool ok = true;

	answers_value(a, p, name, &value);
	answers_value(a, p, from, &cluster);
	if (!value.len && !cluster.len) {
		ok = err_set(err, ERR_INPUT, "%s is needed", json_str(row, "label"));
		err_hint(err, "name the cluster it is read from (--set %s=...), or paste it "
			 "(--set %s=...)", from, name);
	} else if (!value.len) {
		ok = read_issuer(a, p, aws, name, cluster.s, err);
	}
	buf_free(&value);
	buf_free(&cluster);
	return ok;
}

bool lookup_answers(struct answers *a, const struct pack *p, struct aws *aws,
		    struct err *err)
{
	json_each(row, json_get(pack_json(p), "values"))
		if (*json_str(row, "cluster") && value_asked(row, a) &&
		    !look_up(a, p, aws, row, err))
			return false;
	return true;
}

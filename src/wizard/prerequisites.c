/* prerequisites.c - see prerequisites.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "pack/pack.h"
#include "pack/pack_when.h"
#include "pack/value.h"
#include "resource/resource_call.h"
#include "session/session.h"
#include "wizard/journey.h"
#include "wizard/missing.h"
#include "wizard/prerequisites.h"

static bool prerequisites_creates(const struct resources *wanted, const char *kind,
				  const char *name)
{
	for (size_t i = 0; i < wanted->count; i++)
		if (str_eq(wanted->items[i]->kind, kind) &&
		    str_eq(wanted->items[i]->name, name))
			return true;
	return false;
}

/* The template can create that bucket: whether it is there yet is no matter of a comparison. */
static bool prerequisites_is_templates(const struct journey *j, const char *value)
{
	for (const struct pack_resource *r = j->pack->resources; r->id; r++)
		if (str_eq(r->kind, "bucket") && strstr(r->name, value))
			return true;
	return false;
}

/* Takes how it is asked for. */
static void prerequisites_look(const struct journey *j, enum aws_op_id op, struct json *how,
			       const char *of, const char *kind, const char *name,
			       struct json *list)
{
	struct err ignored = ERR_INIT;
	struct json *reply = NULL;
	bool there = true;

	if (call_if_there(j->session->aws, op, how, &reply, &there, &ignored) && !there)
		json_push(list,
			  missing_event(&(struct missing){
				  .of = of, .kind = kind, .name = name }));
	json_free(reply);
}

void prerequisites_add(const struct journey *j, struct json *list)
{
	struct resources wanted = resources_load(json_get(j->wanted, "resources"));

	for (const struct pack_value *v = j->pack->values; v->name; v++) {
		struct buf value = BUF(1 << 16);
		char *all, *rest, *name;

		if (v->exists &&
		    (v->kind == VALUE_BUCKET || v->kind == VALUE_BUCKET_LIST) &&
		    value_asked(v, &j->answers) && !prerequisites_is_templates(j, v->name))
			answers_value(&j->answers, j->pack, v->name, &value);
		/* One bucket, or a comma-separated list. */
		all = rest = xstrdup(value.s);
		while ((name = strsep(&rest, ", ")))
			if (*name && !prerequisites_creates(&wanted, "bucket", name))
				prerequisites_look(j, OP_S3_HEAD_BUCKET,
						   params("Bucket", name, NULL), v->name,
						   "bucket", name, list);
		free(all);
		buf_free(&value);
	}
	/* The roles that get an access entry, where the setup does not create them. */
	for (size_t i = 0; i < wanted.count; i++) {
		const struct resource *entry = wanted.items[i];
		const char *arn = resource_str(entry, "principal");
		const char *slash = strrchr(arn, '/');

		if (str_eq(entry->kind, "cluster-access") && slash &&
		    strstr(arn, ":role/") &&
		    !prerequisites_creates(&wanted, "role", slash + 1))
			prerequisites_look(j, OP_IAM_GET_ROLE,
					   params("RoleName", slash + 1, NULL), entry->id,
					   "role", slash + 1, list);
	}
	resources_free(&wanted);
}

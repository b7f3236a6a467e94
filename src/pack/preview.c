/* preview.c - a policy's document before all answers are known; see render.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/fill.h"
#include "format/json.h"
#include "pack/answers.h"
#include "pack/pack.h"
#include "pack/render.h"

static const char *const others[][2] = {
	{ "ACCOUNT_ID", "account ID" }, { "REGION", "Region" },
	{ "SETUP", "setup name" },	{ "PARTITION", "partition" },
	{ "DNS_SUFFIX", "DNS suffix" }, { "UNIQUE", "5 letters" },
};

/* What people call the value that a placeholder stands for. */
static const char *preview_label(const struct pack *p, const char *name)
{
	for (const struct pack_derived *d = p->derived; d && d->name; d++)
		if (str_eq(d->name, name))
			name = d->of;
	for (const struct pack_value *v = p->values; v->name; v++)
		if (str_eq(v->name, name) || str_eq(v->fills, name))
			return v->label;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (str_eq(others[i][0], name))
			return others[i][1];
	return name;
}

struct json *pack_preview(const struct pack *p, const struct answers *a)
{
	const struct pack_policy *policy = pack_policy(p, a->policy);
	const struct json *document = policy ? pack_document(p, policy->document) : NULL;
	struct json *values, *filled, *names, *labels;

	if (!document)
		return NULL;
	values = answers_values(a, p);
	filled = fill_known(document, values);
	json_free(values);
	names = json_list_new();
	labels = json_object_new();
	fill_names(filled, names);
	json_each(name, names) {
		char *label = xasprintf("<%s>", preview_label(p, json_text(name)));

		json_put_str(labels, json_text(name), label);
		free(label);
	}
	values = fill_known(filled, labels);
	json_free(filled);
	json_free(labels);
	json_free(names);
	return values;
}

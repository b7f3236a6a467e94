/* managed_read.c - see managed_read.h. */
#include "config.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "resource/holdings.h"
#include "resource/managed_read.h"

struct one {
	struct aws *aws;
	const char *arn;
	struct json *document;
	struct err err;
	pthread_t thread;
	bool threaded;
};

static void *managed_read_one(void *with)
{
	struct one *one = with;

	one->document = holdings_managed(one->aws, one->arn, &one->err);
	return NULL;
}

static const struct json *managed_read_with_arn(const struct json *list, const char *arn)
{
	json_each(row, list)
		if (str_eq(json_str(row, "arn"), arn))
			return row;
	return NULL;
}

/* A row for each, with the document where it is known already. */
static struct json *managed_read_rows_of(const struct json *wanted,
					 const struct json *known)
{
	struct resources resources = resources_load(json_get(wanted, "resources"));
	struct json *rows = json_list_new();

	for (size_t i = 0; i < resources.count; i++) {
		const char *arn = resource_str(resources.items[i], "policy");
		const struct json *was = managed_read_with_arn(known, arn);
		bool created = false;
		struct json *row;

		for (size_t k = 0; k < resources.count; k++)
			created = created ||
				(str_eq(resources.items[k]->kind, "policy") &&
				 str_eq(resource_str(resources.items[k], "arn"), arn));
		if (!str_ends(resources.items[i]->kind, "-policy-attachment") || !*arn ||
		    managed_read_with_arn(rows, arn) || created)
			continue;
		row = json_push(rows, holdings_policy_new(arn));
		if (json_get(was, "document"))
			json_put(row, "document", json_copy(json_get(was, "document")));
	}
	resources_free(&resources);
	return rows;
}

struct json *managed_read(struct aws *a, const struct json *wanted,
			  const struct json *known)
{
	struct json *rows = managed_read_rows_of(wanted, known);
	struct one *all = xcalloc(json_count(rows) + 1, sizeof(*all));
	size_t n = 0;

	json_each(row, rows)
		if (!json_get(row, "document"))
			all[n++] = (struct one){ .aws = a, .arn = json_str(row, "arn") };
	for (size_t i = 0; i + 1 < n; i++)
		all[i].threaded = !pthread_create(&all[i].thread, NULL, managed_read_one,
						  &all[i]);
	for (size_t i = 0; i < n; i++)
		if (!all[i].threaded)
			managed_read_one(&all[i]);
	for (size_t i = 0; i < n; i++)
		if (all[i].threaded)
			pthread_join(all[i].thread, NULL);
	json_each(row, rows)
		for (size_t i = 0; i < n; i++) {
			if (!str_eq(all[i].arn, json_str(row, "arn")))
				continue;
			if (all[i].document)
				json_put(row, "document", all[i].document);
			else
				json_put_str(row, "unread", all[i].err.text);
		}
	free(all);
	return rows;
}

struct json *managed_documents(struct aws *a, const struct json *wanted)
{
	struct json *rows = managed_read(a, wanted, NULL), *documents = json_object_new();

	json_each(row, rows)
		if (json_get(row, "document"))
			json_put(documents, json_str(row, "arn"),
				 json_copy(json_get(row, "document")));
	json_free(rows);
	return documents;
}

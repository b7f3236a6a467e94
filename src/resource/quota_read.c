/* quota_read.c - see quota_read.h. */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "aws/call.h"
#include "aws/unread.h"
#include "base/str.h"
#include "format/json.h"
#include "resource/quota_read.h"
#include "resource/resource_call.h"

/* "25" or, as Service Quotas writes it, "25.0"; false: it is no such number. */
static bool quota_read_number_of(const char *text, size_t *n)
{
	char *end;
	unsigned long value;

	if (!isdigit((unsigned char)*text) || strlen(text) > 12)
		return false;
	value = strtoul(text, &end, 10);
	if (*end == '.')
		end += 1 + strspn(end + 1, "0123456789");
	if (!*end)
		*n = value;
	return !*end;
}

void quota_read_account(struct aws *a, struct quotas *q)
{
	struct err ignored = ERR_INIT;
	struct json *reply = NULL;
	const struct json *map;

	call(a, OP_IAM_GET_ACCOUNT_SUMMARY, json_object_new(), &reply, NULL, &ignored);
	unread_add(OP_IAM_GET_ACCOUNT_SUMMARY, &ignored);
	map = json_get(reply, "SummaryMap");
	for (int i = 0; i < QUOTA_COUNT; i++) {
		const struct quota *row = &quota_table[i];
		struct quota_known *known = &q->of[i];

		if (!row->name)
			continue;
		known->told = quota_read_number_of(json_str(map, row->name), &known->most);
		known->counted = row->used &&
			quota_read_number_of(json_str(map, row->used), &known->used);
	}
	json_free(reply);
}

void quota_read_service(struct aws *a, struct quotas *q, enum quota_id id)
{
	const struct quota *row = &quota_table[id];
	struct err ignored = ERR_INIT;
	struct json *reply = NULL;
	const char *text;

	if (!row->code)
		return;
	call(a, OP_SERVICEQUOTAS_GET_SERVICE_QUOTA,
	     params("ServiceCode", row->service, "QuotaCode", row->code, NULL), &reply, NULL,
	     &ignored);
	unread_add(OP_SERVICEQUOTAS_GET_SERVICE_QUOTA, &ignored);
	text = json_text(json_path(reply, "Quota.Value"));
	if (text && quota_read_number_of(text, &q->of[id].most))
		q->of[id].told = true;
	json_free(reply);
}

/* account.c - see account.h. */
#include "config.h"

#include "aws/evidence.h"
#include "format/json.h"
#include "resource/account.h"

#define PAGE "1000"	/* the most that IAM gives at once; 100 where nothing is said */

static const struct { unsigned part; const char *filter; } filters[] = {
	{ ACCOUNT_ROLES, "Role" },
	{ ACCOUNT_USERS, "User" },
	{ ACCOUNT_GROUPS, "Group" },
	{ ACCOUNT_POLICIES, "LocalManagedPolicy" },
};

bool account_read(struct aws *a, unsigned parts, aws_item *told, void *with,
		  struct json **asked, struct err *err)
{
	struct json *ask = json_object_new(), *list = json_put(ask, "Filter", json_list_new());
	char id[96] = "";
	bool ok;

	for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++)
		if (parts & filters[i].part)
			json_push(list, json_string_new(filters[i].filter));
	json_put_str(ask, "MaxItems", PAGE);
	ok = aws_call_items(a, OP_IAM_GET_ACCOUNT_DETAILS, ask, told, with, id, err);
	if (asked)
		*asked = evidence_of_call(OP_IAM_GET_ACCOUNT_DETAILS, ask, id);
	json_free(ask);
	return ok;
}

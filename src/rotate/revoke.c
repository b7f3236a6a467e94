/*
 * revoke.c - ends the sessions that a role has now, by the inline policy that the IAM
 * console writes for "Revoke active sessions".
 */
#include "config.h"

#include "aws/call.h"
#include "base/clock.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/kinds.h"
#include "kinds/resource.h"
#include "plan/diff.h"
#include "plan/plan.h"
#include "plan/record.h"
#include "plan/step_works.h"
#include "resource/kind.h"
#include "rotate/rotate_internal.h"
#include "rotate/rotation.h"

#define REVOKE "AWSRevokeOlderSessions"

/* Denies everything to sessions that began before now, by the clock that dates them. */
static struct resource *revoke_resource(const struct record *record,
					const struct recorded *role, struct aws *aws)
{
	struct json *doc = json_object_new(), *tags = json_object_new(), *list, *s, *less;
	struct resource *r = resource_new(REVOKE_ID, "role-policy", REVOKE);
	char now[24];

	clock_iso(now, aws_now(aws));
	json_put_str(doc, "Version", "2012-10-17");
	list = json_put(doc, "Statement", json_list_new());
	s = json_push(list, json_object_new());
	json_put_str(s, "Effect", "Deny");
	json_push(json_put(s, "Action", json_list_new()), json_string_new("*"));
	json_push(json_put(s, "Resource", json_list_new()), json_string_new("*"));
	less = json_put(json_put(s, "Condition", json_object_new()), "DateLessThan",
			json_object_new());
	json_put_str(less, "aws:TokenIssueTime", now);
	resource_put_str(r, "role", role->name);
	resource_put(r, "document", doc);
	json_put_str(tags, SETUP_TAG, record_name(record));
	resource_put(r, "tags", tags);
	/* a removal deletes it before its role */
	json_push(resource_put(r, "needs", json_list_new()),
		  json_string_new(role->id));
	return r;
}

struct plan *rotate_revoke_plan(const struct record *record, const struct json *wanted,
				struct aws *aws, struct err *err)
{
	struct json *resources = record_resources(record);
	struct resource *r, *found = NULL;
	const struct resource_kind *io = resource_kind_find("role-policy");
	struct recorded role = { .wanted = NULL };
	struct plan *p = NULL;
	struct step *step;

	json_each(row, resources)
		if (str_eq(recorded_read(row).kind, "role")) {
			role = recorded_read(row);
			break;
		}
	if (!role.wanted) {
		json_free(resources);
		err_set(err, ERR_CHOICE, "setup '%s' has no role", record_name(record));
		err_hint(err,
			 "only a role has sessions to revoke; rotate an access key without "
			 "--revoke-sessions");
		return NULL;
	}
	r = revoke_resource(record, &role, aws);
	if (io->read(aws, r, &found, err)) {
		p = plan_new(record_name(record), wanted);
		step = plan_add(p, found ? REVOKE_ID ".update" : REVOKE_ID ".create",
				plan_work(r->kind), REVOKE,
				found ? ACTION_UPDATE : ACTION_CREATE, r, found, NULL);
		json_free(step->diff);
		step->diff = diff_resource(kind_find(r->kind), r, found, true);
	}
	resource_free(found);
	resource_free(r);
	json_free(resources);
	return p;
}

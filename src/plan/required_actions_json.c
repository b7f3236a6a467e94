/* required_actions_json.c - a right within a cluster as JSON; see required_actions.h. */
#include "config.h"

#include "base/buf.h"
#include "format/json.h"
#include "plan/required_actions.h"

void required_actions_add_object(struct json *list, const struct required_actions_object *o)
{
	struct json *right;
	struct buf action = BUF(256), on = BUF(1024);

	if (!*o->cluster)
		return;
	buf_fmt(&action, "%s %s", o->verb, o->plural);
	if (*o->name)
		buf_fmt(&on, "%s ", o->name);
	if (*o->name_space)
		buf_fmt(&on, "in the namespace %s ", o->name_space);
	buf_fmt(&on, "of the cluster %s", o->cluster);
	right = json_push(list, json_object_new());
	json_put_str(right, "action", action.s);
	json_put_str(right, "resource", on.s);
	json_put_str(right, "cluster", o->cluster);
	json_put_str(right, "verb", o->verb);
	json_put_str(right, "group", o->group);
	json_put_str(right, "plural", o->plural);
	json_put_str(right, "namespace", o->name_space);
	json_put_str(right, "name", o->name);
	buf_free(&action);
	buf_free(&on);
}

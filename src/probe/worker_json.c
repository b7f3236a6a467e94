/* worker_json.c - EC2's replies about workers and their security groups; see instances.h, groups.h. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/groups.h"
#include "probe/instances.h"
#include "resource/kind.h"

static const char *worker_json_tag(const struct json *tagged, const char *key)
{
	json_each(tag, json_get(tagged, "tagSet"))
		if (str_eq(json_str(tag, "key"), key))
			return json_str(tag, "value");
	return "";
}

struct workers workers_read(struct json *reply)
{
	struct workers all = { .reply = reply };

	json_each(reservation, json_get(reply, "reservationSet"))
		json_each(from, json_get(reservation, "instancesSet")) {
			const struct json *why = json_get(from, "stateReason");
			const char *reason = json_str(why, "message");

			all.worker = xrealloc(all.worker,
					      (all.count + 1) * sizeof(*all.worker));
			all.worker[all.count++] = (struct worker){
				.id = json_str(from, "instanceId"),
				.setup = worker_json_tag(from, SETUP_TAG),
				.nonce = worker_json_tag(from, PROBE_TAG),
				.launched = json_str(from, "launchTime"),
				.state = json_str(json_get(from, "instanceState"), "name"),
				.reason = *reason ? reason : json_str(from, "reason"),
				.reason_code = json_str(why, "code"),
			};
		}
	return all;
}

void workers_free(struct workers *all)
{
	free(all->worker);
	json_free(all->reply);
	*all = (struct workers){ 0 };
}

const char *workers_terminated_state(const struct json *reply)
{
	const struct json *first = json_first(json_get(reply, "instancesSet"));

	return json_str(json_get(first, "currentState"), "name");
}

struct worker_groups worker_groups_read(struct json *reply)
{
	struct worker_groups all = { .reply = reply };

	json_each(group, json_get(reply, "securityGroupInfo")) {
		if (!*worker_json_tag(group, PROBE_TAG))
			continue;
		all.group = xrealloc(all.group, (all.count + 1) * sizeof(*all.group));
		all.group[all.count++] = (struct worker_group){
			.id = json_str(group, "groupId"),
			.name = json_str(group, "groupName"),
			.setup = worker_json_tag(group, SETUP_TAG),
		};
	}
	return all;
}

void worker_groups_free(struct worker_groups *all)
{
	free(all->group);
	json_free(all->reply);
	*all = (struct worker_groups){ 0 };
}

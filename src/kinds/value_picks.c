/* value_picks.c - see value_picks.h. */
#include "config.h"

#include "kinds/value_picks.h"

const char *const value_picks[] = {
	"buckets", "clusters", "roles", "users", "instances", "subnets", "security-groups",
	"regions", "profiles", NULL,
};

static const char *const by_kind[VALUE_KINDS] = {
	[VALUE_ROLE_NAME] = "roles",
	[VALUE_USER_NAME] = "users",
	[VALUE_BUCKET] = "buckets",
	[VALUE_BUCKET_LIST] = "buckets",
	[VALUE_REGION] = "regions",
	[VALUE_PROFILE] = "profiles",
	[VALUE_INSTANCE_ID] = "instances",
	[VALUE_SUBNET_ID] = "subnets",
	[VALUE_SECURITY_GROUP_ID] = "security-groups",
};

const char *value_picks_of(enum value_kind_id kind)
{
	return by_kind[kind] ? by_kind[kind] : "";
}

/* account_list.c - what AWS and the AWS files list, as items; see account_lists.h. */
#include "config.h"

#include <stdlib.h>

#include "aws/call.h"
#include "aws/endpoint.h"
#include "aws/profile.h"
#include "aws/region.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/thread.h"
#include "format/json.h"
#include "kube/cluster.h"
#include "resource/instance.h"
#include "resource/resource_call.h"
#include "wizard/account_lists_internal.h"

#define NOTE 200	/* bytes of a note */
#define AT_ONCE 4	/* clusters that are described at the same time */

/* --- items of a page --------------------------------------------------------------- */

/* Appends a part of a note; "" adds nothing. */
static void account_list_part(struct buf *note, const char *part, const char *more)
{
	if (*part)
		buf_fmt(note, "%s%s%s", note->len ? ", " : "", part, more);
}

static const char *account_list_name_tag(const struct json *item)
{
	json_each(tag, json_get(item, "tagSet"))
		if (str_eq(json_str(tag, "key"), "Name"))
			return json_str(tag, "value");
	return "";
}

/* Each of these writes the note of an item, and returns its value; NULL: it is left out. */

static const char *account_list_bucket(const struct json *item, struct buf *note)
{
	account_list_part(note, json_str(item, "BucketRegion"), "");
	return json_str(item, "Name");
}

static const char *account_list_cluster(const struct json *item, struct buf *note)
{
	(void)note;
	return json_text(item);
}

static void account_list_path(const struct json *item, struct buf *note)
{
	const char *path = json_str(item, "Path");

	account_list_part(note, str_eq(path, "/") ? "" : path, "");
}

static const char *account_list_role(const struct json *item, struct buf *note)
{
	if (str_starts(json_str(item, "Path"), "/aws-service-role/"))
		return NULL;
	account_list_path(item, note);
	return json_str(item, "RoleName");
}

static const char *account_list_user(const struct json *item, struct buf *note)
{
	account_list_path(item, note);
	return json_str(item, "UserName");
}

static const char *account_list_instance(const struct json *item, struct buf *note)
{
	const char *state;

	if (instance_has_ended(item))
		return NULL;
	account_list_part(note, account_list_name_tag(item), "");
	state = json_text(json_path(item, "instanceState.name"));
	account_list_part(note, state ? state : "", "");
	return json_str(item, "instanceId");
}

static const char *account_list_subnet(const struct json *item, struct buf *note)
{
	account_list_part(note, account_list_name_tag(item), "");
	account_list_part(note, json_str(item, "availabilityZone"), "");
	account_list_part(note, json_str(item, "availableIpAddressCount"), " free addresses");
	return json_str(item, "subnetId");
}

static const char *account_list_group(const struct json *item, struct buf *note)
{
	account_list_part(note, json_str(item, "groupName"), "");
	account_list_part(note, json_str(item, "vpcId"), "");
	return json_str(item, "groupId");
}

static const char *account_list_region(const struct json *item, struct buf *note)
{
	const struct region *known = region_find(json_str(item, "regionName"));

	account_list_part(note, known ? known->where : "", "");
	return json_str(item, "regionName");
}

/* --- AWS's lists ------------------------------------------------------------------- */

/* A few hundred items a page: rows are there soon, and little is in memory at once. */
static const struct source {
	enum aws_op_id op;
	const char *limit, *most;	/* the parameter for the size of a page; NULL: none */
	const char *list, *inner;	/* inner: a list in each item, or NULL */
	const char *(*item)(const struct json *item, struct buf *note);
} sources[ACCOUNT_LISTS] = {
	[ACCOUNT_BUCKETS] = { OP_S3_LIST_BUCKETS, "MaxBuckets", "1000", "Buckets", NULL,
			      account_list_bucket },
	[ACCOUNT_CLUSTERS] = { OP_EKS_LIST_CLUSTERS, NULL, NULL, "clusters", NULL,
			       account_list_cluster },
	[ACCOUNT_ROLES] = { OP_IAM_LIST_ROLES, "MaxItems", "300", "Roles", NULL,
			    account_list_role },
	[ACCOUNT_USERS] = { OP_IAM_LIST_USERS, "MaxItems", "300", "Users", NULL,
			    account_list_user },
	[ACCOUNT_INSTANCES] = { OP_EC2_DESCRIBE_INSTANCES, "MaxResults", "100",
				"reservationSet", "instancesSet", account_list_instance },
	[ACCOUNT_SUBNETS] = { OP_EC2_DESCRIBE_SUBNETS, "MaxResults", "200", "subnetSet", NULL,
			      account_list_subnet },
	[ACCOUNT_SECURITY_GROUPS] = { OP_EC2_DESCRIBE_SECURITY_GROUPS, "MaxResults", "200",
				      "securityGroupInfo", NULL, account_list_group },
	[ACCOUNT_REGIONS] = { OP_EC2_DESCRIBE_REGIONS, NULL, NULL, "regionInfo", NULL,
			      account_list_region },
};

static void account_list_take(struct account_question *q, const struct json *item)
{
	struct buf note = BUF(NOTE);
	const char *value = sources[q->which].item(item, &note);

	if (value && *value)
		account_add(q, value, note.s);
	buf_free(&note);
}

static void account_list_page(void *with, const struct json *page)
{
	struct account_question *q = with;
	const struct source *s = &sources[q->which];

	json_each(item, json_get(page, s->list))
		if (!s->inner)
			account_list_take(q, item);
		else
			json_each(one, json_get(item, s->inner))
				account_list_take(q, one);
	account_tell(q->of);
}

/* --- clusters: a list of names; each is described by itself ------------------------- */

struct describing {
	struct account_question *q;
	struct aws *aws;
	atomic_size_t next;
	atomic_bool denied;
};

static void *account_list_describe(void *with)
{
	struct describing *d = with;

	while (!atomic_load(&d->denied)) {
		size_t i = atomic_fetch_add(&d->next, 1);
		struct json *reply = NULL;
		struct buf note = BUF(NOTE);
		struct err err = ERR_INIT;
		const char *name;

		if (i >= d->q->count)	/* all are there: this thread's question adds no more */
			break;
		name = d->q->items[i].value;
		if (call(d->aws, OP_EKS_DESCRIBE_CLUSTER, cluster_params(name), &reply, NULL,
			 &err)) {
			struct described_cluster c = cluster_read(reply);

			buf_fmt(&note, "%s %s %s", c.status, c.version, c.mode);
			account_note(d->q, name, note.s);
			account_tell(d->q->of);
		} else if (err.kind == ERR_DENIED || err.kind == ERR_STOPPED) {
			atomic_store(&d->denied, true);
		}
		json_free(reply);
		buf_free(&note);
	}
	return NULL;
}

static void account_list_describe_all(struct account_question *q, struct aws *aws)
{
	struct describing d = { .q = q, .aws = aws };
	pthread_t threads[AT_ONCE];
	size_t n = 0;

	while (n < AT_ONCE - 1 && n + 1 < q->count &&
	       thread_start(&threads[n], account_list_describe, &d))
		n++;
	account_list_describe(&d);
	while (n)
		pthread_join(threads[--n], NULL);
}

/* --- Regions and profiles ---------------------------------------------------------- */

/* Of the partition of the session; AWS did not say which of them the account can use. */
static void account_list_known_regions(struct account_question *q)
{
	const char *partition = endpoint_partition_of(q->region);
	const struct region *r;

	for (size_t i = 0; (r = region_nth(i)); i++)
		if (str_eq(endpoint_partition_of(r->name), partition)) {
			struct buf note = BUF(NOTE);

			account_list_part(&note, r->where, "");
			account_list_part(&note, "not confirmed by AWS", "");
			account_add(q, r->name, note.s);
			buf_free(&note);
		}
}

static bool account_list_profiles(struct account_question *q, struct err *err)
{
	static const struct { const char *key, *says; } kinds[] = {
		{ "role_arn", "role " }, { "sso_session", "SSO " }, { "sso_start_url", "SSO " },
		{ "aws_access_key_id", "access key " }, { "credential_process", "program " },
	};
	struct profile p;

	if (!profile_load(&p, NULL, err))
		return false;
	json_each(one, json_get(p.tree, "profiles")) {
		struct buf note = BUF(NOTE);

		for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds) && !note.len; i++)
			if (*json_str(one, kinds[i].key))
				buf_fmt(&note, "%s%s", kinds[i].says,
					json_str(one, kinds[i].key));
		account_add(q, json_key(one), note.s);
		buf_free(&note);
	}
	profile_free(&p);
	return true;
}

bool account_list_ask(struct account_question *q, struct aws *aws, struct err *err)
{
	const struct source *s = &sources[q->which];
	struct json *ask;
	bool ok;

	if (q->which == ACCOUNT_PROFILES)
		return account_list_profiles(q, err);
	ask = s->limit ? params(s->limit, s->most, NULL) : NULL;
	ok = aws_call_pages(aws, s->op, ask, account_list_page, q, err);
	json_free(ask);
	if (ok && q->which == ACCOUNT_CLUSTERS)
		account_list_describe_all(q, aws);
	if (!ok && q->which == ACCOUNT_REGIONS && err->kind != ERR_STOPPED) {
		account_list_known_regions(q);
		return true;
	}
	return ok;
}

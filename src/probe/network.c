/* network.c - the questions about a region's network; see network.h. */
#include "config.h"

#include <pthread.h>
#include <stdio.h>

#include "aws/call.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/image.h"
#include "probe/model.h"
#include "probe/network.h"
#include "probe/network_internal.h"
#include "resource/resource_call.h"

static struct json *network_no_params(const struct json *worker)
{
	(void)worker;
	return json_object_new();
}

static struct json *network_filtered(struct json *ask, const char *name)
{
	struct json *list = json_get(ask, "Filter"), *filter;

	if (!list)
		list = json_put(ask, "Filter", json_list_new());
	filter = json_push(list, json_object_new());
	json_put_str(filter, "Name", name);
	return json_put(filter, "Value", json_list_new());
}

/* The operator's group, or the default group of every VPC. */
static struct json *network_groups_params(const struct json *worker)
{
	struct json *ask = json_object_new();

	if (*json_str(worker, "group"))
		json_push(network_filtered(ask, "group-id"),
			  json_string_new(json_str(worker, "group")));
	else
		json_push(network_filtered(ask, "group-name"), json_string_new("default"));
	return ask;
}

static struct json *network_offers_params(const struct json *worker)
{
	struct json *ask = json_object_new(), *types;

	(void)worker;
	json_put_str(ask, "LocationType", "availability-zone");
	types = network_filtered(ask, "instance-type");
	for (size_t i = 0; i < models_count; i++)
		json_push(types, json_string_new(models[i].type));
	return ask;
}

/* The last two are asked only where no subnet has a route to an internet gateway. */
static const struct row {
	enum aws_op_id op;
	const char *member, *what, *then;
	struct json *(*params)(const struct json *worker);
} rows[QUESTIONS] = {
	[ASK_SUBNETS] = { OP_EC2_DESCRIBE_SUBNETS, "subnetSet", "the subnets",
			  "EC2 chooses the subnet of the test instance",
			  network_no_params },
	[ASK_TABLES] = { OP_EC2_DESCRIBE_ROUTE_TABLES, "routeTableSet", "the route tables",
			 "whether that subnet can reach AWS is unknown",
			 network_no_params },
	[ASK_GROUPS] = { OP_EC2_DESCRIBE_SECURITY_GROUPS, "securityGroupInfo",
			 "the security groups",
			 "whether the security group allows egress is unknown",
			 network_groups_params },
	[ASK_OFFERS] = { OP_EC2_DESCRIBE_INSTANCE_TYPE_OFFERINGS, "instanceTypeOfferingSet",
			 "which zones offer the instance type",
			 "they are tried one after another", network_offers_params },
	[ASK_ENDPOINTS] = { OP_EC2_DESCRIBE_VPC_ENDPOINTS, "vpcEndpointSet",
			    "the VPC endpoints", "they are not counted on",
			    network_no_params },
	[ASK_GATEWAYS] = { OP_EC2_DESCRIBE_NAT_GATEWAYS, "natGatewaySet",
			   "the NAT gateways", "whether they work is unknown",
			   network_no_params },
};

struct question_form {
	const struct network_ask *q;
	const struct row *row;
	struct json *reply, *images;
	bool ok, threaded;
	struct err err;
	pthread_t thread;
};

static void *network_ask_ec2(void *with)
{
	struct question_form *a = with;
	const struct network_ask *q = a->q;

	if (a->row)
		a->ok = call_known(q->aws, q->memo, a->row->op,
				   a->row->params(json_get(q->wanted, "worker")), &a->reply,
				   &a->err);
	else
		a->ok = image_learn(q->aws, q->memo, models->arch, a->images, &a->err);
	return NULL;
}

static void network_ask_all(struct question_form *all, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		all[i].threaded = !pthread_create(&all[i].thread, NULL, network_ask_ec2,
						  &all[i]);
	for (size_t i = from; i < to; i++)
		if (all[i].threaded)
			pthread_join(all[i].thread, NULL);
		else
			network_ask_ec2(&all[i]);
}

/* Why it cannot be read is noted once; that a group does not exist is an answer. */
static void network_take(struct question_form *a, struct facts *f, enum question i,
			 struct json *notes)
{
	struct buf note = BUF(1024);

	if (!a->ok && str_starts(a->err.code, "InvalidGroup"))
		a->ok = true;
	if (a->ok && !a->reply)
		a->reply = json_object_new();
	if (a->ok && !json_get(a->reply, rows[i].member))
		json_put(a->reply, rows[i].member, json_list_new());
	f->lists[i] = a->ok ? json_get(a->reply, rows[i].member) : NULL;
	if (!a->ok) {
		buf_fmt(&note, "%s could not be read (%s), so %s", rows[i].what,
			*a->err.code ? a->err.code : a->err.text, rows[i].then);
		json_push(notes, json_string_new(note.s));
	}
	buf_free(&note);
}

static bool network_was_stopped(const struct question_form *all, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++)
		if (!all[i].ok && all[i].err.kind == ERR_STOPPED) {
			*err = all[i].err;
			return true;
		}
	return false;
}

/* Two rounds: most regions are decided by the first. */
static bool network_decide(const struct network_ask *q, struct question_form *all,
			   struct json *network, struct err *err)
{
	struct json *notes = json_put(network, "notes", json_list_new());
	const struct json *worker = json_get(q->wanted, "worker");
	const char *url;
	struct facts f = {
		.elsewhere = aws_custom_endpoint(q->aws, &url),
		.region = aws_region(q->aws),
		.account = json_str(q->wanted, "account"),
		.wanted = q->wanted,
		.subnet = json_str(worker, "subnet"),
		.subnet_by = json_str(worker, "subnet_by"),
		.group = json_str(worker, "group"),
		.group_by = json_str(worker, "group_by"),
	};
	bool sure, ok;

	network_ask_all(all, 0, ASK_ENDPOINTS);
	for (int i = 0; i < ASK_ENDPOINTS; i++)
		network_take(&all[i], &f, (enum question)i, notes);
	if (network_was_stopped(all, ASK_ENDPOINTS, err))
		return false;
	ok = network_choose(&f, network, &sure, err);
	if (sure)
		return ok;
	*err = (struct err)ERR_INIT;
	network_ask_all(all, ASK_ENDPOINTS, QUESTIONS);
	for (int i = ASK_ENDPOINTS; i < QUESTIONS; i++)
		network_take(&all[i], &f, (enum question)i, notes);
	f.last = true;
	return !network_was_stopped(all, QUESTIONS, err) &&
		network_choose(&f, network, &sure, err);
}

struct json *network_read(const struct network_ask *q, struct err *err)
{
	struct json *network = json_object_new();
	struct question_form all[QUESTIONS], image = { .q = q };
	bool ok;

	for (int i = 0; i < QUESTIONS; i++)
		all[i] = (struct question_form){ .q = q, .row = &rows[i] };
	image.images = json_put(network, "images", json_object_new());
	image.threaded = !pthread_create(&image.thread, NULL, network_ask_ec2, &image);
	ok = network_decide(q, all, network, err);
	if (image.threaded)
		pthread_join(image.thread, NULL);
	for (int i = 0; i < QUESTIONS; i++)
		json_free(all[i].reply);
	if (ok)
		return network;
	json_free(network);
	return NULL;
}

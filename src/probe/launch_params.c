/* launch_params.c - see launch_params.h. */
#include "config.h"

#include "aws/call.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "kinds/resource_json.h"
#include "plan/run.h"
#include "probe/call_variables.h"
#include "probe/image.h"
#include "probe/instances.h"
#include "probe/launch_params.h"
#include "probe/network.h"
#include "probe/probe_steps.h"
#include "probe/worker.h"
#include "resource/kind.h"
#include "resource/resource_call.h"

/* --- the parameters -------------------------------------------------------------- */

static void launch_params_add_tag(struct json *tags, const char *key, const char *value)
{
	json_push(tags, params("Key", key, "Value", value, NULL));
}

/* A tag that is there already is kept. */
static void launch_params_add_more_tags(struct json *tags, const struct json *more)
{
	json_each(tag, more) {
		bool there = false;

		json_each(other, tags)
			there |= str_eq(json_str(other, "Key"), json_key(tag));
		if (!there && json_text(tag))
			launch_params_add_tag(tags, json_key(tag), json_text(tag));
	}
}

/*
 * Checks may need tags on their worker, for policies with a condition on one; mine: the
 * operator's tags.
 */
static struct json *launch_params_tags_for(const char *type, const char *setup,
					   const char *nonce, const struct checks *checks,
					   const struct json *mine)
{
	struct json *one = params("ResourceType", type, NULL);
	struct json *tags = json_put(one, "Tag", json_list_new());
	struct buf name = BUF(256);

	buf_fmt(&name, "accredit worker (%s)", setup);
	launch_params_add_tag(tags, SETUP_TAG, setup);
	launch_params_add_tag(tags, PROBE_TAG, nonce);
	launch_params_add_tag(tags, "Name", name.s);
	for (size_t i = 0; checks && i < checks->count; i++)
		launch_params_add_more_tags(tags, checks->check[i].tags);
	launch_params_add_more_tags(tags, mine);
	buf_free(&name);
	return one;
}

static void launch_params_add_profile(struct json *p, const struct json *wanted)
{
	struct resources all = resources_load(json_get(wanted, "resources"));
	const char *name = "";

	for (size_t i = 0; !*name && i < all.count; i++)
		if (str_eq(all.items[i]->kind, "instance-profile"))
			name = all.items[i]->name;
	json_put(p, "IamInstanceProfile", params("Name", name, NULL));
	resources_free(&all);
}

static bool launch_params_add_script(struct json *p, const struct checks *checks,
				     const char *nonce, const char *region, struct err *err)
{
	struct worker_request request = { .nonce = nonce,
					  .region = region,
					  .checks = checks };
	struct buf script = BUF(4 * WORKER_SCRIPT_MAX), text = BUF(8 * WORKER_SCRIPT_MAX);
	bool ok = worker_script(&script, &request, err);

	if (ok) {
		str_base64(&text, script.s, script.len);
		json_put_str(p, "UserData", text.s);
	}
	buf_free(&script);
	buf_free(&text);
	return ok;
}

/* What the parameters of a launch depend on. */
struct machine {
	struct aws *aws;
	struct reply_cache *memo;
	const struct json *wanted, *place;
	struct json *images;
	const char *setup, *group;	/* group "": the VPC's default one */
};

/* The subnet alone, or in a network interface that requests the public address it needs. */
static void launch_params_add_network(struct json *p, const struct machine *m)
{
	const char *subnet = json_str(m->place, "subnet");
	const char *group = *json_str(m->place, "group") ? json_str(m->place, "group") :
							   m->group;
	struct json *at = p;

	if (json_true(json_get(m->place, "public"))) {
		at = json_push(json_put(p, "NetworkInterface", json_list_new()),
			       params("DeviceIndex", "0", "AssociatePublicIpAddress", "true",
				      "DeleteOnTermination", "true", NULL));
	}
	if (*subnet)
		json_put_str(at, "SubnetId", subnet);
	if (*group)
		json_push(json_put(at, "SecurityGroupId", json_list_new()),
			  json_string_new(group));
}

static void launch_params_add_tags(struct json *p, const struct machine *m,
				   const char *nonce, const struct checks *checks)
{
	const struct json *mine = json_path(m->wanted, "worker.tags");
	struct json *tags = json_put(p, "TagSpecification", json_list_new());

	json_push(tags, launch_params_tags_for("instance", m->setup, nonce, checks, mine));
	json_push(tags, launch_params_tags_for("volume", m->setup, nonce, NULL, mine));
	if (json_get(p, "NetworkInterface"))
		json_push(tags,
			  launch_params_tags_for("network-interface", m->setup, nonce, NULL,
						 mine));
}

static struct json *launch_params_for(const struct machine *m, struct err *err)
{
	struct checks all = checks_read(m->wanted, CHECK_BY_WORKER);
	struct checks checks = call_variables_subnet(&all, json_str(m->place, "subnet"));
	const char *arch = json_str(m->place, "arch");
	struct json *p = json_object_new(), *volume;
	struct image image;
	char nonce[17], token[33];
	bool ok;

	str_random(nonce, 16);
	str_random(token, 32);
	json_put_str(p, "MinCount", "1");
	json_put_str(p, "MaxCount", "1");
	json_put_str(p, "InstanceInitiatedShutdownBehavior", "terminate");
	json_put(p, "MetadataOptions",
		 params("HttpTokens", "required", "HttpEndpoint", "enabled",
			"HttpPutResponseHopLimit", "1", NULL));
	ok = launch_params_add_script(p, &checks, nonce, aws_region(m->aws), err) &&
		(image_load(m->images, arch, &image) ||
		 (image_learn(m->aws, m->memo, arch, m->images, err) &&
		  image_load(m->images, arch, &image)));
	if (ok) {
		json_put_str(p, "ImageId", image.id);
		json_put_str(p, "InstanceType", json_str(m->place, "type"));
		json_put_str(p, "ClientToken", token);
		launch_params_add_network(p, m);
		/* Organizations deny volumes that are not encrypted. */
		if (*image.root) {
			volume = json_push(
				json_put(p, "BlockDeviceMapping", json_list_new()),
				params("DeviceName", image.root, NULL));
			json_put(volume, "Ebs",
				 params("Encrypted", "true", "DeleteOnTermination", "true",
					NULL));
		}
		launch_params_add_profile(p, m->wanted);
		launch_params_add_tags(p, m, nonce, &checks);
	}
	checks_free(&checks);
	checks_free(&all);
	if (ok)
		return p;
	json_free(p);
	return NULL;
}

struct json *launch_params_build(struct step_ctx *c, struct json *network, size_t n,
			    struct err *err)
{
	const struct step *group = plan_step(c->plan, GROUP_STEP);
	struct machine m = {
		.aws = c->aws, .wanted = c->plan->wanted, .setup = c->plan->setup,
		.place = network_place(network, n), .images = json_get(network, "images"),
		.group = group ? json_str(group->outputs, "group_id") : "",
	};

	return launch_params_for(&m, err);
}

struct json *launch_params_dry(struct aws *aws, struct reply_cache *memo, const struct json *wanted,
			 const char *setup, bool with_profile, struct err *err)
{
	struct network_ask q = { .aws = aws, .memo = memo, .wanted = wanted };
	struct json *network = network_read(&q, err), *p;
	struct machine m = { .aws = aws, .memo = memo, .wanted = wanted, .setup = setup,
			     .place = network_place(network, 0), .group = "",
			     .images = json_get(network, "images") };

	p = network ? launch_params_for(&m, err) : NULL;
	json_free(network);
	if (p)
		json_put_str(p, "DryRun", "true");
	if (p && !with_profile)
		json_drop(p, "IamInstanceProfile");
	return p;
}

const char *launch_params_nonce(const struct json *p)
{
	json_each(tag, json_path(p, "TagSpecification.0.Tag"))
		if (str_eq(json_str(tag, "Key"), PROBE_TAG))
			return json_str(tag, "Value");
	return "";
}

const char *launch_params_subnet(const struct json *p)
{
	const char *of_interface = json_text(json_path(p, "NetworkInterface.0.SubnetId"));

	return of_interface ? of_interface : json_str(p, "SubnetId");
}

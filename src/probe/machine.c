/* machine.c - see machine.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "plan/run.h"
#include "probe/instances.h"
#include "probe/machine.h"
#include "probe/worker.h"
#include "resource/call.h"
#include "resource/kind.h"

/* First row first; a region or zone without it takes the next. */
static const struct model {
	const char *type, *arch;
} models[] = {
	{ "t3.micro", "x86_64" },
	{ "t4g.micro", "arm64" },
};

#define MODELS (sizeof(models) / sizeof(*models))
#define PLACES_MAX 3		/* subnets tried with one type */

/* --- the image --------------------------------------------------------------- */

static bool image_by_parameter(struct aws *aws, const char *arch, char image[64],
			       struct err *err)
{
	struct buf name = BUF(256);
	struct json *reply = NULL;
	bool ok;

	buf_fmt(&name, "/aws/service/ami-amazon-linux-latest/"
		"al2023-ami-kernel-default-%s", arch);
	ok = call(aws, OP_SSM_GET_PARAMETER, params("Name", name.s, NULL), &reply, NULL,
		  err);
	snprintf(image, 64, "%s", json_str(json_get(reply, "Parameter"), "Value"));
	json_free(reply);
	buf_free(&name);
	return ok && *image;
}

static void add_filter(struct json *filters, const char *name, const char *value)
{
	struct json *filter = json_push(filters, params("Name", name, NULL));

	json_push(json_put(filter, "Value", json_list_new()), json_string_new(value));
}

static void take_newest(const struct json *images, char image[64])
{
	const char *newest = "";

	json_each(one, images)
		if (strcmp(json_str(one, "creationDate"), newest) > 0) {
			newest = json_str(one, "creationDate");
			snprintf(image, 64, "%s", json_str(one, "imageId"));
		}
}

/* Only Amazon's own: a name alone can be anybody's. */
static bool image_by_name(struct aws *aws, const char *arch, char image[64],
			  struct err *err)
{
	struct json *ask = json_object_new(), *filters, *reply = NULL;
	bool ok;

	json_push(json_put(ask, "Owner", json_list_new()), json_string_new("amazon"));
	filters = json_put(ask, "Filter", json_list_new());
	add_filter(filters, "name", "al2023-ami-2023.*");
	add_filter(filters, "architecture", arch);
	add_filter(filters, "state", "available");
	ok = call(aws, OP_EC2_DESCRIBE_IMAGES, ask, &reply, NULL, err);
	if (ok)
		take_newest(json_get(reply, "imagesSet"), image);
	json_free(reply);
	if (!ok || *image)
		return ok;
	err_set(err, ERR_SERVICE, "region '%s' has no Amazon Linux 2023 image for the "
		"worker", aws_region(aws));
	return err_hint(err, "go on without a worker: --no-probe");
}

static bool find_image(struct aws *aws, const char *arch, char image[64],
		       struct err *err)
{
	*image = '\0';
	if (image_by_parameter(aws, arch, image, err))
		return true;
	if (err->kind == ERR_STOPPED || err->kind == ERR_NET)
		return false;
	*err = (struct err)ERR_INIT;
	*image = '\0';
	return image_by_name(aws, arch, image, err);
}

bool machine_image(struct aws *aws, char image[64], const char **type, struct err *err)
{
	*type = models->type;
	return find_image(aws, models->arch, image, err);
}

/* --- the subnet ---------------------------------------------------------------- */

static int rank_of(const struct json *subnet)
{
	if (!str_eq(json_str(subnet, "state"), "available"))
		return 3;
	if (str_eq(json_str(subnet, "defaultForAz"), "true"))
		return 0;
	return str_eq(json_str(subnet, "mapPublicIpOnLaunch"), "true") ? 1 : 2;
}

/* The nth of the subnets, those that most likely reach AWS first; NULL: none. */
static const char *nth_subnet(const struct json *subnets, size_t n)
{
	for (int rank = 0; rank < 3; rank++)
		json_each(subnet, subnets)
			if (rank_of(subnet) == rank && n-- == 0)
				return json_str(subnet, "subnetId");
	return NULL;
}

static size_t count_subnets(const struct json *subnets)
{
	size_t n = 0;

	while (n < PLACES_MAX && nth_subnet(subnets, n))
		n++;
	return n;
}

static bool no_subnet(struct aws *aws, struct err *err)
{
	err_set(err, ERR_SERVICE, "region '%s' has no subnet in which a worker could start",
		aws_region(aws));
	return err_hint(err, "make one with 'aws ec2 create-default-vpc --region %s', or go "
			"on without a worker: --no-probe", aws_region(aws));
}

static bool no_choice(struct aws *aws, struct err *err)
{
	err_set(err, ERR_SERVICE, "region '%s' has no room for a small machine at the "
		"moment", aws_region(aws));
	snprintf(err->code, sizeof(err->code), "NoChoiceLeft");
	return err_hint(err, "try again later, or go on without a worker: --no-probe");
}

static bool find_subnet(struct aws *aws, size_t choice, const struct model **model,
			char subnet[64], struct err *err)
{
	struct json *reply = NULL;
	const struct json *subnets;
	size_t count;
	bool ok;

	if (!call(aws, OP_EC2_DESCRIBE_SUBNETS, NULL, &reply, NULL, err))
		return false;
	subnets = json_get(reply, "subnetSet");
	count = count_subnets(subnets);
	ok = count && choice < count * MODELS;
	if (ok) {
		*model = &models[choice / count];
		snprintf(subnet, 64, "%s", nth_subnet(subnets, choice % count));
	}
	json_free(reply);
	if (ok)
		return true;
	return count ? no_choice(aws, err) : no_subnet(aws, err);
}

/* --- the parameters -------------------------------------------------------------- */

static void add_tag(struct json *tags, const char *key, const char *value)
{
	json_push(tags, params("Key", key, "Value", value, NULL));
}

/* Checks may want tags on the machine that makes them, for policies that ask for one. */
static void add_wanted_tags(struct json *tags, const struct json *probes)
{
	json_each(probe, probes)
		json_each(tag, json_get(probe, "tags")) {
			bool there = false;

			json_each(other, tags)
				there |= str_eq(json_str(other, "Key"), json_key(tag));
			if (!there && json_text(tag))
				add_tag(tags, json_key(tag), json_text(tag));
		}
}

static struct json *tags_for(const char *type, const char *setup, const char *nonce,
			     const struct json *probes)
{
	struct json *one = params("ResourceType", type, NULL);
	struct json *tags = json_put(one, "Tag", json_list_new());
	struct buf name = BUF(256);

	buf_fmt(&name, "accredit worker (%s)", setup);
	add_tag(tags, SETUP_TAG, setup);
	add_tag(tags, PROBE_TAG, nonce);
	add_tag(tags, "Name", name.s);
	add_wanted_tags(tags, probes);
	buf_free(&name);
	return one;
}

static const char *profile_of(const struct json *wanted)
{
	json_each(resource, json_get(wanted, "resources"))
		if (str_eq(json_str(resource, "kind"), "instance-profile"))
			return json_str(resource, "name");
	return "";
}

static bool add_script(struct json *p, const struct json *probes, const char *nonce,
		       const char *region, struct err *err)
{
	struct worker_wish wish = { .nonce = nonce, .region = region, .probes = probes };
	struct buf script = BUF(4 * WORKER_SCRIPT_MAX), text = BUF(8 * WORKER_SCRIPT_MAX);
	bool ok = worker_script(&script, &wish, err);

	if (ok) {
		str_base64(&text, script.s, script.len);
		json_put_str(p, "UserData", text.s);
	}
	buf_free(&script);
	buf_free(&text);
	return ok;
}

static void add_behaviour(struct json *p)
{
	json_put_str(p, "MinCount", "1");
	json_put_str(p, "MaxCount", "1");
	json_put_str(p, "InstanceInitiatedShutdownBehavior", "terminate");
	json_put(p, "MetadataOptions", params("HttpTokens", "required", "HttpEndpoint",
					      "enabled", "HttpPutResponseHopLimit", "1",
					      NULL));
}

static struct json *params_for(struct aws *aws, const struct json *wanted, const char *setup,
			       size_t choice, struct err *err)
{
	struct json *probes = worker_probes(wanted), *p = json_object_new(), *tags;
	const struct model *model = NULL;
	char image[64], subnet[64], nonce[17], token[33];
	bool ok;

	str_random(nonce, 16);
	str_random(token, 32);
	add_behaviour(p);
	ok = add_script(p, probes, nonce, aws_region(aws), err) &&
	     find_subnet(aws, choice, &model, subnet, err) &&
	     find_image(aws, model->arch, image, err);
	if (ok) {
		json_put_str(p, "ImageId", image);
		json_put_str(p, "InstanceType", model->type);
		json_put_str(p, "SubnetId", subnet);
		json_put_str(p, "ClientToken", token);
		json_put(p, "IamInstanceProfile",
			 params("Name", profile_of(wanted), NULL));
		tags = json_put(p, "TagSpecification", json_list_new());
		json_push(tags, tags_for("instance", setup, nonce, probes));
		json_push(tags, tags_for("volume", setup, nonce, NULL));
	}
	json_free(probes);
	if (ok)
		return p;
	json_free(p);
	return NULL;
}

struct json *machine_params(struct step_ctx *c, size_t choice, struct err *err)
{
	return params_for(c->aws, c->plan->wanted, c->plan->setup, choice, err);
}

struct json *machine_dry(struct aws *aws, const struct json *wanted, const char *setup,
			 bool with_profile, struct err *err)
{
	struct json *p = params_for(aws, wanted, setup, 0, err);

	if (p)
		json_put_str(p, "DryRun", "true");
	if (p && !with_profile)
		json_drop(p, "IamInstanceProfile");
	return p;
}

const char *machine_nonce(const struct json *p)
{
	json_each(tag, json_path(p, "TagSpecification.0.Tag"))
		if (str_eq(json_str(tag, "Key"), PROBE_TAG))
			return json_str(tag, "Value");
	return "";
}

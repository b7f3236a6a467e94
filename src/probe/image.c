/* image.c - see image.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "aws/aws_error.h"
#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/image.h"
#include "probe/model.h"
#include "resource/resource_call.h"

/* Of DescribeImages, where the architecture is added. */
static const char *const image_filters[][2] = {
	{ "name", "al2023-ami-2023.*" },
	{ "state", "available" },
};

const struct model models[] = {
	{ "t3.micro", "x86_64" },
	{ "t4g.micro", "arm64" },
};

const size_t models_count = sizeof(models) / sizeof(*models);

static void image_add_filter(struct json *filters, const char *name, const char *value)
{
	struct json *filter = json_push(filters, params("Name", name, NULL));

	json_push(json_put(filter, "Value", json_list_new()), json_string_new(value));
}

/* Only images that Amazon owns: every account can give an image this name. */
static bool image_by_name(struct aws *aws, struct reply_cache *memo, const char *arch,
			  char image[64], char root[64], struct err *err)
{
	struct json *ask = json_object_new(), *filters, *reply = NULL;
	bool ok;

	json_push(json_put(ask, "Owner", json_list_new()), json_string_new("amazon"));
	filters = json_put(ask, "Filter", json_list_new());
	for (size_t i = 0; i < sizeof(image_filters) / sizeof(*image_filters); i++)
		image_add_filter(filters, image_filters[i][0], image_filters[i][1]);
	image_add_filter(filters, "architecture", arch);
	ok = call_known(aws, memo, OP_EC2_DESCRIBE_IMAGES, ask, &reply, err);
	if (ok) {
		const struct json *images = json_get(reply, "imagesSet");
		const char *newest = "";

		json_each(one, images)
			if (strcmp(json_str(one, "creationDate"), newest) > 0) {
				newest = json_str(one, "creationDate");
				snprintf(image, 64, "%s", json_str(one, "imageId"));
				snprintf(root, 64, "%s", json_str(one, "rootDeviceName"));
			}
	}
	json_free(reply);
	if (!ok || *image)
		return ok;
	err_set(err, ERR_SERVICE, "region '%s' has no Amazon Linux 2023 image for the "
		"worker", aws_region(aws));
	return err_hint(err, "skip the test: --no-probe");
}

/* root may be filled on the way. */
static bool image_find(struct aws *aws, struct reply_cache *memo, const char *arch,
		       char image[64], char root[64], struct err *err)
{
	struct buf name = BUF(256);
	struct json *reply = NULL;
	bool ok;

	*image = *root = '\0';
	buf_fmt(&name, "/aws/service/ami-amazon-linux-latest/"
		"al2023-ami-kernel-default-%s", arch);
	ok = call_known(aws, memo, OP_SSM_GET_PARAMETER, params("Name", name.s, NULL),
			&reply, err);
	snprintf(image, 64, "%s", json_str(json_get(reply, "Parameter"), "Value"));
	json_free(reply);
	buf_free(&name);
	if (ok && *image)
		return true;
	if (err->kind == ERR_STOPPED || err->kind == ERR_NET)
		return false;
	*err = (struct err)ERR_INIT;
	*image = '\0';
	return image_by_name(aws, memo, arch, image, root, err);
}

bool image_learn(struct aws *aws, struct reply_cache *memo, const char *arch, struct json *images,
		 struct err *err)
{
	struct json *ask, *reply = NULL;
	struct err ignored = ERR_INIT;
	char image[64], root[64];

	if (!image_find(aws, memo, arch, image, root, err))
		return false;
	/*
	 * The device name of the root volume, which a launch needs to encrypt it. Without
	 * permission to describe images it is not set.
	 */
	if (!*root) {
		ask = json_object_new();
		json_push(json_put(ask, "ImageId", json_list_new()),
			  json_string_new(image));
		if (call_known(aws, memo, OP_EC2_DESCRIBE_IMAGES, ask, &reply, &ignored))
			snprintf(root, 64, "%s",
				 json_str(json_first(json_get(reply, "imagesSet")),
					  "rootDeviceName"));
		json_free(reply);
	}
	image_save(images, arch, &(struct image){ .id = image, .root = root });
	return true;
}

bool image_first(struct aws *aws, char image[64], const char **type, struct err *err)
{
	char root[64];

	*type = models->type;
	return image_find(aws, NULL, models->arch, image, root, err);
}

/* image_json.c - the images of a network that is journaled; see image.h. */
#include "config.h"

#include "format/json.h"
#include "probe/image.h"

bool image_load(const struct json *images, const char *arch, struct image *image)
{
	const struct json *j = json_get(images, arch);

	*image = (struct image){ .id = json_str(j, "id"), .root = json_str(j, "root") };
	return j;
}

void image_save(struct json *images, const char *arch, const struct image *image)
{
	struct json *j = json_put(images, arch, json_object_new());

	json_put_str(j, "id", image->id);
	json_put_str(j, "root", image->root);
}

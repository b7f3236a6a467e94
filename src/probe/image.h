/*
 * image.h - the machine image of a worker: Amazon's newest Amazon Linux 2023.
 */
#ifndef ACCREDIT_PROBE_IMAGE_H
#define ACCREDIT_PROBE_IMAGE_H

#include <stdbool.h>

#include "base/err.h"

struct aws;
struct json;
struct reply_cache;

struct image {
	const char *id;
	const char *root; /* the name of its root device; "": not known */
};

/* Of the object ARCH: {"id","root"}, ...; borrowed. False: it has none for arch. */
bool image_load(const struct json *images, const char *arch, struct image *image);
void image_save(struct json *images, const char *arch, const struct image *image);

/*
 * Puts ARCH: {"id","root"} into images. "root": the name of its root device; "": not known.
 * Asks SSM and EC2; memo caches the replies and may be NULL.
 */
bool image_learn(struct aws *aws, struct reply_cache *memo, const char *arch, struct json *images,
		 struct err *err);

/*
 * The image and the type that are tried first for a worker, for a dry run of a launch. Asks
 * SSM, or EC2.
 */
bool image_first(struct aws *aws, char image[64], const char **type, struct err *err);

#endif

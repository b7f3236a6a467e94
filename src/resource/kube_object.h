/* kube_object.h - objects of Kubernetes that several kinds and the probe's pod make. */
#ifndef ACCREDIT_KUBE_OBJECT_H
#define ACCREDIT_KUBE_OBJECT_H

#include "base/err.h"

struct json;

#define OBJECT_SETUP "accredit/setup" /* annotation: the setup that created it */
#define OBJECT_LABEL "app.kubernetes.io/managed-by"	/* label, value "accredit" */

/*
 * {"apiVersion","kind","metadata":{"name","namespace"?,"labels","annotations"}},
 * marked as created by this setup ("": not marked); yours.
 */
struct json *kube_object_new(const char *api, const char *kind, const char *name_space,
			const char *name, const char *setup);

/* A ConfigMap without data; the annotation only where value is not "". Yours. */
struct json *kube_config_map_new(const char *name_space, const char *name,
				 const char *annotation, const char *value);

const char *kube_object_name(const struct json *object);
/* Its annotation or label of that name, "" if none. */
const char *kube_object_annotation(const struct json *object, const char *name);
const char *kube_object_label(const struct json *object, const char *name);
const char *kube_object_version(const struct json *object);	/* "" if none */

#endif

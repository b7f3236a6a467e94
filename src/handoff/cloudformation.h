/*
 * cloudformation.h - the CloudFormation template of a setup, as it is built: a function for
 * each kind, in the column .cloudformation of form_rows. For src/handoff alone.
 *
 * Types, properties and limits: CloudFormation User Guide, "Template reference".
 */
#ifndef ACCREDIT_HANDOFF_CLOUDFORMATION_H
#define ACCREDIT_HANDOFF_CLOUDFORMATION_H

#include "handoff/handoff.h"

struct json;
struct marks;

/* What CloudFormation takes inline, in bytes; above it the template goes through S3. */
enum { CLOUDFORMATION_INLINE = 51200 };

struct cloudformation_out {
	const struct handoff *h;
	const struct marks *marks; /* the values that are parameters; see marks.h */
	struct json *parameters, *conditions, *resources, *outputs; /* of the template */
	/* {"when": "" or which parameter, "command"}: what the template leaves to its
	 * reader */
	struct json *left;
	struct json *tags; /* key of an answered tag -> the parameter with its value */
	struct err *err;   /* kind ERR_NONE until something cannot be written */
};

/* "worker-role" -> "WorkerRole", for the ID of a parameter, a resource or an output; yours.
 */
char *cloudformation_id(const char *name);

/* A text or tree of a rendered resource: what is marked becomes Ref or Fn::Sub; yours. */
struct json *cloudformation_value(const struct cloudformation_out *out,
				  const struct json *j);
struct json *cloudformation_text(const struct cloudformation_out *out, const char *text);

/* The parameters of the marked values, and those of the tags. */
void cloudformation_put_parameters(struct cloudformation_out *out);
/*
 * A parameter Create... of yes or no and its condition, which the resource gets. what: for
 * people, "the role X".
 */
void cloudformation_put_choice(struct cloudformation_out *out, struct json *resource,
			       const char *id, const char *what);

/*
 * Adds a resource under the ID of r with its name, tags and needs; returns its Properties.
 * name, tags: the property for each; NULL: the type has none.
 */
struct json *cloudformation_add(struct cloudformation_out *out, const struct resource *r,
				const char *type, const char *name, const char *tags);
/* The resource of the kind and name in what was added, NULL: none. Its ID is its key. */
struct json *cloudformation_find(const struct cloudformation_out *out, const char *kind,
				 const char *name);
/* Adds those of r's needs that were added to what resource waits for. */
void cloudformation_depend(const struct cloudformation_out *out, struct json *resource,
			   const struct resource *r);

/* The kinds. */
void cloudformation_role(struct cloudformation_out *out, const struct resource *r);
void cloudformation_user(struct cloudformation_out *out, const struct resource *r);
void cloudformation_inline_policy(struct cloudformation_out *out, const struct resource *r);
void cloudformation_policy(struct cloudformation_out *out, const struct resource *r);
void cloudformation_attachment(struct cloudformation_out *out, const struct resource *r);
void cloudformation_profile(struct cloudformation_out *out, const struct resource *r);
void cloudformation_profile_role(struct cloudformation_out *out, const struct resource *r);
void cloudformation_linked_role(struct cloudformation_out *out, const struct resource *r);
void cloudformation_provider(struct cloudformation_out *out, const struct resource *r);
void cloudformation_bucket(struct cloudformation_out *out, const struct resource *r);
void cloudformation_bucket_policy(struct cloudformation_out *out, const struct resource *r);
void cloudformation_bucket_logging(struct cloudformation_out *out,
				   const struct resource *r);
void cloudformation_queue(struct cloudformation_out *out, const struct resource *r);
void cloudformation_event_rule(struct cloudformation_out *out, const struct resource *r);
void cloudformation_cluster_access(struct cloudformation_out *out,
				   const struct resource *r);
void cloudformation_association(struct cloudformation_out *out, const struct resource *r);

#endif

/*
 * terraform.h - the module of a hand-off as it is written. For the files terraform*.c.
 *
 * A name that the operator chose is a variable of the module. In the module's resources a
 * mark (hcl.h) stands where it is filled in: in names, ARNs and documents.
 */
#ifndef ACCREDIT_TERRAFORM_H
#define ACCREDIT_TERRAFORM_H

#include <stdbool.h>

#include "base/buf.h"
#include "handoff/handoff.h"
#include "handoff/hcl.h"
#include "kinds/resource.h"

struct terraform_out {
	const struct handoff *h;
	struct resources resources; /* those of the hand-off, with marks */
	struct json *names;	    /* NAME -> the text that its variable has by default */
	/* address -> what 'terraform import' takes, where that is known */
	struct json *imports;
	struct json *used;    /* IDs whose attributes the resource in progress uses */
	bool regional;	      /* one of them is in a Region */
	struct hcl main;
};

/* --- terraform_names.c ------------------------------------------------------------- */

/* Fills names and resources. */
void terraform_names(struct terraform_out *out);
/* A copy of the text with every mark replaced by its default; yours. */
char *terraform_plain(const struct terraform_out *out, const char *text);
/* The value of this kind that is a variable; "": none. */
const char *terraform_value_of(const struct terraform_out *out, int value_kind);
/* The tags that the answers give all resources: an object, yours. */
struct json *terraform_tags_answered(const struct terraform_out *out);

/* --- terraform_block.c ------------------------------------------------------------- */

/* The resource of this kind and name; NULL: the module has none. */
const struct resource *terraform_find(const struct terraform_out *out, const char *kind,
				      const char *name);
/* The one with that ARN. */
const struct resource *terraform_find_arn(const struct terraform_out *out, const char *arn);
/* Its ARN, with marks; "" of a kind without one. */
void terraform_arn(const struct terraform_out *out, const struct resource *r,
		   struct buf *arn);

/* Whether it can exist already: a variable then says whether to create it. */
bool terraform_optional(const struct terraform_out *out, const struct resource *r);
/* Its ID as part of Terraform's names. */
void terraform_label(const char *id, char label[HCL_NAME_MAX]);

/*
 * A block of a resource: begin, arguments, end. type is the provider's. The first block of
 * a resource has its ID alone as its name, and begins with the argument for its name where
 * its kind has one in terraform_block.c's table; import is what 'terraform import' takes,
 * or NULL. after: one more address that it depends on, or NULL.
 */
void terraform_begin(struct terraform_out *out, const struct resource *r, const char *type);
void terraform_end(struct terraform_out *out, const struct resource *r, const char *type,
		   const char *import, const char *after);
void terraform_set_tags(struct terraform_out *out, const struct resource *r);
/* path, permissions_boundary: where there are such variables */
void terraform_set_path(struct terraform_out *out);
void terraform_set_boundary(struct terraform_out *out);

/* The expression of an attribute ("arn") of another resource; of: NULL gives the text. */
void terraform_refer(struct terraform_out *out, const struct resource *of,
		     const char *attribute, const char *text, struct buf *expression);
/* An argument that is one. */
void terraform_set_of(struct terraform_out *out, const char *name,
		      const struct resource *of, const char *attribute, const char *text);
/* One that is the other resource's name. */
void terraform_set_name_of(struct terraform_out *out, const char *name,
			   const struct resource *of, const char *text);

/* --- the kinds: form_rows.c -------------------------------------------------------- */

void terraform_role(struct terraform_out *out, const struct resource *r);
void terraform_inline_policy(struct terraform_out *out, const struct resource *r);
void terraform_instance_profile(struct terraform_out *out, const struct resource *r);
void terraform_in_another(struct terraform_out *out, const struct resource *r);
void terraform_user(struct terraform_out *out, const struct resource *r);
void terraform_policy(struct terraform_out *out, const struct resource *r);
void terraform_attachment(struct terraform_out *out, const struct resource *r);
void terraform_service_linked_role(struct terraform_out *out, const struct resource *r);
void terraform_oidc_provider(struct terraform_out *out, const struct resource *r);
void terraform_bucket(struct terraform_out *out, const struct resource *r);
void terraform_bucket_policy(struct terraform_out *out, const struct resource *r);
void terraform_bucket_logging(struct terraform_out *out, const struct resource *r);
void terraform_queue(struct terraform_out *out, const struct resource *r);
void terraform_event_rule(struct terraform_out *out, const struct resource *r);
void terraform_cluster_access(struct terraform_out *out, const struct resource *r);
void terraform_pod_identity(struct terraform_out *out, const struct resource *r);

/* --- the other files of the module -------------------------------------------------- */

void terraform_write_variables(const struct terraform_out *out, struct buf *text);
void terraform_write_outputs(struct terraform_out *out, struct buf *text);
void terraform_write_readme(const struct terraform_out *out, struct buf *text);

#endif

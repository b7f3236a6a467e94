/* cfn_readme.h - the text that comes with a CloudFormation template. */
#ifndef ACCREDIT_HANDOFF_CFN_README_H
#define ACCREDIT_HANDOFF_CFN_README_H

#include <stddef.h>

#include "handoff/handoff.h"

struct cloudformation_out;
struct json;

/*
 * Adds README.txt: how to deploy, change and delete the stack, and what is to be done
 * in addition. size: the template's, in bytes.
 */
void cfn_readme(const struct cloudformation_out *out, const char *prefix,
		const struct json *template, size_t size, struct handoff_files *files);

#endif

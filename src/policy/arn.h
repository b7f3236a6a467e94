/*
 * arn.h - the parts of an Amazon Resource Name (IAM User Guide, "IAM identifiers"):
 * arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE. Pure.
 */
#ifndef ACCREDIT_ARN_H
#define ACCREDIT_ARN_H

#include <stdbool.h>

struct arn {
	char partition[24], service[32], region[32], account[16];
	const char *resource; /* all that follows; borrowed */
};

/* False: the text has not these six parts, or one is longer than any of AWS's. */
bool arn_split(const char *arn, struct arn *parts);

/* Whether the text is an account ID: twelve digits and nothing else. */
bool arn_is_account_id(const char *s);

/* Copies the account ID of the ARN; "" and false: it has none, or is not an ARN. */
bool arn_account(const char *arn, char account[13]);

/* What comes after the last slash: IAM names are unique without their path. Borrowed. */
const char *arn_last_part(const char *arn);

#endif

/*
 * error_remedy.c - see error_remedy.h. Codes as in AWS's lists of errors: EC2 API reference ("Error
 * codes"), S3 API reference ("Error responses"), STS API reference ("Common errors").
 */
#include "config.h"

#include <stddef.h>

#include "aws/error_remedy.h"
#include "base/str.h"

static const struct row {
	const char *service;	/* NULL: any */
	const char *code;
	const char *remedy;
} rows[] = {
	{ "s3", "TooManyBuckets", "delete a bucket that is not used, or ask AWS for a higher "
	  "quota (console: Service Quotas, Amazon S3, General purpose buckets)" },
	{ NULL, "RegionDisabledException", "STS is off in the Region %s: an administrator turns "
	  "it on (IAM console: Account settings), or choose another Region with --set "
	  "REGION=NAME" },
	{ NULL, "OptInRequired", "the account is not signed up for this service or has not "
	  "enabled the Region %s: look into the AWS console (Account, AWS Regions), or choose "
	  "another Region with --set REGION=NAME" },
	{ "iam", "OpenIdIdpCommunicationError", "AWS could not reach the issuer: check its URL, "
	  "and that it answers on the internet with a certificate of a known authority" },
	{ "ec2", "Blocked", "AWS has blocked the account: contact AWS Support (console: Support "
	  "Center, Account and billing)" },
	{ "ec2", "PendingVerification", "AWS is verifying the account in the Region %s, usually "
	  "for minutes, at most 4 hours: try again after AWS's email" },
	{ "ec2", "VcpuLimitExceeded", "ask AWS for a higher quota in the Region %s (console: "
	  "Service Quotas, Amazon EC2, Running On-Demand Standard instances), or end instances "
	  "that are not used" },
	{ "ec2", "InstanceLimitExceeded", "ask AWS for a higher quota in the Region %s (console: "
	  "Service Quotas, Amazon EC2), or end instances that are not used" },
};

const char *error_remedy_of(const char *service, const char *code)
{
	for (size_t i = 0; code && i < sizeof(rows) / sizeof(*rows); i++)
		if ((!rows[i].service || str_eq(rows[i].service, service)) &&
		    str_eq(rows[i].code, code))
			return rows[i].remedy;
	return NULL;
}

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
	{ "s3", "TooManyBuckets",
	  "delete an unused bucket, or request a higher quota (console: Service Quotas, "
	  "Amazon S3, General purpose buckets)" },
	{ NULL, "RegionDisabledException",
	  "STS is not active in the Region %s: an administrator must activate it (IAM "
	  "console: Account settings), or choose another Region with --set REGION=NAME" },
	{ NULL, "OptInRequired",
	  "the account is not signed up for this service or has not enabled the Region %s: "
	  "check the AWS console (Account, AWS Regions), or choose another Region with "
	  "--set REGION=NAME" },
	{ "iam", "OpenIdIdpCommunicationError",
	  "AWS could not reach the issuer: check its URL, and that it is reachable from "
	  "the internet with a certificate of a public CA" },
	{ "ec2", "Blocked",
	  "AWS has blocked the account: contact AWS Support (console: Support "
	  "Center, Account and billing)" },
	{ "ec2", "PendingVerification",
	  "AWS is verifying the account in the Region %s (usually minutes, at most 4 "
	  "hours): try again after AWS's email" },
	{ "ec2", "VcpuLimitExceeded",
	  "request a higher quota in the Region %s (console: Service Quotas, Amazon EC2, "
	  "Running On-Demand Standard instances), or terminate unused instances" },
	{ "ec2", "InstanceLimitExceeded",
	  "request a higher quota in the Region %s (console: Service Quotas, Amazon EC2), "
	  "or terminate unused instances" },
};

const char *error_remedy_of(const char *service, const char *code)
{
	for (size_t i = 0; code && i < sizeof(rows) / sizeof(*rows); i++)
		if ((!rows[i].service || str_eq(rows[i].service, service)) &&
		    str_eq(rows[i].code, code))
			return rows[i].remedy;
	return NULL;
}

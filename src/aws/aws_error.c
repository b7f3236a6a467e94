/* aws_error.c - see aws_error.h. */
#include "config.h"

#include <string.h>

#include "aws/aws_error.h"
#include "base/str.h"

static const char *const names[AWS_ERROR_COUNT] = {
	[AWS_ERROR_NONE] = "none",	     [AWS_ERROR_THROTTLING] = "throttle",
	[AWS_ERROR_TRANSIENT] = "transient", [AWS_ERROR_AMBIGUOUS] = "ambiguous",
	[AWS_ERROR_NOT_READY] = "wait",	     [AWS_ERROR_NOT_FOUND] = "gone",
	[AWS_ERROR_DONE] = "done",	     [AWS_ERROR_CONFLICT] = "conflict",
	[AWS_ERROR_QUOTA] = "quota",	     [AWS_ERROR_PLACEMENT] = "choose",
	[AWS_ERROR_CLOCK] = "clock",	     [AWS_ERROR_EXPIRED] = "expired",
	[AWS_ERROR_CREDENTIALS] = "auth",    [AWS_ERROR_DENIED] = "permission",
	[AWS_ERROR_ACCOUNT] = "account",     [AWS_ERROR_UNTRUSTED] = "security",
	[AWS_ERROR_PROXY] = "proxy",	     [AWS_ERROR_FATAL] = "fatal",
};

/* Whether the error may pass without a change. */
enum delay {
	NEVER,
	UNSEEN,		/* a resource may not be visible yet (eventual consistency) */
	BUSY,		/* another operation on the resource is in progress */
};

/*
 * The first row that matches applies. Codes are compared as a whole: LimitExceeded of IAM
 * is a quota, LimitExceededException is throttling.
 */
struct row {
	const char *service;	/* NULL: any */
	const char *code;
	const char *says;	/* must be in the message; NULL: any message */
	enum aws_error aws_error;
	enum delay delay;
};

static const struct row rows[] = {
	{ NULL, "Throttling", NULL, AWS_ERROR_THROTTLING, NEVER },
	{ NULL, "ThrottlingException", NULL, AWS_ERROR_THROTTLING, NEVER },
	{ NULL, "ThrottledException", NULL, AWS_ERROR_THROTTLING, NEVER },
	{ NULL, "RequestThrottledException", NULL, AWS_ERROR_THROTTLING, NEVER },
	{ NULL, "RequestThrottled", NULL, AWS_ERROR_THROTTLING, NEVER },
	{ NULL, "TooManyRequestsException", NULL, AWS_ERROR_THROTTLING, NEVER },
	{ NULL, "RequestLimitExceeded", NULL, AWS_ERROR_THROTTLING, NEVER },
	{ NULL, "BandwidthLimitExceeded", NULL, AWS_ERROR_THROTTLING, NEVER },
	{ NULL, "LimitExceededException", NULL, AWS_ERROR_THROTTLING, NEVER },
	{ NULL, "SlowDown", NULL, AWS_ERROR_THROTTLING, NEVER },
	{ NULL, "PriorRequestNotComplete", NULL, AWS_ERROR_THROTTLING, NEVER },
	{ NULL, "EC2ThrottledException", NULL, AWS_ERROR_THROTTLING, NEVER },
	{ NULL, "ProvisionedThroughputExceededException", NULL, AWS_ERROR_THROTTLING,
	  NEVER },
	{ NULL, "TransactionInProgressException", NULL, AWS_ERROR_THROTTLING, NEVER },

	{ NULL, "InternalFailure", NULL, AWS_ERROR_TRANSIENT, NEVER },
	{ NULL, "InternalError", NULL, AWS_ERROR_TRANSIENT, NEVER },
	{ NULL, "ServiceFailure", NULL, AWS_ERROR_TRANSIENT, NEVER },
	{ NULL, "ServiceUnavailable", NULL, AWS_ERROR_TRANSIENT, NEVER },
	{ NULL, "Unavailable", NULL, AWS_ERROR_TRANSIENT, NEVER },
	{ NULL, "RequestTimeout", NULL, AWS_ERROR_TRANSIENT, NEVER },
	{ NULL, "RequestTimeoutException", NULL, AWS_ERROR_TRANSIENT, NEVER },
	{ "sts", "IDPCommunicationError", NULL, AWS_ERROR_TRANSIENT, NEVER },
	{ "iam", "OpenIdIdpCommunicationError", NULL, AWS_ERROR_TRANSIENT, NEVER },
	{ "iam", "ConcurrentModification", NULL, AWS_ERROR_TRANSIENT, NEVER },
	{ "iam", "EntityTemporarilyUnmodifiable", NULL, AWS_ERROR_TRANSIENT, NEVER },
	{ "iam", "PolicyEvaluation", NULL, AWS_ERROR_FATAL, NEVER },

	{ "iam", "NoSuchEntity", NULL, AWS_ERROR_NOT_FOUND, UNSEEN },
	{ "s3", "NoSuchBucket", NULL, AWS_ERROR_NOT_FOUND, UNSEEN },
	{ "s3", "NoSuchKey", NULL, AWS_ERROR_NOT_FOUND, NEVER },
	{ "s3", "NotFound", NULL, AWS_ERROR_NOT_FOUND, UNSEEN },
	{ "s3", "NoSuchBucketPolicy", NULL, AWS_ERROR_NOT_FOUND, NEVER },
	{ "s3", "NoSuchTagSet", NULL, AWS_ERROR_NOT_FOUND, NEVER },
	{ "s3", "ServerSideEncryptionConfigurationNotFoundError", NULL, AWS_ERROR_NOT_FOUND,
	  NEVER },
	{ "s3", "NoSuchPublicAccessBlockConfiguration", NULL, AWS_ERROR_NOT_FOUND, NEVER },
	{ "s3", "OwnershipControlsNotFoundError", NULL, AWS_ERROR_NOT_FOUND, NEVER },
	{ "s3", "NoSuchLifecycleConfiguration", NULL, AWS_ERROR_NOT_FOUND, NEVER },
	{ "s3", "OperationAborted", NULL, AWS_ERROR_NOT_READY, BUSY },
	{ "s3", "InvalidTargetBucketForLogging", NULL, AWS_ERROR_NOT_READY, UNSEEN },
	{ "sqs", "QueueDoesNotExist", NULL, AWS_ERROR_NOT_FOUND, UNSEEN },
	{ "sqs", "AWS.SimpleQueueService.NonExistentQueue", NULL, AWS_ERROR_NOT_FOUND,
	  UNSEEN },
	{ "sqs", "QueueDeletedRecently", NULL, AWS_ERROR_NOT_READY, BUSY },
	{ "sqs", "AWS.SimpleQueueService.QueueDeletedRecently", NULL, AWS_ERROR_NOT_READY,
	  BUSY },
	{ "sqs", "QueueNameExists", NULL, AWS_ERROR_CONFLICT, NEVER },
	{ "events", "ResourceNotFoundException", NULL, AWS_ERROR_NOT_FOUND, UNSEEN },
	{ "events", "ConcurrentModificationException", NULL, AWS_ERROR_TRANSIENT, NEVER },
	{ "eks", "ResourceNotFoundException", NULL, AWS_ERROR_NOT_FOUND, NEVER },
	{ "eks", "InvalidParameterException", "principalArn is invalid",
	  AWS_ERROR_NOT_READY, UNSEEN },
	{ "eks", "InvalidParameterException", "Role provided in the request does not exist",
	  AWS_ERROR_NOT_READY, UNSEEN },
	{ "eks", "InvalidParameterException", "Trust policy of the role",
	  AWS_ERROR_NOT_READY, UNSEEN },
	{ "eks", "NotFoundException", NULL, AWS_ERROR_NOT_FOUND, NEVER },
	{ "eks", "ResourceInUseException", NULL, AWS_ERROR_CONFLICT, NEVER },
	{ "ssm", "ParameterNotFound", NULL, AWS_ERROR_NOT_FOUND, NEVER },

	{ "iam", "MalformedPolicyDocument", "Invalid principal in policy",
	  AWS_ERROR_NOT_READY, UNSEEN },
	{ "iam", "MalformedPolicyDocument", NULL, AWS_ERROR_FATAL, NEVER },
	{ "iam", "DeleteConflict", NULL, AWS_ERROR_NOT_READY, BUSY },
	{ "ec2", "InvalidParameterValue", "Invalid IAM Instance Profile",
	  AWS_ERROR_NOT_READY, UNSEEN },
	{ "ec2", "InvalidParameterValue", " has no associated IAM Roles",
	  AWS_ERROR_NOT_READY, UNSEEN },
	{ "ec2", "InvalidParameterValue", NULL, AWS_ERROR_FATAL, NEVER },
	{ "ec2", "InvalidInstanceID.NotFound", NULL, AWS_ERROR_NOT_READY, UNSEEN },
	{ "ec2", "InvalidGroup.NotFound", NULL, AWS_ERROR_NOT_READY, UNSEEN },
	{ "ec2", "InvalidKeyPair.NotFound", NULL, AWS_ERROR_NOT_READY, UNSEEN },
	{ "ec2", "InvalidSubnetID.NotFound", NULL, AWS_ERROR_FATAL, NEVER },
	{ "ec2", "InvalidAMIID.NotFound", NULL, AWS_ERROR_FATAL, NEVER },
	{ "ec2", "IncorrectInstanceState", NULL, AWS_ERROR_NOT_READY, BUSY },
	{ "ec2", "IncorrectState", "existing association", AWS_ERROR_NOT_READY, BUSY },
	{ "ec2", "InvalidAssociationID.NotFound", NULL, AWS_ERROR_NOT_FOUND, NEVER },

	{ "iam", "EntityAlreadyExists", NULL, AWS_ERROR_CONFLICT, NEVER },
	{ "iam", "InvalidInput", "has been taken in this account", AWS_ERROR_CONFLICT,
	  NEVER },
	{ "ec2", "InvalidGroup.Duplicate", NULL, AWS_ERROR_CONFLICT, NEVER },
	{ "ec2", "InvalidKeyPair.Duplicate", NULL, AWS_ERROR_CONFLICT, NEVER },
	{ "s3", "BucketAlreadyExists", NULL, AWS_ERROR_CONFLICT, NEVER },
	{ "s3", "BucketAlreadyOwnedByYou", NULL, AWS_ERROR_CONFLICT, NEVER },
	{ "ec2", "IdempotentParameterMismatch", NULL, AWS_ERROR_FATAL, NEVER },
	{ "ec2", "InvalidPermission.Duplicate", NULL, AWS_ERROR_DONE, NEVER },
	{ "ec2", "DryRunOperation", NULL, AWS_ERROR_DONE, NEVER },

	{ "iam", "LimitExceeded", NULL, AWS_ERROR_QUOTA, NEVER },
	{ "s3", "TooManyBuckets", NULL, AWS_ERROR_QUOTA, NEVER },
	{ "ec2", "InstanceLimitExceeded", NULL, AWS_ERROR_QUOTA, NEVER },
	{ "ec2", "VcpuLimitExceeded", NULL, AWS_ERROR_QUOTA, NEVER },
	{ "ec2", "MaxSpotInstanceCountExceeded", NULL, AWS_ERROR_QUOTA, NEVER },

	{ "ec2", "InsufficientInstanceCapacity", NULL, AWS_ERROR_PLACEMENT, NEVER },
	{ "ec2", "Unsupported", NULL, AWS_ERROR_PLACEMENT, NEVER },
	{ "ec2", "VPCIdNotSpecified", NULL, AWS_ERROR_PLACEMENT, NEVER },
	{ "ec2", "MissingInput", NULL, AWS_ERROR_PLACEMENT, NEVER },

	{ NULL, "RequestTimeTooSkewed", NULL, AWS_ERROR_CLOCK, NEVER },
	{ NULL, "RequestExpired", NULL, AWS_ERROR_CLOCK, NEVER },
	{ NULL, "RequestInTheFuture", NULL, AWS_ERROR_CLOCK, NEVER },
	{ NULL, "InvalidSignatureException", NULL, AWS_ERROR_CLOCK, NEVER },
	{ NULL, "SignatureDoesNotMatch", "Signature expired", AWS_ERROR_CLOCK, NEVER },
	{ NULL, "SignatureDoesNotMatch", "ignature not yet current", AWS_ERROR_CLOCK,
	  NEVER },
	{ NULL, "SignatureDoesNotMatch", NULL, AWS_ERROR_CREDENTIALS, NEVER },
	{ NULL, "AuthFailure", "Signature expired", AWS_ERROR_CLOCK, NEVER },
	{ NULL, "AuthFailure", "ignature not yet current", AWS_ERROR_CLOCK, NEVER },
	{ NULL, "AuthFailure", NULL, AWS_ERROR_CREDENTIALS, UNSEEN },

	{ NULL, "ExpiredToken", NULL, AWS_ERROR_EXPIRED, NEVER },
	{ NULL, "ExpiredTokenException", NULL, AWS_ERROR_EXPIRED, NEVER },
	{ NULL, "InvalidClientTokenId", NULL, AWS_ERROR_CREDENTIALS, UNSEEN },
	{ NULL, "InvalidAccessKeyId", NULL, AWS_ERROR_CREDENTIALS, UNSEEN },
	{ NULL, "IncompleteSignature", NULL, AWS_ERROR_CREDENTIALS, NEVER },
	{ NULL, "MissingAuthenticationToken", NULL, AWS_ERROR_CREDENTIALS, NEVER },
	{ NULL, "InvalidToken", NULL, AWS_ERROR_CREDENTIALS, NEVER },
	{ NULL, "UnrecognizedClientException", NULL, AWS_ERROR_CREDENTIALS, UNSEEN },

	{ NULL, "AccessDenied", NULL, AWS_ERROR_DENIED, UNSEEN },
	{ NULL, "AccessDeniedException", NULL, AWS_ERROR_DENIED, UNSEEN },
	{ "ec2", "UnauthorizedOperation", NULL, AWS_ERROR_DENIED, UNSEEN },

	{ "ec2", "PendingVerification", NULL, AWS_ERROR_ACCOUNT, NEVER },
	{ NULL, "OptInRequired", NULL, AWS_ERROR_ACCOUNT, NEVER },
	{ "ec2", "Blocked", NULL, AWS_ERROR_ACCOUNT, NEVER },
};

static const struct row *aws_error_find(const char *service, const char *code,
					const char *message)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *r = &rows[i];

		if ((!r->service || str_eq(r->service, service)) &&
		    str_eq(r->code, code) &&
		    (!r->says || (message && strstr(message, r->says))))
			return r;
	}
	return NULL;
}

const char *aws_error_name(enum aws_error f)
{
	return names[f];
}

enum aws_error aws_error_of_code(const char *service, const char *code, const char *message,
				 int status)
{
	const struct row *r = *code ? aws_error_find(service, code, message) : NULL;

	if (r)
		return r->aws_error;
	if (status >= 500)
		return AWS_ERROR_TRANSIENT;
	if (status == 429)
		return AWS_ERROR_THROTTLING;
	if (status == 407)
		return AWS_ERROR_PROXY;
	if (status >= 300 && status < 400)
		return AWS_ERROR_UNTRUSTED;
	if (status == 403 && !*code)
		return AWS_ERROR_DENIED;
	return AWS_ERROR_FATAL;
}

enum aws_error aws_error_of_transfer(enum http_end end, bool sent)
{
	switch (end) {
	case HTTP_UNREACHED:
	case HTTP_HANDSHAKE:
		return AWS_ERROR_TRANSIENT;
	case HTTP_LOST:
	case HTTP_TOO_LARGE:
	case HTTP_STOPPED:
		return sent ? AWS_ERROR_AMBIGUOUS : AWS_ERROR_TRANSIENT;
	case HTTP_UNTRUSTED:
	case HTTP_FORBIDDEN:
		return AWS_ERROR_UNTRUSTED;
	case HTTP_BY_PROXY:
		return AWS_ERROR_PROXY;
	case HTTP_ANSWERED:
		break;
	}
	return AWS_ERROR_NONE;
}

/* Of the row that err->aws_error is from. */
static enum delay aws_error_delay_of(const struct err *err)
{
	static const char *const services[] = { "iam", "sts", "ec2", "s3", "eks", "ssm",
						"sqs", "events" };

	for (size_t i = 0; *err->code && i < sizeof(services) / sizeof(*services); i++) {
		const struct row *r = aws_error_find(services[i], err->code, err->text);

		if (r && r->delay && (int)r->aws_error == err->aws_error)
			return r->delay;
	}
	return err->aws_error == AWS_ERROR_NOT_READY ? BUSY : NEVER;
}

bool aws_error_may_pass(const struct err *err)
{
	return aws_error_delay_of(err) != NEVER;
}

bool aws_error_is_not_visible_yet(const struct err *err)
{
	return aws_error_delay_of(err) == UNSEEN;
}

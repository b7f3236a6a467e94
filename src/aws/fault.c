/* fault.c - see fault.h. */
#include "config.h"

#include <string.h>

#include "aws/fault.h"
#include "base/str.h"

static const char *const names[FAULT_COUNT] = {
	[FAULT_NONE] = "none",
	[FAULT_THROTTLE] = "throttle",
	[FAULT_TRANSIENT] = "transient",
	[FAULT_AMBIGUOUS] = "ambiguous",
	[FAULT_WAIT] = "wait",
	[FAULT_GONE] = "gone",
	[FAULT_DONE] = "done",
	[FAULT_CONFLICT] = "conflict",
	[FAULT_QUOTA] = "quota",
	[FAULT_CHOOSE] = "choose",
	[FAULT_CLOCK] = "clock",
	[FAULT_EXPIRED] = "expired",
	[FAULT_AUTH] = "auth",
	[FAULT_PERMISSION] = "permission",
	[FAULT_ACCOUNT] = "account",
	[FAULT_SECURITY] = "security",
	[FAULT_PROXY] = "proxy",
	[FAULT_FATAL] = "fatal",
};

/* Whether it may go away by itself. */
enum delay {
	NEVER,
	UNSEEN,		/* what it names may have been created a moment ago */
	BUSY,		/* AWS is at work on it, or others are */
};

/*
 * First row that fits wins. Codes are matched whole: IAM's LimitExceeded is a
 * quota, and LimitExceededException a rate.
 */
struct row {
	const char *service;	/* NULL: any */
	const char *code;
	const char *says;	/* the message must hold this; NULL: any message */
	enum fault fault;
	enum delay delay;
};

static const struct row rows[] = {
	{ NULL, "Throttling", NULL, FAULT_THROTTLE, NEVER },
	{ NULL, "ThrottlingException", NULL, FAULT_THROTTLE, NEVER },
	{ NULL, "ThrottledException", NULL, FAULT_THROTTLE, NEVER },
	{ NULL, "RequestThrottledException", NULL, FAULT_THROTTLE, NEVER },
	{ NULL, "RequestThrottled", NULL, FAULT_THROTTLE, NEVER },
	{ NULL, "TooManyRequestsException", NULL, FAULT_THROTTLE, NEVER },
	{ NULL, "RequestLimitExceeded", NULL, FAULT_THROTTLE, NEVER },
	{ NULL, "BandwidthLimitExceeded", NULL, FAULT_THROTTLE, NEVER },
	{ NULL, "LimitExceededException", NULL, FAULT_THROTTLE, NEVER },
	{ NULL, "SlowDown", NULL, FAULT_THROTTLE, NEVER },
	{ NULL, "PriorRequestNotComplete", NULL, FAULT_THROTTLE, NEVER },
	{ NULL, "EC2ThrottledException", NULL, FAULT_THROTTLE, NEVER },
	{ NULL, "ProvisionedThroughputExceededException", NULL, FAULT_THROTTLE, NEVER },
	{ NULL, "TransactionInProgressException", NULL, FAULT_THROTTLE, NEVER },

	{ NULL, "InternalFailure", NULL, FAULT_TRANSIENT, NEVER },
	{ NULL, "InternalError", NULL, FAULT_TRANSIENT, NEVER },
	{ NULL, "ServiceFailure", NULL, FAULT_TRANSIENT, NEVER },
	{ NULL, "ServiceUnavailable", NULL, FAULT_TRANSIENT, NEVER },
	{ NULL, "Unavailable", NULL, FAULT_TRANSIENT, NEVER },
	{ NULL, "RequestTimeout", NULL, FAULT_TRANSIENT, NEVER },
	{ NULL, "RequestTimeoutException", NULL, FAULT_TRANSIENT, NEVER },
	{ "sts", "IDPCommunicationError", NULL, FAULT_TRANSIENT, NEVER },
	{ "iam", "OpenIdIdpCommunicationError", NULL, FAULT_TRANSIENT, NEVER },
	{ "iam", "ConcurrentModification", NULL, FAULT_TRANSIENT, NEVER },
	{ "iam", "EntityTemporarilyUnmodifiable", NULL, FAULT_TRANSIENT, NEVER },
	{ "iam", "PolicyEvaluation", NULL, FAULT_FATAL, NEVER },

	{ "iam", "NoSuchEntity", NULL, FAULT_GONE, UNSEEN },
	{ "s3", "NoSuchBucket", NULL, FAULT_GONE, UNSEEN },
	{ "s3", "NoSuchKey", NULL, FAULT_GONE, NEVER },
	{ "s3", "NotFound", NULL, FAULT_GONE, UNSEEN },
	{ "s3", "NoSuchBucketPolicy", NULL, FAULT_GONE, NEVER },
	{ "s3", "NoSuchTagSet", NULL, FAULT_GONE, NEVER },
	{ "s3", "ServerSideEncryptionConfigurationNotFoundError", NULL, FAULT_GONE, NEVER },
	{ "s3", "NoSuchPublicAccessBlockConfiguration", NULL, FAULT_GONE, NEVER },
	{ "s3", "OwnershipControlsNotFoundError", NULL, FAULT_GONE, NEVER },
	{ "s3", "NoSuchLifecycleConfiguration", NULL, FAULT_GONE, NEVER },
	{ "s3", "OperationAborted", NULL, FAULT_WAIT, BUSY },
	{ "s3", "InvalidTargetBucketForLogging", NULL, FAULT_WAIT, UNSEEN },
	{ "sqs", "QueueDoesNotExist", NULL, FAULT_GONE, UNSEEN },
	{ "sqs", "AWS.SimpleQueueService.NonExistentQueue", NULL, FAULT_GONE, UNSEEN },
	{ "sqs", "QueueDeletedRecently", NULL, FAULT_WAIT, BUSY },
	{ "sqs", "AWS.SimpleQueueService.QueueDeletedRecently", NULL, FAULT_WAIT, BUSY },
	{ "sqs", "QueueNameExists", NULL, FAULT_CONFLICT, NEVER },
	{ "events", "ResourceNotFoundException", NULL, FAULT_GONE, UNSEEN },
	{ "events", "ConcurrentModificationException", NULL, FAULT_TRANSIENT, NEVER },
	{ "eks", "ResourceNotFoundException", NULL, FAULT_GONE, NEVER },
	{ "eks", "InvalidParameterException", "principalArn is invalid", FAULT_WAIT, UNSEEN },
	{ "eks", "InvalidParameterException", "Role provided in the request does not exist",
	  FAULT_WAIT, UNSEEN },
	{ "eks", "InvalidParameterException", "Trust policy of the role", FAULT_WAIT, UNSEEN },
	{ "eks", "NotFoundException", NULL, FAULT_GONE, NEVER },
	{ "eks", "ResourceInUseException", NULL, FAULT_CONFLICT, NEVER },
	{ "ssm", "ParameterNotFound", NULL, FAULT_GONE, NEVER },

	{ "iam", "MalformedPolicyDocument", "Invalid principal in policy",
	  FAULT_WAIT, UNSEEN },
	{ "iam", "MalformedPolicyDocument", NULL, FAULT_FATAL, NEVER },
	{ "iam", "DeleteConflict", NULL, FAULT_WAIT, BUSY },
	{ "ec2", "InvalidParameterValue", "Invalid IAM Instance Profile",
	  FAULT_WAIT, UNSEEN },
	{ "ec2", "InvalidParameterValue", " has no associated IAM Roles",
	  FAULT_WAIT, UNSEEN },
	{ "ec2", "InvalidParameterValue", NULL, FAULT_FATAL, NEVER },
	{ "ec2", "InvalidInstanceID.NotFound", NULL, FAULT_WAIT, UNSEEN },
	{ "ec2", "InvalidGroup.NotFound", NULL, FAULT_WAIT, UNSEEN },
	{ "ec2", "InvalidKeyPair.NotFound", NULL, FAULT_WAIT, UNSEEN },
	{ "ec2", "InvalidSubnetID.NotFound", NULL, FAULT_FATAL, NEVER },
	{ "ec2", "InvalidAMIID.NotFound", NULL, FAULT_FATAL, NEVER },
	{ "ec2", "IncorrectInstanceState", NULL, FAULT_WAIT, BUSY },
	{ "ec2", "IncorrectState", "existing association", FAULT_WAIT, BUSY },
	{ "ec2", "InvalidAssociationID.NotFound", NULL, FAULT_GONE, NEVER },

	{ "iam", "EntityAlreadyExists", NULL, FAULT_CONFLICT, NEVER },
	{ "iam", "InvalidInput", "has been taken in this account", FAULT_CONFLICT, NEVER },
	{ "ec2", "InvalidGroup.Duplicate", NULL, FAULT_CONFLICT, NEVER },
	{ "ec2", "InvalidKeyPair.Duplicate", NULL, FAULT_CONFLICT, NEVER },
	{ "s3", "BucketAlreadyExists", NULL, FAULT_CONFLICT, NEVER },
	{ "s3", "BucketAlreadyOwnedByYou", NULL, FAULT_CONFLICT, NEVER },
	{ "ec2", "IdempotentParameterMismatch", NULL, FAULT_FATAL, NEVER },
	{ "ec2", "InvalidPermission.Duplicate", NULL, FAULT_DONE, NEVER },
	{ "ec2", "DryRunOperation", NULL, FAULT_DONE, NEVER },

	{ "iam", "LimitExceeded", NULL, FAULT_QUOTA, NEVER },
	{ "s3", "TooManyBuckets", NULL, FAULT_QUOTA, NEVER },
	{ "ec2", "InstanceLimitExceeded", NULL, FAULT_QUOTA, NEVER },
	{ "ec2", "VcpuLimitExceeded", NULL, FAULT_QUOTA, NEVER },
	{ "ec2", "MaxSpotInstanceCountExceeded", NULL, FAULT_QUOTA, NEVER },

	{ "ec2", "InsufficientInstanceCapacity", NULL, FAULT_CHOOSE, NEVER },
	{ "ec2", "Unsupported", NULL, FAULT_CHOOSE, NEVER },
	{ "ec2", "VPCIdNotSpecified", NULL, FAULT_CHOOSE, NEVER },
	{ "ec2", "MissingInput", NULL, FAULT_CHOOSE, NEVER },

	{ NULL, "RequestTimeTooSkewed", NULL, FAULT_CLOCK, NEVER },
	{ NULL, "RequestExpired", NULL, FAULT_CLOCK, NEVER },
	{ NULL, "RequestInTheFuture", NULL, FAULT_CLOCK, NEVER },
	{ NULL, "InvalidSignatureException", NULL, FAULT_CLOCK, NEVER },
	{ NULL, "SignatureDoesNotMatch", "Signature expired", FAULT_CLOCK, NEVER },
	{ NULL, "SignatureDoesNotMatch", "ignature not yet current", FAULT_CLOCK, NEVER },
	{ NULL, "SignatureDoesNotMatch", NULL, FAULT_AUTH, NEVER },
	{ NULL, "AuthFailure", "Signature expired", FAULT_CLOCK, NEVER },
	{ NULL, "AuthFailure", "ignature not yet current", FAULT_CLOCK, NEVER },
	{ NULL, "AuthFailure", NULL, FAULT_AUTH, UNSEEN },

	{ NULL, "ExpiredToken", NULL, FAULT_EXPIRED, NEVER },
	{ NULL, "ExpiredTokenException", NULL, FAULT_EXPIRED, NEVER },
	{ NULL, "InvalidClientTokenId", NULL, FAULT_AUTH, UNSEEN },
	{ NULL, "InvalidAccessKeyId", NULL, FAULT_AUTH, UNSEEN },
	{ NULL, "IncompleteSignature", NULL, FAULT_AUTH, NEVER },
	{ NULL, "MissingAuthenticationToken", NULL, FAULT_AUTH, NEVER },
	{ NULL, "InvalidToken", NULL, FAULT_AUTH, NEVER },
	{ NULL, "UnrecognizedClientException", NULL, FAULT_AUTH, UNSEEN },

	{ NULL, "AccessDenied", NULL, FAULT_PERMISSION, UNSEEN },
	{ NULL, "AccessDeniedException", NULL, FAULT_PERMISSION, UNSEEN },
	{ "ec2", "UnauthorizedOperation", NULL, FAULT_PERMISSION, UNSEEN },

	{ "ec2", "PendingVerification", NULL, FAULT_ACCOUNT, NEVER },
	{ NULL, "OptInRequired", NULL, FAULT_ACCOUNT, NEVER },
	{ "ec2", "Blocked", NULL, FAULT_ACCOUNT, NEVER },
};

static const struct row *find(const char *service, const char *code,
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

const char *fault_name(enum fault f)
{
	return names[f];
}

enum fault fault_of(const char *service, const char *code, const char *message,
		    int status)
{
	const struct row *r = *code ? find(service, code, message) : NULL;

	if (r)
		return r->fault;
	if (status >= 500)
		return FAULT_TRANSIENT;
	if (status == 429)
		return FAULT_THROTTLE;
	if (status == 407)
		return FAULT_PROXY;
	if (status >= 300 && status < 400)
		return FAULT_SECURITY;
	if (status == 403 && !*code)
		return FAULT_PERMISSION;
	return FAULT_FATAL;
}

enum fault fault_of_end(enum http_end end, bool sent)
{
	switch (end) {
	case HTTP_UNREACHED:
	case HTTP_HANDSHAKE:
		return FAULT_TRANSIENT;
	case HTTP_LOST:
	case HTTP_TOO_LARGE:
	case HTTP_STOPPED:
		return sent ? FAULT_AMBIGUOUS : FAULT_TRANSIENT;
	case HTTP_UNTRUSTED:
	case HTTP_FORBIDDEN:
		return FAULT_SECURITY;
	case HTTP_BY_PROXY:
		return FAULT_PROXY;
	case HTTP_ANSWERED:
		break;
	}
	return FAULT_NONE;
}

/* Of the row that made the fault what it is. */
static enum delay delay_of(const struct err *err)
{
	static const char *const services[] = { "iam", "sts", "ec2", "s3", "eks", "ssm",
						"sqs", "events" };

	for (size_t i = 0; *err->code && i < sizeof(services) / sizeof(*services); i++) {
		const struct row *r = find(services[i], err->code, err->text);

		if (r && r->delay && (int)r->fault == err->fault)
			return r->delay;
	}
	return err->fault == FAULT_WAIT ? BUSY : NEVER;
}

bool fault_is_delay(const struct err *err)
{
	return delay_of(err) != NEVER;
}

bool fault_is_unseen(const struct err *err)
{
	return delay_of(err) == UNSEEN;
}

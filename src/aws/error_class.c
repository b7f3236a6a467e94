/* error_class.c - see error_class.h. */
#include "config.h"

#include <string.h>

#include "aws/error_class.h"
#include "base/str.h"

static const char *const names[CLASS_COUNT] = {
	[CLASS_NONE] = "none",
	[CLASS_THROTTLE] = "throttle",
	[CLASS_TRANSIENT] = "transient",
	[CLASS_AMBIGUOUS] = "ambiguous",
	[CLASS_WAIT] = "wait",
	[CLASS_GONE] = "gone",
	[CLASS_DONE] = "done",
	[CLASS_CONFLICT] = "conflict",
	[CLASS_QUOTA] = "quota",
	[CLASS_CHOOSE] = "choose",
	[CLASS_CLOCK] = "clock",
	[CLASS_EXPIRED] = "expired",
	[CLASS_AUTH] = "auth",
	[CLASS_PERMISSION] = "permission",
	[CLASS_ACCOUNT] = "account",
	[CLASS_SECURITY] = "security",
	[CLASS_PROXY] = "proxy",
	[CLASS_FATAL] = "fatal",
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
	enum error_class fault;
	enum delay delay;
};

static const struct row rows[] = {
	{ NULL, "Throttling", NULL, CLASS_THROTTLE, NEVER },
	{ NULL, "ThrottlingException", NULL, CLASS_THROTTLE, NEVER },
	{ NULL, "ThrottledException", NULL, CLASS_THROTTLE, NEVER },
	{ NULL, "RequestThrottledException", NULL, CLASS_THROTTLE, NEVER },
	{ NULL, "RequestThrottled", NULL, CLASS_THROTTLE, NEVER },
	{ NULL, "TooManyRequestsException", NULL, CLASS_THROTTLE, NEVER },
	{ NULL, "RequestLimitExceeded", NULL, CLASS_THROTTLE, NEVER },
	{ NULL, "BandwidthLimitExceeded", NULL, CLASS_THROTTLE, NEVER },
	{ NULL, "LimitExceededException", NULL, CLASS_THROTTLE, NEVER },
	{ NULL, "SlowDown", NULL, CLASS_THROTTLE, NEVER },
	{ NULL, "PriorRequestNotComplete", NULL, CLASS_THROTTLE, NEVER },
	{ NULL, "EC2ThrottledException", NULL, CLASS_THROTTLE, NEVER },
	{ NULL, "ProvisionedThroughputExceededException", NULL, CLASS_THROTTLE, NEVER },
	{ NULL, "TransactionInProgressException", NULL, CLASS_THROTTLE, NEVER },

	{ NULL, "InternalFailure", NULL, CLASS_TRANSIENT, NEVER },
	{ NULL, "InternalError", NULL, CLASS_TRANSIENT, NEVER },
	{ NULL, "ServiceFailure", NULL, CLASS_TRANSIENT, NEVER },
	{ NULL, "ServiceUnavailable", NULL, CLASS_TRANSIENT, NEVER },
	{ NULL, "Unavailable", NULL, CLASS_TRANSIENT, NEVER },
	{ NULL, "RequestTimeout", NULL, CLASS_TRANSIENT, NEVER },
	{ NULL, "RequestTimeoutException", NULL, CLASS_TRANSIENT, NEVER },
	{ "sts", "IDPCommunicationError", NULL, CLASS_TRANSIENT, NEVER },
	{ "iam", "OpenIdIdpCommunicationError", NULL, CLASS_TRANSIENT, NEVER },
	{ "iam", "ConcurrentModification", NULL, CLASS_TRANSIENT, NEVER },
	{ "iam", "EntityTemporarilyUnmodifiable", NULL, CLASS_TRANSIENT, NEVER },
	{ "iam", "PolicyEvaluation", NULL, CLASS_FATAL, NEVER },

	{ "iam", "NoSuchEntity", NULL, CLASS_GONE, UNSEEN },
	{ "s3", "NoSuchBucket", NULL, CLASS_GONE, UNSEEN },
	{ "s3", "NoSuchKey", NULL, CLASS_GONE, NEVER },
	{ "s3", "NotFound", NULL, CLASS_GONE, UNSEEN },
	{ "s3", "NoSuchBucketPolicy", NULL, CLASS_GONE, NEVER },
	{ "s3", "NoSuchTagSet", NULL, CLASS_GONE, NEVER },
	{ "s3", "ServerSideEncryptionConfigurationNotFoundError", NULL, CLASS_GONE, NEVER },
	{ "s3", "NoSuchPublicAccessBlockConfiguration", NULL, CLASS_GONE, NEVER },
	{ "s3", "OwnershipControlsNotFoundError", NULL, CLASS_GONE, NEVER },
	{ "s3", "NoSuchLifecycleConfiguration", NULL, CLASS_GONE, NEVER },
	{ "s3", "OperationAborted", NULL, CLASS_WAIT, BUSY },
	{ "s3", "InvalidTargetBucketForLogging", NULL, CLASS_WAIT, UNSEEN },
	{ "sqs", "QueueDoesNotExist", NULL, CLASS_GONE, UNSEEN },
	{ "sqs", "AWS.SimpleQueueService.NonExistentQueue", NULL, CLASS_GONE, UNSEEN },
	{ "sqs", "QueueDeletedRecently", NULL, CLASS_WAIT, BUSY },
	{ "sqs", "AWS.SimpleQueueService.QueueDeletedRecently", NULL, CLASS_WAIT, BUSY },
	{ "sqs", "QueueNameExists", NULL, CLASS_CONFLICT, NEVER },
	{ "events", "ResourceNotFoundException", NULL, CLASS_GONE, UNSEEN },
	{ "events", "ConcurrentModificationException", NULL, CLASS_TRANSIENT, NEVER },
	{ "eks", "ResourceNotFoundException", NULL, CLASS_GONE, NEVER },
	{ "eks", "InvalidParameterException", "principalArn is invalid", CLASS_WAIT, UNSEEN },
	{ "eks", "InvalidParameterException", "Role provided in the request does not exist",
	  CLASS_WAIT, UNSEEN },
	{ "eks", "InvalidParameterException", "Trust policy of the role", CLASS_WAIT, UNSEEN },
	{ "eks", "NotFoundException", NULL, CLASS_GONE, NEVER },
	{ "eks", "ResourceInUseException", NULL, CLASS_CONFLICT, NEVER },
	{ "ssm", "ParameterNotFound", NULL, CLASS_GONE, NEVER },

	{ "iam", "MalformedPolicyDocument", "Invalid principal in policy",
	  CLASS_WAIT, UNSEEN },
	{ "iam", "MalformedPolicyDocument", NULL, CLASS_FATAL, NEVER },
	{ "iam", "DeleteConflict", NULL, CLASS_WAIT, BUSY },
	{ "ec2", "InvalidParameterValue", "Invalid IAM Instance Profile",
	  CLASS_WAIT, UNSEEN },
	{ "ec2", "InvalidParameterValue", " has no associated IAM Roles",
	  CLASS_WAIT, UNSEEN },
	{ "ec2", "InvalidParameterValue", NULL, CLASS_FATAL, NEVER },
	{ "ec2", "InvalidInstanceID.NotFound", NULL, CLASS_WAIT, UNSEEN },
	{ "ec2", "InvalidGroup.NotFound", NULL, CLASS_WAIT, UNSEEN },
	{ "ec2", "InvalidKeyPair.NotFound", NULL, CLASS_WAIT, UNSEEN },
	{ "ec2", "InvalidSubnetID.NotFound", NULL, CLASS_FATAL, NEVER },
	{ "ec2", "InvalidAMIID.NotFound", NULL, CLASS_FATAL, NEVER },
	{ "ec2", "IncorrectInstanceState", NULL, CLASS_WAIT, BUSY },
	{ "ec2", "IncorrectState", "existing association", CLASS_WAIT, BUSY },
	{ "ec2", "InvalidAssociationID.NotFound", NULL, CLASS_GONE, NEVER },

	{ "iam", "EntityAlreadyExists", NULL, CLASS_CONFLICT, NEVER },
	{ "iam", "InvalidInput", "has been taken in this account", CLASS_CONFLICT, NEVER },
	{ "ec2", "InvalidGroup.Duplicate", NULL, CLASS_CONFLICT, NEVER },
	{ "ec2", "InvalidKeyPair.Duplicate", NULL, CLASS_CONFLICT, NEVER },
	{ "s3", "BucketAlreadyExists", NULL, CLASS_CONFLICT, NEVER },
	{ "s3", "BucketAlreadyOwnedByYou", NULL, CLASS_CONFLICT, NEVER },
	{ "ec2", "IdempotentParameterMismatch", NULL, CLASS_FATAL, NEVER },
	{ "ec2", "InvalidPermission.Duplicate", NULL, CLASS_DONE, NEVER },
	{ "ec2", "DryRunOperation", NULL, CLASS_DONE, NEVER },

	{ "iam", "LimitExceeded", NULL, CLASS_QUOTA, NEVER },
	{ "s3", "TooManyBuckets", NULL, CLASS_QUOTA, NEVER },
	{ "ec2", "InstanceLimitExceeded", NULL, CLASS_QUOTA, NEVER },
	{ "ec2", "VcpuLimitExceeded", NULL, CLASS_QUOTA, NEVER },
	{ "ec2", "MaxSpotInstanceCountExceeded", NULL, CLASS_QUOTA, NEVER },

	{ "ec2", "InsufficientInstanceCapacity", NULL, CLASS_CHOOSE, NEVER },
	{ "ec2", "Unsupported", NULL, CLASS_CHOOSE, NEVER },
	{ "ec2", "VPCIdNotSpecified", NULL, CLASS_CHOOSE, NEVER },
	{ "ec2", "MissingInput", NULL, CLASS_CHOOSE, NEVER },

	{ NULL, "RequestTimeTooSkewed", NULL, CLASS_CLOCK, NEVER },
	{ NULL, "RequestExpired", NULL, CLASS_CLOCK, NEVER },
	{ NULL, "RequestInTheFuture", NULL, CLASS_CLOCK, NEVER },
	{ NULL, "InvalidSignatureException", NULL, CLASS_CLOCK, NEVER },
	{ NULL, "SignatureDoesNotMatch", "Signature expired", CLASS_CLOCK, NEVER },
	{ NULL, "SignatureDoesNotMatch", "ignature not yet current", CLASS_CLOCK, NEVER },
	{ NULL, "SignatureDoesNotMatch", NULL, CLASS_AUTH, NEVER },
	{ NULL, "AuthFailure", "Signature expired", CLASS_CLOCK, NEVER },
	{ NULL, "AuthFailure", "ignature not yet current", CLASS_CLOCK, NEVER },
	{ NULL, "AuthFailure", NULL, CLASS_AUTH, UNSEEN },

	{ NULL, "ExpiredToken", NULL, CLASS_EXPIRED, NEVER },
	{ NULL, "ExpiredTokenException", NULL, CLASS_EXPIRED, NEVER },
	{ NULL, "InvalidClientTokenId", NULL, CLASS_AUTH, UNSEEN },
	{ NULL, "InvalidAccessKeyId", NULL, CLASS_AUTH, UNSEEN },
	{ NULL, "IncompleteSignature", NULL, CLASS_AUTH, NEVER },
	{ NULL, "MissingAuthenticationToken", NULL, CLASS_AUTH, NEVER },
	{ NULL, "InvalidToken", NULL, CLASS_AUTH, NEVER },
	{ NULL, "UnrecognizedClientException", NULL, CLASS_AUTH, UNSEEN },

	{ NULL, "AccessDenied", NULL, CLASS_PERMISSION, UNSEEN },
	{ NULL, "AccessDeniedException", NULL, CLASS_PERMISSION, UNSEEN },
	{ "ec2", "UnauthorizedOperation", NULL, CLASS_PERMISSION, UNSEEN },

	{ "ec2", "PendingVerification", NULL, CLASS_ACCOUNT, NEVER },
	{ NULL, "OptInRequired", NULL, CLASS_ACCOUNT, NEVER },
	{ "ec2", "Blocked", NULL, CLASS_ACCOUNT, NEVER },
};

static const struct row *error_class_find(const char *service, const char *code,
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

const char *error_class_name(enum error_class f)
{
	return names[f];
}

enum error_class error_class_of(const char *service, const char *code, const char *message,
		    int status)
{
	const struct row *r = *code ? error_class_find(service, code, message) : NULL;

	if (r)
		return r->fault;
	if (status >= 500)
		return CLASS_TRANSIENT;
	if (status == 429)
		return CLASS_THROTTLE;
	if (status == 407)
		return CLASS_PROXY;
	if (status >= 300 && status < 400)
		return CLASS_SECURITY;
	if (status == 403 && !*code)
		return CLASS_PERMISSION;
	return CLASS_FATAL;
}

enum error_class error_class_of_transfer(enum http_end end, bool sent)
{
	switch (end) {
	case HTTP_UNREACHED:
	case HTTP_HANDSHAKE:
		return CLASS_TRANSIENT;
	case HTTP_LOST:
	case HTTP_TOO_LARGE:
	case HTTP_STOPPED:
		return sent ? CLASS_AMBIGUOUS : CLASS_TRANSIENT;
	case HTTP_UNTRUSTED:
	case HTTP_FORBIDDEN:
		return CLASS_SECURITY;
	case HTTP_BY_PROXY:
		return CLASS_PROXY;
	case HTTP_ANSWERED:
		break;
	}
	return CLASS_NONE;
}

/* Of the row that made the fault what it is. */
static enum delay error_class_delay_of(const struct err *err)
{
	static const char *const services[] = { "iam", "sts", "ec2", "s3", "eks", "ssm",
						"sqs", "events" };

	for (size_t i = 0; *err->code && i < sizeof(services) / sizeof(*services); i++) {
		const struct row *r = error_class_find(services[i], err->code, err->text);

		if (r && r->delay && (int)r->fault == err->fault)
			return r->delay;
	}
	return err->fault == CLASS_WAIT ? BUSY : NEVER;
}

bool error_class_is_delay(const struct err *err)
{
	return error_class_delay_of(err) != NEVER;
}

bool error_class_is_unseen(const struct err *err)
{
	return error_class_delay_of(err) == UNSEEN;
}

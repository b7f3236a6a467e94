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

/*
 * First row that fits wins. Codes are matched whole: IAM's LimitExceeded is a
 * quota, and LimitExceededException a rate.
 */
struct row {
	const char *service;	/* NULL: any */
	const char *code;
	const char *says;	/* the message must hold this; NULL: any message */
	enum fault fault;
	bool delay;		/* may go away by itself after a change of ours */
};

static const struct row rows[] = {
	{ NULL, "Throttling", NULL, FAULT_THROTTLE, false },
	{ NULL, "ThrottlingException", NULL, FAULT_THROTTLE, false },
	{ NULL, "ThrottledException", NULL, FAULT_THROTTLE, false },
	{ NULL, "RequestThrottledException", NULL, FAULT_THROTTLE, false },
	{ NULL, "RequestThrottled", NULL, FAULT_THROTTLE, false },
	{ NULL, "TooManyRequestsException", NULL, FAULT_THROTTLE, false },
	{ NULL, "RequestLimitExceeded", NULL, FAULT_THROTTLE, false },
	{ NULL, "BandwidthLimitExceeded", NULL, FAULT_THROTTLE, false },
	{ NULL, "LimitExceededException", NULL, FAULT_THROTTLE, false },
	{ NULL, "SlowDown", NULL, FAULT_THROTTLE, false },
	{ NULL, "PriorRequestNotComplete", NULL, FAULT_THROTTLE, false },
	{ NULL, "EC2ThrottledException", NULL, FAULT_THROTTLE, false },
	{ NULL, "ProvisionedThroughputExceededException", NULL, FAULT_THROTTLE, false },
	{ NULL, "TransactionInProgressException", NULL, FAULT_THROTTLE, false },

	{ NULL, "InternalFailure", NULL, FAULT_TRANSIENT, false },
	{ NULL, "InternalError", NULL, FAULT_TRANSIENT, false },
	{ NULL, "ServiceFailure", NULL, FAULT_TRANSIENT, false },
	{ NULL, "ServiceUnavailable", NULL, FAULT_TRANSIENT, false },
	{ NULL, "Unavailable", NULL, FAULT_TRANSIENT, false },
	{ NULL, "RequestTimeout", NULL, FAULT_TRANSIENT, false },
	{ NULL, "RequestTimeoutException", NULL, FAULT_TRANSIENT, false },
	{ "sts", "IDPCommunicationError", NULL, FAULT_TRANSIENT, false },
	{ "iam", "OpenIdIdpCommunicationError", NULL, FAULT_TRANSIENT, false },
	{ "iam", "ConcurrentModification", NULL, FAULT_TRANSIENT, false },
	{ "iam", "EntityTemporarilyUnmodifiable", NULL, FAULT_TRANSIENT, false },
	{ "iam", "PolicyEvaluation", NULL, FAULT_FATAL, false },

	{ "iam", "NoSuchEntity", NULL, FAULT_GONE, true },
	{ "s3", "NoSuchBucket", NULL, FAULT_GONE, true },
	{ "s3", "NoSuchKey", NULL, FAULT_GONE, false },
	{ "s3", "NotFound", NULL, FAULT_GONE, true },
	{ "s3", "NoSuchBucketPolicy", NULL, FAULT_GONE, false },
	{ "s3", "NoSuchTagSet", NULL, FAULT_GONE, false },
	{ "s3", "ServerSideEncryptionConfigurationNotFoundError", NULL, FAULT_GONE, false },
	{ "s3", "NoSuchPublicAccessBlockConfiguration", NULL, FAULT_GONE, false },
	{ "s3", "OwnershipControlsNotFoundError", NULL, FAULT_GONE, false },
	{ "s3", "NoSuchLifecycleConfiguration", NULL, FAULT_GONE, false },
	{ "s3", "OperationAborted", NULL, FAULT_WAIT, true },
	{ "s3", "InvalidTargetBucketForLogging", NULL, FAULT_WAIT, true },
	{ "sqs", "QueueDoesNotExist", NULL, FAULT_GONE, true },
	{ "sqs", "AWS.SimpleQueueService.NonExistentQueue", NULL, FAULT_GONE, true },
	{ "sqs", "QueueDeletedRecently", NULL, FAULT_WAIT, true },
	{ "sqs", "AWS.SimpleQueueService.QueueDeletedRecently", NULL, FAULT_WAIT, true },
	{ "sqs", "QueueNameExists", NULL, FAULT_CONFLICT, false },
	{ "events", "ResourceNotFoundException", NULL, FAULT_GONE, true },
	{ "events", "ConcurrentModificationException", NULL, FAULT_TRANSIENT, false },
	{ "eks", "ResourceNotFoundException", NULL, FAULT_GONE, false },
	{ "eks", "InvalidParameterException", "principalArn is invalid", FAULT_WAIT, true },
	{ "eks", "ResourceInUseException", NULL, FAULT_CONFLICT, false },
	{ "ssm", "ParameterNotFound", NULL, FAULT_GONE, false },

	{ "iam", "MalformedPolicyDocument", "Invalid principal in policy",
	  FAULT_WAIT, true },
	{ "iam", "MalformedPolicyDocument", NULL, FAULT_FATAL, false },
	{ "iam", "DeleteConflict", NULL, FAULT_WAIT, true },
	{ "ec2", "InvalidParameterValue", "Invalid IAM Instance Profile",
	  FAULT_WAIT, true },
	{ "ec2", "InvalidParameterValue", " has no associated IAM Roles",
	  FAULT_WAIT, true },
	{ "ec2", "InvalidParameterValue", NULL, FAULT_FATAL, false },
	{ "ec2", "InvalidInstanceID.NotFound", NULL, FAULT_WAIT, true },
	{ "ec2", "InvalidGroup.NotFound", NULL, FAULT_WAIT, true },
	{ "ec2", "InvalidKeyPair.NotFound", NULL, FAULT_WAIT, true },
	{ "ec2", "InvalidSubnetID.NotFound", NULL, FAULT_FATAL, false },
	{ "ec2", "InvalidAMIID.NotFound", NULL, FAULT_FATAL, false },
	{ "ec2", "IncorrectInstanceState", NULL, FAULT_WAIT, true },
	{ "ec2", "IncorrectState", "existing association", FAULT_WAIT, true },
	{ "ec2", "InvalidAssociationID.NotFound", NULL, FAULT_GONE, false },

	{ "iam", "EntityAlreadyExists", NULL, FAULT_CONFLICT, false },
	{ "iam", "InvalidInput", "has been taken in this account", FAULT_CONFLICT, false },
	{ "ec2", "InvalidGroup.Duplicate", NULL, FAULT_CONFLICT, false },
	{ "ec2", "InvalidKeyPair.Duplicate", NULL, FAULT_CONFLICT, false },
	{ "s3", "BucketAlreadyExists", NULL, FAULT_CONFLICT, false },
	{ "s3", "BucketAlreadyOwnedByYou", NULL, FAULT_CONFLICT, false },
	{ "ec2", "IdempotentParameterMismatch", NULL, FAULT_FATAL, false },
	{ "ec2", "InvalidPermission.Duplicate", NULL, FAULT_DONE, false },
	{ "ec2", "DryRunOperation", NULL, FAULT_DONE, false },

	{ "iam", "LimitExceeded", NULL, FAULT_QUOTA, false },
	{ "ec2", "InstanceLimitExceeded", NULL, FAULT_QUOTA, false },
	{ "ec2", "VcpuLimitExceeded", NULL, FAULT_QUOTA, false },
	{ "ec2", "MaxSpotInstanceCountExceeded", NULL, FAULT_QUOTA, false },

	{ "ec2", "InsufficientInstanceCapacity", NULL, FAULT_CHOOSE, false },
	{ "ec2", "Unsupported", NULL, FAULT_CHOOSE, false },
	{ "ec2", "VPCIdNotSpecified", NULL, FAULT_CHOOSE, false },
	{ "ec2", "MissingInput", NULL, FAULT_CHOOSE, false },

	{ NULL, "RequestTimeTooSkewed", NULL, FAULT_CLOCK, false },
	{ NULL, "RequestExpired", NULL, FAULT_CLOCK, false },
	{ NULL, "RequestInTheFuture", NULL, FAULT_CLOCK, false },
	{ NULL, "InvalidSignatureException", NULL, FAULT_CLOCK, false },
	{ NULL, "SignatureDoesNotMatch", "Signature expired", FAULT_CLOCK, false },
	{ NULL, "SignatureDoesNotMatch", "ignature not yet current", FAULT_CLOCK, false },
	{ NULL, "SignatureDoesNotMatch", NULL, FAULT_AUTH, false },
	{ NULL, "AuthFailure", "Signature expired", FAULT_CLOCK, false },
	{ NULL, "AuthFailure", "ignature not yet current", FAULT_CLOCK, false },
	{ NULL, "AuthFailure", NULL, FAULT_AUTH, true },

	{ NULL, "ExpiredToken", NULL, FAULT_EXPIRED, false },
	{ NULL, "ExpiredTokenException", NULL, FAULT_EXPIRED, false },
	{ NULL, "InvalidClientTokenId", NULL, FAULT_AUTH, true },
	{ NULL, "InvalidAccessKeyId", NULL, FAULT_AUTH, true },
	{ NULL, "IncompleteSignature", NULL, FAULT_AUTH, false },
	{ NULL, "MissingAuthenticationToken", NULL, FAULT_AUTH, false },
	{ NULL, "InvalidToken", NULL, FAULT_AUTH, false },
	{ NULL, "UnrecognizedClientException", NULL, FAULT_AUTH, true },

	{ NULL, "AccessDenied", NULL, FAULT_PERMISSION, true },
	{ NULL, "AccessDeniedException", NULL, FAULT_PERMISSION, true },
	{ "ec2", "UnauthorizedOperation", NULL, FAULT_PERMISSION, true },

	{ "ec2", "PendingVerification", NULL, FAULT_ACCOUNT, false },
	{ NULL, "OptInRequired", NULL, FAULT_ACCOUNT, false },
	{ "ec2", "Blocked", NULL, FAULT_ACCOUNT, false },
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

bool fault_is_delay(const struct err *err)
{
	static const char *const services[] = { "iam", "sts", "ec2", "s3", "eks", "ssm",
						"sqs", "events" };

	if (err->fault == FAULT_WAIT)
		return true;
	if (!*err->code)
		return false;
	for (size_t i = 0; i < sizeof(services) / sizeof(*services); i++) {
		const struct row *r = find(services[i], err->code, err->text);

		if (r && r->delay && (int)r->fault == err->fault)
			return true;
	}
	return false;
}

"""AWS's error messages by code, so that a fault can be set by its code alone."""

MESSAGES = {
    # Places and types
    "InsufficientInstanceCapacity": "We currently do not have sufficient {type} capacity in the Availability Zone you requested ({zone}). Our "
    "system will be working on provisioning additional capacity. You can currently get {type} capacity by not specifying an Availability Zone "
    "in your request or choosing {others}.",
    "InsufficientFreeAddressesInSubnet": "There are not enough free addresses in subnet '{subnet}' to satisfy the requested number of instances.",
    "Unsupported": "Your requested instance type ({type}) is not supported in your requested Availability Zone ({zone}). Please retry your "
    "request by not specifying an Availability Zone or choosing {others}.",
    "InvalidParameterCombination": "The specified instance type is not eligible for Free Tier. For a list of Free Tier instance types, run "
    "'describe-instance-types' with the filter 'free-tier-eligible=true'.",
    "VcpuLimitExceeded": "You have requested more vCPU capacity than your current vCPU limit of 0 allows for the instance bucket that the "
    "specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.",
    "VPCIdNotSpecified": "No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.",
    "MissingInput": "No subnets found for the default VPC '{vpc}'. Please specify a subnet.",
    # Accounts
    "Blocked": "This account is currently blocked and not recognized as a valid account. Please contact aws-verification@amazon.com if you have "
    "questions.",
    "PendingVerification": "Your request for accessing resources in this region is being validated, and you will not be able to launch "
    "additional resources in this region until the validation is complete. We will notify you by email once your request has been validated.",
    "OptInRequired": "You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe.",
    "AuthFailure": "AWS was not able to validate the provided access credentials",
    "InvalidClientTokenId": "The security token included in the request is invalid",
    "RegionDisabledException": "STS is not activated in this region for account:123456789012. Your account administrator can activate STS in "
    "this region using the IAM Console.",
    # Buckets
    "TooManyBuckets": "You have attempted to create more buckets than allowed",
    "SlowDown": "Please reduce your request rate.",
    "PermanentRedirect": "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future "
    "requests to this endpoint.",
    "IllegalLocationConstraintException": "The {region} location constraint is incompatible for the region specific endpoint this request was "
    "sent to.",
}
# Instances that terminate at once: the code is EC2's, the message begins with the code of the cause.
ENDS = {
    "Client.InternalError": "Client error on launch",
    "Client.InvalidKMSKey.InvalidState": "The KMS key provided is in an incorrect state",
    "Client.VolumeLimitExceeded": "Volume limit exceeded",
    "Client.InvalidSnapshot.NotFound": "The specified snapshot was not found.",
    "Server.InternalError": "Internal error on launch",
    "Server.InsufficientInstanceCapacity": "Insufficient capacity to satisfy launch request",
}


def message(code, **values):
    """AWS's message for a code, filled in; None when there is none here."""
    text = MESSAGES.get(code)
    return text.format_map(_Known(values)) if text else None


class _Known(dict):
    """A missing value leaves the name of its placeholder."""

    def __missing__(self, key):
        return key

"""Tag-on-create: AWS requires the tagging action as well, on the new resource."""

from required_common import request_tags

# (service, operation) -> the action that its tags require (Service Authorization Reference).
TAGGING = {
    ("iam", "CreateRole"): "iam:TagRole",
    ("iam", "CreateUser"): "iam:TagUser",
    ("iam", "CreatePolicy"): "iam:TagPolicy",
    ("iam", "CreateInstanceProfile"): "iam:TagInstanceProfile",
    ("iam", "CreateOpenIDConnectProvider"): "iam:TagOpenIDConnectProvider",
    ("iam", "CreateSAMLProvider"): "iam:TagSAMLProvider",
    ("iam", "CreateVirtualMFADevice"): "iam:TagMFADevice",
    ("iam", "UploadServerCertificate"): "iam:TagServerCertificate",
    ("sqs", "CreateQueue"): "sqs:TagQueue",
    ("sns", "CreateTopic"): "sns:TagResource",
    ("events", "PutRule"): "events:TagResource",
    ("events", "CreateEventBus"): "events:TagResource",
    ("eks", "CreateCluster"): "eks:TagResource",
    ("eks", "CreateAccessEntry"): "eks:TagResource",
    ("eks", "CreateNodegroup"): "eks:TagResource",
    ("eks", "CreateAddon"): "eks:TagResource",
    ("eks", "CreateFargateProfile"): "eks:TagResource",
    ("eks", "CreatePodIdentityAssociation"): "eks:TagResource",
    ("ssm", "PutParameter"): "ssm:AddTagsToResource",
    ("secretsmanager", "CreateSecret"): "secretsmanager:TagResource",
    ("kms", "CreateKey"): "kms:TagResource",
    ("lambda", "CreateFunction"): "lambda:TagResource",
    ("logs", "CreateLogGroup"): "logs:TagResource",
    ("dynamodb", "CreateTable"): "dynamodb:TagResource",
    ("ecr", "CreateRepository"): "ecr:TagResource",
    ("redshift", "CreateCluster"): "redshift:CreateTags",
    ("elasticloadbalancing", "CreateLoadBalancer"): "elasticloadbalancing:AddTags",
    ("elasticloadbalancing", "CreateTargetGroup"): "elasticloadbalancing:AddTags",
    ("autoscaling", "CreateAutoScalingGroup"): "autoscaling:CreateOrUpdateTags",
}


def tags_of_call(call):
    """The tags in a call, or None."""
    return call.params.get("Tags") or call.params.get("tags")


def tagging(call, resource):
    """(action, resource, context) of the tags of a create call; nothing for any other call."""
    action, tags = TAGGING.get((call.service, call.operation)), tags_of_call(call)
    if not action or not tags:
        return []
    context = request_tags(tags)
    if call.service == "elasticloadbalancing":
        context["elasticloadbalancing:createaction"] = call.operation
    return [(action, resource, context)]

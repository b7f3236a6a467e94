"""What a call requires: each action, its resource ARN, and its condition keys."""

import time

from account import ACCOUNT_ID
from required_common import entity_tags, pass_role, request_tags
from required_ec2 import ec2_needs
from required_eks import eks_needs
from required_iam import iam_needs
from required_s3 import s3_needs
from required_tags import tagging, tags_of_call
from stack_calls import AGENT, is_stack

PREFIXES = {"monitoring": "cloudwatch", "email": "ses", "tagging": "tag"}
ACTIONS = {("lambda", "Invoke"): "InvokeFunction"}


class Need:
    """One action that must be allowed on one resource."""

    def __init__(self, action, resource="*", context=None):
        self.action = action
        self.resource = resource
        self.context = context or {}


def needs(call, account, clusters=None):
    """Everything that must be allowed for this call."""
    if call.service == "s3":
        return [Need(*n) for n in s3_needs(call, account)]
    if call.service == "ec2":
        return [Need(*n) for n in ec2_needs(call, account)]
    action = f"{PREFIXES.get(call.service, call.service)}:{ACTIONS.get((call.service, call.operation), call.operation)}"
    if call.service == "iam":
        return [Need(*n) for n in iam_needs(call, account, action)]
    if call.service == "eks":
        return [Need(*n) for n in eks_needs(call, account, action, clusters)] + _passed_roles(call, account)
    found = OTHERS.get(call.service, _any_arn)(call, account)
    context = request_tags(tags_of_call(call))
    extra = _passed_roles(call, account) + [Need(*n) for n in tagging(call, found[0])]
    return [Need(action, r, context) for r in found] + extra


def base_context(call, account, settings):
    """The keys every request has."""
    caller = call.caller
    context = {
        "aws:currenttime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(call.now)),
        "aws:epochtime": str(int(call.now)),
        "aws:requestedregion": call.region,
        "aws:securetransport": "true",  # loopback counts as TLS
        "aws:sourceip": settings.source_ip,
        "aws:useragent": call.header("user-agent", ""),
        "aws:viaawsservice": str(is_stack(call)).lower(),
        "aws:principalisawsservice": "false",
    }
    if is_stack(call):
        context.update({"aws:calledvia": [AGENT], "aws:calledviafirst": AGENT, "aws:calledvialast": AGENT, "aws:sourceip": AGENT})
    if caller is None:
        return context
    context.update({"aws:principalarn": caller.owner_arn, "aws:principalaccount": account.id, "aws:userid": caller.userid,
                    "aws:principaltype": "User" if caller.kind == "user" else "AssumedRole"})
    if caller.kind == "user":
        context["aws:username"] = caller.entity.name
    for tag in entity_tags(caller.entity):
        context["aws:principaltag/" + tag["Key"].lower()] = tag["Value"]
    if caller.session:
        context["aws:tokenissuetime"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(caller.session.issued))
        context["aws:multifactorauthpresent"] = "false"
        _mfa(context, call, caller.session.mfa)
        context.update(caller.session.extra)
        if caller.session.source_instance:
            context["ec2:sourceinstancearn"] = caller.session.source_instance
            context["aws:ec2instancesourceprivateipv4"] = "127.0.0.1"
    _mfa(context, call, call.mfa)
    return context


def _mfa(context, call, given):
    if given is not None:
        context["aws:multifactorauthpresent"] = "true"
        context["aws:multifactorauthage"] = str(int(call.now - given))


PASSING = {
    ("eks", "CreateCluster"): ("roleArn", "eks.amazonaws.com"),
    ("eks", "CreateNodegroup"): ("nodeRole", "eks.amazonaws.com"),
    ("eks", "CreatePodIdentityAssociation"): ("roleArn", "pods.eks.amazonaws.com"),
    ("eks", "UpdatePodIdentityAssociation"): ("roleArn", "pods.eks.amazonaws.com"),
    ("lambda", "CreateFunction"): ("Role", "lambda.amazonaws.com"),
    ("cloudformation", "CreateStack"): ("RoleARN", "cloudformation.amazonaws.com"),
    ("cloudformation", "CreateStackSet"): ("AdministrationRoleARN", "cloudformation.amazonaws.com"),
    ("cloudformation", "UpdateStackSet"): ("AdministrationRoleARN", "cloudformation.amazonaws.com"),
}


NODES = ("EC2_LINUX", "EC2_WINDOWS")  # access entries whose creation passes the role, by the EKS User Guide


def _passed_roles(call, account):
    if call.operation == "CreateAccessEntry" and call.params.get("type") in NODES:
        return [Need(*pass_role(call, account, call.params.get("principalArn", ""), "ec2.amazonaws.com"))]
    member, service = PASSING.get((call.service, call.operation), (None, None))
    if member and call.params.get(member):
        # EKS reads the trust policy of a role for pods with the caller's permissions
        reads = [Need("iam:GetRole", call.params[member])] if "PodIdentity" in call.operation else []
        return [Need(*pass_role(call, account, call.params[member], service)), *reads]
    return []


# The other services

def _regional(call, account, rest, service=None):
    return account.arn(service or call.service, rest, call.region)


def _sts(call, account):
    return [call.params.get("RoleArn", "*")]


def _eks_auth(call, account):
    return [account.arn("eks", f"cluster/{call.params.get('clusterName', '')}", call.region)]


def _ssm(call, account):
    names = call.params.get("Names") or [call.params.get("Name") or call.params.get("Path") or "*"]
    found = []
    for name in names:
        owner = "" if name.startswith("/aws/service/") else ACCOUNT_ID
        found.append(f"arn:{account.partition}:ssm:{call.region}:{owner}:parameter/{name.lstrip('/')}")
    return found


def _redshift(call, account):
    return [_regional(call, account, f"cluster:{call.params.get('ClusterIdentifier', '*')}")]


def _sqs(call, account):
    name = call.params.get("QueueName") or call.params.get("QueueUrl", "*").rpartition("/")[2]
    return ["*"] if call.operation == "ListQueues" else [_regional(call, account, name)]


def _events(call, account):
    """A rule belongs to a bus; the default bus is not named in the ARN."""
    params, bus = call.params, call.params.get("EventBusName") or "default"
    if params.get("ResourceARN"):
        return [params["ResourceARN"]]
    name = params.get("Rule") or (params.get("Name") if "Rule" in call.operation else None)
    if name:
        return [_regional(call, account, f"rule/{name}" if bus == "default" else f"rule/{bus}/{name}")]
    return [_regional(call, account, "rule/*")] if call.operation == "ListRules" else _any_arn(call, account)


def _glue(call, account):
    params = call.params
    found = [_regional(call, account, "catalog")]
    database = params.get("DatabaseName") or (params.get("Name") if "Database" in call.operation else None)
    if call.operation == "GetDatabases":
        database = "*"
    if database:
        found.append(_regional(call, account, f"database/{database}"))
        table = params.get("TableName") or (params.get("Name") if "Table" in call.operation else None)
        if "Table" in call.operation or "Partition" in call.operation:
            found.append(_regional(call, account, f"table/{database}/{table or '*'}"))
    return found


def _cloudformation(call, account):
    name, stack = call.params.get("StackSetName"), call.params.get("StackName")
    if stack and not name:
        return [stack if stack.startswith("arn:") else _regional(call, account, f"stack/{stack}/*")]
    return [_regional(call, account, f"stackset/{name}:*")] if name else _any_arn(call, account)


def _any_arn(call, account):
    """For services without a rule here: the ARN in the call."""
    for name, value in call.params.items():
        if name.lower().endswith("arn") and isinstance(value, str) and value.startswith("arn:"):
            return [value]
    return ["*"]


def _quotas(call, account):
    """A quota of a service; other calls name none."""
    params = call.params
    return [_regional(call, account, f"{params['ServiceCode']}/{params['QuotaCode']}")] if params.get("QuotaCode") else ["*"]


OTHERS = {"cloudformation": _cloudformation, "servicequotas": _quotas, "eks-auth": _eks_auth, "sts": _sts, "ssm": _ssm, "redshift": _redshift, "sqs": _sqs, "events": _events, "glue": _glue}

"""The types of resource of a stack: IAM's of stack_resources.py, and those of S3, SQS, EventBridge and EKS."""

import json

import stack_resources
from errors import AwsError

# type -> (properties that can be changed, properties whose change replaces the resource): CloudFormation's template reference.
PROPERTIES = {
    "AWS::IAM::Role": ("AssumeRolePolicyDocument Description ManagedPolicyArns MaxSessionDuration PermissionsBoundary Policies Tags", "RoleName Path"),
    "AWS::IAM::User": ("Groups LoginProfile ManagedPolicyArns Path PermissionsBoundary Policies Tags", "UserName"),
    "AWS::IAM::Policy": ("PolicyDocument PolicyName Groups Roles Users", ""),
    "AWS::IAM::ManagedPolicy": ("PolicyDocument Groups Roles Users", "ManagedPolicyName Description Path"),
    "AWS::IAM::InstanceProfile": ("Roles", "InstanceProfileName Path"),
    "AWS::IAM::OIDCProvider": ("ClientIdList Tags ThumbprintList", "Url"),
    "AWS::IAM::ServiceLinkedRole": ("Description", "AWSServiceName CustomSuffix"),
    "AWS::S3::Bucket": ("BucketEncryption LifecycleConfiguration LoggingConfiguration OwnershipControls PublicAccessBlockConfiguration Tags "
                        "VersioningConfiguration", "BucketName"),
    "AWS::S3::BucketPolicy": ("PolicyDocument", "Bucket"),
    "AWS::SQS::Queue": ("MessageRetentionPeriod Tags", "QueueName"),
    "AWS::SQS::QueuePolicy": ("PolicyDocument Queues", ""),
    "AWS::Events::Rule": ("EventPattern State Targets Tags Description", "Name"),
    "AWS::EKS::AccessEntry": ("KubernetesGroups Username Tags", "ClusterName PrincipalArn Type"),
    "AWS::EKS::PodIdentityAssociation": ("RoleArn Tags", "ClusterName Namespace ServiceAccount"),
}
# The member that names the resource: a custom name cannot be kept by its replacement.
NAMES = {"AWS::IAM::Role": "RoleName", "AWS::IAM::User": "UserName", "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
         "AWS::IAM::InstanceProfile": "InstanceProfileName", "AWS::S3::Bucket": "BucketName", "AWS::SQS::Queue": "QueueName",
         "AWS::Events::Rule": "Name"}


def pairs(tags):
    return {t["Key"]: t["Value"] for t in tags}


def some(**members):
    return {k: v for k, v in members.items() if v is not None}


def must_be_new(kind, name, read):
    """CloudFormation asks first where the call that creates a resource would take over one that exists."""
    try:
        read()
    except AwsError:
        return
    raise AwsError("AlreadyExists", f"Resource of type '{kind}' with identifier '{name}' already exists.")


class Provider:
    """AWS::IAM::OIDCProvider: its Ref is the ARN."""

    def name(self, properties, stack, logical):
        return properties["Url"]

    def create(self, aws, name, properties, tags):
        return aws("CreateOpenIDConnectProvider", **some(Url=name, ClientIDList=properties.get("ClientIdList"),
                                                         ThumbprintList=properties.get("ThumbprintList"), Tags=tags))["OpenIDConnectProviderArn"]

    def update(self, aws, ref, properties, before, tags):
        new, old = properties.get("ClientIdList", []), before.get("ClientIdList", [])
        for audience in new:
            if audience not in old:
                aws("AddClientIDToOpenIDConnectProvider", OpenIDConnectProviderArn=ref, ClientID=audience)
        for audience in old:
            if audience not in new:
                aws("RemoveClientIDFromOpenIDConnectProvider", OpenIDConnectProviderArn=ref, ClientID=audience)
        aws("TagOpenIDConnectProvider", OpenIDConnectProviderArn=ref, Tags=tags)

    def delete(self, aws, ref, properties):
        aws("DeleteOpenIDConnectProvider", OpenIDConnectProviderArn=ref)

    def attributes(self, account, ref):
        return {"Arn": ref}


class LinkedRole:
    """AWS::IAM::ServiceLinkedRole: its Ref is the role's name."""

    def name(self, properties, stack, logical):
        return properties["AWSServiceName"]

    def create(self, aws, name, properties, tags):
        return aws("CreateServiceLinkedRole", **some(AWSServiceName=name, Description=properties.get("Description")))["Role"]["RoleName"]

    def update(self, aws, ref, properties, before, tags):
        aws("UpdateRole", RoleName=ref, Description=properties.get("Description", ""))

    def delete(self, aws, ref, properties):
        aws("DeleteServiceLinkedRole", RoleName=ref)

    def attributes(self, account, ref):
        return {"RoleName": ref}


class Bucket:
    """AWS::S3::Bucket. Logging is set when the stack's other resources exist: S3 takes it before the policy of its target does."""

    def name(self, properties, stack, logical):
        return properties.get("BucketName") or f"{stack}-{logical}".lower()

    def create(self, aws, name, properties, tags):
        s3, region = aws.of("s3"), aws.region
        must_be_new("AWS::S3::Bucket", name, lambda: s3("HeadBucket", Bucket=name))
        s3("CreateBucket", Bucket=name, **({} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}))
        self.update(aws, name, properties, {}, tags)
        return name

    def update(self, aws, ref, properties, before, tags):
        s3 = aws.of("s3")
        for name, (operation, member, put) in BUCKET_SETTINGS.items():
            if name in properties and properties[name] != before.get(name):
                s3(operation, Bucket=ref, **{member: put(properties[name])})
        with aws.account.lock:  # tags that begin with aws: are for CloudFormation alone
            aws.account.s3.put_bucket_tagging(ref, pairs(tags))

    def complete(self, aws, ref, properties):
        logging = properties.get("LoggingConfiguration")
        enabled = {"LoggingEnabled": {"TargetBucket": logging.get("DestinationBucketName", ref), "TargetPrefix": logging.get("LogFilePrefix", "")}}
        aws.of("s3")("PutBucketLogging", Bucket=ref, BucketLoggingStatus=enabled)

    def delete(self, aws, ref, properties):
        aws.of("s3")("DeleteBucket", Bucket=ref)

    def attributes(self, account, ref):
        return {"Arn": f"arn:{account.partition}:s3:::{ref}"}


def encryption(value):
    return {"Rules": [{"ApplyServerSideEncryptionByDefault": r["ServerSideEncryptionByDefault"], "BucketKeyEnabled": r.get("BucketKeyEnabled", False)}
                      for r in value["ServerSideEncryptionConfiguration"]]}


def lifecycle(value):
    return {"Rules": [_rule(dict(r)) for r in value["Rules"]]}


def _rule(given):
    made = some(ID=given.pop("Id", None), Status=given.pop("Status"), Filter={"Prefix": given.pop("Prefix", "")},
                NoncurrentVersionExpiration=given.pop("NoncurrentVersionExpiration", None),
                AbortIncompleteMultipartUpload=given.pop("AbortIncompleteMultipartUpload", None))
    expiration = some(Days=given.pop("ExpirationInDays", None), ExpiredObjectDeleteMarker=given.pop("ExpiredObjectDeleteMarker", None))
    if given:
        raise AwsError("InvalidRequest", f"extraneous key {sorted(given)} is not permitted")
    return {**made, **({"Expiration": expiration} if expiration else {})}


def as_it_is(value):
    return value


BUCKET_SETTINGS = {
    "VersioningConfiguration": ("PutBucketVersioning", "VersioningConfiguration", as_it_is),
    "BucketEncryption": ("PutBucketEncryption", "ServerSideEncryptionConfiguration", encryption),
    "PublicAccessBlockConfiguration": ("PutPublicAccessBlock", "PublicAccessBlockConfiguration", as_it_is),
    "OwnershipControls": ("PutBucketOwnershipControls", "OwnershipControls", as_it_is),
    "LifecycleConfiguration": ("PutBucketLifecycleConfiguration", "LifecycleConfiguration", lifecycle),
}


class BucketPolicy:
    """AWS::S3::BucketPolicy: the whole policy."""

    def name(self, properties, stack, logical):
        return properties["Bucket"]

    def create(self, aws, name, properties, tags):
        must_be_new("AWS::S3::BucketPolicy", name, lambda: aws.of("s3")("GetBucketPolicy", Bucket=name))
        self.update(aws, name, properties, {}, tags)
        return name

    def update(self, aws, ref, properties, before, tags):
        aws.of("s3")("PutBucketPolicy", Bucket=ref, Policy=json.dumps(properties["PolicyDocument"]))

    def delete(self, aws, ref, properties):
        aws.of("s3")("DeleteBucketPolicy", Bucket=ref)

    def attributes(self, account, ref):
        return {}


class Queue:
    """AWS::SQS::Queue: its Ref is the URL."""

    def name(self, properties, stack, logical):
        return properties.get("QueueName") or f"{stack}-{logical}"

    def _attributes(self, properties):
        return {k: str(v) for k, v in properties.items() if k == "MessageRetentionPeriod"}

    def create(self, aws, name, properties, tags):
        must_be_new("AWS::SQS::Queue", name, lambda: aws.of("sqs")("GetQueueUrl", QueueName=name))
        return aws.of("sqs")("CreateQueue", QueueName=name, Attributes=self._attributes(properties), tags=pairs(tags))["QueueUrl"]

    def update(self, aws, ref, properties, before, tags):
        aws.of("sqs")("SetQueueAttributes", QueueUrl=ref, Attributes=self._attributes(properties))
        aws.of("sqs")("TagQueue", QueueUrl=ref, Tags=pairs(tags))

    def delete(self, aws, ref, properties):
        aws.of("sqs")("DeleteQueue", QueueUrl=ref)

    def attributes(self, account, ref):
        return {"Arn": account.arn("sqs", ref.rpartition("/")[2], account.region), "QueueName": ref.rpartition("/")[2]}


class QueuePolicy:
    """AWS::SQS::QueuePolicy: of the queues with these URLs."""

    def name(self, properties, stack, logical):
        return f"{stack}-{logical}"

    def _set(self, aws, urls, text):
        for url in urls:
            aws.of("sqs")("SetQueueAttributes", QueueUrl=url, Attributes={"Policy": text})

    def create(self, aws, name, properties, tags):
        self._set(aws, properties["Queues"], json.dumps(properties["PolicyDocument"]))
        return name

    def update(self, aws, ref, properties, before, tags):
        self._set(aws, [u for u in before["Queues"] if u not in properties["Queues"]], "")
        self.create(aws, ref, properties, tags)

    def delete(self, aws, ref, properties):
        self._set(aws, properties["Queues"], "")

    def attributes(self, account, ref):
        return {}


class Rule:
    """AWS::Events::Rule, of the default bus."""

    def name(self, properties, stack, logical):
        return properties.get("Name") or f"{stack}-{logical}"

    def create(self, aws, name, properties, tags):
        must_be_new("AWS::Events::Rule", name, lambda: aws.of("events")("DescribeRule", Name=name))
        arn = aws.of("events")("PutRule", **self._rule(name, properties), Tags=tags)["RuleArn"]
        self._aim(aws, name, properties)
        return arn.rpartition("/")[2]

    def _rule(self, name, properties):
        return {"Name": name, "State": properties.get("State", "ENABLED"), "EventPattern": json.dumps(properties["EventPattern"])}

    def _aim(self, aws, name, properties):
        if properties.get("Targets"):
            aws.of("events")("PutTargets", Rule=name, Targets=properties["Targets"])

    def update(self, aws, ref, properties, before, tags):
        aws.of("events")("PutRule", **self._rule(ref, properties))
        self._aim(aws, ref, properties)

    def delete(self, aws, ref, properties):
        if properties.get("Targets"):
            aws.of("events")("RemoveTargets", Rule=ref, Ids=[t["Id"] for t in properties["Targets"]])
        aws.of("events")("DeleteRule", Name=ref)

    def attributes(self, account, ref):
        return {"Arn": account.arn("events", f"rule/{ref}", account.region)}


class AccessEntry:
    """AWS::EKS::AccessEntry: its Ref names the cluster and the principal."""

    def name(self, properties, stack, logical):
        return f"{properties['PrincipalArn']}|{properties['ClusterName']}"

    def _which(self, ref):
        principal, _, cluster = ref.partition("|")
        return {"clusterName": cluster, "principalArn": principal}

    def create(self, aws, name, properties, tags):
        aws.of("eks")("CreateAccessEntry", **self._which(name), **some(
            type=properties.get("Type"), username=properties.get("Username"), kubernetesGroups=properties.get("KubernetesGroups")), tags=pairs(tags))
        return name

    def update(self, aws, ref, properties, before, tags):
        aws.of("eks")("UpdateAccessEntry", **self._which(ref), **some(
            username=properties.get("Username"), kubernetesGroups=properties.get("KubernetesGroups")))

    def delete(self, aws, ref, properties):
        aws.of("eks")("DeleteAccessEntry", **self._which(ref))

    def attributes(self, account, ref):
        return {}


class Association:
    """AWS::EKS::PodIdentityAssociation: its Ref is the ARN."""

    def name(self, properties, stack, logical):
        return "/".join(properties[k] for k in ("ClusterName", "Namespace", "ServiceAccount"))

    def create(self, aws, name, properties, tags):
        return aws.of("eks")("CreatePodIdentityAssociation", clusterName=properties["ClusterName"], namespace=properties["Namespace"],
                             serviceAccount=properties["ServiceAccount"], roleArn=properties["RoleArn"], tags=pairs(tags))["association"]["associationArn"]

    def _which(self, ref):
        *_, cluster, association = ref.rpartition(":")[2].split("/")
        return {"clusterName": cluster, "associationId": association}

    def update(self, aws, ref, properties, before, tags):
        if properties["RoleArn"] != before["RoleArn"]:
            aws.of("eks")("UpdatePodIdentityAssociation", **self._which(ref), roleArn=properties["RoleArn"])

    def delete(self, aws, ref, properties):
        aws.of("eks")("DeletePodIdentityAssociation", **self._which(ref))

    def attributes(self, account, ref):
        return {"AssociationArn": ref, "AssociationId": self._which(ref)["associationId"]}


TYPES = {
    **stack_resources.TYPES,
    "AWS::IAM::OIDCProvider": Provider(), "AWS::IAM::ServiceLinkedRole": LinkedRole(), "AWS::S3::Bucket": Bucket(),
    "AWS::S3::BucketPolicy": BucketPolicy(), "AWS::SQS::Queue": Queue(), "AWS::SQS::QueuePolicy": QueuePolicy(), "AWS::Events::Rule": Rule(),
    "AWS::EKS::AccessEntry": AccessEntry(), "AWS::EKS::PodIdentityAssociation": Association(),
}


def check(logical, kind, properties):
    """Raises what CloudFormation says about a type or a property that it does not know."""
    if kind not in PROPERTIES:
        raise AwsError("ValidationError", f"Template format error: Unrecognized resource types: [{kind}]")
    known = set(" ".join(PROPERTIES[kind]).split())
    for name in properties:
        if name not in known:
            raise AwsError("ValidationError", f"Properties validation failed for resource {logical} with message: "
                           f"[#: extraneous key [{name}] is not permitted]")


def replaces(kind, properties, before):
    """Whether the resource must be created again for this change."""
    return any(properties.get(n) != before.get(n) for n in PROPERTIES[kind][1].split())


def keeps_name(kind, properties, before):
    """Whether the name that the template gives stays the same."""
    name = NAMES.get(kind)
    return name is not None and properties.get(name) is not None and properties.get(name) == before.get(name)


def has_tags(kind):
    return "Tags" in PROPERTIES[kind][0].split()

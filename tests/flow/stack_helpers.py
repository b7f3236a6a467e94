"""Stacks of the practice cloud for tests: deployed by boto3, and everything in the account that a template can create."""

import json
import os

from cloud import until

ACCESS = ["CAPABILITY_NAMED_IAM"]
OWN = "aws:cloudformation:"


class Stack:
    """A stack of the operator's."""

    def __init__(self, cloud, name):
        self.cloud = cloud
        self.name = self.id = name
        self.client = cloud.client("cloudformation")

    def told(self):
        return self.client.describe_stacks(StackName=self.id)["Stacks"][0]

    def ended(self):
        """The status when the run has ended."""
        return until(lambda: (s := self.told()["StackStatus"]).endswith("_IN_PROGRESS") is False and s, 60, "the stack's run does not end")

    def failures(self):
        return [e for e in self.client.describe_stack_events(StackName=self.id)["StackEvents"] if e["ResourceStatus"].endswith("_FAILED")]

    def create(self, text, status="CREATE_COMPLETE", **parameters):
        self.id = self.client.create_stack(StackName=self.name, TemplateBody=text, Capabilities=ACCESS, Parameters=given(parameters))["StackId"]
        assert self.ended() == status, self.failures()
        return self

    def update(self, text, status="UPDATE_COMPLETE", **parameters):
        self.client.update_stack(StackName=self.name, TemplateBody=text, Capabilities=ACCESS, Parameters=given(parameters))
        assert self.ended() == status, self.failures()

    def delete(self, status="DELETE_COMPLETE"):
        self.id = self.told()["StackId"]
        self.client.delete_stack(StackName=self.name)
        assert self.ended() == status, self.failures()

    @property
    def outputs(self):
        """By accredit's names for them."""
        return {o["Description"]: o["OutputValue"] for o in self.told()["Outputs"]}


def given(parameters):
    return [{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()]


def template_in(folder):
    """The template's text, and what the hand-off leaves to be done."""
    name, = [n for n in os.listdir(folder) if n.endswith(".template.json")]
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return file.read()


# What is in the account

def everything(cloud):
    """kind -> name -> what a template can set; the lists are sorted, and no value differs between two equal resources."""
    return {"roles": _roles(cloud), "users": _users(cloud), "profiles": cloud.profiles(), "policies": _policies(cloud), "providers": _providers(cloud),
            "buckets": _buckets(cloud), "queues": _queues(cloud), "rules": _rules(cloud), **_clusters(cloud)}


def _pairs(tags):
    return {t["Key"]: t["Value"] for t in tags or []}


def _roles(cloud):
    return {n: {**r, "attached": sorted(r["attached"])} for n, r in cloud.roles().items()}


def _users(cloud):
    iam, found = cloud.client("iam"), {}
    for user in iam.list_users()["Users"]:
        name = user["UserName"]
        user = iam.get_user(UserName=name)["User"]
        found[name] = {
            "path": user["Path"], "tags": _pairs(user.get("Tags")), "boundary": user.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
            "attached": sorted(p["PolicyArn"] for p in iam.list_attached_user_policies(UserName=name)["AttachedPolicies"]),
            "inline": {p: iam.get_user_policy(UserName=name, PolicyName=p)["PolicyDocument"]
                       for p in iam.list_user_policies(UserName=name)["PolicyNames"]}}
    return found


def _policies(cloud):
    iam, found = cloud.client("iam"), {}
    for one in iam.list_policies(Scope="Local")["Policies"]:
        policy = iam.get_policy(PolicyArn=one["Arn"])["Policy"]
        version = iam.get_policy_version(PolicyArn=one["Arn"], VersionId=policy["DefaultVersionId"])["PolicyVersion"]
        found[one["Arn"]] = {"document": version["Document"], "description": policy.get("Description"), "tags": _pairs(policy.get("Tags"))}
    return found


def _providers(cloud):
    iam, found = cloud.client("iam"), {}
    for one in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]:
        told = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=one["Arn"])
        found[one["Arn"]] = {"audiences": sorted(told["ClientIDList"]), "tags": _pairs(told.get("Tags"))}
    return found


BUCKET = {"versioning": ("get_bucket_versioning", "Status"), "encryption": ("get_bucket_encryption", "ServerSideEncryptionConfiguration"),
          "public": ("get_public_access_block", "PublicAccessBlockConfiguration"), "ownership": ("get_bucket_ownership_controls", "OwnershipControls"),
          "lifecycle": ("get_bucket_lifecycle_configuration", "Rules"), "logging": ("get_bucket_logging", "LoggingEnabled"),
          "policy": ("get_bucket_policy", "Policy"), "tags": ("get_bucket_tagging", "TagSet"), "grants": ("get_bucket_acl", "Grants")}


def _buckets(cloud):
    return {b["Name"]: {part: _setting(cloud, b["Name"], *how) for part, how in BUCKET.items()} for b in cloud.client("s3").list_buckets()["Buckets"]}


def _setting(cloud, bucket, operation, member):
    s3 = cloud.client("s3")
    try:
        value = getattr(s3, operation)(Bucket=bucket).get(member)
    except s3.exceptions.ClientError:
        return None
    if member == "TagSet":
        return _pairs(value)
    return json.loads(value) if member == "Policy" else value


def _queues(cloud):
    sqs, found = cloud.client("sqs"), {}
    for url in sqs.list_queues().get("QueueUrls", []):
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        found[url] = {"policy": json.loads(attributes.get("Policy") or "null"), "retention": attributes["MessageRetentionPeriod"],
                      "tags": sqs.list_queue_tags(QueueUrl=url).get("Tags", {})}
    return found


def _rules(cloud):
    events, found = cloud.client("events"), {}
    for rule in events.list_rules()["Rules"]:
        found[rule["Name"]] = {
            "pattern": json.loads(rule["EventPattern"]), "state": rule["State"],
            "targets": [(t["Id"], t["Arn"]) for t in events.list_targets_by_rule(Rule=rule["Name"])["Targets"]],
            "tags": _pairs(events.list_tags_for_resource(ResourceARN=rule["Arn"])["Tags"])}
    return found


def _clusters(cloud):
    eks = cloud.client("eks")
    names = eks.list_clusters()["clusters"]
    entries = {f"{c} {p}": _entry(eks, c, p) for c in names for p in eks.list_access_entries(clusterName=c)["accessEntries"]}
    associations = {}
    for cluster in names:
        for row in eks.list_pod_identity_associations(clusterName=cluster)["associations"]:
            one = eks.describe_pod_identity_association(clusterName=cluster, associationId=row["associationId"])["association"]
            associations[f"{cluster} {one['namespace']} {one['serviceAccount']}"] = {"role": one["roleArn"], "tags": one["tags"]}
    return {"entries": entries, "associations": associations}


def _entry(eks, cluster, principal):
    entry = eks.describe_access_entry(clusterName=cluster, principalArn=principal)["accessEntry"]
    return {k: entry.get(k) for k in ("type", "username", "kubernetesGroups", "tags")}


def without_own_tags(found):
    """The same without the tags that CloudFormation adds."""
    if isinstance(found, dict):
        return {k: without_own_tags(v) for k, v in found.items() if not str(k).startswith(OWN)}
    return found


def without_tags(found, *kinds):
    """The same without tags of the kinds that a template cannot tag."""
    return {kind: {n: {k: v for k, v in one.items() if k != "tags"} for n, one in all_of_it.items()} if kind in kinds else all_of_it
            for kind, all_of_it in found.items()}

"""Manually created setups: what a person creates in the AWS console from a vendor's guide, built from the program's own plan."""

import json
import os
from fnmatch import fnmatchcase

from cloud import ACCOUNT

# What the console writes into a role's description, by the trusted service; others are empty.
DESCRIPTIONS = {
    "ec2.amazonaws.com": "Allows EC2 instances to call AWS services on your behalf.",
    "lambda.amazonaws.com": "Allows Lambda functions to call AWS services on your behalf.",
    "spotfleet.amazonaws.com": "Allows EC2 Spot Fleet to request, launch, terminate, and tag Spot instances on your behalf.",
}
HOLDERS = {"role-policy": "role", "user-policy": "user", "role-policy-attachment": "role", "user-policy-attachment": "user"}


class Style:
    """How a person works: inline policies, managed ones or a group; one or two policies per document; the path."""

    def __init__(self, policies="managed", split=False, path="/", name="policy-of-ours"):
        self.policies, self.split, self.path, self.name = policies, split, path, name

    def __repr__(self):
        return f"{self.policies}{'-split' if self.split else ''}{'' if self.path == '/' else '-path'}"


def expected(step):
    """path -> what a step of a plan creates."""
    return {row["path"]: row["wanted"] for row in step["diff"]}


def by_kind(steps, *kinds):
    return [s for s in steps if s["kind"] in kinds and s["action"] != "none"]


def text(document):
    return json.dumps(document)


def is_managed_by_aws(arn):
    return ":iam::aws:" in arn


class Console:
    """Creates a plan's resources with boto3 and the console's defaults: no tags, other names, no record."""

    def __init__(self, cloud, home, kube=None):
        self.cloud, self.home, self.kube, self.iam, self.s3 = cloud, home, kube, cloud.client("iam"), cloud.client("s3")
        self.keys = {}      # user -> (id, secret), which the console shows only once
        self.given = {}     # (kind, name) -> [(policy name, document, kind of policy)]

    def plan(self, platform, *words):
        """The steps of the program's setup."""
        return self.home.run("setup", platform, "--no-probe", "--plan", "--json", *words).of("plan")[0]["steps"]

    def make(self, steps, style=Style()):
        """Creates everything in the order of the vendors' guides: buckets, providers, users and roles with policies, profiles, keys."""
        for step in by_kind(steps, "bucket"):
            self._bucket(steps, step)
        for step in by_kind(steps, "oidc-provider"):
            self.iam.create_open_id_connect_provider(Url="https://" + step["name"], ClientIDList=[expected(step)["audience"]])
        for step in by_kind(steps, "user"):
            self.iam.create_user(UserName=step["name"])
        for step in by_kind(steps, "role"):
            self._role(step, style.path)
        for holder, documents, arns in self._policies(steps):
            self._grant(holder, documents, style)
            for arn in arns:
                self.attach(holder, self.copy(arn) if style.policies == "copies" else arn)
        self._profiles(steps, style.path)
        for step in by_kind(steps, "service-linked-role"):
            self.iam.create_service_linked_role(AWSServiceName=step["name"])
        for step in by_kind(steps, "access-key"):
            self._key(steps, step["name"])
        self._cluster(steps)
        self.cloud.forget_calls()
        return self

    # Roles and instance profiles

    def _role(self, step, path):
        trust = expected(step)["document"]
        who = trust["Statement"][0]["Principal"].get("Service")
        self.iam.create_role(RoleName=step["name"], Path=path, AssumeRolePolicyDocument=text(trust), Description=DESCRIPTIONS.get(who, ""))

    def _profiles(self, steps, path):
        """The console creates a profile with every role for EC2, with the role's name and path."""
        for step in by_kind(steps, "instance-profile-role"):
            role = expected(step)["role"]
            self.iam.create_instance_profile(InstanceProfileName=step["name"], Path=path)
            self.iam.add_role_to_instance_profile(InstanceProfileName=step["name"], RoleName=role)

    # Policies

    def _policies(self, steps):
        """((kind, name), customer managed documents, ARNs of AWS managed policies) of each role and user."""
        documents = {f":{ACCOUNT}:policy/{s['name']}": expected(s)["document"] for s in by_kind(steps, "policy")}
        found = {}
        for step in by_kind(steps, *HOLDERS):
            kind, rows = HOLDERS[step["kind"]], expected(step)
            if "policy" not in rows:
                name = rows.get(kind) or self._holder_of(steps, kind)
                found.setdefault((kind, name), ([], []))[0].append(rows["document"])
                continue
            ours, arns = found.setdefault((kind, rows[kind]), ([], []))
            if is_managed_by_aws(rows["policy"]):
                arns.append(rows["policy"])
            else:
                ours.append(next(d for end, d in documents.items() if rows["policy"].endswith(end)))
        return [(holder, *pair) for holder, pair in found.items()]

    @staticmethod
    def _holder_of(steps, kind):
        """The single role or user of an inline policy's plan."""
        (step,) = by_kind(steps, kind)
        return step["name"]

    def _grant(self, holder, documents, style):
        if style.split:
            documents = [{**d, "Statement": [s]} for d in documents for s in d["Statement"]] if len(documents) == 1 else documents
            documents = [documents[0], {**documents[0], "Statement": [s for d in documents[1:] for s in d["Statement"]]}][:len(documents)]
        for number, document in enumerate(documents):
            name = f"{style.name}-{holder[1]}-{number}"
            if holder[0] == "user" and style.policies == "group":
                self.by_group(holder[1], name, document)
            elif style.policies == "inline":
                self.inline(holder, name, document)
            else:
                arn = self.iam.create_policy(PolicyName=name, PolicyDocument=text(document))["Policy"]["Arn"]
                self.attach(holder, arn)
            self.given.setdefault(holder, []).append((name, document, style.policies))

    def inline(self, holder, name, document):
        kind, of = holder
        put = self.iam.put_role_policy if kind == "role" else self.iam.put_user_policy
        put(**{"RoleName" if kind == "role" else "UserName": of}, PolicyName=name, PolicyDocument=text(document))

    def attach(self, holder, arn):
        kind, of = holder
        if kind == "role":
            self.iam.attach_role_policy(RoleName=of, PolicyArn=arn)
        else:
            self.iam.attach_user_policy(UserName=of, PolicyArn=arn)

    def by_group(self, user, name, document):
        self.iam.create_group(GroupName=name)
        self.iam.put_group_policy(GroupName=name, PolicyName="allows", PolicyDocument=text(document))
        self.iam.add_user_to_group(GroupName=name, UserName=user)

    # Extra and missing statements

    def add(self, holder, statement, policies="own"):
        """Adds a statement to an existing policy or in one of its own."""
        there = self.given.get(holder) if policies == "own" else None
        if not there:
            self.inline(holder, "added-later", {"Version": "2012-10-17", "Statement": [statement]})
            return
        name, document, policy_kind = there[0]
        self._write(holder, name, {**document, "Statement": [*document["Statement"], statement]}, policy_kind)

    def take(self, holder, steps):
        """Removes and returns a statement. An AWS managed policy is replaced by a copy first, because it cannot be edited."""
        if holder not in self.given:
            arn = next(arns for of, _, arns in self._policies(steps) if of == holder)[0]
            document = self.document(arn)
            (self.iam.detach_role_policy if holder[0] == "role" else self.iam.detach_user_policy)(
                **{"RoleName" if holder[0] == "role" else "UserName": holder[1]}, PolicyArn=arn)
            copy = self.copy(arn)
            self.attach(holder, copy)
            self.given[holder] = [(copy.rpartition("/")[2], document, "managed")]
        every = [(place, s) for place, (_, document, _) in enumerate(self.given[holder]) for s in document["Statement"]]
        place, taken = next((p, s) for p, s in reversed(every) if has_unique_action(s, [other for _, other in every if other is not s]))
        name, document, policy_kind = self.given[holder][place]
        self._write(holder, name, {**document, "Statement": [s for s in document["Statement"] if s is not taken]}, policy_kind)
        return taken

    def copy(self, arn):
        """Creates a customer managed copy of an AWS managed policy; returns its ARN."""
        name = "copy-of-" + arn.rpartition("/")[2]
        return self.iam.create_policy(PolicyName=name, PolicyDocument=text(self.document(arn)))["Policy"]["Arn"]

    def document(self, arn):
        policy = self.iam.get_policy(PolicyArn=arn)["Policy"]
        return self.iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])["PolicyVersion"]["Document"]

    def _write(self, holder, name, document, policy_kind):
        if policy_kind == "inline":
            if document["Statement"]:
                self.inline(holder, name, document)
            else:
                self.iam.delete_role_policy(RoleName=holder[1], PolicyName=name) if holder[0] == "role" else self.iam.delete_user_policy(
                    UserName=holder[1], PolicyName=name)
            return
        arn = f"arn:aws:iam::{ACCOUNT}:policy/{name}"
        if document["Statement"]:
            self.iam.create_policy_version(PolicyArn=arn, PolicyDocument=text(document), SetAsDefault=True)
        elif holder[0] == "role":
            self.iam.detach_role_policy(RoleName=holder[1], PolicyArn=arn)
        else:
            self.iam.detach_user_policy(UserName=holder[1], PolicyArn=arn)

    # Keys

    def _key(self, steps, user):
        """Creates a key and stores it where the vendor's guide says: in the credentials file, or in a CSV file."""
        key = self.iam.create_access_key(UserName=user)["AccessKey"]
        self.keys[user] = pair = key["AccessKeyId"], key["SecretAccessKey"]
        for step in by_kind(steps, "credentials-profile"):
            self.home.store_key(step["name"], *pair)
        for step in by_kind(steps, "credentials-csv"):
            path = os.path.join(self.home.folder, step["name"])
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(f"User Name,Access Key Id,Secret Access Key\n{user},{pair[0]},{pair[1]}\n")

    # Buckets, clusters

    def _bucket(self, steps, step):
        name, rows = step["name"], expected(step)
        self.s3.create_bucket(Bucket=name)
        self.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=rows["versioning"])
        self.s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [
            {**rule, "BucketKeyEnabled": rule["BucketKeyEnabled"] == "true"} for rule in rows["encryption"]["Rule"]]})
        self.s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration={k: v == "true" for k, v in rows["public-access"].items()})
        self.s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls={"Rules": rows["ownership"]["Rule"]})
        self.s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [
            numbers(rule) for rule in rows["lifecycle"]["Rule"]]})
        for more in by_kind(steps, "bucket-policy"):
            self.s3.put_bucket_policy(Bucket=name, Policy=text(expected(more)["document"]))
        for more in by_kind(steps, "bucket-logging"):
            self.s3.put_bucket_logging(Bucket=name, BucketLoggingStatus={"LoggingEnabled": {
                "TargetBucket": expected(more)["target"], "TargetPrefix": expected(more)["prefix"]}})

    def _cluster(self, steps):
        """The vendor's role gets access with an access entry; the service account names the engine's role."""
        accounts, spaces = by_kind(steps, "service-account"), by_kind(steps, "namespace")
        for step in by_kind(steps, "cluster-access"):
            role = next(r["name"] for r in by_kind(steps, "role") if "cross-account" in r["name"])
            self.cloud.client("eks").create_access_entry(clusterName=self.kube.name, principalArn=f"arn:aws:iam::{ACCOUNT}:role/{role}",
                                                         username=expected(step)["username"])
        if not accounts:
            return
        self.kube.ask("POST", "/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": spaces[0]["name"]}})
        self.kube.ask("POST", f"/api/v1/namespaces/{spaces[0]['name']}/serviceaccounts", {
            "apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": accounts[0]["name"], "annotations": expected(accounts[0])["annotations"]}})


def numbers(value):
    """S3 takes numbers and booleans where the program's plan has strings."""
    if isinstance(value, dict):
        return {k: numbers(v) for k, v in value.items() if k != "ID"} | ({"ID": value["ID"]} if "ID" in value else {})
    if isinstance(value, str) and value.isdigit():
        return int(value)
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def actions(statement):
    listed = statement["Action"]
    return listed if isinstance(listed, list) else [listed]


def has_unique_action(statement, others):
    """Whether an Allow has an action that no other statement has."""
    spoken = [a.lower() for other in others for a in actions(other)]
    return statement["Effect"] == "Allow" and any(not any(fnmatchcase(a.lower(), s) for s in spoken) for a in actions(statement))

"""A hand-off's folder with the AWS CLI script of a setup: writes it, and runs its scripts as an administrator would."""

import json
import os
import subprocess

from cloud import ACCOUNT, PYTHON, REGION

SHELLS = ("sh", "dash", "bash")
LOCAL = {"access-key", "credentials-profile", "credentials-csv", "credentials-document", "file", "namespace", "service-account"}


class HandoffFolder:
    """Written by the program in home, for the account of its cloud."""

    def __init__(self, home, folder, platform, *words):
        self.home, self.path, self.name = home, str(folder), platform
        self.written = home.expect(0, "handoff", platform, *words, "--format", "cli", "-o", self.path, "--json",
                                   *(("--set", f"ACCOUNT_ID={ACCOUNT}") if "ACCOUNT_ID" not in str(words) else ()), "--set", f"REGION={REGION}",
                                   env={"AWS_ENDPOINT_URL": None, "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_PROFILE": None})
        self.event, = self.written.of("handoff")
        self.answers = os.path.join(self.path, "answers.json")

    def scripts(self):
        return sorted(n for n in os.listdir(self.path) if n.endswith(".sh"))

    def run(self, script=None, shell="sh", answers="y\n", code=0, env=None, limit=300):
        """Runs a script with the AWS CLI that the practice cloud pins, from another folder."""
        environment = {**self.home.environment, "PATH": f"{os.path.dirname(PYTHON)}:/usr/bin:/bin", **(env or {})}
        done = subprocess.run([shell, os.path.join(self.path, script or f"{self.name}.sh")], input=answers.encode(), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=environment, cwd="/", timeout=limit, check=False)
        self.out, self.err = done.stdout.decode(), done.stderr.decode()
        assert done.returncode == code, f"wanted {code}, exit {done.returncode}\n--- out\n{self.out}--- err\n{self.err}"
        self.home.search_for_secrets_in(done.stdout + done.stderr, script)
        return self.out

    def undo(self, **options):
        return self.run("undo.sh", **options)

    def document(self, name):
        with open(os.path.join(self.path, "documents", f"{name}.json"), encoding="utf-8") as file:
            return json.load(file)

    def still_planned(self, *words):
        """What a setup that records what the script created would still change, except what a hand-off leaves for afterwards."""
        self.home.run("adopt", self.name, "--answers", self.answers, *words, "--json")
        plan = self.home.run("setup", self.name, "--answers", self.answers, *words, "--no-probe", "--plan", "--json")
        assert plan.of("plan"), plan
        return {s["id"]: (s["action"], s["diff"]) for s in plan.of("plan")[0]["steps"]
                if s["action"] in ("create", "update", "remove") and s["kind"] in {k for k in KINDS}}


KINDS = {"role", "role-policy", "instance-profile", "instance-profile-role", "instance-profile-association", "instance-metadata", "user", "user-policy",
         "policy", "role-policy-attachment", "user-policy-attachment", "service-linked-role", "oidc-provider", "bucket", "bucket-policy", "bucket-logging",
         "queue", "event-rule", "cluster-access", "pod-identity-association"}


def bucket_settings(cloud, name):
    """The settings of a bucket that the template can change."""
    s3, found = cloud.client("s3"), {}
    calls = {"get_bucket_versioning": None, "get_bucket_encryption": None, "get_public_access_block": None, "get_bucket_ownership_controls": None,
             "get_bucket_lifecycle_configuration": None, "get_bucket_tagging": None, "get_bucket_logging": None, "get_bucket_policy": None}
    for call in calls:
        try:
            reply = getattr(s3, call)(Bucket=name)
            reply.pop("ResponseMetadata")
            if "Policy" in reply:
                reply["Policy"] = json.loads(reply["Policy"])
            found[call] = reply
        except s3.exceptions.ClientError as error:
            found[call] = error.response["Error"]["Code"]
    return found


def inventory(cloud):
    """All that a hand-off's script can create, as the account has it; keys of users are left out."""
    things = cloud.control("GET", "account")["things"]
    for user in things["user"].values():
        user.pop("keys")
    sqs, events, eks, ec2 = (cloud.client(c) for c in ("sqs", "events", "eks", "ec2"))
    things["bucket"] = {name: bucket_settings(cloud, name) for name in things["bucket"]}
    things["queue"] = {}
    for url in sqs.list_queues().get("QueueUrls", []):
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        things["queue"][url] = {"policy": json.loads(attributes.get("Policy", "{}")), "retention": attributes["MessageRetentionPeriod"],
                                "tags": sqs.list_queue_tags(QueueUrl=url).get("Tags", {})}
    things["rule"] = {}
    for rule in events.list_rules()["Rules"]:
        things["rule"][rule["Name"]] = {"pattern": json.loads(rule["EventPattern"]), "state": rule["State"],
                                        "targets": events.list_targets_by_rule(Rule=rule["Name"])["Targets"],
                                        "tags": events.list_tags_for_resource(ResourceARN=rule["Arn"])["Tags"]}
    things["cluster"] = {}
    for cluster in eks.list_clusters()["clusters"]:
        entries = [eks.describe_access_entry(clusterName=cluster, principalArn=p)["accessEntry"]
                   for p in eks.list_access_entries(clusterName=cluster)["accessEntries"]]
        associations = [eks.describe_pod_identity_association(clusterName=cluster, associationId=a["associationId"])["association"]
                        for a in eks.list_pod_identity_associations(clusterName=cluster)["associations"]]
        things["cluster"][cluster] = {
            "entries": {e["principalArn"]: {k: e.get(k) for k in ("type", "username", "kubernetesGroups", "tags")} for e in entries},
            "associations": {(a["namespace"], a["serviceAccount"]): {k: a.get(k) for k in ("roleArn", "tags", "disableSessionTags")}
                             for a in associations}}
    listed = ec2.describe_iam_instance_profile_associations()["IamInstanceProfileAssociations"]
    things["association"] = {a["InstanceId"]: a["IamInstanceProfile"]["Arn"] for a in listed if a["State"].startswith("associat")}
    things["hops"] = {i["InstanceId"]: i["MetadataOptions"].get("HttpPutResponseHopLimit")
                      for r in ec2.describe_instances()["Reservations"] for i in r["Instances"]}
    return things

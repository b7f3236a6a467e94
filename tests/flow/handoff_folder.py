"""A hand-off's folder with the AWS CLI script of a setup: writes it, and runs its scripts as an administrator would."""

import json
import os
import subprocess
import sys

import pytest

from cloud import ACCOUNT, PYTHON, REGION, TOP

sys.path.append(os.path.join(TOP, "practice"))
from aws_cli import AwsCli  # noqa: E402

SHELLS = ("sh", "dash", "bash")
LOCAL = {"access-key", "credentials-profile", "credentials-csv", "credentials-document", "file", "namespace", "service-account"}


@pytest.fixture(scope="session")
def aws(tmp_path_factory):
    """The folder of an AWS CLI that is loaded once."""
    server = AwsCli(tmp_path_factory.mktemp("aws"))
    server.start(wait=True)
    yield server.folder
    server.end()


class HandoffFolder:
    """Written by the program in home, for the account of its cloud. aws: the folder of the AWS CLI that the scripts find."""

    def __init__(self, home, folder, platform, *words, aws=os.path.dirname(PYTHON)):
        self.home, self.path, self.name, self.aws = home, str(folder), platform, aws
        self.written = home.expect(0, "handoff", platform, *words, "--format", "cli", "-o", self.path, "--json",
                                   "--set", f"ACCOUNT_ID={ACCOUNT}", "--set", f"REGION={REGION}",
                                   env={"AWS_ENDPOINT_URL": None, "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_PROFILE": None})
        self.event, = self.written.of("handoff")
        self.answers = os.path.join(self.path, "answers.json")

    def scripts(self):
        return sorted(n for n in os.listdir(self.path) if n.endswith(".sh"))

    def run(self, script=None, shell="sh", answers="y\n", code=0, env=None, limit=300):
        """Runs a script with the AWS CLI that the practice cloud pins, from another folder."""
        environment = {**self.home.environment, "PATH": f"{self.aws}:/usr/bin:/bin", **(env or {})}
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
        """What a setup still changes in AWS after 'verify' recorded what the script created: step -> action and what differs."""
        found = self.home.run("verify", "--answers", self.answers, "--no-probe", "--json")
        assert found.of("handoff-status")[0]["state"] == "recorded", found
        plan = self.home.run("setup", self.name, *words, "--no-probe", "--plan", "--json")
        assert plan.of("plan"), plan
        return {s["id"]: (s["action"], s["diff"]) for s in plan.of("plan")[0]["steps"]
                if s["action"] in ("create", "update", "remove") and s["kind"] not in LOCAL}


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


WHOLE = "bucket,engine,glue,unload,cross-account,cluster,karpenter,alb,queue,mapping,service-account"
NEEDED = {
    "essentia": (), "iguazio": (), "deadline": ("PUBLIC_IPS=192.0.2.7/32, 198.51.100.0/24",),
    "e6data": ("WORKSPACE_NAME=salesdata", "CLUSTER_NAME=one", "NAMESPACE=e6", "BUCKET=workspace-of-sales", "DATA_BUCKETS=rehearsal, second-data",
               "UNLOAD_BUCKET=kept", "E6DATA_PRINCIPAL_ARN=arn:aws:iam::210987654321:root", "EXTERNAL_ID=of-our-own", f"PARTS={WHOLE}", "GLUE=write",
               "E6DATA_ACCOUNT_ID=210987654321"),
}


def combinations():
    """Every platform with every method and policy that go together: its name, method and policy."""
    found = []
    for platform in NEEDED:
        with open(os.path.join(TOP, "templates", platform, "pack.json"), encoding="utf-8") as file:
            pack = json.load(file)
        found += [(platform, m["name"], p["name"]) for m in pack["methods"] for p in pack["policies"] if m["name"] not in p.get("refused", {})]
    return found


def answers_of(platform, policy, method=None):
    """What must be answered for a combination, except what only its account knows."""
    bucket = ("BUCKET=rehearsal",) if platform == "essentia" and policy.endswith("-scoped") and "s3" in policy else ()
    given = NEEDED[platform] if platform != "deadline" or policy != "managed" else ()
    return ["--policy", policy, *(["--method", method] if method else []), *(w for a in (*given, *bucket) for w in ("--set", a))]


def key_answers(platform, method, folder):
    """Answers that setup needs without a terminal, because it creates keys."""
    if method == "configure":
        return ["--set", f"CARRY_FILE={folder}/carry"]
    if method == "profile":
        return ["--set", f"CARRY_FILE={folder}/carry"]
    return ["--set", f"KEY_FILE={folder}/key.csv"] if method in ("user", "command") else []


def prepare(cloud, platform, mode="API_AND_CONFIG_MAP"):
    """What exists in the account before; the answers that only the cloud knows."""
    if platform != "e6data":
        return []
    cloud.client("s3").create_bucket(Bucket="second-data")
    made = cloud.client("eks").create_cluster(name="one", roleArn=f"arn:aws:iam::{ACCOUNT}:role/Cluster", resourcesVpcConfig={"subnetIds": []},
                                              accessConfig={"authenticationMode": mode})
    cloud.client("eks").create_addon(clusterName="one", addonName="eks-pod-identity-agent")
    return ["--set", "OIDC_PROVIDER_SUFFIX=" + made["cluster"]["identity"]["oidc"]["issuer"].removeprefix("https://")]


def administrator(cloud, home, platform, *words):
    """The environment of a user who has exactly the policies that 'permissions --for handoff' prints."""
    printed = home.expect(0, "permissions", platform, *words, "--for", "handoff", "--json", "--set", f"ACCOUNT_ID={ACCOUNT}", "--set", f"REGION={REGION}")
    iam = cloud.client("iam")
    iam.create_user(UserName="administrator")
    for n, document in enumerate(printed.of("permissions")[0]["documents"]):
        made = iam.create_policy(PolicyName=f"administrator-{n}", PolicyDocument=json.dumps(document))["Policy"]
        iam.attach_user_policy(UserName="administrator", PolicyArn=made["Arn"])
    key = iam.create_access_key(UserName="administrator")["AccessKey"]
    home.secrets.append(key["SecretAccessKey"])
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


def play(cloud, home, aws, folder, platform, method, policy):
    """
    The script creates what setup creates; accredit then plans nothing, a second run changes nothing, undo.sh leaves the account as before.
    The scripts run with exactly the permissions that are printed for them.
    """
    words = answers_of(platform, policy, method) + prepare(cloud, platform)
    keys = key_answers(platform, method, folder)
    own = administrator(cloud, home, platform, *words)
    before = inventory(cloud)
    handoff = HandoffFolder(home, os.path.join(folder, "it's for $you"), platform, *words, aws=aws)
    assert handoff.scripts() == sorted([f"{platform}.sh", "undo.sh"])
    handoff.run(shell="dash", env=own)
    created = inventory(cloud)
    assert created != before
    assert not handoff.still_planned(*keys)
    cloud.forget_calls()
    assert "Nothing to change" in handoff.run(answers="", shell="bash", env=own) and not cloud.changes()
    handoff.undo(env=own)
    assert inventory(cloud) == before
    home.delete_state()
    home.run("setup", platform, *words, *keys, "--yes", "--no-probe", "--json", limit=120)
    assert inventory(cloud) == created

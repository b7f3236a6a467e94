"""The practice cloud for tests: its control endpoint, and its account through boto3."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from urllib.parse import unquote

import boto3
from botocore.config import Config

TOP = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
PYTHON = os.environ.get("ACCREDIT_PYTHON") or sys.executable
ACCOUNT = "123456789012"
REGION = "us-east-1"
LIVE = ("pending", "running", "shutting-down", "stopping", "stopped")
SESSION = boto3.session.Session(region_name=REGION)  # one for all: each reads botocore's tables again
EC2_TRUST = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


def until(fact, seconds=30, what="it never came true"):
    """Waits until fact() is true; returns its result."""
    end = time.monotonic() + seconds
    while True:
        found = fact()
        if found:
            return found
        assert time.monotonic() < end, what
        time.sleep(0.01)


def allow(*actions, effect="Allow", resource="*"):
    """A policy statement."""
    return {"Effect": effect, "Action": list(actions), "Resource": resource}


def policy(*statements):
    """A policy document as text."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def _tags(listed):
    return {t["Key"]: t["Value"] for t in listed or []}


def plain_environment():
    """The environment without AWS settings or proxies."""
    return {k: v for k, v in os.environ.items() if not k.startswith("AWS_") and not k.lower().endswith("_proxy")}


class Cloud:
    """A running practice cloud."""

    def __init__(self, folder, *options):
        path = os.path.join(str(folder), "environment.json")
        self.output_file = open(os.path.join(str(folder), "said"), "a+", encoding="utf-8")  # a pipe would fill up, because no one reads it
        self.process = subprocess.Popen(
            [PYTHON, os.path.join(TOP, "practice", "cloud.py"), "--region", REGION, "--env-file", path, *options],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self.output_file, text=True, env=plain_environment())
        until(lambda: os.path.exists(path) or self.process.poll() is not None, 120, "the practice cloud does not start")
        assert self.process.poll() is None, self.output()
        with open(path, encoding="utf-8") as file:
            self.environment = json.load(file)
        self.url = self.environment["AWS_ENDPOINT_URL"]
        self.operator = self.control("GET", "operator")
        self.secrets = [self.operator["secret_access_key"]]
        self.clients = {}

    def output(self):
        """What the practice cloud's process printed."""
        self.output_file.seek(0)
        return self.output_file.read()

    def control(self, method, what, body=None):
        request = urllib.request.Request(f"{self.url}/_practice/{what}", method=method,
                                         data=json.dumps(body).encode() if body is not None else None)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def reset(self):
        """A fresh account; a call that still hangs does not affect it."""
        self.control("POST", "reset")

    def faults(self, **wanted):
        return self.control("POST", "faults", wanted)

    def clear_faults(self):
        """Removes all faults."""
        self.control("DELETE", "faults")

    def release_calls(self):
        """Lets calls that hang continue; faults ordered for later calls remain."""
        self.control("POST", "go_on")

    def calls(self, operation=None):
        return [c for c in self.control("GET", "calls") if operation in (None, c["operation"])]

    def changes(self):
        """Changing calls that were allowed, in order, except those of the instances themselves."""
        return [c for c in self.calls() if c["change"]]

    def forget_calls(self):
        self.control("DELETE", "calls")

    def client(self, service, key=None, secret=None):
        """A boto3 client with the operator's key, or with another one."""
        name = service, key
        if name not in self.clients:
            config = Config(retries={"max_attempts": 2}, read_timeout=20, connect_timeout=5)
            self.clients[name] = SESSION.client(
                service, endpoint_url=self.url, config=config, aws_access_key_id=key or self.operator["access_key_id"],
                aws_secret_access_key=secret or self.operator["secret_access_key"])
        return self.clients[name]

    def image(self):
        """An image for an instance; a list of all images takes seconds on a busy computer."""
        name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
        return self.client("ssm").get_parameter(Name=name)["Parameter"]["Value"]

    # The account's state

    def roles(self):
        iam, found = self.client("iam"), {}
        for role in iam.list_roles()["Roles"]:
            name = role["RoleName"]
            role = iam.get_role(RoleName=name)["Role"]
            found[name] = {
                "trust": role["AssumeRolePolicyDocument"], "path": role["Path"], "description": role.get("Description", ""),
                "tags": _tags(role.get("Tags")), "boundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
                "attached": [p["PolicyArn"] for p in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]],
                "inline": {p: iam.get_role_policy(RoleName=name, PolicyName=p)["PolicyDocument"]
                           for p in iam.list_role_policies(RoleName=name)["PolicyNames"]},
            }
        return found

    def profiles(self):
        iam, found = self.client("iam"), {}
        for profile in iam.list_instance_profiles()["InstanceProfiles"]:
            one = iam.get_instance_profile(InstanceProfileName=profile["InstanceProfileName"])["InstanceProfile"]
            found[one["InstanceProfileName"]] = {
                "path": one["Path"], "roles": [r["RoleName"] for r in one["Roles"]], "tags": _tags(one.get("Tags"))}
        return found

    def instances(self, states=LIVE):
        """Instances in these states: id -> tags."""
        pages = self.client("ec2").describe_instances(Filters=[{"Name": "instance-state-name", "Values": list(states)}])
        return {i["InstanceId"]: _tags(i.get("Tags")) for r in pages["Reservations"] for i in r["Instances"]}

    def objects(self, bucket):
        """Keys of a bucket, including versions and delete markers."""
        s3 = self.client("s3")
        if s3.get_bucket_versioning(Bucket=bucket).get("Status") == "Enabled":
            listed = s3.list_object_versions(Bucket=bucket)
            return [o["Key"] for o in listed.get("Versions", []) + listed.get("DeleteMarkers", [])]
        return [o["Key"] for o in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]

    def snapshot(self):
        """Everything in the account that a setup can change."""
        iam = self.client("iam")
        return {"roles": self.roles(), "profiles": self.profiles(), "machines": self.instances(),
                "users": sorted(u["UserName"] for u in iam.list_users()["Users"]),
                "policies": sorted(p["Arn"] for p in iam.list_policies(Scope="Local")["Policies"])}

    def end(self):
        self.process.stdin.close()
        code, output = self.process.wait(60), self.output()
        self.output_file.close()
        assert code == 0 and "Traceback" not in output, output


def document(text):
    """A document from boto3, which is an object already or its text."""
    return json.loads(unquote(text)) if isinstance(text, str) else text

"""One practice cloud for the whole session; every test starts with a fresh account."""

import json
import os
import subprocess
import sys
import time
import urllib.request

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

HERE = os.path.dirname(os.path.abspath(__file__))
CLOUD = os.path.join(HERE, "..", "..", "practice", "cloud.py")
QUICK = ["--delay", "0", "--boot", "0.05", "--end", "0.05", "--bucket", "rehearsal", "--bucket", "kept:versioned"]
KEYS = {"aws_access_key_id": "AKIAPRACTICE00CANARY", "aws_secret_access_key": "practiceCANARYsecretCANARYpractice000000"}
EC2_TRUST = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


def until(fact, seconds=30):
    """Waits until a function returns a true value; returns that value."""
    end = time.monotonic() + seconds
    while True:
        found = fact()
        if found:
            return found
        assert time.monotonic() < end, "the condition was never met"
        time.sleep(0.02)


def code_of(call, *args, **kwargs):
    """The error code of a call."""
    with pytest.raises(ClientError) as caught:
        call(*args, **kwargs)
    return caught.value.response["Error"]["Code"]


def error_of(call, *args, **kwargs):
    with pytest.raises(ClientError) as caught:
        call(*args, **kwargs)
    return caught.value.response


def policy(*statements, **one):
    """The text of a policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements) or [{"Effect": "Allow", "Resource": "*", **one}]})


class Cloud:
    """A running practice cloud, its control endpoint and clients for it."""

    def __init__(self, folder, *options):
        path = os.path.join(str(folder), "environment.json")
        self.process = subprocess.Popen([sys.executable, CLOUD, "--env-file", path, *options], stdin=subprocess.PIPE,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        until(lambda: os.path.exists(path) or self.process.poll() is not None, 120)
        assert self.process.poll() is None, self.process.stderr.read()
        with open(path, encoding="utf-8") as file:
            self.environment = json.load(file)
        self.url = self.environment["AWS_ENDPOINT_URL"]

    def control(self, method, what, body=None):
        request = urllib.request.Request(f"{self.url}/_practice/{what}", method=method,
                                         data=json.dumps(body).encode() if body is not None else None)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def faults(self, **params):
        return self.control("POST", "faults", params)

    def calls(self, operation=None):
        return [c for c in self.control("GET", "calls") if operation in (None, c["operation"])]

    def client(self, service, region="us-east-1", retries=0, **keys):
        config = Config(retries={"max_attempts": retries}, read_timeout=20, connect_timeout=5, parameter_validation=False)
        return boto3.client(service, endpoint_url=self.url, region_name=region, config=config, **(keys or KEYS))

    def end(self):
        self.process.stdin.close()
        assert self.process.wait(20) == 0
        self.process.stderr.close()


@pytest.fixture(scope="session", autouse=True)
def no_own_credentials():
    for name in [n for n in os.environ if n.startswith("AWS_")] + ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"]:
        os.environ.pop(name, None)
    os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"


@pytest.fixture(scope="session")
def running_cloud(tmp_path_factory):
    cloud = Cloud(tmp_path_factory.mktemp("cloud"), *QUICK)
    yield cloud
    cloud.end()


@pytest.fixture
def cloud(running_cloud):
    running_cloud.control("POST", "reset")
    return running_cloud


@pytest.fixture
def iam(cloud):
    return cloud.client("iam")


@pytest.fixture
def sts(cloud):
    return cloud.client("sts")


@pytest.fixture
def ec2(cloud):
    return cloud.client("ec2")


@pytest.fixture
def s3(cloud):
    return cloud.client("s3")


@pytest.fixture
def make_user(cloud, iam):
    """Creates a user with a key and, if given, an inline policy; returns the key as arguments of client()."""
    def make(name="worker", document=None, **more):
        iam.create_user(UserName=name, **more)
        if document:
            iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document)
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
    return make


@pytest.fixture
def make_profile(iam):
    """Creates a role for EC2, in an instance profile of the same name."""
    def make(name="machine", document=None, trust=None):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust or EC2_TRUST))
        if document:
            iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=document)
        iam.create_instance_profile(InstanceProfileName=name)
        iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
        return name
    return make


@pytest.fixture
def image(cloud):
    def find(arch="x86_64"):
        name = f"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{arch}"
        return cloud.client("ssm").get_parameter(Name=name)["Parameter"]["Value"]
    return find


@pytest.fixture
def launch(ec2, image):
    """Launches one instance; returns its description."""
    def run(script="#!/bin/bash\n", **more):
        params = {"ImageId": image(), "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1, "UserData": script,
                  "InstanceInitiatedShutdownBehavior": "terminate", **more}
        return ec2.run_instances(**params)["Instances"][0]
    return run

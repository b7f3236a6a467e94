"""The client is killed before or after exactly its Nth change."""

import json
import os
import signal
import subprocess
import sys

import pytest
from conftest import KEYS, code_of

CLIENT = """
import boto3, sys
from botocore.config import Config
iam = boto3.client("iam", endpoint_url=sys.argv[1], region_name="us-east-1", config=Config(retries={"max_attempts": 0}))
iam.list_users()
for number in range(1, 5):
    iam.create_user(UserName=f"user{number}")
    print(number, flush=True)
"""


@pytest.fixture
def run_client(cloud):
    """Runs the client; returns (exit code, changes whose answer it saw, users that exist)."""
    def run():
        environment = {**os.environ, "AWS_ACCESS_KEY_ID": KEYS["aws_access_key_id"],
                       "AWS_SECRET_ACCESS_KEY": KEYS["aws_secret_access_key"]}
        done = subprocess.run([sys.executable, "-c", CLIENT, cloud.url], env=environment, stdout=subprocess.PIPE, text=True, timeout=60)
        users = sorted(u["UserName"] for u in cloud.client("iam").list_users()["Users"])
        return done.returncode, len(done.stdout.split()), len(users) - 1
    return run


@pytest.mark.parametrize("number", [1, 3, 4])
def test_killed_before_the_call_is_executed(cloud, run_client, number):
    cloud.faults(die=f"before:{number}")
    assert run_client() == (-signal.SIGKILL, number - 1, number - 1)


@pytest.mark.parametrize("number", [1, 3, 4])
def test_killed_after_the_call_is_executed(cloud, run_client, number):
    cloud.faults(die=f"after:{number}")
    assert run_client() == (-signal.SIGKILL, number - 1, number)


def test_killed_after_the_answer(cloud, run_client):
    cloud.faults(die="answered:2")
    code, _, users = run_client()
    assert code == -signal.SIGKILL and users == 2


def test_killed_only_once(cloud, run_client):
    cloud.faults(die="after:2")
    run_client()
    assert cloud.control("GET", "faults")["die"] is None
    assert cloud.calls("CreateUser")[1]["killed"] and cloud.calls("CreateUser")[1]["change"] == 2


def test_not_killed_when_there_are_fewer_changes(cloud, run_client):
    cloud.faults(die="before:9")
    assert run_client() == (0, 4, 4)


def test_refused_calls_do_not_count(cloud, iam, run_client):
    cloud.faults(die="before:2")
    assert code_of(iam.delete_user, UserName="nobody") == "NoSuchEntity"
    assert code_of(iam.create_user, UserName="OPERATOR") == "EntityAlreadyExists"
    assert run_client() == (-signal.SIGKILL, 1, 1)


def test_another_process_can_be_named(cloud, iam):
    victim = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    cloud.faults(die=f"after:1,{victim.pid}")
    with pytest.raises(Exception):
        iam.create_user(UserName="one")
    assert victim.wait(10) == -signal.SIGKILL
    iam.get_user(UserName="one")


def test_dry_run_is_no_change(cloud, ec2, image):
    cloud.faults(die="before:1")
    assert code_of(ec2.run_instances, ImageId=image(), InstanceType="t3.micro", MinCount=1, MaxCount=1, DryRun=True) == "DryRunOperation"
    assert json.dumps(cloud.control("GET", "faults")["die"]["count"]) == "0"

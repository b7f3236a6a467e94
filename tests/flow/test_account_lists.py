"""What a form can offer: the account's buckets, clusters, roles ... as tests/flow/lists.c reads them from the practice cloud."""

import json
import os
import subprocess

import pytest

from cloud import ACCOUNT, EC2_TRUST, REGION, allow, policy
from kube_client import Kube
from program import BROKEN, find_program

ALL = ("buckets", "clusters", "roles", "users", "instances", "subnets", "security-groups", "regions", "profiles")


@pytest.fixture
def lists(cloud, tmp_path):
    """Runs the reader; returns name -> (state, {value: note})."""
    def read(*names, region=REGION, **environment):
        path = os.path.join(os.environ.get("top_builddir") or os.path.dirname(find_program()), "tests", "flow", "lists")
        assert os.path.exists(path), f"{path} is not built: make check-programs"
        done = subprocess.run([path, region, *names], env={**os.environ, **cloud.environment, "AWS_REGION": region, **environment},
                              capture_output=True, text=True, timeout=120)
        assert done.returncode == 0 and not BROKEN.search(done.stderr), done.stderr
        found = {}
        for line in done.stdout.splitlines():
            if not line.startswith("\t"):
                state, name = line.split(" ", 1)
                found[name] = (state, {})
            else:
                value, note = line[1:].split("\t", 1)
                found[name][1][value] = note
        return found
    return read


def user(cloud, iam, *statements):
    """The environment of a new user who may do no more than this."""
    iam.create_user(UserName="bob")
    iam.put_user_policy(UserName="bob", PolicyName="may", PolicyDocument=policy(*statements))
    key = iam.create_access_key(UserName="bob")["AccessKey"]
    cloud.secrets.append(key["SecretAccessKey"])
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


def test_what_there_is(cloud, lists, iam, tmp_path):
    Kube(cloud, "one", "API_AND_CONFIG_MAP")
    iam.create_role(RoleName="Mine", Path="/team/", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    iam.create_service_linked_role(AWSServiceName="spotfleet.amazonaws.com")
    iam.create_user(UserName="ann")
    ec2 = cloud.client("ec2")
    image = cloud.image()
    machine, = ec2.run_instances(ImageId=image, InstanceType="t3.micro", MinCount=1, MaxCount=1, TagSpecifications=[
        {"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "web"}]}])["Instances"]
    config = tmp_path / "config"
    config.write_text("[profile work]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n[profile there]\nrole_arn = arn:aws:iam::1:role/R\n", encoding="utf-8")
    found = lists(*ALL, AWS_CONFIG_FILE=str(config))
    assert {name: state for name, (state, _) in found.items()} == dict.fromkeys(ALL, "ready")
    items = {name: rows for name, (_, rows) in found.items()}
    assert "rehearsal" in items["buckets"]
    assert items["clusters"]["one"].startswith("ACTIVE 1.") and items["clusters"]["one"].endswith(" API_AND_CONFIG_MAP")
    assert items["roles"]["Mine"] == "/team/" and not any("ServiceRole" in name for name in items["roles"])
    assert items["users"]["ann"] == ""
    assert items["instances"][machine["InstanceId"]].startswith("web, ")
    assert all("free addresses" in note and f"{REGION}" in note for note in items["subnets"].values()) and items["subnets"]
    assert any(note.startswith("default, vpc-") for note in items["security-groups"].values())
    assert items["regions"]["eu-west-1"] == "Ireland"
    assert items["profiles"]["work"] == "access key AKIAIOSFODNN7EXAMPLE" and items["profiles"]["there"] == "role arn:aws:iam::1:role/R"


def test_who_may_list_nothing(cloud, lists, iam):
    """Each list says what is missing; Regions are those that the program knows, and it says that it does not know more."""
    found = lists(*ALL[:-1], **user(cloud, iam, allow("sts:GetCallerIdentity")))
    denied = [name for name in ALL[:-1] if name != "regions"]
    assert {name: found[name][0] for name in denied} == dict.fromkeys(denied, "failed")
    for name, action in (("buckets", "s3:ListAllMyBuckets"), ("clusters", "eks:ListClusters"), ("roles", "iam:ListRoles"), ("instances", "ec2:DescribeInstances")):
        (text, hint), = found[name][1].items()
        assert action in text + hint, (text, hint)
    state, regions = found["regions"]
    assert state == "ready" and regions["eu-west-1"] == "Ireland, not confirmed by AWS" and "cn-north-1" not in regions


def test_answers_are_looked_up(cloud, lists, iam):
    """Each kind of answer against the account: what exists, what does not, and what may not be looked up."""
    Kube(cloud, "one", "API_AND_CONFIG_MAP")
    iam.create_role(RoleName="Mine", Path="/team/", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    boundary = iam.create_policy(PolicyName="B", PolicyDocument=policy(allow("*")))["Policy"]["Arn"]
    group = cloud.client("ec2").describe_security_groups()["SecurityGroups"][0]["GroupId"]
    subnet = cloud.client("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    own = f"arn:aws:iam::{ACCOUNT}:"
    there = ["bucket=rehearsal", "bucket-list=rehearsal, s3://kept/x", "clusters=one", f"clusters=arn:aws:eks:{REGION}:{ACCOUNT}:cluster/one",
             f"role-name={own}role/team/Mine", f"arn={own}role/team/Mine", f"arn={ACCOUNT}",
             f"boundary={boundary}", "boundary=arn:aws:iam::aws:policy/ReadOnlyAccess", f"subnet-id={subnet}", f"security-group-id={group}"]
    gone = ["bucket=not-there", "bucket-list=rehearsal,not-there", "clusters=two", "role-name=Gone", "user-name=gone", f"arn={own}user/gone",
            "instance-id=i-0123456789abcdef0", "subnet-id=subnet-0123456789abcdef0", "security-group-id=sg-0123456789abcdef0", f"boundary={own}policy/Gone"]
    theirs = ["arn=arn:aws:iam::210987654321:role/theirs", "arn=210987654321"]
    found = lists(*there, *gone, *theirs, "policy-name=Mine", "text=one", "bucket=somebodys")
    assert {w: found[w][0] for w in there} == dict.fromkeys(there, "exists")
    assert {w: found[w][0] for w in gone} == dict.fromkeys(gone, "missing"), found
    for word in gone:
        (text, hint), = found[word][1].items()
        assert word.split("=")[-1].rsplit(",")[-1].rsplit("/")[-1] in text and hint and "--set" not in hint, (text, hint)
    assert found["policy-name=Mine"][0] == found["text=one"][0] == "unchecked"
    assert all(found[w][0] == "unknown" and "account 210987654321, and only your account is looked at" in "".join(found[w][1]) for w in theirs)
    (text, hint), = found["bucket=somebodys"][1].items()
    assert found["bucket=somebodys"][0] == "unknown" and "'somebodys' belongs to another account, or" in text and "s3:ListBucket" in hint
    cloud.forget_calls()
    assert lists("buckets", "bucket=rehearsal")["bucket=rehearsal"][0] == "exists"
    assert [c["operation"] for c in cloud.calls() if c["operation"] != "GetCallerIdentity"] == ["ListBuckets"], "the list that is there answers"
    bob = user(cloud, iam, allow("sts:GetCallerIdentity"))
    for word, (state, rows) in lists(*(w for w in there if "arn=" not in w and "role" not in w), **bob).items():
        assert state == "unknown" and rows, word

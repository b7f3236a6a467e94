"""The checks that this computer makes with a user's key, as the template lists them, with a manually created user in a fresh account."""

import json
import os
import signal
import subprocess

import pytest

from cloud import ACCOUNT, REGION, TOP, until
from program import BROKEN, find_program

PACK = os.path.join(TOP, "templates", "essentia")
USER = "Essentia"

with open(os.path.join(PACK, "pack.json"), encoding="utf-8") as file:
    PACK_JSON = json.load(file)
POLICIES = {row["name"]: row["document"] for row in PACK_JSON["policies"]}


def find_tool():
    """The program of the build tree that runs this one step."""
    path = os.path.join(os.environ.get("top_builddir") or os.path.dirname(find_program()), "tests", "flow", "check_key")
    assert os.path.exists(path), f"{path} is not built: make check-programs"
    return path


def filled(what, values):
    """A tree with its placeholders filled in."""
    text = json.dumps(what)
    for name, value in values.items():
        text = text.replace("${%s}" % name, value)
    assert "${" not in text, text
    return json.loads(text)


def key_checks(policy_name, method, **values):
    """The template's checks with the key for this method and policy."""
    values = {"USER_NAME": USER, **values}
    chosen = [p for p in PACK_JSON["probes"] if p["where"] == "key"
              and method in p.get("when", {}).get("method", [method])
              and policy_name in p.get("when", {}).get("policy", [policy_name])
              and ("BUCKET" in values or "${BUCKET}" not in json.dumps(p))]
    return filled([{k: v for k, v in p.items() if k != "when"} for p in chosen], values)


def document(policy_name, **values):
    with open(os.path.join(PACK, "documents", POLICIES[policy_name]), encoding="utf-8") as file:
        return json.dumps(filled(json.load(file), {"PARTITION": "aws", "ACCOUNT_ID": ACCOUNT, "DNS_SUFFIX": "amazonaws.com",
                                                   "ROLE_NAME": "Any", **values}))


def make_user(cloud, text, name=USER):
    """Creates a user with this policy; returns its key."""
    iam = cloud.client("iam")
    iam.create_user(UserName=name)
    if text:
        iam.put_user_policy(UserName=name, PolicyName="Access", PolicyDocument=text)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return key["AccessKeyId"], key["SecretAccessKey"]


class Checked:
    """The result of a run."""

    def __init__(self, code, out, err):
        self.code, self.err = code, err
        self.events = [json.loads(line) for line in out.splitlines()]
        self.checks = [e for e in self.events if e["event"] == "check"]
        self.verdicts = {e["id"]: e["verdict"] for e in self.checks}
        self.result = self.events[-1] if self.events else None

    def text(self, id):
        one, = [e for e in self.checks if e["id"] == id]
        return one["evidence"]["text"]

    def __repr__(self):
        return f"exit {self.code}\n{self.err}\n" + "\n".join(map(json.dumps, self.events))


@pytest.fixture
def check(home):
    """Runs the checks with this key. command: run, or resume or undo after the kill at call number die."""
    def run(key, probes, command="run", die=None):
        home.secrets.append(key[1])
        asked = {"region": REGION, "id": key[0], "secret": key[1],
                 "wanted": {"setup": "flow", "region": REGION, "resources": [], "probes": probes}}
        tool = subprocess.Popen([find_tool(), command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True, env=home.environment)
        if die:
            home.cloud.faults(die=f"{die},{tool.pid}")
        out, err = tool.communicate(json.dumps(asked), timeout=150)
        if die:
            until(lambda: any("killed" in c for c in home.cloud.calls()))
            home.cloud.clear_faults()
        assert not BROKEN.search(err), err
        assert key[1] not in out + err
        return Checked(tool.returncode, out, err)
    return run


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_every_policy_passes(cloud, check, name):
    """Allowed actions work, and actions that the policy does not allow are denied."""
    bucket = "kept" if "scoped" in name else "rehearsal"
    probes = key_checks(name, "command", BUCKET=bucket)
    assert {p["expected"] for p in probes} == {"allow", "deny"} or "redshift" in name and "s3" in name
    done = check(make_user(cloud, document(name, BUCKET=bucket) if "scoped" in name else document(name)), probes)
    assert done.code == 0 and set(done.verdicts.values()) == {"yes"}, done
    assert list(done.verdicts)[0] == "identity" and sorted(done.verdicts) == sorted(p["id"] for p in probes)
    assert done.result["report"] == done.checks
    assert all(e["evidence"]["request_id"] and e["evidence"]["time"].endswith("Z") for e in done.checks), done
    assert cloud.objects("rehearsal") == [] == cloud.objects("kept"), "no test object is left"
    assert not cloud.instances(), "a dry run launches nothing"


def test_both_methods_have_the_same_checks():
    assert key_checks("s3", "command", BUCKET="b") == key_checks("s3", "configure", BUCKET="b")
    assert not key_checks("s3", "role", BUCKET="b")


def test_user_without_permissions(cloud, check):
    """Without a policy only the identity can be checked; the messages name the user's policy."""
    probes = key_checks("redshift", "command")
    denied = [p for p in probes if p["expected"] == "deny"]
    identity = [p for p in probes if p["id"] == "identity"]
    done = check(make_user(cloud, None), identity + denied)
    assert set(done.verdicts.values()) == {"yes"}, done
    assert all(e["layer"] == "identity" for e in done.checks if e["expected"] == "deny"), done


def test_checks_wait_for_a_new_key(cloud, check):
    """Key and policy work only after a while, and at first not on every copy of IAM: the checks wait."""
    cloud.faults(delay=3, flap=True)
    probes = key_checks("workers-and-s3", "command", BUCKET="kept")
    done = check(make_user(cloud, document("workers-and-s3")), probes)
    assert done.code == 0 and set(done.verdicts.values()) == {"yes"}, done
    assert any(e.get("status") == "waiting" for e in done.events)
    assert cloud.objects("kept") == [], "no test object is left, nor a version of one"


def test_calls_of_the_checks(cloud, check):
    """The user is not allowed to list images, so the operator finds one. The launch is a dry run of one small instance."""
    done = check(make_user(cloud, document("s3")), key_checks("s3", "command"))
    assert set(done.verdicts.values()) == {"yes"}, done
    call, = cloud.calls("RunInstances")
    asked = call["params"]
    assert str(asked["DryRun"]).lower() == "true" and str(asked["MinCount"]) == str(asked["MaxCount"]) == "1"
    assert asked["InstanceType"] == "t3.micro" and asked["ImageId"].startswith("ami-")


@pytest.mark.parametrize("bucket", ["rehearsal", "kept"])
@pytest.mark.parametrize("command", ["resume", "undo"])
@pytest.mark.parametrize("die", ["before:1", "after:1", "before:2", "after:2"])
def test_kill_leaves_no_test_object(cloud, check, die, command, bucket):
    """After a kill around the put or the delete, resume and undo both leave no test object."""
    key, probes = make_user(cloud, document("s3")), key_checks("s3", "command", BUCKET=bucket)
    done = check(key, probes, die=die)
    assert done.code == -signal.SIGKILL, done
    deleted_but_kept = die == "after:2" and bucket == "kept"
    assert bool(cloud.objects(bucket)) == (die in ("after:1", "before:2") or deleted_but_kept)
    done = check(key, probes, command)
    assert done.code == 0, done
    if command == "resume":
        assert set(done.verdicts.values()) == {"yes"} and len(done.verdicts) == len(probes), done
    assert cloud.objects(bucket) == [] or deleted_but_kept, "only a version that no record names is left in a versioned bucket"


TAKEN = ('<RunInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><instancesSet><item><instanceId>{id}'
         "</instanceId></item></instancesSet></RunInstancesResponse>")


def test_dry_run_that_launches(cloud, check):
    """Where AWS launches the instance despite DryRun, the instance is terminated and reported."""
    image = cloud.client("ssm").get_parameter(Name="/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")["Parameter"]["Value"]
    machine = cloud.client("ec2").run_instances(ImageId=image, InstanceType="t3.micro", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    cloud.faults(answer=[{"operation": "RunInstances-dry", "body": TAKEN.format(id=machine), "times": 9}])
    probes = [p for p in key_checks("workers", "command") if "run-instances" in json.dumps(p["call"]) and p["expected"] == "allow"]
    done = check(make_user(cloud, document("workers")), probes)
    said, = done.checks
    assert said["verdict"] == "yes" and said["evidence"]["text"] == (
        f"EC2 ignored that it was a dry run; the instance {machine} that it launched is terminated"), done
    assert machine not in cloud.instances(("pending", "running"))

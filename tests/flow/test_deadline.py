"""Deadline's template: each method from an empty account to verified and removed, and the mistakes that the vendor's guide invites."""

import json
import os

import pytest

from cloud import ACCOUNT, EC2_TRUST, TOP, document

USER, WORKER, FLEET, TRACKER = "DeadlineSpotEventPluginAdmin", "DeadlineSpotWorker", "aws-ec2-spot-fleet-tagging-role", "DeadlineResourceTrackerAccessRole"
OWN = "DeadlineSpotEventPluginAddresses"
AWS = "arn:aws:iam::aws:policy/"
PLUGIN, ADMIN = AWS + "AWSThinkboxDeadlineSpotEventPluginAdminPolicy", AWS + "AWSThinkboxDeadlineResourceTrackerAdminPolicy"
IPS = "PUBLIC_IPS="
ADDRESSES = ["192.0.2.7/32", "198.51.100.0/24", "203.0.113.9/32", "203.0.113.10/32"]


def own_document(name):
    return f"arn:aws:iam::{ACCOUNT}:policy/{name}"


def trust(service):
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}]}


@pytest.fixture
def setup(home, tmp_path):
    """Runs setup; key files are outside the home that is searched for secrets."""
    files = {"user": ("KEY_FILE", tmp_path / "key.csv"), "profile": ("CARRY_FILE", tmp_path / "carry")}
    home.key_file = lambda method: files[method][1]

    def run(method, *words, code=0, file=True):
        name, path = files.get(method, (None, None))
        given = ["--set", f"{name}={path}"] if name and file else []
        return home.expect(code, "setup", "deadline", "--method", method, "--yes", "--json", *given, *words, limit=90)
    return run


def actions(result):
    """The plan's action for each resource, without steps that are not resources, such as the key check."""
    return {s["id"].partition(".")[0]: s["action"] for s in result.of("plan")[0]["steps"] if s["id"].partition(".")[2] in
            ("create", "none", "update", "adopt", "remove")}


def verdicts(result):
    return {e["id"]: e["verdict"] for e in result.of("check")}


def attached(iam, method):
    listed = iam.list_attached_role_policies(RoleName=USER) if method == "instance-role" else iam.list_attached_user_policies(UserName=USER)
    return {p["PolicyArn"] for p in listed["AttachedPolicies"]}


PLUGINS = {"identity", "describe-fleets", "request-fleet", "get-worker-role", "get-fleet-role", "run-instances", "describe-instances", "list-stacks"}
WORKERS = {"worker-identity", "worker-tags", "worker-instances", "worker-ends-itself", "worker-ends-other", "worker-buckets"}
READ = {"worker-may-not-end-others", "fleet-trust"}
TRACKED = {"worker-may-report", "tracker-trust", "tracker-may"}
CHECKS = {"user": PLUGINS | WORKERS | READ | TRACKED, "profile": PLUGINS | WORKERS | READ,
          "instance-role": PLUGINS | READ | TRACKED | {"worker-may-look", "worker-may-end-tagged", "worker-trust"}}


@pytest.mark.parametrize("method, tracker, fleet", [("user", True, FLEET), ("profile", False, "DeadlineSpotFleet"), ("instance-role", True, FLEET)])
def test_setup_verify_and_remove(home, cloud, iam, setup, method, tracker, fleet):
    before = cloud.snapshot()
    words = [f"--set=FLEET_ROLE_NAME={fleet}", *([] if tracker else ["--set", "TRACKER=no"])]
    made = setup(method, *words)
    assert set(actions(made).values()) == {"create"}
    assert verdicts(made) == dict.fromkeys(CHECKS[method], "yes")
    roles, profiles = cloud.roles(), cloud.profiles()
    assert roles[WORKER]["trust"] == EC2_TRUST and roles[WORKER]["attached"] == [AWS + "AWSThinkboxDeadlineSpotEventPluginWorkerPolicy"]
    assert roles[fleet]["trust"] == trust("spotfleet.amazonaws.com")
    assert roles[fleet]["attached"] == [AWS + "service-role/AmazonEC2SpotFleetTaggingRole"]
    assert profiles[WORKER]["roles"] == [WORKER] and (USER in profiles) == (method == "instance-role")
    assert (TRACKER in roles) == tracker
    if tracker:
        assert roles[TRACKER]["trust"] == trust("lambda.amazonaws.com")
        assert roles[TRACKER]["attached"] == [AWS + "AWSThinkboxDeadlineResourceTrackerAccessPolicy"]
    assert {"AWSServiceRoleForEC2Spot", "AWSServiceRoleForEC2SpotFleet"} <= set(roles)
    assert attached(iam, method) == ({PLUGIN, ADMIN} if tracker else {PLUGIN})
    if method != "instance-role":
        text = home.key_file(method).read_text()
        home.secrets.append(text.replace("\n", ",").split(",")[-2] if method == "user" else text.rpartition("secret_access_key")[2].strip(" =\n").split()[0])
        assert os.stat(home.key_file(method)).st_mode & 0o777 == 0o600
    cloud.forget_calls()
    again = setup(method, "--no-probe", *words)
    assert set(actions(again).values()) == {"none"} and not cloud.changes()
    assert home.expect(0, "verify", "deadline", "--no-probe", "--json").result["ok"]
    home.expect(0, "remove", "deadline", "--yes", "--json")
    after = cloud.snapshot()
    for part in before:
        assert {k for k in after[part] if "AWSServiceRole" not in k} == {k for k in before[part] if "AWSServiceRole" not in k}, part


def test_resources_of_the_console_are_adopted(cloud, iam, setup):
    """The fleet role with another trust policy, the worker's role and profile, and a service-linked role."""
    wide = trust(["spotfleet.amazonaws.com", "ec2.amazonaws.com"])
    iam.create_role(RoleName=FLEET, AssumeRolePolicyDocument=json.dumps(wide))
    iam.create_role(RoleName=WORKER, AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    iam.create_instance_profile(InstanceProfileName=WORKER)
    iam.add_role_to_instance_profile(InstanceProfileName=WORKER, RoleName=WORKER)
    iam.create_service_linked_role(AWSServiceName="spot.amazonaws.com")
    made = setup("user", "--no-probe", code=2)
    assert "more than the template allows: trust 'ec2.amazonaws.com'" in made.err and "accredit accept deadline" in made.err
    kept = {k for k, v in actions(made).items() if v == "adopt"}
    assert {"fleet-role", "worker-role", "worker-profile", "spot"} <= kept, actions(made)
    assert cloud.roles()[FLEET]["trust"] == wide
    assert actions(made)["fleet-policy"] == "create"
    # AWS managed policy would stay attached and allow every address, so a new setup is needed
    refused = setup("user", "--no-probe", "--policy", "source-ip", "--set", IPS + "192.0.2.7", code=64)
    assert "choose --name" in refused.err


@pytest.mark.parametrize("policy", ["source-ip", "source-ip-deny"])
def test_policy_with_address_condition(cloud, iam, setup, home, policy):
    made = setup("instance-role", "--policy", policy, "--set", "TRACKER=yes", "--set", "PUBLIC_IPS=" + ", ".join(ADDRESSES[:3]), "--set",
                 "REGION=us-east-1")
    said = verdicts(made)
    assert {"identity", "from-addresses", "pass-roles", "from-elsewhere"} <= set(said) and set(said.values()) == {"yes"}
    text = iam.get_policy_version(PolicyArn=own_document(OWN), VersionId="v1")["PolicyVersion"]["Document"]
    statements = document(text)["Statement"]
    if policy == "source-ip":
        assert attached(iam, "instance-role") == {own_document(OWN), own_document(OWN + "-Tracker")}
        assert all(s["Condition"]["IpAddress"]["aws:SourceIp"] == ADDRESSES[:3] for s in statements)
        passed, = [s for s in statements if s["Action"] == ["iam:PassRole"]]
        assert passed["Condition"]["StringLike"] == {"iam:PassedToService": "ec2.amazonaws.com"}, "merged, not overwritten"
    else:
        assert attached(iam, "instance-role") == {PLUGIN, ADMIN, own_document(OWN)}
        assert [(s["Effect"], s["Condition"]["NotIpAddress"]["aws:SourceIp"]) for s in statements] == [("Deny", ADDRESSES[:3])]


@pytest.mark.parametrize("words, sentence", [
    (["--set", "WORKER_ROLE_NAME=SpotWorker"], "starts with DeadlineSpot"),
    (["--set", "WORKER_ROLE_NAME=deadlinespotWorker"], "case-sensitive"),
    (["--set", "FLEET_ROLE_NAME=my-fleet-role"], "starts with DeadlineSpot"),
    (["--set", "FLEET_ROLE_NAME=AWS-ec2-spot-fleet-tagging-role"], "case-sensitive"),
    (["--set", f"FLEET_ROLE_NAME={WORKER}"], "two resources of kind role would have the name"),
    (["--policy", "source-ip"], "PUBLIC_IPS"),
    (["--policy", "source-ip-deny", "--set", IPS + "192.0.2.7/33"], "is not an IP address range"),
    (["--policy", "source-ip", "--set", IPS + "<public_ip_address>"], "is not allowed"),
    (["--policy", "source-ip", "--set", "TRACKER=yes", "--set", IPS + ",".join(ADDRESSES)], "--policy source-ip-deny"),
])
def test_wrong_answers_are_rejected_before_any_change(cloud, setup, words, sentence):
    result = setup("user", *words, code=64)
    assert sentence in result.err, result
    assert not cloud.changes()


def test_key_file_is_required(cloud, setup):
    assert "KEY_FILE" in setup("user", code=64, file=False).err and not cloud.changes()


def test_fourth_address_fits_without_tracker_and_with_short_form(cloud, setup):
    for policy, tracker in (("source-ip", "no"), ("source-ip-deny", "yes")):
        made = setup("instance-role", "--plan", "--policy", policy, "--set", IPS + ",".join(ADDRESSES), "--set", f"TRACKER={tracker}", code=2)
        assert "create" in actions(made).values()
    assert not cloud.changes()


def test_template_passes_the_check(home):
    assert "No problems found" in home.expect(0, "templates", "check", os.path.join(TOP, "templates", "deadline")).out


def test_role_is_attached_to_a_running_instance(cloud, setup, home):
    """The role is attached to the Remote Connection Server's instance while it runs, and detached on removal."""
    ec2 = cloud.client("ec2")
    machine = ec2.run_instances(ImageId=cloud.image(), MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]

    def transferred_key():
        found = ec2.describe_iam_instance_profile_associations(Filters=[{"Name": "instance-id", "Values": [machine]}])["IamInstanceProfileAssociations"]
        return [a["IamInstanceProfile"]["Arn"].rpartition("/")[2] for a in found if a["State"] == "associated"]
    made = setup("instance-role", "--no-probe", "--set", f"INSTANCE_ID={machine}")
    assert made.actions["machine"] == "create" and transferred_key() == [USER]
    home.expect(0, "remove", "deadline", "--yes", "--json")
    assert not transferred_key()
    ec2.terminate_instances(InstanceIds=[machine])


# What the operator types into Deadline

FIELDS = ("Security Credentials: Use Local Credentials", "Security Credentials: Access Key ID", "Security Credentials: Secret Access Key", "Region")


def test_plugin_fields_are_named(home, setup, iam):
    """From the first key to the next one, each value has the dialog's name, and no secret is shown."""
    words = ["deadline", "--no-probe", "--yes", "--set", f"KEY_FILE={home.key_file('user')}"]
    output = home.expect(0, "setup", *words).out
    home.secrets.append(home.key_file("user").read_text().strip().rpartition(",")[2])
    for field in FIELDS:
        assert field in output, field
    assert "Tools > Configure Events" in output and "legacy API with no planned investment" in output
    assert attached(iam, "user") == {PLUGIN, ADMIN}, "the page attaches both"
    told = home.run("rotate", "deadline", "--plan").out
    assert "enter the new Access Key ID and Secret Access Key before the old key is deleted" in told, told
    old = home.secrets.pop()    # it can be reactivated until the rotation is finished
    home.expect(0, "rotate", "deadline", "--yes", "--json", limit=120)
    new = home.key_file("user").read_text().strip().rpartition(",")[2]
    home.expect(0, "rotate", "deadline", "--finish", "--now", "--yes", "--json", limit=120)
    home.secrets += [old, new]
    assert old != new and home.expect(0, "verify", "deadline", "--no-probe", "--json", limit=120).result["ok"]


def test_profile_is_named_for_the_plugin(home, setup):
    output = home.expect(0, "setup", "deadline", "--method", "profile", "--no-probe", "--yes", "--set", f"CARRY_FILE={home.key_file('profile')}").out
    home.secrets.append(home.key_file("profile").read_text().rpartition("secret_access_key")[2].strip(" =\n").split()[0])
    assert "Security Credentials: AWS Named Profile" in output and "set Use Local Credentials to True" in output
    assert "Security Credentials: Access Key ID" not in output

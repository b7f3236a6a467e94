"""What a removal keeps, and why: shown before confirmation and at the end; nothing else in the account changes."""

import json

import pytest

from pack_managed import ARN, SETUP as BOATS, managed_pack  # noqa: F401
from cloud import EC2_TRUST, allow, policy
from pack_bucket import SETUP as LAKE, bucket_pack  # noqa: F401
from text_session import PipeSession

ROLE = {"RoleName": "EssentiaMaster"}
PROFILE = {"InstanceProfileName": "EssentiaMaster"}
BUCKET = "the-lake"
REMOVE = ("remove", "essentia", "--yes", "--json")


def kept_resources(result):
    """kind -> (reason, why); the same before confirmation and at the end."""
    events = result.of("left")
    half = len(events) // 2
    assert events[:half] == events[half:] and all(set(e) == {"event", "kind", "name", "reason", "why"} for e in events)
    return {e["kind"]: (e["reason"], e["why"]) for e in events[:half]}


def account_snapshot(cloud):
    """Every IAM document of the account, and the buckets with their objects."""
    iam = cloud.client("iam")
    s3 = cloud.client("s3")
    return {**cloud.snapshot(), "details": json.loads(json.dumps({
                k: v for k, v in iam.get_account_authorization_details().items() if k != "ResponseMetadata"}, default=str)),
            "buckets": {b["Name"]: cloud.objects(b["Name"]) for b in s3.list_buckets()["Buckets"]}}


def create_unrelated(cloud, iam):
    """Resources of others: a role with a policy, a profile, a user with a key, an object in a bucket."""
    iam.create_role(RoleName="Stranger", AssumeRolePolicyDocument=json.dumps(EC2_TRUST), Tags=[{"Key": "team", "Value": "blue"}])
    iam.put_role_policy(RoleName="Stranger", PolicyName="own", PolicyDocument=policy(allow("sqs:*")))
    iam.create_instance_profile(InstanceProfileName="Stranger")
    iam.add_role_to_instance_profile(InstanceProfileName="Stranger", RoleName="Stranger")
    iam.create_user(UserName="ann")
    iam.create_access_key(UserName="ann")
    cloud.client("s3").put_object(Bucket="rehearsal", Key="theirs", Body=b"1")


def launch_instance(cloud, profile="EssentiaMaster"):
    ec2 = cloud.client("ec2")
    image = cloud.image()
    made = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, InstanceType="t3.micro", IamInstanceProfile={"Name": profile})
    return made["Instances"][0]["InstanceId"]


def test_unrelated_resources_are_unchanged(home, cloud, iam):
    create_unrelated(cloud, iam)
    before = account_snapshot(cloud)
    home.setup()
    assert not home.expect(0, *REMOVE).of("left")
    assert account_snapshot(cloud) == before


def test_plan_of_a_removal(home, cloud):
    """It shows what remove would do, changes nothing, and needs no confirmation."""
    home.expect(0, "setup", "essentia", "--no-probe", "--yes")
    before = account_snapshot(cloud)
    planned = home.expect(2, "remove", "essentia", "--plan", "--json")
    assert {s["action"] for s in planned.of("plan")[0]["steps"]} == {"remove"} and not planned.of("step")
    assert "EssentiaMaster" in home.expect(2, "remove", "essentia", "--plan").out
    assert account_snapshot(cloud) == before
    home.expect(0, "verify", "essentia", "--no-probe", "--json")
    home.expect(0, *REMOVE)


def test_instance_with_the_profile_is_running(home, cloud, iam):
    """Everything that the instance uses is kept, not the profile alone; once the instance is terminated, the rest is removed."""
    create_unrelated(cloud, iam)
    before = account_snapshot(cloud)
    home.setup()
    one = launch_instance(cloud)
    between = account_snapshot(cloud)
    plan = home.expect(64, "remove", "essentia", "--json")
    assert {e["kind"] for e in plan.of("left")} == {"role", "role-policy", "instance-profile", "instance-profile-role"}
    result = home.expect(0, *REMOVE)
    told = kept_resources(result)
    assert told["instance-profile"] == ("in-use", f"in use by machine {one}")
    assert told["instance-profile-role"] == ("in-use", "it belongs to the instance profile 'EssentiaMaster', which is kept")
    assert told["role"] == ("in-use", "in use by instance profile EssentiaMaster") and told["role-policy"][0] == "in-use"
    assert set(result.actions.values()) == {"none"} and account_snapshot(cloud) == between and home.listed()
    cloud.client("ec2").terminate_instances(InstanceIds=[one])
    assert not home.expect(0, *REMOVE).of("left") and not home.listed()
    after = account_snapshot(cloud)
    after["machines"] = before["machines"]
    assert after == before


def test_role_in_another_profile(home, cloud, iam):
    home.setup()
    iam.create_instance_profile(InstanceProfileName="Theirs")
    iam.add_role_to_instance_profile(InstanceProfileName="Theirs", **ROLE)
    result = home.expect(0, *REMOVE)
    told = kept_resources(result)
    assert told["role"] == ("in-use", "in use by instance profile Theirs") and "role-policy" in told
    assert result.actions == {"role": "none", "policy": "none", "instance-profile": "remove", "profile-role": "remove"}
    assert set(cloud.profiles()) == {"Theirs"} and set(cloud.roles()["EssentiaMaster"]["inline"]) == {"EssentiaAccess"}


def test_role_of_another_setup(home, cloud):
    """The second setup adopted what the first created: neither removes it from the other, and both say so."""
    home.setup()
    home.setup("--name", "second")
    before = account_snapshot(cloud)
    result = kept_resources(home.expect(0, *REMOVE))
    assert set(result.values()) == {("in-use", "setup 'second' uses it")} and account_snapshot(cloud) == before and home.listed()
    result = kept_resources(home.expect(0, "remove", "second", "--yes", "--json"))
    assert set(result.values()) == {("adopted", "setup 'essentia' created it, or uses it, too")} and account_snapshot(cloud) == before
    assert not home.expect(0, *REMOVE).of("left") and not cloud.roles() and not home.listed()


def test_next_setup_after_a_removal_that_kept_resources(home, cloud, tmp_path):
    """The template keeps the second setup's user; the resources that it had adopted belong to the first alone again."""
    def setup(name, user):
        home.expect(0, "setup", "iguazio", "--name", name, "--yes", "--no-probe", "--json", "--set", f"USER_NAME={user}",
                    "--set", f"KEY_FILE={tmp_path / name}.csv")
    setup("first", "One")
    setup("second", "Two")
    result = kept_resources(home.expect(0, "remove", "first", "--yes", "--json"))
    assert result["role"] == ("in-use", "setup 'second' uses it") and "IguazioDataScienceNode" in cloud.roles()
    result = kept_resources(home.expect(0, "remove", "second", "--yes", "--json"))
    assert result["role"][0] == "adopted" and result["user"][0] == "stays" and home.listed("second")["state"] == "removed, but for what stays"
    assert set(kept_resources(home.expect(0, "remove", "first", "--yes", "--json"))) == {"user"} and not cloud.roles()


def test_policy_attached_elsewhere(managed_pack, cloud, iam):
    managed_pack.expect(0, *BOATS)
    iam.create_role(RoleName="Ferry", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    iam.attach_role_policy(RoleName="Ferry", PolicyArn=ARN)
    result = kept_resources(managed_pack.expect(0, "remove", "boats", "--yes", "--json"))
    assert result == {"policy": ("in-use", "in use by role Ferry")} and set(cloud.roles()) == {"Ferry"}
    iam.detach_role_policy(RoleName="Ferry", PolicyArn=ARN)
    assert not managed_pack.expect(0, "remove", "boats", "--yes", "--json").of("left") and not cloud.snapshot()["policies"]


def test_another_key_on_the_user(managed_pack, cloud, iam):
    """The owner of that key uses the user, so the user keeps its permissions."""
    managed_pack.expect(0, *BOATS)
    made = iam.create_access_key(UserName="Skipper")["AccessKey"]
    managed_pack.secrets.append(made["SecretAccessKey"])
    result = kept_resources(managed_pack.expect(0, "remove", "boats", "--yes", "--json"))
    assert result["user"] == ("in-use", f"in use by the access key {made['AccessKeyId']} (created by others)")
    assert result["policy"] == ("in-use", "in use by user Skipper") and "user-policy-attachment" in result
    assert set(cloud.snapshot()["users"]) == {"operator", "Skipper"} and "Boat" not in cloud.roles()


@pytest.mark.parametrize("tags, why", [([], "its tag accredit:setup was removed: it may belong to someone else now"),
                                       ([{"Key": "accredit:setup", "Value": "other"}],
                                        "its tag accredit:setup is 'other': it belongs to someone else now")])
def test_tag_of_another_owner(home, cloud, iam, tags, why):
    home.setup()
    iam.untag_role(**ROLE, TagKeys=["accredit:setup"])
    if tags:
        iam.tag_role(**ROLE, Tags=tags)
    role = cloud.roles()["EssentiaMaster"]
    result = kept_resources(home.expect(0, *REMOVE))
    assert result["role"] == ("not-ours", why) and result["role-policy"] == ("not-ours", "it belongs to the role 'EssentiaMaster', which is kept")
    assert cloud.roles() == {"EssentiaMaster": role} and not cloud.profiles()
    assert not home.listed(), "none of it belongs to the setup"


def test_adopted_resources_are_kept(home, cloud, iam):
    iam.create_role(**ROLE, AssumeRolePolicyDocument=json.dumps(EC2_TRUST), Description="Lets an Essentia master use this account")
    before = account_snapshot(cloud)
    home.setup()
    result = kept_resources(home.expect(0, *REMOVE))
    assert result == {"role": ("adopted", "it existed before, and was adopted as it was")}
    assert account_snapshot(cloud) == before and not home.listed()


def test_bucket_with_objects(bucket_pack, cloud):
    bucket_pack.expect(0, *LAKE)
    cloud.client("s3").put_object(Bucket=BUCKET, Key="kept", Body=b"1")
    result = kept_resources(bucket_pack.expect(0, "remove", "lake", "--yes", "--json"))
    assert result == {"bucket": ("in-use", "in use by objects in it")}
    cloud.client("s3").delete_object(Bucket=BUCKET, Key="kept")
    for version in cloud.client("s3").list_object_versions(Bucket=BUCKET).get("Versions", []):
        cloud.client("s3").delete_object(Bucket=BUCKET, Key="kept", VersionId=version["VersionId"])
    for marker in cloud.client("s3").list_object_versions(Bucket=BUCKET).get("DeleteMarkers", []):
        cloud.client("s3").delete_object(Bucket=BUCKET, Key="kept", VersionId=marker["VersionId"])
    assert not bucket_pack.expect(0, "remove", "lake", "--yes", "--json").of("left") and not bucket_pack.listed("lake")


def test_removal_that_stops_reports_what_it_keeps(managed_pack, cloud, iam):
    """The kept resources are recorded, so resuming the removal reports them, too."""
    managed_pack.expect(0, *BOATS)
    iam.create_role(RoleName="Ferry", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    iam.attach_role_policy(RoleName="Ferry", PolicyArn=ARN)
    cloud.faults(error=["DeleteRole=ServiceFailure:500"])
    assert managed_pack.run("remove", "boats", "--yes", "--json").code == 3
    cloud.clear_faults()
    result = managed_pack.expect(0, "resume", "boats", "--yes", "--json")
    assert [(e["kind"], e["why"]) for e in result.of("left")] == [("policy", "in use by role Ferry")]
    assert set(cloud.roles()) == {"Ferry"} and managed_pack.listed("boats")


def test_kept_resources_in_text_output(home, cloud):
    home.setup()
    one = launch_instance(cloud)
    output = home.expect(0, "remove", "essentia", "--yes").out
    assert output.count("What is left, and why:") == 2 and output.count(f"instance profile 'EssentiaMaster': in use by machine {one}") == 2
    assert "keep instance profile 'EssentiaMaster', used by machine" in output


def test_kept_resources_in_plain_text(home, cloud):
    home.setup()
    one = launch_instance(cloud)
    session = PipeSession(home, "remove", "essentia", "--text")
    assert "What is left, and why:" in session.last and f"in use by machine {one}" in " ".join(session.last.split())
    session.say("y")
    assert "Removed, except " in session.all and session.all.count("What is left, and why:") == 2
    session.end(0)


def test_resources_deleted_before_the_removal(home, iam):
    home.setup()
    iam.delete_role_policy(**ROLE, PolicyName="EssentiaAccess")
    output = home.expect(0, "remove", "essentia", "--yes").out
    assert "already removed: " in output and "'EssentiaAccess'" in output and "What is left" not in output

"""What a removal leaves, and why: told before consent and at the end, and nothing else of the account is touched."""

import json

import pytest

from pack_managed import ARN, SETUP as BOATS, boats  # noqa: F401
from cloud import EC2_TRUST, allow, policy
from pack_bucket import SETUP as LAKE, lake  # noqa: F401
from text_session import Pipe

ROLE = {"RoleName": "EssentiaMaster"}
PROFILE = {"InstanceProfileName": "EssentiaMaster"}
BUCKET = "the-lake"
REMOVE = ("remove", "essentia", "--yes", "--json")


def left(result):
    """kind -> (reason, why); the same before consent and at the end."""
    events = result.of("left")
    half = len(events) // 2
    assert events[:half] == events[half:] and all(set(e) == {"event", "kind", "name", "reason", "why"} for e in events)
    return {e["kind"]: (e["reason"], e["why"]) for e in events[:half]}


def whole(cloud):
    """Every document of the account that IAM keeps, and the buckets with what lies in them."""
    iam = cloud.client("iam")
    s3 = cloud.client("s3")
    return {**cloud.snapshot(), "details": json.loads(json.dumps({
                k: v for k, v in iam.get_account_authorization_details().items() if k != "ResponseMetadata"}, default=str)),
            "buckets": {b["Name"]: cloud.objects(b["Name"]) for b in s3.list_buckets()["Buckets"]}}


def strangers(cloud, iam):
    """Things of others: a role with a policy, a profile, a user with a key, a bucket's object."""
    iam.create_role(RoleName="Stranger", AssumeRolePolicyDocument=json.dumps(EC2_TRUST), Tags=[{"Key": "team", "Value": "blue"}])
    iam.put_role_policy(RoleName="Stranger", PolicyName="own", PolicyDocument=policy(allow("sqs:*")))
    iam.create_instance_profile(InstanceProfileName="Stranger")
    iam.add_role_to_instance_profile(InstanceProfileName="Stranger", RoleName="Stranger")
    iam.create_user(UserName="ann")
    iam.create_access_key(UserName="ann")
    cloud.client("s3").put_object(Bucket="rehearsal", Key="theirs", Body=b"1")


def machine(cloud, profile="EssentiaMaster"):
    ec2 = cloud.client("ec2")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    made = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, InstanceType="t3.micro", IamInstanceProfile={"Name": profile})
    return made["Instances"][0]["InstanceId"]


def test_strangers_are_untouched(home, cloud, iam):
    strangers(cloud, iam)
    before = whole(cloud)
    home.setup()
    assert not home.expect(0, *REMOVE).of("left")
    assert whole(cloud) == before


def test_a_plan_of_a_removal(home, cloud):
    """It shows what remove would do, changes nothing, and needs no consent."""
    home.expect(0, "setup", "essentia", "--no-probe", "--yes")
    before = whole(cloud)
    planned = home.expect(2, "remove", "essentia", "--plan", "--json")
    assert {s["action"] for s in planned.of("plan")[0]["steps"]} == {"remove"} and not planned.of("step")
    assert "EssentiaMaster" in home.expect(2, "remove", "essentia", "--plan").out
    assert whole(cloud) == before
    home.expect(0, "verify", "essentia", "--no-probe", "--json")
    home.expect(0, *REMOVE)


def test_a_machine_runs_with_it(home, cloud, iam):
    """All that the machine works with stays, not the profile alone; once the machine is gone, the rest goes."""
    strangers(cloud, iam)
    before = whole(cloud)
    home.setup()
    one = machine(cloud)
    between = whole(cloud)
    plan = home.expect(64, "remove", "essentia", "--json")
    assert {e["kind"] for e in plan.of("left")} == {"role", "role-policy", "instance-profile", "instance-profile-role"}
    result = home.expect(0, *REMOVE)
    told = left(result)
    assert told["instance-profile"] == ("in-use", f"in use by machine {one}")
    assert told["instance-profile-role"] == ("in-use", "it belongs to the instance profile 'EssentiaMaster', which stays")
    assert told["role"] == ("in-use", "in use by instance profile EssentiaMaster") and told["role-policy"][0] == "in-use"
    assert set(result.actions.values()) == {"none"} and whole(cloud) == between and home.listed()
    cloud.client("ec2").terminate_instances(InstanceIds=[one])
    assert not home.expect(0, *REMOVE).of("left") and not home.listed()
    after = whole(cloud)
    after["machines"] = before["machines"]
    assert after == before


def test_another_profile_takes_the_role(home, cloud, iam):
    home.setup()
    iam.create_instance_profile(InstanceProfileName="Theirs")
    iam.add_role_to_instance_profile(InstanceProfileName="Theirs", **ROLE)
    result = home.expect(0, *REMOVE)
    told = left(result)
    assert told["role"] == ("in-use", "in use by instance profile Theirs") and "role-policy" in told
    assert result.actions == {"role": "none", "policy": "none", "instance-profile": "remove", "profile-role": "remove"}
    assert set(cloud.profiles()) == {"Theirs"} and set(cloud.roles()["EssentiaMaster"]["inline"]) == {"EssentiaAccess"}


def test_another_setup_uses_it(home, cloud):
    """The second adopted what the first made: neither takes it from the other, and both say so."""
    home.setup()
    home.setup("--name", "second")
    before = whole(cloud)
    told = left(home.expect(0, *REMOVE))
    assert set(told.values()) == {("in-use", "set-up 'second' uses it")} and whole(cloud) == before and home.listed()
    told = left(home.expect(0, "remove", "second", "--yes", "--json"))
    assert set(told.values()) == {("adopted", "set-up 'essentia' made it, or uses it as well")} and whole(cloud) == before
    assert not home.expect(0, *REMOVE).of("left") and not cloud.roles() and not home.listed()


def test_what_a_removal_left_uses_nothing_of_others(home, cloud, tmp_path):
    """The second's user stays by the template's word; what it had adopted is the first's alone again."""
    def setup(name, user):
        home.expect(0, "setup", "iguazio", "--name", name, "--yes", "--no-probe", "--json", "--set", f"USER_NAME={user}",
                    "--set", f"KEY_FILE={tmp_path / name}.csv")
    setup("first", "One")
    setup("second", "Two")
    told = left(home.expect(0, "remove", "first", "--yes", "--json"))
    assert told["role"] == ("in-use", "set-up 'second' uses it") and "IguazioDataScienceNode" in cloud.roles()
    told = left(home.expect(0, "remove", "second", "--yes", "--json"))
    assert told["role"][0] == "adopted" and told["user"][0] == "stays" and home.listed("second")["state"] == "removed, but for what stays"
    assert set(left(home.expect(0, "remove", "first", "--yes", "--json"))) == {"user"} and not cloud.roles()


def test_a_policy_hangs_elsewhere(boats, cloud, iam):
    boats.expect(0, *BOATS)
    iam.create_role(RoleName="Ferry", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    iam.attach_role_policy(RoleName="Ferry", PolicyArn=ARN)
    told = left(boats.expect(0, "remove", "boats", "--yes", "--json"))
    assert told == {"policy": ("in-use", "in use by role Ferry")} and set(cloud.roles()) == {"Ferry"}
    iam.detach_role_policy(RoleName="Ferry", PolicyArn=ARN)
    assert not boats.expect(0, "remove", "boats", "--yes", "--json").of("left") and not cloud.snapshot()["policies"]


def test_a_key_of_others_on_the_user(boats, cloud, iam):
    """Whoever has a key works with the user: it keeps what it may do."""
    boats.expect(0, *BOATS)
    made = iam.create_access_key(UserName="Skipper")["AccessKey"]
    boats.secrets.append(made["SecretAccessKey"])
    told = left(boats.expect(0, "remove", "boats", "--yes", "--json"))
    assert told["user"] == ("in-use", f"in use by the access key {made['AccessKeyId']} of others")
    assert told["policy"] == ("in-use", "in use by user Skipper") and "user-policy-attachment" in told
    assert set(cloud.snapshot()["users"]) == {"operator", "Skipper"} and "Boat" not in cloud.roles()


@pytest.mark.parametrize("tags, why", [([], "its tag accredit:setup is gone: it may be another's by now"),
                                       ([{"Key": "accredit:setup", "Value": "other"}],
                                        "its tag accredit:setup says 'other': it is another's by now")])
def test_the_tag_says_otherwise(home, cloud, iam, tags, why):
    home.setup()
    iam.untag_role(**ROLE, TagKeys=["accredit:setup"])
    if tags:
        iam.tag_role(**ROLE, Tags=tags)
    role = cloud.roles()["EssentiaMaster"]
    told = left(home.expect(0, *REMOVE))
    assert told["role"] == ("not-ours", why) and told["role-policy"] == ("not-ours", "it belongs to the role 'EssentiaMaster', which stays")
    assert cloud.roles() == {"EssentiaMaster": role} and not cloud.profiles()
    assert not home.listed(), "nothing of it is ours"


def test_what_was_adopted(home, cloud, iam):
    iam.create_role(**ROLE, AssumeRolePolicyDocument=json.dumps(EC2_TRUST), Description="Lets an Essentia master use this account")
    before = whole(cloud)
    home.setup()
    told = left(home.expect(0, *REMOVE))
    assert told == {"role": ("adopted", "it was there before, and was taken as it was")}
    assert whole(cloud) == before and not home.listed()


def test_a_bucket_with_objects(lake, cloud):
    lake.expect(0, *LAKE)
    cloud.client("s3").put_object(Bucket=BUCKET, Key="kept", Body=b"1")
    told = left(lake.expect(0, "remove", "lake", "--yes", "--json"))
    assert told == {"bucket": ("in-use", "in use by objects that lie in it")}
    cloud.client("s3").delete_object(Bucket=BUCKET, Key="kept")
    for version in cloud.client("s3").list_object_versions(Bucket=BUCKET).get("Versions", []):
        cloud.client("s3").delete_object(Bucket=BUCKET, Key="kept", VersionId=version["VersionId"])
    for marker in cloud.client("s3").list_object_versions(Bucket=BUCKET).get("DeleteMarkers", []):
        cloud.client("s3").delete_object(Bucket=BUCKET, Key="kept", VersionId=marker["VersionId"])
    assert not lake.expect(0, "remove", "lake", "--yes", "--json").of("left") and not lake.listed("lake")


def test_a_removal_that_stops_still_tells(boats, cloud, iam):
    """What is left is in the record: whoever resumes hears of it too."""
    boats.expect(0, *BOATS)
    iam.create_role(RoleName="Ferry", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    iam.attach_role_policy(RoleName="Ferry", PolicyArn=ARN)
    cloud.faults(error=["DeleteRole=ServiceFailure:500"])
    assert boats.run("remove", "boats", "--yes", "--json").code == 3
    cloud.mend()
    result = boats.expect(0, "resume", "boats", "--yes", "--json")
    assert [(e["kind"], e["why"]) for e in result.of("left")] == [("policy", "in use by role Ferry")]
    assert set(cloud.roles()) == {"Ferry"} and boats.listed("boats")


def test_in_words(home, cloud):
    home.setup()
    one = machine(cloud)
    said = home.expect(0, "remove", "essentia", "--yes").out
    assert said.count("What is left, and why:") == 2 and said.count(f"instance profile 'EssentiaMaster': in use by machine {one}") == 2
    assert "keep the instance profile 'EssentiaMaster', used by machine" in said


def test_in_plain_text(home, cloud):
    home.setup()
    one = machine(cloud)
    talk = Pipe(home, "remove", "essentia", "--text")
    assert "What is left, and why:" in talk.last and f"in use by machine {one}" in " ".join(talk.last.split())
    talk.say("y")
    assert "Removed." in talk.all and talk.all.count("What is left, and why:") == 2
    talk.end(0)


def test_what_is_gone_already(home, iam):
    home.setup()
    iam.delete_role_policy(**ROLE, PolicyName="EssentiaAccess")
    said = home.expect(0, "remove", "essentia", "--yes").out
    assert "gone already: the" in said and "'EssentiaAccess'" in said and "What is left" not in said

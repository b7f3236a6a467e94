"""Repair: it reports what it cannot change, adds nothing that exists under another name, and asks before it removes others' additions."""

import json

import pytest

from cloud import ACCOUNT, EC2_TRUST, allow, policy
from kube_client import Kube
from pack_bucket import SETUP, bucket_pack  # noqa: F401
from test_drift import INLINE, PROFILE, ROLE, allow_more, widen_trust
from test_e6data import one_role
from test_outside_changes import WORDS
from test_setup_lifecycle import KEPT, vendor_document

REPAIR = ("repair", "essentia", "--yes", "--json")
VERIFY = ("verify", "essentia", "--no-probe", "--json")


@pytest.mark.parametrize("change, of, statement", [(allow_more, "policy", "- 4 Allow"), (widen_trust, "role", "- 2 Allow")], ids=["statement", "trust"])
def test_additions_of_others_are_removed_after_confirmation(home, cloud, iam, change, of, statement):
    """Shown as what the repair removes; without confirmation nothing happens; with --yes it is removed, and nothing differs."""
    home.setup()
    change(iam)
    before = cloud.snapshot()
    cloud.forget_calls()
    planned = home.expect(2, "repair", "essentia", "--plan")
    assert "; repair removes it" in planned.out and statement in planned.out
    assert "--yes" in home.expect(64, "repair", "essentia").err and not cloud.changes() and cloud.snapshot() == before
    done = home.expect(0, *REPAIR)
    assert done.actions == {**KEPT, of: "update"} and done.of("extra")[0]["step"] == f"{of}.update"
    assert home.expect(0, *VERIFY).actions == KEPT


def test_separate_policy_of_others_is_kept(home, cloud, iam):
    """An inline policy of others is reported with the way to continue, exit 2, and kept."""
    home.setup()
    iam.put_role_policy(**ROLE, PolicyName="of-others", PolicyDocument=policy(allow("sqs:*")))
    cloud.forget_calls()
    left = home.expect(2, "repair", "essentia", "--yes")
    assert "of-others" in left.out and "accredit accept essentia" in left.out and not cloud.changes()
    assert "Nothing to repair" not in left.out
    home.expect(0, "accept", "essentia", "--yes", "--json")
    home.expect(0, *REPAIR)


@pytest.mark.parametrize("policy_kind", ["inline", "managed"])
def test_equal_permissions_under_another_name(home, cloud, iam, policy_kind):
    """The same permissions under another name: nothing is missing, so nothing is added."""
    home.setup()
    document = json.dumps(vendor_document("workers-and-s3"))
    iam.delete_role_policy(**INLINE)
    if policy_kind == "inline":
        iam.put_role_policy(**ROLE, PolicyName="theirs", PolicyDocument=document)
    else:
        arn = iam.create_policy(PolicyName="theirs", PolicyDocument=document)["Policy"]["Arn"]
        iam.attach_role_policy(**ROLE, PolicyArn=arn)
    before = cloud.snapshot()
    cloud.forget_calls()
    home.expect(0, *VERIFY)
    assert set(home.expect(0, *REPAIR).actions.values()) == {"none"} and not cloud.changes() and cloud.snapshot() == before


def recreate_under_another_path(iam, path):
    """The setup's role, created again by others under another path, without policies."""
    iam.delete_role_policy(**INLINE)
    iam.remove_role_from_instance_profile(**PROFILE, **ROLE)
    iam.delete_role(**ROLE)
    iam.create_role(**ROLE, Path=path, AssumeRolePolicyDocument=json.dumps(EC2_TRUST), Tags=[{"Key": "accredit:setup", "Value": "essentia"}])


def test_path_without_an_answer_does_not_differ(home, cloud, iam):
    home.setup()
    recreate_under_another_path(iam, "/service-role/")
    home.expect(0, *REPAIR)
    role = cloud.roles()["EssentiaMaster"]
    assert role["path"] == "/service-role/" and set(role["inline"]) == {"EssentiaAccess"}
    home.expect(0, *VERIFY)


def test_path_cannot_be_repaired(home, cloud, iam):
    """A path that was asked for: IAM cannot change one, so repair says so, is incomplete, and names the answer for setup."""
    home.setup("--set", "PATH=/team/")
    recreate_under_another_path(iam, "/")
    result = home.expect(2, *REPAIR)
    assert "cannot change a path" in result.err and "run the setup again: set its path with --set PATH=/" in result.err
    assert cloud.roles()["EssentiaMaster"]["path"] == "/"
    home.expect(2, *VERIFY)
    home.setup("--set", "PATH=/")
    home.expect(0, *VERIFY)


def test_access_entry_of_another_type(home, cloud, iam):
    """EKS cannot change the type: the entry is kept, with the reason, and repair exits 2."""
    Kube(cloud, "one", "API")
    home.expect(0, "setup", "e6data", "--yes", "--no-probe", "--json", *WORDS)
    eks, arn = cloud.client("eks"), f"arn:aws:iam::{ACCOUNT}:role/{one_role(cloud, 'cross-account-role')[0]}"
    eks.delete_access_entry(clusterName="one", principalArn=arn)
    eks.create_access_entry(clusterName="one", principalArn=arn, type="EC2_LINUX")
    left = home.expect(2, "repair", "e6data", "--yes")
    assert "not repaired: cluster-access" in left.out and "of type EC2_LINUX" in left.out
    assert eks.describe_access_entry(clusterName="one", principalArn=arn)["accessEntry"]["type"] == "EC2_LINUX"
    home.expect(2, "verify", "e6data", "--no-probe", "--json")


def test_rule_that_was_created_in_the_meantime(bucket_pack, cloud):
    """PutRule would change an existing rule: the program checks once more right before it, and changes nothing."""
    events = cloud.client("events")
    cloud.faults(stall=["CreateQueue=30x1"])
    run = bucket_pack.start(*SETUP)
    bucket_pack.wait_for_call("CreateQueue")
    events.put_rule(Name="the-queue-spot", EventPattern=json.dumps({"source": ["theirs"]}), Tags=[{"Key": "accredit:setup", "Value": "another"}])
    cloud.release_calls()
    result = bucket_pack.wait(run)
    assert result.code == 3 and "was created by someone else in the meantime" in result.failed["rule.create"]["message"]
    assert json.loads(events.describe_rule(Name="the-queue-spot")["EventPattern"]) == {"source": ["theirs"]}
    bucket_pack.expect(0, "resume", "lake", "--undo", "--yes", "--json")
    assert [r["Name"] for r in events.list_rules()["Rules"]] == ["the-queue-spot"]


@pytest.mark.parametrize("name", ["answers.json", "journal.jsonl"])
def test_list_with_a_damaged_record(home, name):
    """The other setups are listed, the damaged one is named, and the list is incomplete: exit 1."""
    home.setup()
    home.setup("--name", "second", "--set", "ROLE_NAME=Second")
    assert home.expect(0, "list", "--json").of("setup")
    with open(home.file("setups", "second", name), "w", encoding="utf-8") as file:
        file.write("{broken")
    for words in (("list",), ("list", "--json")):
        result = home.expect(1, *words)
        assert "second" in result.err and ("essentia" in result.out if words == ("list",) else [e["name"] for e in result.of("setup")] == ["essentia"])

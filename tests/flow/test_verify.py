"""Verify beyond one comparison: manual setups, further policies, keys' age, changes since the last report, and many setups with few calls."""

import collections
import json

import pytest

from cloud import allow, policy
from test_drift import INLINE, PROFILE, ROLE, allow_less, allow_more
from test_foreign import create_all
from test_keys import stored_key
from test_setup_lifecycle import KEPT
from worker_helpers import verdicts

VERIFY_ARGS = ("verify", "essentia", "--no-probe", "--json")
MANY = 12


def since(result):
    """What changed since the last report: id -> (before, now)."""
    event, = result.of("since")
    return {c["what"]: (c["was"], c["now"]) for c in event["changes"]}


def test_manual_setup(home, cloud, iam):
    """Compared by platform and answers; nothing is recorded or changed, and additions of others are no drift."""
    create_all(iam)
    before = cloud.snapshot()
    cloud.forget_calls()
    result = home.expect(0, "verify", "--platform", "essentia", "--no-probe", "--json")
    assert set(result.actions.values()) == {"adopt"} and not result.of("step")
    iam.put_role_policy(**INLINE, PolicyDocument=policy(allow("s3:*")))
    differs = home.expect(2, "verify", "--platform", "essentia", "--no-probe", "--json")
    assert differs.diffs.keys() == {"policy"}
    assert home.expect(2, "verify", "--platform", "essentia", "--policy", "s3", "--no-probe", "--json").diffs.keys() == {"policy"}
    missing = home.expect(2, "verify", "--platform", "essentia", "--set", "ROLE_NAME=Elsewhere", "--no-probe", "--json")
    assert set(missing.actions.values()) == {"create"}
    assert home.listed() is None and home.listed("essentia-by-hand") is None
    home.setup("--name", "essentia-by-hand", "--set", "ROLE_NAME=Other", "--set", "POLICY_NAME=Other")
    refused = home.expect(64, "verify", "--platform", "essentia", "--no-probe", "--json")
    assert "a setup 'essentia-by-hand' already exists" in refused.err
    iam.put_role_policy(**INLINE, PolicyDocument=json.dumps(before["roles"]["EssentiaMaster"]["inline"]["EssentiaAccess"]))


def test_manual_setup_with_the_probe(home, cloud, iam):
    create_all(iam)
    result = home.expect(0, "verify", "--platform", "essentia", "--yes", "--json")
    assert set(verdicts(result).values()) == {"yes"} and result.result["ok"]
    assert home.listed("essentia-by-hand") is None and not any(f.endswith("answers.json") for f in home.files())
    home.expect(0, "resume", "--yes", "--json")


def test_further_policies_are_listed(home, iam):
    home.setup()
    iam.put_role_policy(**ROLE, PolicyName="of-others", PolicyDocument=policy(allow("sqs:*")))
    iam.attach_role_policy(**ROLE, PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    result = home.expect(2, *VERIFY_ARGS)
    assert {(e["of"], e["kind"], e["name"]) for e in result.of("extra")} == {
        ("role", "role-policy", "of-others"), ("role", "role-policy-attachment", "arn:aws:iam::aws:policy/ReadOnlyAccess")}
    words = home.expect(2, *VERIFY_ARGS[:-1]).out
    assert "more than the template allows: inline policy 'of-others' of the role 'EssentiaMaster' allows sqs:*" in words


def test_age_of_a_key(key_home, cloud):
    key_home.key_setup("configure", "--no-probe")
    result = key_home.expect(0, *VERIFY_ARGS)
    key, = result.of("key")
    assert key["key_id"] == stored_key(key_home, "configure")[0] and key["status"] == "Active" and key["days"] == 0 and "last_used" in key
    assert "0 days old" in key_home.expect(0, *VERIFY_ARGS[:-1]).out


def test_changes_since_the_last_report(home, iam):
    home.setup()
    assert not home.expect(0, *VERIFY_ARGS).of("since"), "there was no earlier report"
    assert not since(home.expect(0, *VERIFY_ARGS))
    allow_more(iam)
    iam.remove_role_from_instance_profile(**PROFILE, **ROLE)
    changed = since(home.expect(2, *VERIFY_ARGS))
    more = "role: statement EssentiaAccess"
    assert changed == {"policy": ("as wanted", "document.Statement[+]"), "profile-role": ("as wanted", "missing"),
                       more: ("not there", "more than wanted")}
    home.expect(0, "repair", "essentia", "--only", "policy", "--yes", "--json")
    assert since(home.expect(2, *VERIFY_ARGS)) == {"policy": ("document.Statement[+]", "as wanted"), more: ("more than wanted", "gone")}
    allow_less(iam)
    assert "since the last check (" in home.expect(2, *VERIFY_ARGS[:-1]).out


def test_changed_verdicts(home, iam):
    home.expect(0, "setup", "essentia", "--no-probe", "--yes", "--json", "--policy", "s3")
    first = home.expect(0, "verify", "essentia", "--yes", "--json")
    refused = next(e["id"] for e in first.of("check") if e["expected"] == "deny")
    iam.put_role_policy(**ROLE, PolicyName="more", PolicyDocument=policy(allow("ec2:*"), allow("redshift:*")))
    result = home.expect(2, "verify", "essentia", "--yes", "--json")
    assert since(result)[refused] == ("yes", "no") and [e["name"] for e in result.of("extra")] == ["more"]


def names(number):
    return [f"{kind}_NAME=Many{number}" for kind in ("ROLE", "POLICY")]


def test_many_setups_with_few_calls(home, cloud, iam):
    """No call is made twice, and lists answer most questions; differences are still found."""
    for number in range(MANY):
        home.setup("--name", f"many-{number}", *[w for name in names(number) for w in ("--set", name)])
    iam.put_role_policy(RoleName="Many7", PolicyName="Many7", PolicyDocument=policy(allow("s3:*")))
    iam.untag_role(RoleName="Many3", TagKeys=["accredit:setup"])
    cloud.forget_calls()
    result = home.expect(2, "verify", "--all", "--no-probe", "--json")
    results = {e["setup"]: e["ok"] for e in result.of("result")}
    assert results == {f"many-{n}": n not in (3, 7) for n in range(MANY)}
    asked = collections.Counter((c["operation"], json.dumps(c["params"], sort_keys=True)) for c in cloud.calls())
    assert max(asked.values()) == 1, asked.most_common(3)
    assert len(asked) < 2 * MANY, sorted(asked)
    iam.delete_role_policy(RoleName="Many5", PolicyName="Many5")
    cloud.forget_calls()
    assert home.expect(2, "verify", "many-5", "--no-probe", "--json").actions["policy"] == "create"


def test_verify_without_permission_to_list(home, cloud, iam):
    for number in range(5):
        home.setup("--name", f"many-{number}", *[w for name in names(number) for w in ("--set", name)])
    iam.put_user_policy(UserName=cloud.operator["user"] if "user" in cloud.operator else "operator", PolicyName="no-lists", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:GetAccountAuthorizationDetails", "Resource": "*"}]}))
    assert home.expect(0, "verify", "--all", "--no-probe", "--json").result["ok"]

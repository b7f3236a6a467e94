"""The probe worker tests the access from inside: launched, asked, terminated, and nothing of it remains."""

import base64
import json

import pytest

from cloud import EC2_TRUST, allow, policy
from test_setup_lifecycle import KEPT, POLICIES
from worker_helpers import wait_for_termination, launches, use_pack_with_checks, verdicts

PROBE = ("setup", "essentia", "--yes", "--json")
ROLE = {"RoleName": "EssentiaMaster"}


@pytest.mark.parametrize("pair", [POLICIES[i:i + 2] for i in range(0, len(POLICIES), 2)], ids="+".join)
def test_every_policy_is_verified(home, cloud, pair):
    """Two at once: everything as in the vendor's document, with a plain and a versioned bucket."""
    buckets = dict(zip(pair, ("rehearsal", "kept")))
    runs = {p: home.start(*PROBE, "--name", p.replace(".", "-"), "--policy", p, "--set", f"ROLE_NAME={p}", "--set", f"BUCKET={buckets[p]}")
            for p in pair}
    for name, run in runs.items():
        result = home.wait(run, 90)
        assert result.code == 0 and set(verdicts(result).values()) == {"yes"} and "identity" in verdicts(result), result
        assert ("s3-canary" in verdicts(result)) == ("s3" in name)
        report = json.loads(home.text("setups", name.replace(".", "-"), "report.json"))
        assert report["ok"] and {c["id"] for c in report["checks"]} == set(verdicts(result))
    wait_for_termination(cloud)
    assert cloud.objects("rehearsal") == [] == cloud.objects("kept"), "no test object is left"


def test_no_test_object_without_a_bucket(home, cloud):
    result = home.expect(0, *PROBE, limit=90)
    assert "s3-canary" not in verdicts(result) and "list-buckets" in verdicts(result)
    wait_for_termination(cloud)


def test_launch_parameters(home, cloud):
    use_pack_with_checks(home, "identity")
    result = home.expect(0, *PROBE)
    assert verdicts(result) == {"identity": "yes"}
    assert [s["id"] for s in result.of("plan")[0]["steps"]][-3:] == ["probe.launch", "probe.check", "probe.end"]
    dry, call = cloud.calls("RunInstances")
    asked = call["params"]
    assert dry["params"].pop("DryRun") is True and set(dry["params"]) == set(asked) - {"IamInstanceProfile"}, "the dry run has the launch's parameters"
    assert asked["InstanceInitiatedShutdownBehavior"] == "terminate" and asked["ClientToken"]
    assert asked["MetadataOptions"]["HttpTokens"] == "required" and str(asked["MetadataOptions"]["HttpPutResponseHopLimit"]) == "1"
    assert not {"KeyName", "SecurityGroupIds", "SecurityGroups", "NetworkInterfaces"} & set(asked)
    assert str(asked["MinCount"]) == str(asked["MaxCount"]) == "1" and asked["InstanceType"] in ("t3.micro", "t4g.micro")
    script = base64.b64decode(asked["UserData"]).decode()
    assert script.startswith("#!/bin/bash") and len(script) < 16384 and "shutdown -h +15" in script
    assert "CANARY" not in script and call["operation"] == "RunInstances"
    tags = next(iter(cloud.instances(("running", "shutting-down", "terminated")).values()))
    assert tags["accredit:setup"] == "essentia"
    wait_for_termination(cloud)


def test_price_is_shown_before(home, cloud):
    use_pack_with_checks(home, "identity")
    home.expect(64, "setup", "essentia")
    assert not cloud.changes() and "then tests it: One t3.micro for about" in home.seen[-1].out, "the price is shown before the confirmation"
    output = home.expect(0, "setup", "essentia", "--yes").out
    assert output.index("then tests it: One t3.micro") < output.index("Launch")
    wait_for_termination(cloud)


def test_verify_with_and_without_confirmation(home, cloud):
    use_pack_with_checks(home, "identity")
    home.setup()
    cloud.forget_calls()
    skipped = home.expect(0, "verify", "essentia", "--json")
    assert "--yes" in skipped.err and not skipped.of("check") and not launches(cloud)
    proved = home.expect(0, "verify", "essentia", "--yes", "--json")
    assert proved.actions == KEPT and verdicts(proved) == {"identity": "yes"}
    assert [c["operation"] for c in cloud.changes() if not c["worker"]] in (["RunInstances"], ["RunInstances", "TerminateInstances"])
    wait_for_termination(cloud)
    assert home.listed()["state"] == "done" and home.listed()["ok"] and home.listed()["result"] == "passed" and home.listed()["verified"]
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert not cloud.roles(), "a probe in between does not change the owner"


def test_second_setup_runs_the_probe_again(home, cloud):
    use_pack_with_checks(home, "identity")
    home.expect(0, *PROBE)
    again = home.expect(0, *PROBE)
    assert again.actions == KEPT and len(launches(cloud)) in (1, 2)
    wait_for_termination(cloud)


def test_cause_of_a_denial(home, other_home, cloud, iam):
    """The documents are unchanged, yet the access does not work, which only the worker can find out after trying for a
    while. Three at once: a boundary, a policy of others, a trust policy that excludes the instance.
    """
    use_pack_with_checks(home, "identity", "describe-instances")
    use_pack_with_checks(other_home, "identity")
    for name in ("bounded", "denied"):
        home.setup("--name", name, "--set", f"ROLE_NAME={name}")
    other_home.setup()
    edge = iam.create_policy(PolicyName="edge", PolicyDocument=policy(allow("sts:*")))["Policy"]["Arn"]
    iam.put_role_permissions_boundary(RoleName="bounded", PermissionsBoundary=edge)
    iam.put_role_policy(RoleName="denied", PolicyName="of-others", PolicyDocument=policy(allow("ec2:*", effect="Deny")))
    iam.update_assume_role_policy(**ROLE, PolicyDocument=json.dumps(EC2_TRUST).replace("ec2", "lambda"))
    runs = {n: home.start("verify", n, "--yes", "--json") for n in ("bounded", "denied")}
    out = other_home.expect(2, "verify", "essentia", "--yes", "--json", limit=240)
    assert verdicts(out)["identity"] != "yes" and out.actions["role"] == "update"
    for name, layers in (("bounded", {"boundary", "unknown"}), ("denied", {"identity", "unknown"})):
        result = home.wait(runs[name], 240)
        differing = {"role-boundary": "remove"} if name == "bounded" else {}
        assert result.code == 2 and result.actions == {**KEPT, **differing} and verdicts(result) == {"identity": "yes", "describe-instances": "no"}, result
        no = next(c for c in result.of("check") if c["verdict"] == "no")
        assert no["layer"] in layers and no["evidence"]["text"]
        assert json.loads(home.text("setups", name, "report.json"))["ok"] is False
    wait_for_termination(cloud)


def test_too_much_is_allowed(home, cloud, iam):
    """An action that must be denied is allowed: the check fails."""
    use_pack_with_checks(home, "identity", "describe-instances")
    home.setup("--policy", "s3")
    iam.put_role_policy(**ROLE, PolicyName="of-others", PolicyDocument=policy(allow("ec2:Describe*")))
    result = home.expect(2, "verify", "essentia", "--yes", "--json")
    assert verdicts(result)["describe-instances"] == "no"
    wait_for_termination(cloud)


def test_worker_that_reports_nothing(fast_clock_home, fast_clock_cloud):
    """The instance terminates before it reports: the checks are inconclusive, not passed."""
    result = fast_clock_home.expect(2, *PROBE, limit=90)
    assert set(verdicts(result).values()) == {"cannot-tell"} and len(verdicts(result)) >= 4
    assert not result.failed and fast_clock_home.listed()["state"] == "done" and not fast_clock_home.listed()["ok"]
    assert fast_clock_home.listed()["verified"] is None and fast_clock_home.listed()["result"] == "inconclusive"
    wait_for_termination(fast_clock_cloud)

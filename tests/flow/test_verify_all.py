"""A hundred setups verified with few calls; evidence for each result; stored reports; plans of any size."""

import collections
import concurrent.futures
import json
import os
import shutil
import signal
import subprocess

import pytest

from cloud import EC2_TRUST, TOP, allow, policy, until
from program import BROKEN, find_release

SETUPS = 100
# Who calls; the account's roles with their policies and instance profiles.
ONCE = {"GetCallerIdentity": 1, "GetAccountAuthorizationDetails": 1}


def set_up(home, names, *words):
    """Creates a role, a policy and an instance profile for each setup, two setups at a time because the computer has two processors."""
    program = find_release() if len(names) > 20 else home.path

    def one(name):
        done = subprocess.run([program, "setup", "essentia", "--no-probe", "--yes", "--json", "--name", name, "--set", f"ROLE_NAME={name}",
                               "--set", f"POLICY_NAME={name}", *words], env=home.environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0 and not BROKEN.search(done.stderr), done
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(one, names))


def calls_by_operation(cloud):
    return collections.Counter((c["operation"], json.dumps(c["params"], sort_keys=True)) for c in cloud.calls())


def plans(said):
    """setup -> the paths that differ, in a verify --all."""
    found, now = {}, {}
    for event in said.events:
        if event["event"] == "plan":
            now = {s["id"].partition(".")[0]: [row["path"] for row in s["diff"]] or s["action"] for s in event["steps"] if s["diff"] or s["action"] == "create"}
        if event["event"] == "result":
            found[event["setup"]] = now
    return found


def test_a_hundred_setups(home, cloud, iam):
    """Each one that differs is reported, no call is made twice, and there are few."""
    names = [f"s{n:03}" for n in range(SETUPS)]
    set_up(home, names)
    for number in range(5):
        iam.create_role(RoleName=f"of-others-{number}", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    iam.delete_role_policy(RoleName="s017", PolicyName="s017")
    iam.put_role_policy(RoleName="s042", PolicyName="s042", PolicyDocument=policy(allow("s3:*")))
    iam.remove_role_from_instance_profile(InstanceProfileName="s099", RoleName="s099")
    cloud.forget_calls()
    result = home.expect(2, "verify", "--all", "--no-probe", "--json", limit=120)
    assert {e["setup"]: e["ok"] for e in result.of("result")} == {name: name not in ("s017", "s042", "s099") for name in names}
    differ = {name: found for name, found in plans(result).items() if found}
    assert differ.keys() == {"s017", "s042", "s099"}
    assert differ["s017"].keys() == {"policy"} and differ["s042"].keys() == {"policy"} and differ["s099"].keys() == {"profile-role"}
    questions = calls_by_operation(cloud)
    assert max(questions.values()) == 1, questions.most_common(3)
    per_operation = collections.Counter(operation for operation, _ in questions)
    # beyond those: s017's policy, which is in no list any more; s099's profile, which no role has any more
    assert per_operation == {**ONCE, "GetInstanceProfile": 1, "GetRolePolicy": 1}, per_operation
    every = {(e["evidence"]["call"], e["evidence"]["request_id"]) for e in result.of("compared")}
    assert len(result.of("compared")) == 4 * SETUPS and all(request for _, request in every)
    assert len({request for _, request in every}) == 3, "the list of roles, and what is missing: a policy, and a profile's role"


def test_one_line_for_each_setup(home, iam):
    set_up(home, ["alpha", "beta", "gamma"])
    iam.put_role_policy(RoleName="beta", PolicyName="beta", PolicyDocument=policy(allow("s3:*")))
    plain = home.expect(2, "verify", "--all", "--no-probe").out
    assert "\n3 setups: 2 OK, 1 differs\n  differing: beta\n" in plain and plain.startswith("alpha: matches\nbeta: differs: 1 changed\n")
    assert "Risks" not in plain and "fix it with 'accredit repair beta'" in plain


def test_two_regions_and_another_account(home, cloud):
    """The caller's identity is read once for all Regions; a setup of another account is reported as such."""
    set_up(home, ["east-1", "east-2", "east-3"])
    set_up(home, ["west-1"], "--set", "REGION=eu-west-1")
    path = home.file("setups", "east-2", "answers.json")
    with open(path, encoding="utf-8") as file:
        answers = json.load(file)
    with open(path, "w", encoding="utf-8") as file:
        json.dump({**answers, "account": "111122223333"}, file)
    cloud.forget_calls()
    result = home.expect(64, "verify", "--all", "--no-probe", "--json")
    assert {e["setup"]: e["ok"] for e in result.of("result")} == {"east-1": True, "east-2": False, "east-3": True, "west-1": True}
    assert "111122223333" in result.err and max(calls_by_operation(cloud).values()) == 1
    assert sum(n for (operation, _), n in calls_by_operation(cloud).items() if operation == "GetCallerIdentity") == 1
    plain = home.expect(64, "verify", "--all", "--no-probe").out
    assert "4 setups: 3 OK, 1 in another account\n  in another account: east-2\n" in plain


def test_evidence(home, iam):
    """The call, its time, the request ID and a short result: in the event, and in the record's report."""
    home.setup()
    iam.delete_role_policy(RoleName="EssentiaMaster", PolicyName="EssentiaAccess")
    result = home.expect(2, "verify", "essentia", "--no-probe", "--json")
    rows = {e["id"]: e for e in result.of("compared")}
    assert {i: e["verdict"] for i, e in rows.items()} == {"role": "yes", "policy": "no", "instance-profile": "yes", "profile-role": "yes"}
    assert rows["policy"]["evidence"]["call"] == "iam:GetRolePolicy RoleName=EssentiaMaster PolicyName=EssentiaAccess"
    assert rows["policy"]["evidence"]["text"].startswith("missing; ") and "NoSuchEntity" in rows["policy"]["evidence"]["text"]
    assert rows["role"]["evidence"]["text"].startswith("as expected; ") and "RoleName: EssentiaMaster" in rows["role"]["evidence"]["text"]
    assert '"Service":"ec2.amazonaws.com"' in rows["role"]["evidence"]["text"].replace(" ", ""), "a policy with odd text is read correctly"
    assert all(e["evidence"]["request_id"] and e["asked"] for e in rows.values())
    report = json.loads(home.text("setups", "essentia", "report.json"))
    assert report["compared"] == result.of("compared")
    home.expect(0, "repair", "essentia", "--yes", "--json")
    assert json.loads(home.text("setups", "essentia", "report.json"))["compared"] == result.of("compared"), "another run's report contains it"


def test_evidence_of_local_files(key_home):
    """A file is read and no call is made: the evidence names the file, and contains no secret."""
    key_home.key_setup("configure", "--no-probe")
    rows = {e["id"]: e for e in key_home.expect(0, "verify", "essentia", "--no-probe", "--json").of("compared")}
    files = [e["evidence"]["call"] for e in rows.values() if e["kind"].startswith("credentials-")]
    assert files and all(call.startswith("read /") for call in files)
    assert any(e["evidence"]["call"].startswith("iam:ListAccessKeys") for e in rows.values())


def test_reports_that_are_kept(home):
    """The newest fifty."""
    home.setup()
    home.expect(0, "verify", "essentia", "--no-probe", "--json")
    path = home.file("setups", "essentia", "report.json")
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    report["history"] = [{"time": f"2026-01-01T00:{n:02}:00Z", "seen": {"role": "missing"}} for n in range(60)]
    with open(path, "w", encoding="utf-8") as file:
        json.dump(report, file)
    since, = home.expect(0, "verify", "essentia", "--no-probe", "--json").of("since")
    assert since["time"] == "2026-01-01T00:59:00Z" and since["changes"] == [{"what": "role", "was": "missing", "now": "as wanted"}]
    with open(path, encoding="utf-8") as file:
        history = json.load(file)["history"]
    assert len(history) == 50 and history[0]["time"] == "2026-01-01T00:11:00Z" and history[-1]["seen"]["role"] == "as wanted"


@pytest.mark.parametrize("damaged", ['{"history": ', "[]", '{"history": "none"}', "\x00\x01", '{"history": [7, {"time": 1, "seen": [2]}]}'])
def test_damaged_report(home, damaged):
    """It is set aside, the program says so, and the comparison continues. Valid JSON with odd content is accepted."""
    home.setup()
    home.expect(0, "verify", "essentia", "--no-probe", "--json")
    path = home.file("setups", "essentia", "report.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(damaged)
    result = home.expect(0, "verify", "essentia", "--no-probe", "--json")
    since, = result.of("since")
    if "[7" in damaged:
        assert "broken" not in since
        return
    assert "cannot be read" in since["broken"] and since["broken"].endswith("a new one starts here")
    with open(path + ".broken", encoding="utf-8") as file:
        assert file.read() == damaged
    assert not since["changes"] and "broken" not in home.expect(0, "verify", "essentia", "--no-probe", "--json").of("since")[0]
    home.expect(0, "remove", "essentia", "--yes", "--json")
    assert not os.path.exists(path + ".broken")


def test_stopped_in_the_middle(home, cloud):
    """Setups already compared are reported, the others are named as not compared."""
    set_up(home, ["alpha", "beta", "gamma"])
    cloud.forget_calls()
    cloud.faults(stall=["GetInstanceProfile=60+1"])
    process = home.start("verify", "--all", "--no-probe")
    until(lambda: len(cloud.calls("GetInstanceProfile")) >= 2)
    process.send_signal(signal.SIGINT)
    result = home.wait(process)
    cloud.clear_faults()
    assert result.code == 1 and result.out == "alpha: matches\n\n1 setup: 1 OK\n"
    assert "interrupted: 2 setups were not verified" in result.err


def large_template(folder, count):
    """The template with this many more roles, all of which the last resource needs."""
    shutil.copytree(os.path.join(TOP, "templates"), folder)
    path = os.path.join(folder, "essentia", "pack.json")
    with open(path, encoding="utf-8") as file:
        pack = json.load(file)
    more = [{"id": f"more-{n}", "kind": "role", "name": f"${{ROLE_NAME}}-{n}", "document": "trust.json"} for n in range(count)]
    last = {"id": "last", "kind": "role", "name": "${ROLE_NAME}-last", "document": "trust.json", "needs": [r["id"] for r in more[:40]]}
    pack["resources"] += [*more, last]
    with open(path, "w", encoding="utf-8") as file:
        json.dump(pack, file)
    return {"ACCREDIT_TEMPLATES": str(folder)}


def all_roles(cloud):
    """The roles of all pages."""
    pages = cloud.client("iam").get_paginator("list_roles").paginate()
    return [r["RoleName"] for page in pages for r in page["Roles"] if r["RoleName"].startswith("EssentiaMaster")]


def test_plan_with_more_resources_than_workers(home, cloud, tmp_path):
    """140 roles and more are created, compared and removed, each after everything that it depends on."""
    env = large_template(tmp_path / "templates", 140)
    home.setup(env=env, limit=120)
    assert len(all_roles(cloud)) == 142
    made = [c["params"].get("RoleName") for c in cloud.changes() if c["operation"] == "CreateRole"]
    assert made.index("EssentiaMaster-last") > max(made.index(f"EssentiaMaster-{n}") for n in range(40)), "it is created after everything that it needs"
    result = home.expect(0, "verify", "essentia", "--no-probe", "--json", env=env, limit=120)
    assert len(result.of("compared")) == 145
    cloud.client("iam").delete_role(RoleName="EssentiaMaster-139")
    assert home.expect(2, "verify", "essentia", "--no-probe", "--json", env=env, limit=120).actions["more-139"] == "create"
    cloud.forget_calls()
    home.expect(0, "remove", "essentia", "--yes", "--json", env=env, limit=120)
    gone = [c["params"].get("RoleName") for c in cloud.changes() if c["operation"] == "DeleteRole"]
    assert gone.index("EssentiaMaster-last") < min(gone.index(f"EssentiaMaster-{n}") for n in range(40))
    assert not all_roles(cloud), "none is missing"


def test_policy_that_others_replaced(home, cloud, iam):
    """verify --all reads a policy's tags only where it differs; they tell whose it is."""
    names = [f"w{number}" for number in range(4)]
    for name in names:
        home.expect(0, "setup", "iguazio", "--method", "role", "--no-probe", "--yes", "--json", "--name", name,
                    *[w for k, v in {"ROLE_NAME": name, "POLICY_NAME": name, "NODE_POLICY_NAME": f"{name}-node"}.items() for w in ("--set", f"{k}={v}")])
    arn = f"arn:aws:iam::123456789012:policy/{names[1]}"
    iam.create_policy_version(PolicyArn=arn, SetAsDefault=True, PolicyDocument=policy(allow("s3:*")))
    cloud.forget_calls()
    result = home.expect(2, "verify", "--all", "--no-probe", "--json")
    assert {e["setup"]: e["ok"] for e in result.of("result")} == {name: name != names[1] for name in names}
    per_operation = collections.Counter(operation for operation, _ in calls_by_operation(cloud))
    assert per_operation["GetPolicy"] == 1 and not per_operation["GetInstanceProfile"], per_operation
    iam.tag_policy(PolicyArn=arn, Tags=[{"Key": "accredit:setup", "Value": "another"}])
    assert [e["ok"] for e in home.expect(2, "verify", "--all", "--no-probe", "--json").of("result")] == [True, False, True, True]

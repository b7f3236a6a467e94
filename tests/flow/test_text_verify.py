"""Verify in plain text: all setups, a manually created one, earlier reports."""

import json

from cloud import allow, policy
from text_session import PipeSession, TerminalSession
from test_foreign import create_all


def set_up(home, *names):
    """Creates setups with a role and a policy each, named after them."""
    for name in names:
        home.setup("--name", name, "--set", f"ROLE_NAME={name}", "--set", f"POLICY_NAME={name}")


def damage(iam, *names):
    for name in names:
        iam.put_role_policy(RoleName=name, PolicyName=name, PolicyDocument=policy(allow("s3:*")))


def test_verify_all_setups(home, cloud, iam):
    set_up(home, "alpha", "beta", "gamma")
    damage(iam, "beta")
    session = PipeSession(home, "verify", "--text", "--no-probe")
    assert "  1  All setups" in session.last and "  5  Created manually" in session.last
    shown = session.say("1")
    assert [line for line in shown.splitlines() if line.startswith("[")] == [
        "[1 of 3] alpha: matches", "[2 of 3] beta: differs: 1 changed", "[3 of 3] gamma: matches"]
    assert "3 setups: 2 OK, 1 differs." in shown and "  1  beta: differs: 1 changed" in shown
    shown = session.say("beta")
    assert "'beta': Differences: 1 changed." in shown and shown.endswith("Repair it? (y/N): ")
    assert "~ inline policy 'beta' of role 'beta' differs\n    Policy:\n    + 1 Allow\n      Actions     ec2: all actions" in shown
    assert "Show (" in session.say("n")
    session.say("b")
    session.end(2)
    assert not [c for c in cloud.changes() if c["operation"] not in ("CreateRole", "CreateInstanceProfile", "AddRoleToInstanceProfile", "PutRolePolicy")]


def test_verify_all_setups_at_once(home, iam):
    set_up(home, "alpha", "beta")
    session = PipeSession(home, "verify", "--all", "--text", "--no-probe")
    assert "[2 of 2] beta: matches" in session.all and "2 setups: 2 OK." in session.all
    session.end(0)
    damage(iam, "alpha")
    session = PipeSession(home, "verify", "--all", "--text", "--no-probe")
    shown = session.say("alpha")
    assert "policy: now differs in its document (was" in " ".join(shown.split()), "verify of one setup reports the same change as verify --all"
    session.say("n", "b")
    session.end(2)


def test_setup_with_a_damaged_record(home):
    set_up(home, "alpha", "beta")
    with open(home.file("setups", "alpha", "answers.json"), "w", encoding="utf-8") as file:
        file.write("{ ")
    session = PipeSession(home, "verify", "--all", "--text", "--no-probe")
    assert "[1 of 2] alpha: could not be read:" in session.all and "2 setups: 1 OK, 1 could not be read." in session.all.replace("\n", " ")
    session.say("b")
    session.end(1)


def test_stopped_in_the_middle(home, cloud):
    set_up(home, "alpha", "beta", "gamma")
    cloud.faults(stall=["GetInstanceProfile=60+1"])
    t = TerminalSession(home, "verify", "--all", "--text", "--no-probe")
    t.wait("[1 of 3] alpha: matches")
    t.interrupt()
    t.answer("Stop now?", "y")
    seen = t.end(1)
    assert "[2 of 3]" not in seen and "Stopping." in seen and "Stopped: 2 not checked." in seen
    cloud.clear_faults()


def test_manual_setup(home, cloud, iam):
    create_all(iam)
    session = PipeSession(home, "verify", "--text", "--no-probe")
    assert "  1  Created manually" in session.last
    session.say("by hand")
    session.say("1")
    shown = session.until("Adopt it?")
    assert "'essentia-by-hand': All 4 resources match the template." in shown.replace("\n", " ")
    assert not home.files() or not any(name.endswith("answers.json") for name in home.files())
    session.say("n")
    session.end(0)
    assert home.listed() is None


def test_manual_setup_is_adopted(home, cloud, iam):
    create_all(iam)
    damage_role(iam)
    session = PipeSession(home, "verify", "--platform", "essentia", "--method", "role", "--text", "--no-probe")
    shown = session.until("Adopt it?")
    assert "'essentia-by-hand': Differs from the template: 1 changed." in shown
    shown = session.say("y")
    assert "Record it as it is?" in shown
    assert "Recorded." in session.say("y")
    session.end(0)
    assert home.listed()["state"] == "done" and home.listed("essentia-by-hand") is None
    assert home.expect(2, "verify", "essentia", "--no-probe", "--json").diffs.keys() == {"policy"}


def damage_role(iam):
    iam.put_role_policy(RoleName="EssentiaMaster", PolicyName="EssentiaAccess", PolicyDocument=policy(allow("s3:*")))


def test_earlier_reports(home, iam):
    """What changed since the last report, and the last reports with their results; a damaged report is set aside, and the program says so."""
    set_up(home, "alpha")
    home.expect(0, "verify", "alpha", "--no-probe", "--json")
    damage(iam, "alpha")
    session = PipeSession(home, "verify", "alpha", "--text", "--no-probe")
    assert "since the last check (" in session.all and "policy: now differs in" in " ".join(session.all.split()) and "policy" in session.all
    session.say("n")
    session.end(2)
    session = PipeSession(home, "--text")
    shown = session.say("setups", "alpha")
    assert "Comparisons with the account (the last 2 of 2; 50 are kept):" in shown and "): as expected" in shown and "): 1 differs" in shown
    session.end()
    path = home.file("setups", "alpha", "report.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"history": ')
    session = PipeSession(home, "verify", "alpha", "--text", "--no-probe")
    assert "the last report cannot be read" in session.all and "report.json.broken" in session.all.replace("\n", "")
    session.say("n")
    session.end(2)
    with open(path, encoding="utf-8") as file:
        assert len(json.load(file)["history"]) == 1


def test_probe_results_are_added_to_the_report(home, iam):
    """The next report names a check whose verdict has changed."""
    def last_report():
        with open(home.file("setups", "essentia", "report.json"), encoding="utf-8") as file:
            return json.load(file)["history"][-1]["seen"]
    home.setup()
    session = PipeSession(home, "verify", "essentia", "--text")
    session.say("y")
    session.end(0)
    checks = {k: v for k, v in last_report().items() if v in ("yes", "no", "cannot-tell")}
    assert checks and set(checks.values()) == {"yes"} and last_report()["role"] == "as wanted"
    iam.put_role_policy(RoleName="EssentiaMaster", PolicyName="more", PolicyDocument=policy(allow("redshift:*")))
    event, = home.expect(2, "verify", "essentia", "--yes", "--json").of("since")
    change, more = sorted(event["changes"], key=lambda c: c["what"] not in checks)
    assert more == {"what": "role: role-policy more", "was": "not there", "now": "more than wanted"}
    assert change["what"] in checks and (change["was"], change["now"]) == ("yes", "no"), "an action that must be denied is allowed now"

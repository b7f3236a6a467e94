"""The plain-text front end: the same paths as on the screens, line by line, and their effects."""

import json
import os
import re

import pytest

from cloud import EC2_TRUST, allow, policy, until
from text_session import PipeSession
from test_setup_lifecycle import KEPT

SETUP = ("setup", "essentia", "--text")


def reach_review(session):
    """Enter at every question: the documented names."""
    session.until("Apply these changes?")


def set_up(home, *words):
    """A setup without a worker, by plain text."""
    session = PipeSession(home, *SETUP, "--no-probe", *words)
    reach_review(session)
    session.say("y", "")
    return session.end(0)


def answers(home, setup="essentia"):
    return json.loads(home.text("setups", setup, "answers.json"))


def test_setup_and_probe_from_the_menu(home, cloud):
    """The complete setup, and the menu afterwards."""
    session = PipeSession(home, "--text")
    assert "practice" in session.last and "Region us-east-1" in session.last and "Credentials: " in session.last
    shown = session.say("1", "1", "role", "", "", "", "")
    assert "Allows:" in shown and shown.splitlines()[-1].startswith("Policy")
    shown = session.say("workers-and-s3", "", "rehearsal", "", "")
    assert "Resources: 4 to create." in shown and "high, role 'EssentiaMaster'" in shown and "+ create role 'EssentiaMaster'" in shown
    assert not cloud.changes()
    shown = session.say("y")
    assert "4 of 4 done: " in shown and "US$0.01" in shown and "Test the access now?" in shown
    shown = session.say("y")
    assert "Tested: all 6 checks passed." in shown and "  passed: Can write, read and delete an object" in shown
    assert "Role: arn:aws:iam::123456789012:role/EssentiaMaster" in shown and "--set BUCKET=rehearsal" in shown
    assert "ess select s3://rehearsal" in shown and "answers.json" in shown
    assert "What do you want to do?" in session.say("")
    session.say("q", "y")
    session.end(0)
    until(lambda: not cloud.instances())
    assert cloud.objects("rehearsal") == []


def test_same_result_as_the_command(home, other_home, cloud):
    set_up(home)
    by_lines, kept = cloud.snapshot(), answers(home)
    cloud.reset()
    other_home.setup()
    assert by_lines == cloud.snapshot() and kept == answers(other_home)
    assert home.setup().actions == KEPT


def test_given_values_are_proposed(home, cloud):
    session = PipeSession(home, *SETUP, "--no-probe", "--method", "role", "--name", "two", "--set", "ROLE_NAME=Given")
    assert session.last.endswith("Role name [Given]: ")
    assert session.say("b").endswith("[two]: ") and "Method" in session.say("b") and "Platform" in session.say("b")
    reach_review(session)
    session.say("y", "")
    session.end(0)
    assert "Given" in cloud.roles() and answers(home, "two")["values"]["ROLE_NAME"] == "Given"


@pytest.mark.parametrize("words", [("setup", "--text", "--set", "ROLE_NAME=x"), ("setup", "nothing", "--text"),
                                   ("setup", "essentia", "--text", "--set", "NOTHING=x"), ("setup", "essentia", "--text", "--name", "No!"),
                                   ("setup", "essentia", "--text", "--policy", "x"), ("setup", "essentia", "--text", "--method", "command")])
def test_invalid_given_values(home, cloud, words):
    PipeSession(home, *words).end(64)
    assert not cloud.changes()


def test_back_from_every_question(home, cloud):
    """From the review to the first question and forward again with Enter: no answer is lost."""
    session = PipeSession(home, "--text")
    typed = ["1", "role", "two", "OtherRole", "OtherPolicy", "y", "Other words", "team=data", "", "", "2", "us-east-1", "", ""]
    session.say("1", *typed)
    assert "Apply these changes?" in session.last
    prompts = [session.last.splitlines()[-1]]
    for _ in typed:
        prompts.append(session.say("b").splitlines()[-1])
    assert prompts[-1].startswith("Platform") and "What do you want to do?" in session.say("b")
    session.say("1")
    for prompt in reversed(prompts[:-1]):
        assert session.say("").splitlines()[-1] == prompt
    assert "role 'OtherRole'" in session.last and "tags.team: data" in session.last and "Other words" in session.last
    session.say("n", "q", "y")
    session.end(0)
    assert not cloud.changes() and not home.files()


def test_every_question_has_an_explanation(home):
    session = PipeSession(home, *SETUP)
    while "Apply these changes?" not in session.last:
        prompt = session.last.splitlines()[-1]
        explained = session.say("?")
        assert explained.splitlines()[-1] == prompt and len(explained) > 2 * len(prompt), explained
        keys = session.say("h")
        assert keys.splitlines()[-1] == prompt and "b      goes back" in keys and "q      quits" in keys
        session.say("")
    assert "resumed or undone" in session.say("?").replace("\n", " ")
    session.end(64)
    assert "In the vendor's guide: " in session.all


def test_choices_are_explained_by_number(home):
    session = PipeSession(home, *SETUP, "--name", "x", "--method", "role")
    session.until("Policy (")
    assert "Risks: Together, these let the master" in session.say("? 1") and "of all clusters can be read" in session.say("? redshift-scoped")
    assert '"ec2:*"' in session.say("J workers") and '"s3:*"' in session.say("J") and "s3: all actions" in session.say("v") and "no 'v 99'" in session.say("v 99")
    assert "There is no '99' here" in session.say("99") and "There is no 'x' here" in session.say("? x")
    session.end(64)


@pytest.mark.parametrize("place,bad,says", [
    ("Setup name", "Not A Name", "is not a setup name"), ("Role name", "a b", "' ' is not allowed"),
    ("Role name", "x" * 65, "64"), ("Policy name", "a/b", "'/' is not allowed"), ("Role description", "\u00e9" * 3, "ASCII"),
    ("Tags", "nothing", "is not a tag"), ("Region", "nowhere", "is not a region"), ("S3 bucket", "Not_A_Bucket", "is not a bucket name")])
def test_invalid_values(home, cloud, place, bad, says):
    session = PipeSession(home, *SETUP)
    prompt = session.until(place, more=True).splitlines()[-1]
    output = session.say(bad)
    assert says in output and output.splitlines()[1].startswith("Not accepted") and output.splitlines()[-1] == prompt, output
    session.end(64)
    assert not cloud.changes()


def test_command_letters_as_answers(home):
    """=b is the answer 'b'; = alone empties an answer."""
    session = PipeSession(home, *SETUP)
    session.until("Role name")
    for typed in ("b", "h", "q"):
        assert "Policy name" in session.say("=" + typed).splitlines()[-1]
        assert session.say("b").endswith(f"Role name [{typed}]: ")
    assert "'?' is not allowed" in session.say("=?")
    session.say("=")
    assert session.say("b").endswith("Role name [EssentiaMaster]: ")
    session.end(64)


def test_nothing_is_created_without_confirmation(home, cloud):
    for no in ("", "n", "no", "NO"):
        session = PipeSession(home, *SETUP)
        reach_review(session)
        session.say(no)
        assert "Nothing has been changed." in session.end(64).out
    assert not cloud.changes() and not home.files()


def test_only_yes_confirms(home, cloud):
    session = PipeSession(home, *SETUP)
    reach_review(session)
    for other in ("yes please", "1", "ok", "=", "t", "y y"):
        assert "Type y or n." in session.say(other)
    session.end(64)
    assert not cloud.changes()


def test_nothing_to_do(home, cloud):
    set_up(home)
    cloud.forget_calls()
    session = PipeSession(home, *SETUP, "--no-probe")
    session.until("Next")
    assert "Everything already matches" in session.last and "role/EssentiaMaster" in session.last
    session.say("")
    session.end(0)
    assert not cloud.changes()


def test_name_that_is_in_use(home, cloud):
    """It refers to that setup, and its own values are proposed."""
    set_up(home, "--set", "ROLE_NAME=Mine", "--policy", "workers")
    session = PipeSession(home, "--text")
    session.say("1", "", "")
    assert "The setup 'essentia' exists" in session.say("").replace("\n", " ") and session.last.endswith("Role name [Mine]: ")
    assert session.until("Policy (").endswith("[1]: ")
    reach = session.until("Test the access now?")
    assert "Everything already matches" in reach
    session.say("n", "", "q", "y")
    session.end(0)


def test_save_and_console(home, cloud):
    session = PipeSession(home, *SETUP, "--no-probe")
    reach_review(session)
    session.say("y")
    assert "Saved to mine.txt" in session.say("2", "mine.txt") and "Saved to mine.json" in session.say("3", "mine.json")
    assert "Not saved" in session.say("2", "mine.txt") and "There was no test instance." in session.say("console")
    session.say("")
    session.end(0)
    with open(os.path.join(home.folder, "mine.txt"), encoding="utf-8") as file:
        assert "role/EssentiaMaster" in file.read()
    home.expect(0, "setup", "--answers", "mine.json", "--no-probe", "--yes", "--json", cwd=home.folder)


def test_verify_with_the_probe(home, cloud):
    set_up(home)
    session = PipeSession(home, "verify", "essentia", "--text")
    assert "All 4 resources match." in session.last
    assert "Tested: all 5 checks passed." in session.say("y") + session.all
    session.end(0)
    until(lambda: not cloud.instances())


def test_verify_and_repair(home, cloud, iam):
    set_up(home)
    iam.delete_role_policy(RoleName="EssentiaMaster", PolicyName="EssentiaAccess")
    session = PipeSession(home, "verify", "essentia", "--text", "--no-probe")
    assert "Differences: 1 missing." in session.last and "! inline policy 'EssentiaAccess' of role 'EssentiaMaster' is missing" in session.last
    session.say("n")
    session.end(2)
    session = PipeSession(home, "verify", "--text", "--no-probe")
    session.say("essentia", "y")
    assert "Repaired. Run Verify to test the access." in session.all
    session.end(0)
    assert home.setup().actions == KEPT


def test_adopt_a_manual_setup(home, cloud, iam):
    set_up(home)
    home.delete_state()
    iam.put_role_policy(RoleName="EssentiaMaster", PolicyName="EssentiaAccess", PolicyDocument=policy(allow("s3:*")))
    before = cloud.snapshot()
    session = PipeSession(home, "adopt", "essentia", "--method", "role", "--text")
    session.until("Record it as it is?")
    assert "inline policy" in session.all or "inline policy 'EssentiaAccess' differs" in session.all
    session.say("y")
    assert "Recorded." in session.all
    session.end(0)
    assert cloud.snapshot() == before and home.listed()
    assert home.expect(2, "verify", "essentia", "--no-probe", "--json").diffs.keys() == {"policy"}


def test_repair_single_steps(home, cloud, iam):
    set_up(home)
    iam.delete_role_policy(RoleName="EssentiaMaster", PolicyName="EssentiaAccess")
    lambdas = json.loads(json.dumps(EC2_TRUST).replace("ec2.", "lambda."))
    iam.update_assume_role_policy(RoleName="EssentiaMaster", PolicyDocument=json.dumps(lambdas))
    session = PipeSession(home, "repair", "essentia", "--text")
    asked = " ".join(session.last.split())
    assert asked.endswith("Repair all differences, and remove what others added? (n: select one by one) (y/N):") and "; repair removes it." in asked
    session.say("n")
    assert "update role 'EssentiaMaster'?" in session.last
    session.say("n")
    assert "create inline policy 'EssentiaAccess' of role 'EssentiaMaster'?" in session.last
    session.say("y")
    assert "Repaired, except for the differences named above." in session.all
    session.end(2)
    role = cloud.roles()["EssentiaMaster"]
    assert role["trust"] == lambdas and set(role["inline"]) == {"EssentiaAccess"}
    session = PipeSession(home, "repair", "essentia", "--text")
    session.say("n")
    session.end(2)


def test_remove(home, cloud):
    before = cloud.snapshot()
    set_up(home)
    made = cloud.snapshot()
    session = PipeSession(home, "remove", "essentia", "--text")
    assert "- remove role 'EssentiaMaster'" in session.last
    session.say("n")
    session.end(64)
    assert cloud.snapshot() == made
    session = PipeSession(home, "remove", "essentia", "--text")
    session.say("y")
    session.end(0)
    assert cloud.snapshot() == before and home.listed() is None


def test_list_of_setups(home, cloud):
    set_up(home)
    session = PipeSession(home, "--text")
    assert "essentia: ready, verification: not run" in session.say("5")
    shown = session.say("1")
    assert "Resources created:" in shown and "Role: arn:aws:iam::123456789012:role/EssentiaMaster" in shown and "Role name: EssentiaMaster" in shown
    assert "All 4 resources match." in session.say("verify")
    shown = session.until("Setup (number", "n")
    session.say("1")
    assert "- remove" in session.say("remove")
    assert "There are no setups on this computer yet." in session.say("y")
    session.say("q", "y")
    session.end(0)
    assert "EssentiaMaster" not in cloud.roles()


def test_rows_of_the_menu(home):
    """The same rows as on the screens, in the same order; nothing that is not built."""
    session = PipeSession(home, "--text", env={"ACCREDIT_PRACTICE": "1"})
    assert "Practice mode: a simulated AWS account" in session.last.replace("\n", " ")
    rows = re.findall(r"^ +\d  (\w[\w ]*):", session.last, re.M)
    assert rows == ["Set up", "Rotate keys", "Verify", "Resume", "Setups", "Adopt", "Practice", "Who am I"]
    assert "Resume: nothing to resume" in session.last
    session.say("4")
    assert "Nothing to resume." in session.all and "You are in practice mode" in session.say("8")
    session.say("q", "n", "q", "y")
    session.end(0)


@pytest.mark.parametrize("lines", [0, 1, 3, 6])
def test_end_of_input_at_the_start(home, cloud, lines):
    session = PipeSession(home, "--text")
    session.say(*["1", "", "", "", "", ""][:lines])
    result = session.end(64)
    assert "End of input." in result.out and "the input ended" in result.err
    assert not cloud.changes() and not home.files()


def test_end_of_input_at_the_review(home, cloud):
    session = PipeSession(home, *SETUP)
    reach_review(session)
    session.end(64)
    assert not cloud.changes()


def test_resume_after_end_of_input(home, cloud):
    cloud.faults(error=["PutRolePolicy=MalformedPolicyDocument:400x1"])
    session = PipeSession(home, *SETUP, "--no-probe")
    reach_review(session)
    assert "Interrupted" in session.say("y") and "failed: create inline policy" in session.last
    assert "accredit resume essentia" in session.end(3).err
    cloud.clear_faults()
    session = PipeSession(home, "--text")
    assert "Resume: 1 interrupted run: 'essentia' (" in session.last and " of 4 steps done)" in session.last.replace("\n    ", " ")
    shown = session.say("4", "1", "on")
    assert "done: create inline policy" in shown
    assert "Test the access now?" in session.last
    session.say("n", "", "q", "y")
    session.end(0)
    assert home.setup().actions == KEPT


def test_undo_after_a_failure(home, cloud):
    before = cloud.snapshot()
    cloud.faults(error=["PutRolePolicy=MalformedPolicyDocument:400x1"])
    session = PipeSession(home, *SETUP, "--no-probe")
    reach_review(session)
    session.say("y")
    assert "The changes have been undone." in session.say("undo")
    session.end(0)
    assert cloud.snapshot() == before


def test_region_is_asked_if_none_is_known(home):
    session = PipeSession(home, "--text", env={"AWS_REGION": None, "AWS_DEFAULT_REGION": None, "AWS_CONFIG_FILE": "/nowhere"})
    assert "Region, for example" in session.last
    assert "Region, for example" in session.say("nowhere at all")
    assert "Region eu-west-1" in session.say("eu-west-1")
    session.say("q", "y")
    session.end(0)


def test_browse_without_credentials(home, cloud):
    session = PipeSession(home, "--text", env={"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
                                     "AWS_EC2_METADATA_DISABLED": "true"})
    assert "Not signed in to AWS" in session.last
    session.say("1")
    assert "Failed: no AWS credentials were found." in session.all and "There are no setups on this computer yet." in session.say("5")
    session.say("q", "y")
    session.end(0)


def test_ascii_in_an_ascii_locale(home, cloud):
    session = PipeSession(home, *SETUP, env={"LC_ALL": "C"})
    session.until("Role name")
    session.say("\u00e9t\u00e9")
    result = session.end(64)
    assert result.out.isascii() and "\\u00e9" in result.out


@pytest.mark.parametrize("words", [("setup", "essentia"), ("resume",), ("remove", "essentia")])
def test_nothing_waits_without_terminal_and_text(home, words):
    """--text is needed for answers from a pipe."""
    home.setup()
    home.run(*words, limit=20)


def test_nothing_is_reported_twice(home):
    """A task after a run reports its own news only."""
    session = PipeSession(home, "--text")
    session.say("1")
    reach_review(session)
    assert "create role" in session.say("y")
    session.say("n", "")
    assert "create role" not in session.say("5", "1")
    session.end(0)


def test_record_is_unlocked_at_the_menu(home):
    session = PipeSession(home, "--text")
    session.say("1")
    reach_review(session)
    session.say("y", "n", "")
    assert "Your choice" in session.last
    home.setup()
    session.end(0)


def test_stopped_by_a_signal(home, cloud):
    """SIGTERM: at a question nothing is created; during Apply the record says which steps are done."""
    session = PipeSession(home, *SETUP)
    session.process.terminate()
    session.end(64)
    assert not cloud.changes()
    cloud.faults(stall=["PutRolePolicy=60x1"])
    session = PipeSession(home, *SETUP, "--no-probe")
    reach_review(session)
    session.process.stdin.write(b"y\n")
    session.process.stdin.flush()
    home.wait_for_call("CreateInstanceProfile")
    session.process.terminate()
    session.last = session.prompt()
    assert "accredit resume essentia" in session.end(3).err
    assert home.listed()["half_way"]


def test_failed_check(home, iam):
    """More is allowed than the setup grants: others attached another policy to the role."""
    set_up(home)
    iam.put_role_policy(RoleName="EssentiaMaster", PolicyName="More", PolicyDocument=policy(allow("redshift:*")))
    session = PipeSession(home, "verify", "essentia", "--text")
    assert "more than the template allows: " in session.last
    session.say("n")  # it is not accepted
    shown = session.say("y")
    assert "Test failed: 4 of 5 checks passed, 1 failed." in shown and "  failed: redshift:DescribeClusters is denied" in shown
    assert "Not as expected" in shown and "accredit verify essentia" in shown.replace("\n    ", " ")
    session.end(2)


def test_region_of_the_setup(home, cloud):
    """The setup's own Region is used, whatever the environment says now."""
    set_up(home, "--set", "REGION=eu-west-1")
    session = PipeSession(home, *SETUP, "--no-probe")
    assert "Region eu-west-1" in session.last
    session.until("Next")
    assert "Everything already matches" in session.last
    session.say("")
    session.end(0)
    session = PipeSession(home, "verify", "essentia", "--text", "--no-probe")
    assert "All 4 resources match." in session.all
    session.end(0)


def test_switch_to_practice_mode(home, cloud):
    """From a real account's menu into the practice cloud; the following lines are read there."""
    session = PipeSession(home, "--text")
    assert "This is a real account." in session.last
    session.say("8")
    shown = session.say("y")
    assert "Practice mode: a simulated AWS account" in shown.replace("\n", " ")
    session.say("q", "y")
    session.end(0)
    assert not cloud.changes()

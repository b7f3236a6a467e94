"""The questions of plain text: groups, more settings, checklists, lists from the account, what an answer is taken as, and whether it exists."""

import os

import pytest

from cloud import ACCOUNT
from test_text_hostile import INVALID_BYTES, enter_all
from text_session import PipeSession, TerminalSession

E6DATA = ("setup", "e6data", "--text", "--name", "e6data", "--method", "irsa")
ISSUER = "0123456789ABCDEF0123456789ABCDEF"


def flat(text):
    return " ".join(text.split())


def prompt(session):
    return session.last.splitlines()[-1]


@pytest.fixture
def cluster(cloud):
    cloud.client("eks").create_cluster(name="one", roleArn=f"arn:aws:iam::{ACCOUNT}:role/Cluster", resourcesVpcConfig={"subnetIds": []})


def to_prompt(home, place, *words):
    session = PipeSession(home, *(words or E6DATA))
    session.until(place)
    return session


def test_letters_are_announced_once(home):
    """At the first prompt of a command, whatever it is."""
    session = PipeSession(home, "setup", "--text")
    assert "(? help \u00b7 b back \u00b7 q quit)" in session.last and "Platform (number or name)" in prompt(session)
    session.say("essentia")
    session.say("")
    session.say("")
    assert session.all.count("q quit") == 1
    session.end(64)
    session = PipeSession(home, "setup", "--text", env={"LC_ALL": "C"})
    assert "(? help, b back, q quit)" in session.last
    session.end(64)


def test_groups_in_the_order_of_the_screens(home, cluster):
    """A title before the first question of a group; rare ones only behind one question."""
    session = to_prompt(home, "Components")
    session.say("")
    titles, more = ["--- Components ---"], 0
    answers = {"Workspace (": "sales", "EKS cluster": "one", "Namespace": "e6", "Workspace bucket": "of-sales", "Data buckets": "rehearsal",
               "Unload bucket": "kept", "Vendor's principal": "arn:aws:iam::210987654321:root", "External ID": "of-our-own"}
    while "Review" not in session.last:
        titles += [line for line in session.last.splitlines() if line.startswith("--- ")]
        more += prompt(session).startswith("More settings (")
        asked = prompt(session)
        assert not asked.startswith(("Tags", "If the bucket exists", "Permissions boundary"))
        session.say(next((text for label, text in answers.items() if asked.startswith(label)), ""))
    assert titles == ["--- Components ---", "--- Cluster and workspace ---", "--- Buckets ---", "--- Access for the vendor ---",
                      "--- Names for the new resources ---"]
    assert more >= 3
    session.end(64)


def test_more_settings(home, cloud):
    """? shows them with their values; y asks them, n skips them, and an answer stays where it was asked."""
    session = to_prompt(home, "More settings", "setup", "essentia", "--text", "--method", "role", "--name", "x")
    first = prompt(session)
    assert first.startswith("More settings (") and first.endswith(", all have defaults)? (y/N): ")
    shown = session.say("?")
    assert "Tags: (none)" in shown and "Role description: Lets an Essentia master" in shown and prompt(session) == first
    assert "Type y or n." in session.say("what")
    session.say("y")
    asked = [prompt(session)]
    while not prompt(session).startswith("Policy (number"):
        session.say("team=data" if prompt(session).startswith("Tags") else "")
        asked.append(prompt(session))
    assert [a.split(" (")[0].split(" [")[0] for a in asked[:-1]] == ["Role description", "Tags", "IAM path", "Permissions boundary"]
    assert session.say("b").splitlines()[-1].startswith("Permissions boundary")
    session.say("b")
    assert session.say("b").splitlines()[-1].endswith("[team=data]: ")
    session.say("b", "b")
    assert prompt(session) == first.replace("y/N", "Y/n")
    session.say("", "", "", "", "")
    assert prompt(session).startswith("Policy")
    session.until("changes?")
    assert "tags.team: data" in session.last
    session.end(64)


def test_components_are_a_checklist(home, cluster):
    session = to_prompt(home, "Components")
    assert "  1 [x] Workspace bucket" in session.last and "  3 [ ] AWS Glue catalog" in session.last
    shown = session.say("3, 4")
    assert "  3 [x] AWS Glue catalog" in shown and "  4 [ ] Unload bucket" in shown
    assert "There is no '99' here" in session.say("99") and "  3 [x]" in session.last
    assert "  7 [x]" in session.say("karpenter") and "  7 [ ]" in session.say("7")
    shown = session.say("1 2 3 5 10")
    assert "Select at least one." in shown and "  1 [x]" in shown
    assert "In the vendor's guide: " in session.say("?")
    session.say("")
    assert prompt(session).startswith("AWS Glue access (number or name) [1]: ") and "  1  read tables (default)" in session.last
    assert "There is no 'x' here" in session.say("x")
    assert "In the vendor's guide" in session.say("?") or "read: the engine can read tables" in session.last
    session.say("2")
    assert "[2]: " in session.say("b")
    session.end(64)


@pytest.mark.parametrize("place", ["Components", "Workspace ("])
def test_invalid_bytes(home, cluster, place):
    session = to_prompt(home, "Components")
    session.say("3")
    enter_all(session, place, INVALID_BYTES)
    session.end(64)


def test_lists_of_the_account(home, cluster, cloud):
    """l lists; a number takes a row, text is an answer of its own."""
    cloud.client("s3").create_bucket(Bucket="second-data")
    session = to_prompt(home, "Workspace (")
    session.say("sales")
    assert prompt(session) == "EKS cluster (required, l lists): "
    shown = session.say("l")
    assert "  1  one" in shown and "ACTIVE" in shown
    assert "There is no '7' here" in session.say("7")
    assert "exists" in session.say("1") and prompt(session).startswith("Namespace")
    assert session.say("b").splitlines()[-1].endswith("[one]: ")
    session.say("", "e6")
    session.until("Workspace bucket")
    session.say("of-sales")
    shown = session.say("l DATA")
    assert "  1  second-data" in shown and "rehearsal" not in shown
    assert "None of the buckets contains 'xyz'." in session.say("l xyz")
    session.say("l")
    numbers = {line.split()[1]: line.split()[0] for line in session.last.splitlines() if line.startswith("  ")}
    session.say(f"{numbers['rehearsal']}, {numbers['second-data']}")
    assert "exists" in session.last
    assert session.say("b").splitlines()[-1].endswith("[rehearsal,second-data]: ")
    session.end(64)


def test_text_filters_a_long_list(home, cloud):
    """With more rows than are shown; =TEXT is taken as it is."""
    s3 = cloud.client("s3")
    for i in range(25):
        s3.create_bucket(Bucket=f"archive-{i:02}")
    s3.create_bucket(Bucket="sales-data")
    session = to_prompt(home, "S3 bucket", "setup", "essentia", "--text", "--method", "role", "--policy", "workers-and-s3")
    shown = session.say("l")
    assert " 20  " in shown and " 21  " not in shown and "more. Type part of a name" in flat(shown)
    shown = session.say("sales")
    assert "  1  sales-data" in shown and "archive" not in shown
    assert "exists" in session.say("1") and not prompt(session).startswith("S3 bucket")
    session.say("b")
    session.say("l")
    assert "Not found: there is no bucket 'archive'." in session.say("=archive")
    assert prompt(session).endswith("[archive]: ")
    session.end(64)


def test_no_list_without_permission(home, cloud, iam):
    """It says why, and the value can be typed."""
    cloud.faults(error=["ListBuckets=AccessDenied:403x9"])
    session = to_prompt(home, "S3 bucket", "setup", "essentia", "--text", "--method", "role", "--policy", "workers-and-s3")
    assert "The buckets could not be listed: " in session.say("l") and "Type the value." in flat(session.last)
    assert "exists" in session.say("rehearsal")
    session.end(64)


def test_what_an_answer_is_taken_as(home, cluster, cloud):
    session = to_prompt(home, "Workspace (")
    session.say("sales", "one", "e6")
    session.until("OIDC issuer")
    session.say(f"https://oidc.eks.us-east-1.amazonaws.com/id/{ISSUER}/")
    assert f"Taken as oidc.eks.us-east-1.amazonaws.com/id/{ISSUER}" in flat(session.last)
    session.until("Workspace bucket")
    shown = session.say("s3://rehearsal/logs")
    assert "  Taken as rehearsal" in shown and "exists" in shown
    session.say("rehearsal", "kept")
    session.until("Vendor's principal")
    assert "Taken as arn:aws:iam::210987654321:root" in session.say("210987654321")
    session.end(64)


def test_whether_an_answer_exists(home, cluster, cloud):
    """What is missing is asked again, and Enter keeps it; what the setup creates is new."""
    session = to_prompt(home, "Workspace (")
    session.say("sales")
    shown = session.say("two")
    assert "Not found: there is no EKS cluster 'two' in us-east-1." in shown and "Press Enter to keep it" in shown
    assert prompt(session) == "EKS cluster (required, l lists) [two]: "
    assert prompt(session) != session.say("").splitlines()[-1] and prompt(session).startswith("Namespace")
    session.say("e6")
    session.until("Workspace bucket")
    assert "does not exist yet: will be created" in session.say("of-sales")
    assert "Could not check: " in session.say("somebodys")  # another account's
    session.end(64)
    assert {c["operation"] for c in cloud.changes()} <= {"CreateCluster"}


def test_an_optional_answer_can_be_cleared(home, cloud):
    """A resource uses what was given; without an answer that resource is left out."""
    session = to_prompt(home, "Existing master (", "setup", "essentia", "--text", "--set", "INSTANCE_ID=i-00000000000000001")
    assert prompt(session) == "Existing master (optional, l lists) [i-00000000000000001]: "
    shown = session.say("=")
    assert "required" not in shown and "Not accepted" not in shown
    session.say("b")
    session.until("Existing master (")
    assert prompt(session) == "Existing master (optional, l lists): "
    session.end(64)


def test_ctrl_c_stops_waiting_for_a_list(home, cloud):
    cloud.faults(stall=["ListBuckets=60x1"])
    t = TerminalSession(home, "setup", "essentia", "--text", "--method", "role", "--policy", "workers-and-s3", "--name", "x")
    t.until("S3 bucket")
    t.type("l\r")
    t.wait("waiting: listing the buckets")
    t.interrupt()
    t.wait("Stopped waiting.")
    t.wait("S3 bucket")
    cloud.release_calls()
    t.type("\x04")
    t.end(64)


def test_where_the_key_will_be_used(key_home, cloud):
    """The default profile is in use: a file to copy is proposed; on this computer another profile is."""
    key_home.store_key("default", "AKIAIOSFODNN7EXAMPLE", "x" * 40)
    session = to_prompt(key_home, "Key will be used", "setup", "essentia", "--text", "--name", "essentia", "--method", "configure")
    assert prompt(session).endswith("[2]: ")
    session.say("")
    assert prompt(session) == "Profile [default]: "
    session.say("")
    assert prompt(session).startswith("Transfer file (optional)") and "essentia-credentials" in session.last
    session.say("b", "b")
    session.say("here")
    assert prompt(session) == "Profile [essentia]: "
    assert "Not accepted: " in session.say("default") and not prompt(session).startswith("Transfer")
    session.say("essentia")
    assert not prompt(session).startswith("Transfer")
    session.end(64)


def test_a_file_is_proposed_and_a_folder_confirmed(key_home, cloud):
    session = to_prompt(key_home, "Key file", "setup", "essentia", "--text", "--name", "essentia", "--method", "command")
    assert "essentia-key.csv" in session.last
    folder = os.path.join(key_home.folder, "not-there")
    shown = session.say(os.path.join(folder, "key.csv"))
    assert f"The folder '{folder}' does not exist." in flat(shown) and "Create it when the file is written? (y/N)" in prompt(session)
    assert prompt(session) != session.say("n").splitlines()[-1] and prompt(session).startswith("Key file")
    session.say(os.path.join(folder, "key.csv"), "y")
    assert prompt(session).startswith("Existing access key ID")
    assert not os.path.exists(folder)
    taken = os.path.join(key_home.folder, "taken.csv")
    with open(taken, "w", encoding="utf-8") as file:
        file.write("x\n")
    session.say("b")
    assert "existing files are never overwritten" in flat(session.say(taken))
    session.end(64)

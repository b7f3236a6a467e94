"""Adopt and Verify of a manually created setup show first what the account has, and ask only what it cannot tell."""

import json

import pytest

from cloud import ACCOUNT, allow, policy
from manual_setup import Console, Style
from test_candidates import create_role
from test_manual_setup import BY_THE_GUIDE, CASES, E6, manual  # noqa: F401  (fixture)
from test_paths import document
from text_session import PipeSession


def asks(session, question):
    """Whether the last prompt is this question, which takes a number or a name."""
    return session.last.rstrip().rpartition("\n")[2].startswith(f"{question} (number or name) [")


def adopt(home, platform, *answers):
    """The text shown before the choice, and the session after these answers."""
    session = PipeSession(home, "adopt", platform, "--text")
    shown = " ".join(session.last.split())
    assert asks(session, "Which one"), session.all
    for answer in answers:
        session.say(answer)
    return shown, session


def recorded(home, name):
    return json.loads(home.text("setups", name, "answers.json"))


def take_and_record(home, platform):
    """The first one is taken: nothing else is asked, and it is recorded as it is."""
    shown, session = adopt(home, platform, "")
    assert "Record it as it is?" in session.last, session.all
    session.say("y")
    session.end(0)
    answers = recorded(home, platform)
    return shown, answers["method"], answers["policy"], answers["values"]


@pytest.mark.parametrize("template", ["v3.0-workers", "workers", "workers-scoped", "workers-and-s3", "s3-scoped", "redshift-scoped"])
def test_policy_and_names_are_found(home, cloud, iam, template):
    """The policy that fits best, the inline policy's own name, and the bucket that its document names."""
    cloud.client("s3").create_bucket(Bucket="our-data")
    text = document(f"essentia/documents/{template}.json", ROLE_NAME="EssentiaMaster", BUCKET="our-data")
    create_role(iam, "EssentiaMaster", text, path="/")
    create_role(iam, "Unrelated", policy(allow("sqs:*")), path="/")
    shown, method, chosen, values = take_and_record(home, "essentia")
    assert f"Found in account {ACCOUNT} for Essentia" in shown and "Unrelated" not in shown
    assert f"1 role 'EssentiaMaster': policy '{template}'" in shown and ": exact match" in shown
    assert "trusts ec2; inline policy 'Custom0'; instance profile EssentiaMaster" in shown
    assert "cosmetic, not compared: the description differs" in shown
    assert (method, chosen, values["ROLE_NAME"], values["POLICY_NAME"]) == ("role", template, "EssentiaMaster", "Custom0")
    assert values.get("BUCKET") == ("our-data" if "${BUCKET}" in open_document(template) else None)
    home.expect(0, "verify", "essentia", "--no-probe", "--json")


def open_document(template):
    from cloud import TOP
    with open(f"{TOP}/templates/essentia/documents/{template}.json", encoding="utf-8") as file:
        return file.read()


def test_what_is_missing_and_what_is_more(home, iam):
    """The best one first; a policy that differs is not missing; administrators come into question by their name alone."""
    create_role(iam, "Nearly", policy(allow("ec2:*"), allow("s3:*")), path="/")
    create_role(iam, "Wide", policy(allow("ec2:*"), allow("iam:PassRole"), allow("s3:*"), allow("sqs:*")), path="/")
    create_role(iam, "Admin", policy(allow("*")), path="/")
    shown, session = adopt(home, "essentia")
    assert "1 role 'Wide': policy 'workers-and-s3' (Workers and S3): fits, and more" in shown
    assert "more than the template: inline policy 'Custom0' of the role 'Wide' allows sqs:*" in shown
    assert "2 role 'Nearly': policy 'workers-and-s3' (Workers and S3): lacks 1 of 3 actions" in shown
    assert "missing: iam:PassRole on *" in shown and "Admin" not in shown and "'operator'" not in shown
    assert "inline policy 'Custom0' differs (- current, + expected)" in " ".join(session.say("Nearly").split())
    session.say("n")
    session.end(64)
    assert home.listed() is None


def test_another_role(home, iam):
    """One that does not fit is compared all the same; a name that does not exist is said."""
    create_role(iam, "Other", policy(allow("sqs:*")), path="/")
    shown, session = adopt(home, "essentia")
    assert f"Nothing in account {ACCOUNT} fits Essentia" in shown
    session.say("another role", "Absent")
    assert f"there is no role 'Absent' in account {ACCOUNT}" in " ".join(session.all.split())
    session.say("another role", "Other")
    assert "role 'Other'" in session.last and "lacks 3 of 3 actions" in " ".join(session.last.split())
    session.say("Other", "n")
    session.end(64)


def test_everything_is_asked_where_none_is_taken(home, iam):
    create_role(iam, "EssentiaMaster", document("essentia/documents/workers.json"), path="/")
    _, session = adopt(home, "essentia", "none")
    assert asks(session, "Method")
    session.say("b")
    assert asks(session, "Which one")
    session.say("q")


def test_name_in_use_is_asked(home, iam):
    create_role(iam, "EssentiaMaster", document("essentia/documents/workers.json"), path="/")
    take_and_record(home, "essentia")
    _, session = adopt(home, "essentia", "")
    assert "[essentia]" in session.last
    session.say("again")
    assert "Record it as it is?" in session.last
    session.say("y")
    session.end(0)
    assert recorded(home, "again")["policy"] == "workers"


def test_given_answers_are_not_looked_for(home, cloud, iam):
    create_role(iam, "EssentiaMaster", document("essentia/documents/workers.json"), path="/")
    cloud.forget_calls()
    session = PipeSession(home, "adopt", "essentia", "--set", "ROLE_NAME=EssentiaMaster", "--text")
    assert asks(session, "Method") and not cloud.calls("GetAccountAuthorizationDetails")
    session.say("q")


def test_account_without_permission_to_list(home, iam):
    """Nothing is found, nothing fails: all is asked."""
    from test_preflight import as_user
    as_user(home, iam, allow("sts:*"))
    shown, session = adopt(home, "essentia")
    assert f"Nothing in account {ACCOUNT} fits Essentia" in shown
    session.say("none")
    assert asks(session, "Method")
    session.say("q")


@pytest.mark.parametrize("case", [c for c in CASES if c.platform != "e6data"], ids=repr)
def test_setups_as_the_guides_say(manual, key_home, case):
    """Each platform and method, created by the vendor's guide: the role or user is found, with its method or one that IAM cannot tell from it."""
    manual(case)
    shown, session = adopt(key_home, case.platform)
    kind, name = case.holder
    assert f"1 {kind} '{name}': " in shown and "exact match" in shown, shown
    fits = shown.partition(" 2 ")[0]
    session.say("")
    if "these methods fit as well" in fits:
        assert asks(session, "Method")
        session.say(case.method)
    shown = session.until("Record it as it is?")
    assert "is missing" not in shown.partition("Found:")[2], shown
    session.say("y")
    session.end(0)
    assert recorded(key_home, case.platform)["method"] == case.method


@pytest.mark.parametrize("style", [BY_THE_GUIDE, Style("inline")], ids=repr)
def test_values_of_a_cluster_setup(manual, key_home, style):
    """e6data: workspace, namespace, cluster, buckets, the vendor's principal and external ID are in documents of the account."""
    case, = [c for c in CASES if c.platform == "e6data"]
    manual(case, style)
    shown, session = adopt(key_home, "e6data")
    assert "1 role 'our-engine': " in shown, shown
    session.say("our-engine")
    session.until("Record it as it is?")
    session.say("y")
    session.end()
    values = recorded(key_home, "e6data")["values"]
    assert {k: values.get(k) for k in E6 if k != "PARTS"} == {k: v for k, v in E6.items() if k != "PARTS"}

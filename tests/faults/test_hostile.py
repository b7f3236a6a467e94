"""Answers that are not from AWS or contain control characters: one clear sentence with a remedy, nothing created, nothing lost."""

import pytest

from killing import assert_created_once
from test_kill_setup import SETUP, uninterrupted, expected  # noqa: F401

HTML = "<!DOCTYPE html><html><head><title>Hotel</title></head><body>Please <b>sign in</b> to the network.</body></html>"
XML = '<GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult><Role>'
ANSWERS = {
    "html": {"body": HTML, "headers": {"Content-Type": "text/html"}},
    "html-403": {"body": HTML, "headers": {"Content-Type": "text/html"}, "status": 403},
    "empty": {"body": ""},
    "half": {"body": XML},
    "text": {"body": "OK"},
    "json": {"body": "{}"},
    "nul": {"body": XML.replace("<Role>", "<Role>\0")},
    "entity": {"body": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><GetCallerIdentityResponse>&e;</GetCallerIdentityResponse>'},
    "laughs": {"body": '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "' + "&a;" * 50 + '"><!ENTITY c "' + "&b;" * 50 + '">]><x>' + "&c;" * 50 + "</x>"},
    "deep": {"body": "<a>" * 100000},
    "other-root": {"body": "<Other><Account>1</Account></Other>"},
    "redirect": {"body": "", "status": 307, "headers": {"Location": "http://169.254.169.254/"}},
}


def answer_calls_with(cloud, call, how, **more):
    cloud.faults(answer=[{"operation": call, **how, **more}])


@pytest.mark.parametrize("how", ANSWERS)
@pytest.mark.parametrize("call", ["GetCallerIdentity", "GetRole"])
def test_bad_answer_before_the_first_step(home, cloud, call, how):
    answer_calls_with(cloud, call, ANSWERS[how])
    result = home.run(*SETUP)
    assert result.code == 1 and len(result.err.splitlines()) <= 3, result
    assert "root:" not in result.err and not cloud.changes() and not home.files()


@pytest.mark.parametrize("how", ["html", "empty", "half", "redirect"])
@pytest.mark.parametrize("call", ["CreateRole", "PutRolePolicy"])
def test_bad_answer_during_the_run(home, cloud, uninterrupted, how, call):  # noqa: F811
    """The call took effect, but the answer does not show it."""
    answer_calls_with(cloud, call, ANSWERS[how], times=1)
    result = home.run(*SETUP)
    assert result.code in (0, 3), result
    if result.code == 3:
        home.expect(0, "resume", "--yes", "--json")
    assert cloud.snapshot() == uninterrupted
    assert_created_once(cloud)


@pytest.mark.parametrize("size", [10 << 20, 64 << 20])
def test_endless_answer(home, cloud, tmp_path, size):
    path = tmp_path / "big"
    path.write_bytes(XML.encode() + b"<a>x</a>" * (size // 8))
    cloud.faults(answer=f"GetRole={path}")
    result = home.run(*SETUP)
    assert result.code == 1 and "8 MiB" in result.err and not cloud.changes()


def test_control_characters_in_an_error(home, cloud):
    """Escape sequences, bidi marks and newlines in AWS's text do not reach the terminal (the output of every run is searched for them)."""
    ugly = "\x1b[2J\x1b]0;owned\x07 a\u202eb \u0085 c\u200b\nline two\raccredit: all is well \u009b31m" + "x" * 5000
    cloud.faults(error=[{"operation": "GetRole", "code": "Weird\x1b[1m", "status": 400, "message": ugly}])
    result = home.expect(1, *SETUP)
    assert "\x1b" not in result.err and len(result.err) < 3000 and "\naccredit: all is well" not in result.err
    cloud.clear_faults()
    cloud.faults(error=[{"operation": "CreateRole", "code": "ValidationError", "status": 400, "message": ugly}])
    error = home.expect(3, *SETUP).failed["role.create"]
    assert not any(ord(c) < 32 or 0x7f <= ord(c) < 0xa0 or c in "\u202e" for c in error["message"])
    home.expect(3, "resume", "--yes")
    assert "\x1b" not in home.text("setups", "essentia", "journal.jsonl")


def test_control_characters_in_a_resource(home, cloud):
    """A description and a document with escape sequences."""
    body = (XML + "<Path>/</Path><RoleName>EssentiaMaster</RoleName><Arn>arn:aws:iam::123456789012:role/EssentiaMaster</Arn>"
            "<Description>&#x9b;31m&#x202e;evil</Description><AssumeRolePolicyDocument>%7B%22Version%22%3A%22%1B%5B2J%22%2C%22Statement%22%3A%5B%5D%7D"
            "</AssumeRolePolicyDocument></Role></GetRoleResult></GetRoleResponse>")
    answer_calls_with(cloud, "GetRole", {"body": body})
    for words in (["--plan"], ["--plan", "--json"]):
        assert home.run("setup", "essentia", "--no-probe", *words).code in (1, 2, 64)


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_IAM"])
@pytest.mark.parametrize("url", ["http://example.com", "http://10.0.0.1:4566", "ftp://127.0.0.1/", "127.0.0.1:4566", "http://127.0.0.1.example.com",
                                 "http://user:pw@127.0.0.1/", "file:///etc/passwd", "https://", "http://[::1", "\x1b[31m"])
def test_unsafe_endpoint(home, cloud, name, url):
    result = home.expect(64, *SETUP, env={name: url}, limit=20)
    assert "AWS_ENDPOINT_URL" in result.err and not cloud.calls() and not home.files()


def test_no_answer(home, cloud, uninterrupted):  # noqa: F811
    """The answer comes after the time limit: nothing is lost, and Ctrl-C does not wait for it."""
    cloud.faults(stall="PutRolePolicy=3x1")
    home.expect(0, *SETUP)
    assert cloud.snapshot() == uninterrupted


@pytest.mark.parametrize("region", ["us-east-1.evil.example", "../x", "us-east-1/", "x" * 200, "US-EAST-1", "us east 1"])
def test_invalid_region(home, cloud, region):
    home.expect(64, *SETUP, env={"AWS_REGION": region})
    assert not cloud.calls() and not home.files()

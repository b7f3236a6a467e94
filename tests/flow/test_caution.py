"""A template's caution is shown wherever its platform is named."""

import json
import os

import pytest

from cloud import TOP
from text_session import PipeSession

NEEDS = {"e6data": {"CLUSTER_NAME": "dock", "WORKSPACE_NAME": "work", "NAMESPACE": "ns", "PARTS": "alb", "OIDC_PROVIDER_SUFFIX": "oidc.eks.us-east-1.amazonaws.com/id/A"},
         "iguazio": {"KEY_FILE": "key.csv"}, "deadline": {"KEY_FILE": "key.csv"}}


def caution_of(platform):
    with open(os.path.join(TOP, "templates", platform, "pack.json"), encoding="utf-8") as file:
        return json.load(file)["caution"]


def one_line(platform):
    return [w for name, value in NEEDS.get(platform, {}).items() for w in ("--set", f"{name}={value}")]


@pytest.mark.parametrize("platform", ["essentia", "iguazio", "deadline", "e6data"])
def test_caution_on_the_command_line(home, platform):
    says = caution_of(platform)
    text = home.expect(2, "setup", platform, "--no-probe", "--plan", *one_line(platform))
    assert text.out.count(says) == 1 and text.err == ""
    as_json = home.expect(2, "setup", platform, "--no-probe", "--plan", "--json", *one_line(platform))
    assert says not in as_json.out and as_json.err.count(says) == 1


def test_caution_on_existing_setups(home):
    says = caution_of("essentia")
    assert says in home.expect(0, "setup", "essentia", "--no-probe", "--yes").out
    home.delete_state()
    shown = home.expect(0, "verify", "--platform", "essentia", "--no-probe").out
    assert says in shown
    assert "Compared with the template's default method 'role' and policy 'workers-and-s3'. Choose others with --method and --policy." in shown
    assert says in home.expect(0, "verify", "--platform", "essentia", "--no-probe", "--json").err
    assert says in home.expect(0, "adopt", "essentia").out
    assert says not in home.expect(0, "verify", "essentia", "--no-probe").out, "no platform is named"


def test_caution_in_plain_text(home):
    says = caution_of("essentia")
    session = PipeSession(home, "setup", "essentia", "--text")
    assert says in " ".join(session.all.split())
    session.end()

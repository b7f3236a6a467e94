"""Every remedy that names an accredit command or an answer is accepted by accredit in the situation in which it is printed."""

import json
import os
import re

import pytest

from cloud import EC2_TRUST
from key_home import create_user
from kube_client import Kube
from test_drift import replace_trust
from test_e6data import words as e6
from test_own_key import own_setup

QUOTED = re.compile(r"'accredit ([^']+)'")
ANSWER = re.compile(r"--(?:set|secret) [A-Z_]+=[^\s,;:)']+")
PLANS = ("repair", "rotate", "setup")
YES = ("resume", "remove", "accept")
E6 = ("setup", "e6data", "--no-probe", "--yes", *e6(PARTS="cross-account,engine,mapping", DATA_BUCKETS="rehearsal", BUCKET="kept"))
ESSENTIA = ("setup", "essentia", "--no-probe", "--yes")


def command(words):
    return ("setup", "essentia", "--method", "command", "--policy", "workers", "--no-probe", "--yes", *words)


def foreign_role(key_home, cloud):
    cloud.client("iam").create_role(RoleName="EssentiaMaster", AssumeRolePolicyDocument=json.dumps(
        {**EC2_TRUST, "Statement": [{**EC2_TRUST["Statement"][0], "Principal": {"Service": "lambda.amazonaws.com"}}]}))
    return ESSENTIA, key_home.expect(64, *ESSENTIA), {"--set ROLE_NAME=NAME"}


def role_of_another_setup(key_home, cloud):
    iam = cloud.client("iam")
    key_home.expect(0, *ESSENTIA)
    iam.tag_role(RoleName="EssentiaMaster", Tags=[{"Key": "accredit:setup", "Value": "of-another"}])
    replace_trust(iam)
    return ESSENTIA, key_home.expect(64, *ESSENTIA), {"repair essentia", "--set ROLE_NAME=NAME"}


def foreign_bucket(key_home, cloud):
    Kube(cloud, "one", "API")
    setup = (*E6, "--set", "PARTS=bucket,cross-account", "--set", "BUCKET=somebodys")
    return setup, key_home.expect(64, *setup), {"--set BUCKET=NAME"}


def unknown_key(key_home, cloud):
    create_user(cloud, "Essentia", may=("ec2:*",))
    key_home.read_secrets()
    setup = command(("--set", f"KEY_FILE={key_home.key_file}"))
    return setup, key_home.expect(64, *setup), {"--set USER_NAME=NAME", "--secret SECRET_ACCESS_KEY=@FILE"}


def other_key(key_home, cloud):
    iam, setup = cloud.client("iam"), command(("--set", f"KEY_FILE={key_home.key_file}"))
    key_home.expect(0, *setup)
    iam.delete_access_key(UserName="Essentia", AccessKeyId=key_home.csv()[0])
    iam.create_access_key(UserName="Essentia")
    key_home.read_secrets()
    return setup, key_home.expect(64, *setup), {"--secret SECRET_ACCESS_KEY=@FILE", "repair essentia"}


def other_key_of_iguazio(key_home, cloud):
    """Its template accepts no key that the operator supplies, so the remedy asks for none."""
    iam, setup = cloud.client("iam"), ("setup", "iguazio", "--no-probe", "--yes", "--set", f"KEY_FILE={key_home.key_file}")
    key_home.expect(0, *setup)
    user, = [u["UserName"] for u in iam.list_users()["Users"] if u["UserName"] != "operator"]
    iam.delete_access_key(UserName=user, AccessKeyId=key_home.csv()[0])
    iam.create_access_key(UserName=user)
    key_home.read_secrets()
    return setup, key_home.expect(64, *setup), {"repair iguazio"}


def no_key_left(key_home, cloud):
    setup = command(("--set", f"KEY_FILE={key_home.key_file}"))
    key_home.expect(0, *setup)
    cloud.client("iam").delete_access_key(UserName="Essentia", AccessKeyId=key_home.csv()[0])
    return setup, key_home.expect(64, "rotate", "essentia", "--yes"), {"repair essentia"}


def no_key_file(key_home, cloud):
    setup = command(("--set", f"KEY_FILE={key_home.key_file}"))
    key_home.expect(0, *setup)
    os.unlink(key_home.key_file)
    return setup, key_home.expect(64, *setup), {"rotate essentia"}


def own_key_inactive(key_home, cloud):
    own, _ = own_setup(key_home, cloud, "command", "--no-probe")
    cloud.client("iam").update_access_key(UserName="Ann", AccessKeyId=own[0], Status="Inactive")
    return command(("--set", f"KEY_FILE={key_home.key_file}")), key_home.expect(2, "verify", "essentia", "--no-probe"), {"rotate essentia"}


def old_key_deactivated(key_home, cloud):
    setup = command(("--set", f"KEY_FILE={key_home.key_file}"))
    key_home.expect(0, *setup)
    key_home.rotate("essentia", "--no-probe")
    return setup, key_home.expect(64, "rotate", "essentia", "--yes"), {"rotate essentia --finish", "rotate essentia --revert"}


def no_cluster(key_home, cloud):
    Kube(cloud, "one", "API")
    key_home.expect(0, *E6[:-2], "--set", "PARTS=cross-account,engine")
    cloud.client("eks").delete_cluster(name="one")
    return E6, key_home.expect(2, "verify", "e6data", "--no-probe"), {"repair e6data", "remove e6data"}


def cluster_created_again(key_home, cloud):
    Kube(cloud, "one", "API")
    key_home.expect(0, *E6, "--set", "PARTS=cross-account,engine")
    cloud.client("eks").delete_cluster(name="one")
    Kube(cloud, "one", "API")
    return E6, key_home.expect(2, "verify", "e6data", "--no-probe"), {"repair e6data"}


def wrong_issuer(key_home, cloud):
    Kube(cloud, "one", "API")
    setup = (*E6, "--set", "PARTS=cross-account,engine", "--set", "OIDC_PROVIDER_SUFFIX=oidc.eks.us-east-1.amazonaws.com/id/" + "0" * 32)
    return setup, key_home.expect(64, *setup), {"--set OIDC_PROVIDER_SUFFIX="}


def wrong_issuer_later(key_home, cloud):
    Kube(cloud, "one", "API")
    setup = (*E6, "--set", "PARTS=cross-account,engine")
    key_home.expect(0, *setup)
    cloud.client("eks").delete_cluster(name="one")
    Kube(cloud, "one", "API")
    wrong = (*setup, "--set", "OIDC_PROVIDER_SUFFIX=oidc.eks.us-east-1.amazonaws.com/id/" + "0" * 32)
    return wrong, key_home.expect(64, *wrong), {"--set OIDC_PROVIDER_SUFFIX="}


def created_manually(key_home, cloud):
    key_home.expect(0, *ESSENTIA)
    key_home.delete_state()
    replace_trust(cloud.client("iam"))
    return ESSENTIA, key_home.expect(2, "verify", "--platform", "essentia", "--no-probe"), {"adopt essentia", "repair essentia"}


def already_recorded(key_home, cloud):
    key_home.expect(0, *ESSENTIA)
    return ESSENTIA, key_home.expect(64, "adopt", "essentia"), {"verify essentia", "repair essentia"}


def interrupted(key_home, cloud):
    cloud.faults(error=["PutRolePolicy=AccessDenied:403"])
    failed = key_home.expect(3, *ESSENTIA)
    cloud.clear_faults()
    return ESSENTIA, failed, {"resume essentia", "resume essentia --undo"}


def role_without_a_key(key_home, cloud):
    key_home.expect(0, *ESSENTIA)
    return ESSENTIA, key_home.expect(64, "rotate", "essentia", "--yes"), set()


SITUATIONS = [foreign_role, role_of_another_setup, foreign_bucket, unknown_key, other_key, other_key_of_iguazio, no_key_left, no_key_file, own_key_inactive,
              old_key_deactivated, no_cluster, cluster_created_again, wrong_issuer, wrong_issuer_later, created_manually, already_recorded, interrupted, role_without_a_key]


def filled(word, key_home):
    """Fills in a remedy's placeholders as a reader would."""
    secret = os.path.join(key_home.folder, "given-secret")
    if word.endswith("=@FILE"):
        if not os.path.exists(secret):
            with open(os.open(secret, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
                file.write(list(key_home.known.values())[-1])
        return word.replace("@FILE", "@" + secret)
    return word.replace("=NAME", "=another-one").replace("=FILE", "=" + os.path.join(key_home.folder, "another.csv"))


@pytest.mark.parametrize("situation", SITUATIONS, ids=[s.__name__ for s in SITUATIONS])
def test_remedy_is_accepted(key_home, cloud, situation):
    setup, said, expected = situation(key_home, cloud)
    text = (said.out + said.err).replace("\n", " ")
    commands, answers = QUOTED.findall(text), ANSWER.findall(text)
    for one in expected:
        assert any(one in said_one for said_one in commands + answers), f"{one} is not printed: {commands} {answers}"
    if answers and "ACCESS_KEY_ID=ID" not in text:  # test_own_key.py tests the situation where that way is gone
        given = [w for a in answers for w in filled(a, key_home).split(" ")]
        second = ["--name", "second"] if "--name" in text else []
        for choice in ([given] if "--secret" not in text else [given[:2]] if "ACCESS_KEY_ID" not in given[1] else [given]):
            result = key_home.run(*setup, "--plan", *second, *choice)
            assert result.code in (0, 2), f"refused: {choice}\n{result}"
    for one in commands:
        if "PLATFORM" in one or "USER" in one or one == "setup":
            continue
        words = one.split(" ")
        more = ["--yes"] if words[0] in YES else ["--plan"] if words[0] in PLANS and "--plan" not in words else []
        assert key_home.run(*words, *more, limit=120).code not in (1, 64), one

"""A server that quotes secrets in its answers: no secret reaches a screen, standard output or error, the journal or the report."""

import base64
import json
import os
import urllib.parse

import pytest

from test_kill_setup import SETUP

FORMS = {
    "as it is": lambda s: s, "URL-encoded": lambda s: urllib.parse.quote(s, safe=""), "slashes escaped": lambda s: s.replace("/", "\\/"),
    "base64": lambda s: base64.b64encode(s.encode()).decode(), "hexadecimal": lambda s: s.encode().hex(), "the end missing": lambda s: s[:-3],
}
# How an error quotes the request: a canonical string with its headers, long enough to be cut and wrapped.
MESSAGE = ("The request signature we calculated does not match. The canonical string should have been 'GET / x-amz-date:20260101T000000Z "
           "x-amz-security-token:{0} host' and the key was {0} " + "and so on " * 25 + "{0} " * 20)

TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


def echo(cloud, home, operation, form, secret=None, **more):
    cloud.faults(error=[{"operation": operation, "code": "SignatureDoesNotMatch", "status": 403,
                         "message": MESSAGE.format(FORMS[form](secret or cloud.operator["secret_access_key"])), **more}])


def assert_no_secret(home):
    """Searches every file for secrets, as the harness does for standard output and error."""
    assert home.secrets
    home.search_secrets()


@pytest.mark.parametrize("form", FORMS)
def test_error_that_quotes_the_secret(home, cloud, form):
    for operation in ("GetCallerIdentity", "GetRole"):
        echo(cloud, home, operation, form)
        for words in (SETUP, ("setup", "essentia", "--no-probe", "--yes"), ("whoami",), ("verify", "--platform", "essentia", "--no-probe", "--json")):
            result = home.run(*words)
            assert "(secret)" in result.err + result.out or result.code == 0 or operation == "GetRole", result
        cloud.clear_faults()
    assert any("(secret)" in result.err for result in home.seen)
    assert_no_secret(home)


def test_error_during_a_run(home, cloud):
    """The error is in the journal, the event and the report; the run can be resumed."""
    echo(cloud, home, "PutRolePolicy", "as it is")
    result = home.expect(3, *SETUP)
    assert any("(secret)" in error["message"] for error in result.failed.values()), result
    assert "(secret)" in home.text("setups", "essentia", "journal.jsonl")
    home.run("show", "essentia")
    home.run("resume", "--yes")
    cloud.clear_faults()
    home.expect(0, "resume", "--yes", "--json")
    home.expect(0, "show", "essentia", "--json")
    assert_no_secret(home)


def test_secret_in_a_resource(home, cloud):
    """The secret is in a role's description and a tag, which the plan shows and the journal records."""
    secret = cloud.operator["secret_access_key"]
    iam = cloud.client("iam")
    iam.create_role(RoleName="EssentiaMaster", AssumeRolePolicyDocument=json.dumps(TRUST), Description=secret,
                    Tags=[{"Key": "theirs", "Value": secret}])
    for words in (SETUP[:1] + ("essentia", "--no-probe", "--plan", "--json"), ("setup", "essentia", "--plan", "--no-probe"),
                  ("verify", "--platform", "essentia", "--no-probe"), SETUP, ("adopt", "essentia", "--name", "other", "--json")):
        home.run(*words)
    assert_no_secret(home)


def test_session_token(home, cloud):
    """The session token is the longest secret; plain text wraps it over several lines."""
    token = cloud.client("sts").get_session_token()["Credentials"]
    env = {"AWS_ACCESS_KEY_ID": token["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": token["SecretAccessKey"], "AWS_SESSION_TOKEN": token["SessionToken"]}
    home.secrets += [token["SessionToken"], token["SecretAccessKey"]]
    for form in ("as it is", "URL-encoded"):
        echo(cloud, home, "GetCallerIdentity", form, token["SessionToken"])
        for words in (("whoami",), SETUP, ("setup", "essentia", "--plan", "--text"), ("whoami", "--json")):
            home.run(*words, env=env)
        cloud.clear_faults()
    assert any("(secret)" in result.err for result in home.seen)
    assert_no_secret(home)


def test_web_identity_token(home, cloud, tmp_path):
    """Without an access key, the server quotes the token itself."""
    token = "eyJhbGciOiJSUzI1NiJ9." + base64.urlsafe_b64encode(os.urandom(120)).decode().rstrip("=") + ".c2lnbmF0dXJl"
    path = str(tmp_path / "token-of-the-pod")
    with open(path, "w", encoding="ascii") as file:
        file.write(token)
    home.secrets.append(token)
    echo(cloud, home, "AssumeRoleWithWebIdentity", "as it is", token)
    env = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_SESSION_TOKEN": None, "AWS_WEB_IDENTITY_TOKEN_FILE": path,
           "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"), "AWS_CONFIG_FILE": str(tmp_path / "none"), "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/Pod"}
    result = home.run("whoami", env=env)
    assert result.code and "(secret)" in result.err, result
    assert_no_secret(home)

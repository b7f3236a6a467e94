"""Who am I, and errors caused by this computer, by keys on a terminal."""
import json

import pytest

from wizard import DOWN, ENTER, ESC, LONG
from fake_aws import tls_server


def test_who_by_its_key_and_by_its_row(wizard, cloud):
    t = wizard()
    t.menu()
    t.go("w", "the environment has no key")
    for text in ("Account       123456789012", "Alias         practice", "us-east-1 (AWS_REGION)", "Expires       never"):
        t.wait(text)
    t.go(ENTER, "What do you want to do?")
    t.go(8 * DOWN + ENTER, "Expires       never")
    cloud.faults(clock=3600)
    t.go("r", "this computer's clock is 60 minutes behind")
    t.wait("signed in to account 123456789012")
    t.go(ESC, "What do you want to do?")
    assert t.quit() == 0
    t.assert_terminal_restored()


def test_who_small(wizard):
    t = wizard(rows=16, cols=60)
    t.menu()
    t.go("w", "Expires       never")
    t.go(DOWN, "lines 2-")
    t.go(ENTER, "What do you want to do?")


def test_who_when_the_sign_in_fails(wizard, cloud):
    """The screen stays open and shows the result of its key."""
    t = wizard()
    t.menu()
    t.go("w", "Expires       never")
    cloud.faults(error="GetCallerIdentity=InvalidClientTokenId")
    t.go("r", "not signed in to AWS")
    t.wait("What to do")
    cloud.clear_faults()
    t.go("r", "signed in to account 123456789012")


CAUSES = {
    "proxy": ({"AWS_ENDPOINT_URL": "https://sts.example.invalid", "HTTPS_PROXY": "http://127.0.0.1:1"},
              "(from HTTPS_PROXY) does not", "NO_PROXY"),
    "endpoint": ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "AWS_ENDPOINT_URL points to 127.0.0.1:1", "unset it"),
    "region": ({"AWS_REGION": "us-east1"}, "'us-east1' is not the name of a Region", "did you mean us-east-1"),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_cause_comes_first(wizard, cause):
    environment, says, remedy = CAUSES[cause]
    t = wizard(env={"AWS_MAX_ATTEMPTS": "1", **environment})
    t.wait("Not signed in to AWS", LONG)
    t.wait(says, LONG)
    t.wait(remedy)
    rows = [n for n in range(24) if says in t.row(n) or "What to do" in t.row(n)]
    assert len(rows) == 2 and rows == sorted(rows) and says in t.row(rows[0])
    t.go(ENTER, "What do you want to do?")
    assert t.quit() == 0


def test_wrong_clock_comes_first(wizard, cloud):
    cloud.faults(clock=7200, error="GetCallerIdentity=InvalidClientTokenId")
    t = wizard()
    t.wait("Not signed in to AWS", LONG)
    t.wait("this computer's clock is 2 hours behind AWS's clock", LONG)
    t.wait("this computer says")


def test_intercepting_proxy_is_named(wizard, tmp_path):
    with tls_server(tmp_path) as front:
        t = wizard(env={"AWS_ENDPOINT_URL": front.url, "AWS_CA_BUNDLE": ""})
        t.wait("presents a certificate issued by 'Example Gate'", LONG)
        t.wait("AWS_CA_BUNDLE")
        t.go(ENTER, "What do you want to do?")
        assert t.quit() == 0 and front.asked == 0


def test_step_fails_because_of_this_computer(wizard, cloud):
    t = wizard()
    t.review()
    cloud.faults(answer=[{"operation": "CreateInstanceProfile", "body": "<html><body>Welcome, sign in</body></html>",
                          "headers": {"Content-Type": "text/html"}}])
    t.go("a", "Stopped after")
    t.wait("answered with a web page")
    cloud.clear_faults()
    t.go("r", "All steps are done.")


def test_code_that_was_used(wizard, cloud, tmp_path):
    """A code used in another window: AWS rejects it, and the next one is requested; the same code is not sent again."""
    cloud.faults(delay=0)
    iam, role = cloud.client("iam"), "arn:aws:iam::123456789012:role/Ops"
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]["SerialNumber"]

    def device_shows(what="code"):
        return next(d[what] for d in cloud.control("GET", "mfa") if d["serial"] == serial)
    iam.enable_mfa_device(UserName="operator", SerialNumber=serial, AuthenticationCode1=device_shows(), AuthenticationCode2=device_shows("next"))
    trust = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole"}
    iam.create_role(RoleName="Ops", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
    iam.put_role_policy(RoleName="Ops", PolicyName="may", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}))
    config = tmp_path / "config"
    config.write_text(f"[profile ops]\nrole_arn = {role}\nsource_profile = default\nmfa_serial = {serial}\n")
    used = device_shows()
    cloud.client("sts").assume_role(RoleArn=role, RoleSessionName="elsewhere", SerialNumber=serial, TokenCode=used)
    t = wizard(env={"AWS_CONFIG_FILE": str(config), "AWS_PROFILE": "ops"})
    t.wait("MFA code", LONG)
    t.go(used + ENTER, "it was used or has expired")
    cloud.forget_calls()
    t.go(used + ENTER, "This code was used")
    assert not cloud.calls("AssumeRole")
    t.until(lambda: device_shows() != used, "the device shows the next code", 60)
    t.send(device_shows() + ENTER)
    t.wait("role Ops of 'ops'", LONG)
    t.go("w", "assumes arn:aws:iam::123456789012:role/Ops")
    t.wait("with MFA")

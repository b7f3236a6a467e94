"""Signing in with what a profile names: a role with an external ID, MFA, a web identity, a program."""

import base64
import json
import re
import time

import pytest

from cloud import ACCOUNT, policy, until
from text_session import PipeSession, TerminalSession

ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
OPS = f"arn:aws:iam::{ACCOUNT}:role/Ops"


def create_role(iam, name, *, may=ALL, **trust):
    """A role that this account is allowed to assume, or the principal of the trust policy."""
    rule = {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "sts:AssumeRole", **trust}
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(rule))["Role"]["Arn"]
    iam.put_role_policy(RoleName=name, PolicyName="may", PolicyDocument=policy(may))
    return arn


@pytest.fixture
def config(home, tmp_path):
    """Writes the config file; the operator's key stays in the practice cloud's credentials file, as [default]."""
    def write(text, **environment):
        path = tmp_path / "config"
        path.write_text(text)
        home.environment.update(AWS_CONFIG_FILE=str(path), AWS_PROFILE="ops", **environment)
    return write


@pytest.fixture
def mfa_device(cloud, iam):
    """The operator's MFA device: its serial number, and a function for its codes."""
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]["SerialNumber"]

    def mfa_state():
        return next(d for d in cloud.control("GET", "mfa") if d["serial"] == serial)
    first = mfa_state()
    iam.enable_mfa_device(UserName="operator", SerialNumber=serial, AuthenticationCode1=first["code"],
                          AuthenticationCode2=first["next"])
    create_role(iam, "Ops", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    return serial, lambda: mfa_state()["code"]


def whoami(home, **options):
    return home.expect(0, "whoami", "--json", **options).of("whoami")[0]


def test_expiration_of_credentials(home, cloud):
    """Keys do not expire; credentials with a token do, at a known or unknown time."""
    assert whoami(home)["expires"] == "never"
    key = cloud.client("sts").get_session_token()["Credentials"]
    home.secrets += [key["SecretAccessKey"], key["SessionToken"]]
    environment = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
                   "AWS_SESSION_TOKEN": key["SessionToken"]}
    assert whoami(home, env=environment)["expires"] == "not known"
    expiring = {**environment, "AWS_CREDENTIAL_EXPIRATION": "2090-01-01T02:00:00+02:00"}
    assert whoami(home, env=expiring)["expires"] == "2090-01-01T00:00:00Z"


def test_connection_is_described(home):
    """Certificates and proxies are named; a proxy's password never is."""
    said = whoami(home, env={"HTTPS_PROXY": "http://ann:hunter2@127.0.0.1:9", "NO_PROXY": "one.example\x1b[2J"})
    assert said["proxy"] == "http://127.0.0.1:9" and said["no_proxy"].startswith("one.example") and said["ca_bundle"] == home.environment.get("AWS_CA_BUNDLE", "")
    assert said["endpoint"].startswith("http://127.0.0.1:") and said["practice"] is False
    shown = home.expect(0, "whoami", env={"https_proxy": "ann:hunter2@127.0.0.1:9", "no_proxy": "b\x1b[2J"}).out
    assert "hunter2" not in shown and "b\\x1b[2J" in shown


def test_why_these_credentials_are_used(home, config, cloud):
    """Each source says what named it and what it takes precedence over; so does the Region."""
    said = whoami(home)
    assert said["why"] == "the environment has no key and AWS_PROFILE is not set, so profile 'default' is used"
    assert said["region_from"] == "AWS_REGION" and not said["passed_over"] and not said["chain"]
    operator = cloud.operator
    keys = {"AWS_ACCESS_KEY_ID": operator["access_key_id"], "AWS_SECRET_ACCESS_KEY": operator["secret_access_key"]}
    said = whoami(home, env={**keys, "AWS_PROFILE": "default"})
    assert said["source"] == "environment" and "the environment comes first" in said["why"]
    assert said["passed_over"] == ["the profile 'default' of AWS_PROFILE"]
    shown = home.expect(0, "whoami", env={**keys, "AWS_EC2_METADATA_DISABLED": None}).out
    assert "Not used       the profile 'default'\n" in shown and "the metadata service was not asked" in shown
    config("[profile ops]\nregion = us-west-2\n")
    assert whoami(home, env={"AWS_PROFILE": "default", "AWS_REGION": None, "AWS_DEFAULT_REGION": "us-east-2"})["region_from"] == "AWS_DEFAULT_REGION"


def test_fips_and_an_endpoint_are_refused_together(home):
    """FIPS is requested and an endpoint is named: neither is ignored silently."""
    for name, says in ("AWS_USE_FIPS_ENDPOINT", "FIPS"), ("AWS_USE_DUALSTACK_ENDPOINT", "dual-stack"):
        refused = home.expect(64, "whoami", env={name: "true"})
        assert f"{says} endpoints are requested" in refused.err and "AWS_ENDPOINT_URL" in refused.err
        assert whoami(home, env={name: "false"})["fips"] is False


def test_console_sign_in_names_the_command_that_refreshes_it(home, config):
    config("[profile ops]\nlogin_session = arn:aws:iam::123456789012:user/ann\n")
    assert "run: aws login --profile ops" in home.expect(1, "whoami").err


def test_sso_session_names_the_command_that_refreshes_it(home, config):
    config("[profile ops]\nsso_session = acme\nsso_account_id = 123456789012\nsso_role_name = Admin\n"
           "[sso-session acme]\nsso_region = us-east-1\nsso_start_url = https://acme.awsapps.com/start\n")
    assert "run: accredit login --profile ops" in home.expect(1, "whoami").err
    config("[profile ops]\nsso_account_id = 123456789012\nsso_role_name = Admin\nsso_region = us-east-1\n"
           "sso_start_url = https://acme.awsapps.com/start\n")
    assert "run: accredit login --profile ops" in home.expect(1, "whoami").err


def test_who_am_i_in_plain_text(home, cloud):
    """The menu's last row; signing in again reads the files again."""
    session = PipeSession(home, "--text")
    session.say("who")
    assert "Why: the environment has no key" in session.last and f"Account: {ACCOUNT}" in session.last and "Expires: never" in session.last
    assert "r refreshes" in session.last
    cloud.faults(clock=7200)
    assert "Problem: this computer's clock is 2 hours behind AWS's" in session.say("r")
    assert "What do you want to do?" in session.say("") and "Problem: this computer's clock is 2 hours behind" in session.last
    session.end()


def test_role_with_an_external_id(home, config, iam, cloud):
    create_role(iam, "Ops", Condition={"StringEquals": {"sts:ExternalId": "ext-1"}})
    config(f"[profile ops]\nregion = us-east-1\nrole_arn = {OPS}\nsource_profile = default\nexternal_id = ext-1\n"
           "role_session_name = ann\nduration_seconds = 900\n")
    before = time.time()
    said = whoami(home)
    assert said["arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/Ops/ann" and said["account"] == ACCOUNT
    assert (said["alias"], said["partition"], said["region"]) == ("practice", "aws", "us-east-1")
    assert said["source"].startswith(f"role {OPS} of profile 'ops', with the key of the profile 'default'")
    ends = time.mktime(time.strptime(said["expires"], "%Y-%m-%dT%H:%M:%SZ")) - time.timezone
    assert 890 <= ends - before <= 910 + time.time() - before
    assert said["why"] == "the environment has no key, and AWS_PROFILE names the profile 'ops'"
    key, role = said["chain"]
    assert key["key"].startswith("profile 'default' of /")
    assert role == {"role": OPS, "profile": "ops", "external_id": True, "mfa": False}
    shown = home.expect(0, "whoami").out
    assert f"assumes {OPS} (profile 'ops', with external ID, no MFA)" in shown
    assert re.search(r"Expires +\d+ [A-Z][a-z]+ \d\d:\d\d UTC \(in 1[45] min\)\n", shown)
    config(f"[profile ops]\nrole_arn = {OPS}\nsource_profile = default\nexternal_id = ext-2\n")
    result = home.expect(1, "whoami")
    assert "AccessDenied" in result.err and "external_id" in result.err and f"role '{OPS}'" in result.err


def test_setup_with_a_chained_role(home, config, iam, cloud):
    first = create_role(iam, "First", may={"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": OPS})
    create_role(iam, "Ops", Principal={"AWS": first})
    config(f"[profile ops]\nrole_arn = {OPS}\nsource_profile = first\n"
           f"[profile first]\nrole_arn = {first}\nsource_profile = default\n")
    home.setup()
    home.expect(0, "verify", "essentia", "--no-probe", "--json")
    assert "EssentiaMaster" in cloud.roles()
    assert [link.get("role") for link in whoami(home)["chain"]] == [None, first, OPS]


def test_circular_profiles_are_reported(home, config):
    config(f"[profile ops]\nrole_arn = {OPS}\nsource_profile = b\n[profile b]\nrole_arn = {OPS}\nsource_profile = ops\n")
    assert "source_profile is circular: 'b' leads back to 'ops'" in home.expect(1, "whoami").err


def test_mfa_code_without_a_terminal(home, config, mfa_device):
    """Without a terminal nothing waits for input."""
    config(f"[profile ops]\nrole_arn = {OPS}\nsource_profile = default\nmfa_serial = {mfa_device[0]}\n")
    result = home.expect(64, "whoami", "--json")
    assert "there is no terminal to ask at" in result.err and "terminal" in result.err


def test_mfa_code_at_the_terminal(home, config, mfa_device, cloud):
    serial, code = mfa_device
    config(f"[profile ops]\nrole_arn = {OPS}\nsource_profile = default\nmfa_serial = {serial}\n")
    t, given = TerminalSession(home, "whoami"), code()
    t.wait(f"MFA code of {serial} for {OPS}: ")
    t.type("12345\r")
    t.wait("A code has six digits. ")
    t.wait(f"for {OPS}: ")
    t.type(f"{given[:3]} {given[3:]}\r")
    shown = t.end(0)
    assert "assumed-role/Ops/" in shown and given not in shown and given[:3] + " " + given[3:] not in shown
    calls = [c for c in cloud.calls("AssumeRole") if c["params"].get("SerialNumber")]
    assert len(calls) == 1
    t = TerminalSession(home, "whoami")
    t.wait(f"for {OPS}: ")
    t.type(given + "\r")
    t.wait("AWS did not accept this code: it was used or has expired. Wait for the next one. ")
    t.wait(f"for {OPS}: ")
    t.type(given + "\r")
    t.wait("This code was used: wait for the next one. ")
    t.wait(f"for {OPS}: ")
    t.type(until(lambda: code() != given and code(), 60, "the device shows no other code") + "\r")
    assert "assumed-role/Ops/" in t.end(0)


def test_ctrl_c_at_the_mfa_code(home, config, mfa_device):
    config(f"[profile ops]\nrole_arn = {OPS}\nsource_profile = default\nmfa_serial = {mfa_device[0]}\n")
    t = TerminalSession(home, "whoami")
    t.wait(f"for {OPS}: ")
    t.interrupt()
    assert "no MFA code was entered" in t.end(1)


def test_mfa_code_in_plain_text(home, config, mfa_device):
    serial, code = mfa_device
    config(f"[profile ops]\nrole_arn = {OPS}\nsource_profile = default\nmfa_serial = {serial}\n")
    session = PipeSession(home, "setup", "essentia", "--text")
    assert f"MFA code of {serial}" in session.last.replace("\n", " ")
    session.say("?")
    assert "requires MFA" in session.last
    session.say("")
    assert "no MFA code was given" in session.all.replace("\n", " ")
    session.end()
    session = PipeSession(home, "setup", "essentia", "--text")
    session.say(code())
    assert f"Account {ACCOUNT}" in session.last and "assumed-role/Ops" in session.all
    session.end(64)


def test_one_mfa_code_for_two_regions(home, config, mfa_device, cloud):
    """A setup in another Region signs in a second time in the same command, without another code."""
    serial, code = mfa_device
    home.setup(env={"AWS_REGION": "us-west-2"})
    config(f"[profile ops]\nrole_arn = {OPS}\nsource_profile = default\nmfa_serial = {serial}\n")
    cloud.forget_calls()
    t = TerminalSession(home, "verify", "essentia", "--no-probe")
    t.wait("MFA code of")
    t.wait(": ")
    t.type(code() + "\r")
    assert t.end(0).count("MFA code of") == 1
    assert len(cloud.calls("AssumeRole")) == 1 and len(cloud.calls("GetCallerIdentity")) > 1


def jwt(**claims):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
    return f"{part({'alg': 'RS256'})}.{part({'exp': time.time() + 600, **claims})}.c2lnbmF0dXJl"


def test_web_identity(home, iam, tmp_path):
    """As in a pod: a token file and a role, and no key."""
    host, token = "oidc.example.com/id/A", tmp_path / "token"
    claims = {"iss": f"https://{host}", "aud": "sts.amazonaws.com"}
    provider = iam.create_open_id_connect_provider(Url=f"https://{host}", ClientIDList=["sts.amazonaws.com"],
                                                   ThumbprintList=["a" * 40])["OpenIDConnectProviderArn"]
    create_role(iam, "Ops", Principal={"Federated": provider}, Action="sts:AssumeRoleWithWebIdentity",
              Condition={"StringEquals": {f"{host}:sub": "space:name"}})
    token.write_text(jwt(sub="space:name", **claims) + "\n")
    home.secrets.append(token.read_text().strip())
    environment = {"AWS_WEB_IDENTITY_TOKEN_FILE": str(token), "AWS_ROLE_ARN": OPS, "AWS_ROLE_SESSION_NAME": "pod",
                   "AWS_SHARED_CREDENTIALS_FILE": "/nowhere"}
    said = whoami(home, env=environment)
    assert said["arn"].endswith("assumed-role/Ops/pod") and said["source"].startswith("web identity of the environment")
    token.write_text(jwt(sub="space:other", **claims))
    assert "trust policy" in home.expect(1, "whoami", env=environment).err


def test_credential_process_with_short_lived_keys(home, config, iam, cloud, tmp_path):
    """Each key of the program expires in two minutes: the run continues with the next one."""
    create_role(iam, "Ops")
    keys = [cloud.client("sts").assume_role(RoleArn=OPS, RoleSessionName="ops")["Credentials"] for _ in range(3)]
    ends = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() + 120))
    for n, key in enumerate(keys):
        (tmp_path / f"key{n + 1}").write_text(json.dumps({
            "Version": 1, "AccessKeyId": key["AccessKeyId"], "SecretAccessKey": key["SecretAccessKey"],
            "SessionToken": key["SessionToken"], "Expiration": ends}))
        home.secrets.append(key["SecretAccessKey"])
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ncd '{tmp_path}' || exit 1\necho x >>asked\nn=$(wc -l <asked)\n[ -e key$n ] || n=3\ncat key$n\n")
    program.chmod(0o700)
    config(f"[profile ops]\ncredential_process = {program}\n")
    home.setup()
    assert len((tmp_path / "asked").read_text().split()) > 1
    assert "EssentiaMaster" in cloud.roles()

"""IAM Identity Center and `aws login`, against a stand-in that follows AWS's API models; botocore's results are the reference."""

import json
import os
import signal
import stat
import threading
import time

import pytest

from identity_center import BY_LOGIN, DEVICE, LEGACY, LOGIN, REFRESH, SESSION, URL, Refused, SsoProgram, iso, running_identity_center
from cloud import until
from text_session import PipeSession, TerminalSession

CLI_FIELDS = {"startUrl", "region", "accessToken", "expiresAt", "clientId", "clientSecret", "registrationExpiresAt"}


@pytest.fixture
def center(cloud):
    with running_identity_center(cloud) as center:
        yield center


@pytest.fixture
def home(cloud, center, tmp_path):
    program = SsoProgram(cloud, tmp_path / "home", center)
    program.profile(SESSION)
    yield program
    program.end()
    program.search_secrets()


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def whoami(home, code=0):
    result = home.expect(code, "whoami", "--json")
    return result.of("whoami")[0] if code == 0 else result


def refusal(error):
    raise Refused(error)


def wait_for_output(home, process, text):
    """What a running program has printed, as soon as it contains this text."""
    got = ""
    while text not in got:
        more = process.stdout.readline().decode()
        assert more, f"it ended before {text!r}:\n{got}"
        got += more
    home.search_for_secrets_in(got.encode(), "what login shows")
    return got


# --- the device authorization

def test_sign_in_with_a_device_code(home, center):
    """Address and code without a terminal; then the standard cache, which botocore accepts."""
    run = home.start("login")
    shown = wait_for_output(home, run, "Ctrl-C cancels")
    user = center.device()["user"]
    assert f"enter this code: {user}" in shown and "https://device.sso.us-east-1.amazonaws.com/\n" in shown
    assert f"?user_code={user}" in shown
    until(lambda: len(center.of("CreateToken")) >= 2)
    center.answer_person("allowed")
    result = home.wait(run)
    assert result.code == 0 and "Signed in to IAM Identity Center with profile 'ops'" in result.out
    token = home.get(home.cache())
    assert set(token) == CLI_FIELDS | {"refreshToken"} and token["startUrl"] == URL and token["region"] == "us-east-1"
    assert mode(home.cache()) == 0o600 and mode(os.path.dirname(home.cache())) == 0o700
    assert token["expiresAt"].endswith("Z") and token["accessToken"] in center.access
    said = whoami(home)
    assert said["source"].startswith("IAM Identity Center, role 'Admin' in account 123456789012")
    assert home.botocore()["method"] == "sso" and not center.of("CreateToken", REFRESH)
    body = center.of("RegisterClient")[0]["body"]
    assert body["clientType"] == "public" and body["scopes"] == ["sso:account:access"]


def test_registration_is_shared_with_the_cli(home, center):
    """One registration for several sign-ins, in the AWS CLI's file; an expired one is replaced."""
    for n in range(2):
        run = home.start("login")
        until(lambda: len(center.devices) == n + 1)
        center.answer_person("allowed")
        assert home.wait(run).code == 0
    assert len(center.of("RegisterClient")) == 1
    name = json.dumps({"tool": "botocore", "startUrl": URL, "region": "us-east-1", "scopes": ["sso:account:access"],
                       "session_name": "acme"}, sort_keys=True)
    kept = home.get(home.cache(name))
    assert set(kept) == {"clientId", "clientSecret", "expiresAt", "scopes"} and mode(home.cache(name)) == 0o600
    center.clients.clear()                       # the service does not know it any more
    run = home.start("login")
    until(lambda: len(center.devices) == 3)
    center.answer_person("allowed")
    assert home.wait(run).code == 0 and len(center.of("RegisterClient")) == 2
    assert home.get(home.cache(name))["clientId"] != kept["clientId"]
    for_browsers = {**kept, "grantTypes": ["authorization_code", "refresh_token"]}
    home.put(home.cache(name), for_browsers)
    run = home.start("login")
    until(lambda: len(center.devices) == 4)
    center.answer_person("allowed")
    assert home.wait(run).code == 0 and len(center.of("RegisterClient")) == 3
    assert home.get(home.cache(name)) == for_browsers, "the AWS CLI's registration for browsers is kept"


NAMES = {"session": (SESSION, ["sso:account:access"], "acme"), "legacy": (LEGACY, None, None),
         "scopes": (SESSION.replace("scopes = sso", "scopes = x:y , sso"), ["x:y", "sso:account:access"], "acme"),
         "no scopes": (SESSION.replace("sso_registration_scopes", "other"), None, "acme"),
         "not ASCII": (SESSION.replace("scopes = sso", "scopes = é:\"😀, sso"), ["é:\"😀", "sso:account:access"], "acme")}


@pytest.mark.parametrize("case", NAMES)
def test_registration_file_has_the_clis_name(home, center, case):
    text, scopes, session = NAMES[case]
    home.profile(text)
    home.start("login")
    center.device()
    name = json.dumps({"tool": "botocore", "startUrl": URL, "region": "us-east-1", "scopes": scopes, "session_name": session}, sort_keys=True)
    assert home.get(home.cache(name))["clientId"] in center.clients
    assert center.of("RegisterClient")[0]["body"].get("scopes") == scopes


def test_sign_in_with_a_legacy_profile(home, center):
    home.profile(LEGACY)
    run = home.start("login")
    center.answer_person("allowed")
    assert home.wait(run).code == 0
    assert set(home.get(home.cache(URL))) == CLI_FIELDS and "scopes" not in center.of("RegisterClient")[0]["body"]
    assert whoami(home)["account"] == "123456789012" and home.botocore()["method"] == "sso"


def test_slow_down_adds_five_seconds(home, center):
    center.slow = 1
    run = home.start("login")
    center.answer_person("allowed")
    assert home.wait(run).code == 0
    first, second = center.of("CreateToken", DEVICE)
    assert second["at"] - first["at"] >= 5.9


ENDS = {"denied": "was denied in the browser", "expired": "was not used in time"}


@pytest.mark.parametrize("reply", ENDS)
def test_response_without_a_token(home, center, reply):
    run = home.start("login", "--profile", "ops")
    center.answer_person(reply)
    result = home.wait(run)
    assert result.code == 1 and ENDS[reply] in result.err and "run: accredit login --profile ops" in result.err
    assert not os.path.exists(home.cache())


def test_device_code_expires_by_this_clock_too(home, center):
    """The time that the service named counts even if the service never reports the expiration."""
    center.life = 2
    center._poll = lambda body: refusal("authorization_pending")
    result = home.expect(1, "login")
    assert "was not used in time" in result.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_cancels_the_sign_in(home, center, number):
    run = home.start("login")
    wait_for_output(home, run, "Ctrl-C cancels")
    run.send_signal(number)
    result = home.wait(run, 10)
    assert result.code == 1 and "stopped: the sign-in to IAM Identity Center" in result.err
    assert not os.path.exists(home.cache())


def test_outage_while_waiting(home, center):
    """Failed responses do not end the wait at once."""
    broken = [3]

    def before(operation, body):
        if operation == "CreateToken" and broken[0]:
            broken[0] -= 1
            raise ConnectionError
    center.before = before
    run = home.start("login")
    center.answer_person("allowed")
    assert home.wait(run).code == 0 and broken == [0]


NOT_SSO = {
    "a key": ("[profile ops]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n", "it contains an access key", "sso_session"),
    "a program": ("[profile ops]\ncredential_process = true\n", "runs a program", "sso_session"),
    "nothing": ("[profile ops]\nregion = us-east-1\n", "contains no credentials", "sso_session"),
    "aws login": (BY_LOGIN, "console's sign-in", "run: aws login --profile ops"),
    "no profile": ("[profile other]\n", "there is no profile 'ops'", "--profile"),
    "a circle": ("[profile ops]\nrole_arn = a\nsource_profile = b\n[profile b]\nrole_arn = a\nsource_profile = ops\n", "source_profile is circular", "--profile"),
}


@pytest.mark.parametrize("case", NOT_SSO)
def test_profile_without_sso(home, center, case):
    text, says, remedy = NOT_SSO[case]
    home.profile(text)
    result = home.expect(64, "login", "--profile", "ops")
    assert says in result.err and remedy in result.err and not center.calls


def test_role_signs_in_with_its_source_profile(home, center):
    home.profile(SESSION.replace("profile ops", "profile base") + "[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/X\nsource_profile = base\n")
    assert "run: accredit login --profile base" in home.expect(1, "whoami").err
    run = home.start("login")
    center.answer_person("allowed")
    assert "with profile 'base'" in home.wait(run).out and os.path.exists(home.cache())


def answer_request(center, state):
    """The person answers as soon as there is a code."""
    threading.Thread(target=center.answer_person, args=(state,)).start()


def test_sso_in_plain_text(home, center):
    """Signing in is offered where it is missing; a denial is reported, and now it is offered again."""
    pipe = PipeSession(home, "--text")
    assert "is not signed in to IAM Identity Center" in pipe.last and "Sign in to IAM Identity Center now?" in pipe.last
    assert "in a browser" in pipe.say("?").replace("\n", " ")
    answer_request(center, "denied")
    assert "was denied in the browser" in pipe.say("y").replace("\n", " ")
    center.devices.clear()
    answer_request(center, "allowed")
    pipe.say("y")
    assert "and enter the code: WXYZ-0001" in pipe.last and "Account 123456789012" in pipe.last
    assert "role 'Admin'" in pipe.all.replace("\n", " ")
    pipe.end()


def test_declined_in_plain_text(home, center):
    pipe = PipeSession(home, "--text")
    assert "Not signed in to AWS" in pipe.say("n").replace("\n", " ") and not center.calls
    pipe.end()


def test_ctrl_c_in_plain_text(home, center):
    """It ends the wait alone, and signing in is offered again."""
    t = TerminalSession(home, "--text")
    t.wait("Sign in to IAM Identity Center now? (y/N): ")
    t.type("y\r")
    t.wait("Ctrl-C cancels.")
    t.interrupt()
    t.wait("stopped: the sign-in to IAM Identity Center")
    t.wait("Sign in to IAM Identity Center now? (y/N): ")
    t.type("y\r")
    t.wait("Ctrl-C cancels.")
    center.answer_person("allowed")
    t.wait("Account 123456789012")
    t.wait(": ")
    t.type("q\r")
    t.wait("(y/N): ")
    t.type("y\r")
    t.end(0)


# --- the refresh

def test_expired_token_is_refreshed(home, center):
    """The file is replaced, readable by its owner alone, and its other members are kept; then botocore refreshes ours."""
    old = center.token(-60, note={"kept": 1})
    home.put(home.cache(), old)
    os.chmod(home.cache(), 0o644)
    assert whoami(home)["account"] == "123456789012"
    new = home.get(home.cache())
    assert new["note"] == {"kept": 1} and new["accessToken"] != old["accessToken"] and new["refreshToken"] in center.refresh
    assert {k: new[k] for k in ("clientId", "clientSecret", "registrationExpiresAt", "startUrl", "region")} == \
        {k: old[k] for k in ("clientId", "clientSecret", "registrationExpiresAt", "startUrl", "region")}
    assert mode(home.cache()) == 0o600 and not [f for f in os.listdir(os.path.dirname(home.cache())) if "accredit" in f]
    whoami(home)
    assert len(center.of("CreateToken")) == 1
    home.put(home.cache(), {**new, "expiresAt": iso(60)})
    assert home.botocore()["method"] == "sso" and len(center.of("CreateToken")) == 2
    assert home.get(home.cache())["refreshToken"] in center.refresh
    whoami(home)
    assert len(center.of("CreateToken")) == 2


WINDOW = {"long": (1200, 0), "within": (600, 1)}


@pytest.mark.parametrize("case", WINDOW)
def test_token_is_refreshed_when_botocore_would_do_so(home, center, case):
    left, calls = WINDOW[case]
    home.put(home.cache(), center.token(left))
    whoami(home)
    assert len(center.of("CreateToken")) == calls
    home.put(home.cache(), center.token(left))
    home.botocore()
    assert len(center.of("CreateToken")) == 2 * calls


EXPIRED = {
    "used": (lambda c, t: c.refresh.clear(), SESSION, "does not refresh it any more", 1),
    "no refresh token": (lambda c, t: t.pop("refreshToken"), SESSION, "is over", 0),
    "registration over": (lambda c, t: t.update(registrationExpiresAt=iso(-5)), SESSION, "is over", 0),
    "forgotten client": (lambda c, t: c.clients.clear(), SESSION, "does not refresh it any more", 1),
    "legacy": (lambda c, t: None, LEGACY, "is over", 0),
}


@pytest.mark.parametrize("case", EXPIRED)
def test_expired_sign_in(home, center, case):
    spoil, text, says, calls = EXPIRED[case]
    token = center.token(-5)
    spoil(center, token)
    home.profile(text)
    home.put(home.cache(URL if text is LEGACY else "acme"), token)
    result = home.expect(1, "whoami")
    assert says in result.err and "run: accredit login --profile ops" in result.err
    assert len(center.of("CreateToken")) == calls
    assert home.get(home.cache(URL if text is LEGACY else "acme")) == token


def test_early_refresh_that_fails_is_ignored(home, center):
    home.put(home.cache(), center.token(300))
    center.refresh.clear()
    assert whoami(home)["account"] == "123456789012"


def test_network_failure_is_not_taken_for_an_expired_sign_in(home, center):
    home.put(home.cache(), center.token(-5))
    result = home.expect(1, "whoami", env={"AWS_ENDPOINT_URL_SSO_OIDC": "http://127.0.0.1:1"})
    assert "127.0.0.1:1" in result.err and "accredit login" not in result.err


def test_cache_that_cannot_be_written(home, center):
    """No refresh is requested: it would use up the refresh token, and the AWS CLI would have none."""
    token = center.token(-5)
    home.put(home.cache(), token)
    if os.getuid() == 0:
        os.chown(home.cache(), 4711, 4711)
    else:
        os.chmod(os.path.dirname(home.cache()), 0o500)
    result = home.expect(1, "whoami")
    os.chmod(os.path.dirname(home.cache()), 0o700)
    assert home.cache() in result.err.replace("\n", "") and not center.of("CreateToken")


def test_cli_refreshes_first(home, center):
    """It used the refresh token first, and writes its file just after our request failed: its token is used and kept."""
    old = center.token(-5)
    home.put(home.cache(), old)
    of_others = {}

    def before(operation, body):
        if operation == "CreateToken" and not of_others:
            of_others.update(center.token(3600))
            center.refresh.pop(old["refreshToken"])
            threading.Timer(0.4, lambda: home.put(home.cache(), of_others)).start()
    center.before = before
    assert whoami(home)["account"] == "123456789012"
    assert home.get(home.cache()) == of_others and len(center.of("CreateToken")) == 1


def test_newer_sign_in_is_not_replaced(home, center):
    """While our refresh was running, the AWS CLI signed in again."""
    home.put(home.cache(), center.token(-5))
    of_others = center.token(7200)
    center.after = lambda operation, body: operation == "CreateToken" and home.put(home.cache(), of_others)
    assert whoami(home)["account"] == "123456789012"
    assert home.get(home.cache()) == of_others


def test_signed_out_in_the_meantime(home, center):
    home.put(home.cache(), center.token(-5))
    center.after = lambda operation, body: operation == "CreateToken" and os.unlink(home.cache())
    home.run("whoami")
    assert not os.path.exists(home.cache())


def test_concurrent_programs_refresh_once(home, center):
    home.put(home.cache(), center.token(-5))
    runs = [home.start("whoami") for _ in range(4)]
    assert [home.wait(r).code for r in runs] == [0] * 4
    assert len(center.of("CreateToken")) == 1


def test_signal_waits_for_the_response(home, center):
    """The request used up the refresh token: the response is awaited and stored although the run is stopped."""
    old = center.token(-5)
    home.put(home.cache(), old)
    asked, go = threading.Event(), threading.Event()

    def after(operation, body):
        if operation == "CreateToken":
            asked.set()
            go.wait(20)
    center.after = after
    run = home.start("whoami")
    assert asked.wait(20)
    run.send_signal(signal.SIGINT)
    time.sleep(0.3)     # the program has noticed it: it checks every 0.05 s
    go.set()
    home.wait(run)
    new = home.get(home.cache())
    assert new["refreshToken"] != old["refreshToken"] and new["refreshToken"] in center.refresh


# --- aws login

def test_aws_login_is_used_and_refreshed(home, center):
    """Within five minutes of its expiration it is refreshed with a proof by the cached key; botocore continues with our file."""
    home.profile(BY_LOGIN)
    old = center.login_token(600)
    home.put(home.login_path(), old)
    said = whoami(home)
    assert said["source"].startswith(f"console's sign-in (aws login) of '{LOGIN}'") and not center.calls
    for left in (200, -5):
        home.put(home.login_path(), {**home.get(home.login_path()), "accessToken": {**old["accessToken"], "expiresAt": iso(left)}})
        before = home.get(home.login_path())
        whoami(home)
        new = home.get(home.login_path())
        assert new["accessToken"]["accessKeyId"] != before["accessToken"]["accessKeyId"]
        assert new["refreshToken"] == center.login_refresh != before["refreshToken"]
        assert {k: v for k, v in new.items() if k not in ("accessToken", "refreshToken")} == \
            {k: v for k, v in before.items() if k not in ("accessToken", "refreshToken")}
        assert set(new["accessToken"]) == {"accessKeyId", "secretAccessKey", "sessionToken", "accountId", "expiresAt"}
        assert new["accessToken"]["accountId"] == "123456789012" and mode(home.login_path()) == 0o600
    assert len(center.of("CreateOAuth2Token")) == 2
    assert home.botocore() == {"access_key": new["accessToken"]["accessKeyId"], "method": "login"}
    home.put(home.login_path(), {**new, "accessToken": {**new["accessToken"], "expiresAt": iso(30)}})
    assert home.botocore()["access_key"] != new["accessToken"]["accessKeyId"] and len(center.of("CreateOAuth2Token")) == 3
    assert whoami(home)["access_key_id"] == home.get(home.login_path())["accessToken"]["accessKeyId"]
    assert len(center.of("CreateOAuth2Token")) == 3


def test_proof_equals_botocores(home, center):
    """The same header and claims, except time, ID and signature."""
    import base64
    home.profile(BY_LOGIN)
    token, seen = center.login_token(-5), []
    for ask in (lambda: whoami(home), home.botocore):
        center.login_refresh = token["refreshToken"]
        home.put(home.login_path(), token)
        ask()
        head, claims, _ = center.of("CreateOAuth2Token")[-1]["body"]["proof"].split(".")
        claims = json.loads(base64.urlsafe_b64decode(claims + "==="))
        assert isinstance(claims.pop("iat"), int) and len(claims.pop("jti")) == 36
        seen.append((head, claims))
    assert seen[0] == seen[1]
    ours, of_others = (c["body"] for c in center.of("CreateOAuth2Token"))
    assert {k: v for k, v in ours.items() if k != "proof"} == {k: v for k, v in of_others.items() if k != "proof"}


LOGIN_ENDS = {
    "TOKEN_EXPIRED": ("is over", "run: aws login --profile ops"),
    "USER_CREDENTIALS_CHANGED": ("password or the user was changed", "run: aws login --profile ops"),
    "INSUFFICIENT_PERMISSIONS": ("INSUFFICIENT_PERMISSIONS", "signin:CreateOAuth2Token"),
}


@pytest.mark.parametrize("error", LOGIN_ENDS)
def test_rejected_aws_login(home, center, error):
    home.profile(BY_LOGIN)
    token = center.login_token(-5)
    home.put(home.login_path(), token)
    center.login_refusal = error
    result = home.expect(1, "whoami")
    says, remedy = LOGIN_ENDS[error]
    assert says in result.err and remedy in result.err and home.get(home.login_path()) == token
    home.put(home.login_path(), {**token, "accessToken": {**token["accessToken"], "expiresAt": iso(120)}})
    assert whoami(home)["account"] == "123456789012", "the stored credentials are used until they expire"


DAMAGED = {
    "none": (None, "is not signed in by 'aws login'"),
    "no key": ({"dpopKey": None}, "has no dpopKey"),
    "another curve": ({"dpopKey": "-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----\n"}, "not a P-256 key"),
    "no credentials": ({"accessToken": {}}, "has no accessToken.accessKeyId"),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_damaged_aws_login_cache(home, center, case):
    change, says = DAMAGED[case]
    home.profile(BY_LOGIN)
    if change:
        home.put(home.login_path(), {**center.login_token(-5), **change})
    result = home.expect(1, "whoami")
    assert says in result.err.replace("\n", " ") and not center.of("CreateOAuth2Token")


def test_cli_refreshes_aws_login_first(home, center):
    home.profile(BY_LOGIN)
    old = center.login_token(-5)
    home.put(home.login_path(), old)

    def before(operation, body):
        if center.login_refresh == old["refreshToken"]:
            center.login_refresh = "the-cli-has-a-newer-one"
            of_others = {**old, "refreshToken": center.login_refresh, "accessToken": {**old["accessToken"], **center.keys(), "expiresAt": iso(890)}}
            threading.Timer(0.3, lambda: home.put(home.login_path(), of_others)).start()
    center.before = before
    assert whoami(home)["account"] == "123456789012"
    assert home.get(home.login_path())["refreshToken"] == "the-cli-has-a-newer-one"


def test_other_cache_folder(home, center):
    home.profile(BY_LOGIN)
    elsewhere = os.path.join(home.folder, ".aws", "elsewhere")
    home.put(os.path.join(elsewhere, os.path.basename(home.login_path())), center.login_token(-5))
    home.environment["AWS_LOGIN_CACHE_DIRECTORY"] = "~/.aws/elsewhere"
    assert whoami(home)["access_key_id"] == home.botocore()["access_key"] and len(center.of("CreateOAuth2Token")) == 1


def test_run_outlives_its_credentials(home, center, cloud):
    """They expire every two minutes: the run continues with the next ones."""
    home.profile(BY_LOGIN)
    center.login_life = 120
    home.put(home.login_path(), center.login_token(-5))
    home.setup()
    assert len(center.of("CreateOAuth2Token")) > 1 and "EssentiaMaster" in cloud.roles()

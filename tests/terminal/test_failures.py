"""Calls that hang, no sign-in, unusual terminals, resizing, hostile input."""
import json
import os
import random
import time
from pathlib import Path

import pytest

from wizard import DOWN, ENTER, ESC, F1, LONG, PASTE, PASTED, TOP


def test_keys_work_while_a_call_hangs(wizard, cloud):
    t = wizard()
    t.values()
    cloud.faults(stall=["GetRole=30"])
    t.go("\r\r\r", "reading existing resources")
    t.wait("of 4 resources read")
    took = []
    for _ in range(5):
        start = time.monotonic()
        t.go(F1, "(green) is created")
        took.append(time.monotonic() - start)
        t.go_away(ESC, "(green) is created")
    assert min(took) < 0.25     # one of five: other processes slow this one down
    t.go(ESC, "S3 bucket")
    cloud.clear_faults()
    t.go(ENTER, "to create")


def test_menu_opens_while_the_sign_in_hangs(wizard, cloud):
    cloud.faults(stall=["GetCallerIdentity=30x1"])
    t = wizard()
    t.wait("checking credentials ...", LONG)
    t.go("/prac" + ENTER, "You are in practice mode")
    t.go(ESC, "What do you want to do?")
    t.go("q", "Quit accredit?")
    t.send("y")
    assert t.ended() == 0
    t.assert_terminal_restored()


def test_wrong_credentials_are_reported_and_retried(wizard, cloud, tmp_path):
    bad = tmp_path / "credentials"
    good = Path(cloud.environment["AWS_SHARED_CREDENTIALS_FILE"]).read_text()
    bad.write_text(good.replace("aws_access_key_id = ", "aws_access_key_id = AKIAWRONG"))
    bad.chmod(0o600)
    t = wizard(env={"AWS_SHARED_CREDENTIALS_FILE": str(bad)})
    t.wait("Not signed in to AWS", LONG)
    t.wait("What to do", LONG)
    t.go("r", "still not signed in")
    bad.write_text(good)
    t.go("r", "What do you want to do?")
    t.wait("123456789012")


def test_no_credentials_still_opens_the_menu(wizard):
    t = wizard(env={"AWS_SHARED_CREDENTIALS_FILE": "/dev/null"})
    t.wait("Not signed in to AWS", LONG)
    t.go(ENTER, "What do you want to do?")
    t.wait("Sign in again")
    t.go(ENTER, "Which platform")
    t.wait("Before you start")


def test_mfa_code_is_requested(wizard, cloud, tmp_path):
    """A role that requires an MFA code: a malformed code asks again, Esc cancels, the code signs in."""
    cloud.faults(delay=0)
    iam, role = cloud.client("iam"), "arn:aws:iam::123456789012:role/Ops"
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]["SerialNumber"]
    device = next(d for d in cloud.control("GET", "mfa") if d["serial"] == serial)
    iam.enable_mfa_device(UserName="operator", SerialNumber=serial, AuthenticationCode1=device["code"],
                          AuthenticationCode2=device["next"])
    trust = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole",
             "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
    iam.create_role(RoleName="Ops", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
    config = tmp_path / "config"
    config.write_text(f"[profile ops]\nrole_arn = {role}\nsource_profile = default\nmfa_serial = {serial}\n")
    t = wizard(env={"AWS_CONFIG_FILE": str(config), "AWS_PROFILE": "ops"})
    t.wait("MFA code", LONG)
    t.go(ESC, "no MFA code was given")
    t.go("r", "MFA code of")
    t.go("12" + ENTER, "six digits")
    code = next(d["code"] for d in cloud.control("GET", "mfa") if d["serial"] == serial)
    t.go(code + ENTER, "What do you want to do?")
    t.wait("123456789012", LONG)
    assert t.quit() == 0


@pytest.mark.parametrize("term, env, glyph", [
    ("xterm", {}, "▸"), ("xterm-256color", {"NO_COLOR": "1"}, "▸"), ("tmux-256color", {}, "▸"),
    ("screen-256color", {}, "▸"), ("linux", {}, None), ("vt100", {"LC_ALL": "C"}, ">"),
    ("xterm-mono", {}, "▸"), ("xterm-256color", {"LC_ALL": "C"}, ">"),
])
def test_every_terminal_reaches_the_review(wizard, term, env, glyph):
    t = wizard(term=term, env=env)
    t.review()
    t.wait("Nothing has been changed yet")
    if glyph:
        t.wait(glyph)
    assert t.quit() == 0
    t.assert_terminal_restored()


@pytest.mark.parametrize("term", ["nonsense", "dumb", ""])
def test_unknown_terminal_gets_plain_text(wizard, term):
    t = wizard(term=term)
    t.wait_bytes(b"plain text", LONG)
    assert b"\033[?1049h" not in t.stream


def test_resize_storm_during_apply(wizard, cloud):
    t = wizard()
    t.review()
    cloud.faults(latency=1000)
    t.go("a", "Applying")
    rng = random.Random(4)
    for _ in range(120):
        t.size(rng.randint(1, 60), rng.randint(1, 150))
        t.read(0.002)
    t.size(24, 80)
    cloud.faults(latency=0)
    t.wait("All resources have been created.", LONG)
    t.size(8, 30)
    t.wait("needs")
    t.size(24, 80)
    t.wait("All resources have been created.")
    t.go(ENTER, "Test the access now?")


def test_idle_uses_no_processor_time(wizard):
    t = wizard()
    t.review()
    t.silence(1)
    before = t.ticks()
    t.silence(2)
    assert t.ticks() - before <= 1


def test_closed_terminal_ends_it(wizard):
    t = wizard()
    t.review()
    t.close_terminal()
    assert t.ended(LONG) != 0


HOSTILE = ["\x07\x1b]0;owned", "evil\x00", "‮txt.exe", "ｗｉｄｅ", "é́́́́́", "a" * 5000, "'; DROP TABLE", "${HOME}", "$(id)",
           "../../etc/passwd", "<script>", "\\", '"', "👩‍👩‍👧", "�", "name with blanks", "%s%n%s", "\t\t", "arn:aws:*"]


def hostile_strings():
    """The vectors, where they are available, and some more strings."""
    texts = list(HOSTILE)
    folder = Path(os.environ.get("ACCREDIT_VECTORS", TOP.parent / "shared" / "vectors"))
    for name in ("naughty-strings/blns.json", "hostile-input/inputs.json"):
        path = folder / name
        if not path.exists():
            continue
        found = json.loads(path.read_text())
        found = [c["value"] for c in found["cases"]] if isinstance(found, dict) else found
        texts += [x for x in found if isinstance(x, str)]
    return texts


def frame_broken(t):
    """Whether the frame is broken: header, side line or hints are not where they belong."""
    rows = t.screen.display
    return "PRACTICE" not in rows[0] or rows[2][20] not in "│|" or "Help" not in rows[23]


def paste(t, text):
    data = text.replace("\033[201~", "").encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    t.send("\x15" + PASTE + data + PASTED)


@pytest.mark.parametrize("fields, arrive", [(3, "names"), (3, "values")])
def test_hostile_text_in_every_field(wizard, cloud, fields, arrive):
    t = wizard()
    getattr(t, arrive)()
    cloud.forget_calls()
    title = t.text()[t.text().index("step "):][:11]
    for number in range(fields):
        for text in hostile_strings():
            paste(t, text)
            t.read(0.002)
        t.go("\x15" + f"fence{number}", f"fence{number}")    # all of the text before has been read
        t.until(lambda: not frame_broken(t), "a complete frame")
        t.wait(title)           # no paste reached another screen
        t.send("\x15\t")
    assert not cloud.changes()


@pytest.mark.parametrize("text, says", [
    ("bad name", "✗"), ("x" * 65, "64"), ("na/me", "✗"), ("rôle", "✗"), ("a\x07b", None)])
def test_invalid_name_says_what_is_wrong(wizard, text, says):
    t = wizard()
    t.names()
    t.send(DOWN)
    paste(t, text)
    if says:
        t.go(ENTER, says)
        t.wait("Names for the new resources")
    else:
        t.wait("[ ab  ")
        t.go(F1, "redraw the screen")
        t.go_away(ESC, "redraw the screen")
    t.until(lambda: not frame_broken(t), "a complete frame")

"""The summary of a setup on any later day: values that are copied, a secret that is shown, what can be done next."""
import base64
import csv
import re
import subprocess

import pytest

from wizard import DOWN, ENTER, ESC, LONG, find_program, two_templates

OSC = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
THROUGH_TMUX = re.compile(rb"\x1bPtmux;\x1b\x1b\]52;c;([A-Za-z0-9+/=]*)\x07\x1b\\")
ROLE = "arn:aws:iam::123456789012:role/EssentiaMaster"


def set_up(wizard, home, *words):
    unattended = wizard("setup", *words, "--no-probe", "--yes", home=home)
    assert unattended.ended(LONG) == 0, unattended.text()


def show(wizard, home, setup, **more):
    t = wizard("show", setup, home=home, **more)
    t.wait("Enter these values in the platform", LONG)
    return t


def copied(t, pattern=OSC):
    """The texts that were sent to the clipboard, in order."""
    passed = THROUGH_TMUX.sub(b"", t.stream) if pattern is OSC else t.stream
    return [base64.b64decode(data).decode() for data in pattern.findall(passed)]


def test_each_value_can_be_copied(wizard, tmp_path):
    set_up(wizard, tmp_path, "essentia")
    t = show(wizard, tmp_path, "essentia", rows=50, cols=120)
    t.wait("Not tested yet")
    for n in range(1, 8):
        t.send("c")
        t.until(lambda: len(copied(t)) == n, f"{n} values, not {copied(t)}")
        t.send(DOWN)
    assert copied(t)[:2] == ["EssentiaMaster", "ess cluster set cloud"] and ROLE in copied(t)
    assert copied(t)[5:] == [ROLE, "EssentiaAccess"], "in the order of the template"
    assert len(set(copied(t))) == 7, "each value once"
    assert not THROUGH_TMUX.search(t.stream)
    t.go("c", "Copied: Instance profile")
    assert t.quit() == 0


def test_inside_tmux_it_is_passed_through_too(wizard, tmp_path):
    set_up(wizard, tmp_path, "essentia")
    t = show(wizard, tmp_path, "essentia", env={"TMUX": "/tmp/tmux-0/default,1,0"}, term="screen-256color")
    t.go("c", "Copied")
    t.until(lambda: copied(t, THROUGH_TMUX), "the bytes for the terminal around tmux")
    assert copied(t) == copied(t, THROUGH_TMUX) == ["EssentiaMaster"]
    assert t.quit() == 0


@pytest.mark.parametrize("term, env, why", [("linux", {}, "has no clipboard"), ("vt100", {}, "has no clipboard"),
                                            ("screen", {"STY": "1.tty.host"}, "GNU screen")])
def test_says_where_it_cannot_work(wizard, tmp_path, term, env, why):
    set_up(wizard, tmp_path, "essentia")
    t = show(wizard, tmp_path, "essentia", term=term, env=env, cols=120)
    t.go("c", "not copied: ")
    t.wait(why)
    t.wait("press s to save it")
    assert not copied(t)
    assert t.quit() == 0


def test_a_secret_is_copied_only_while_it_is_shown(wizard, tmp_path):
    key_file = tmp_path / "key.csv"
    set_up(wizard, tmp_path, "iguazio", "--set", f"KEY_FILE={key_file}")
    (_, key, secret), = list(csv.reader(key_file.open()))[1:]
    t = show(wizard, tmp_path, "iguazio", rows=60, cols=120)
    t.wait(str(key_file))
    while "Show secret" not in t.row(59):
        before = t.stream
        t.send(DOWN)
        t.until(lambda: t.stream != before, "the next value")
        t.silence(0.1)
    t.go("c", "v shows the secret; then c copies it")
    assert not copied(t) and secret not in t.text()
    t.go("v", secret)
    t.wait(f"Secret access key of {key}")
    t.go("c", "Copied: the secret access key")
    assert copied(t) == [secret]
    t.go_away("v", secret)
    t.go("v", secret)
    t.go_away(DOWN, secret)      # another value is selected
    assert t.quit() == 0


def test_prints_where_it_is_no_terminal(wizard, cloud, tmp_path):
    set_up(wizard, tmp_path, "essentia")
    env = {**cloud.environment, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state"), "ACCREDIT_TEMPLATES": two_templates()}
    piped = subprocess.run([find_program(), "show", "essentia"], env=env, capture_output=True, text=True, check=True).stdout
    assert piped.startswith("Setup 'essentia': Essentia") and f"  Role: {ROLE}\n" in piped and "\033" not in piped
    t = wizard("show", "essentia", "--text", home=tmp_path)
    assert t.ended(LONG) == 0 and "Setup 'essentia'" in t.text() + t.stream.decode() and b"\033[?1049h" not in t.stream
    t = wizard("show", "nothing", home=tmp_path)
    assert t.ended(LONG) == 64 and b"\033[?1049h" not in t.stream


def test_removed_setups_are_not_shown_again(wizard, cloud, tmp_path):
    """Back to the list; where none is left, to the menu."""
    set_up(wizard, tmp_path, "essentia")
    set_up(wizard, tmp_path, "essentia", "--name", "second", "--set", "ROLE_NAME=Second")
    t = wizard(home=tmp_path)
    t.menu()
    t.wait("2: essentia, second")
    t.go("/setups" + ENTER, "KEY AGE")
    t.go("d", "4 to remove")                     # from the list
    t.go("d", "Remove this setup?")
    t.go("y", "Everything accredit created has been removed.", LONG)
    t.go(ENTER, "Select a setup")
    t.wait_gone("essentia ")
    t.go(ENTER, "Resources created")
    t.go("d", "4 to remove", LONG)               # from its details
    t.go("d", "Remove this setup?")
    t.go("y", "Everything accredit created has been removed.", LONG)
    t.go(ENTER, "What do you want to do?")
    t.wait("none yet")
    assert not cloud.roles()
    assert t.quit() == 0


def test_a_mistyped_file_creates_no_folder(wizard, tmp_path):
    set_up(wizard, tmp_path, "essentia")
    t = show(wizard, tmp_path, "essentia")
    t.go("s", "Save to file")
    t.go("\x15" + str(tmp_path / "nosuch" / "a.txt") + ENTER, "There is no folder")
    assert not (tmp_path / "nosuch").exists()
    t.send("\x15" + str(tmp_path / "a.txt") + ENTER)
    t.wait("Saved to")
    assert ROLE in (tmp_path / "a.txt").read_text()
    t.silence()                                  # the record was read again
    t.go("w", "Save to file")
    t.send("\x15" + str(tmp_path / "b.json") + ENTER)
    t.wait_gone("Save to file")
    t.until((tmp_path / "b.json").exists, "the answers")
    t.go(ESC, "Select a setup")
    assert t.quit() == 0

"""AWS that does not answer: every face says so after 5 s, and never calls it a delay of IAM."""

import re

import pexpect

from text_session import TerminalSession

NO_ANSWER = re.compile(r"no answer from AWS for \d+ s")


def test_command_line_says_it_on_standard_error(home, cloud):
    """A line of its own where standard error is no terminal, once for each silence."""
    cloud.faults(stall=["GetCallerIdentity=7x1"])
    result = home.expect(0, "whoami")
    assert re.fullmatch(r"accredit: no answer from AWS for [5-7] s\n", result.err) and "123456789012" in result.out


def test_command_line_on_a_terminal_leaves_no_line(home, cloud):
    """On a terminal the line is written over, and is gone before the next output."""
    cloud.faults(stall=["GetCallerIdentity=60x1"])
    child = pexpect.spawn(home.path, ["whoami"], env={**home.environment, "TERM": "xterm"}, cwd=home.folder, timeout=60, encoding="utf-8")
    child.expect(r"no answer from AWS for \d+ s; Ctrl-C stops")
    assert "\n" not in child.before
    cloud.release_calls()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0 and re.match(r"[^\r\n]*\r +\rAccount +123456789012", child.before), child.before


def test_json_output_stays_json(home, cloud):
    cloud.faults(stall=["CreateRole=7x1"])
    result = home.setup()
    assert NO_ANSWER.search(result.err)     # and standard output has events only: see Program


def test_plain_text_says_it(home, cloud):
    cloud.faults(stall=["GetCallerIdentity=60x1"])
    t = TerminalSession(home)
    t.wait("waiting: checking credentials")
    t.wait("still waiting: checking credentials: no answer from AWS for ")
    t.wait("Ctrl-C stops.")
    cloud.release_calls()
    t.answer("Your choice", "q")
    t.answer("Quit?", "y")
    t.end(0)


def test_plain_text_counts_what_is_read(home, cloud):
    home.setup()
    cloud.faults(stall=["GetRolePolicy=60x1"])
    t = TerminalSession(home, "verify", "essentia", "--text", "--no-probe")
    t.wait("comparing the setup with the account: 3 of 4 resources read")
    cloud.release_calls()
    t.wait("All 4 resources match.")
    t.end(0)


def test_plain_text_names_the_step(home, cloud):
    cloud.faults(stall=["CreateRole=60x1"])
    t = TerminalSession(home, "setup", "essentia", "--no-probe")
    t.until("Apply these changes?")
    t.type("y\r")
    t.wait("still waiting: create role 'EssentiaMaster': no answer from AWS for ")
    cloud.release_calls()
    t.answer("Next", "")
    t.end(0)


def test_a_lost_connection_is_no_delay_of_iam(key_home, cloud):
    """While the new key is tested: what AWS did not answer says nothing about the key."""
    cloud.faults(reset=["GetCallerIdentity+1x9"])
    result = key_home.expect(0, "setup", "essentia", "--method", "configure", "--no-probe", "--yes", "--json")
    waits = [e["text"] for e in result.of("step") if e["status"] == "waiting" and e["id"].endswith(".prove")]
    assert "no answer from AWS; retrying" in waits and not any("not active" in t for t in waits), waits

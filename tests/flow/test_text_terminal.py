"""The plain-text front end on a terminal: Ctrl-C, lines typed ahead, pastes, terminals that cannot move the cursor."""

import pytest

from cloud import until
from text_session import TerminalSession
from test_setup_lifecycle import KEPT


@pytest.mark.parametrize("term,says", [("dumb", "'dumb'"), ("unknown", "'unknown'"), ("", "TERM is not set"),
                                       (None, "TERM is not set"), ("no-such-terminal", "'no-such-terminal'")])
def test_plain_text_where_screens_are_impossible(home, term, says):
    """The same menu in plain text, and one sentence that says why."""
    t = TerminalSession(home, env={"TERM": term})
    t.answer("Your choice", "q")
    t.answer("Quit?", "y")
    shown = t.end(0)
    assert says in shown and "plain text" in shown and "What do you want to do?" in shown


def test_no_reason_is_given_for_requested_plain_text(home):
    t = TerminalSession(home, "--text", env={"TERM": "xterm"})
    t.answer("Your choice", "q")
    t.answer("Quit?", "y")
    assert "TERM" not in t.end(0)


@pytest.mark.parametrize("words,asks,code", [(("setup", "essentia"), "Method (", 64), (("verify", "essentia"), "Test the access now?", 0),
                                             (("remove", "essentia"), "Remove 4 resources from account", 64), (("resume",), None, 0)])
def test_command_on_a_terminal_asks(home, cloud, words, asks, code):
    """Without --yes the wizard opens at the command's page."""
    home.setup()
    cloud.forget_calls()
    t = TerminalSession(home, *words)
    t.wait("Account 123456789012")
    if asks:
        t.answer(asks, "\x04")
    assert "plain text" in t.end(code)
    assert not cloud.changes()


def test_ctrl_c_asks_and_enter_continues(home):
    t = TerminalSession(home, "setup", "essentia")
    t.wait("Method (")
    t.wait(": ")
    t.interrupt()
    t.answer("Quit?", "")
    t.answer("Method (", "")
    t.wait("Setup name")
    t.interrupt()
    t.wait("Quit?")
    t.interrupt()
    assert "nothing was changed" in t.end(64)


def test_resume_from_the_menu_after_ctrl_c_during_apply(home, cloud):
    cloud.faults(stall=["PutRolePolicy=60x1"])
    t = TerminalSession(home, "setup", "essentia", "--no-probe")
    t.until("Apply these changes?")
    t.type("y\r")
    home.wait_for_call("CreateInstanceProfile")
    t.wait("done: create role")
    t.interrupt()
    t.answer("Stop now?", "y")
    shown = t.end(3)
    cloud.release_calls()
    assert "accredit resume essentia" in shown.replace("\r\n", " ") and "Interrupted" in shown
    assert 0 < len([c for c in cloud.changes() if c["operation"].startswith("Create")])
    cloud.clear_faults()
    t = TerminalSession(home)
    t.wait("Resume: 1 interrupted run: 'essentia' (")
    t.answer("Your choice", "")
    t.answer("Resume", "")
    t.answer("Interrupted", "1")
    t.answer("Test the access now?", "n")
    t.answer("Next", "")
    t.answer("Your choice", "q")
    t.answer("Quit?", "y")
    t.end(0)
    assert home.setup().actions == KEPT


def test_enter_after_ctrl_c_continues_the_work(home, cloud):
    cloud.faults(stall=["PutRolePolicy=60x1"])
    t = TerminalSession(home, "setup", "essentia", "--no-probe")
    t.until("Apply these changes?")
    t.type("y\r")
    home.wait_for_call("CreateInstanceProfile")
    t.interrupt()
    t.answer("Stop now?", "c")
    t.answer("Stop now?", "")
    cloud.release_calls()
    t.answer("Next", "")
    t.end(0)
    assert home.setup().actions == KEPT


def test_undo_after_ctrl_c(home, cloud):
    before = cloud.snapshot()
    cloud.faults(stall=["PutRolePolicy=60x1"])
    t = TerminalSession(home, "setup", "essentia", "--no-probe")
    t.until("Apply these changes?")
    t.type("y\r")
    home.wait_for_call("CreateInstanceProfile")
    t.interrupt()
    t.answer("Stop now?", "y")
    t.end(3)
    cloud.release_calls()
    t = TerminalSession(home, "resume", "essentia", "--undo")
    t.answer("Undo the changes of this run?", "y")
    assert "The changes have been undone." in t.end(0)
    assert cloud.snapshot() == before


def test_lines_typed_ahead_never_confirm(home, cloud):
    """They answer questions, in order; the review discards lines that are waiting."""
    cloud.faults(stall=["ListAccountAliases=60x1"])
    t = TerminalSession(home, "setup", "essentia", "--no-probe")
    home.wait_for_call("ListAccountAliases")
    t.type("\r\rEarly\r\r\r\r\r\r\r\ry\ry\ry\r")
    t.wait("\r\n" * 3)         # the terminal has received them: it echoes
    cloud.release_calls()
    t.wait("Apply these changes?")
    t.wait(": ")
    t.type("n\r")
    shown = t.end(64)
    assert "create role 'Early'" in shown and "Nothing has been changed." in shown
    assert not cloud.changes()


def test_a_paste_is_one_line(home):
    t = TerminalSession(home, "setup", "essentia", "--method", "role", "--name", "x")
    t.wait("Role name [")
    t.wait(": ")
    t.type("Pasted\rMore\rAndMore\r")
    t.wait("Only the first was used.")
    t.wait("Policy name [EssentiaAccess]: ")
    t.type("b\r")
    t.wait("Role name [Pasted]: ")
    t.type("\x04")
    t.end(64)


def test_terminal_closes_during_apply(home, cloud):
    """The current call finishes, and the record says where the run stopped."""
    cloud.faults(stall=["PutRolePolicy=5x1"])
    t = TerminalSession(home, "setup", "essentia", "--no-probe")
    t.until("Apply these changes?")
    t.type("y\r")
    home.wait_for_call("CreateInstanceProfile")
    t.child.close(force=False)
    until(lambda: not t.child.isalive())
    assert home.listed()["half_way"]
    cloud.clear_faults()
    home.expect(0, "resume", "--yes", "--json")
    assert home.setup().actions == KEPT


def test_long_waits_are_reported(home, cloud):
    """Words, not a spinner."""
    cloud.faults(stall=["GetCallerIdentity=60x1"])
    t = TerminalSession(home)
    t.wait("waiting: checking credentials")
    cloud.release_calls()
    t.answer("Your choice", "q")
    t.answer("Quit?", "y")
    t.end(0)

"""Interrupted runs: killed, refused, stopped by the operator; resumed and undone from the menu."""
import re
import signal

import pytest

from wizard import DOWN, ENTER, ESC, LONG


def created(cloud):
    roles = cloud.roles()
    return "EssentiaMaster" in roles or bool(cloud.profiles())


@pytest.mark.parametrize("at", [1, 3])
def test_killed_in_apply_and_resumed_from_the_menu(wizard, cloud, tmp_path, at):
    t = wizard(home=tmp_path)
    t.review()
    cloud.faults(die=f"after:{at},{t.process.pid}")
    t.send("a")
    assert t.ended(LONG) == -signal.SIGKILL
    cloud.clear_faults()
    cloud.control("POST", "faults", {"die": None})
    t = wizard(home=tmp_path)
    t.menu()
    t.wait("of 4 steps done", LONG)
    assert re.search(r"'essentia' \(\d of 4 steps done\)", t.text()), t.text()
    t.go("/resume" + ENTER, "was interrupted")
    t.go(ENTER, "All steps are done.")
    t.go(ENTER, "Test the access now?")
    t.go("y", "checks passed", 120)
    assert cloud.roles()["EssentiaMaster"]["inline"]
    names = [c["operation"] for c in cloud.changes()]
    assert len([n for n in names if "CreateRole" in n]) <= 2


def kill_after_two_changes(wizard, cloud, home):
    t = wizard(home=home)
    t.review()
    cloud.faults(die=f"after:2,{t.process.pid}")
    t.send("a")
    assert t.ended(LONG) == -signal.SIGKILL
    cloud.control("POST", "faults", {"die": None})


def test_killed_and_undone(wizard, cloud, tmp_path):
    kill_after_two_changes(wizard, cloud, tmp_path)
    t = wizard(home=tmp_path)
    t.menu()
    t.wait("of 4 steps done", LONG)
    t.go("/resume" + ENTER, "was interrupted")
    t.go(DOWN + ENTER, "Undo the run?")
    t.go("y", "The changes have been undone.")
    assert not created(cloud)
    t.go(ENTER, "What do you want to do?")
    t.wait("nothing to resume")


def refuse_calls(cloud):
    cloud.faults(error=["CreateInstanceProfile=LimitExceeded:409"])


def test_refusal_is_reported_and_resumed(wizard, cloud):
    t = wizard()
    t.review()
    refuse_calls(cloud)
    t.go("a", " of 4 steps.")
    for text in ("Stopped after", "account quota is reached", "request", "Undo"):
        t.wait(text)
    cloud.clear_faults()
    t.go("r", "All steps are done.")


def test_undo_on_the_command_line_selects_undo(wizard, cloud, tmp_path):
    kill_after_two_changes(wizard, cloud, tmp_path)
    t = wizard("resume", "essentia", "--undo", home=tmp_path)
    t.wait("was interrupted", LONG)
    t.go(ENTER, "Undo the run?")
    t.go("y", "The changes have been undone.")
    assert not created(cloud)


def test_refusal_is_undone_at_once(wizard, cloud):
    t = wizard()
    t.review()
    refuse_calls(cloud)
    t.go("a", "Stopped after")
    cloud.clear_faults()
    t.go("u", "Undo the changes?")
    t.go("y", "The changes have been undone.")
    assert not created(cloud)


def test_refused_run_is_on_the_menu(wizard, cloud):
    t = wizard()
    t.review()
    refuse_calls(cloud)
    t.go("a", "Stopped after")
    t.go("l", "What do you want to do?")
    t.until(lambda: re.search(r"'essentia' \([12] of 4 steps done\)", t.text()), "the interrupted run on the menu")


def test_ctrl_c_in_apply_says_how_to_continue(wizard, cloud, tmp_path):
    t = wizard(home=tmp_path)
    t.review()
    cloud.faults(stall=["CreateInstanceProfile=30x1"])
    t.go("a", "running")
    t.go("\x03", "accredit resume essentia")
    t.send("y")
    assert t.ended(LONG) == 3
    assert b"was interrupted" in t.stream
    t.assert_terminal_restored()
    cloud.clear_faults()
    t = wizard(home=tmp_path)
    t.menu()
    t.wait("of 4 steps done", LONG)
    t.go("/resume" + ENTER, "was interrupted")
    t.go(ENTER, "All steps are done.")


def test_esc_in_apply_stops_it(wizard, cloud):
    t = wizard()
    t.review()
    cloud.faults(stall=["CreateInstanceProfile=30x1"])
    t.go("a", "running")
    t.go(ESC, "Stop now?")
    t.go("y", "Stopped after")
    cloud.clear_faults()
    t.go("r", "All steps are done.")


def test_verify_shows_drift_and_what_matches(wizard, cloud):
    t = wizard()
    t.summary()
    t.go(ENTER, "What do you want to do?")
    t.wait("1: essentia")
    t.go("/verify" + ENTER, "Which setup do you want to verify?")
    t.go(ENTER, "resources match")
    t.go(ENTER, "Test the access now?")
    t.go("n", "Summary")
    t.go(ENTER, "What do you want to do?")
    cloud.client("iam").delete_role_policy(RoleName="EssentiaMaster", PolicyName="EssentiaAccess")
    t.go("/verify" + ENTER, "Which setup do you want to verify?")
    t.go(ENTER, "Differences: 1 missing")


def test_removal_is_counted_and_confirmed(wizard, cloud):
    t = wizard()
    t.applied()
    t.go(ENTER, "Test the access now?")
    t.go("n", "Not tested")
    t.go(ENTER, "What do you want to do?")
    t.wait("1: essentia")
    t.go("/setups" + ENTER, "Select a setup")
    t.go(ENTER, "Resources created")
    t.go("d", "4 to remove")
    t.go("d", "Remove this setup?")
    t.go_away(ENTER, "Remove this setup?")
    assert created(cloud)
    t.go("d", "Remove this setup?")
    t.go("y", "Everything accredit created has been removed.")
    assert not created(cloud)
    t.go(ENTER, "What do you want to do?")      # nothing is left to show
    t.wait("none yet")


def test_leftover_worker_is_offered_for_termination(wizard, cloud, tmp_path):
    t = wizard(home=tmp_path)
    t.probe()
    cloud.faults(stall=["GetConsoleOutput=60"])
    t.go("y", "collect results")
    cloud_has = lambda: cloud.instances(("pending", "running"))
    from cloud import until
    until(cloud_has)
    t.process.kill()
    t.ended()
    cloud.clear_faults()
    t = wizard(home=tmp_path)
    t.wait("Leftover test instances", LONG)
    t.go("y", "What do you want to do?")
    assert not cloud_has()

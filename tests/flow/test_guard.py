"""Files that other users can write: state is refused, the rest is reported, and the suggested remedy works."""

import json
import os
import re
import shutil
import subprocess

import pytest

ROOT = os.geteuid() == 0
THIRD = 54321
only_root = pytest.mark.skipif(not ROOT, reason="only root can give files to other users")

# relative to XDG_STATE_HOME
STATE = ["", "accredit", "accredit/setups", "accredit/setups/essentia", "accredit/setups/essentia/journal.jsonl",
         "accredit/setups/essentia/answers.json", "accredit/locks"]
CHANGES = [("remove", "essentia", "--yes", "--json"),
           ("setup", "essentia", "--no-probe", "--yes", "--json", "--set", "ROLE_DESCRIPTION=another")]


def run_remedy(home, result):
    """Runs the command that the message suggests, unchanged."""
    found = re.search(r"run: (chmod go-w '[^']+'|sudo (chown \"\$\(id -un\)\" '[^']+'))", result.err)
    assert found, result
    subprocess.run(["/bin/sh", "-c", found[2] or found[1]], check=True, cwd=home.folder)


@pytest.mark.parametrize("mode", [0o777, 0o702, 0o666])
@pytest.mark.parametrize("path", STATE)
def test_state_writable_by_others(home, cloud, path, mode):
    home.setup()
    full = os.path.join(home.state, path)
    if (mode == 0o666) == os.path.isdir(full):
        return
    os.chmod(full, mode)
    cloud.forget_calls()
    for words in CHANGES:
        result = home.expect(1, *words)
        assert f"'{full.rstrip('/')}'" in result.err and f"mode {mode:04o}" in result.err, result
    assert not cloud.changes()
    for words in (("list",), ("show", "essentia"), ("list", "--json")):
        reported = home.expect(0, *words)
        assert "warning" in reported.err or words[0] == "list" and "setups/" in path, reported
    run_remedy(home, result)
    home.expect(0, *CHANGES[0])
    assert not cloud.roles()


def test_writable_folder_before_the_first_run(home, cloud):
    """Folders above the state count as well; /tmp itself, where these tests run, has the sticky bit and is safe."""
    above = os.path.dirname(home.state)
    os.chmod(above, 0o777)
    result = home.expect(1, "setup", "essentia", "--no-probe", "--yes", "--json")
    assert f"'{above}'" in result.err and not cloud.changes() and not home.files()
    os.chmod(above, 0o1777)
    home.setup()


def test_state_behind_a_symbolic_link(home, cloud, tmp_path):
    """The folder that the link leads to counts, too."""
    real = tmp_path / "open" / "real"
    real.mkdir(parents=True, mode=0o700)
    os.chmod(tmp_path / "open", 0o777)
    shutil.rmtree(home.state)
    os.symlink(real, home.state)
    assert str(tmp_path / "open") in home.expect(1, "setup", "essentia", "--no-probe", "--yes", "--json").err
    os.chmod(tmp_path / "open", 0o755)
    home.setup()


@only_root
def test_state_of_another_user(home, cloud):
    home.setup()
    folder = home.file("setups", "essentia")
    os.chown(folder, THIRD, THIRD)
    result = home.expect(1, *CHANGES[0])
    assert "belongs to another user" in result.err and str(THIRD) in result.err
    run_remedy(home, result)
    home.expect(0, *CHANGES[0])


@only_root
def test_root_in_the_home_of_a_user(home, cloud):
    """sudo keeps HOME: the home's owner is accepted, a third user is not."""
    home.setup()
    for folder, _, names in os.walk(home.folder):
        for name in [".", *names]:
            os.chown(os.path.join(folder, name), THIRD, THIRD)
    home.expect(0, *CHANGES[1])
    os.chown(home.file("setups", "essentia", "answers.json"), THIRD + 1, THIRD + 1)
    assert str(THIRD + 1) in home.expect(1, *CHANGES[0]).err
    os.chown(home.folder, 0, 0)
    assert "belongs to another user" in home.expect(1, *CHANGES[0]).err


@pytest.mark.parametrize("mode, good", [(0o600, True), (0o644, True), (0o646, False), (0o666, False)])
def test_answers_writable_by_others(home, cloud, mode, good):
    path = os.path.join(home.folder, "answers.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"v": 1, "platform": "essentia", "values": {}}, file)
    os.chmod(path, mode)
    words = ("setup", "--answers", path, "--no-probe", "--yes", "--json")
    if not good:
        result = home.expect(1, *words)
        assert "other users can change" in result.err and path in result.err and not cloud.changes() and not home.files()
        run_remedy(home, result)
    home.expect(0, *words)


def test_templates_writable_by_others(home, cloud, tmp_path):
    """Templates are shown before anything is created from them, so a warning is enough."""
    folder = tmp_path / "templates"
    shutil.copytree(os.path.join(os.path.dirname(__file__), "..", "..", "templates"), folder)
    home.environment["ACCREDIT_TEMPLATES"] = str(folder)
    assert "warning" not in home.expect(0, "templates").err
    os.chmod(folder, 0o777)
    for words in (("templates",), ("setup", "essentia", "--no-probe", "--plan")):
        result = home.run(*words)
        assert "warning" in result.err and f"'{folder}'" in result.err, result
    run_remedy(home, result)
    assert "warning" not in home.expect(0, "templates").err

"""What setup and rotation of a key check before they change anything, and which clock they use."""

import os
import signal
import time

import pytest

from key_home import keys_of, key_works

USER = "Essentia"
DAY = 86400
ANSWER = ('<CreateAccessKeyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><CreateAccessKeyResult><AccessKey><UserName>{user}</UserName>'
          "<AccessKeyId>{id}</AccessKeyId><Status>Active</Status><SecretAccessKey>{secret}</SecretAccessKey></AccessKey></CreateAccessKeyResult>"
          "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></CreateAccessKeyResponse>")


# Symbolic links without a target

@pytest.mark.parametrize("words, link", [
    (["setup", "essentia", "--method", "command", "--policy", "workers", "--set", "KEY_FILE={link}"], "key.csv"),
    (["setup", "essentia", "--method", "configure", "--policy", "workers", "--set", "CARRY_FILE={link}"], "carried"),
    (["setup", "iguazio", "--set", "KEY_FILE={folder}/key.csv", "--set", "ENV_FILE={link}"], "env.yaml"),
    (["setup", "deadline", "--method", "user", "--set", "KEY_FILE={link}"], "key.csv"),
])
def test_link_without_target(key_home, cloud, words, link):
    """Reported before anything is created, by setup and by its plan."""
    link = os.path.join(key_home.folder, link)
    os.symlink(os.path.join(key_home.folder, "nowhere", "file"), link)
    words = [word.format(link=link, folder=key_home.folder) for word in words]
    for more in ([], ["--plan"]):
        result = key_home.run(*words, "--yes", "--no-probe", "--json", *more)
        assert result.code in (1, 64) and link in result.err, result
    assert not cloud.changes() and not key_home.temporary_keys() and os.path.islink(link)


def test_link_without_target_in_a_rotation(key_home, cloud):
    key_home.key_setup("command", "--no-probe")
    os.rename(key_home.key_file, key_home.key_file + ".away")
    os.symlink(os.path.join(key_home.folder, "nowhere"), key_home.key_file)
    cloud.forget_calls()
    result = key_home.run("rotate", "essentia", "--yes", "--json", "--no-probe")
    assert result.code in (1, 64) and key_home.key_file in result.err and not cloud.changes(), result


# Responses without a key

@pytest.mark.parametrize("id_, secret", [("AKIA\nX", "s" * 40), ("ASIAABCDEFGHIJKLMNOP", "s" * 40), ("", "s" * 40), ("AKIAABCDEFGHIJKLMNOP", "short"),
                                         ("s" * 40, "AKIAABCDEFGHIJKLMNOP")])
def test_response_without_a_key(key_home, cloud, id_, secret):
    """The response is not stored; the key that it created is deleted, and another is created."""
    cloud.faults(answer=[{"operation": "CreateAccessKey", "body": ANSWER.format(user=USER, id=id_, secret=secret), "times": 1,
                          "headers": {"Content-Type": "text/xml"}}])
    key_home.key_setup("command", "--no-probe")
    new = key_home.csv()
    assert key_works(cloud, new) and keys_of(cloud, USER) == {new[0]: "Active"}
    assert [c["operation"] for c in cloud.changes()].count("CreateAccessKey") == 2


def test_no_response_has_a_key(key_home, cloud):
    """A server that never returns a key: nothing is stored, and undo leaves no key."""
    cloud.faults(answer=[{"operation": "CreateAccessKey", "body": ANSWER.format(user=USER, id="AKIA\nX", secret="s" * 40),
                          "headers": {"Content-Type": "text/xml"}}])
    result = key_home.key_setup("command", "--no-probe", code=3)
    assert "no usable key" in result.err and not [k for k in key_home.temporary_keys().values() if k] and key_home.csv() is None
    cloud.clear_faults()
    key_home.expect(0, "resume", "--undo", "--yes", "--json")
    assert not keys_of(cloud, USER)


# Clocks

def test_24_hours_are_counted_by_aws(key_home, cloud):
    """The key is deleted after one day of AWS's clock and not a second sooner, whatever this computer's clock says."""
    cloud.faults(clock=-3 * DAY)
    key_home.key_setup("command", "--no-probe")
    old = key_home.csv()
    key_home.rotate("essentia", "--no-probe")
    key_home.rotate("essentia", "--finish", code=2)
    cloud.faults(clock=-3 * DAY + 23.5 * 3600)
    key_home.rotate("essentia", "--finish", code=2)
    cloud.faults(clock=-3 * DAY + 24.5 * 3600)
    key_home.rotate("essentia", "--finish")
    assert old[0] not in keys_of(cloud, USER)


def test_key_use_is_dated_by_aws(key_home, cloud):
    """This computer is two days ahead: a use after the deactivation still counts as later."""
    cloud.faults(clock=-2 * DAY)
    key_home.key_setup("command", "--no-probe")
    old = key_home.csv()
    key_home.rotate("essentia", "--no-probe")
    cloud.control("POST", "key", {"id": old[0], "used": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 1.5 * DAY))})
    cloud.faults(clock=0)
    result = key_home.rotate("essentia", "--finish", code=2)
    assert "used after" in result.err


@pytest.mark.parametrize("clock", [-7200, 7200])
def test_new_key_is_recognized_despite_a_wrong_clock(key_home, cloud, clock):
    """Killed after CreateAccessKey with this computer's clock two hours off: the new key is recognized."""
    cloud.faults(clock=clock)
    run = key_home.start_stopped(*key_home.words("command", "--policy", "workers", "--no-probe"))
    cloud.faults(die=f"answered:3,{run.pid}")
    run.send_signal(signal.SIGCONT)
    key_home.wait(run)
    cloud.faults(clear=True, clock=clock)
    key_home.expect(0, "resume", "--yes", "--json")
    assert keys_of(cloud, USER) == {key_home.csv()[0]: "Active"}


# Backups in plain text

def backups(key_home):
    """Every backup in the home."""
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(key_home.folder) for name in names if name.endswith(".accredit-backup"))


def profile_setup(key_home, *more):
    """A setup that stores its key in a credentials file that others use too, so that a backup is made."""
    key_home.store_key("other", "AKIAOTHEROTHEROTHER1", "x" * 40)
    key_home.key_setup("configure", "--no-probe", "--set", "PROFILE=mine", *more)


def test_finish_and_remove_delete_the_backups(key_home, cloud):
    """Backups in the journal are deleted, and no others."""
    profile_setup(key_home)
    key_home.rotate("essentia", "--no-probe")
    left = backups(key_home)
    assert key_home.credentials + ".accredit-backup" in left
    plan = key_home.expect(2, "rotate", "essentia", "--finish", "--now", "--plan", "--json").of("plan")[0]["steps"]
    assert [s["id"] for s in plan] == ["key.finish", "backups.remove"] and key_home.credentials in plan[-1]["name"]
    key_home.rotate("essentia", "--finish", "--now")
    assert backups(key_home) == []
    key_home.expect(0, "remove", "essentia", "--yes", "--json")
    assert backups(key_home) == [] and key_home.profile("other") and key_home.profile("mine") is None


def test_changed_backup_is_kept_and_reported(key_home, cloud):
    """Its content is not what was written: it is kept, and named."""
    profile_setup(key_home)
    key_home.rotate("essentia", "--no-probe")
    path = key_home.credentials + ".accredit-backup"
    with open(path, "a", encoding="utf-8") as file:
        file.write("# mine\n")
    result = key_home.rotate("essentia", "--finish", "--now")
    told, = [e for e in result.of("step") if e["id"] == "backups.remove" and e["status"] == "done"]
    assert path in told["notices"][0] and "was changed by someone else and is kept" in told["notices"][0] and path in backups(key_home)
    result = key_home.expect(0, "show", "essentia", "--json")


def test_backup_next_to_a_transfer_file(key_home, cloud):
    path = os.path.join(key_home.folder, "given", "to-carry")
    os.makedirs(os.path.dirname(path), mode=0o700)
    key_home.locations.append(path)
    key_home.key_setup("configure", "--no-probe", "--set", f"CARRY_FILE={path}")
    key_home.rotate("essentia", "--no-probe")
    assert path + ".accredit-backup" in backups(key_home)
    key_home.rotate("essentia", "--finish", "--now")
    assert backups(key_home) == []
    key_home.expect(0, "remove", "essentia", "--yes", "--json")
    assert backups(key_home) == []


def test_undo_deletes_the_backups(key_home, cloud):
    key_home.store_key("other", "AKIAOTHEROTHEROTHER1", "x" * 40)
    os.symlink(os.path.join(key_home.folder, "nowhere"), key_home.environment["AWS_CONFIG_FILE"])
    key_home.key_setup("configure", "--no-probe", "--set", "PROFILE=mine", code=3)
    assert backups(key_home)
    os.remove(key_home.environment["AWS_CONFIG_FILE"])
    key_home.expect(0, "resume", "--undo", "--yes", "--json")
    assert backups(key_home) == [] and key_home.profile("mine") is None and key_home.profile("other")


def test_backups_in_a_git_work_tree(key_home, cloud):
    """Reported in the plan, before anything is written, and by the step that wrote the backup."""
    os.makedirs(os.path.join(key_home.folder, ".aws", ".git"))
    profile_setup(key_home)
    plan = key_home.expect(2, "rotate", "essentia", "--no-probe", "--plan").out
    assert "git working tree" in plan and os.path.dirname(key_home.credentials) in plan
    result = key_home.rotate("essentia", "--no-probe")
    assert any("git working tree" in n for e in result.of("step") for n in e.get("notices", [])), result


# File changes that people must be told about

def test_notices_about_files(key_home, cloud):
    """setup and rotate report a mode that was narrowed and a name that keeps the old key, in events, text and journal."""
    key_home.store_key("other", "AKIAOTHEROTHEROTHER1", "x" * 40)
    os.chmod(key_home.credentials, 0o644)
    os.link(key_home.credentials, key_home.credentials + "-link")
    key_home.locations.append(key_home.credentials + "-link")
    result = key_home.key_setup("configure", "--no-probe", "--set", "PROFILE=mine")
    told = [n for e in result.of("step") for n in e.get("notices", [])]
    assert any("0644 to 0600" in n for n in told) and any("hard link" in n for n in told), told
    assert "0644 to 0600" in key_home.text("setups", "essentia", "journal.jsonl")
    os.chmod(key_home.credentials + "-link", 0o600)
    os.chmod(key_home.credentials, 0o640)
    result = key_home.expect(0, "rotate", "essentia", "--no-probe", "--yes")
    assert "On this computer:" in result.out and "0640 to 0600" in result.out

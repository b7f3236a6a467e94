"""What a key's setup and rotation notice before they change anything, and whose clock they count on."""

import os
import signal
import time

import pytest

from keyring import keys_of, works

USER = "Essentia"
DAY = 86400
ANSWER = ('<CreateAccessKeyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><CreateAccessKeyResult><AccessKey><UserName>{user}</UserName>'
          "<AccessKeyId>{id}</AccessKeyId><Status>Active</Status><SecretAccessKey>{secret}</SecretAccessKey></AccessKey></CreateAccessKeyResult>"
          "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></CreateAccessKeyResponse>")


# Links that lead nowhere

@pytest.mark.parametrize("words, link", [
    (["setup", "essentia", "--method", "command", "--policy", "workers", "--set", "KEY_FILE={link}"], "key.csv"),
    (["setup", "essentia", "--method", "configure", "--policy", "workers", "--set", "CARRY_FILE={link}"], "carried"),
    (["setup", "iguazio", "--set", "KEY_FILE={folder}/key.csv", "--set", "ENV_FILE={link}"], "env.yaml"),
    (["setup", "deadline", "--method", "user", "--set", "KEY_FILE={link}"], "key.csv"),
])
def test_a_link_to_nothing(keyed, cloud, words, link):
    """Found before anything is created, by the setup and its preview."""
    link = os.path.join(keyed.folder, link)
    os.symlink(os.path.join(keyed.folder, "nowhere", "file"), link)
    words = [word.format(link=link, folder=keyed.folder) for word in words]
    for more in ([], ["--plan"]):
        result = keyed.run(*words, "--yes", "--no-probe", "--json", *more)
        assert result.code in (1, 64) and link in result.err, result
    assert not cloud.changes() and not keyed.staged() and os.path.islink(link)


def test_a_link_to_nothing_in_a_rotation(keyed, cloud):
    keyed.key_setup("command", "--no-probe")
    os.rename(keyed.key_file, keyed.key_file + ".away")
    os.symlink(os.path.join(keyed.folder, "nowhere"), keyed.key_file)
    cloud.forget_calls()
    result = keyed.run("rotate", "essentia", "--yes", "--json", "--no-probe")
    assert result.code in (1, 64) and keyed.key_file in result.err and not cloud.changes(), result


# Answers that hold no key

@pytest.mark.parametrize("id_, secret", [("AKIA\nX", "s" * 40), ("ASIAABCDEFGHIJKLMNOP", "s" * 40), ("", "s" * 40), ("AKIAABCDEFGHIJKLMNOP", "short"),
                                         ("s" * 40, "AKIAABCDEFGHIJKLMNOP")])
def test_an_answer_without_a_key(keyed, cloud, id_, secret):
    """It is not stored; what was created by it is deleted, and another is created."""
    cloud.faults(answer=[{"operation": "CreateAccessKey", "body": ANSWER.format(user=USER, id=id_, secret=secret), "times": 1,
                          "headers": {"Content-Type": "text/xml"}}])
    keyed.key_setup("command", "--no-probe")
    new = keyed.csv()
    assert works(cloud, new) and keys_of(cloud, USER) == {new[0]: "Active"}
    assert [c["operation"] for c in cloud.changes()].count("CreateAccessKey") == 2


def test_answers_without_a_key_to_the_end(keyed, cloud):
    """A server that never gives one: nothing is stored, and the way back leaves no key."""
    cloud.faults(answer=[{"operation": "CreateAccessKey", "body": ANSWER.format(user=USER, id="AKIA\nX", secret="s" * 40),
                          "headers": {"Content-Type": "text/xml"}}])
    result = keyed.key_setup("command", "--no-probe", code=3)
    assert "no usable key" in result.err and not [k for k in keyed.staged().values() if k] and keyed.csv() is None
    cloud.mend()
    keyed.expect(0, "resume", "--undo", "--yes", "--json")
    assert not keys_of(cloud, USER)


# Whose clock

def test_the_24_hours_are_aws_s(keyed, cloud):
    """A day later by AWS's clock it is deleted, and not a second sooner, whatever this computer's clock says."""
    cloud.faults(clock=-3 * DAY)
    keyed.key_setup("command", "--no-probe")
    old = keyed.csv()
    keyed.rotate("essentia", "--no-probe")
    keyed.rotate("essentia", "--finish", code=2)
    cloud.faults(clock=-3 * DAY + 23.5 * 3600)
    keyed.rotate("essentia", "--finish", code=2)
    cloud.faults(clock=-3 * DAY + 24.5 * 3600)
    keyed.rotate("essentia", "--finish")
    assert old[0] not in keys_of(cloud, USER)


def test_a_use_is_dated_by_aws(keyed, cloud):
    """This computer is two days ahead: a use after the deactivation is after it all the same."""
    cloud.faults(clock=-2 * DAY)
    keyed.key_setup("command", "--no-probe")
    old = keyed.csv()
    keyed.rotate("essentia", "--no-probe")
    cloud.control("POST", "key", {"id": old[0], "used": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 1.5 * DAY))})
    cloud.faults(clock=0)
    result = keyed.rotate("essentia", "--finish", code=2)
    assert "used after" in result.err


@pytest.mark.parametrize("clock", [-7200, 7200])
def test_a_key_of_ours_by_another_clock(keyed, cloud, clock):
    """Killed after CreateAccessKey, with this computer's clock two hours off: the key is known for what it is."""
    cloud.faults(clock=clock)
    run = keyed.start_held(*keyed.words("command", "--policy", "workers", "--no-probe"))
    cloud.faults(die=f"answered:3,{run.pid}")
    run.send_signal(signal.SIGCONT)
    keyed.wait(run)
    cloud.faults(clear=True, clock=clock)
    keyed.expect(0, "resume", "--yes", "--json")
    assert keys_of(cloud, USER) == {keyed.csv()[0]: "Active"}

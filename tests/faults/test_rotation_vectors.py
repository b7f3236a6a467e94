"""The 18 points of the rotation vectors: each state is the result of a real kill or a real situation, followed by its recovery."""

import json
import os
import signal

import pytest

from cloud import TOP, until
from key_home import key_works
from rotating import NO_LEAKS, Case, can_trace, traced

FOLDER = os.environ.get("ACCREDIT_VECTORS") or os.path.join(TOP, os.pardir, "shared", "vectors")
PATH = os.path.join(FOLDER, "rotation", "crash-points.json")
if os.path.exists(PATH):
    with open(PATH, encoding="utf-8") as file:
        POINTS = {p["n"]: p for p in json.load(file)["points"]}
else:
    POINTS = {}


class AtPoint(Case):
    """A rotation that is brought to one of the points."""

    def run(self, wrap=(), code=-signal.SIGKILL, words=None, **how):
        result = self.home.run(*(words or self.words), wrap=wrap, env=NO_LEAKS if wrap else None, limit=60, **how)
        assert result.code in (code, 137 if code == -9 else code), result
        return result

    def kill_at(self, at):
        run = self.home.start_stopped(*self.words)
        self.cloud.faults(die=f"{at},{run.pid}")
        run.send_signal(signal.SIGCONT)
        assert self.home.wait(run).code == -signal.SIGKILL
        self.cloud.clear_faults()

    def stop_while(self, fact, number=signal.SIGKILL):
        run = self.home.start(*self.words)
        until(fact)
        run.send_signal(number)
        result = self.home.wait(run)
        self.cloud.clear_faults()
        return result

    def stage(self, which="new"):
        return self.home.file("keys", self.setup, f"key.{which}")

    # The points

    def point_1(self):
        self.cloud.faults(stall="ListAccessKeys=60x1")
        self.stop_while(lambda: self.cloud.calls("ListAccessKeys"))
        self.cloud.release_calls()
        assert not self.interrupted_run

    def point_2(self):
        self.kill_at("before:1")

    def point_3(self):
        self.kill_at("after:1")

    def point_4(self):
        """The answer has arrived; the file with the secret is being written and not yet renamed."""
        assert can_trace(), "this test needs strace"
        self.run(wrap=traced("rename", 2))  # the first one only tests for free space
        assert [name for name in self.home.temporary_keys() if name.endswith(".tmp")]

    def point_5(self):
        self.kill_at("after:1")
        os.makedirs(os.path.dirname(self.stage()), mode=0o700, exist_ok=True)
        with open(os.open(self.stage(), os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write("accredit-key 1\nAKIA")

    def point_6(self):
        self.cloud.faults(delay=600)
        self.stop_while(lambda: os.path.exists(self.stage()))

    def point_7(self):
        self.cloud.faults(delay=600)
        result = self.stop_while(lambda: os.path.exists(self.stage()), signal.SIGINT)
        assert result.code == 3 and "--undo" in result.err

    def point_8(self):
        self.at_swap()

    def at_swap(self):
        """Killed just before the new file replaces the credentials file."""
        assert can_trace(), "this test needs strace"
        self.run(wrap=traced("renameat", 1))

    def point_9(self):
        """Only the rename survived the power failure: no line of the journal mentions it."""
        self.at_swap()
        os.remove(self.home.credentials)
        self.home.store_key("kept", *self.staged("new"))

    def point_10(self):
        self.kill_at("before:2")

    def point_11(self):
        self.kill_at("after:2")

    def point_12(self):
        self.run(code=0)

    def point_13(self):
        self.run(code=0)
        self.cloud.faults(lose="DeleteAccessKey")
        assert self.home.run("rotate", self.setup, "--finish", "--now", "--yes").code in (0, 3)
        self.cloud.clear_faults()

    def other(self, status):
        key, = self.others
        self.home.known[key[0]] = key[1]
        self.cloud.client("iam").update_access_key(UserName=self.user, AccessKeyId=key[0], Status=status)
        if status == "Active":
            assert key_works(self.cloud, key)
        self.cloud.forget_calls()

    def point_14(self):
        self.other("Inactive")

    def point_15(self):
        self.other("Active")

    def point_16(self):
        self.home.store_key("other", "AKIAOTHEROTHEROTHER1", "x" * 40)
        self.at_swap()
        self.home.store_key("another", "AKIAANOTHERANOTHER12", "y" * 40)

    def point_17(self):
        self.other("Active")

    def point_18(self):
        for name in ("second", "third"):
            self.home.store_key(name, *self.old)
        self.at_swap()

    # The state, in the words of the vectors

    def named(self, id_):
        return "OLD" if id_ == self.old[0] else next((n for k, n in zip(self.others, ("OTHER",)) if k[0] == id_), "NEW")

    def remote(self):
        return sorted((self.named(id_), status) for id_, status in self.keys.items())

    def in_file(self):
        return self.named(self.home.profile("kept")[0])

    def check(self, point):
        """Checks the state before the recovery: IAM, the file, the staged keys, and the invariant."""
        n = point["n"]
        expected = sorted((k["id"].replace("ENV", "OTHER"), k["status"]) for k in point["remote_keys"])
        assert self.remote() == expected, (self.remote(), expected)
        assert self.in_file() in point["credentials_file"], (self.in_file(), point["credentials_file"])
        if point["staged_file"] == "partial":
            assert "new" in os.listdir(os.path.dirname(self.stage()))[0]
        elif n in (6, 7, 8, 16, 18):
            assert self.named(self.staged("new")[0]) == "NEW"
        elif n < 6:
            assert not os.path.exists(self.stage())
        self.assert_key_works()


def recover(at, n):
    """Recovers from each point as the program suggests."""
    if n == 1:
        assert "Nothing to resume" in at.home.expect(0, "resume", "--yes").out
    elif n in (2, 3, 4, 5, 7):
        at.resume("--undo")
        at.assert_undone()
    elif n in (6, 8, 9, 10, 11, 16, 18):
        at.resume()
        at.assert_done()
        at.home.expect(0, "rotate", at.setup, "--finish", "--now", "--yes")
    elif n == 12:
        new = at.home.profile("kept")[0]
        at.cloud.client("iam").update_access_key(UserName=at.user, AccessKeyId=new, Status="Inactive")
        at.home.expect(0, "rotate", at.setup, "--revert", "--yes")
        at.cloud.client("iam").update_access_key(UserName=at.user, AccessKeyId=new, Status="Active")
    elif n == 13:
        at.resume()
        at.resume()
    elif n == 14:
        other = at.others[0][0]
        assert other in at.home.expect(64, *at.words).err
        at.home.expect(0, *at.words, "--delete-key", other)
        at.assert_done()
    elif n == 15:
        for words in ([], ["--delete-key", at.others[0][0]]):
            said = at.home.expect(64, *at.words, *words).err
            assert at.others[0][0] in said
        assert not at.cloud.changes()
    else:
        env = dict(zip(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), at.others[0]))
        allow_all(at)
        said = at.home.expect(64, *at.words, env=env)
        assert at.others[0][0] in said.err and not at.cloud.changes()
        said = at.home.expect(64, *at.words, "--delete-key", at.others[0][0], env=env)
        assert "accredit itself is using it" in said.err and not at.cloud.changes(), "the key that signs is never deleted"


def allow_all(at):
    from cloud import allow, policy
    at.cloud.client("iam").put_user_policy(UserName=at.user, PolicyName="may", PolicyDocument=policy(allow("*")))
    at.cloud.control("POST", "age")
    at.cloud.forget_calls()


@pytest.mark.skipif(not POINTS, reason=f"SKIPPED: there is no {PATH}; ACCREDIT_VECTORS names the folder of the vectors")
@pytest.mark.parametrize("n", sorted(POINTS) or [0])
def test_point(cloud, tmp_path, record_property, n):
    point = POINTS[n]
    at = AtPoint(cloud, tmp_path, 2 if n in (14, 15, 17) else 1)
    cloud.control("POST", "age")
    cloud.forget_calls()
    getattr(at, f"point_{n}")()
    if n not in (12,):
        at.check(point)
    recover(at, n)
    final = point["final"]
    at.assert_key_works()
    if final and "remote_keys" in final:
        assert at.remote() == sorted((k["id"], k["status"]) for k in final["remote_keys"]), at.remote()
    if final:
        assert at.in_file() in final["credentials_file"]
        assert key_works(cloud, at.home.profile("kept"))
    if n == 16:
        assert at.home.profile("other")[0] == "AKIAOTHEROTHEROTHER1" and at.home.profile("another")[0] == "AKIAANOTHERANOTHER12"
    if n == 18:
        assert len({at.home.profile(name) for name in ("kept", "second", "third")}) == 1
    record_property("points of the rotation vectors", 1)
    at.close()

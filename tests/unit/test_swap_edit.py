"""A credentials file replaced by a process that is killed, starved, raced or led astray: it is the old one or the new one.

The situations are those of the suite credentials-edit (filesystem-cases.json); each has a test here, by its name.
"""

import json
import os
import pathlib
import re
import resource
import shutil
import socket
import stat
import subprocess
import sys

import pytest

import tools

OLD = "[default]\naws_access_key_id = OLD\n"
NEW = "[default]\naws_access_key_id = NEW\n"
ROOT = os.geteuid() == 0
OTHER = 12345
QUIET = {"ASAN_OPTIONS": "detect_leaks=0"}  # the leak check traces, and so does strace
claimed = {}


def case(name):
    def keep(function):
        claimed[name] = function.__name__
        return function
    return keep


class Place:
    def __init__(self, folder):
        self.folder = folder
        self.aws = folder / ".aws"
        self.file = self.aws / "credentials"
        self.lock = folder / "state" / "files.lock"
        self.tool = tools.find("swap_edit")

    def make(self, text=OLD, mode=0o600):
        self.aws.mkdir(mode=0o700, exist_ok=True)
        self.file.write_text(text, encoding="utf-8")
        self.file.chmod(mode)
        return self

    def command(self, *args, path=None):
        return [self.tool, str(path or self.file), str(self.lock), *(args or ("default", "aws_access_key_id", "NEW"))]

    def run(self, *args, path=None, wrap=(), **how):
        return subprocess.run([*wrap, *self.command(*args, path=path)], capture_output=True, text=True, timeout=120,
                              env={**os.environ, **QUIET}, check=False, **how)

    def done(self, *args, **how):
        result = self.run(*args, **how)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def refused(self, *args, **how):
        """Says why and what now; leaves no temp."""
        result = self.run(*args, **how)
        assert result.returncode == 1 and re.fullmatch(r".+ \(.+\)\n", result.stderr), result
        assert not self.temps()
        return result.stderr

    def temps(self):
        return [p for p in self.folder.rglob(".*accredit-new")]

    def text(self):
        return self.file.read_text(encoding="utf-8")

    def mode(self, path=None):
        return stat.S_IMODE(os.lstat(path or self.file).st_mode)

    def shown(self):
        return sorted(p.name for p in self.aws.iterdir())


@pytest.fixture
def place(tmp_path):
    tmp_path.chmod(0o700)
    return Place(tmp_path)


# Modes, owners, kinds

@case("mode is never widened")
def test_mode_is_kept(place):
    assert place.make(mode=0o600).done() == "" and place.mode() == 0o600 and place.text() == NEW
    place.file.chmod(0o400)
    assert "read-only" in place.refused() and place.mode() == 0o400


@case("wide mode is narrowed with a notice")
@pytest.mark.parametrize("mode", [0o644, 0o660, 0o777, 0o4600])
def test_mode_is_narrowed(place, mode):
    assert f"from {mode:04o} to 0600" in place.make(mode=mode).done()
    assert place.mode() == 0o600 and place.mode(place.aws / "credentials.accredit-backup") == 0o600


@case("umask 0 does not matter")
def test_umask(place):
    place.done(preexec_fn=lambda: os.umask(0))
    assert place.mode() == 0o600 and place.mode(place.aws) == 0o700 and place.text() == NEW


def foreign_file(place):
    """A file that is not ours: of another number, or, where we may not give one away, of root."""
    if not ROOT:
        return pathlib.Path("/etc/passwd")
    place.make()
    os.chown(place.file, OTHER, -1)
    return place.file


@case("owner and group of an existing file are kept or the write is refused")
def test_owner(place):
    path = foreign_file(place)
    before = path.read_bytes()
    assert "belongs to another user" in place.refused(path=path) and path.read_bytes() == before
    if ROOT:
        os.chown(place.file, 0, OTHER)
        place.done()
        assert os.stat(place.file).st_gid == OTHER and place.text() == NEW


@case("target is a FIFO, device, directory or socket")
def test_kinds(place):
    place.aws.mkdir(mode=0o700)
    os.mkfifo(place.file)
    assert "not a regular file" in place.refused()
    place.file.unlink()
    place.file.mkdir()
    assert "is a folder" in place.refused()
    place.file.rmdir()
    here = os.getcwd()
    os.chdir(place.aws)  # the name of a socket is short
    try:
        socket.socket(socket.AF_UNIX).bind("credentials")
    finally:
        os.chdir(here)
    assert "not a regular file" in place.refused()
    assert "not a regular file" in place.refused(path="/dev/null")
    assert "not a regular file" in place.refused(path="/dev/zero")


# Links

@case("credentials is a symlink to a file in the same owner's tree")
@pytest.mark.parametrize("absolute", [False, True])
def test_link_is_kept(place, absolute):
    place.make()
    target = place.folder / "dotfiles" / "credentials"
    target.parent.mkdir(mode=0o700)
    place.file.rename(target)
    place.file.symlink_to(target if absolute else "../dotfiles/credentials")
    old = os.stat(target).st_ino
    place.done()
    assert place.file.is_symlink() and place.text() == NEW and os.stat(target).st_ino != old
    assert place.shown() == ["credentials"] and target.with_name("credentials.accredit-backup").read_text(encoding="utf-8") == OLD


@case("dangling symlink")
@pytest.mark.parametrize("target", ["missing", "missing/credentials"])
def test_link_to_nothing(place, target):
    place.aws.mkdir(mode=0o700)
    place.file.symlink_to(target)
    assert "not there" in place.refused() and place.shown() == ["credentials"]


def test_home_over_a_link(place):
    """The link leads somewhere; what is missing is missing behind it."""
    (place.folder / "real").mkdir(mode=0o700)
    (place.folder / "home").symlink_to("real")
    place.done(path=place.folder / "home" / ".aws" / "credentials")
    assert (place.folder / "real" / ".aws" / "credentials").read_text(encoding="utf-8") == NEW


@case("symlink loop")
def test_link_to_itself(place):
    place.aws.mkdir(mode=0o700)
    place.file.symlink_to("credentials")
    assert "circle" in place.refused()


@case("symlink to a file of another owner, or a group- or world-writable directory on the way")
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o720])
def test_others_on_the_way(place, mode):
    place.make()
    shared = place.folder / "shared"
    shared.mkdir()
    place.file.rename(shared / "credentials")
    place.file.symlink_to("../shared/credentials")
    shared.chmod(mode)
    assert f"chmod go-w {shared}" in place.refused() and place.text() == OLD
    shared.chmod(0o755)
    place.aws.chmod(mode)
    assert f"chmod go-w {place.aws}" in place.refused()
    place.aws.chmod(0o755)
    place.done()
    foreign = foreign_file(Place(place.folder / "shared")) if not ROOT else shared / "credentials"
    if ROOT:
        os.chown(foreign, OTHER, -1)
    else:
        place.file.unlink()
        place.file.symlink_to(foreign)
    assert "belongs to another user" in place.refused()


@pytest.mark.skipif(not ROOT, reason="only root can give a link and a folder away")
def test_link_and_folder_of_another(place):
    place.make().file.rename(place.folder / "real")
    place.file.symlink_to("../real")
    os.lchown(place.file, OTHER, -1)
    assert "link that belongs to another user" in place.refused()
    place.file.unlink()
    os.chown(place.aws, OTHER, -1)
    assert "belongs to another user" in place.refused() and place.shown() == []


@case(".aws is swapped for a symlink between check and write")
def test_folder_is_swapped(place):
    """The folder is exchanged after the file was read; one that others may write to takes its place."""
    place.make()
    outside = place.folder / "outside"
    outside.mkdir()
    outside.chmod(0o777)
    run = paused(place)
    place.aws.rename(place.folder / "was")
    place.aws.symlink_to(outside)
    _, said = run.communicate("\n", timeout=60)
    assert run.returncode == 1 and "others may write" in said and not list(outside.iterdir()) and not place.temps()
    assert (place.folder / "was" / "credentials").read_text(encoding="utf-8") == OLD


@case("pre-existing temp name")
def test_planted_names(place):
    """Nobody can know the name; what looks like one is not opened, and another file's is left alone."""
    place.make()
    victim = place.folder / "victim"
    victim.write_text("mine", encoding="utf-8")
    planted = [f".credentials.{n:012x}.accredit-new" for n in range(50)] + ["credentials.tmp", ".credentials.tmp", "credentials.new"]
    for name in planted:
        (place.aws / name).symlink_to(victim)
    place.done()
    assert victim.read_text(encoding="utf-8") == "mine" and all((place.aws / name).is_symlink() for name in planted)
    assert place.text() == NEW and not place.file.is_symlink()


@case("hard link count above one")
def test_hard_links(place):
    other = place.make().aws / "other"
    os.link(place.file, other)
    assert "hard links" in place.done()
    assert place.text() == NEW and other.read_text(encoding="utf-8") == OLD


def acl(user, rights):
    """An access list that gives one user rights, as the kernel keeps it: u::rw, u:USER, g::-, m::RIGHTS, o::-."""
    rows = [(1, 6, 0xFFFFFFFF), (2, rights, user), (4, 0, 0xFFFFFFFF), (16, rights, 0xFFFFFFFF), (32, 0, 0xFFFFFFFF)]
    entries = b"".join(tag.to_bytes(2, "little") + perm.to_bytes(2, "little") + who.to_bytes(4, "little") for tag, perm, who in rows)
    return (2).to_bytes(4, "little") + entries


@case("extended ACL and SELinux label")
def test_attributes(place):
    place.make()
    try:
        os.setxattr(place.file, "user.note", b"mine")
        os.setxattr(place.file, "system.posix_acl_access", acl(OTHER, 4))
        os.setxattr(place.aws, "system.posix_acl_default", acl(OTHER, 7))
    except OSError as error:
        pytest.skip(f"no extended attributes in {place.folder}: {error}")
    assert "access control list" in place.done()
    assert os.getxattr(place.file, "user.note") == b"mine" and place.mode() == 0o600
    for path in (place.file, place.aws / "credentials.accredit-backup"):
        if "system.posix_acl_access" in os.listxattr(path):  # of the folder; the mask takes all of it away
            mask = [e for e in entries(os.getxattr(path, "system.posix_acl_access")) if e[0] == 16]
            assert mask == [(16, 0)], mask


def entries(value):
    return [(int.from_bytes(value[i:i + 2], "little"), int.from_bytes(value[i + 2:i + 4], "little")) for i in range(4, len(value), 8)]


# No room, no right

@case("file size limit reached (EFBIG and SIGXFSZ)")
@pytest.mark.parametrize("size", [0, 5, 33])
def test_size_limit(place, size):
    place.make()
    said = place.refused(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    assert "too large" in said and place.text() == OLD
    assert "too large" in place.refused("ready", "100", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))


@pytest.fixture
def read_only(place):
    """A home nobody can write to: by its mode or, for root, by its flag."""
    place.make()
    if not ROOT:
        place.aws.chmod(0o500)
        yield place
        place.aws.chmod(0o700)
        return
    if subprocess.run(["chattr", "+i", str(place.aws)], capture_output=True, check=False).returncode:
        pytest.skip("root, and no right to make a folder immutable")
    yield place
    subprocess.run(["chattr", "-i", str(place.aws)], check=True)


@case("read-only home")
def test_read_only(read_only):
    read_only.refused("ready", "100")
    read_only.refused()
    assert read_only.text() == OLD


def test_ready_leaves_nothing(place):
    place.done("ready", "100")
    assert not place.aws.exists()
    place.make().done("ready", "100")
    assert place.shown() == ["credentials"] and place.text() == OLD


# At every system call

@pytest.fixture(scope="module")
def strace():
    tool = shutil.which("strace")
    if not tool or subprocess.run([tool, "-qq", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode:
        pytest.skip("strace is not there, or may not trace")
    return [tool, "-qq"]


MEMORY = ("mmap", "munmap", "mprotect", "madvise", "brk", "mlock", "futex", "exit_group")


CHANGES = re.compile(r"^(write|pwrite64|ftruncate|fsync|fchmod|fchown|fsetxattr|rename\w*|unlink\w*|mkdir\w*)\(|O_CREAT")
ALL = os.environ.get("SWAP_ALL")  # every call, not only those that change something


def calls(place, strace, which=None):
    """What the swap calls: (name, which one of that name since the program began)."""
    log = place.folder / "log"
    place.done(wrap=[*strace, "-o", str(log)])
    counts, found, marks = {}, [], 0
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        name = line.partition("(")[0]
        counts[name] = counts.get(name, 0) + 1
        if "/accredit-mark" in line:
            marks += 1
        elif marks == 1 and name not in MEMORY and (not which or which.search(line)):
            found.append((name, counts[name]))
    log.unlink()
    assert marks == 2 and len(found) > 15, found
    return found


def again(place):
    shutil.rmtree(place.aws, ignore_errors=True)
    return place.make()


def inject(strace, name, n, what):
    return [*strace, "-o", "/dev/null", "-e", f"trace={name}", "-e", f"inject={name}:{what}:when={n}"]


@case("killed at every system call of the write")
def test_killed_anywhere(place, strace):
    """Before a call that changes nothing the disk is as it is before the next that does."""
    killed = 0
    for name, n in calls(place.make(), strace, None if ALL else CHANGES):
        result = again(place).run(wrap=inject(strace, name, n, "signal=KILL"))
        killed += result.returncode != 0
        assert place.text() in (OLD, NEW), (name, n)
        assert all(place.mode(p) == 0o600 for p in place.aws.iterdir()), (name, n)
        place.done()
        assert place.text() == NEW and place.shown() == ["credentials", "credentials.accredit-backup"], (name, n)
    print(f"killed at {killed} system calls")
    assert killed > 15


def judge(place, result, name, n):
    """Written and said so, or not written and said so; only a folder that does not sync may be both."""
    if result.returncode == 0:
        assert place.text() == NEW, (name, n)
    elif "may be the old one" not in result.stderr:
        assert result.returncode == 1 and place.text() == OLD, (name, n, result)


def test_error_anywhere(place, strace):
    failed = 0
    for name, n in calls(place.make(), strace):
        if name == "getrandom":  # without it nothing goes on: the program ends at once
            continue
        result = again(place).run(wrap=inject(strace, name, n, "error=EIO"))
        failed += result.returncode != 0
        judge(place, result, name, n)
        if result.returncode:
            place.done()
        assert place.text() == NEW and not place.temps(), (name, n)
    assert failed > 15


def failing(place, strace, names, error):
    """How often the write failed when one of these calls did; the temp is gone each time, the old file whole."""
    failed = 0
    for name, n in calls(place.make(), strace):
        if name not in names:
            continue
        result = again(place).run(wrap=inject(strace, name, n, f"error={error}"))
        judge(place, result, name, n)
        assert not place.temps(), (name, n)
        failed += result.returncode != 0 and place.text() == OLD
    return failed


@case("no space left on write, on fsync, on close")
@pytest.mark.parametrize("name, times", [("write", 2), ("fsync", 2), ("close", 2)])
def test_no_space(place, strace, name, times):
    assert failing(place, strace, (name,), "ENOSPC") == times  # the backup's, and the file's


@case("EIO on fsync")
def test_fsync_fails(place, strace):
    assert failing(place, strace, ("fsync",), "EIO") == 2


# Others at the same time

@case("reader in a loop during 1000 writes")
def test_reader(place):
    """tests/unit/test_edit_file counts reads by the hundred thousand; here another process reads."""
    place.make()
    seen, run = 0, subprocess.Popen(place.command("other", "key", "x" * 3000, "30"), env={**os.environ, **QUIET})
    while run.poll() is None:
        text = place.text()
        assert text.startswith(OLD) and text.endswith("\n") and len(text) in sizes(30, 3000)
        seen += 1
    assert run.returncode == 0 and seen > 30


def sizes(count, value):
    """Of the text after 0, 1, 2 ... edits."""
    lengths = [len(OLD)]
    for i in range(1, count + 1):
        lengths.append(lengths[-1] + len(f"key{i} = \n") + value + (len("\n[other]\n") if i == 1 else 0))
    return lengths


@case("two writers, 200 edits each to different profiles")
def test_two_writers(place):
    runs = [subprocess.Popen(place.command(profile, "key", "v", "200"), env={**os.environ, **QUIET}) for profile in ("a", "b")]
    assert [run.wait(timeout=300) for run in runs] == [0, 0]
    lines = place.text().splitlines()
    assert sum(line.startswith("key") for line in lines) == 400 and not place.temps()


def paused(place):
    run = subprocess.Popen(place.command("default", "aws_access_key_id", "NEW", "pause"), stdin=subprocess.PIPE,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **QUIET})
    assert run.stdout.readline() == "read\n"
    return run


def aws_cli():
    tool = os.path.join(os.path.dirname(sys.executable), "aws")
    if not os.access(tool, os.X_OK):
        pytest.skip("no AWS CLI beside this python")
    return tool


@case("foreign writer (aws configure set) between read and rename")
def test_aws_configure_between(place):
    tool = aws_cli()
    place.make()
    run = paused(place)
    env = {**os.environ, "AWS_SHARED_CREDENTIALS_FILE": str(place.file), "AWS_CONFIG_FILE": str(place.aws / "config"), "HOME": str(place.folder)}
    subprocess.run([tool, "configure", "set", "aws_access_key_id", "THEIRS", "--profile", "theirs"], env=env, check=True)
    assert run.communicate("\n", timeout=60)[1] == "" and run.returncode == 0
    assert "NEW" in place.text() and "THEIRS" in place.text() and "OLD" not in place.text()


def test_every_case_is_claimed():
    top = pathlib.Path(__file__).resolve().parents[2]
    folder = pathlib.Path(os.environ.get("ACCREDIT_VECTORS") or top.parent / "shared/vectors")
    data = folder / "credentials-edit/filesystem-cases.json"
    if not data.is_file():
        pytest.skip(f"suite credentials-edit: no vectors in {folder}")
    names = {c["name"] for c in json.loads(data.read_text(encoding="utf-8"))["cases"]}
    print(f"credentials-edit, file systems {len(names & set(claimed))}/{len(names)}")
    assert names == set(claimed)

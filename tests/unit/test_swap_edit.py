"""A credentials file replaced by a process that is killed, out of space, or in a race: the file is the old one or the new one.

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
QUIET = {"ASAN_OPTIONS": "detect_leaks=0"}  # the leak check uses ptrace, as strace does
tested = {}


def case(name):
    def note_name(function):
        tested[name] = function.__name__
        return function
    return note_name


class Home:
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
        """The edit is refused with a reason and a remedy; no temporary file is left."""
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
def home(tmp_path):
    tmp_path.chmod(0o700)
    return Home(tmp_path)


# Modes, owners, kinds

@case("mode is never widened")
def test_mode_is_kept(home):
    assert home.make(mode=0o600).done() == "" and home.mode() == 0o600 and home.text() == NEW
    home.file.chmod(0o400)
    assert "read-only" in home.refused() and home.mode() == 0o400


@case("wide mode is narrowed with a notice")
@pytest.mark.parametrize("mode", [0o644, 0o660, 0o777, 0o4600])
def test_mode_is_narrowed(home, mode):
    assert f"from {mode:04o} to 0600" in home.make(mode=mode).done()
    assert home.mode() == 0o600 and home.mode(home.aws / "credentials.accredit-backup") == 0o600


@case("umask 0 does not matter")
def test_umask(home):
    home.done(preexec_fn=lambda: os.umask(0))
    assert home.mode() == 0o600 and home.mode(home.aws) == 0o700 and home.text() == NEW


def foreign_file(home):
    """A file of another user: of another user ID, or of root when chown is not allowed."""
    if not ROOT:
        return pathlib.Path("/etc/passwd")
    home.make()
    os.chown(home.file, OTHER, -1)
    return home.file


@case("owner and group of an existing file are kept or the write is refused")
def test_owner(home):
    path = foreign_file(home)
    before = path.read_bytes()
    assert "belongs to another user" in home.refused(path=path) and path.read_bytes() == before
    if ROOT:
        os.chown(home.file, 0, OTHER)
        home.done()
        assert os.stat(home.file).st_gid == OTHER and home.text() == NEW


@case("target is a FIFO, device, directory or socket")
def test_kinds(home):
    home.aws.mkdir(mode=0o700)
    os.mkfifo(home.file)
    assert "not a regular file" in home.refused()
    home.file.unlink()
    home.file.mkdir()
    assert "is a folder" in home.refused()
    home.file.rmdir()
    here = os.getcwd()
    os.chdir(home.aws)  # the path of a socket must be short
    try:
        socket.socket(socket.AF_UNIX).bind("credentials")
    finally:
        os.chdir(here)
    assert "not a regular file" in home.refused()
    assert "not a regular file" in home.refused(path="/dev/null")
    assert "not a regular file" in home.refused(path="/dev/zero")


# Links

@case("credentials is a symlink to a file in the same owner's tree")
@pytest.mark.parametrize("absolute", [False, True])
def test_link_is_kept(home, absolute):
    home.make()
    target = home.folder / "dotfiles" / "credentials"
    target.parent.mkdir(mode=0o700)
    home.file.rename(target)
    home.file.symlink_to(target if absolute else "../dotfiles/credentials")
    old = os.stat(target).st_ino
    home.done()
    assert home.file.is_symlink() and home.text() == NEW and os.stat(target).st_ino != old
    assert home.shown() == ["credentials"] and target.with_name("credentials.accredit-backup").read_text(encoding="utf-8") == OLD


@case("dangling symlink")
@pytest.mark.parametrize("target", ["missing", "missing/credentials"])
def test_link_to_nothing(home, target):
    home.aws.mkdir(mode=0o700)
    home.file.symlink_to(target)
    assert "does not exist" in home.refused() and home.shown() == ["credentials"]


def test_home_over_a_link(home):
    """The home is a link to a folder; the missing folders are created behind it."""
    (home.folder / "real").mkdir(mode=0o700)
    (home.folder / "home").symlink_to("real")
    home.done(path=home.folder / "home" / ".aws" / "credentials")
    assert (home.folder / "real" / ".aws" / "credentials").read_text(encoding="utf-8") == NEW


@case("symlink loop")
def test_link_to_itself(home):
    home.aws.mkdir(mode=0o700)
    home.file.symlink_to("credentials")
    assert "circular" in home.refused()


@case("symlink to a file of another owner, or a group- or world-writable directory on the way")
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o720])
def test_folder_writable_by_others_is_refused(home, mode):
    home.make()
    shared = home.folder / "shared"
    shared.mkdir()
    home.file.rename(shared / "credentials")
    home.file.symlink_to("../shared/credentials")
    shared.chmod(mode)
    assert f"chmod go-w {shared}" in home.refused() and home.text() == OLD
    shared.chmod(0o755)
    home.aws.chmod(mode)
    assert f"chmod go-w {home.aws}" in home.refused()
    home.aws.chmod(0o755)
    home.done()
    foreign = foreign_file(Home(home.folder / "shared")) if not ROOT else shared / "credentials"
    if ROOT:
        os.chown(foreign, OTHER, -1)
    else:
        home.file.unlink()
        home.file.symlink_to(foreign)
    assert "belongs to another user" in home.refused()


@pytest.mark.skipif(not ROOT, reason="only root can change the owner of a link and a folder")
def test_link_and_folder_of_another_user(home):
    home.make().file.rename(home.folder / "real")
    home.file.symlink_to("../real")
    os.lchown(home.file, OTHER, -1)
    assert "link that belongs to another user" in home.refused()
    home.file.unlink()
    os.chown(home.aws, OTHER, -1)
    assert "belongs to another user" in home.refused() and home.shown() == []


@case(".aws is swapped for a symlink between check and write")
def test_folder_is_replaced(home):
    """The folder is replaced after the file was read, by one that others can write to."""
    home.make()
    outside = home.folder / "outside"
    outside.mkdir()
    outside.chmod(0o777)
    run = paused(home)
    home.aws.rename(home.folder / "was")
    home.aws.symlink_to(outside)
    _, said = run.communicate("\n", timeout=60)
    assert run.returncode == 1 and "other users can write" in said and not list(outside.iterdir()) and not home.temps()
    assert (home.folder / "was" / "credentials").read_text(encoding="utf-8") == OLD


@case("pre-existing temp name")
def test_planted_names(home):
    """The temporary name cannot be guessed; a planted file is not opened, and the temporary file of another file is not changed."""
    home.make()
    victim = home.folder / "victim"
    victim.write_text("mine", encoding="utf-8")
    planted = [f".credentials.{n:012x}.accredit-new" for n in range(50)] + ["credentials.tmp", ".credentials.tmp", "credentials.new"]
    for name in planted:
        (home.aws / name).symlink_to(victim)
    home.done()
    assert victim.read_text(encoding="utf-8") == "mine" and all((home.aws / name).is_symlink() for name in planted)
    assert home.text() == NEW and not home.file.is_symlink()


@case("hard link count above one")
def test_hard_links(home):
    other = home.make().aws / "other"
    os.link(home.file, other)
    assert "hard links" in home.done()
    assert home.text() == NEW and other.read_text(encoding="utf-8") == OLD


def acl(user, rights):
    """An ACL that gives permissions to one user, as the kernel stores it: u::rw, u:USER, g::-, m::RIGHTS, o::-."""
    rows = [(1, 6, 0xFFFFFFFF), (2, rights, user), (4, 0, 0xFFFFFFFF), (16, rights, 0xFFFFFFFF), (32, 0, 0xFFFFFFFF)]
    entries = b"".join(tag.to_bytes(2, "little") + perm.to_bytes(2, "little") + who.to_bytes(4, "little") for tag, perm, who in rows)
    return (2).to_bytes(4, "little") + entries


@case("extended ACL and SELinux label")
def test_attributes(home):
    home.make()
    try:
        os.setxattr(home.file, "user.note", b"mine")
        os.setxattr(home.file, "system.posix_acl_access", acl(OTHER, 4))
        os.setxattr(home.aws, "system.posix_acl_default", acl(OTHER, 7))
    except OSError as error:
        pytest.skip(f"no extended attributes in {home.folder}: {error}")
    assert "access control list" in home.done()
    assert os.getxattr(home.file, "user.note") == b"mine" and home.mode() == 0o600
    for path in (home.file, home.aws / "credentials.accredit-backup"):
        if "system.posix_acl_access" in os.listxattr(path):  # of the folder; the mask removes all permissions
            mask = [e for e in entries(os.getxattr(path, "system.posix_acl_access")) if e[0] == 16]
            assert mask == [(16, 0)], mask


def entries(value):
    return [(int.from_bytes(value[i:i + 2], "little"), int.from_bytes(value[i + 2:i + 4], "little")) for i in range(4, len(value), 8)]


# No space, no permission

@case("file size limit reached (EFBIG and SIGXFSZ)")
@pytest.mark.parametrize("size", [0, 5, 33])
def test_size_limit(home, size):
    home.make()
    said = home.refused(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    assert "too large" in said and home.text() == OLD
    assert "too large" in home.refused("ready", "100", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))


@pytest.fixture
def read_only(home):
    """A read-only home: by its mode or, for root, by its immutable flag."""
    home.make()
    if not ROOT:
        home.aws.chmod(0o500)
        yield home
        home.aws.chmod(0o700)
        return
    if subprocess.run(["chattr", "+i", str(home.aws)], capture_output=True, check=False).returncode:
        pytest.skip("root is not allowed to make a folder immutable")
    yield home
    subprocess.run(["chattr", "-i", str(home.aws)], check=True)


@case("read-only home")
def test_read_only(read_only):
    read_only.refused("ready", "100")
    read_only.refused()
    assert read_only.text() == OLD


def test_check_of_the_location_leaves_nothing(home):
    home.done("ready", "100")
    assert not home.aws.exists()
    home.make().done("ready", "100")
    assert home.shown() == ["credentials"] and home.text() == OLD


# At every system call

@pytest.fixture(scope="module")
def strace():
    tool = shutil.which("strace")
    if not tool or subprocess.run([tool, "-qq", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode:
        pytest.skip("strace is missing or is not allowed to trace")
    return [tool, "-qq"]


MEMORY = ("mmap", "munmap", "mprotect", "madvise", "brk", "mlock", "futex", "exit_group")


CHANGES = re.compile(r"^(write|pwrite64|ftruncate|fsync|fchmod|fchown|fsetxattr|rename\w*|unlink\w*|mkdir\w*)\(|O_CREAT")
ALL = os.environ.get("SWAP_ALL")  # every call, not only those that change something


def calls(home, strace, which=None):
    """The system calls of the edit: (name, its number since the program started)."""
    log = home.folder / "log"
    home.done(wrap=[*strace, "-o", str(log)])
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


def again(home):
    shutil.rmtree(home.aws, ignore_errors=True)
    return home.make()


def inject(strace, name, n, what):
    return [*strace, "-o", "/dev/null", "-e", f"trace={name}", "-e", f"inject={name}:{what}:when={n}"]


@case("killed at every system call of the write")
def test_killed_at_any_call(home, strace):
    """Only calls that change something matter: between them the disk stays the same."""
    killed = 0
    for name, n in calls(home.make(), strace, None if ALL else CHANGES):
        result = again(home).run(wrap=inject(strace, name, n, "signal=KILL"))
        killed += result.returncode != 0
        assert home.text() in (OLD, NEW), (name, n)
        assert all(home.mode(p) == 0o600 for p in home.aws.iterdir()), (name, n)
        home.done()
        assert home.text() == NEW and home.shown() == ["credentials", "credentials.accredit-backup"], (name, n)
    print(f"killed at {killed} system calls")
    assert killed > 15


def judge(home, result, name, n):
    """Either written and reported as written, or not written and reported as failed; only a failed fsync of the folder can be both."""
    if result.returncode == 0:
        assert home.text() == NEW, (name, n)
    elif "may bring the old one back" not in result.stderr:
        assert result.returncode == 1 and home.text() == OLD, (name, n, result)


def test_error_in_any_call(home, strace):
    failed = 0
    for name, n in calls(home.make(), strace):
        if name == "getrandom":  # without it the program ends at once
            continue
        result = again(home).run(wrap=inject(strace, name, n, "error=EIO"))
        failed += result.returncode != 0
        judge(home, result, name, n)
        if result.returncode:
            home.done()
        assert home.text() == NEW and not home.temps(), (name, n)
    assert failed > 15


def failing(home, strace, names, error):
    """How often the write failed when one of these calls failed; each time the temporary file is deleted and the old file is unchanged."""
    failed = 0
    for name, n in calls(home.make(), strace):
        if name not in names:
            continue
        result = again(home).run(wrap=inject(strace, name, n, f"error={error}"))
        judge(home, result, name, n)
        assert not home.temps(), (name, n)
        failed += result.returncode != 0 and home.text() == OLD
    return failed


@case("no space left on write, on fsync, on close")
@pytest.mark.parametrize("name, times", [("write", 2), ("fsync", 2), ("close", 2)])
def test_no_space(home, strace, name, times):
    assert failing(home, strace, (name,), "ENOSPC") == times  # of the backup, and of the file


@case("EIO on fsync")
def test_fsync_fails(home, strace):
    assert failing(home, strace, ("fsync",), "EIO") == 2


# Others at the same time

@case("reader in a loop during 1000 writes")
def test_reader(home):
    """tests/unit/test_edit_file makes hundreds of thousands of reads; here another process reads."""
    home.make()
    seen, run = 0, subprocess.Popen(home.command("other", "key", "x" * 3000, "30"), env={**os.environ, **QUIET})
    while run.poll() is None:
        text = home.text()
        assert text.startswith(OLD) and text.endswith("\n") and len(text) in sizes(30, 3000)
        seen += 1
    assert run.returncode == 0 and seen > 30


def sizes(count, value):
    """The sizes of the text after 0, 1, 2 ... edits."""
    lengths = [len(OLD)]
    for i in range(1, count + 1):
        lengths.append(lengths[-1] + len(f"key{i} = \n") + value + (len("\n[other]\n") if i == 1 else 0))
    return lengths


@case("two writers, 200 edits each to different profiles")
def test_two_writers(home):
    runs = [subprocess.Popen(home.command(profile, "key", "v", "200"), env={**os.environ, **QUIET}) for profile in ("a", "b")]
    assert [run.wait(timeout=300) for run in runs] == [0, 0]
    lines = home.text().splitlines()
    assert sum(line.startswith("key") for line in lines) == 400 and not home.temps()


def paused(home):
    run = subprocess.Popen(home.command("default", "aws_access_key_id", "NEW", "pause"), stdin=subprocess.PIPE,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **QUIET})
    assert run.stdout.readline() == "read\n"
    return run


def aws_cli():
    tool = os.path.join(os.path.dirname(sys.executable), "aws")
    if not os.access(tool, os.X_OK):
        pytest.skip("no AWS CLI next to this Python")
    return tool


@case("foreign writer (aws configure set) between read and rename")
def test_aws_configure_between(home):
    tool = aws_cli()
    home.make()
    run = paused(home)
    env = {**os.environ, "AWS_SHARED_CREDENTIALS_FILE": str(home.file), "AWS_CONFIG_FILE": str(home.aws / "config"), "HOME": str(home.folder)}
    subprocess.run([tool, "configure", "set", "aws_access_key_id", "THEIRS", "--profile", "theirs"], env=env, check=True)
    assert run.communicate("\n", timeout=60)[1] == "" and run.returncode == 0
    assert "NEW" in home.text() and "THEIRS" in home.text() and "OLD" not in home.text()


def test_every_case_has_a_test():
    top = pathlib.Path(__file__).resolve().parents[2]
    folder = pathlib.Path(os.environ.get("ACCREDIT_VECTORS") or top.parent / "shared/vectors")
    data = folder / "credentials-edit/filesystem-cases.json"
    if not data.is_file():
        pytest.skip(f"suite credentials-edit: no vectors in {folder}")
    names = {c["name"] for c in json.loads(data.read_text(encoding="utf-8"))["cases"]}
    print(f"credentials-edit, file systems {len(names & set(tested))}/{len(names)}")
    assert names == set(tested)

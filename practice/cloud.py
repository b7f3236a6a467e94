"""The practice cloud: python cloud.py [OPTIONS] [-- COMMAND...]"""

import atexit
import configparser
import contextlib
import ctypes
import gc
import io
import json
import os
import select
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from faults import Faults  # noqa: E402
from options import parser, wanted_cluster  # noqa: E402

UNSET = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_DEFAULT_REGION",
         "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CA_BUNDLE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
         "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT",
         "http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
PR_SET_PDEATHSIG = 1


def is_foreign(name):
    """Whether a variable would send the client's calls elsewhere; so does an endpoint of a single service."""
    return name in UNSET or name.startswith("AWS_ENDPOINT_URL_")


def write_private(path, text):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def find_key(home):
    """The operator's key: the one in a credentials file that was kept (a rotation can have written it), else the canary."""
    from account import OPERATOR_KEY, OPERATOR_SECRET
    kept = configparser.RawConfigParser()
    try:
        kept.read(os.path.join(home, "credentials"), encoding="utf-8")
        return kept.get("default", "aws_access_key_id"), kept.get("default", "aws_secret_access_key")
    except configparser.Error:
        return OPERATOR_KEY, OPERATOR_SECRET


def make_environment(folder, gateway, region, key):
    """The client's home, files and variables: never those of a real account."""
    home, state, credentials, config = (os.path.join(folder, n) for n in ("home", "state", "credentials", "config"))
    os.makedirs(home, mode=0o700, exist_ok=True)
    os.makedirs(state, mode=0o700, exist_ok=True)
    if not os.path.exists(credentials):
        write_private(credentials, f"[default]\naws_access_key_id = {key[0]}\naws_secret_access_key = {key[1]}\n")
    if not os.path.exists(config):
        write_private(config, f"[default]\nregion = {region}\n")
    return {
        "AWS_ENDPOINT_URL": gateway.url, "AWS_REGION": region, "AWS_SHARED_CREDENTIALS_FILE": credentials, "AWS_CONFIG_FILE": config,
        "HOME": home, "XDG_STATE_HOME": state, "AWS_EC2_METADATA_DISABLED": "true", "ACCREDIT_PRACTICE": "1",
        "ACCREDIT_PRACTICE_CONTROL": gateway.url + "/_practice",
    }


class Cloud:
    """The running server and its temporary folder."""

    def __init__(self, settings):
        gc.disable()
        from gateway import Gateway
        import control
        import server
        import preload
        self.gateway = None
        self.folder = tempfile.mkdtemp(prefix="accredit-practice-")
        atexit.register(self.end)
        home = os.path.abspath(settings.keep_state or self.folder)
        key = find_key(home)
        self.gateway = Gateway(settings, self.folder, key)
        self.gateway.control = control.Control(self.gateway)
        self.server = server.listen(self.gateway, settings.port)
        self.gateway.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        os.makedirs(home, mode=0o700, exist_ok=True)
        self.environment = make_environment(home, self.gateway, settings.region, key)
        self.gateway.faults.calm()
        preload.warm(self.gateway, settings.region)
        gc.freeze()  # what is loaded stays: the collector need not look at it
        gc.enable()
        self.gateway.faults.clear()
        self.gateway.record.clear()

    def end(self):
        if self.gateway is not None:
            self.gateway.stopping.set()
            self.gateway.go_on()
            self.gateway.workers.end_all()
            self.gateway.clusters.end_all()
            self.gateway.nowhere.end()
            self.gateway.workers.aws_cli.end()
            if self.gateway.asked is not None:
                self.gateway.asked.write()
        shutil.rmtree(self.folder, ignore_errors=True)


PASSED_ON = (signal.SIGTERM, signal.SIGHUP)


def run_command(cloud, command):
    """The terminal belongs to the child: this process waits and exits with its status."""
    environment = {k: v for k, v in os.environ.items() if not is_foreign(k)}
    environment.update(cloud.environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGQUIT, signal.SIG_IGN)
    started, early = [], []

    def pass_on(number, _):
        if started:
            started[0].send_signal(number)
        else:
            early.append(number)

    # Set before the child starts: a blocked signal would be delivered to another thread and run the previous handler.
    for one in PASSED_ON:
        signal.signal(one, pass_on)
    try:
        started.append(subprocess.Popen(command, env=environment, preexec_fn=_plain_signals))
    except OSError as error:
        print(f"accredit practice: cannot start {command[0]}: {error.strerror}", file=sys.stderr)
        return 126
    while early:
        started[0].send_signal(early.pop(0))
    with _own_words_afterwards():
        code = started[0].wait()
    return 128 - code if code < 0 else code


@contextlib.contextmanager
def _own_words_afterwards():
    """On a terminal the screen belongs to the child: messages of this process wait until the child has exited."""
    if not sys.stderr.isatty():
        yield
        return
    kept, real = io.StringIO(), sys.stderr
    sys.stderr = kept
    try:
        yield
    finally:
        sys.stderr = real
        real.write(kept.getvalue())


def opens_menu(command):
    """accredit without a command: from its menu, an operator can choose a platform that needs a cluster."""
    return bool(command) and os.path.basename(command[0]) == "accredit" and command[1:] in ([], ["--text"])


def _plain_signals():
    for one in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(one, signal.SIG_DFL)


def stay(cloud):
    """Prints the environment for a shell and waits for a signal."""
    led_away = sorted(n for n in os.environ if n.startswith("AWS_ENDPOINT_URL_"))
    for name in [n for n in UNSET if n.startswith("AWS_")] + led_away:
        print(f"unset {name}")
    for name, value in cloud.environment.items():
        print(f"export {name}={shlex.quote(value)}")
    sys.stdout.flush()
    print("accredit practice: put these lines into the shell you rehearse in; the cloud stays until Ctrl-C here.", file=sys.stderr)
    reader, writer = os.pipe()
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, lambda *_: os.write(writer, b"x"))
    watched = [reader] + ([0] if _can_close(0) else [])
    while True:
        ready = select.select(watched, [], [])[0]
        if reader in ready or (0 in ready and not os.read(0, 4096)):
            return 0


def _can_close(descriptor):
    """/dev/null is always at end of file: that is no signal to stop."""
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(descriptor)


def main():
    arguments = parser()
    settings = arguments.parse_args()
    settings.region = settings.region or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
    command = settings.command[1:] if settings.command[:1] == ["--"] else settings.command
    if settings.cluster is None and opens_menu(command):
        settings.cluster = "practice"
    if not settings.env_file and "my-data" not in {name.partition(":")[0] for name in settings.bucket}:
        settings.bucket.append("my-data")  # the bucket of README's examples
    if command and not shutil.which(command[0]):
        print(f"accredit practice: cannot start {command[0]}: there is no such program", file=sys.stderr)
        return 127
    os.umask(0o077)
    for name in UNSET:
        os.environ.pop(name, None)
    # Exit when the parent process is gone.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    try:
        Faults(settings)  # a mistake in the options is reported before the slow part
        wanted_cluster(settings.cluster)
        cloud = Cloud(settings)
    except (ValueError, OSError) as error:
        print(f"accredit practice: {error}", file=sys.stderr)
        return 64
    if settings.env_file:
        write_private(settings.env_file + ".new", json.dumps(cloud.environment))
        os.replace(settings.env_file + ".new", settings.env_file)
    return run_command(cloud, command) if command else stay(cloud)


if __name__ == "__main__":
    sys.exit(main())

"""The pinned AWS CLI without its start, which takes a second: a server that has it loaded and forks for each command.

As a program: serves at the socket that its argument names. The command ends with the 'aws' that asked for it. A system's own aws can
be too old for endpoint variables, and would call the real AWS.
"""

import array
import gc
import json
import os
import socket
import subprocess
import sys
import threading
import traceback

HOME = "/nonexistent/home"  # of the server: found again in what was computed when the modules were imported
SERVICES = ("sts", "iam", "s3", "sqs", "events", "eks", "ec2")
# Until the server listens, a command runs by itself; without the collector that takes a fifth less processor time.
ALONE = "import gc, sys; gc.disable(); import awscli.clidriver; sys.argv[0] = 'aws'; sys.exit(awscli.clidriver.main())"
CLIENT = '''#!{python} -IS
import array, json, os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
try:
    s.connect({path!r})
except OSError:
    os.execv(sys.executable, [sys.executable, "-c", {alone!r}, *sys.argv[1:]])
ask = json.dumps([sys.argv[1:], dict(os.environ), os.getcwd()]).encode()
s.sendmsg([b"%010d" % len(ask)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))])
s.sendall(ask)
sys.exit(s.recv(1)[0])
'''


class AwsCli:
    """folder: with an 'aws' for the PATH of a script, which asks the server once that runs."""

    def __init__(self, folder):
        self.folder = str(folder)
        self.path = os.path.join(self.folder, ".aws")
        self.lock = threading.Lock()
        self.process = None
        client = os.path.join(self.folder, "aws")
        with open(client, "w", encoding="utf-8") as file:
            file.write(CLIENT.format(python=sys.executable, path=self.path, alone=ALONE))
        os.chmod(client, 0o700)

    def start(self, wait=False):
        """Begins to load the AWS CLI, once."""
        with self.lock:
            if self.process is None:
                environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
                self.process = subprocess.Popen([sys.executable, os.path.abspath(__file__), self.path], stdin=subprocess.PIPE,
                                                stdout=subprocess.PIPE, env={**environment, "LC_ALL": "C.UTF-8", "HOME": HOME})
        if wait and self.process.stdout.readline() != b"ready\n":
            raise OSError("the AWS CLI cannot be loaded")

    def end(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait()
            self.process.stdout.close()


def _preload():
    import botocore.loaders
    import awscli.clidriver

    loaded, load = {}, botocore.loaders.JSONFileLoader.load_file

    def load_file(self, path):
        if path not in loaded:
            loaded[path] = load(self, path)
        return loaded[path]

    botocore.loaders.JSONFileLoader.load_file = load_file
    session = awscli.clidriver.create_clidriver().session
    loader = session.get_component("data_loader")
    for service in SERVICES:
        for kind in ("service-2", "paginators-1", "endpoint-rule-set-1"):
            loader.load_service_model(service, kind)
    return awscli.clidriver


def _homes():
    """(module or class, attribute, path) of every path that is in the home."""
    found = []
    for module in [m for n, m in sys.modules.items() if n.partition(".")[0] in ("awscli", "botocore")]:
        for one in (module, *(c for c in vars(module).values() if isinstance(c, type) and c.__module__ == module.__name__)):
            found += [(one, name, value) for name, value in vars(one).items() if isinstance(value, str) and value.startswith(HOME)]
    return found


def _end_with(connection):
    """Ends this process when the client is gone: a worker that is terminated calls nothing more."""
    connection.recv(1)
    os._exit(137)


def _serve_one(clidriver, homes, connection):
    """In a child: one command, with the standard streams, the environment and the folder of who asks."""
    head, ancillary, _, _ = connection.recvmsg(10, socket.CMSG_LEN(12))
    descriptors = array.array("i", ancillary[0][2])
    ask, size = b"", int(head)
    while len(ask) < size:
        ask += connection.recv(size - len(ask))
    words, environment, folder = json.loads(ask)
    models = os.environ["AWS_DATA_PATH"]  # awscli sets it when it is imported
    os.environ.clear()
    os.environ.update(environment, AWS_DATA_PATH=models)
    for one, name, path in homes:
        setattr(one, name, environment.get("HOME", HOME) + path.removeprefix(HOME))
    os.chdir(folder)
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
    sys.argv = ["aws", *words]
    threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
    code = 1
    try:
        code = clidriver.main()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        connection.sendall(bytes([code & 255]))
        os._exit(0)


def main(path):
    clidriver = _preload()
    homes = _homes()
    gc.freeze()
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(path)
    listening.listen(64)
    print("ready", flush=True)
    parent = os.getpid()
    if os.fork() == 0:  # ends the server with who started it
        sys.stdin.buffer.read()
        os.kill(parent, 15)
        os._exit(0)
    while True:
        connection, _ = listening.accept()
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
        if os.fork() == 0:
            _serve_one(clidriver, homes, connection)
        connection.close()


if __name__ == "__main__":
    main(sys.argv[1])

"""The pinned AWS CLI without its start: a server that has it loaded and forks for each command. A script calls aws a hundred times.

As a program: serves at the socket that its argument names. AwsServer starts it, and has a folder with an 'aws' for a script's PATH.
"""

import array
import gc
import json
import os
import socket
import subprocess
import sys
import traceback

SERVICES = ("sts", "iam", "s3", "sqs", "events", "eks", "ec2")
CLIENT = '''#!{python} -IS
import array, json, os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
s.connect({path!r})
ask = json.dumps([sys.argv[1:], dict(os.environ), os.getcwd()]).encode()
s.sendmsg([b"%010d" % len(ask)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))])
s.sendall(ask)
sys.exit(s.recv(1)[0])
'''


class AwsServer:
    """A running server; folder: with an 'aws' that asks it."""

    def __init__(self, folder):
        self.folder = str(folder)
        path = os.path.join(self.folder, "socket")
        client = os.path.join(self.folder, "aws")
        with open(client, "w", encoding="utf-8") as file:
            file.write(CLIENT.format(python=sys.executable, path=path))
        os.chmod(client, 0o755)
        self.process = subprocess.Popen([sys.executable, os.path.abspath(__file__), path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdout.readline() == b"ready\n", "the AWS CLI cannot be loaded"

    def end(self):
        self.process.stdin.close()
        self.process.wait(20)
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


def _serve_one(clidriver, connection):
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
    os.chdir(folder)
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
    sys.argv = ["aws", *words]
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
    gc.freeze()
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(path)
    listening.listen(8)
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
            _serve_one(clidriver, connection)
        connection.close()


if __name__ == "__main__":
    main(sys.argv[1])

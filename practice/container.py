"""One container of a pod: a child process with an empty home, whose output is kept."""

import os
import re
import shutil
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
KEPT = 1024 * 1024
TOKEN_PATH = "/var/run/secrets/eks.amazonaws.com/serviceaccount/token"
VARIABLE = re.compile(r"\$(\$|\(([-._a-zA-Z][-._a-zA-Z0-9]*)\))")


def expand(text, values):
    """$(NAME) as Kubernetes fills it in; $$(NAME) stays $(NAME)."""
    return VARIABLE.sub(lambda m: "$" if m[1] == "$" else values.get(m[2], m[0]), text)


class Container:
    """Waiting, then running, then terminated."""

    def __init__(self, spec, folder, tools):
        self.name = spec["name"]
        self.spec = spec
        self.folder = folder
        self.tools = tools
        self.process = None
        self.exit_code = None
        self.reason = "ContainerCreating"
        self.message = ""
        self.began = self.ended = None
        self.output = b""
        self.over = threading.Event()
        self.lock = threading.Lock()

    # Lifecycle

    def start(self, environment, when_over):
        """`when_over` is called once, by another thread or at once."""
        self.began = time.time()
        home = os.path.join(self.folder, "home")
        os.makedirs(os.path.join(home, "tmp"), mode=0o700, exist_ok=True)
        values = {**self._base(home), **environment}
        command = [expand(w, values) for w in self._words()]
        if not shutil.which(command[0], path=values["PATH"]):
            self.message = f'exec: "{command[0]}": executable file not found in $PATH'
            self._finish(128, "StartError", when_over)
            return
        self.process = subprocess.Popen([sys.executable, "-I", "-S", os.path.join(HERE, "worker_guard.py"), "--once", *command],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=home, env=values)
        self.reason = ""
        threading.Thread(target=self._listen, args=(when_over,), daemon=True).start()

    def _words(self):
        """The command to run, else the image's default."""
        command, args = self.spec.get("command") or [], self.spec.get("args") or []
        if not command:
            command = ["aws"] if "aws-cli" in self.spec["image"] else [] if args else ["true"]
        return list(command) + list(args)

    def _base(self, home):
        """The environment of every container: nothing from the operator's shell, and no metadata service."""
        return {"PATH": f"{self.tools}:{os.path.dirname(sys.executable)}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": home,
                "TMPDIR": os.path.join(home, "tmp"), "LANG": "C.UTF-8", "NO_PROXY": "*", "AWS_EC2_METADATA_DISABLED": "true"}

    def _listen(self, when_over):
        for piece in iter(lambda: self.process.stdout.read1(65536), b""):
            with self.lock:
                self.output = (self.output + piece)[-KEPT:]
        self.process.stdout.close()
        code = self.process.wait()
        self._finish(code, "Completed" if code == 0 else "Error", when_over)

    def _finish(self, code, reason, when_over):
        self.exit_code, self.reason, self.ended = code, reason, time.time()
        try:
            when_over()
        finally:
            self.over.set()

    def kill(self):
        """Closing the guard's pipe ends all its processes; waits until they are gone."""
        process = self.process
        if process is not None and process.poll() is None:
            try:
                process.stdin.close()
            except OSError:
                pass
            process.wait()
        if process is None:
            self.over.set()

    @property
    def alive(self):
        return self.process is not None and self.process.poll() is None

    def read(self):
        with self.lock:
            return self.output

    # Status

    def state(self, stamp):
        if self.ended is not None:
            told = {"exitCode": self.exit_code, "reason": self.reason, "startedAt": stamp(self.began), "finishedAt": stamp(self.ended)}
            return {"terminated": {**told, **({"message": self.message} if self.message else {})}}
        if self.process is not None:
            return {"running": {"startedAt": stamp(self.began)}}
        return {"waiting": {"reason": self.reason, **({"message": self.message} if self.message else {})}}

    def status(self, stamp):
        running = self.process is not None and self.ended is None
        return {"name": self.name, "image": self.spec["image"], "imageID": "", "ready": running, "started": running, "restartCount": 0,
                "state": self.state(stamp), "lastState": {}}

"""The practice cloud for benchmarks: one process, reset between runs."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.request

TOP = pathlib.Path(__file__).resolve().parent.parent


class Cloud:
    def __init__(self, *options):
        self.folder = tempfile.mkdtemp(prefix="accredit-bench-")
        env_file = os.path.join(self.folder, "env.json")
        self.process = subprocess.Popen([sys.executable, str(TOP / "practice/cloud.py"), "--env-file", env_file,
                                         "--delay", "0", *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()      # it prints its environment when it is ready
        with open(env_file) as f:
            found = json.load(f)
        self.env = {**os.environ, **{k: v for k, v in found.items() if v is not None}}
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
            self.env.pop(name, None)

    def control(self, what, body=b"{}"):
        url = f"{self.env['ACCREDIT_PRACTICE_CONTROL']}/{what}"
        return urllib.request.urlopen(urllib.request.Request(url, data=body, method="POST")).read()

    def forget_calls(self):
        url = f"{self.env['ACCREDIT_PRACTICE_CONTROL']}/calls"
        urllib.request.urlopen(urllib.request.Request(url, method="DELETE")).read()

    def count_calls(self):
        with urllib.request.urlopen(f"{self.env['ACCREDIT_PRACTICE_CONTROL']}/calls") as answer:
            return len(json.load(answer))

    def reset(self):
        self.control("reset")
        shutil.rmtree(os.path.join(self.env["XDG_STATE_HOME"], "accredit"), ignore_errors=True)

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

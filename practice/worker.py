"""One worker: an instance whose user data really runs, as a child process with an empty home."""

import base64
import gzip
import os
import secrets
import shutil
import subprocess
import sys
import threading
import time

import imds
import network_reach
import error_messages
from console import Console
from policy_decision import ALLOW, judge_document
from sessions import note_session

HERE = os.path.dirname(os.path.abspath(__file__))
STATES = {"pending": 0, "running": 16, "shutting-down": 32, "terminated": 48, "stopping": 64, "stopped": 80}


def decode_user_data(text):
    """The script in the user data: base64, optionally gzip."""
    data = base64.b64decode(text or "")
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


class Worker:
    """Follows moto's instance: its states in time, its process, its console, its metadata."""

    def __init__(self, gateway, instance, call, folder, tools):
        self.gateway = gateway
        self.instance = instance
        self.account = gateway.account
        self.id = instance.id
        self.region = call.region
        self.zone = instance.placement.zone
        self.type = instance.instance_type
        self.arch = instance.architecture if instance.architecture != "arm64" else "aarch64"
        self.image_id = instance.image_id
        self.private_ip = instance.private_ip or ""
        self.public_ip = instance.public_ip
        self.hostname = instance.private_dns_name
        self.partition = self.account.partition
        self.account_id = instance.owner_id
        self.reach = network_reach.of_instance(self.account.ec2(self.region), instance)
        profile = gateway.workers.profile(call)
        self.profile_name = profile.name if profile else None
        self.profile_arn = profile.arn if profile else None
        self.script = decode_user_data(call.params.get("UserData"))
        self.user_data_text = self.script.decode("utf-8", "replace") or None
        self.started = time.time()
        self.nonce = secrets.token_hex(8)
        self.folder = folder
        self.tools = tools
        self.console = Console(self.arch, gateway.settings.console == "cloud-init")
        self.process = self.imds = self.session = self.timer = None
        self.exit_code = None
        self.lock = threading.RLock()

    # States

    @property
    def state(self):
        return self.instance._state.name

    def enter(self, state):
        with self.account.lock:
            if self.state != "terminated":
                self.instance._state.name, self.instance._state.code = state, STATES[state]

    def boot(self, ends=None):
        """pending, then running with its script; or terminated before it ran, with a reason."""
        self.enter("pending")
        self._after(self.gateway.settings.boot, *((self._end_at_once, ends) if ends else (self._run,)))

    def _end_at_once(self, code):
        with self.account.lock:
            if self.state != "pending":
                return
            self._give_reason("Server.InternalError", f"{code}: {error_messages.ENDS.get(code, code)}", "Server.InternalError")
        self.finish("shutting-down", "terminated")

    def _give_reason(self, transition, message, code):
        self.instance._reason = transition
        self.instance.state_reason = type(self.instance.state_reason)(message, code)

    def _after(self, seconds, what, *args):
        timer = threading.Timer(seconds, what, args)
        timer.daemon = True
        timer.start()
        return timer

    def _run(self):
        with self.lock:
            if self.state != "pending":
                return
            self.imds = imds.serve(self)
            self.enter("running")
            if not self.script.startswith(b"#!"):
                return
            path = os.path.join(self.folder, "user-data")
            for name in ("home", "tmp"):
                os.makedirs(os.path.join(self.folder, name), mode=0o700)
            with open(path, "wb") as file:
                file.write(self.script)
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", os.path.join(HERE, "worker_guard.py"), "bash", path], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=os.path.join(self.folder, "home"), env=self._environment())
        threading.Thread(target=self._listen, args=(self.process,), daemon=True).start()

    def _environment(self):
        """The environment of an instance: no credentials, nothing from the operator's shell."""
        port = self.imds.server_address[1]
        return {"PATH": f"{self.tools}:{os.path.dirname(sys.executable)}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
                "HOME": os.path.join(self.folder, "home"), "TMPDIR": os.path.join(self.folder, "tmp"),
                "LANG": "C.UTF-8", **self.reach.environment(self.gateway.url, self.gateway.nowhere.url),
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": f"http://127.0.0.1:{port}", "NO_PROXY": "*",
                "PRACTICE_SHUTDOWN": f"{port}/{self.nonce}"}

    def _listen(self, process):
        for line in process.stdout:
            self.console.line(line.decode("utf-8", "replace").rstrip("\r\n"))
        process.stdout.close()

    # The end

    def shutdown_command(self, words):
        """shutdown -h +15, -h now, -c; answers what the real one prints."""
        if "-c" in words:
            self._cancel()
            return "Shutdown cancelled."
        when = next((w for w in words if not w.startswith("-")), "+1")
        minutes = 0 if when == "now" else int(when.lstrip("+")) if when.lstrip("+").isdigit() else 1
        seconds = minutes * self.gateway.settings.minute
        self._cancel()
        with self.lock:
            self.timer = self._after(max(seconds, 0.05), self._shut_down)
        if minutes == 0:
            return ""
        at = time.strftime("%a %Y-%m-%d %H:%M:%S UTC", time.gmtime(time.time() + seconds))
        return f"Shutdown scheduled for {at}, use 'shutdown -c' to cancel."

    def _cancel(self):
        with self.lock:
            if self.timer is not None:
                self.timer.cancel()
                self.timer = None

    def _shut_down(self):
        """A shutdown from inside: InstanceInitiatedShutdownBehavior decides what happens."""
        self.console.system("systemd-shutdown[1]: Powering off.")
        if self.instance.instance_initiated_shutdown_behavior == "terminate":
            with self.account.lock:
                self._give_reason(f"Client.InstanceInitiatedShutdown ({time.strftime('%Y-%m-%d %H:%M:%S GMT', time.gmtime())})",
                                  "Client.InstanceInitiatedShutdown: Instance initiated shutdown", "Client.InstanceInitiatedShutdown")
            self.finish("shutting-down", "terminated")
        else:
            self.finish("stopping", "stopped")

    def finish(self, through, to):
        """Ends the process, with the intermediate state."""
        self.enter(through)
        self.kill()
        self._after(self.gateway.settings.end, self._finished, to)

    def _finished(self, to):
        if to == "terminated" and self.state != "terminated":
            with self.account.lock:
                reason, why = self.instance._reason, self.instance.state_reason
                try:
                    self.instance.terminate()
                finally:
                    if reason:
                        self.instance._reason, self.instance.state_reason = reason, why
                    self.instance._state.name, self.instance._state.code = to, STATES[to]
        else:
            self.enter(to)

    def kill(self):
        """Closing the guard's pipe ends all its processes; waits until they are gone."""
        self._cancel()
        with self.lock:
            process, server = self.process, self.imds
            self.imds = None
        if process is not None and process.poll() is None:
            try:
                process.stdin.close()
            except BrokenPipeError:
                pass
            self.exit_code = process.wait()
        if server is not None:
            server.shutdown()
            server.server_close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def alive(self):
        return self.process is not None and self.process.poll() is None

    # Credentials

    def role_name(self):
        profile = self.account.profile(self.profile_name)
        return profile.roles[0].name if profile and profile.roles else None

    def credentials(self):
        """Those of the profile's role; none while the profile is new, or when the role does not trust EC2."""
        with self.account.lock:
            name = self.role_name()
            role = self.account.role(name) if name else None
            if role is None or not self._spread(role) or not self._trusted(role):
                return None
            if self.session is None or self.session.expires - self.gateway.now < 300:
                made = self.account.sts.assume_role(self.region, self.id, role.arn, None, 6 * 3600, None)
                arn = self.account.arn("ec2", f"instance/{self.id}", self.region)
                self.session = note_session(None, self.gateway, made, source_instance=arn,
                                            extra={"ec2:roledelivery": "2.0"})
            return self.session

    def _spread(self, role):
        delay = self.gateway.faults.delay
        return (self.account.age("profile-role", self.profile_name) >= 1.5 * delay
                and self.account.age("role", role.name) >= delay)

    def _trusted(self, role):
        service = "ec2.amazonaws.com"
        return judge_document(self.gateway.replication.trust(role), "sts:AssumeRole", role.arn, {"aws:sourceaccount": self.account_id},
                              {"Service": {service, service + ".cn"}}) == ALLOW

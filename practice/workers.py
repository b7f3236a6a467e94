"""All workers of the cloud: launched, found, read and terminated here."""

import base64
import os
import re
import tempfile
import threading
import time

import backend
from aws_cli import AwsCli
from errors import Answer, AwsError, request_id_headers
from required_ec2 import profile_of
from worker import Worker

SHUTDOWN = """#!/bin/bash
# Stands for the machine's own command: the practice cloud ends the worker.
case "$(basename "$0")" in poweroff|halt) set -- -h now ;; esac
exec 3<>"/dev/tcp/127.0.0.1/${PRACTICE_SHUTDOWN%%/*}" || exit 1
printf 'POST /practice/%s/shutdown HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\nContent-Length: %d\\r\\n\\r\\n%s' \\
    "${PRACTICE_SHUTDOWN#*/}" "$(printf %s "$*" | wc -c)" "$*" >&3
body=$(sed '1,/^\\r*$/d' <&3)
[ -z "$body" ] || printf '%s\\n' "$body" >&2
"""
NITRO = re.compile(r"^(a1|[cmr][5-9]|[cmr]\d?[6-9]|t[34]|t3a|t4g|z1d|i3en|g[45]|p[345]|inf|trn|hpc|x2|u-)")


class Workers:
    """Every instance that the account launched since the start."""

    def __init__(self, gateway, folder):
        self.gateway = gateway
        self.folder = os.path.join(folder, "workers")
        self.lock = threading.Lock()
        self.all = {}
        os.makedirs(self.folder, mode=0o700)
        self.tools = os.path.join(folder, "tools")
        self._make_tools()
        self.aws_cli = AwsCli(self.tools)

    def _make_tools(self):
        os.makedirs(self.tools, mode=0o700)
        for name in ("shutdown", "poweroff", "halt"):
            path = os.path.join(self.tools, name)
            with open(path, "w", encoding="utf-8") as file:
                file.write(SHUTDOWN)
            os.chmod(path, 0o700)

    def profile(self, call):
        return profile_of(call, self.gateway.account)

    # Calls

    def run(self, call):
        """Launches once per client token: the same token with the same parameters returns the same instance."""
        tokens, token = self.gateway.account.launch_tokens, call.params.get("ClientToken")
        asked = {k: v for k, v in call.params.items() if k not in ("ClientToken", "DryRun")}
        if token and (call.region, token) in tokens:
            before, answer, first_id = tokens[call.region, token]
            if before != asked:
                raise AwsError("IdempotentParameterMismatch", f"Client token {token} was used before with other parameters: the "
                               "request is not the same as the one it stands for.", 400)
            call.record["repeated"] = True
            return Answer(answer.status, {**answer.headers, **request_id_headers(call)},
                          answer.body.replace(first_id.encode(), call.request_id.encode()))
        known = self._instances(call.region)
        answer = backend.execute(call)
        if answer.status == 200:
            for ident, instance in self._instances(call.region).items():
                if ident not in known:
                    self._boot(instance, call)
            answer.body = answer.body.replace(b"<code>16</code><name>running</name>", b"<code>0</code><name>pending</name>")
            if token:
                tokens[call.region, token] = (asked, answer, call.request_id)
        return answer

    def _instances(self, region):
        reservations = self.gateway.account.ec2(region).reservations.values()
        return {i.id: i for r in reservations for i in r.instances}

    def _boot(self, instance, call):
        instance.disable_api_termination = call.params.get("DisableApiTermination") is True
        folder = tempfile.mkdtemp(prefix=instance.id + "-", dir=self.folder)
        worker = Worker(self.gateway, instance, call, folder, self.tools)
        with self.lock:
            self.all[instance.id] = worker
        self.aws_cli.start()
        worker.boot(call.ends)

    def terminate(self, call):
        """moto would terminate it at once; an instance is in shutting-down for a while first."""
        found = []
        for ident in call.params.get("InstanceIds") or []:
            worker = self.all.get(ident)
            if worker is None:
                raise not_found(ident)
            if worker.instance.disable_api_termination in (True, "true"):
                raise AwsError("OperationNotPermitted", f"The instance '{ident}' may not be terminated. Modify its "
                               "'disableApiTermination' instance attribute and try again.")
            found.append(worker)
        items = "".join(self._ended(w) for w in found)
        body = (f'<?xml version="1.0" encoding="UTF-8"?>\n<TerminateInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
                f"<requestId>{call.request_id}</requestId><instancesSet>{items}</instancesSet></TerminateInstancesResponse>")
        return Answer(200, {"Content-Type": "text/xml;charset=UTF-8", **request_id_headers(call)}, body.encode())

    def stop(self, call):
        """The instance's processes end with it; a later start does not run the user data again."""
        answer = backend.execute(call)
        if answer.status == 200:
            for ident in call.params.get("InstanceIds") or []:
                if ident in self.all:
                    threading.Thread(target=self.all[ident].finish, args=("stopping", "stopped"), daemon=True).start()
        return answer

    def _ended(self, worker):
        before = dict(name=worker.state, code=worker.instance._state.code)
        if worker.state not in ("terminated", "shutting-down"):
            worker.instance._reason = f"User initiated ({time.strftime('%Y-%m-%d %H:%M:%S GMT', time.gmtime())})"
            worker.enter("shutting-down")
            threading.Thread(target=worker.finish, args=("shutting-down", "terminated"), daemon=True).start()
        now = dict(name=worker.state, code=worker.instance._state.code)
        state = "<{0}><code>{1[code]}</code><name>{1[name]}</name></{0}>".format
        return f"<item><instanceId>{worker.id}</instanceId>{state('currentState', now)}{state('previousState', before)}</item>"

    def console_answer(self, call):
        ident = call.params.get("InstanceId", "")
        worker = self.all.get(ident)
        if worker is None:
            raise not_found(ident)
        latest = call.params.get("Latest") is True
        if latest and not NITRO.match(worker.type):
            raise AwsError("UnsupportedOperation", "This instance type does not support retrieving the latest console logs. "
                           "Supported instance types: Nitro.")
        ended = worker.state == "terminated"
        text = worker.console.read(0 if latest or ended else self.gateway.settings.console_lag)
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(worker.console.updated))
        output = f"<output>{base64.b64encode(text).decode()}</output>" if text else ""
        body = (f'<?xml version="1.0" encoding="UTF-8"?>\n<GetConsoleOutputResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
                f"<requestId>{call.request_id}</requestId><instanceId>{ident}</instanceId><timestamp>{stamp}</timestamp>{output}"
                "</GetConsoleOutputResponse>")
        return Answer(200, {"Content-Type": "text/xml;charset=UTF-8", **request_id_headers(call)}, body.encode())

    # The end

    def end_all(self):
        with self.lock:
            workers, self.all = list(self.all.values()), {}
        for worker in workers:
            with self.gateway.account.lock:
                worker.instance._state.name, worker.instance._state.code = "terminated", 48
            worker.kill()

    def report(self):
        with self.lock:
            return [{"id": w.id, "state": w.state, "pid": w.process.pid if w.process else None, "alive": w.alive,
                     "folder": w.folder, "reach": w.reach.report(), "console": w.console.read().decode("utf-8", "replace")} for w in self.all.values()]


def not_found(ident):
    if not re.fullmatch(r"i-[0-9a-f]{8}([0-9a-f]{9})?", ident):
        return AwsError("InvalidInstanceID.Malformed", f'Invalid id: "{ident}"')
    return AwsError("InvalidInstanceID.NotFound", f"The instance ID '{ident}' does not exist")

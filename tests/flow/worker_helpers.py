"""Helpers for tests with a worker: a template with fewer checks, and a count of instances that are alive at once."""

import json
import os
import shutil
import threading

from cloud import TOP, until

ALIVE = ("pending", "running")


def use_pack_with_checks(home, *checks):
    """Leaves only these checks in the first template, for tests that are not about the checks."""
    folder = os.path.join(home.folder, "templates")
    shutil.copytree(os.path.join(TOP, "templates"), folder)
    path = os.path.join(folder, "essentia", "pack.json")
    with open(path, encoding="utf-8") as file:
        pack = json.load(file)
    pack["probes"] = [p for p in pack["probes"] if p["id"] in checks]
    with open(path, "w", encoding="utf-8") as file:
        json.dump(pack, file)
    home.environment["ACCREDIT_TEMPLATES"] = folder


class InstanceCounter:
    """Counts the instances that are alive at the same time during the with block."""

    def __init__(self, cloud):
        self.cloud, self.most, self.over = cloud, 0, threading.Event()
        self.thread = threading.Thread(target=self._count)

    def _count(self):
        while not self.over.wait(0.02):
            alive = [w for w in self.cloud.control("GET", "workers") if w["state"] in ALIVE]
            self.most = max(self.most, len(alive))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


def wait_for_termination(cloud, seconds=20):
    """Waits until every instance is terminated, its process too."""
    until(lambda: not cloud.instances(), seconds, "a worker is still alive")
    until(lambda: not any(w["alive"] for w in cloud.control("GET", "workers")), 20, "a worker's process is still there")


def launches(cloud):
    """Launches that took effect: client token -> number of calls."""
    found = {}
    for call in cloud.calls("RunInstances"):
        if call["change"] and not call["worker"]:
            found[call["client_token"]] = found.get(call["client_token"], 0) + 1
    return found


def verdicts(result):
    return {c["id"]: c["verdict"] for c in result.of("check")}

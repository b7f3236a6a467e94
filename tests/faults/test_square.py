"""
Every command killed at every changing call, followed by every command that could come next, then brought to its end: see square.py
for what must hold. ACCREDIT_SQUARE=all plays every cell ('make check-faults' does); else a sample
that has every pair of commands, chosen by ACCREDIT_SEED.
"""

import json
import os
import random
import shutil
import time

import pytest

from cloud import EC2_TRUST
from rotating import can_trace
from scenes import SCENES, pairs
from square import Cell, play, play_refused, points

ALL = os.environ.get("ACCREDIT_SQUARE") == "all"
SEED = os.environ.get("ACCREDIT_SEED") or "1"
SAMPLE = 2  # cells of each (first command, next command)
SHOWN = 3   # cells whose whole story is printed, of one test
_points = {}


def groups():
    """name -> (scene, next command), ...: each a test."""
    if ALL:
        return {f"{scene}-{name}": [(scene, name)] for scene, name in pairs()}
    dice, found = random.Random(SEED), {}
    for scene, name in pairs():
        found.setdefault(scene.family, {}).setdefault(name, []).append(scene)
    return {family: [(scene, name) for name, scenes in rows.items() for scene in dice.sample(scenes, min(SAMPLE, len(scenes)))]
            for family, rows in found.items()}


def chosen(cloud, scene, name):
    """The cells of a pair that are played."""
    if scene.name not in _points:
        _points[scene.name] = points(cloud, scene)
    if ALL:
        return _points[scene.name]
    return [random.Random(f"{SEED}/{scene}/{name}").choice(_points[scene.name])]


GROUPS = groups()


@pytest.mark.parametrize("group", GROUPS)
def test_square(running_cloud, record_property, group):
    bad = []
    for scene, name in GROUPS[group]:
        if scene.at == "file" and not can_trace():
            print(f"{scene} is not played: strace is not there, or may not trace")
            continue
        at_all, began = chosen(running_cloud, scene, name), time.monotonic()
        found = [v for v in (play(running_cloud, scene, at, name) for at in at_all) if v]
        record_property(f"square/{scene}/{name}", [len(at_all), len(at_all) - len(found), time.monotonic() - began])
        bad += found
    judge(bad)


def judge(bad):
    assert not bad, "\n".join([f"{len(bad)} cells do not hold, seed {SEED}:", *(v.line for v in bad), *(str(v) for v in bad[:SHOWN])])


@pytest.mark.parametrize("scene", [s for s in SCENES if s.refused], ids=repr)
def test_remove_refused_at_every_call_then_undone(running_cloud, record_property, scene):
    """Each action is refused in turn, and still is while the removal is undone."""
    refused = [at for at in points(running_cloud, scene) if at.startswith("deny:")]
    bad = [v for v in (play_refused(running_cloud, scene, at) for at in refused) if v]
    record_property("removals refused, then undone", len(refused))
    assert refused
    judge(bad)


def test_what_the_square_sees(running_cloud):
    """What it looks for is seen: a key, a role and a journal behind accredit's back."""
    scene = next(s for s in SCENES if s.name == "update-configure")
    cell = Cell(running_cloud, scene)
    iam = running_cloud.client("iam")
    try:
        cell.first("before:1")
        cell.look(None)
        assert not cell.bad, cell.bad
        iam.create_access_key(UserName="Essentia")
        iam.create_role(RoleName="Unknown", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
        shutil.rmtree(cell.home.file("setups"))
        cell.look(None)
        cell.judge_end()
        assert {"LOST KEY", "NO RECORD", "JOURNAL GONE", "LEFT IN AWS", "KEY LEFT"} <= {kind for kind, _ in cell.bad}, cell.bad
    finally:
        cell.close()

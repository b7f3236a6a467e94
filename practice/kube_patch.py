"""The three formats of a PATCH: merge, strategic merge, JSON patch."""

import copy

from kube_kinds import KubeError

# Lists with a merge key: a strategic patch merges them, another patch replaces them.
MERGE_KEYS = {"containers": "name", "env": "name", "secrets": "name", "imagePullSecrets": "name", "volumes": "name",
              "ownerReferences": "uid", "conditions": "type"}


def apply(kind, before, patch):
    """A new object; the old one is unchanged."""
    after = copy.deepcopy(before)
    if kind == "application/json-patch+json":
        return _json_patch(after, patch)
    if not isinstance(patch, dict):
        raise KubeError(400, "json: cannot unmarshal into Go value of type map[string]interface {}")
    return _merge(after, patch, kind == "application/strategic-merge-patch+json")


def _merge(before, patch, strategic):
    if strategic and patch.get("$patch") == "replace":
        return {k: v for k, v in patch.items() if k != "$patch"}
    for key, value in patch.items():
        if value is None:
            before.pop(key, None)
        elif isinstance(value, dict):
            below = before.get(key)
            before[key] = _merge(below if isinstance(below, dict) else {}, value, strategic)
        elif strategic and isinstance(value, list) and key in MERGE_KEYS:
            before[key] = _merge_list(before.get(key) or [], value, MERGE_KEYS[key])
        else:
            before[key] = value
    return before


def _merge_list(before, patch, key):
    found = {one.get(key): one for one in before}
    for one in patch:
        if one.get("$patch") == "delete":
            found.pop(one.get(key), None)
        else:
            found[one.get(key)] = _merge(found.get(one.get(key), {}), one, True)
    return list(found.values())


def _steps(path):
    if path and not path.startswith("/"):
        raise KubeError(422, f"the server rejected our request due to an error in our request: bad path {path}", "Invalid")
    return [s.replace("~1", "/").replace("~0", "~") for s in path.split("/")[1:]]


def _json_patch(document, patch):
    if not isinstance(patch, list):
        raise KubeError(400, "error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch")
    for one in patch:
        steps = _steps(one.get("path", ""))
        try:
            parent = document
            for step in steps[:-1]:
                parent = parent[int(step)] if isinstance(parent, list) else parent[step]
            _do(parent, steps[-1], one)
        except (KeyError, IndexError, ValueError, TypeError):
            raise KubeError(422, "the server rejected our request due to an error in our request", "Invalid") from None
    return document


def _do(parent, last, one):
    place = last if isinstance(parent, dict) else len(parent) if last == "-" else int(last)
    if one["op"] == "test":
        if parent[place] != one["value"]:
            raise ValueError("it is another")
    elif one["op"] == "remove":
        del parent[place]
    elif one["op"] == "replace":
        parent[place]  # it must exist
        parent[place] = one["value"]
    elif one["op"] == "add" and isinstance(parent, list):
        parent.insert(place, one["value"])
    elif one["op"] == "add":
        parent[place] = one["value"]
    else:
        raise ValueError("no such operation")

"""All resources of an account that accredit can change, read at once: tests compare them thousands of times."""

import json

import moto.backends
from account import ACCOUNT_ID


def _parsed(text):
    return json.loads(text) if isinstance(text, str) and text else text


def _attached(entity):
    return sorted(entity.managed_policies)


def _listed(tags):
    return {t["Key"]: t["Value"] for t in tags or []}


def _plain(tags):
    """moto keeps the tags of some things by their key, each as a pair."""
    return {k: v["Value"] if isinstance(v, dict) else v for k, v in (tags or {}).items()} if isinstance(tags, dict) else _listed(tags)


def _role(role):
    return {"trust": _parsed(role.assume_role_policy_document), "path": role.path, "description": role.description, "tags": _plain(role.tags),
            "boundary": role.permissions_boundary_arn, "attached": _attached(role), "inline": {k: _parsed(v) for k, v in role.policies.items()}}


def _user(iam, user):
    return {"path": user.path, "attached": _attached(user), "inline": {k: _parsed(v) for k, v in user.policies.items()},
            "tags": _listed(iam.tagger.list_tags_for_resource(user.arn)["Tags"]),
            "keys": {k.access_key_id: k.status for k in user.access_keys}}


def _policy(policy):
    return {"versions": {v.version_id: _parsed(v.document) for v in policy.versions}, "default": policy.default_version_id,
            "tags": _plain(policy.tags)}


def _backend(service, where):
    found = moto.backends.get_backend(service)[ACCOUNT_ID]
    return found[where] if where in found else None


def _buckets(account):
    return {name: {"policy": _parsed(b.policy.decode() if isinstance(b.policy, bytes) else b.policy), "versioning": b.versioning_status,
                   "objects": sorted(b.keys)} for name, b in account.s3.buckets.items()}


def _regional(account):
    sqs, events = _backend("sqs", account.region), _backend("events", account.region)
    rules = {} if events is None else {r.name for bus in events.event_buses.values() for r in bus.rules.values()}
    return {"queues": sorted(sqs.queues) if sqs else [], "rules": sorted(rules)}


def report(account, clusters):
    """kind -> name -> its properties."""
    iam = account.iam
    return {
        "role": {r.name: _role(r) for r in iam.roles.values()},
        "user": {name: _user(iam, u) for name, u in iam.users.items()},
        "instance-profile": {name: {"roles": [r.name for r in p.roles], "path": p.path, "tags": _plain(p.tags)}
                             for name, p in iam.instance_profiles.items()},
        "policy": {arn: _policy(p) for arn, p in iam.managed_policies.items() if f":{ACCOUNT_ID}:" in arn},
        "oidc-provider": {arn: {"audiences": sorted(p.client_id_list), "tags": _plain(p.tags)} for arn, p in iam.open_id_providers.items()},
        "bucket": _buckets(account),
        **{kind: dict.fromkeys(names, True) for kind, names in _regional(account).items()},
        "cluster": {c["name"]: c for c in clusters.report()},
    }

"""EKS: what moto leaves out of clusters, their authentication mode and its changes."""

import time
import uuid

import backend
from clusters import VERSION, eks
from eks_access import NODES, Entry, admin_entry
from errors import AwsError, json_answer
from options import CLUSTER_NAME, MODES

ORDER = {mode: n for n, mode in enumerate(("CONFIG_MAP", "API_AND_CONFIG_MAP", "API"))}


def invalid(text):
    return AwsError("InvalidParameterException", text, 400)


def find(call, gateway):
    """The cluster a call names."""
    name = call.params.get("clusterName") or call.params.get("name") or ""
    cluster = gateway.clusters.find(call.region, name)
    if cluster is None:
        raise AwsError("ResourceNotFoundException", f"No cluster found for name: {name}.", 404)
    return cluster


def create(call, gateway):
    params, config = call.params, call.params.get("accessConfig") or {}
    mode, admin = config.get("authenticationMode") or "CONFIG_MAP", config.get("bootstrapClusterCreatorAdminPermissions", True)
    if not CLUSTER_NAME.fullmatch(params.get("name", "")):
        raise invalid("The cluster name should start with an alphanumeric character and hold letters, digits, '-' and '_' only, "
                      "at most 100.")
    if mode not in MODES:
        raise invalid(f"Unsupported authentication mode {mode}")
    if mode == "CONFIG_MAP" and not admin:
        raise invalid("bootstrapClusterCreatorAdminPermissions must be true if cluster authentication mode is set to CONFIG_MAP")
    answer = backend.execute(call)
    if answer.status != 200:
        return answer
    if not params.get("version"):
        eks(call.region).clusters[params["name"]].version = VERSION
    cluster = gateway.clusters.open(call.region, params["name"], mode, call.caller.owner_arn if admin else None)
    cluster.auto = (params.get("computeConfig") or {}).get("enabled") is True
    return described(call, gateway)


def described(call, gateway):
    """The response of DescribeCluster."""
    cluster = find(call, gateway)
    known, network = cluster.backend, dict(cluster.backend.resources_vpc_config or {})
    for name, value in (("endpointPublicAccess", True), ("endpointPrivateAccess", False), ("publicAccessCidrs", ["0.0.0.0/0"])):
        network.setdefault(name, value)
    network.setdefault("clusterSecurityGroupId", "sg-" + cluster.ident[:17].lower())
    return json_answer(call, {"cluster": {
        "name": known.name, "arn": known.arn, "createdAt": cluster.started, "version": known.version, "endpoint": known.endpoint,
        "roleArn": known.role_arn, "resourcesVpcConfig": network, "kubernetesNetworkConfig": known.kubernetes_network_config,
        "logging": known.logging, "identity": known.identity or None, "status": known.status,
        "certificateAuthority": known.certificate_authority, "platformVersion": known.platformVersion, "tags": known.tags,
        "encryptionConfig": known.encryption_config, "health": {"issues": []},
        "accessConfig": {"authenticationMode": cluster.mode}, "deletionProtection": False,
        **({"computeConfig": {"enabled": True}} if cluster.auto else {})}})


def delete(call, gateway):
    find(call, gateway)
    answer = backend.execute(call)
    if answer.status == 200:
        gateway.clusters.forget(call.region, call.params["name"])
    return answer


def update_config(call, gateway):
    cluster, config = find(call, gateway), call.params.get("accessConfig")
    if not config:
        answer = backend.execute(call)
        return _updated(call, cluster, "LoggingUpdate", []) if answer.status == 200 else answer
    mode = config.get("authenticationMode") or cluster.mode
    if mode not in MODES:
        raise invalid(f"Unsupported authentication mode {mode}")
    if mode == cluster.mode:
        raise invalid(f"Cluster is already at the desired configuration with authentication mode: {mode}")
    if ORDER[mode] != ORDER[cluster.mode] + 1:
        raise invalid(f"Unsupported authentication mode update from {cluster.mode} to {mode}")
    cluster.mode = mode
    if cluster.creator and not cluster.entries:
        admin_entry(cluster, cluster.creator)
    return _updated(call, cluster, "AccessConfigUpdate", [{"type": "AuthenticationMode", "value": mode}])


def _updated(call, cluster, kind, params):
    update = {"id": str(uuid.uuid4()), "status": "Successful", "type": kind, "params": params, "createdAt": time.time(), "errors": []}
    cluster.updates[update["id"]] = update
    return json_answer(call, {"update": {**update, "status": "InProgress"}})


def describe_update(call, gateway):
    update = find(call, gateway).updates.get(call.params.get("updateId"))
    if update is None:
        raise AwsError("ResourceNotFoundException", f"No update found for ID: {call.params.get('updateId')}", 404)
    return json_answer(call, {"update": update})


def list_updates(call, gateway):
    return json_answer(call, {"updateIds": list(find(call, gateway).updates)})


def create_nodegroup(call, gateway):
    """Where there are access entries, EKS creates one for the node role."""
    cluster, role = find(call, gateway), call.params.get("nodeRole", "")
    answer = backend.execute(call)
    if answer.status == 200 and cluster.mode != "CONFIG_MAP" and role not in cluster.entries:
        cluster.entries[role] = Entry(cluster, role, "EC2_LINUX", "system:node:{{EC2PrivateDNSName}}", list(NODES), {})
    return answer


def tags(call, gateway):
    """TagResource, UntagResource and ListTagsForResource, of access entries and associations too."""
    arn = call.params.get("resourceArn", "")
    if ":access-entry/" not in arn and ":podidentityassociation/" not in arn:
        return backend.execute(call)
    tagged = [e for c in gateway.clusters.all.values() for e in [*c.entries.values(), *c.associations.values()]]
    entry = next((e for e in tagged if e.arn == arn), None)
    if entry is None:
        raise AwsError("NotFoundException", f"Resource {arn} was not found", 404)
    if call.operation == "TagResource":
        entry.tags.update(call.params.get("tags") or {})
    elif call.operation == "UntagResource":
        for key in call.params.get("tagKeys") or []:
            entry.tags.pop(key, None)
    else:
        return json_answer(call, {"tags": entry.tags})
    return json_answer(call, {})

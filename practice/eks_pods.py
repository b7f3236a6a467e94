"""EKS Pod Identity: associations of service accounts with roles, add-ons of a cluster, and which pods get credentials."""

import json
import secrets
import string
import time

from account import ACCOUNT_ID, Session
from eks_access import _page as page
from errors import AwsError, json_answer
from policy_decision import ALLOW, action_matches, judge_document, statements
from kube_kinds import BY_PLURAL
from webidentity import claims_of

AGENT = "eks-pod-identity-agent"
PRINCIPAL = "pods.eks.amazonaws.com"
AUDIENCE = PRINCIPAL
LIFE = 6 * 3600
LETTERS = string.ascii_lowercase + string.digits


def invalid(text):
    return AwsError("InvalidParameterException", text, 400)


def gone(text):
    return AwsError("ResourceNotFoundException", text, 404)


class Association:
    """The role that pods of one service account get."""

    def __init__(self, cluster, params):
        self.cluster = cluster
        self.namespace = params["namespace"]
        self.account = params["serviceAccount"]
        self.role = params["roleArn"]
        self.tags = dict(params.get("tags") or {})
        self.token = params.get("clientRequestToken")
        self.no_tags = params.get("disableSessionTags") is True
        self.target = params.get("targetRoleArn")
        self.policy = params.get("policy")
        self.id = "a-" + "".join(secrets.choice(LETTERS) for _ in range(17))
        self.arn = cluster.gateway.account.arn("eks", f"podidentityassociation/{cluster.name}/{self.id}", cluster.region)
        self.created = self.modified = time.time()

    def short(self):
        return {"clusterName": self.cluster.name, "namespace": self.namespace, "serviceAccount": self.account,
                "associationArn": self.arn, "associationId": self.id}

    def shown(self):
        more = {"targetRoleArn": self.target, "policy": self.policy}
        return {**self.short(), "roleArn": self.role, "tags": self.tags, "createdAt": self.created, "modifiedAt": self.modified,
                "disableSessionTags": self.no_tags, **{k: v for k, v in more.items() if v}}


# The calls

def _cluster(call, gateway):
    from eks import find
    return find(call, gateway)


def _association(call, gateway):
    cluster, ident = _cluster(call, gateway), call.params.get("associationId", "")
    if ident not in cluster.associations:
        raise gone(f"Association {ident} is not found.")
    return cluster.associations[ident]


def _check_role(gateway, arn):
    """The role must exist and trust EKS; conditions are checked when a pod asks."""
    role = gateway.account.role_by_arn(arn)
    if role is None or not gateway.replication.known("role", role.name):
        raise invalid("Role provided in the request does not exist.")
    named = [s for s in statements(gateway.replication.trust(role)) if s["Effect"] == "Allow"
             and PRINCIPAL in json.dumps(s.get("Principal", {}).get("Service", [] if isinstance(s.get("Principal"), dict) else ""))]
    if not all(any(action_matches(s, a) for s in named) for a in ("sts:AssumeRole", "sts:TagSession")):
        raise invalid("Trust policy of the role provided is invalid. Follow the official documentation to resolve the issue.")


def _check_policy(params, no_tags):
    if params.get("policy") and not no_tags:
        raise invalid("disableSessionTags must be true when a policy is specified.")


def create(call, gateway):
    cluster, params = _cluster(call, gateway), call.params
    there = next((a for a in cluster.associations.values()
                  if (a.namespace, a.account) == (params["namespace"], params["serviceAccount"])), None)
    if there is not None and params.get("clientRequestToken") and there.token == params["clientRequestToken"]:
        call.record["repeated"] = True
        return json_answer(call, {"association": there.shown()})
    _check_role(gateway, params.get("roleArn", ""))
    _check_policy(params, params.get("disableSessionTags") is True)
    if there is not None:
        raise AwsError("ResourceInUseException", f"Association already exists: {there.id}", 409)
    made = Association(cluster, params)
    cluster.associations[made.id] = made
    gateway.account.note_birth("pod-identity-association", made.arn)
    return json_answer(call, {"association": made.shown()})


def describe(call, gateway):
    return json_answer(call, {"association": _association(call, gateway).shown()})


def update(call, gateway):
    found, params = _association(call, gateway), call.params
    if not any(params.get(k) is not None for k in ("roleArn", "disableSessionTags", "targetRoleArn", "policy")):
        raise invalid("At least one of roleArn, targetRoleArn, disableSessionTags and policy must be given.")
    if params.get("roleArn"):
        _check_role(gateway, params["roleArn"])
    no_tags = params.get("disableSessionTags", found.no_tags) is True
    _check_policy({"policy": params.get("policy", found.policy)}, no_tags)
    found.role, found.no_tags = params.get("roleArn") or found.role, no_tags
    found.target, found.policy = params.get("targetRoleArn", found.target), params.get("policy", found.policy)
    found.modified = time.time()
    return json_answer(call, {"association": found.shown()})


def delete(call, gateway):
    found = _association(call, gateway)
    del found.cluster.associations[found.id]
    return json_answer(call, {"association": found.shown()})


def list_associations(call, gateway):
    cluster, params = _cluster(call, gateway), call.params
    rows = [a.short() for a in cluster.associations.values()
            if params.get("namespace") in (None, a.namespace) and params.get("serviceAccount") in (None, a.account)]
    return json_answer(call, page(call, "associations", rows))


# Add-ons

def create_addon(call, gateway):
    cluster, name = _cluster(call, gateway), call.params.get("addonName", "")
    if name in cluster.addons:
        raise AwsError("ResourceInUseException", f"Addon already exists: {name}", 409)
    cluster.addons[name] = "ACTIVE"
    return json_answer(call, {"addon": {**_addon(cluster, name), "status": "CREATING"}})


def _addon(cluster, name):
    now = time.time()
    return {"addonName": name, "clusterName": cluster.name, "status": cluster.addons[name], "addonVersion": "v1.3.10-eksbuild.1",
            "health": {"issues": []}, "addonArn": cluster.gateway.account.arn("eks", f"addon/{cluster.name}/{name}/x", cluster.region),
            "createdAt": now, "modifiedAt": now, "tags": {}}


def _named_addon(call, gateway):
    cluster, name = _cluster(call, gateway), call.params.get("addonName", "")
    if name not in cluster.addons:
        raise gone(f"No addon: {name} found in cluster: {cluster.name}")
    return cluster, name


def describe_addon(call, gateway):
    cluster, name = _named_addon(call, gateway)
    return json_answer(call, {"addon": _addon(cluster, name)})


def delete_addon(call, gateway):
    cluster, name = _named_addon(call, gateway)
    shown = {**_addon(cluster, name), "status": "DELETING"}
    del cluster.addons[name]
    return json_answer(call, {"addon": shown})


def list_addons(call, gateway):
    return json_answer(call, page(call, "addons", sorted(_cluster(call, gateway).addons)))


# Who gets credentials

def has_agent(cluster):
    """The add-on, EKS Auto Mode, or a DaemonSet that was installed manually. Holds the cluster's lock."""
    return (cluster.addons.get(AGENT) == "ACTIVE" or cluster.auto
            or cluster.store.find(BY_PLURAL["daemonsets"], "kube-system", AGENT) is not None)


def association_of(cluster, namespace, account):
    """The association that the webhook sees: not yet right after it was created."""
    known = cluster.gateway.replication.known
    return next((a for a in cluster.associations.values()
                 if (a.namespace, a.account) == (namespace, account) and known("pod-identity-association", a.arn)), None)


def _tags(cluster, inside):
    """The six session tags."""
    return {"eks-cluster-arn": cluster.backend.arn, "eks-cluster-name": cluster.name, "kubernetes-namespace": inside["namespace"],
            "kubernetes-service-account": inside["serviceaccount"]["name"], "kubernetes-pod-name": inside["pod"]["name"],
            "kubernetes-pod-uid": inside["pod"]["uid"]}


def _token(cluster, token):
    """The claims of a pod's token, if it is from this cluster and not expired."""
    claims = claims_of(token)
    if claims is None or claims.get("iss") != cluster.issuer or not cluster.gateway.issuer.signed(token):
        raise AwsError("InvalidTokenException", "The token included in the request is invalid.", 400)
    if claims.get("exp", 0) < cluster.gateway.now:
        raise AwsError("ExpiredTokenException", "The token included in the request is expired.", 400)
    inside = claims.get("kubernetes.io") or {}
    if AUDIENCE not in claims.get("aud", []) or "pod" not in inside:
        raise AwsError("InvalidTokenException", "The audience of the token included in the request is invalid.", 400)
    return inside


def assume(cluster, token):
    """AssumeRoleForPodIdentity: (association, session, tags). Holds the account's lock."""
    gateway, inside = cluster.gateway, _token(cluster, token)
    found = association_of(cluster, inside["namespace"], inside["serviceaccount"]["name"])
    if found is None:
        raise AwsError("ResourceNotFoundException", "No association found for the service account of the token.", 404)
    tags = {} if found.no_tags else _tags(cluster, inside)
    role, account = gateway.account.role_by_arn(found.role), gateway.account
    context = {"aws:principalisawsservice": "true", "aws:sourceaccount": ACCOUNT_ID, "aws:sourcearn": cluster.backend.arn,
               **{"aws:requesttag/" + k: v for k, v in tags.items()}, **({"aws:tagkeys": list(tags)} if tags else {})}
    wanted = ("sts:AssumeRole",) + (("sts:TagSession",) if tags else ())
    if role is None or not gateway.replication.known("role", role.name) or any(
            judge_document(gateway.replication.trust(role), a, role.arn, context, {"Service": {PRINCIPAL}}) != ALLOW for a in wanted):
        raise AwsError("AccessDeniedException", "Unauthorized Exception! EKS does not have permissions to assume the associated role.", 400)
    name = f"eks-{cluster.name}-{inside['pod']['name']}"[:64]
    made = account.sts.assume_role(cluster.region, name, role.arn, None, LIFE, None)
    session = Session(made.access_key_id, made.secret_access_key, made.session_token, gateway.now + LIFE, role.arn, name,
                      [found.policy] if found.policy else None, issued=gateway.now,
                      extra={"aws:principaltag/" + k: v for k, v in tags.items()})
    session.pod = inside["pod"]["name"]
    account.sessions[session.key] = session
    return found, session, inside


def assume_call(call, gateway):
    """The same for the agent on the nodes: EKS Auth's only operation."""
    found, session, inside = assume(_cluster(call, gateway), call.params.get("token", ""))
    credentials = {"accessKeyId": session.key, "secretAccessKey": session.secret, "sessionToken": session.token,
                   "expiration": session.expires}
    return json_answer(call, {
        "subject": {"namespace": inside["namespace"], "serviceAccount": inside["serviceaccount"]["name"]}, "audience": AUDIENCE,
        "podIdentityAssociation": {"associationArn": found.arn, "associationId": found.id}, "credentials": credentials,
        "assumedRoleUser": {"arn": session.role_arn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") + "/" + session.name,
                            "assumeRoleId": f"{gateway.account.role_by_arn(session.role_arn).id}:{session.name}"}})

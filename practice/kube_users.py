"""Authentication: a presigned request to STS, or the token of a service account."""

import time
from urllib.parse import parse_qs, urlsplit

import identity
from call import Call
from errors import AwsError
from issuer import decode
from kube_kinds import BY_PLURAL, KubeError
from kube_mapping import User, user_of
from signature import read_auth
from webidentity import claims_of

PREFIX = "k8s-aws-v1."
LIFE = 15 * 60
LONGEST = 4 * 1024
ALLOWED = {"action", "version", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-expires", "x-amz-security-token",
           "x-amz-signature", "x-amz-signedheaders", "x-amz-user-agent"}
OWN_AUDIENCE = "https://kubernetes.default.svc"
ANONYMOUS = User("system:anonymous", ["system:unauthenticated"])


def unauthorized():
    return KubeError(401, "Unauthorized")


def authenticate(call, cluster):
    """The user of a request; 401 when its token is not valid."""
    header = call.header("authorization", "")
    kind, _, token = header.partition(" ")
    if not header:
        return ANONYMOUS
    if kind.lower() != "bearer":
        raise unauthorized()
    user = user_of_token(token.strip(), cluster)
    if user is None:
        raise unauthorized()
    return user


def user_of_token(token, cluster, audience=OWN_AUDIENCE):
    """The user of a token, or None."""
    if token.startswith(PREFIX):
        return _aws_user(token, cluster) if audience == OWN_AUDIENCE else None
    return _account_user(token, cluster, audience)


# AWS's way: a valid GetCallerIdentity request proves who the caller is

def signed_question(token, gateway):
    """The request inside the token, if it is the one that is allowed; else None."""
    if len(token) > LONGEST:
        return None
    try:
        url = urlsplit(decode(token[len(PREFIX):]).decode("ascii"))
        query = {k.lower(): v for k, v in parse_qs(url.query, keep_blank_values=True, strict_parsing=True).items()}
    except ValueError:
        return None
    if not _is_sts(url, gateway) or url.path not in ("", "/") or set(query) - ALLOWED or any(len(v) != 1 for v in query.values()):
        return None
    if query.get("action") != ["GetCallerIdentity"] or not query.get("x-amz-expires", ["x"])[0].isdigit():
        return None
    return url if 0 < int(query["x-amz-expires"][0]) <= LIFE else None


def _is_sts(url, gateway):
    """STS by one of AWS's names, or the practice cloud, which a client with AWS_ENDPOINT_URL uses in its place."""
    host = url.hostname or ""
    if url.scheme == "https" and not url.port:
        return host == "sts.amazonaws.com" or (host.startswith("sts.") and host.endswith((".amazonaws.com", ".amazonaws.com.cn")))
    return f"{url.scheme}://{url.netloc}" == gateway.url


def _aws_user(token, cluster):
    gateway = cluster.gateway
    url = signed_question(token, gateway)
    if url is None:
        return None
    question = Call("GET", f"{url.path or '/'}?{url.query}", {"host": url.netloc, "x-k8s-aws-id": cluster.name}, b"")
    try:
        question.auth = read_auth(question)
        if question.auth is None or "x-k8s-aws-id" not in question.auth.signed or question.auth.service != "sts":
            return None
        question.service, question.region = "sts", question.auth.region
        question.auth.expires = LIFE  # STS itself ignores X-Amz-Expires
        with gateway.account.lock:
            identity.authenticate(question, gateway.account, gateway.now, gateway.replication)
            return user_of(cluster, question.caller)
    except (AwsError, ValueError, KeyError):
        return None


# Service accounts

def _account_user(token, cluster, audience):
    claims = claims_of(token)
    if claims is None or claims.get("iss") != cluster.issuer or not cluster.gateway.issuer.signed(token):
        return None
    if claims.get("exp", 0) < time.time() or audience not in claims.get("aud", []):
        return None
    inside = claims.get("kubernetes.io") or {}
    namespace, account = inside.get("namespace", ""), inside.get("serviceaccount") or {}
    with cluster.lock:
        found = cluster.store.find(BY_PLURAL["serviceaccounts"], namespace, account.get("name", ""))
    if found is None or found["metadata"]["uid"] != account.get("uid"):
        return None
    return account_user(namespace, account["name"], account["uid"])


def account_user(namespace, name, uid=""):
    return User(f"system:serviceaccount:{namespace}:{name}",
                ["system:serviceaccounts", f"system:serviceaccounts:{namespace}", "system:authenticated"], uid=uid, is_worker=True)


def make_token(cluster, account, audiences, seconds, pod=None):
    """A token for a service account, bound to a pod or unbound."""
    meta, now = account["metadata"], int(cluster.gateway.now)
    inside = {"namespace": meta["namespace"], "serviceaccount": {"name": meta["name"], "uid": meta["uid"]}}
    if pod is not None:
        inside["pod"] = {"name": pod["metadata"]["name"], "uid": pod["metadata"]["uid"]}
    return cluster.gateway.issuer.sign({
        "aud": audiences, "exp": now + seconds, "iat": now, "nbf": now, "iss": cluster.issuer,
        "sub": f"system:serviceaccount:{meta['namespace']}:{meta['name']}", "kubernetes.io": inside})

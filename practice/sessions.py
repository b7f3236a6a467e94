"""Temporary credentials: who can get them, and what they allow."""

import time
from datetime import timezone

import backend
from account import Session, default_version
from errors import STS, AwsError, xml_answer
from policy_decision import ALLOW, Verdict, judge_document
from signature import refusal


def trust(call, account, need, verdict, context, replication):
    """AssumeRole is authorized twice: by the caller's policies and by the role's trust policy."""
    if need.action != "sts:AssumeRole":
        return verdict
    role = account.role_by_arn(need.resource)
    if role is None or not replication.known("role", role.name):
        return verdict if not verdict.allowed else Verdict(False, "trust")
    context = {**context, "sts:rolesessionname": call.params.get("RoleSessionName", "")}
    if call.params.get("ExternalId"):
        context["sts:externalid"] = call.params["ExternalId"]
    found = judge_document(replication.trust(role), need.action, need.resource, context, call.caller.principals(account))
    if found != "deny" and call.account_id != account.id:  # across accounts both must allow
        return verdict if found in (ALLOW, "account") else Verdict(False, "trust")
    if found == "deny" or (verdict.layer and verdict.explicit):
        return Verdict(False, "trust" if found == "deny" else verdict.layer, True)
    if found == ALLOW:
        # A principal that the trust policy names needs no policy; a boundary or session policy still applies.
        return Verdict(True) if verdict.layer in (None, "identity") else verdict
    if found == "account":
        return verdict
    return Verdict(False, "trust")


def assume_role(call, gateway):
    """moto issues the credentials; the cloud stores what they allow."""
    there = gateway.members.of_arn(call.params["RoleArn"]) or gateway
    account = there.account
    role = account.role_by_arn(call.params["RoleArn"])
    limit = int(role.max_session_duration or 3600)
    if call.caller and call.caller.kind == "role":
        limit = min(limit, 3600)
    if int(call.params.get("DurationSeconds") or 3600) > limit:
        raise AwsError("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
    answer = backend.execute(call)
    if answer.status == 200:
        note_session(call, there, account.sts.assumed_roles[-1])
    return answer


def note_session(call, gateway, made, source_instance=None, extra=None):
    """Registers credentials that moto created."""
    policies = None
    if call is not None and (call.params.get("Policy") or call.params.get("PolicyArns")):
        policies = session_policies(call, gateway.account)
    expires = made.expiration.replace(tzinfo=timezone.utc).timestamp() + gateway.faults.clock
    session = Session(made.access_key_id, made.secret_access_key, made.session_token, expires, made.role_arn,
                      made.session_name, policies, source_instance, extra=extra, issued=gateway.now)
    gateway.account.sessions[session.key] = session
    return session


def session_policies(call, account):
    documents = [call.params["Policy"]] if call.params.get("Policy") else []
    for entry in call.params.get("PolicyArns") or []:
        policy = account.policy(entry.get("arn") or entry.get("Arn"))
        if policy is None:
            raise AwsError("PackedPolicyTooLarge" if not entry else "InvalidInput", "The policy does not exist.")
        documents.append(default_version(policy))
    return documents


OPEN_TO_SESSIONS = {"AssumeRole", "GetCallerIdentity"}


def check_use(call):
    """A user's session: IAM accepts it only with MFA, STS accepts few calls from it."""
    session = call.caller.session
    if session is None or session.user is None:
        return
    if call.service == "iam" and session.mfa is None:
        raise refusal(call, "InvalidClientTokenId")
    if call.service == "sts" and call.operation not in OPEN_TO_SESSIONS:
        raise AwsError("AccessDenied", f"Cannot call {call.operation} with session credentials", 403)


def get_session_token(call, gateway):
    """Temporary credentials of a user, with the user's permissions."""
    if call.caller.session is not None:
        raise AwsError("AccessDenied", "Cannot call GetSessionToken with session credentials", 403)
    account, seconds = gateway.account, int(call.params.get("DurationSeconds") or 43200)
    made = account.sts.assume_role(call.region, "token", account.arn("iam", "role/none"), None, seconds, None)
    session = Session(made.access_key_id, made.secret_access_key, made.session_token, gateway.now + seconds,
                      user=call.caller.entity.name, issued=gateway.now, mfa=call.mfa)
    account.sts.assumed_roles.remove(made)
    account.sessions[session.key] = session
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(session.expires))
    return xml_answer(call, STS, f"<Credentials><AccessKeyId>{session.key}</AccessKeyId><SecretAccessKey>{session.secret}"
                      f"</SecretAccessKey><SessionToken>{session.token}</SessionToken><Expiration>{stamp}</Expiration></Credentials>")

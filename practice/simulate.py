"""SimulatePrincipalPolicy and SimulateCustomPolicy, by the same evaluation that authorizes calls."""

import time
from xml.sax.saxutils import escape

import documents
from errors import NAMESPACES, AwsError, xml_answer
from identity import documents_at
from policy_decision import Grants, action_matches, judge, resource_matches, statements

RESULTS = {True: "explicitDeny", False: "implicitDeny"}


def _principal(account, arn):
    for kind, things in (("user", account.iam.users.values()), ("role", account.iam.roles.values())):
        for thing in things:
            if thing.arn == arn:
                return kind, thing
    raise AwsError("NoSuchEntity", f"The {'role' if ':role/' in arn else 'user'} with name {arn.rpartition('/')[2]} cannot be found.", 404)


def _context(params):
    context = {}
    for entry in params.get("ContextEntries") or []:
        values = entry.get("ContextKeyValues") or []
        many = entry.get("ContextKeyType", "string").endswith("List")
        context[entry.get("ContextKeyName", "").lower()] = values if many else (values[0] if values else "")
    return context


def simulate_principal(call, gateway):
    account, params = gateway.account, call.params
    kind, entity = _principal(account, params["PolicySourceArn"])
    identity, boundary = documents_at(account, kind, entity, time.time() - gateway.faults.delay)
    context = {"aws:principalarn": entity.arn, **_context(params)}
    if kind == "user":
        context.setdefault("aws:username", entity.name)
    extra = params.get("PolicyInputList") or []
    bound = params.get("PermissionsBoundaryPolicyInputList") or boundary
    return _answer(call, Grants(identity + extra, bound, None, account.scp), context)


def simulate_custom(call, gateway):
    params = call.params
    for document in params.get("PolicyInputList") or []:
        documents.check_identity(document, gateway.account.partition)
    bound = params.get("PermissionsBoundaryPolicyInputList") or None
    return _answer(call, Grants(params.get("PolicyInputList") or [], bound), _context(params))


def _answer(call, grants, context):
    params, items = call.params, []
    for action in params.get("ActionNames") or []:
        for resource in params.get("ResourceArns") or ["*"]:
            verdict = judge(grants, action, resource, context, params.get("ResourcePolicy"), None)
            decision = "allowed" if verdict.allowed else RESULTS[verdict.explicit]
            items.append(_item(action, resource, decision, verdict, _missing(grants, action, resource, context)))
    result = f"<IsTruncated>false</IsTruncated><EvaluationResults>{''.join(items)}</EvaluationResults>"
    return xml_answer(call, NAMESPACES["iam"], result)


def _missing(grants, action, resource, context):
    """Condition keys of the matching statements that the request did not give."""
    found = []
    for document in (*grants.identity, *(grants.boundary or [])):
        for statement in statements(document):
            if action_matches(statement, action) and resource_matches(statement, resource, context):
                found += [key for lines in statement.get("Condition", {}).values() for key in lines if key.lower() not in context]
    return list(dict.fromkeys(found))


def _item(action, resource, decision, verdict, missing):
    detail = ""
    if not verdict.allowed and verdict.layer == "boundary":
        detail = ("<PermissionsBoundaryDecisionDetail><AllowedByPermissionsBoundary>false</AllowedByPermissionsBoundary>"
                  "</PermissionsBoundaryDecisionDetail>")
    if not verdict.allowed and verdict.layer == "scp":
        detail = "<OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations></OrganizationsDecisionDetail>"
    return (f"<member><EvalActionName>{escape(action)}</EvalActionName><EvalResourceName>{escape(resource)}</EvalResourceName>"
            f"<EvalDecision>{decision}</EvalDecision><MatchedStatements/>"
            f"<MissingContextValues>{''.join(f'<member>{escape(key)}</member>' for key in missing)}</MissingContextValues>{detail}</member>")

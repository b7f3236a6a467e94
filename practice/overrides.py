"""Calls the cloud answers itself, because moto answers them wrongly or not at all."""

import json
from xml.sax.saxutils import escape

import authorization
import eks
import eks_access
import eks_pods
import encoded_message
import keys
import login_profiles
import mfa
import quotas
import stacks
import stacksets
from errors import STS, json_answer, xml_answer
from iam_responses import delete_linked_role, linked_role, user_boundary
from rules_ec2 import assign_addresses, modify_metadata
from rules_oidc import add_audience, remove_audience
from sessions import assume_role, get_session_token
from simulate import simulate_custom, simulate_principal
from webidentity import web_identity

# Allowed to everyone, even with an explicit deny.
FREE = {("sts", "GetCallerIdentity"), ("sts", "GetSessionToken")}


def get_caller_identity(call, gateway):
    caller = call.caller
    return xml_answer(call, STS, f"<Arn>{escape(caller.arn)}</Arn><UserId>{caller.userid}</UserId><Account>{gateway.account.id}</Account>")


def decode_message(call, gateway):
    message = encoded_message.unseal(gateway.account, call.params.get("EncodedMessage"))
    return xml_answer(call, STS, f"<DecodedMessage>{escape(json.dumps(message))}</DecodedMessage>")


def console_output(call, gateway):
    return gateway.workers.console_answer(call)


def no_databases(call, gateway):
    """moto's Glue needs packages that are not installed; there are no tables in practice mode."""
    return json_answer(call, {"DatabaseList": []})


TABLE = {
    ("glue", "GetDatabases"): no_databases,
    ("eks", "CreateCluster"): eks.create,
    ("eks", "DescribeCluster"): eks.described,
    ("eks", "DeleteCluster"): eks.delete,
    ("eks", "UpdateClusterConfig"): eks.update_config,
    ("eks", "DescribeUpdate"): eks.describe_update,
    ("eks", "ListUpdates"): eks.list_updates,
    ("eks", "TagResource"): eks.tags,
    ("eks", "UntagResource"): eks.tags,
    ("eks", "ListTagsForResource"): eks.tags,
    ("eks", "CreateAccessEntry"): eks_access.create,
    ("eks", "DescribeAccessEntry"): eks_access.describe,
    ("eks", "UpdateAccessEntry"): eks_access.update,
    ("eks", "DeleteAccessEntry"): eks_access.delete,
    ("eks", "ListAccessEntries"): eks_access.list_entries,
    ("eks", "ListAccessPolicies"): eks_access.list_policies,
    ("eks", "AssociateAccessPolicy"): eks_access.associate,
    ("eks", "DisassociateAccessPolicy"): eks_access.disassociate,
    ("eks", "ListAssociatedAccessPolicies"): eks_access.list_associated,
    ("iam", "GetAccountSummary"): quotas.summary,
    ("servicequotas", "GetServiceQuota"): quotas.service_quota,
    ("eks", "CreatePodIdentityAssociation"): eks_pods.create,
    ("eks", "DescribePodIdentityAssociation"): eks_pods.describe,
    ("eks", "UpdatePodIdentityAssociation"): eks_pods.update,
    ("eks", "DeletePodIdentityAssociation"): eks_pods.delete,
    ("eks", "ListPodIdentityAssociations"): eks_pods.list_associations,
    ("eks", "CreateAddon"): eks_pods.create_addon,
    ("eks", "DescribeAddon"): eks_pods.describe_addon,
    ("eks", "DeleteAddon"): eks_pods.delete_addon,
    ("eks", "ListAddons"): eks_pods.list_addons,
    ("eks", "CreateNodegroup"): eks.create_nodegroup,
    ("eks-auth", "AssumeRoleForPodIdentity"): eks_pods.assume_call,
    ("iam", "GetAccountAuthorizationDetails"): authorization.details,
    ("iam", "ListRoles"): authorization.list_roles,
    ("iam", "AddClientIDToOpenIDConnectProvider"): add_audience,
    ("iam", "RemoveClientIDFromOpenIDConnectProvider"): remove_audience,
    ("iam", "SimulatePrincipalPolicy"): simulate_principal,
    ("iam", "SimulateCustomPolicy"): simulate_custom,
    ("iam", "CreateServiceLinkedRole"): linked_role,
    ("iam", "DeleteServiceLinkedRole"): delete_linked_role,
    ("iam", "PutUserPermissionsBoundary"): user_boundary,
    ("iam", "DeleteUserPermissionsBoundary"): user_boundary,
    ("iam", "ListAccessKeys"): keys.list_keys,
    ("iam", "GetAccessKeyLastUsed"): keys.last_used,
    ("iam", "CreateLoginProfile"): login_profiles.create,
    ("iam", "GetLoginProfile"): login_profiles.get,
    ("iam", "UpdateLoginProfile"): login_profiles.update,
    ("iam", "DeleteLoginProfile"): login_profiles.delete,
    ("iam", "EnableMFADevice"): mfa.enable,
    ("sts", "GetAccessKeyInfo"): keys.key_info,
    ("sts", "AssumeRole"): assume_role,
    ("sts", "AssumeRoleWithWebIdentity"): web_identity,
    ("sts", "GetCallerIdentity"): get_caller_identity,
    ("sts", "GetSessionToken"): get_session_token,
    ("sts", "DecodeAuthorizationMessage"): decode_message,
    ("ec2", "GetConsoleOutput"): console_output,
    ("ec2", "AssignPrivateIpAddresses"): assign_addresses,
    ("ec2", "ModifyInstanceMetadataOptions"): modify_metadata,
    ("ec2", "RunInstances"): lambda call, gateway: gateway.workers.run(call),
    ("ec2", "StopInstances"): lambda call, gateway: gateway.workers.stop(call),
    ("ec2", "TerminateInstances"): lambda call, gateway: gateway.workers.terminate(call),
}


def find(call):
    asked = call.service, call.operation
    return TABLE.get(asked) or stacks.OPERATIONS.get(asked) or stacksets.OPERATIONS.get(asked)

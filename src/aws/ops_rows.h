/*
 * ops_rows.h - the AWS operations, a row each: OP(name of the enum, members of struct aws_op).
 * Included by ops.h and ops.c with an OP of their own, so it has no guard. A new operation
 * is a row here and its test; one of CloudFormation is in ops_rows_cloudformation.h.
 */
OP(STS_GET_CALLER_IDENTITY, STS, .name = "GetCallerIdentity", .must = "Arn",
   .says = "see who is signed in")
OP(STS_DECODE_AUTHORIZATION_MESSAGE, STS, .name = "DecodeAuthorizationMessage",
   .must = "DecodedMessage", .says = "decode why it was refused")
OP(IAM_LIST_ACCOUNT_ALIASES, IAM, .name = "ListAccountAliases",
   .pages = "AccountAliases", .says = "read the account's alias")
OP(IAM_GET_ACCOUNT_SUMMARY, IAM, .name = "GetAccountSummary",
   .says = "read the account's quotas")
OP(IAM_GET_ROLE, IAM, .name = "GetRole", .must = "Role.Arn", .says = "read the role")
OP(IAM_CREATE_ROLE, IAM, .name = "CreateRole", .effect = AWS_NAMED, .must = "Role.Arn",
   .says = "create the role")
OP(IAM_UPDATE_ASSUME_ROLE_POLICY, IAM, .name = "UpdateAssumeRolePolicy",
   .effect = AWS_REPEATS, .says = "change the role's trust policy")
OP(IAM_UPDATE_ROLE, IAM, .name = "UpdateRole", .effect = AWS_REPEATS,
   .says = "change the role")
OP(IAM_TAG_ROLE, IAM, .name = "TagRole", .effect = AWS_REPEATS, .says = "tag the role")
OP(IAM_UNTAG_ROLE, IAM, .name = "UntagRole", .effect = AWS_REPEATS,
   .says = "remove tags of the role")
OP(IAM_DELETE_ROLE, IAM, .name = "DeleteRole", .effect = AWS_REPEATS,
   .says = "delete the role")
OP(IAM_LIST_ROLE_POLICIES, IAM, .name = "ListRolePolicies", .pages = "PolicyNames",
   .says = "list the role's inline policies")
OP(IAM_LIST_ATTACHED_ROLE_POLICIES, IAM, .name = "ListAttachedRolePolicies",
   .pages = "AttachedPolicies", .says = "list the policies attached to the role")
OP(IAM_GET_ROLE_POLICY, IAM, .name = "GetRolePolicy", .must = "PolicyDocument",
   .says = "read the role's inline policy")
OP(IAM_PUT_ROLE_POLICY, IAM, .name = "PutRolePolicy", .effect = AWS_REPEATS,
   .says = "write the role's inline policy")
OP(IAM_DELETE_ROLE_POLICY, IAM, .name = "DeleteRolePolicy", .effect = AWS_REPEATS,
   .says = "delete the role's inline policy")
OP(IAM_GET_INSTANCE_PROFILE, IAM, .name = "GetInstanceProfile",
   .must = "InstanceProfile.Arn", .says = "read the instance profile")
OP(IAM_CREATE_INSTANCE_PROFILE, IAM, .name = "CreateInstanceProfile",
   .effect = AWS_NAMED, .must = "InstanceProfile.Arn",
   .says = "create the instance profile")
OP(IAM_TAG_INSTANCE_PROFILE, IAM, .name = "TagInstanceProfile", .effect = AWS_REPEATS,
   .says = "tag the instance profile")
OP(IAM_UNTAG_INSTANCE_PROFILE, IAM, .name = "UntagInstanceProfile",
   .effect = AWS_REPEATS, .says = "remove tags of the instance profile")
OP(IAM_DELETE_INSTANCE_PROFILE, IAM, .name = "DeleteInstanceProfile",
   .effect = AWS_REPEATS, .says = "delete the instance profile")
OP(IAM_ADD_ROLE_TO_INSTANCE_PROFILE, IAM, .name = "AddRoleToInstanceProfile",
   .effect = AWS_NAMED, .says = "put the role into the instance profile")
OP(IAM_REMOVE_ROLE_FROM_INSTANCE_PROFILE, IAM, .name = "RemoveRoleFromInstanceProfile",
   .effect = AWS_REPEATS, .says = "take the role out of the instance profile")
OP(IAM_LIST_INSTANCE_PROFILES_FOR_ROLE, IAM, .name = "ListInstanceProfilesForRole",
   .pages = "InstanceProfiles", .says = "list the role's instance profiles")
/* RunInstances can be repeated because every caller sends a ClientToken. */
OP(EC2_RUN_INSTANCES, EC2, .name = "RunInstances", .effect = AWS_REPEATS,
   .must = "instancesSet.0.instanceId",
   .says = "launch the worker")
OP(EC2_DESCRIBE_INSTANCES, EC2, .name = "DescribeInstances", .pages = "reservationSet",
   .says = "look at the instances")
OP(EC2_TERMINATE_INSTANCES, EC2, .name = "TerminateInstances", .effect = AWS_REPEATS,
   .says = "terminate the worker")
OP(EC2_GET_CONSOLE_OUTPUT, EC2, .name = "GetConsoleOutput",
   .says = "read the worker's console")
OP(EC2_DESCRIBE_IAM_INSTANCE_PROFILE_ASSOCIATIONS, EC2,
   .name = "DescribeIamInstanceProfileAssociations",
   .pages = "iamInstanceProfileAssociationSet",
   .says = "see which instance profile the machine carries")
OP(EC2_ASSOCIATE_IAM_INSTANCE_PROFILE, EC2, .name = "AssociateIamInstanceProfile",
   .effect = AWS_NAMED, .must = "iamInstanceProfileAssociation.associationId",
   .says = "attach the instance profile to the machine")
OP(EC2_DISASSOCIATE_IAM_INSTANCE_PROFILE, EC2,
   .name = "DisassociateIamInstanceProfile", .effect = AWS_REPEATS,
   .says = "take the instance profile off the machine")
OP(EC2_MODIFY_INSTANCE_METADATA_OPTIONS, EC2, .name = "ModifyInstanceMetadataOptions",
   .effect = AWS_REPEATS, .says = "change the machine's metadata options")
OP(EC2_DESCRIBE_SUBNETS, EC2, .name = "DescribeSubnets", .pages = "subnetSet",
   .says = "look at the subnets")
OP(EC2_DESCRIBE_IMAGES, EC2, .name = "DescribeImages", .pages = "imagesSet",
   .says = "look at the machine images")
OP(EC2_DESCRIBE_ROUTE_TABLES, EC2, .name = "DescribeRouteTables",
   .pages = "routeTableSet", .says = "look at the route tables")
OP(EC2_DESCRIBE_SECURITY_GROUPS, EC2, .name = "DescribeSecurityGroups",
   .pages = "securityGroupInfo", .says = "look at the security groups")
OP(EC2_DESCRIBE_VPC_ENDPOINTS, EC2, .name = "DescribeVpcEndpoints",
   .pages = "vpcEndpointSet", .says = "look at the VPC endpoints")
OP(EC2_DESCRIBE_NAT_GATEWAYS, EC2, .name = "DescribeNatGateways",
   .pages = "natGatewaySet", .says = "look at the NAT gateways")
OP(EC2_DESCRIBE_INSTANCE_TYPE_OFFERINGS, EC2, .name = "DescribeInstanceTypeOfferings",
   .pages = "instanceTypeOfferingSet",
   .says = "see which zones offer the instance type")
OP(EC2_CREATE_SECURITY_GROUP, EC2, .name = "CreateSecurityGroup", .effect = AWS_NAMED,
   .must = "groupId", .says = "create the test's security group")
OP(EC2_AUTHORIZE_SECURITY_GROUP_EGRESS, EC2, .name = "AuthorizeSecurityGroupEgress",
   .effect = AWS_REPEATS, .says = "open port 443 in the test's security group")
OP(EC2_REVOKE_SECURITY_GROUP_EGRESS, EC2, .name = "RevokeSecurityGroupEgress",
   .effect = AWS_REPEATS,
   .says = "revoke the default egress rule of the test's security group")
OP(EC2_DELETE_SECURITY_GROUP, EC2, .name = "DeleteSecurityGroup", .effect = AWS_REPEATS,
   .says = "delete the test's security group")
OP(EC2_REQUEST_SPOT_FLEET, EC2, .name = "RequestSpotFleet", .effect = AWS_ONCE,
   .says = "request a Spot Fleet")
OP(EC2_DESCRIBE_SPOT_FLEET_REQUESTS, EC2, .name = "DescribeSpotFleetRequests",
   .pages = "spotFleetRequestConfigSet", .says = "look at the Spot Fleets")
OP(EC2_DESCRIBE_TAGS, EC2, .name = "DescribeTags", .pages = "tagSet",
   .says = "look at the tags")
OP(SSM_GET_PARAMETER, SSM, .name = "GetParameter", .must = "Parameter.Value",
   .says = "read the public parameter")
OP(S3_HEAD_BUCKET, S3, .name = "HeadBucket", .method = "HEAD", .path = "/{Bucket}",
   .says = "look for the bucket")
OP(S3_PUT_OBJECT, S3, .name = "PutObject", .method = "PUT", .path = "/{Bucket}/{Key+}",
   .effect = AWS_REPEATS, .says = "write the object")
OP(S3_GET_OBJECT, S3, .name = "GetObject", .method = "GET", .path = "/{Bucket}/{Key+}",
   .raw = true, .says = "read the object")
OP(S3_DELETE_OBJECT, S3, .name = "DeleteObject", .method = "DELETE",
   .path = "/{Bucket}/{Key+}", .effect = AWS_REPEATS, .says = "delete the object")
OP(S3_GET_BUCKET_VERSIONING, S3, .name = "GetBucketVersioning", .method = "GET",
   .path = "/{Bucket}?versioning", .says = "read the bucket's versioning")
OP(S3_CREATE_BUCKET, S3, .name = "CreateBucket", .method = "PUT", .path = "/{Bucket}",
   .body = "CreateBucketConfiguration", .effect = AWS_NAMED,
   .says = "create the bucket")
OP(S3_DELETE_BUCKET, S3, .name = "DeleteBucket", .method = "DELETE",
   .path = "/{Bucket}", .effect = AWS_REPEATS, .says = "delete the bucket")
OP(S3_PUT_BUCKET_VERSIONING, S3, .name = "PutBucketVersioning", .method = "PUT",
   .path = "/{Bucket}?versioning", .body = "VersioningConfiguration", .sum = true,
   .effect = AWS_REPEATS, .says = "set the bucket's versioning")
OP(S3_GET_BUCKET_ENCRYPTION, S3, .name = "GetBucketEncryption", .method = "GET",
   .path = "/{Bucket}?encryption", .says = "read the bucket's encryption")
OP(S3_PUT_BUCKET_ENCRYPTION, S3, .name = "PutBucketEncryption", .method = "PUT",
   .path = "/{Bucket}?encryption", .body = "ServerSideEncryptionConfiguration",
   .sum = true, .effect = AWS_REPEATS, .says = "set the bucket's encryption")
OP(S3_GET_PUBLIC_ACCESS_BLOCK, S3, .name = "GetPublicAccessBlock", .method = "GET",
   .path = "/{Bucket}?publicAccessBlock",
   .says = "read the bucket's public access block")
OP(S3_PUT_PUBLIC_ACCESS_BLOCK, S3, .name = "PutPublicAccessBlock", .method = "PUT",
   .path = "/{Bucket}?publicAccessBlock", .body = "PublicAccessBlockConfiguration",
   .sum = true, .effect = AWS_REPEATS, .says = "set the bucket's public access block")
OP(S3_GET_BUCKET_OWNERSHIP_CONTROLS, S3, .name = "GetBucketOwnershipControls",
   .method = "GET", .path = "/{Bucket}?ownershipControls",
   .says = "read the bucket's object ownership")
OP(S3_PUT_BUCKET_OWNERSHIP_CONTROLS, S3, .name = "PutBucketOwnershipControls",
   .method = "PUT", .path = "/{Bucket}?ownershipControls", .body = "OwnershipControls",
   .sum = true, .effect = AWS_REPEATS, .says = "set the bucket's object ownership")
OP(S3_GET_BUCKET_LOGGING, S3, .name = "GetBucketLogging", .method = "GET",
   .path = "/{Bucket}?logging", .says = "read the bucket's logging")
OP(S3_PUT_BUCKET_LOGGING, S3, .name = "PutBucketLogging", .method = "PUT",
   .path = "/{Bucket}?logging", .body = "BucketLoggingStatus", .sum = true,
   .effect = AWS_REPEATS, .says = "set the bucket's logging")
OP(S3_GET_BUCKET_LIFECYCLE, S3, .name = "GetBucketLifecycleConfiguration",
   .method = "GET", .path = "/{Bucket}?lifecycle",
   .says = "read the bucket's lifecycle")
OP(S3_PUT_BUCKET_LIFECYCLE, S3, .name = "PutBucketLifecycleConfiguration",
   .method = "PUT", .path = "/{Bucket}?lifecycle", .body = "LifecycleConfiguration",
   .sum = true, .effect = AWS_REPEATS, .says = "set the bucket's lifecycle")
OP(S3_GET_BUCKET_ACL, S3, .name = "GetBucketAcl", .method = "GET",
   .path = "/{Bucket}?acl", .says = "read the bucket's access control list")
OP(S3_PUT_BUCKET_ACL, S3, .name = "PutBucketAcl", .method = "PUT",
   .path = "/{Bucket}?acl", .sum = true, .effect = AWS_REPEATS,
   .says = "set the bucket's access control list")
OP(S3_GET_BUCKET_TAGGING, S3, .name = "GetBucketTagging", .method = "GET",
   .path = "/{Bucket}?tagging", .says = "read the bucket's tags")
OP(S3_PUT_BUCKET_TAGGING, S3, .name = "PutBucketTagging", .method = "PUT",
   .path = "/{Bucket}?tagging", .body = "Tagging", .sum = true, .effect = AWS_REPEATS,
   .says = "set the bucket's tags")
OP(S3_DELETE_BUCKET_TAGGING, S3, .name = "DeleteBucketTagging", .method = "DELETE",
   .path = "/{Bucket}?tagging", .effect = AWS_REPEATS,
   .says = "remove tags of the bucket")
OP(S3_GET_BUCKET_POLICY, S3, .name = "GetBucketPolicy", .method = "GET",
   .path = "/{Bucket}?policy", .raw = true, .says = "read the bucket's policy")
OP(S3_PUT_BUCKET_POLICY, S3, .name = "PutBucketPolicy", .method = "PUT",
   .path = "/{Bucket}?policy", .body = "Policy", .sum = true, .effect = AWS_REPEATS,
   .says = "write the bucket's policy")
OP(S3_DELETE_BUCKET_POLICY, S3, .name = "DeleteBucketPolicy", .method = "DELETE",
   .path = "/{Bucket}?policy", .effect = AWS_REPEATS,
   .says = "delete the bucket's policy")
OP(S3_DELETE_BUCKET_ENCRYPTION, S3, .name = "DeleteBucketEncryption",
   .method = "DELETE", .path = "/{Bucket}?encryption", .effect = AWS_REPEATS,
   .says = "take back the bucket's encryption")
OP(S3_DELETE_PUBLIC_ACCESS_BLOCK, S3, .name = "DeletePublicAccessBlock",
   .method = "DELETE", .path = "/{Bucket}?publicAccessBlock", .effect = AWS_REPEATS,
   .says = "take back the bucket's public access block")
OP(S3_DELETE_BUCKET_OWNERSHIP_CONTROLS, S3, .name = "DeleteBucketOwnershipControls",
   .method = "DELETE", .path = "/{Bucket}?ownershipControls", .effect = AWS_REPEATS,
   .says = "take back the bucket's object ownership")
OP(S3_DELETE_BUCKET_LIFECYCLE, S3, .name = "DeleteBucketLifecycle", .method = "DELETE",
   .path = "/{Bucket}?lifecycle", .effect = AWS_REPEATS,
   .says = "take back the bucket's lifecycle")
OP(S3_LIST_OBJECT_VERSIONS, S3, .name = "ListObjectVersions", .method = "GET",
   .path = "/{Bucket}?versions", .says = "see whether the bucket is empty")
OP(SQS_GET_QUEUE_URL, SQS, .name = "GetQueueUrl", .must = "QueueUrl",
   .says = "look for the queue")
OP(SQS_GET_QUEUE_ATTRIBUTES, SQS, .name = "GetQueueAttributes",
   .must = "Attributes.QueueArn", .says = "read the queue")
OP(SQS_SET_QUEUE_ATTRIBUTES, SQS, .name = "SetQueueAttributes", .effect = AWS_REPEATS,
   .says = "change the queue")
OP(SQS_CREATE_QUEUE, SQS, .name = "CreateQueue", .effect = AWS_NAMED,
   .must = "QueueUrl", .says = "create the queue")
OP(SQS_DELETE_QUEUE, SQS, .name = "DeleteQueue", .effect = AWS_REPEATS,
   .says = "delete the queue")
OP(SQS_LIST_QUEUE_TAGS, SQS, .name = "ListQueueTags", .says = "read the queue's tags")
OP(SQS_TAG_QUEUE, SQS, .name = "TagQueue", .effect = AWS_REPEATS,
   .says = "tag the queue")
OP(SQS_UNTAG_QUEUE, SQS, .name = "UntagQueue", .effect = AWS_REPEATS,
   .says = "remove tags of the queue")
OP(EVENTS_DESCRIBE_RULE, EVENTS, .name = "DescribeRule", .must = "Arn",
   .says = "read the event rule")
OP(EVENTS_PUT_RULE, EVENTS, .name = "PutRule", .effect = AWS_REPEATS,
   .must = "RuleArn", .says = "write the event rule")
OP(EVENTS_DELETE_RULE, EVENTS, .name = "DeleteRule", .effect = AWS_REPEATS,
   .says = "delete the event rule")
OP(EVENTS_LIST_TARGETS, EVENTS, .name = "ListTargetsByRule", .pages = "Targets",
   .says = "list the event rule's targets")
OP(EVENTS_PUT_TARGETS, EVENTS, .name = "PutTargets", .effect = AWS_REPEATS,
   .says = "set the event rule's target")
OP(EVENTS_REMOVE_TARGETS, EVENTS, .name = "RemoveTargets", .effect = AWS_REPEATS,
   .says = "remove the event rule's target")
OP(EVENTS_LIST_TAGS, EVENTS, .name = "ListTagsForResource",
   .says = "read the event rule's tags")
OP(EVENTS_TAG_RESOURCE, EVENTS, .name = "TagResource", .effect = AWS_REPEATS,
   .says = "tag the event rule")
OP(EVENTS_UNTAG_RESOURCE, EVENTS, .name = "UntagResource", .effect = AWS_REPEATS,
   .says = "remove tags of the event rule")
OP(IAM_GET_OIDC_PROVIDER, IAM, .name = "GetOpenIDConnectProvider", .must = "Url",
   .says = "read the OIDC provider")
OP(IAM_LIST_OIDC_PROVIDERS, IAM, .name = "ListOpenIDConnectProviders",
   .pages = "OpenIDConnectProviderList", .says = "list the account's OIDC providers")
OP(IAM_CREATE_OIDC_PROVIDER, IAM, .name = "CreateOpenIDConnectProvider",
   .effect = AWS_NAMED, .must = "OpenIDConnectProviderArn",
   .says = "create the OIDC provider")
OP(IAM_ADD_CLIENT_ID_TO_OIDC_PROVIDER, IAM,
   .name = "AddClientIDToOpenIDConnectProvider", .effect = AWS_REPEATS,
   .says = "add an audience to the OIDC provider")
OP(IAM_TAG_OIDC_PROVIDER, IAM, .name = "TagOpenIDConnectProvider",
   .effect = AWS_REPEATS, .says = "tag the OIDC provider")
OP(IAM_UNTAG_OIDC_PROVIDER, IAM, .name = "UntagOpenIDConnectProvider",
   .effect = AWS_REPEATS, .says = "remove tags of the OIDC provider")
OP(IAM_DELETE_OIDC_PROVIDER, IAM, .name = "DeleteOpenIDConnectProvider",
   .effect = AWS_REPEATS, .says = "delete the OIDC provider")
OP(IAM_REMOVE_CLIENT_ID_FROM_OIDC_PROVIDER, IAM,
   .name = "RemoveClientIDFromOpenIDConnectProvider", .effect = AWS_REPEATS,
   .says = "take an audience from the OIDC provider")
OP(EKS_DESCRIBE_CLUSTER, EKS, .name = "DescribeCluster", .method = "GET",
   .path = "/clusters/{name}", .must = "cluster.arn", .says = "read the cluster")
OP(EKS_DESCRIBE_ACCESS_ENTRY, EKS, .name = "DescribeAccessEntry", .method = "GET",
   .path = "/clusters/{name}/access-entries/{principalArn}",
   .must = "accessEntry.principalArn", .says = "read the access entry")
OP(EKS_CREATE_ACCESS_ENTRY, EKS, .name = "CreateAccessEntry", .method = "POST",
   .path = "/clusters/{name}/access-entries", .effect = AWS_NAMED,
   .must = "accessEntry.principalArn", .says = "make the access entry")
OP(EKS_UPDATE_ACCESS_ENTRY, EKS, .name = "UpdateAccessEntry", .method = "POST",
   .path = "/clusters/{name}/access-entries/{principalArn}", .effect = AWS_REPEATS,
   .says = "change the access entry")
OP(EKS_DELETE_ACCESS_ENTRY, EKS, .name = "DeleteAccessEntry", .method = "DELETE",
   .path = "/clusters/{name}/access-entries/{principalArn}", .effect = AWS_REPEATS,
   .says = "delete the access entry")
OP(EKS_LIST_ACCESS_ENTRIES, EKS, .name = "ListAccessEntries", .method = "GET",
   .path = "/clusters/{name}/access-entries", .says = "list the access entries")
OP(EKS_LIST_ASSOCIATED_ACCESS_POLICIES, EKS, .name = "ListAssociatedAccessPolicies",
   .method = "GET",
   .path = "/clusters/{name}/access-entries/{principalArn}/access-policies",
   .pages = "associatedAccessPolicies",
   .says = "list the access policies of the access entry")
OP(EKS_LIST_POD_IDENTITY_ASSOCIATIONS, EKS, .name = "ListPodIdentityAssociations",
   .method = "GET", .path = "/clusters/{clusterName}/pod-identity-associations",
   .pages = "associations", .says = "list the Pod Identity associations")
OP(EKS_DESCRIBE_POD_IDENTITY_ASSOCIATION, EKS,
   .name = "DescribePodIdentityAssociation", .method = "GET",
   .path = "/clusters/{clusterName}/pod-identity-associations/{associationId}",
   .must = "association.roleArn", .says = "read the Pod Identity association")
OP(EKS_CREATE_POD_IDENTITY_ASSOCIATION, EKS, .name = "CreatePodIdentityAssociation",
   .method = "POST", .path = "/clusters/{clusterName}/pod-identity-associations",
   .effect = AWS_NAMED, .must = "association.associationId",
   .says = "create the Pod Identity association")
OP(EKS_UPDATE_POD_IDENTITY_ASSOCIATION, EKS, .name = "UpdatePodIdentityAssociation",
   .method = "POST",
   .path = "/clusters/{clusterName}/pod-identity-associations/{associationId}",
   .effect = AWS_REPEATS, .says = "change the Pod Identity association")
OP(EKS_DELETE_POD_IDENTITY_ASSOCIATION, EKS, .name = "DeletePodIdentityAssociation",
   .method = "DELETE",
   .path = "/clusters/{clusterName}/pod-identity-associations/{associationId}",
   .effect = AWS_REPEATS, .says = "delete the Pod Identity association")
OP(EKS_TAG_RESOURCE, EKS, .name = "TagResource", .method = "POST",
   .path = "/tags/{resourceArn}", .effect = AWS_REPEATS,
   .says = "tag the Pod Identity association")
OP(EKS_UNTAG_RESOURCE, EKS, .name = "UntagResource", .method = "DELETE",
   .path = "/tags/{resourceArn}", .effect = AWS_REPEATS,
   .says = "remove tags of the Pod Identity association")
OP(EKS_DESCRIBE_ADDON, EKS, .name = "DescribeAddon", .method = "GET",
   .path = "/clusters/{clusterName}/addons/{addonName}", .must = "addon.status",
   .says = "read the add-on")
OP(EKS_LIST_NODEGROUPS, EKS, .name = "ListNodegroups", .method = "GET",
   .path = "/clusters/{clusterName}/node-groups", .pages = "nodegroups",
   .says = "list the node groups")
OP(EKS_DESCRIBE_NODEGROUP, EKS, .name = "DescribeNodegroup", .method = "GET",
   .path = "/clusters/{clusterName}/node-groups/{nodegroupName}",
   .must = "nodegroup.nodegroupName", .says = "read the node group")
OP(IAM_CREATE_ACCESS_KEY, IAM, .name = "CreateAccessKey", .effect = AWS_ONCE,
   .must = "AccessKey.SecretAccessKey", .says = "create the access key")
OP(IAM_LIST_ACCESS_KEYS, IAM, .name = "ListAccessKeys", .pages = "AccessKeyMetadata",
   .says = "list the user's access keys")
OP(IAM_UPDATE_ACCESS_KEY, IAM, .name = "UpdateAccessKey", .effect = AWS_REPEATS,
   .says = "switch the access key on or off")
OP(IAM_DELETE_ACCESS_KEY, IAM, .name = "DeleteAccessKey", .effect = AWS_REPEATS,
   .says = "delete the access key")
OP(IAM_GET_ACCESS_KEY_LAST_USED, IAM, .name = "GetAccessKeyLastUsed",
   .must = "AccessKeyLastUsed.ServiceName",
   .says = "see when the access key was last used")
OP(IAM_LIST_USERS, IAM, .name = "ListUsers", .pages = "Users",
   .says = "list the account's users")
OP(IAM_LIST_INSTANCE_PROFILES, IAM, .name = "ListInstanceProfiles",
   .pages = "InstanceProfiles", .says = "list the account's instance profiles")
OP(IAM_GET_USER, IAM, .name = "GetUser", .must = "User.Arn", .says = "read the user")
OP(IAM_PUT_ROLE_PERMISSIONS_BOUNDARY, IAM, .name = "PutRolePermissionsBoundary",
   .effect = AWS_REPEATS, .says = "put a permissions boundary on the role")
OP(IAM_DELETE_ROLE_PERMISSIONS_BOUNDARY, IAM, .name = "DeleteRolePermissionsBoundary",
   .effect = AWS_REPEATS, .says = "take the permissions boundary off the role")
OP(IAM_PUT_USER_PERMISSIONS_BOUNDARY, IAM, .name = "PutUserPermissionsBoundary",
   .effect = AWS_REPEATS, .says = "put a permissions boundary on the user")
OP(IAM_DELETE_USER_PERMISSIONS_BOUNDARY, IAM, .name = "DeleteUserPermissionsBoundary",
   .effect = AWS_REPEATS, .says = "take the permissions boundary off the user")
OP(IAM_CREATE_USER, IAM, .name = "CreateUser", .effect = AWS_NAMED, .must = "User.Arn",
   .says = "create the user")
OP(IAM_TAG_USER, IAM, .name = "TagUser", .effect = AWS_REPEATS, .says = "tag the user")
OP(IAM_UNTAG_USER, IAM, .name = "UntagUser", .effect = AWS_REPEATS,
   .says = "remove tags of the user")
OP(IAM_DELETE_USER, IAM, .name = "DeleteUser", .effect = AWS_REPEATS,
   .says = "delete the user")
OP(IAM_LIST_USER_POLICIES, IAM, .name = "ListUserPolicies", .pages = "PolicyNames",
   .says = "list the user's inline policies")
OP(IAM_LIST_ATTACHED_USER_POLICIES, IAM, .name = "ListAttachedUserPolicies",
   .pages = "AttachedPolicies", .says = "list the policies attached to the user")
OP(IAM_GET_USER_POLICY, IAM, .name = "GetUserPolicy", .must = "PolicyDocument",
   .says = "read the user's inline policy")
OP(IAM_PUT_USER_POLICY, IAM, .name = "PutUserPolicy", .effect = AWS_REPEATS,
   .says = "write the user's inline policy")
OP(IAM_DELETE_USER_POLICY, IAM, .name = "DeleteUserPolicy", .effect = AWS_REPEATS,
   .says = "delete the user's inline policy")
OP(IAM_LIST_GROUPS_FOR_USER, IAM, .name = "ListGroupsForUser", .pages = "Groups",
   .says = "list the user's groups")
OP(IAM_LIST_GROUP_POLICIES, IAM, .name = "ListGroupPolicies", .pages = "PolicyNames",
   .says = "list the group's inline policies")
OP(IAM_LIST_ATTACHED_GROUP_POLICIES, IAM, .name = "ListAttachedGroupPolicies",
   .pages = "AttachedPolicies", .says = "list the policies attached to the group")
OP(IAM_GET_GROUP_POLICY, IAM, .name = "GetGroupPolicy", .must = "PolicyDocument",
   .says = "read the group's inline policy")
OP(IAM_GET_LOGIN_PROFILE, IAM, .name = "GetLoginProfile",
   .must = "LoginProfile.UserName",
   .says = "see whether the user has a console password")
OP(IAM_LIST_MFA_DEVICES, IAM, .name = "ListMFADevices", .pages = "MFADevices",
   .says = "list the user's MFA devices")
OP(STS_ASSUME_ROLE, STS, .name = "AssumeRole", .must = "Credentials.SessionToken",
   .says = "take on the role")
OP(STS_GET_SESSION_TOKEN, STS, .name = "GetSessionToken",
   .must = "Credentials.SessionToken", .says = "get a session")
OP(STS_ASSUME_ROLE_WITH_WEB_IDENTITY, STS, .name = "AssumeRoleWithWebIdentity",
   .must = "Credentials.SessionToken",
   .says = "take on the role with the web identity")
OP(STS_GET_ACCESS_KEY_INFO, STS, .name = "GetAccessKeyInfo", .must = "Account",
   .says = "see which account the access key is of")
OP(SSO_GET_ROLE_CREDENTIALS, .service = "sso", .wire = WIRE_REST_JSON,
   .name = "GetRoleCredentials", .method = "GET", .path = "/federation/credentials",
   .must = "roleCredentials.sessionToken",
   .says = "get the role's keys from IAM Identity Center")
OP(EC2_DESCRIBE_REGIONS, EC2, .name = "DescribeRegions",
   .must = "regionInfo.0.regionName", .says = "list the regions")
OP(EC2_DESCRIBE_INSTANCE_TYPES, EC2, .name = "DescribeInstanceTypes",
   .pages = "instanceTypeSet", .says = "look at the instance types")
OP(S3_LIST_BUCKETS, S3, .name = "ListBuckets", .method = "GET", .path = "/",
   .pages = "Buckets", .next = "ContinuationToken", .says = "list the buckets")
OP(S3_LIST_OBJECTS, S3, .name = "ListObjectsV2", .method = "GET",
   .path = "/{Bucket}?list-type=2", .pages = "Contents",
   .says = "list the bucket's objects")
OP(REDSHIFT_DESCRIBE_CLUSTERS, REDSHIFT, .name = "DescribeClusters",
   .pages = "Clusters", .says = "look at the clusters")
OP(IAM_GET_POLICY, IAM, .name = "GetPolicy", .must = "Policy.Arn",
   .says = "read the policy")
OP(IAM_GET_POLICY_VERSION, IAM, .name = "GetPolicyVersion",
   .must = "PolicyVersion.Document", .says = "read the policy's document")
OP(IAM_LIST_POLICY_VERSIONS, IAM, .name = "ListPolicyVersions", .pages = "Versions",
   .says = "list the policy's versions")
OP(IAM_LIST_POLICIES, IAM, .name = "ListPolicies", .pages = "Policies",
   .says = "list the account's policies")
OP(IAM_LIST_ENTITIES_FOR_POLICY, IAM, .name = "ListEntitiesForPolicy",
   .says = "see what the policy is attached to")
OP(IAM_CREATE_POLICY, IAM, .name = "CreatePolicy", .effect = AWS_NAMED,
   .must = "Policy.Arn", .says = "create the policy")
OP(IAM_CREATE_POLICY_VERSION, IAM, .name = "CreatePolicyVersion", .effect = AWS_NAMED,
   .must = "PolicyVersion.VersionId", .says = "change the policy's document")
OP(IAM_SET_DEFAULT_POLICY_VERSION, IAM, .name = "SetDefaultPolicyVersion",
   .effect = AWS_REPEATS, .says = "go back to the policy's former version")
OP(IAM_TAG_POLICY, IAM, .name = "TagPolicy", .effect = AWS_REPEATS,
   .says = "tag the policy")
OP(IAM_UNTAG_POLICY, IAM, .name = "UntagPolicy", .effect = AWS_REPEATS,
   .says = "remove tags of the policy")
OP(IAM_DELETE_POLICY_VERSION, IAM, .name = "DeletePolicyVersion",
   .effect = AWS_REPEATS, .says = "delete a version of the policy")
OP(IAM_DELETE_POLICY, IAM, .name = "DeletePolicy", .effect = AWS_REPEATS,
   .says = "delete the policy")
OP(IAM_ATTACH_ROLE_POLICY, IAM, .name = "AttachRolePolicy", .effect = AWS_REPEATS,
   .says = "attach the policy to the role")
OP(IAM_DETACH_ROLE_POLICY, IAM, .name = "DetachRolePolicy", .effect = AWS_REPEATS,
   .says = "detach the policy from the role")
OP(IAM_ATTACH_USER_POLICY, IAM, .name = "AttachUserPolicy", .effect = AWS_REPEATS,
   .says = "attach the policy to the user")
OP(IAM_DETACH_USER_POLICY, IAM, .name = "DetachUserPolicy", .effect = AWS_REPEATS,
   .says = "detach the policy from the user")
OP(IAM_LIST_ROLES, IAM, .name = "ListRoles", .pages = "Roles",
   .says = "list the account's roles")
OP(IAM_SIMULATE_PRINCIPAL_POLICY, IAM, .name = "SimulatePrincipalPolicy",
   .pages = "EvaluationResults", .says = "simulate what is allowed")
OP(IAM_GET_ACCOUNT_DETAILS, IAM, .name = "GetAccountAuthorizationDetails",
   .pages = "RoleDetailList",
   .says = "read the account's roles, users and policies at once")	/* by aws_call_items */
OP(IAM_CREATE_SERVICE_LINKED_ROLE, IAM, .name = "CreateServiceLinkedRole",
   .effect = AWS_NAMED, .must = "Role.Arn", .says = "create the service-linked role")
OP(IAM_DELETE_SERVICE_LINKED_ROLE, IAM, .name = "DeleteServiceLinkedRole",
   .effect = AWS_REPEATS, .must = "DeletionTaskId",
   .says = "delete the service-linked role")
OP(IAM_GET_SERVICE_LINKED_ROLE_DELETION_STATUS, IAM,
   .name = "GetServiceLinkedRoleDeletionStatus", .must = "Status",
   .says = "see whether the service-linked role is deleted")
OP(SERVICEQUOTAS_GET_SERVICE_QUOTA, .service = "servicequotas",
   .version = "ServiceQuotasV20190624", .wire = WIRE_JSON, .name = "GetServiceQuota",
   .must = "Quota.Value", .says = "read a quota of the account")
OP(EKS_LIST_CLUSTERS, EKS, .name = "ListClusters", .method = "GET",
   .path = "/clusters", .pages = "clusters", .says = "list the EKS clusters")
OP(SSO_OIDC_REGISTER_CLIENT, OIDC, .name = "RegisterClient",
   .path = "/client/register", .must = "clientSecret",
   .says = "register with IAM Identity Center")
OP(SSO_OIDC_START_DEVICE_AUTHORIZATION, OIDC, .name = "StartDeviceAuthorization",
   .path = "/device_authorization", .must = "deviceCode",
   .says = "begin the sign-in to IAM Identity Center")
OP(SSO_OIDC_CREATE_TOKEN, OIDC, .name = "CreateToken", .path = "/token",
   .finishes = true, .must = "accessToken",
   .says = "get a token from IAM Identity Center")
OP(SIGNIN_CREATE_OAUTH2_TOKEN, .service = "signin", .wire = WIRE_REST_JSON,
   .name = "CreateOAuth2Token", .method = "POST", .path = "/v1/token",
   .finishes = true, .must = "accessToken.sessionToken",
   .says = "refresh the credentials of 'aws login'")

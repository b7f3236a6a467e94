/*
 * ops_rows_cloudformation.h - the operations of CloudFormation, as ops_rows.h has the others.
 * Included after it, so it has no guard either.
 */
OP(CLOUDFORMATION_LIST_STACKS, CLOUDFORMATION, .name = "ListStacks",
   .says = "list the stacks")
/* Operations on a StackSet can be repeated because every caller sends an OperationId. */
OP(CLOUDFORMATION_DESCRIBE_STACK_SET, CLOUDFORMATION, .name = "DescribeStackSet",
   .must = "StackSet.Status", .says = "read the StackSet")
OP(CLOUDFORMATION_CREATE_STACK_SET, CLOUDFORMATION, .name = "CreateStackSet",
   .effect = AWS_REPEATS, .must = "StackSetId", .says = "create the StackSet")
OP(CLOUDFORMATION_UPDATE_STACK_SET, CLOUDFORMATION, .name = "UpdateStackSet",
   .effect = AWS_REPEATS, .must = "OperationId", .says = "update the StackSet")
OP(CLOUDFORMATION_DELETE_STACK_SET, CLOUDFORMATION, .name = "DeleteStackSet",
   .effect = AWS_REPEATS, .says = "delete the StackSet")
OP(CLOUDFORMATION_CREATE_STACK_INSTANCES, CLOUDFORMATION, .name = "CreateStackInstances",
   .effect = AWS_REPEATS, .must = "OperationId", .says = "create the stack instances")
OP(CLOUDFORMATION_DELETE_STACK_INSTANCES, CLOUDFORMATION, .name = "DeleteStackInstances",
   .effect = AWS_REPEATS, .must = "OperationId", .says = "delete the stack instances")
OP(CLOUDFORMATION_LIST_STACK_INSTANCES, CLOUDFORMATION, .name = "ListStackInstances",
   .pages = "Summaries", .next = "NextToken", .says = "list the stack instances")
OP(CLOUDFORMATION_LIST_STACK_SET_OPERATIONS, CLOUDFORMATION,
   .name = "ListStackSetOperations", .pages = "Summaries", .next = "NextToken",
   .says = "list the operations of the StackSet")
OP(CLOUDFORMATION_DESCRIBE_STACK_SET_OPERATION, CLOUDFORMATION,
   .name = "DescribeStackSetOperation", .must = "StackSetOperation.Status",
   .says = "read the operation of the StackSet")
OP(CLOUDFORMATION_LIST_STACK_SET_OPERATION_RESULTS, CLOUDFORMATION,
   .name = "ListStackSetOperationResults", .pages = "Summaries", .next = "NextToken",
   .says = "read the results of the operation")
OP(CLOUDFORMATION_STOP_STACK_SET_OPERATION, CLOUDFORMATION,
   .name = "StopStackSetOperation", .effect = AWS_REPEATS,
   .says = "stop the operation of the StackSet")

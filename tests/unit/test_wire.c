/* test_wire.c - requests written and answers read, against the protocol suites. */
#include "config.h"

#include "unit.h"

#include "aws/wire.h"
#include "shapes.h"

/* Cases that concern nothing accredit sends or reads, by their id, with why. */
struct left { const char *id, *why; };

static const char map_in[] = "no operation of ours takes a map";
static const char flat_in[] = "no operation of ours has flattened or renamed lists";
static const char token[] = "the plan makes tokens and records them; the client never does";
static const char gzip[] = "bodies are never compressed";
static const char no_body[] = "IAM, STS and EC2 always send a document: none is no answer";
static const char flat_out[] = "no answer of ours has flattened or renamed maps and lists";

static const struct left left_in[] = {
	{ "SDKAppliedContentEncoding_awsQuery", gzip },
	{ "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsQuery", gzip },
	{ "SDKAppliedContentEncoding_ec2Query", gzip },
	{ "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_ec2Query", gzip },
	{ "QueryProtocolIdempotencyTokenAutoFill", token },
	{ "Ec2ProtocolIdempotencyTokenAutoFill", token },
	{ "FlattenedListArgWithXmlName", flat_in },
	{ "FlattenedQueryLists", flat_in },
	{ "QueryListArgWithXmlNameMember", flat_in },
	{ "QueryFlattenedListArgWithXmlName", flat_in },
	{ "QuerySimpleQueryMaps", map_in },
	{ "QuerySimpleQueryMapsWithXmlName", map_in },
	{ "QueryComplexQueryMaps", map_in },
	{ "QueryEmptyQueryMaps", map_in },
	{ "QueryQueryMapWithMemberXmlName", map_in },
	{ "QueryFlattenedQueryMaps", map_in },
	{ "QueryFlattenedQueryMapsWithXmlName", map_in },
	{ "QueryQueryMapOfLists", map_in },
	{ "QueryNestedStructWithMap", map_in },
	{ NULL, NULL },
};

static const struct left left_out[] = {
	{ "QueryEmptyInputAndEmptyOutput", no_body },
	{ "QueryNoInputAndNoOutput", no_body },
	{ "QueryNoInputAndOutput", no_body },
	{ "QueryQueryFlattenedXmlMap", flat_out },
	{ "QueryQueryFlattenedXmlMapWithXmlName", flat_out },
	{ "QueryQueryFlattenedXmlMapWithXmlNamespace", flat_out },
	{ "QueryQueryXmlMapsXmlName", flat_out },
	{ NULL, NULL },
};

/* S3's protocol is used for a handful of calls: these shapes of theirs. */
static const char *const rest_in[] = {
	"EmptyInputAndEmptyOutput", "NoInputAndNoOutput", "NoInputAndOutput",
	"RestXmlEndpointTrait", "HttpRequestWithGreedyLabelInPath",
	"InputWithHeadersAndAllParams", "HttpRequestLabelEscaping",
	"HttpRequestWithLabelsAndTimestampFormat", "RestXmlSupportsNaNFloatLabels",
	"RestXmlSupportsInfinityFloatLabels", "RestXmlSupportsNegativeInfinityFloatLabels",
	NULL
};

static const char headers_out[] = "S3 headers we use are a table of their own";
static const char attributes[] = "no answer of ours carries a value in an attribute";
static const char payload[] = "the only payload of ours is GetObject's body";

static const struct left rest_left_out[] = {
	{ "FlattenedXmlMap", flat_out },
	{ "FlattenedXmlMapWithXmlName", flat_out },
	{ "RestXmlFlattenedXmlMapWithXmlNamespace", flat_out },
	{ "FlatNestedXmlMapResponse", flat_out },
	{ "NestedXmlMapWithXmlNameDeserializes", flat_out },
	{ "XmlMapsXmlName", flat_out },
	{ "RestXmlXmlMapWithXmlNamespace", flat_out },
	{ "GreetingWithErrors", headers_out },
	{ "HttpPrefixHeadersArePresent", headers_out },
	{ "HttpPrefixHeadersAreNotPresent", headers_out },
	{ "RestXmlHttpResponseCode", headers_out },
	{ "InputAndOutputWithStringHeaders", headers_out },
	{ "InputAndOutputWithNumericHeaders", headers_out },
	{ "InputAndOutputWithBooleanHeaders", headers_out },
	{ "InputAndOutputWithTimestampHeaders", headers_out },
	{ "InputAndOutputWithEnumHeaders", headers_out },
	{ "RestXmlSupportsNaNFloatHeaderOutputs", headers_out },
	{ "RestXmlSupportsInfinityFloatHeaderOutputs", headers_out },
	{ "RestXmlSupportsNegativeInfinityFloatHeaderOutputs", headers_out },
	{ "TimestampFormatHeaders", headers_out },
	{ "SimpleScalarProperties", headers_out },
	{ "SimpleScalarPropertiesComplexEscapes", headers_out },
	{ "SimpleScalarPropertiesWithEscapedCharacter", headers_out },
	{ "SimpleScalarPropertiesWithXMLPreamble", headers_out },
	{ "SimpleScalarPropertiesWithWhiteSpace", headers_out },
	{ "SimpleScalarPropertiesPureWhiteSpace", headers_out },
	{ "XmlAttributes", attributes },
	{ "XmlAttributesOnPayload", attributes },
	{ "RestXmlEnumPayloadResponse", payload },
	{ "RestXmlStringPayloadResponse", payload },
	{ "HttpPayloadTraitsWithBlob", payload },
	{ "HttpPayloadTraitsWithNoBlobBody", payload },
	{ "HttpPayloadWithMemberXmlName", payload },
	{ "HttpPayloadWithStructure", payload },
	{ "RestXmlHttpPayloadWithUnion", payload },
	{ "HttpPayloadWithXmlName", payload },
	{ "HttpPayloadWithXmlNamespace", payload },
	{ "HttpPayloadWithXmlNamespaceAndPrefix", payload },
	{ NULL, NULL },
};

static bool is_left(const struct left *list, const char *id)
{
	for (; list->id; list++)
		if (str_eq(list->id, id))
			return true;
	return false;
}

static enum aws_wire wire_of(const char *protocol)
{
	return str_eq(protocol, "ec2") ? WIRE_EC2 :
	       str_eq(protocol, "query") ? WIRE_QUERY : WIRE_REST_XML;
}

static struct aws_op op_of(const struct json *group, const struct json *c)
{
	const struct json *meta = json_get(group, "metadata");
	enum aws_wire wire = wire_of(json_str(meta, "protocol"));
	struct json *http = json_path(c, "given.http");

	return (struct aws_op){
		.service = "test", .name = json_text(json_path(c, "given.name")),
		.version = json_str(meta, "apiVersion"), .wire = wire, .says = "test",
		.method = wire == WIRE_REST_XML ? json_str(http, "method") : NULL,
		.path = wire == WIRE_REST_XML ? json_str(http, "requestUri") : NULL,
	};
}

/* --- requests -------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The pairs of a form in one order: the suite's is its own. */
static void sorted(struct buf *out, const char *form)
{
	char *copy = xstrdup(form), *rest = copy, *part, *parts[200];
	size_t n = 0;

	while ((part = strsep(&rest, "&")) && n < 200)
		parts[n++] = part;
	qsort(parts, n, sizeof(*parts), by_text);
	for (size_t i = 0; i < n; i++)
		buf_fmt(out, "%s\n", parts[i]);
	free(copy);
}

static bool same_form(const char *a, const char *b)
{
	struct buf x = BUF(1u << 20), y = BUF(1u << 20);
	bool same;

	sorted(&x, a);
	sorted(&y, b);
	same = str_eq(x.s, y.s);
	buf_free(&x);
	buf_free(&y);
	return same;
}

static bool write_is(const struct json *group, const struct json *c)
{
	struct aws_op op = op_of(group, c);
	const struct json *want = json_get(c, "serialized");
	struct json *params = to_ours(json_get(group, "shapes"),
				      json_path(c, "given.input"), json_get(c, "params"),
				      op.wire == WIRE_EC2);
	struct err err = ERR_INIT;
	struct wire w;
	bool ok = wire_write(&w, &op, params, &err);

	if (ok && op.wire == WIRE_REST_XML)
		ok = str_eq(w.path.s, json_str(want, "uri")) && !w.body.len;
	else if (ok)
		ok = same_form(w.body.s, json_str(want, "body"));
	if (!ok)
		printf("%s: %s\n  %s\n  %s %s\n", json_str(c, "id"), err.text,
		       json_str(want, op.wire == WIRE_REST_XML ? "uri" : "body"),
		       w.path.s, w.body.s);
	wire_free(&w);
	json_free(params);
	return ok;
}

static bool in_skipped(const char *protocol, const char *id)
{
	if (wire_of(protocol) == WIRE_REST_XML)
		return !str_in(id, rest_in);
	return is_left(left_in, id);
}

static void requests_of(const char *folder, const char *protocol)
{
	int passed = 0, all = 0, left = 0;
	char file[64], title[64];
	struct json *groups;

	snprintf(file, sizeof(file), "input/%s.json", protocol);
	groups = vectors_json(folder, file);
	json_each(group, groups)
		json_each(c, json_get(group, "cases")) {
			if (in_skipped(protocol, json_str(c, "id"))) {
				left++;
				continue;
			}
			passed += write_is(group, c);
			all++;
		}
	json_free(groups);
	printf("query-protocol in, %s: %d left out by name\n", protocol, left);
	snprintf(title, sizeof(title), "query-protocol in, %s", protocol);
	assert_true(vectors_count(title, passed, all));
}

static void requests(void **state)
{
	char *folder = vectors_folder("query-protocol");

	(void)state;
	if (!folder)
		return;
	requests_of(folder, "query");
	requests_of(folder, "ec2");
	requests_of(folder, "rest-xml");
	free(folder);
}

/* --- answers -------------------------------------------------------------------------------- */

static bool answer_is(const struct json *group, const struct json *c,
		      const struct wire_answer *a)
{
	const struct json *want = json_get(c, "result");
	struct json *have;
	bool ok;

	if (json_get(c, "error"))
		return str_eq(a->code, json_str(c, "errorCode")) &&
		       (!*json_str(c, "errorMessage") ||
			str_eq(a->message, json_str(c, "errorMessage")));
	if (!a->reply)
		return false;
	have = from_ours(json_get(group, "shapes"), json_path(c, "given.output"), a->reply);
	ok = json_equal(want, have) || (!json_count(want) && !json_count(have));
	json_free(have);
	return ok;
}

static bool read_is(const struct json *group, const struct json *c)
{
	struct aws_op op = op_of(group, c);
	struct http_response r = HTTP_RESPONSE;
	const struct json *response = json_get(c, "response");
	struct wire_answer a;
	bool ok;

	r.status = (int)json_number(json_get(response, "status_code"));
	buf_str(&r.body, json_str(response, "body"));
	wire_read(&a, &op, &r);
	ok = answer_is(group, c, &a);
	if (!ok) {
		struct buf text = BUF(1u << 20);

		if (a.reply)
			json_print(&text, a.reply);
		printf("%s: %s %s %s %s\n", json_str(c, "id"), a.unread ? a.unread : "",
		       a.code, a.message, text.s);
		buf_free(&text);
	}
	json_free(a.reply);
	http_response_free(&r);
	return ok;
}

static void answers_of(const char *folder, const char *protocol,
		       const struct left *left_list)
{
	int passed = 0, all = 0, left = 0;
	char file[64], title[64];
	struct json *groups;

	snprintf(file, sizeof(file), "output/%s.json", protocol);
	groups = vectors_json(folder, file);
	json_each(group, groups)
		json_each(c, json_get(group, "cases")) {
			if (is_left(left_list, json_str(c, "id"))) {
				left++;
				continue;
			}
			passed += read_is(group, c);
			all++;
		}
	json_free(groups);
	printf("query-protocol out, %s: %d left out by name\n", protocol, left);
	snprintf(title, sizeof(title), "query-protocol out, %s", protocol);
	assert_true(vectors_count(title, passed, all));
}

static void answers(void **state)
{
	char *folder = vectors_folder("query-protocol");

	(void)state;
	if (!folder)
		return;
	answers_of(folder, "query", left_out);
	answers_of(folder, "ec2", left_out);
	answers_of(folder, "rest-xml", rest_left_out);
	free(folder);
}

/* --- our own ----------------------------------------------------------------------------------- */

static struct json *parse(const char *text)
{
	struct err err;
	struct json *j = json_parse(text, strlen(text), "test", &err);

	assert_non_null(j);
	return j;
}

static void writes(const struct aws_op *op, const char *params, const char *path,
		   const char *query, const char *body)
{
	struct buf have = BUF(4096);
	struct json *j = parse(params);
	struct err err = ERR_INIT;
	struct wire w;

	assert_true(wire_write(&w, op, j, &err));
	sig_query_string(&have, w.query, w.queries);
	assert_string_equal(w.path.s, path);
	assert_string_equal(have.s, query);
	assert_string_equal(w.body.s, body);
	wire_free(&w);
	buf_free(&have);
	json_free(j);
}

static void own_requests(void **state)
{
	(void)state;
	writes(&aws_ops[OP_IAM_CREATE_ROLE],
	       "{\"RoleName\":\"a b\",\"Tags\":[{\"Key\":\"k\",\"Value\":\"+/~\"}],\"N\":3600,"
	       "\"B\":true,\"Z\":null}", "/", "",
	       "Action=CreateRole&Version=2010-05-08&RoleName=a%20b&Tags.member.1.Key=k"
	       "&Tags.member.1.Value=%2B%2F~&N=3600&B=true");
	writes(&aws_ops[OP_EC2_RUN_INSTANCES],
	       "{\"TagSpecification\":[{\"ResourceType\":\"instance\",\"Tag\":[{\"Key\":\"k\"}]}],"
	       "\"BlockDeviceMapping\":[]}", "/", "",
	       "Action=RunInstances&Version=2016-11-15&TagSpecification.1.ResourceType=instance"
	       "&TagSpecification.1.Tag.1.Key=k");
	writes(&aws_ops[OP_SSM_GET_PARAMETER], "{\"Name\":\"/a\"}", "/", "",
	       "{\"Name\":\"/a\"}");
	writes(&aws_ops[OP_S3_PUT_OBJECT],
	       "{\"Bucket\":\"b\",\"Key\":\"x y/\xc3\xa9\",\"Body\":\"text\",\"VersionId\":\"v\"}",
	       "/b/x%20y/%C3%A9", "versionId=v", "text");
	writes(&aws_ops[OP_S3_GET_BUCKET_VERSIONING], "{\"Bucket\":\"b\"}", "/b",
	       "versioning=", "");
	writes(&aws_ops[OP_S3_LIST_OBJECTS], "{\"Bucket\":\"b\",\"Prefix\":\"a/\",\"MaxKeys\":1}",
	       "/b", "list-type=2&max-keys=1&prefix=a%2F", "");
	writes(&aws_ops[OP_S3_LIST_BUCKETS], "{}", "/", "", "");
	writes(&aws_ops[OP_IAM_UPDATE_ACCESS_KEY],
	       "{\"AccessKeyId\":\"AKIA\",\"Status\":\"Inactive\"}", "/", "",
	       "Action=UpdateAccessKey&Version=2010-05-08&AccessKeyId=AKIA&Status=Inactive");
	writes(&aws_ops[OP_REDSHIFT_DESCRIBE_CLUSTERS], "{\"MaxRecords\":20}", "/", "",
	       "Action=DescribeClusters&Version=2012-12-01&MaxRecords=20");
	writes(&aws_ops[OP_EKS_DESCRIBE_CLUSTER], "{\"name\":\"a/b\"}", "/clusters/a%2Fb", "",
	       "");
}

/* Deleting an object without a name must never become deleting its bucket. */
static void empty_path_member(void **state)
{
	static const char *const bad[] = { "{}", "{\"Bucket\":\"b\"}",
		"{\"Bucket\":\"b\",\"Key\":\"\"}", "{\"Bucket\":\"\",\"Key\":\"k\"}",
		"{\"Bucket\":\"..\",\"Key\":\"k\"}" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct json *j = parse(bad[i]);
		struct err err = ERR_INIT;
		struct wire w;

		assert_false(wire_write(&w, &aws_ops[OP_S3_DELETE_OBJECT], j, &err));
		assert_int_equal(err.kind, ERR_INPUT);
		wire_free(&w);
		json_free(j);
	}
}

static struct wire_answer reads(enum aws_op_id op, int status, const char *head,
				const char *body)
{
	struct http_response r = HTTP_RESPONSE;
	struct wire_answer a;

	r.status = status;
	buf_str(&r.head, head);
	buf_str(&r.body, body);
	wire_read(&a, &aws_ops[op], &r);
	http_response_free(&r);
	return a;
}

static void json_errors(void **state)
{
	struct wire_answer a;

	(void)state;
	a = reads(OP_SSM_GET_PARAMETER, 400, "x-amzn-requestid: R1\n",
		  "{\"__type\":\"com.amazonaws.ssm#ParameterNotFound\",\"message\":\"m\"}");
	assert_string_equal(a.code, "ParameterNotFound");
	assert_string_equal(a.message, "m");
	assert_string_equal(a.request_id, "R1");
	a = reads(OP_EKS_DESCRIBE_CLUSTER, 403, "x-amzn-errortype: "
		  "AccessDeniedException:http://internal/\n", "{\"Message\":\"no\"}");
	assert_string_equal(a.code, "AccessDeniedException");
	assert_string_equal(a.message, "no");
}

static void json_scalars_are_text(void **state)
{
	struct wire_answer a = reads(OP_SSM_GET_PARAMETER, 200, "",
		"{\"Parameter\":{\"Value\":\"ami\",\"Version\":3,\"Secure\":false,\"X\":null}}");

	(void)state;
	assert_string_equal(json_text(json_path(a.reply, "Parameter.Version")), "3");
	assert_string_equal(json_text(json_path(a.reply, "Parameter.Secure")), "false");
	assert_null(json_path(a.reply, "Parameter.X"));
	json_free(a.reply);
}

static void s3_headers(void **state)
{
	struct wire_answer a = reads(OP_S3_PUT_OBJECT, 200,
		"etag: \"e\"\nx-amz-version-id: v1 \nx-amz-request-id: Q\n", "");

	(void)state;
	assert_string_equal(json_str(a.reply, "VersionId"), "v1");
	assert_string_equal(json_str(a.reply, "ETag"), "\"e\"");
	assert_string_equal(a.request_id, "Q");
	json_free(a.reply);
	a = reads(OP_S3_LIST_BUCKETS, 200, "content-type: text/html\n", "<head>sign in");
	assert_true(a.html);
	json_free(a.reply);
	a = reads(OP_S3_LIST_BUCKETS, 200, "content-type: text/html\n",
		  "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>");
	assert_false(a.html);
	assert_null(a.unread);
	json_free(a.reply);
	a = reads(OP_S3_GET_OBJECT, 200, "content-type: text/html\n", "<html>it is mine");
	assert_string_equal(json_str(a.reply, "Body"), "<html>it is mine");
	json_free(a.reply);
}

static const char *field(const struct wire *w, const char *name)
{
	for (size_t i = 0; i < w->field_count; i++)
		if (!strcmp(w->fields[i].name, name))
			return w->fields[i].value;
	return "";
}

/* A tree becomes XML, a list its element several times; S3 gets the sum of it. */
static void s3_bodies(void **state)
{
	static const char text[] = "{\"Bucket\":\"b\",\"LifecycleConfiguration\":{\"Rule\":["
		"{\"ID\":\"<a&b>\",\"Days\":1},{\"On\":true}]}}";
	struct err err = ERR_INIT;
	struct json *params = json_parse(text, strlen(text), "case", &err);
	struct wire w;

	(void)state;
	assert_true(wire_write(&w, &aws_ops[OP_S3_PUT_BUCKET_LIFECYCLE], params, &err));
	assert_string_equal(w.path.s, "/b");
	assert_string_equal(w.body.s, "<LifecycleConfiguration xmlns=\"http://s3.amazonaws.com"
			    "/doc/2006-03-01/\"><Rule><ID>&#60;a&#38;b&#62;</ID><Days>1</Days>"
			    "</Rule><Rule><On>true</On></Rule></LifecycleConfiguration>");
	assert_string_equal(field(&w, "x-amz-checksum-sha256"),
			    "RmoFw7W9yMmiRKz5loIxW9mTIArlxRZVZKmaOvOIIdw=");
	assert_string_equal(field(&w, "Content-Type"), "application/xml");
	wire_free(&w);
	json_free(params);
}

/* The sum goes with the operations whose API model wants it, and with no other. */
static void s3_sums(void **state)
{
	static const char text[] = "{\"Bucket\":\"b\",\"ACL\":\"private\","
		"\"CreateBucketConfiguration\":{\"LocationConstraint\":\"eu-west-1\"}}";
	struct err err = ERR_INIT;
	struct json *params = json_parse(text, strlen(text), "case", &err);
	struct wire w;

	(void)state;
	assert_true(wire_write(&w, &aws_ops[OP_S3_CREATE_BUCKET], params, &err));
	assert_true(w.body.len > 0);
	assert_string_equal(field(&w, "x-amz-sdk-checksum-algorithm"), "");
	assert_string_equal(field(&w, "x-amz-checksum-sha256"), "");
	wire_free(&w);
	assert_true(wire_write(&w, &aws_ops[OP_S3_PUT_BUCKET_ACL], params, &err));
	assert_int_equal(w.body.len, 0);
	assert_string_equal(field(&w, "x-amz-sdk-checksum-algorithm"), "SHA256");
	assert_string_equal(field(&w, "x-amz-checksum-sha256"),
			    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
	wire_free(&w);
	json_free(params);
}

static void s3_texts(void **state)
{
	struct wire_answer a = reads(OP_S3_GET_BUCKET_POLICY, 200, "", "{\"Version\":\"1\"}");

	(void)state;
	assert_string_equal(json_str(a.reply, "Body"), "{\"Version\":\"1\"}");
	json_free(a.reply);
	a = reads(OP_SQS_DELETE_QUEUE, 200, "", "");
	assert_non_null(a.reply);
	json_free(a.reply);
	a = reads(OP_SQS_CREATE_QUEUE, 200, "", "");
	assert_null(a.reply);
}

/* S3 and Redshift: a list's items have the list's name; a single one is a list, too. */
static void lists_named_by_their_own(void **state)
{
	struct wire_answer a = reads(OP_S3_LIST_BUCKETS, 200, "",
		"<ListAllMyBucketsResult><Owner><ID>o</ID></Owner><Buckets>"
		"<Bucket><Name>one</Name></Bucket></Buckets></ListAllMyBucketsResult>");

	(void)state;
	assert_string_equal(json_text(json_path(a.reply, "Buckets.0.Name")), "one");
	assert_string_equal(json_text(json_path(a.reply, "Owner.ID")), "o");
	json_free(a.reply);
	a = reads(OP_REDSHIFT_DESCRIBE_CLUSTERS, 200, "", "<DescribeClustersResponse>"
		  "<DescribeClustersResult><Clusters><Cluster><ClusterIdentifier>a"
		  "</ClusterIdentifier></Cluster><Cluster><ClusterIdentifier>b"
		  "</ClusterIdentifier></Cluster></Clusters></DescribeClustersResult>"
		  "</DescribeClustersResponse>");
	assert_string_equal(json_text(json_path(a.reply, "Clusters.1.ClusterIdentifier")), "b");
	json_free(a.reply);
}

/* A secret that did not come is no key; a last use that did not come is none known. */
static void answers_that_lack_their_part(void **state)
{
	struct wire_answer a = reads(OP_IAM_CREATE_ACCESS_KEY, 200, "",
		"<CreateAccessKeyResponse><CreateAccessKeyResult><AccessKey><AccessKeyId>AKIA"
		"</AccessKeyId></AccessKey></CreateAccessKeyResult></CreateAccessKeyResponse>");

	(void)state;
	assert_null(a.reply);
	assert_non_null(a.unread);
	a = reads(OP_IAM_GET_ACCESS_KEY_LAST_USED, 200, "",
		  "<GetAccessKeyLastUsedResponse><GetAccessKeyLastUsedResult><AccessKeyLastUsed/>"
		  "</GetAccessKeyLastUsedResult></GetAccessKeyLastUsedResponse>");
	assert_null(a.reply);
	assert_non_null(a.unread);
}

static void another_calls_answer(void **state)
{
	struct wire_answer a = reads(OP_IAM_GET_ROLE, 200, "",
		"<GetUserResponse><GetUserResult/></GetUserResponse>");

	(void)state;
	assert_null(a.reply);
	assert_non_null(a.unread);
}

static void unescape(void **state)
{
	struct buf out = BUF(100);

	(void)state;
	assert_true(wire_unescape(&out, "%7B%22a%22%3a1%7D+"));
	assert_string_equal(out.s, "{\"a\":1}+");
	assert_false(wire_unescape(&out, "%7B%ZZ%2"));
	assert_false(wire_unescape(&out, "%2"));
	assert_false(wire_unescape(&out, "%00"));
	buf_free(&out);
}

/* Each row can be written and names what a row must. */
static void every_row(void **state)
{
	static const char all[] = "{\"Bucket\":\"b\",\"Key\":\"k\",\"name\":\"n\",\"principalArn\":\"p\","
		"\"clusterName\":\"c\",\"associationId\":\"a\",\"addonName\":\"d\",\"nodegroupName\":\"g\","
		"\"resourceArn\":\"r\"}";
	struct json *params = parse(all);

	(void)state;
	for (size_t i = 0; i < OP_COUNT; i++) {
		struct err err = ERR_INIT;
		struct wire w;

		assert_non_null(aws_ops[i].name);
		assert_non_null(aws_ops[i].service);
		assert_non_null(aws_ops[i].says);
		assert_true(wire_write(&w, &aws_ops[i], params, &err));
		wire_free(&w);
	}
	json_free(params);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests),
		cmocka_unit_test(answers),
		cmocka_unit_test(own_requests),
		cmocka_unit_test(empty_path_member),
		cmocka_unit_test(json_errors),
		cmocka_unit_test(json_scalars_are_text),
		cmocka_unit_test(s3_headers),
		cmocka_unit_test(s3_bodies), cmocka_unit_test(s3_sums),
		cmocka_unit_test(s3_texts),
		cmocka_unit_test(lists_named_by_their_own),
		cmocka_unit_test(answers_that_lack_their_part),
		cmocka_unit_test(another_calls_answer),
		cmocka_unit_test(unescape),
		cmocka_unit_test(every_row),
	};

	return run_all(tests);
}

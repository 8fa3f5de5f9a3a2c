"""All services but DynamoDB through boto3: CloudWatch, Lambda, SNS, STS, SSM, EventBridge, S3."""

import base64
import datetime
import hashlib
import io
import json
import time
import unittest
import urllib.error
import urllib.request
import uuid

import serving
import tables

try:
    import boto3_clients
    import botocore.auth
    import botocore.awsrequest
    import botocore.credentials
except ImportError:
    serving.skip_suite("boto3 services", "boto3 is not installed (apt install python3-boto3)")

SERVER = None


def setUpModule():
    global SERVER
    SERVER = serving.Server(*serving.SOME_FUNCTION)


def tearDownModule():
    SERVER.stop()


def now():
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


class ServiceTest(unittest.TestCase, boto3_clients.Refusals):
    SERVICE = ""

    def setUp(self):
        self.client = boto3_clients.client(self.SERVICE, SERVER.endpoint)
        self.id = uuid.uuid4().hex


class CloudWatchTest(ServiceTest):
    """boto3 of Debian 12 speaks the query protocol; the other one is tried by hand."""

    SERVICE = "cloudwatch"

    def setUp(self):
        super().setUp()
        self.namespace = "Test/" + self.id
        self.end = now() + datetime.timedelta(minutes=1)
        self.start = self.end - datetime.timedelta(hours=1)

    def put(self, *data):
        self.client.put_metric_data(Namespace=self.namespace, MetricData=list(data))

    def statistics(self, name="m", period=60, statistics=("Average", "Sum", "Minimum", "Maximum", "SampleCount"), **more):
        points = self.client.get_metric_statistics(
            Namespace=self.namespace, MetricName=name, StartTime=self.start, EndTime=self.end, Period=period,
            Statistics=list(statistics), **more)["Datapoints"]
        return sorted(points, key=lambda point: point["Timestamp"])

    def test_values_become_statistics(self):
        at = self.end.replace(second=0) - datetime.timedelta(minutes=10)
        self.put({"MetricName": "m", "Value": 2, "Timestamp": at}, {"MetricName": "m", "Value": 4.5, "Timestamp": at})
        point, = self.statistics()
        self.assertEqual(point, {
            "Timestamp": at, "Average": 3.25, "Sum": 6.5, "Minimum": 2.0, "Maximum": 4.5, "SampleCount": 2.0, "Unit": "None"})

    def test_sets_and_lists_of_values_count_too(self):
        self.put(
            {"MetricName": "m", "StatisticValues": {"SampleCount": 3, "Sum": 30, "Minimum": 5, "Maximum": 15}},
            {"MetricName": "m", "Values": [1, 100], "Counts": [4, 1]})
        points = self.statistics(period=3600)
        self.assertEqual(sum(point["SampleCount"] for point in points), 8)
        self.assertEqual(max(point["Maximum"] for point in points), 100)
        self.assertEqual(min(point["Minimum"] for point in points), 1)

    def test_dimensions_match_exactly(self):
        dimension = {"Name": "DBInstanceIdentifier", "Value": "db"}
        self.put({"MetricName": "CPUUtilization", "Dimensions": [dimension], "Value": 42, "Unit": "Percent"})
        self.assertEqual(self.statistics("CPUUtilization", Dimensions=[dimension])[0]["Average"], 42)
        self.assertEqual(self.statistics("CPUUtilization", Dimensions=[dimension])[0]["Unit"], "Percent")
        self.assertEqual(self.statistics("CPUUtilization"), [])

    def test_a_metric_that_nobody_sent_has_no_points(self):
        self.assertEqual(self.statistics("nothing"), [])

    def test_percentiles(self):
        self.put({"MetricName": "m", "Values": [float(number) for number in range(1, 101)]})
        points = self.client.get_metric_statistics(
            Namespace=self.namespace, MetricName="m", StartTime=self.start, EndTime=self.end, Period=3600,
            ExtendedStatistics=["p50"])["Datapoints"]
        self.assertAlmostEqual(points[0]["ExtendedStatistics"]["p50"], 50, delta=1.5)

    def test_metric_data_is_read_for_several_metrics(self):
        self.put({"MetricName": "a", "Value": 1}, {"MetricName": "b", "Value": 2})
        queries = [{"Id": name, "MetricStat": {"Metric": {"Namespace": self.namespace, "MetricName": name}, "Period": 60, "Stat": "Sum"}}
                   for name in "ab"]
        results = self.client.get_metric_data(MetricDataQueries=queries, StartTime=self.start, EndTime=self.end)["MetricDataResults"]
        self.assertEqual({result["Id"]: result["Values"] for result in results}, {"a": [1.0], "b": [2.0]})
        self.assertEqual({result["StatusCode"] for result in results}, {"Complete"})

    def test_metrics_are_listed(self):
        self.put({"MetricName": "m", "Dimensions": [{"Name": "d", "Value": "v"}], "Value": 1})
        metrics = self.client.list_metrics(Namespace=self.namespace)["Metrics"]
        self.assertEqual(metrics, [{"Namespace": self.namespace, "MetricName": "m", "Dimensions": [{"Name": "d", "Value": "v"}]}])

    def test_refused_metrics(self):
        with self.refused("InvalidParameterValue"):
            self.put({"MetricName": "m", "Value": float("nan")})
        with self.refused("InvalidParameterCombination"):
            self.put({"MetricName": "m", "Value": 1, "Values": [1]})
        with self.refused("InvalidParameterValue"):
            self.statistics(period=61)

    def json_call(self, operation, body):
        """As newer clients call: AWS JSON 1.0, signed."""
        request = botocore.awsrequest.AWSRequest("POST", SERVER.endpoint + "/", {
            "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"GraniteServiceVersion20100801.{operation}"}, json.dumps(body))
        credentials = botocore.credentials.Credentials(serving.KEY_ID, serving.SECRET)
        botocore.auth.SigV4Auth(credentials, "monitoring", serving.REGION).add_auth(request)
        sent = urllib.request.Request(SERVER.endpoint + "/", request.body, dict(request.headers), method="POST")
        try:
            with urllib.request.urlopen(sent) as answer:
                return answer.status, json.loads(answer.read() or b"{}"), answer.headers
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read()), error.headers

    def test_the_json_protocol_writes_what_the_query_protocol_reads(self):
        at = int(self.end.timestamp()) - 600
        status, _, _ = self.json_call("PutMetricData", {
            "Namespace": self.namespace, "MetricData": [{"MetricName": "m", "Value": 7, "Timestamp": at}]})
        self.assertEqual(status, 200)
        self.assertEqual(self.statistics()[0]["Sum"], 7)

    def test_and_the_other_way_round(self):
        self.put({"MetricName": "m", "Value": 7})
        status, answer, _ = self.json_call("GetMetricStatistics", {
            "Namespace": self.namespace, "MetricName": "m", "StartTime": self.start.timestamp(), "EndTime": self.end.timestamp(),
            "Period": 60, "Statistics": ["Sum"]})
        self.assertEqual((status, answer["Label"]), (200, "m"))
        point, = answer["Datapoints"]
        self.assertEqual(point["Sum"], 7)
        self.assertEqual(point["Timestamp"] % 60, 0)

    def test_errors_of_the_json_protocol_bear_both_names(self):
        status, answer, headers = self.json_call("GetMetricStatistics", {
            "Namespace": self.namespace, "MetricName": "m", "StartTime": 0, "EndTime": 60, "Period": 61, "Statistics": ["Sum"]})
        self.assertEqual(status, 400)
        self.assertIn("__type", answer)
        self.assertRegex(headers["x-amzn-query-error"], "^[A-Za-z]+;Sender$")


class LambdaTest(ServiceTest):
    SERVICE = "lambda"
    ARN = f"arn:aws:lambda:{serving.REGION}:{serving.ACCOUNT}:function:some_function"

    def invoke(self, event, name="some_function", **more):
        answer = self.client.invoke(FunctionName=name, Payload=json.dumps(event).encode(), **more)
        text = answer["Payload"].read()
        return answer, json.loads(text) if text else None

    def test_a_function_answers(self):
        answer, result = self.invoke({"do": "echo", "text": "ünï"})
        self.assertEqual((answer["StatusCode"], answer["ExecutedVersion"]), (200, "$LATEST"))
        self.assertNotIn("FunctionError", answer)
        self.assertEqual(result["event"], {"do": "echo", "text": "ünï"})
        self.assertEqual(result["request_id"], answer["ResponseMetadata"]["RequestId"])
        self.assertEqual(result["arn"], self.ARN)
        self.assertGreater(result["deadline_ms"], time.time() * 1000)

    def test_it_is_found_by_its_arn(self):
        _, result = self.invoke({"do": "echo"}, name=self.ARN)
        self.assertEqual(result["arn"], self.ARN)
        _, result = self.invoke({"do": "echo"}, name=f"{serving.ACCOUNT}:function:some_function")
        self.assertEqual(result["arn"], self.ARN)

    def test_a_function_that_fails_is_a_call_that_succeeds(self):
        answer, result = self.invoke({"do": "fail"})
        self.assertEqual((answer["StatusCode"], answer["FunctionError"]), (200, "Unhandled"))
        self.assertEqual((result["errorType"], result["errorMessage"]), ("ValueError", "cannot do fail"))

    def test_the_log_can_be_had(self):
        answer, _ = self.invoke({"do": "log", "line": "hello from the worker"}, LogType="Tail")
        log = base64.b64decode(answer["LogResult"]).decode()
        request_id = answer["ResponseMetadata"]["RequestId"]
        self.assertIn("hello from the worker", log)
        self.assertIn(f"START RequestId: {request_id}", log)
        self.assertIn(f"REPORT RequestId: {request_id}", log)

    def test_a_process_knows_who_it_is(self):
        _, result = self.invoke({"do": "environment", "names": ["AWS_LAMBDA_FUNCTION_NAME", "AWS_REGION", "AWS_ENDPOINT_URL"]})
        self.assertEqual(result["AWS_LAMBDA_FUNCTION_NAME"], "some_function")
        self.assertEqual(result["AWS_REGION"], serving.REGION)
        self.assertEqual(result["AWS_ENDPOINT_URL"], SERVER.endpoint)

    def test_an_event_is_taken_and_its_task_completed(self):
        """The whole of sosw's path: a task in the table, an invocation, and the worker's mark."""
        db = boto3_clients.client("dynamodb", SERVER.endpoint)
        if "sosw_tasks" not in db.list_tables()["TableNames"]:
            db.create_table(**tables.TASKS)
            db.get_waiter("table_exists").wait(TableName="sosw_tasks", WaiterConfig={"Delay": 0.1, "MaxAttempts": 100})
        key = {"task_id": {"S": self.id}}
        db.put_item(TableName="sosw_tasks", Item={**key, "labourer_id": {"S": "some_function"}, "greenfield": {"N": "1"}})
        answer, nothing = self.invoke({"task_id": self.id}, InvocationType="Event")
        self.assertEqual((answer["StatusCode"], nothing), (202, None))
        task = serving.eventually(
            lambda: (lambda item: item if "completed_at" in item else None)(db.get_item(TableName="sosw_tasks", Key=key)["Item"]))
        self.assertIsNotNone(task, "the worker did not mark its task")
        self.assertLess(abs(int(task["completed_at"]["N"]) - time.time()), 60)

    def test_a_dry_run_runs_nothing(self):
        answer, nothing = self.invoke({"do": "fail"}, InvocationType="DryRun")
        self.assertEqual((answer["StatusCode"], nothing), (204, None))

    def test_an_unknown_function_is_not_found(self):
        with self.refused(
                "ResourceNotFoundException", f"Function not found: {self.ARN.replace('some_function', 'nope')}", status=404):
            self.invoke({}, name="nope")

    def test_an_event_is_json(self):
        with self.refused("InvalidRequestContentException", "Could not parse request body into json: …"):
            self.client.invoke(FunctionName="some_function", Payload=b"{no json")

    def test_functions_are_listed_and_described(self):
        self.assertIn("some_function", [function["FunctionName"] for function in self.client.list_functions()["Functions"]])
        configuration = self.client.get_function_configuration(FunctionName="some_function")
        self.assertEqual(configuration["FunctionArn"], self.ARN)
        self.assertEqual(configuration["State"], "Active")
        self.assertGreater(configuration["Timeout"], 0)

    def test_a_function_can_be_changed(self):
        before = self.client.get_function_configuration(FunctionName="some_function")["Timeout"]
        self.client.update_function_configuration(FunctionName="some_function", Timeout=77)
        self.assertEqual(self.client.get_function_configuration(FunctionName="some_function")["Timeout"], 77)
        self.client.update_function_configuration(FunctionName="some_function", Timeout=before)

    def test_what_takes_too_long_is_ended(self):
        before = self.client.get_function_configuration(FunctionName="some_function")["Timeout"]
        self.client.update_function_configuration(FunctionName="some_function", Timeout=1)
        answer, result = self.invoke({"do": "sleep", "seconds": 30})
        self.client.update_function_configuration(FunctionName="some_function", Timeout=before)
        self.assertEqual(answer["FunctionError"], "Unhandled")
        self.assertRegex(result["errorMessage"], "Task timed out after 1.00 seconds")


class SnsAndStsTest(ServiceTest):
    SERVICE = "sns"

    def test_a_message_is_published(self):
        topic = self.client.create_topic(Name="alarms")["TopicArn"]
        self.assertEqual(topic, f"arn:aws:sns:{serving.REGION}:{serving.ACCOUNT}:alarms")
        answer = self.client.publish(TopicArn=topic, Subject="Hello & <welcome>", Message="ünï & <b>")
        self.assertRegex(answer["MessageId"], "^[0-9a-f-]{36}$")

    def test_a_message_is_not_empty(self):
        topic = self.client.create_topic(Name="alarms")["TopicArn"]
        with self.refused("InvalidParameter", "Invalid parameter: Empty message"):
            self.client.publish(TopicArn=topic, Message="")

    def test_topics_are_listed(self):
        topic = self.client.create_topic(Name="topic-" + self.id)["TopicArn"]
        self.assertIn({"TopicArn": topic}, self.client.list_topics()["Topics"])
        self.client.delete_topic(TopicArn=topic)
        self.assertNotIn({"TopicArn": topic}, self.client.list_topics()["Topics"])

    def test_a_caller_has_an_identity(self):
        identity = boto3_clients.client("sts", SERVER.endpoint).get_caller_identity()
        self.assertEqual(identity["Account"], serving.ACCOUNT)
        self.assertTrue(identity["Arn"].startswith(f"arn:aws:iam::{serving.ACCOUNT}:"), identity["Arn"])
        self.assertTrue(identity["UserId"])


class SsmTest(ServiceTest):
    SERVICE = "ssm"

    def test_parameters_are_kept(self):
        name = f"/{self.id}/config"
        self.assertEqual(self.client.put_parameter(Name=name, Value="one", Type="String")["Version"], 1)
        self.assertEqual(self.client.put_parameter(Name=name, Value="two", Type="String", Overwrite=True)["Version"], 2)
        parameter = self.client.get_parameter(Name=name)["Parameter"]
        self.assertEqual((parameter["Name"], parameter["Value"], parameter["Type"], parameter["Version"]), (name, "two", "String", 2))
        self.assertEqual(parameter["ARN"], f"arn:aws:ssm:{serving.REGION}:{serving.ACCOUNT}:parameter{name}")
        self.assertLess(abs((parameter["LastModifiedDate"] - now()).total_seconds()), 60)

    def test_several_are_read_at_once_and_missing_ones_named(self):
        """As sosw reads its configuration."""
        for name in "ab":
            self.client.put_parameter(Name=f"{self.id}_{name}", Value=json.dumps({"name": name}), Type="String")
        answer = self.client.get_parameters(Names=[f"{self.id}_{name}" for name in "abc"], WithDecryption=True)
        self.assertEqual({parameter["Name"]: json.loads(parameter["Value"])["name"] for parameter in answer["Parameters"]},
                         {f"{self.id}_a": "a", f"{self.id}_b": "b"})
        self.assertEqual(answer["InvalidParameters"], [f"{self.id}_c"])

    def test_nothing_is_overwritten_by_chance(self):
        self.client.put_parameter(Name=self.id, Value="one", Type="String")
        with self.refused("ParameterAlreadyExists"):
            self.client.put_parameter(Name=self.id, Value="two", Type="String")

    def test_a_missing_parameter_is_not_found(self):
        with self.refused("ParameterNotFound"):
            self.client.get_parameter(Name=self.id)


class EventsTest(ServiceTest):
    SERVICE = "events"

    def tearDown(self):
        for rule in self.client.list_rules(NamePrefix=self.id)["Rules"]:
            targets = self.client.list_targets_by_rule(Rule=rule["Name"])["Targets"]
            if targets:
                self.client.remove_targets(Rule=rule["Name"], Ids=[target["Id"] for target in targets])
            self.client.delete_rule(Name=rule["Name"])

    def test_a_rule_has_a_schedule_and_targets(self):
        arn = self.client.put_rule(Name=self.id, ScheduleExpression="rate(1 minute)", State="DISABLED")["RuleArn"]
        self.assertEqual(arn, f"arn:aws:events:{serving.REGION}:{serving.ACCOUNT}:rule/{self.id}")
        answer = self.client.put_targets(Rule=self.id, Targets=[{"Id": "1", "Arn": LambdaTest.ARN, "Input": '{"do": "echo"}'}])
        self.assertEqual(answer["FailedEntryCount"], 0)
        rule, = self.client.list_rules(NamePrefix=self.id)["Rules"]
        self.assertEqual((rule["ScheduleExpression"], rule["State"], rule["EventBusName"]), ("rate(1 minute)", "DISABLED", "default"))
        target, = self.client.list_targets_by_rule(Rule=self.id)["Targets"]
        self.assertEqual(target, {"Id": "1", "Arn": LambdaTest.ARN, "Input": '{"do": "echo"}'})

    def test_a_schedule_is_one(self):
        for expression in ["rate(0 minutes)", "rate(1 minutes)", "every minute", "cron(* * *)"]:
            with self.refused("ValidationException", "Parameter ScheduleExpression is not valid. …"):
                self.client.put_rule(Name=self.id, ScheduleExpression=expression)

    def test_a_missing_rule_is_not_found(self):
        with self.refused("ResourceNotFoundException", f"Rule {self.id} does not exist on EventBus default."):
            self.client.list_targets_by_rule(Rule=self.id)

    def test_a_rule_fires(self):
        server = serving.Server(*serving.SOME_FUNCTION, clock="manual")
        self.addCleanup(server.stop)
        db = boto3_clients.client("dynamodb", server.endpoint)
        db.create_table(**tables.TASKS)
        db.get_waiter("table_exists").wait(TableName="sosw_tasks", WaiterConfig={"Delay": 0.1, "MaxAttempts": 100})
        key = {"task_id": {"S": "fired"}}
        db.put_item(TableName="sosw_tasks", Item={**key, "labourer_id": {"S": "some_function"}, "greenfield": {"N": "1"}})
        events = boto3_clients.client("events", server.endpoint)
        events.put_rule(Name="tick", ScheduleExpression="rate(1 minute)")
        events.put_targets(Rule="tick", Targets=[{"Id": "1", "Arn": LambdaTest.ARN, "Input": '{"task_id": "fired"}'}])
        server.advance("30s")
        self.assertNotIn("completed_at", db.get_item(TableName="sosw_tasks", Key=key)["Item"])
        server.advance("31s")
        self.assertTrue(serving.eventually(lambda: "completed_at" in db.get_item(TableName="sosw_tasks", Key=key)["Item"], seconds=40))


class S3Test(ServiceTest):
    SERVICE = "s3"

    def setUp(self):
        super().setUp()
        self.bucket = "bucket-" + self.id
        self.client.create_bucket(Bucket=self.bucket, CreateBucketConfiguration={"LocationConstraint": serving.REGION})

    def put(self, key, body=b"content", **more):
        return self.client.put_object(Bucket=self.bucket, Key=key, Body=body, **more)

    def read(self, key, **more):
        return self.client.get_object(Bucket=self.bucket, Key=key, **more)["Body"].read()

    def test_an_object_comes_back_as_it_went(self):
        body = bytes(range(256)) * 1000
        put = self.put("folder/a b+c&ü.bin", body, ContentType="application/x-thing", Metadata={"colour": "red"})
        self.assertEqual(put["ETag"], f'"{hashlib.md5(body).hexdigest()}"')
        got = self.client.get_object(Bucket=self.bucket, Key="folder/a b+c&ü.bin")
        self.assertEqual(got["Body"].read(), body)
        self.assertEqual((got["ContentType"], got["ContentLength"], got["ETag"]), ("application/x-thing", len(body), put["ETag"]))
        self.assertEqual(got["Metadata"], {"colour": "red"})
        self.assertLess(abs((got["LastModified"] - now()).total_seconds()), 60)

    def test_an_object_may_be_empty(self):
        self.put("empty", b"")
        self.assertEqual(self.read("empty"), b"")

    def test_a_part_of_an_object(self):
        self.put("ten", b"0123456789")
        self.assertEqual(self.read("ten", Range="bytes=2-4"), b"234")
        self.assertEqual(self.read("ten", Range="bytes=-3"), b"789")

    def test_the_head_of_an_object(self):
        self.put("a", b"12345")
        head = self.client.head_object(Bucket=self.bucket, Key="a")
        self.assertEqual(head["ContentLength"], 5)
        with self.refused("404", status=404):
            self.client.head_object(Bucket=self.bucket, Key="b")

    def test_an_object_is_copied(self):
        self.put("from/a b", b"x", Metadata={"a": "1"})
        copied = self.client.copy_object(Bucket=self.bucket, Key="to", CopySource={"Bucket": self.bucket, "Key": "from/a b"})
        self.assertEqual(copied["CopyObjectResult"]["ETag"], '"9dd4e461268c8034f5c8564e155c67a6"')
        self.assertEqual(self.read("to"), b"x")
        self.assertEqual(self.client.head_object(Bucket=self.bucket, Key="to")["Metadata"], {"a": "1"})

    def test_a_deleted_object_is_gone(self):
        self.put("a")
        self.client.delete_object(Bucket=self.bucket, Key="a")
        self.client.delete_object(Bucket=self.bucket, Key="a")
        with self.refused("NoSuchKey", "The specified key does not exist.", status=404):
            self.read("a")

    def test_a_missing_bucket_is_not_found(self):
        with self.refused("NoSuchBucket", "The specified bucket does not exist", status=404):
            self.client.put_object(Bucket="nope-" + self.id, Key="a", Body=b"")

    def test_objects_are_listed(self):
        for key in ["b/2", "a", "b/1"]:
            self.put(key)
        listed = self.client.list_objects_v2(Bucket=self.bucket)
        self.assertEqual([entry["Key"] for entry in listed["Contents"]], ["a", "b/1", "b/2"])
        listed = self.client.list_objects_v2(Bucket=self.bucket, Delimiter="/")
        self.assertEqual([entry["Prefix"] for entry in listed["CommonPrefixes"]], ["b/"])

    def test_a_file_is_uploaded_and_downloaded(self):
        """As sosw's Scheduler keeps its queue."""
        body = b"line of the queue\n" * 50_000
        self.client.upload_fileobj(io.BytesIO(body), self.bucket, "queue")
        back = io.BytesIO()
        self.client.download_fileobj(self.bucket, "queue", back)
        self.assertEqual(back.getvalue(), body)

    def test_a_presigned_url_needs_no_client(self):
        self.put("a b", b"presigned")
        url = self.client.generate_presigned_url("get_object", {"Bucket": self.bucket, "Key": "a b"})
        with urllib.request.urlopen(url) as answer:
            self.assertEqual(answer.read(), b"presigned")


if __name__ == "__main__":
    serving.run_suite("boto3 services")

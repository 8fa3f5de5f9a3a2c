"""The AWS CLI against a server of ours. $AWS_CLI, or Debian's /usr/bin/aws."""

import json
import os
import shutil
import subprocess
import tempfile
import time
import unittest

import serving
import tables

AWS = os.environ.get("AWS_CLI") or shutil.which("aws", path="/usr/bin:/usr/local/bin")
SERVER = None
FILE = None

if not AWS:
    serving.skip_suite("AWS CLI", "aws is not installed (apt install awscli)")


def setUpModule():
    global SERVER, FILE
    FILE = serving.CredentialsFile()
    SERVER = serving.Server("--require-signatures", "--credentials", FILE.path, *serving.SOME_FUNCTION)
    for definition in tables.ALL:
        aws("dynamodb", "create-table", "--cli-input-json", json.dumps(definition))
        aws("dynamodb", "wait", "table-exists", "--table-name", definition["TableName"])


def tearDownModule():
    SERVER.stop()


def run(*arguments, secret=serving.SECRET):
    """Exit code, standard output and standard error."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment.update(
        AWS_ACCESS_KEY_ID=serving.KEY_ID, AWS_SECRET_ACCESS_KEY=secret, AWS_DEFAULT_REGION=serving.REGION, AWS_PAGER="",
        AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_MAX_ATTEMPTS="1", AWS_EC2_METADATA_DISABLED="true")
    done = subprocess.run(
        [AWS, "--endpoint-url", SERVER.endpoint, "--output", "json", *arguments], env=environment, capture_output=True, text=True,
        timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


def aws(*arguments):
    """The answer, parsed; the command must succeed."""
    code, out, err = run(*arguments)
    if code:
        raise AssertionError(f"aws {' '.join(arguments)}: exit code {code}\n{err}")
    return json.loads(out) if out.strip() else None


class CliTest(unittest.TestCase):
    def refusal(self, *arguments, **more):
        code, _, err = run(*arguments, **more)
        self.assertEqual(code, 254, err)
        return err.strip()


class DynamoDb(CliTest):
    def test_tables_are_listed_and_described(self):
        self.assertEqual(aws("dynamodb", "list-tables")["TableNames"], ["config", "sosw_closed_tasks", "sosw_retry_tasks", "sosw_tasks"])
        table = aws("dynamodb", "describe-table", "--table-name", "sosw_tasks")["Table"]
        self.assertEqual((table["TableStatus"], table["GlobalSecondaryIndexes"][0]["IndexName"]), ("ACTIVE", "sosw_tasks_greenfield"))

    def test_an_item_is_put_and_found_through_the_greenfield_index(self):
        item = {"task_id": {"S": "cli"}, "labourer_id": {"S": "cli_labourer"}, "greenfield": {"N": "100"}, "payload": {"M": {"a": {"L": [{"BOOL": True}]}}}}
        aws("dynamodb", "put-item", "--table-name", "sosw_tasks", "--item", json.dumps(item))
        self.assertEqual(
            aws("dynamodb", "get-item", "--table-name", "sosw_tasks", "--key", '{"task_id": {"S": "cli"}}', "--consistent-read")["Item"], item)
        found = aws(
            "dynamodb", "query", "--table-name", "sosw_tasks", "--index-name", "sosw_tasks_greenfield", "--key-condition-expression",
            "labourer_id = :l AND greenfield < :now", "--expression-attribute-values",
            json.dumps({":l": {"S": "cli_labourer"}, ":now": {"N": str(int(time.time()))}}))
        self.assertEqual((found["Items"], found["Count"]), ([item], 1))

    def test_a_condition_refuses(self):
        key = '{"task_id": {"S": "cli_condition"}}'
        put = ["dynamodb", "put-item", "--table-name", "sosw_tasks", "--item", key, "--condition-expression", "attribute_not_exists(task_id)"]
        aws(*put)
        refusal = self.refusal(*put)
        self.assertIn("(ConditionalCheckFailedException) when calling the PutItem operation", refusal)
        self.assertTrue(refusal.endswith(": The conditional request failed"), refusal)

    def test_a_transaction_is_cancelled_with_reasons(self):
        aws("dynamodb", "put-item", "--table-name", "sosw_tasks", "--item", '{"task_id": {"S": "cli_transaction"}}')
        self.assertIn("specific reasons [ConditionalCheckFailed]", self.refusal(
            "dynamodb", "transact-write-items", "--transact-items", json.dumps([{"Put": {
                "TableName": "sosw_tasks", "Item": {"task_id": {"S": "cli_transaction"}},
                "ConditionExpression": "attribute_not_exists(task_id)"}}])))

    def test_pages_are_put_together(self):
        for start in range(0, 60, 20):
            aws("dynamodb", "batch-write-item", "--request-items", json.dumps({"config": [
                {"PutRequest": {"Item": {"env": {"S": "cli"}, "config_name": {"S": f"{number:03}"}}}} for number in range(start, start + 20)]}))
        found = aws("dynamodb", "scan", "--table-name", "config", "--page-size", "7", "--filter-expression", "env = :e",
                    "--expression-attribute-values", '{":e": {"S": "cli"}}')
        self.assertEqual(found["Count"], 60)
        first = aws("dynamodb", "scan", "--table-name", "config", "--max-items", "10")
        self.assertEqual(len(first["Items"]), 10)
        self.assertIn("NextToken", first)

    def test_bytes_go_as_base64(self):
        item = {"env": {"S": "bytes"}, "config_name": {"S": "a"}, "b": {"B": "AP8="}}
        aws("dynamodb", "put-item", "--table-name", "config", "--item", json.dumps(item))
        self.assertEqual(aws("dynamodb", "get-item", "--table-name", "config", "--key", '{"env": {"S": "bytes"}, "config_name": {"S": "a"}}')["Item"], item)

    def test_expiry_and_tags(self):
        aws("dynamodb", "update-time-to-live", "--table-name", "sosw_retry_tasks", "--time-to-live-specification", "Enabled=true,AttributeName=ttl")
        described = aws("dynamodb", "describe-time-to-live", "--table-name", "sosw_retry_tasks")["TimeToLiveDescription"]
        self.assertEqual(described["AttributeName"], "ttl")
        arn = aws("dynamodb", "describe-table", "--table-name", "config")["Table"]["TableArn"]
        aws("dynamodb", "tag-resource", "--resource-arn", arn, "--tags", "Key=team,Value=blue")
        self.assertEqual(aws("dynamodb", "list-tags-of-resource", "--resource-arn", arn)["Tags"], [{"Key": "team", "Value": "blue"}])

    def test_a_missing_table_is_not_found(self):
        self.assertIn("(ResourceNotFoundException)", self.refusal("dynamodb", "describe-table", "--table-name", "nope"))


class CloudWatch(CliTest):
    """The CLI of Debian 12 speaks the query protocol."""

    def test_metrics_go_in_and_out(self):
        aws("cloudwatch", "put-metric-data", "--namespace", "Cli", "--metric-name", "CPU", "--value", "12.5", "--unit", "Percent",
            "--dimensions", "DB=a")
        now = int(time.time())
        points = aws(
            "cloudwatch", "get-metric-statistics", "--namespace", "Cli", "--metric-name", "CPU", "--dimensions", "Name=DB,Value=a",
            "--start-time", str(now - 600), "--end-time", str(now + 60), "--period", "60", "--statistics", "Average", "Maximum")
        self.assertEqual(points["Label"], "CPU")
        point, = points["Datapoints"]
        self.assertEqual((point["Average"], point["Maximum"], point["Unit"]), (12.5, 12.5, "Percent"))

    def test_metric_data(self):
        aws("cloudwatch", "put-metric-data", "--namespace", "Cli", "--metric-data", json.dumps([{"MetricName": "many", "Values": [1, 2, 3]}]))
        now = int(time.time())
        query = [{"Id": "a", "MetricStat": {"Metric": {"Namespace": "Cli", "MetricName": "many"}, "Period": 60, "Stat": "Sum"}}]
        data = aws("cloudwatch", "get-metric-data", "--metric-data-queries", json.dumps(query), "--start-time", str(now - 600), "--end-time", str(now + 60))
        self.assertEqual(data["MetricDataResults"][0]["Values"], [6.0])

    def test_an_odd_period_is_refused(self):
        self.assertIn("(InvalidParameterValue)", self.refusal(
            "cloudwatch", "get-metric-statistics", "--namespace", "Cli", "--metric-name", "CPU", "--start-time", "0", "--end-time", "600",
            "--period", "61", "--statistics", "Sum"))


class OtherServices(CliTest):
    def test_a_function_is_invoked(self):
        with tempfile.NamedTemporaryFile() as out:
            answer = aws("lambda", "invoke", "--function-name", "some_function", "--cli-binary-format", "raw-in-base64-out", "--payload",
                         '{"do": "echo", "n": 1}', out.name)
            self.assertEqual((answer["StatusCode"], answer["ExecutedVersion"]), (200, "$LATEST"))
            self.assertEqual(json.load(out)["event"], {"do": "echo", "n": 1})

    def test_an_event_completes_its_task(self):
        aws("dynamodb", "put-item", "--table-name", "sosw_tasks", "--item", '{"task_id": {"S": "cli_event"}}')
        with tempfile.NamedTemporaryFile() as out:
            answer = aws("lambda", "invoke", "--function-name", "some_function", "--invocation-type", "Event", "--cli-binary-format",
                         "raw-in-base64-out", "--payload", '{"task_id": "cli_event"}', out.name)
        self.assertEqual(answer["StatusCode"], 202)
        self.assertTrue(serving.eventually(lambda: "completed_at" in aws(
            "dynamodb", "get-item", "--table-name", "sosw_tasks", "--key", '{"task_id": {"S": "cli_event"}}')["Item"], every=0.5))

    def test_an_unknown_function_is_not_found(self):
        self.assertIn("(ResourceNotFoundException)", self.refusal("lambda", "get-function-configuration", "--function-name", "nope"))

    def test_who_am_i(self):
        self.assertEqual(aws("sts", "get-caller-identity")["Account"], serving.ACCOUNT)

    def test_a_message_is_published(self):
        topic = aws("sns", "create-topic", "--name", "cli")["TopicArn"]
        self.assertIn("MessageId", aws("sns", "publish", "--topic-arn", topic, "--message", "a & b < c"))

    def test_a_parameter_is_kept(self):
        aws("ssm", "put-parameter", "--name", "/cli/a", "--value", "v", "--type", "String")
        answer = aws("ssm", "get-parameters", "--names", "/cli/a", "/cli/b")
        self.assertEqual((answer["Parameters"][0]["Value"], answer["InvalidParameters"]), ("v", ["/cli/b"]))

    def test_a_rule_has_targets(self):
        aws("events", "put-rule", "--name", "cli", "--schedule-expression", "rate(1 hour)")
        aws("events", "put-targets", "--rule", "cli", "--targets", f"Id=1,Arn=arn:aws:lambda:{serving.REGION}:{serving.ACCOUNT}:function:some_function")
        self.assertEqual(aws("events", "list-targets-by-rule", "--rule", "cli")["Targets"][0]["Id"], "1")
        self.assertEqual([rule["Name"] for rule in aws("events", "list-rules", "--name-prefix", "cli")["Rules"]], ["cli"])

    def test_files_are_copied_to_and_from_s3(self):
        aws("s3api", "create-bucket", "--bucket", "cli-bucket", "--create-bucket-configuration", f"LocationConstraint={serving.REGION}")
        with tempfile.TemporaryDirectory() as folder:
            there, back = os.path.join(folder, "there"), os.path.join(folder, "back")
            with open(there, "wb") as file:
                file.write(os.urandom(300_000))
            self.assertEqual(run("s3", "cp", there, "s3://cli-bucket/a b/there")[0], 0)
            self.assertEqual(run("s3", "cp", "s3://cli-bucket/a b/there", "s3://cli-bucket/copy")[0], 0)
            self.assertEqual(run("s3", "cp", "s3://cli-bucket/copy", back)[0], 0)
            with open(there, "rb") as first, open(back, "rb") as second:
                self.assertEqual(first.read(), second.read())
        self.assertEqual(aws("s3api", "head-object", "--bucket", "cli-bucket", "--key", "copy")["ContentLength"], 300_000)
        self.assertEqual(run("s3", "rm", "s3://cli-bucket/copy")[0], 0)
        self.assertIn("(404)", self.refusal("s3api", "head-object", "--bucket", "cli-bucket", "--key", "copy"))

    def test_a_wrong_secret_is_refused(self):
        self.assertIn("(InvalidSignatureException)", self.refusal("dynamodb", "list-tables", secret="wrong"))
        self.assertIn("(SignatureDoesNotMatch)", self.refusal("sts", "get-caller-identity", secret="wrong"))
        self.assertIn("(SignatureDoesNotMatch)", self.refusal("s3api", "list-buckets", secret="wrong"))


if __name__ == "__main__":
    serving.run_suite("AWS CLI")

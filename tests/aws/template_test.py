"""The CloudFormation template is whole, grants little, and has the tables that sosw makes itself.

template_test.py TEMPLATE PROGRAM. Exits with 77 where PyYAML is not installed.
"""

import http.client
import json
import re
import subprocess
import sys
import unittest

try:
    import yaml
except ImportError:
    print("PyYAML is not installed: the template is not checked")
    sys.exit(77)


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms; refuses what CloudFormation refuses."""

    def compose_node(self, parent, index):
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError(f"CloudFormation knows no aliases: {self.peek_event().start_mark}")
        return super().compose_node(parent, index)

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise yaml.YAMLError(f"a key stands twice: {node.start_mark}")
        return super().construct_mapping(node, deep)


def construct(loader, tag, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {"Ref" if tag == "Ref" else "Fn::" + tag: value}


Loader.add_multi_constructor("!", construct)

with open(sys.argv[1], encoding="utf-8") as file:
    TEMPLATE = yaml.load(file, Loader)
RESOURCES = TEMPLATE["Resources"]

REQUIRED = {
    "AWS::DynamoDB::Table": {"AttributeDefinitions", "KeySchema", "BillingMode", "TableName"},
    "AWS::Events::Rule": {"Targets"},
    "AWS::IAM::ManagedPolicy": {"PolicyDocument"},
    "AWS::IAM::Role": {"AssumeRolePolicyDocument", "Policies"},
    "AWS::Lambda::EventInvokeConfig": {"FunctionName", "Qualifier"},
    "AWS::Lambda::Function": {"Runtime", "Handler", "Code", "Role", "Timeout", "Architectures"},
    "AWS::Lambda::Permission": {"FunctionName", "Action", "Principal", "SourceArn"},
    "AWS::Logs::LogGroup": {"LogGroupName", "RetentionInDays"},
    "AWS::S3::Bucket": {"PublicAccessBlockConfiguration", "LifecycleConfiguration"},
    "AWS::SNS::Topic": {"TopicName"},
}


def of_type(kind):
    return {name: each["Properties"] for name, each in RESOURCES.items() if each["Type"] == kind}


def references(value):
    """Logical names that a value refers to."""
    if isinstance(value, list):
        return [name for each in value for name in references(each)]
    if not isinstance(value, dict):
        return []
    if "Ref" in value:
        return [value["Ref"]]
    if "Fn::GetAtt" in value:
        return [value["Fn::GetAtt"][0]]
    if "Fn::Sub" in value:
        return [name.split(".")[0] for name in re.findall(r"\$\{([^}!]+)\}", value["Fn::Sub"])]
    return [name for each in value.values() for name in references(each)]


def statements():
    for role in of_type("AWS::IAM::Role").values():
        for policy in role["Policies"]:
            yield from policy["PolicyDocument"]["Statement"]
    for policy in of_type("AWS::IAM::ManagedPolicy").values():
        yield from policy["PolicyDocument"]["Statement"]


def as_list(value):
    return value if isinstance(value, list) else [value]


def tables_of_program():
    """What `sosw serve` says about the tables that it makes for a configuration."""
    config = '{"task_config": {"labourers": {}}}'
    command = [sys.argv[2], "serve", "--port", "0", "--config", "/dev/stdin"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            server.stdin.write(config)
            server.stdin.close()
            port = int(server.stdout.readline().rsplit(":", 1)[1])
            names = call(port, "ListTables", {})["TableNames"]
            return {
                name: call(port, "DescribeTable", {"TableName": name})["Table"] for name in names
            }
        finally:
            server.terminate()


def call(port, operation, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    key = "AKID/20260302/us-west-2/dynamodb/aws4_request"
    connection.request(
        "POST",
        "/",
        json.dumps(body),
        {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": "DynamoDB_20120810." + operation,
            "X-Amz-Date": "20260302T080000Z",
            "Authorization": f"AWS4-HMAC-SHA256 Credential={key}, "
            "SignedHeaders=host;x-amz-date, Signature=00",
        },
    )
    try:
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def shape(table):
    """Keys and indexes, in no particular order."""
    by_name = lambda attribute: attribute["AttributeName"]
    indexes = {
        kind: {
            index["IndexName"]: (
                index["KeySchema"],
                index["Projection"]["ProjectionType"],
                sorted(index["Projection"].get("NonKeyAttributes", [])),
            )
            for index in table.get(kind, [])
        }
        for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes")
    }
    return sorted(table["AttributeDefinitions"], key=by_name), table["KeySchema"], indexes


class Template(unittest.TestCase):
    def test_it_has_the_tables_that_sosw_makes(self):
        made = {name: shape(table) for name, table in tables_of_program().items()}
        written = {
            table["TableName"]: shape(table) for table in of_type("AWS::DynamoDB::Table").values()
        }
        self.assertEqual(written, made)

    def test_every_reference_leads_somewhere(self):
        known = set(RESOURCES) | set(TEMPLATE["Parameters"])
        for name in references([RESOURCES, TEMPLATE["Outputs"]]):
            self.assertTrue(name in known or name.startswith("AWS::"), name)

    def test_every_parameter_is_used(self):
        self.assertEqual(set(TEMPLATE["Parameters"]) - set(references(RESOURCES)), set())

    def test_every_resource_has_what_its_type_needs(self):
        for name, resource in RESOURCES.items():
            self.assertIn(resource["Type"], REQUIRED, name)
            missing = REQUIRED[resource["Type"]] - set(resource["Properties"])
            self.assertEqual(missing, set(), name)

    def test_no_role_may_do_everything_or_do_it_to_everything(self):
        for statement in statements():
            for action in as_list(statement["Action"]):
                self.assertRegex(action, r"^[a-z0-9]+:[A-Za-z]+$")
            if statement["Resource"] == "*":
                self.assertIn(
                    statement["Action"],
                    {"cloudwatch:GetMetricStatistics", "events:ListRuleNamesByTarget"},
                )

    def test_each_function_has_a_role_and_a_log_of_its_own(self):
        functions = of_type("AWS::Lambda::Function")
        self.assertEqual(
            {function["Handler"] for function in functions.values()},
            {"sosw_orchestrator", "sosw_scavenger", "sosw_worker_assistant", "sosw_scheduler"},
        )
        logs = {log["LogGroupName"] for log in of_type("AWS::Logs::LogGroup").values()}
        roles = [function["Role"]["Fn::GetAtt"][0] for function in functions.values()]
        self.assertEqual(len(set(roles)), len(functions))
        for function in functions.values():
            self.assertEqual(function["Handler"], function["FunctionName"])
            self.assertIn("/aws/lambda/" + function["FunctionName"], logs)

    def test_every_rule_may_invoke_its_target(self):
        allowed = {
            (each["FunctionName"]["Ref"], each["SourceArn"]["Fn::GetAtt"][0])
            for each in of_type("AWS::Lambda::Permission").values()
        }
        for name, rule in of_type("AWS::Events::Rule").items():
            self.assertTrue("ScheduleExpression" in rule or "EventPattern" in rule, name)
            for target in rule["Targets"]:
                self.assertIn((target["Arn"]["Fn::GetAtt"][0], name), allowed)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

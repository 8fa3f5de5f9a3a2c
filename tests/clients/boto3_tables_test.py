"""DynamoDB's tables through boto3: their life, their indexes, tags, expiry."""

import datetime
import time
import unittest

import serving
import tables

try:
    import boto3_clients
except ImportError:
    serving.skip_suite("boto3 tables", "boto3 is not installed (apt install python3-boto3)")

SERVER = None


def setUpModule():
    global SERVER
    SERVER = serving.Server()


def tearDownModule():
    SERVER.stop()


class TableTest(unittest.TestCase, boto3_clients.Refusals):
    def setUp(self):
        self.db = boto3_clients.client("dynamodb", SERVER.endpoint)

    def tearDown(self):
        for name in self.db.list_tables()["TableNames"]:
            self.delete(name)

    def create(self, definition):
        self.db.create_table(**definition)
        self.db.get_waiter("table_exists").wait(TableName=definition["TableName"], WaiterConfig={"Delay": 0.1, "MaxAttempts": 100})
        return self.describe(definition["TableName"])

    def delete(self, name):
        self.db.delete_table(TableName=name)
        self.db.get_waiter("table_not_exists").wait(TableName=name, WaiterConfig={"Delay": 0.1, "MaxAttempts": 100})

    def describe(self, name):
        return self.db.describe_table(TableName=name)["Table"]

    def settled(self, name):
        """The table, once it and its indexes are active."""
        def probe():
            table = self.describe(name)
            indexes = table.get("GlobalSecondaryIndexes", [])
            return table if {table["TableStatus"], *(index["IndexStatus"] for index in indexes)} == {"ACTIVE"} else None
        return serving.eventually(probe)


class CreatingTables(TableTest):
    def test_sosws_tables_can_be_created(self):
        for definition in tables.ALL:
            self.create(definition)
        self.assertEqual(
            self.db.list_tables()["TableNames"], ["config", "sosw_closed_tasks", "sosw_retry_tasks", "sosw_tasks"])

    def test_a_new_table_is_being_created_and_then_active(self):
        created = self.db.create_table(**tables.TASKS)["TableDescription"]
        self.assertEqual(created["TableStatus"], "CREATING")
        self.assertEqual(self.settled("sosw_tasks")["TableStatus"], "ACTIVE")

    def test_a_description_says_what_was_asked_for(self):
        table = self.create(tables.TASKS)
        self.assertEqual(table["TableName"], "sosw_tasks")
        self.assertEqual(table["KeySchema"], tables.TASKS["KeySchema"])
        self.assertCountEqual(table["AttributeDefinitions"], tables.TASKS["AttributeDefinitions"])
        self.assertEqual(table["TableArn"], "arn:aws:dynamodb:us-west-2:000000000000:table/sosw_tasks")
        self.assertRegex(table["TableId"], "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
        self.assertEqual((table["ItemCount"], table["TableSizeBytes"]), (0, 0))
        self.assertEqual(table["ProvisionedThroughput"]["ReadCapacityUnits"], 10)
        self.assertEqual(table["ProvisionedThroughput"]["NumberOfDecreasesToday"], 0)
        age = datetime.datetime.now(datetime.timezone.utc) - table["CreationDateTime"]
        self.assertLess(abs(age.total_seconds()), 60)

    def test_a_global_index_is_described(self):
        index, = self.create(tables.TASKS)["GlobalSecondaryIndexes"]
        self.assertEqual(index["IndexName"], "sosw_tasks_greenfield")
        self.assertEqual(index["KeySchema"], tables.key("labourer_id", "greenfield"))
        self.assertEqual(index["Projection"], {"ProjectionType": "ALL"})
        self.assertEqual(index["IndexStatus"], "ACTIVE")
        self.assertEqual(
            index["IndexArn"], "arn:aws:dynamodb:us-west-2:000000000000:table/sosw_tasks/index/sosw_tasks_greenfield")

    def test_a_local_index_is_described(self):
        index, = self.create(tables.RETRY_TASKS)["LocalSecondaryIndexes"]
        self.assertEqual(index["IndexName"], "labourer_id_greenfield")
        self.assertEqual(index["KeySchema"], tables.key("labourer_id", "desired_launch_time"))

    def test_an_index_may_include_attributes(self):
        index, = self.create(tables.CLOSED_TASKS)["GlobalSecondaryIndexes"]
        self.assertEqual(index["Projection"]["ProjectionType"], "INCLUDE")
        self.assertCountEqual(index["Projection"]["NonKeyAttributes"], ["completed_at", "greenfield", "attempts"])

    def test_pay_per_request_is_said(self):
        table = self.create(tables.CONFIG)
        self.assertEqual(table["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST")
        self.assertEqual(table["ProvisionedThroughput"]["WriteCapacityUnits"], 0)

    def test_a_table_cannot_be_created_twice(self):
        self.create(tables.CONFIG)
        with self.refused("ResourceInUseException", "Table already exists: config"):
            self.db.create_table(**tables.CONFIG)

    def test_key_attributes_must_be_defined(self):
        with self.refused("ValidationException"):
            self.db.create_table(**{**tables.CONFIG, "AttributeDefinitions": [tables.attribute("env", "S")]})

    def test_attributes_that_no_key_uses_are_refused(self):
        definitions = tables.CONFIG["AttributeDefinitions"] + [tables.attribute("more", "S")]
        with self.refused("ValidationException"):
            self.db.create_table(**{**tables.CONFIG, "AttributeDefinitions": definitions})

    def test_provisioned_tables_need_a_throughput(self):
        with self.refused("ValidationException"):
            self.db.create_table(**{**tables.CONFIG, "BillingMode": "PROVISIONED"})

    def test_a_tables_name_has_three_letters(self):
        with self.refused("ValidationException"):
            self.db.create_table(**{**tables.CONFIG, "TableName": "a!b"})


class LivingTables(TableTest):
    def test_a_missing_table_is_not_found(self):
        with self.refused("ResourceNotFoundException", "Requested resource not found: Table: nope not found"):
            self.describe("nope")
        with self.refused("ResourceNotFoundException", "Requested resource not found: Table: nope not found"):
            self.db.delete_table(TableName="nope")

    def test_a_deleted_table_is_gone(self):
        self.create(tables.CONFIG)
        self.assertEqual(self.db.delete_table(TableName="config")["TableDescription"]["TableStatus"], "DELETING")
        self.assertTrue(serving.eventually(lambda: self.db.list_tables()["TableNames"] == []))

    def test_tables_are_listed_page_by_page(self):
        for name in ["bbb", "aaa", "ddd", "ccc", "eee"]:
            self.create({**tables.CONFIG, "TableName": name})
        first = self.db.list_tables(Limit=2)
        self.assertEqual((first["TableNames"], first["LastEvaluatedTableName"]), (["aaa", "bbb"], "bbb"))
        pages = self.db.get_paginator("list_tables").paginate(PaginationConfig={"PageSize": 2})
        self.assertEqual([page["TableNames"] for page in pages], [["aaa", "bbb"], ["ccc", "ddd"], ["eee"]])

    def test_items_are_counted(self):
        self.create(tables.CONFIG)
        for number in range(3):
            self.db.put_item(TableName="config", Item={"env": {"S": "dev"}, "config_name": {"S": str(number)}})
        self.assertEqual(self.db.scan(TableName="config", Select="COUNT")["Count"], 3)

    def test_throughput_can_be_changed(self):
        self.create(tables.TASKS)
        self.db.update_table(TableName="sosw_tasks", ProvisionedThroughput={"ReadCapacityUnits": 20, "WriteCapacityUnits": 15})
        throughput = self.settled("sosw_tasks")["ProvisionedThroughput"]
        self.assertEqual((throughput["ReadCapacityUnits"], throughput["WriteCapacityUnits"]), (20, 15))

    def test_throughput_must_change_when_it_is_changed(self):
        self.create(tables.TASKS)
        with self.refused("ValidationException", "The provisioned throughput for the table will not change…"):
            self.db.update_table(
                TableName="sosw_tasks", ProvisionedThroughput={"ReadCapacityUnits": 10, "WriteCapacityUnits": 10})

    def test_billing_can_be_changed(self):
        self.create(tables.TASKS)
        self.db.update_table(TableName="sosw_tasks", BillingMode="PAY_PER_REQUEST")
        self.assertEqual(self.settled("sosw_tasks")["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST")

    def test_an_index_can_be_added_and_is_filled(self):
        self.create(tables.CONFIG)
        self.db.put_item(TableName="config", Item={"env": {"S": "dev"}, "config_name": {"S": "a"}, "owner": {"S": "me"}})
        self.db.update_table(
            TableName="config", AttributeDefinitions=[tables.attribute("owner", "S")],
            GlobalSecondaryIndexUpdates=[{"Create": {
                "IndexName": "by_owner", "KeySchema": tables.key("owner"), "Projection": {"ProjectionType": "KEYS_ONLY"}}}])
        self.settled("config")
        found = serving.eventually(lambda: self.db.query(
            TableName="config", IndexName="by_owner", KeyConditionExpression="#o = :me",
            ExpressionAttributeNames={"#o": "owner"}, ExpressionAttributeValues={":me": {"S": "me"}})["Items"])
        self.assertEqual(found, [{"env": {"S": "dev"}, "config_name": {"S": "a"}, "owner": {"S": "me"}}])

    def test_an_index_can_be_removed(self):
        self.create(tables.TASKS)
        self.db.update_table(
            TableName="sosw_tasks", GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "sosw_tasks_greenfield"}}])
        self.assertTrue(serving.eventually(lambda: "GlobalSecondaryIndexes" not in self.describe("sosw_tasks")))
        with self.refused("ValidationException", "The table does not have the specified index: sosw_tasks_greenfield"):
            self.db.query(
                TableName="sosw_tasks", IndexName="sosw_tasks_greenfield", KeyConditionExpression="labourer_id = :l",
                ExpressionAttributeValues={":l": {"S": "a"}})

    def test_limits_and_endpoints_are_described(self):
        limits = self.db.describe_limits()
        self.assertGreaterEqual(limits["AccountMaxReadCapacityUnits"], limits["TableMaxReadCapacityUnits"])
        endpoint, = self.db.describe_endpoints()["Endpoints"]
        self.assertTrue(endpoint["Address"])
        self.assertGreater(endpoint["CachePeriodInMinutes"], 0)


class TaggedTables(TableTest):
    def test_tags_come_and_go(self):
        arn = self.create({**tables.CONFIG, "Tags": [{"Key": "team", "Value": "blue"}]})["TableArn"]
        self.db.tag_resource(ResourceArn=arn, Tags=[{"Key": "stage", "Value": "dev"}, {"Key": "team", "Value": "red"}])
        self.assertCountEqual(
            self.db.list_tags_of_resource(ResourceArn=arn)["Tags"],
            [{"Key": "team", "Value": "red"}, {"Key": "stage", "Value": "dev"}])
        self.db.untag_resource(ResourceArn=arn, TagKeys=["team"])
        self.assertEqual(self.db.list_tags_of_resource(ResourceArn=arn)["Tags"], [{"Key": "stage", "Value": "dev"}])

    def test_a_missing_table_has_no_tags(self):
        arn = "arn:aws:dynamodb:us-west-2:000000000000:table/nope"
        with self.refused("ResourceNotFoundException"):
            self.db.tag_resource(ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])


class ExpiringItems(TableTest):
    ENABLED = {"Enabled": True, "AttributeName": "ttl"}

    def test_expiry_is_off_until_it_is_asked_for(self):
        self.create(tables.CONFIG)
        described = self.db.describe_time_to_live(TableName="config")["TimeToLiveDescription"]
        self.assertEqual(described, {"TimeToLiveStatus": "DISABLED"})

    def test_expiry_can_be_switched_on(self):
        self.create(tables.CONFIG)
        answer = self.db.update_time_to_live(TableName="config", TimeToLiveSpecification=self.ENABLED)
        self.assertEqual(answer["TimeToLiveSpecification"], self.ENABLED)

        def described():
            found = self.db.describe_time_to_live(TableName="config")["TimeToLiveDescription"]
            return found if found["TimeToLiveStatus"] == "ENABLED" else None
        self.assertEqual(serving.eventually(described), {"TimeToLiveStatus": "ENABLED", "AttributeName": "ttl"})

    def test_it_is_not_switched_on_twice(self):
        self.create(tables.CONFIG)
        self.db.update_time_to_live(TableName="config", TimeToLiveSpecification=self.ENABLED)
        with self.refused("ValidationException"):
            self.db.update_time_to_live(TableName="config", TimeToLiveSpecification=self.ENABLED)

    def test_items_expire_on_the_clock(self):
        server = serving.Server(clock="manual")
        self.addCleanup(server.stop)
        db = boto3_clients.client("dynamodb", server.endpoint)
        db.create_table(**tables.CONFIG)
        db.get_waiter("table_exists").wait(TableName="config", WaiterConfig={"Delay": 0.1, "MaxAttempts": 100})
        db.update_time_to_live(TableName="config", TimeToLiveSpecification=self.ENABLED)
        for name, seconds in {"soon": 100, "later": 86400}.items():
            db.put_item(TableName="config", Item={
                "env": {"S": "dev"}, "config_name": {"S": name}, "ttl": {"N": str(int(time.time()) + seconds)}})
        db.put_item(TableName="config", Item={"env": {"S": "dev"}, "config_name": {"S": "never"}, "ttl": {"S": "text"}})

        def names():
            return sorted(item["config_name"]["S"] for item in db.scan(TableName="config")["Items"])
        self.assertEqual(names(), ["later", "never", "soon"])
        server.advance("1h")
        serving.eventually(lambda: names() == ["later", "never"])
        self.assertEqual(names(), ["later", "never"])


if __name__ == "__main__":
    serving.run_suite("boto3 tables")

"""DynamoDB's items through boto3: writes, conditions, queries, batches, transactions."""

import decimal
import itertools
import unittest
import uuid

import serving
import tables

try:
    import boto3_clients
    from boto3.dynamodb.conditions import Attr, Key
    from boto3.dynamodb.types import Binary
except ImportError:
    serving.skip_suite("boto3 items", "boto3 is not installed (apt install python3-boto3)")

SERVER = None
LABOURER = {"S": "some_function"}


def setUpModule():
    global SERVER
    SERVER = serving.Server()
    db = boto3_clients.client("dynamodb", SERVER.endpoint)
    for definition in tables.ALL:
        db.create_table(**definition)
        db.get_waiter("table_exists").wait(TableName=definition["TableName"], WaiterConfig={"Delay": 0.1, "MaxAttempts": 100})


def tearDownModule():
    SERVER.stop()


class ItemTest(unittest.TestCase, boto3_clients.Refusals):
    """Tests share the tables, and use ids and labourers of their own."""

    def setUp(self):
        self.db = boto3_clients.client("dynamodb", SERVER.endpoint)
        self.tasks = boto3_clients.resource("dynamodb", SERVER.endpoint).Table("sosw_tasks")
        self.id = uuid.uuid4().hex
        self.key = {"task_id": {"S": self.id}}
        self.labourer = "labourer_" + self.id

    def put(self, **attributes):
        self.tasks.put_item(Item={"task_id": self.id, **attributes})

    def get(self):
        return self.tasks.get_item(Key={"task_id": self.id}, ConsistentRead=True).get("Item")

    def update(self, expression, names=None, values=None, **more):
        more.update({"ExpressionAttributeNames": names} if names else {})
        more.update({"ExpressionAttributeValues": values} if values else {})
        return self.tasks.update_item(Key={"task_id": self.id}, UpdateExpression=expression, **more)

    def put_tasks(self, count, **attributes):
        """`count` tasks of this test's labourer, their greenfields 0, 10, 20 …"""
        with self.tasks.batch_writer() as batch:
            for number in range(count):
                batch.put_item(Item={
                    "task_id": f"{self.id}_{number:04}", "labourer_id": self.labourer, "greenfield": number * 10, **attributes})


class PuttingAndGetting(ItemTest):
    def test_every_type_comes_back_as_it_went(self):
        item = {
            "text": "ünï 日本 \u0000 \U0001F600", "empty": "", "number": decimal.Decimal("-12.5"),
            "precise": decimal.Decimal("1234567890123456789012345678901234567.8"), "yes": True, "no": False, "nothing": None,
            "bytes": Binary(b"\x00\xff"), "texts": {"a", "b"}, "numbers": {1, decimal.Decimal("2.5")}, "binaries": {Binary(b"1")},
            "list": [1, "two", [None, {"three": 3}]], "map": {"a": {"b": {"c": []}}},
        }
        self.put(**item)
        read = self.get()
        self.assertEqual(read.pop("task_id"), self.id)
        self.assertEqual(read, item)

    def test_numbers_are_normalized(self):
        for sent, stored in {"1.50": "1.5", "-0": "0", "00012": "12", "1e3": "1000", "0.000": "0", "123E-2": "1.23"}.items():
            self.db.put_item(TableName="sosw_tasks", Item={**self.key, "n": {"N": sent}})
            self.assertEqual(self.db.get_item(TableName="sosw_tasks", Key=self.key)["Item"]["n"], {"N": stored}, sent)

    def test_impossible_numbers_are_refused(self):
        def put(number):
            self.db.put_item(TableName="sosw_tasks", Item={**self.key, "n": {"N": number}})
        with self.refused("ValidationException", "Attempting to store more than 38 significant digits in a Number"):
            put("123456789012345678901234567890123456789")
        with self.refused(
                "ValidationException", "Number overflow. Attempting to store a number with magnitude larger than supported range"):
            put("1e126")
        with self.refused("ValidationException"):
            put("one")

    def test_a_missing_item_is_no_item(self):
        self.assertNotIn("Item", self.db.get_item(TableName="sosw_tasks", Key=self.key))

    def test_the_old_item_can_be_had(self):
        self.put(a=1)
        old = self.tasks.put_item(Item={"task_id": self.id, "b": 2}, ReturnValues="ALL_OLD")["Attributes"]
        self.assertEqual(old, {"task_id": self.id, "a": 1})
        self.assertEqual(self.get(), {"task_id": self.id, "b": 2})

    def test_a_projection_cuts_out(self):
        self.put(a={"b": [10, 20, 30], "c": 1}, d=2)
        read = self.tasks.get_item(
            Key={"task_id": self.id}, ProjectionExpression="a.b[1], #d", ExpressionAttributeNames={"#d": "d"})["Item"]
        self.assertEqual(read, {"a": {"b": [20]}, "d": 2})

    def test_capacity_is_told(self):
        consumed = self.db.put_item(
            TableName="sosw_tasks", Item={**self.key, "a": {"S": "x" * 1500}}, ReturnConsumedCapacity="TOTAL")["ConsumedCapacity"]
        self.assertEqual(consumed, {"TableName": "sosw_tasks", "CapacityUnits": 2.0})
        read = self.db.get_item(TableName="sosw_tasks", Key=self.key, ReturnConsumedCapacity="TOTAL")["ConsumedCapacity"]
        self.assertEqual(read["CapacityUnits"], 0.5)

    def test_capacity_of_indexes_is_told(self):
        consumed = self.db.put_item(
            TableName="sosw_tasks", Item={**self.key, "labourer_id": LABOURER, "greenfield": {"N": "1"}},
            ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"]
        self.assertEqual(consumed["CapacityUnits"], 2.0)
        self.assertEqual(consumed["Table"]["CapacityUnits"], 1.0)
        self.assertEqual(consumed["GlobalSecondaryIndexes"]["sosw_tasks_greenfield"]["CapacityUnits"], 1.0)

    def test_deleting_gives_back_what_was(self):
        self.put(a=1)
        self.assertEqual(
            self.tasks.delete_item(Key={"task_id": self.id}, ReturnValues="ALL_OLD")["Attributes"], {"task_id": self.id, "a": 1})
        self.assertIsNone(self.get())
        self.assertNotIn("Attributes", self.tasks.delete_item(Key={"task_id": self.id}, ReturnValues="ALL_OLD"))


class RefusedItems(ItemTest):
    def test_an_item_needs_its_key(self):
        with self.refused(
                "ValidationException", "One or more parameter values were invalid: Missing the key task_id in the item"):
            self.db.put_item(TableName="sosw_tasks", Item={"a": {"S": "b"}})

    def test_a_key_has_its_type(self):
        with self.refused(
                "ValidationException",
                "One or more parameter values were invalid: Type mismatch for key task_id expected: S actual: N"):
            self.db.put_item(TableName="sosw_tasks", Item={"task_id": {"N": "1"}})
        with self.refused("ValidationException", "The provided key element does not match the schema"):
            self.db.get_item(TableName="sosw_tasks", Key={"task_id": {"N": "1"}})

    def test_a_key_of_an_index_has_its_type(self):
        with self.refused(
                "ValidationException",
                "One or more parameter values were invalid: Type mismatch for Index Key greenfield Expected: N Actual: S "
                "IndexName: sosw_tasks_greenfield"):
            self.db.put_item(TableName="sosw_tasks", Item={**self.key, "labourer_id": LABOURER, "greenfield": {"S": "1"}})

    def test_a_key_is_not_empty(self):
        with self.refused(
                "ValidationException",
                "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string "
                "value. Key: task_id"):
            self.db.put_item(TableName="sosw_tasks", Item={"task_id": {"S": ""}})

    def test_a_set_is_not_empty_and_holds_nothing_twice(self):
        with self.refused("ValidationException", "One or more parameter values were invalid: An string set  may not be empty"):
            self.db.put_item(TableName="sosw_tasks", Item={**self.key, "s": {"SS": []}})
        with self.refused("ValidationException", "One or more parameter values were invalid: Input collection [a, a] contains duplicates."):
            self.db.put_item(TableName="sosw_tasks", Item={**self.key, "s": {"SS": ["a", "a"]}})

    def test_an_item_has_400_kilobytes_at_most(self):
        with self.refused("ValidationException", "Item size has exceeded the maximum allowed size"):
            self.db.put_item(TableName="sosw_tasks", Item={**self.key, "a": {"S": "x" * 410_000}})

    def test_a_missing_table_is_not_found(self):
        with self.refused("ResourceNotFoundException", "Requested resource not found"):
            self.db.put_item(TableName="nope_nope", Item=self.key)
        with self.refused("ResourceNotFoundException", "Requested resource not found"):
            self.db.get_item(TableName="nope_nope", Key=self.key)


class Conditions(ItemTest):
    def test_a_condition_that_holds_lets_pass(self):
        self.tasks.put_item(Item={"task_id": self.id, "a": 1}, ConditionExpression=Attr("task_id").not_exists())
        self.tasks.put_item(Item={"task_id": self.id, "a": 2}, ConditionExpression=Attr("a").eq(1) & Attr("b").not_exists())
        self.assertEqual(self.get()["a"], 2)

    def test_one_that_does_not_hold_refuses_and_changes_nothing(self):
        self.put(a=1)
        with self.refused("ConditionalCheckFailedException", "The conditional request failed"):
            self.tasks.put_item(Item={"task_id": self.id, "a": 2}, ConditionExpression=Attr("task_id").not_exists())
        with self.refused("ConditionalCheckFailedException", "The conditional request failed"):
            self.update("SET a = :two", values={":two": 2}, ConditionExpression=Attr("a").gt(1))
        with self.refused("ConditionalCheckFailedException", "The conditional request failed"):
            self.tasks.delete_item(Key={"task_id": self.id}, ConditionExpression=Attr("a").between(2, 3))
        self.assertEqual(self.get(), {"task_id": self.id, "a": 1})

    def test_every_comparison_and_function(self):
        self.put(n=5, s="hello", l=[1, 2], ss={"x"}, m={"in": {"deep": True}})
        for condition in [
                Attr("n").eq(5), Attr("n").ne(6), Attr("n").lt(6), Attr("n").lte(5), Attr("n").gt(4), Attr("n").gte(5),
                Attr("n").between(5, 5), Attr("n").is_in([1, 5]), Attr("s").begins_with("he"), Attr("s").contains("ell"),
                Attr("ss").contains("x"), Attr("l").contains(2), Attr("s").size().eq(5), Attr("l").size().lt(3), Attr("n").exists(),
                Attr("z").not_exists(), Attr("l").attribute_type("L"), Attr("m.in.deep").eq(True), Attr("l[1]").eq(2),
                ~Attr("n").eq(1), Attr("n").eq(1) | Attr("n").eq(5), (Attr("n").eq(5) & ~(Attr("s").eq("a") | Attr("z").exists()))]:
            with self.subTest(condition=condition.expression_format, values=condition._values):
                self.tasks.update_item(
                    Key={"task_id": self.id}, UpdateExpression="SET touched = :t", ExpressionAttributeValues={":t": 1},
                    ConditionExpression=condition)

    def test_a_task_is_invoked_once(self):
        """sosw's own conditional write: of two orchestrators one wins."""
        self.put(labourer_id=self.labourer, greenfield=100, attempts=0)
        mark = {"expression": "SET greenfield = :new, attempts = attempts + :one", "values": {":new": 2000, ":one": 1, ":read": 100},
                "ConditionExpression": "greenfield = :read"}
        self.update(**mark)
        with self.refused("ConditionalCheckFailedException"):
            self.update(**mark)
        self.assertEqual(self.get()["attempts"], 1)

    def test_broken_conditions_are_named(self):
        with self.refused("ValidationException", "Invalid ConditionExpression: Syntax error; token: …"):
            self.update("SET a = :v", values={":v": 1}, ConditionExpression="a = = :v")
        with self.refused(
                "ValidationException",
                "Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :w"):
            self.update("SET a = :v", values={":v": 1}, ConditionExpression="a = :w")


class Updates(ItemTest):
    def test_set_remove_add_and_delete(self):
        self.put(a=1, b=2, s={"x", "y"}, l=[1], m={"n": 1})
        self.update(
            "SET a = a + :one, l = list_append(l, :more), m.k = if_not_exists(m.k, :one), #new = :one REMOVE b ADD c :one, s :z DELETE t :z",
            {"#new": "new"}, {":one": 1, ":more": [2, 3], ":z": {"z"}})
        self.assertEqual(
            self.get(), {"task_id": self.id, "a": 2, "c": 1, "s": {"x", "y", "z"}, "l": [1, 2, 3], "m": {"n": 1, "k": 1}, "new": 1})
        self.update("REMOVE l[0], m.n DELETE s :some", values={":some": {"x", "y"}})
        self.assertEqual(self.get(), {"task_id": self.id, "a": 2, "c": 1, "s": {"z"}, "l": [2, 3], "m": {"k": 1}, "new": 1})

    def test_an_update_creates_what_is_not_there(self):
        self.update("SET a = :a", values={":a": 1})
        self.assertEqual(self.get(), {"task_id": self.id, "a": 1})

    def test_what_comes_back_is_chosen(self):
        for choice, expected in {
                "ALL_NEW": {"task_id": self.id, "a": 2, "b": 1}, "UPDATED_NEW": {"a": 2},
                "ALL_OLD": {"task_id": self.id, "a": 1, "b": 1}, "UPDATED_OLD": {"a": 1}}.items():
            self.put(a=1, b=1)
            self.assertEqual(self.update("SET a = :a", values={":a": 2}, ReturnValues=choice)["Attributes"], expected, choice)
        self.assertNotIn("Attributes", self.update("SET a = :a", values={":a": 3}, ReturnValues="NONE"))

    def test_keys_stay_as_they_are(self):
        with self.refused(
                "ValidationException",
                "One or more parameter values were invalid: Cannot update attribute task_id. This attribute is part of the key"):
            self.update("SET task_id = :v", values={":v": "b"})

    def test_reserved_words_need_a_name(self):
        with self.refused(
                "ValidationException", "Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: status"):
            self.update("SET status = :v", values={":v": 1})

    def test_all_values_and_names_are_used(self):
        with self.refused("ValidationException", "Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}"):
            self.update("SET a = :v", values={":v": 1, ":w": 2})
        with self.refused("ValidationException", "Value provided in ExpressionAttributeNames unused in expressions: keys: {#w}"):
            self.update("SET a = :v", {"#w": "w"}, {":v": 1})

    def test_paths_do_not_overlap(self):
        with self.refused("ValidationException", "Invalid UpdateExpression: Two document paths overlap with each other; …"):
            self.update("SET a = :v, a.b = :v", values={":v": 1})

    def test_arithmetic_wants_numbers(self):
        self.put(a="text")
        with self.refused("ValidationException", "An operand in the update expression has an incorrect data type"):
            self.update("SET a = a + :v", values={":v": 1})

    def test_a_path_must_lead_somewhere(self):
        self.put(a=1)
        with self.refused("ValidationException", "The document path provided in the update expression is invalid for update"):
            self.update("SET b.c = :v", values={":v": 1})


class LegacyParameters(ItemTest):
    def test_expected_and_attribute_updates(self):
        self.put(a=1, s={"x"})
        changed = self.tasks.update_item(
            Key={"task_id": self.id}, Expected={"a": {"Value": 1, "Exists": True}, "z": {"Exists": False}},
            AttributeUpdates={"a": {"Action": "ADD", "Value": 5}, "b": {"Action": "PUT", "Value": "new"}, "s": {"Action": "DELETE"}},
            ReturnValues="ALL_NEW")
        self.assertEqual(changed["Attributes"], {"task_id": self.id, "a": 6, "b": "new"})
        with self.refused("ConditionalCheckFailedException", "The conditional request failed"):
            self.tasks.put_item(Item={"task_id": self.id}, Expected={"a": {"ComparisonOperator": "LT", "AttributeValueList": [6]}})

    def test_key_conditions_and_filters(self):
        self.put_tasks(6, colour="red")
        found = self.tasks.query(
            IndexName="sosw_tasks_greenfield",
            KeyConditions={
                "labourer_id": {"ComparisonOperator": "EQ", "AttributeValueList": [self.labourer]},
                "greenfield": {"ComparisonOperator": "BETWEEN", "AttributeValueList": [10, 40]}},
            QueryFilter={"colour": {"ComparisonOperator": "EQ", "AttributeValueList": ["red"]}})
        self.assertEqual([item["greenfield"] for item in found["Items"]], [10, 20, 30, 40])
        scanned = self.tasks.scan(ScanFilter={
            "labourer_id": {"ComparisonOperator": "EQ", "AttributeValueList": [self.labourer]},
            "greenfield": {"ComparisonOperator": "GE", "AttributeValueList": [30]}})
        self.assertEqual(scanned["Count"], 3)

    def test_attributes_to_get(self):
        self.put(a=1, b=2)
        self.assertEqual(self.tasks.get_item(Key={"task_id": self.id}, AttributesToGet=["b"])["Item"], {"b": 2})

    def test_old_and_new_do_not_mix(self):
        with self.refused(
                "ValidationException",
                "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: "
                "{AttributesToGet} Expression parameters: {ProjectionExpression}"):
            self.tasks.get_item(Key={"task_id": self.id}, AttributesToGet=["b"], ProjectionExpression="a")


class Queries(ItemTest):
    INDEX = "sosw_tasks_greenfield"

    def greenfields(self, condition, **more):
        found = self.tasks.query(IndexName=self.INDEX, KeyConditionExpression=Key("labourer_id").eq(self.labourer) & condition, **more)
        return [int(item["greenfield"]) for item in found["Items"]]

    def test_the_queue_is_served_oldest_first(self):
        """As sosw's TaskManager asks for what is queued."""
        self.put_tasks(20)
        self.assertEqual(self.greenfields(Key("greenfield").lt(100), Limit=3), [0, 10, 20])
        self.assertEqual(self.greenfields(Key("greenfield").lt(100), Limit=3, ScanIndexForward=False), [90, 80, 70])

    def test_every_comparison_of_a_sort_key(self):
        self.put_tasks(6)
        self.assertEqual(self.greenfields(Key("greenfield").eq(30)), [30])
        self.assertEqual(self.greenfields(Key("greenfield").lt(20)), [0, 10])
        self.assertEqual(self.greenfields(Key("greenfield").lte(20)), [0, 10, 20])
        self.assertEqual(self.greenfields(Key("greenfield").gt(30)), [40, 50])
        self.assertEqual(self.greenfields(Key("greenfield").gte(30)), [30, 40, 50])
        self.assertEqual(self.greenfields(Key("greenfield").between(10, 30)), [10, 20, 30])

    def test_a_sort_key_may_begin_with_something(self):
        for name in ["a1", "a2", "b1"]:
            self.db.put_item(TableName="config", Item={"env": {"S": self.id}, "config_name": {"S": name}})
        config = boto3_clients.resource("dynamodb", SERVER.endpoint).Table("config")
        found = config.query(KeyConditionExpression=Key("env").eq(self.id) & Key("config_name").begins_with("a"))
        self.assertEqual([item["config_name"] for item in found["Items"]], ["a1", "a2"])

    def test_pages_hold_all_and_nothing_twice(self):
        self.put_tasks(25)
        pages = list(self.db.get_paginator("query").paginate(
            TableName="sosw_tasks", IndexName=self.INDEX, KeyConditionExpression="labourer_id = :l",
            ExpressionAttributeValues={":l": {"S": self.labourer}}, PaginationConfig={"PageSize": 10}))
        self.assertEqual([page["Count"] for page in pages], [10, 10, 5])
        self.assertEqual(
            [int(item["greenfield"]["N"]) for page in pages for item in page["Items"]], [number * 10 for number in range(25)])
        self.assertEqual(set(pages[0]["LastEvaluatedKey"]), {"task_id", "labourer_id", "greenfield"})
        self.assertNotIn("LastEvaluatedKey", pages[-1])

    def test_large_results_come_in_pages_of_a_megabyte(self):
        self.put_tasks(30, payload="x" * 60_000)
        pages = list(self.db.get_paginator("query").paginate(
            TableName="sosw_tasks", IndexName=self.INDEX, KeyConditionExpression="labourer_id = :l",
            ExpressionAttributeValues={":l": {"S": self.labourer}}))
        self.assertEqual(sum(page["Count"] for page in pages), 30)
        self.assertIn(pages[0]["Count"], [17, 18])

    def test_a_filter_counts_what_it_saw(self):
        self.put_tasks(10)
        self.tasks.update_item(
            Key={"task_id": f"{self.id}_0004"}, UpdateExpression="SET completed_at = :t", ExpressionAttributeValues={":t": 5})
        found = self.tasks.query(
            IndexName=self.INDEX, KeyConditionExpression=Key("labourer_id").eq(self.labourer),
            FilterExpression=Attr("completed_at").exists())
        self.assertEqual((found["Count"], found["ScannedCount"]), (1, 10))

    def test_counting_needs_no_items(self):
        self.put_tasks(4)
        found = self.tasks.query(
            IndexName=self.INDEX, KeyConditionExpression=Key("labourer_id").eq(self.labourer), Select="COUNT")
        self.assertEqual(found["Count"], 4)
        self.assertNotIn("Items", found)

    def test_an_index_that_includes_some_gives_those(self):
        closed = boto3_clients.resource("dynamodb", SERVER.endpoint).Table("sosw_closed_tasks")
        closed.put_item(Item={
            "task_id": self.id, "labourer_id_task_status": self.labourer, "closed_at": 5, "completed_at": 4, "payload": "left out"})
        found, = closed.query(
            IndexName="labourer_task_status_with_time", KeyConditionExpression=Key("labourer_id_task_status").eq(self.labourer))["Items"]
        self.assertEqual(found, {"task_id": self.id, "labourer_id_task_status": self.labourer, "closed_at": 5, "completed_at": 4})

    def test_a_local_index_reads_consistently(self):
        retry = boto3_clients.resource("dynamodb", SERVER.endpoint).Table("sosw_retry_tasks")
        for number in [3, 1, 2]:
            retry.put_item(Item={"labourer_id": self.labourer, "task_id": str(number), "desired_launch_time": number})
        found = retry.query(
            IndexName="labourer_id_greenfield", ConsistentRead=True,
            KeyConditionExpression=Key("labourer_id").eq(self.labourer) & Key("desired_launch_time").lte(2))
        self.assertEqual([item["task_id"] for item in found["Items"]], ["1", "2"])

    def test_an_item_leaves_an_index_with_its_key(self):
        self.put_tasks(1)
        self.tasks.update_item(Key={"task_id": f"{self.id}_0000"}, UpdateExpression="REMOVE greenfield")
        self.assertEqual(self.greenfields(Key("greenfield").gte(0)), [])

    def test_refused_queries(self):
        with self.refused("ValidationException", "Query condition missed key schema element: task_id"):
            self.tasks.query(KeyConditionExpression=Key("labourer_id").eq("a"))
        with self.refused("ValidationException", "Consistent reads are not supported on global secondary indexes"):
            self.tasks.query(IndexName=self.INDEX, KeyConditionExpression=Key("labourer_id").eq("a"), ConsistentRead=True)
        with self.refused("ValidationException", "The table does not have the specified index: nope"):
            self.tasks.query(IndexName="nope", KeyConditionExpression=Key("labourer_id").eq("a"))
        with self.refused("ValidationException"):
            self.tasks.query(
                IndexName=self.INDEX, KeyConditionExpression=Key("labourer_id").eq("a"), FilterExpression=Attr("greenfield").eq(1))


class Scans(ItemTest):
    def test_pages_hold_all_and_nothing_twice(self):
        self.put_tasks(23)
        pages = self.db.get_paginator("scan").paginate(
            TableName="sosw_tasks", FilterExpression="labourer_id = :l", ExpressionAttributeValues={":l": {"S": self.labourer}},
            PaginationConfig={"PageSize": 7})
        found = [item["task_id"]["S"] for page in pages for item in page["Items"]]
        self.assertCountEqual(found, [f"{self.id}_{number:04}" for number in range(23)])

    def test_segments_share_all_items(self):
        self.put_tasks(40)

        def segment(number):
            pages = self.db.get_paginator("scan").paginate(
                TableName="sosw_tasks", Segment=number, TotalSegments=4, PaginationConfig={"PageSize": 5})
            return [item["task_id"]["S"] for page in pages for item in page["Items"]]
        found = list(itertools.chain.from_iterable(segment(number) for number in range(4)))
        self.assertEqual(len(found), len(set(found)))
        self.assertTrue({f"{self.id}_{number:04}" for number in range(40)} <= set(found))

    def test_an_index_can_be_scanned(self):
        self.put_tasks(3)
        pages = self.db.get_paginator("scan").paginate(
            TableName="sosw_tasks", IndexName="sosw_tasks_greenfield", FilterExpression="labourer_id = :labourer",
            ExpressionAttributeValues={":labourer": {"S": self.labourer}})
        self.assertEqual(sum(page["Count"] for page in pages), 3)

    def test_a_segment_is_one_of_its_total(self):
        with self.refused(
                "ValidationException",
                "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 4 is not less than "
                "TotalSegments: 4"):
            self.tasks.scan(Segment=4, TotalSegments=4)


class Batches(ItemTest):
    def test_writes_and_reads_of_several_tables(self):
        answer = self.db.batch_write_item(RequestItems={
            "sosw_tasks": [{"PutRequest": {"Item": {"task_id": {"S": f"{self.id}{n}"}}}} for n in range(20)],
            "config": [{"PutRequest": {"Item": {"env": {"S": self.id}, "config_name": {"S": "a"}}}}]})
        self.assertEqual(answer["UnprocessedItems"], {})
        read = self.db.batch_get_item(RequestItems={
            "sosw_tasks": {"Keys": [{"task_id": {"S": f"{self.id}{n}"}} for n in range(30)]},
            "config": {"Keys": [{"env": {"S": self.id}, "config_name": {"S": "a"}}], "ProjectionExpression": "config_name"}})
        self.assertEqual(len(read["Responses"]["sosw_tasks"]), 20)
        self.assertEqual(read["Responses"]["config"], [{"config_name": {"S": "a"}}])
        self.assertEqual(read["UnprocessedKeys"], {})
        self.db.batch_write_item(RequestItems={"sosw_tasks": [{"DeleteRequest": {"Key": {"task_id": {"S": f"{self.id}0"}}}}]})
        self.assertNotIn("Item", self.db.get_item(TableName="sosw_tasks", Key={"task_id": {"S": f"{self.id}0"}}))

    def test_a_batch_writer_writes_all(self):
        self.put_tasks(60)
        self.assertEqual(
            self.tasks.query(
                IndexName="sosw_tasks_greenfield", KeyConditionExpression=Key("labourer_id").eq(self.labourer), Select="COUNT")["Count"], 60)

    def test_what_a_batch_may_not_hold(self):
        put = {"PutRequest": {"Item": self.key}}
        with self.refused("ValidationException", "Provided list of item keys contains duplicates"):
            self.db.batch_write_item(RequestItems={"sosw_tasks": [put, put]})
        with self.refused("ValidationException", "Provided list of item keys contains duplicates"):
            self.db.batch_get_item(RequestItems={"sosw_tasks": {"Keys": [self.key, self.key]}})
        with self.refused("ValidationException"):
            self.db.batch_write_item(
                RequestItems={"sosw_tasks": [{"PutRequest": {"Item": {"task_id": {"S": str(n)}}}} for n in range(26)]})
        with self.refused("ResourceNotFoundException", "Requested resource not found"):
            self.db.batch_write_item(RequestItems={"nope_nope": [put]})

    def test_large_reads_leave_some_for_later(self):
        for number in range(50):
            self.db.put_item(TableName="config", Item={"env": {"S": self.id}, "config_name": {"S": str(number)}, "v": {"S": "x" * 390_000}})
        keys = [{"env": {"S": self.id}, "config_name": {"S": str(number)}} for number in range(50)]
        read = self.db.batch_get_item(RequestItems={"config": {"Keys": keys}})
        left = read["UnprocessedKeys"]["config"]["Keys"]
        self.assertEqual(len(read["Responses"]["config"]) + len(left), 50)
        self.assertEqual(len(self.db.batch_get_item(RequestItems=read["UnprocessedKeys"])["Responses"]["config"]), len(left))


class Transactions(ItemTest):
    def put_action(self, key=None, **more):
        return {"Put": {"TableName": "sosw_tasks", "Item": key or self.key, **more}}

    def test_all_happens_at_once(self):
        """As sosw archives a task: into one table, out of the other."""
        self.put(labourer_id=self.labourer)
        self.db.transact_write_items(TransactItems=[
            {"Put": {"TableName": "sosw_closed_tasks", "Item": self.key}},
            {"Delete": {"TableName": "sosw_tasks", "Key": self.key, "ConditionExpression": "attribute_exists(task_id)"}},
            {"Update": {
                "TableName": "config", "Key": {"env": {"S": self.id}, "config_name": {"S": "count"}},
                "UpdateExpression": "ADD closed :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}},
            {"ConditionCheck": {
                "TableName": "sosw_retry_tasks", "Key": {"labourer_id": {"S": "a"}, "task_id": {"S": self.id}},
                "ConditionExpression": "attribute_not_exists(task_id)"}}])
        self.assertIsNone(self.get())
        read = self.db.transact_get_items(TransactItems=[
            {"Get": {"TableName": "sosw_closed_tasks", "Key": self.key}},
            {"Get": {"TableName": "sosw_tasks", "Key": self.key}},
            {"Get": {"TableName": "config", "Key": {"env": {"S": self.id}, "config_name": {"S": "count"}}, "ProjectionExpression": "closed"}}])
        self.assertEqual(read["Responses"], [{"Item": self.key}, {}, {"Item": {"closed": {"N": "1"}}}])

    def test_a_failed_condition_cancels_all_and_says_which(self):
        self.put(a=1)
        other = {"task_id": {"S": self.id + "other"}}
        with self.refused(
                "TransactionCanceledException",
                "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]") as caught:
            self.db.transact_write_items(TransactItems=[
                self.put_action(other),
                self.put_action(ConditionExpression="attribute_not_exists(task_id)", ReturnValuesOnConditionCheckFailure="ALL_OLD")])
        self.assertEqual(caught.response["CancellationReasons"], [
            {"Code": "None"},
            {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed", "Item": {**self.key, "a": {"N": "1"}}}])
        self.assertNotIn("Item", self.db.get_item(TableName="sosw_tasks", Key=other))

    def test_a_repeated_request_is_done_once(self):
        add = {"Update": {
            "TableName": "sosw_tasks", "Key": self.key, "UpdateExpression": "ADD a :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}}
        for _ in range(2):
            self.db.transact_write_items(TransactItems=[add], ClientRequestToken=self.id)
        self.assertEqual(self.get()["a"], 1)
        with self.refused("IdempotentParameterMismatchException"):
            self.db.transact_write_items(TransactItems=[self.put_action()], ClientRequestToken=self.id)

    def test_an_item_is_named_once(self):
        with self.refused("ValidationException", "Transaction request cannot include multiple operations on one item"):
            self.db.transact_write_items(TransactItems=[self.put_action(), {"Delete": {"TableName": "sosw_tasks", "Key": self.key}}])

    def test_a_hundred_actions_are_the_most(self):
        actions = [self.put_action({"task_id": {"S": f"{self.id}{n}"}}) for n in range(101)]
        self.db.transact_write_items(TransactItems=actions[:100])
        with self.refused("ValidationException"):
            self.db.transact_write_items(TransactItems=actions)

    def test_capacity_is_doubled(self):
        consumed = self.db.transact_write_items(TransactItems=[self.put_action()], ReturnConsumedCapacity="TOTAL")["ConsumedCapacity"]
        self.assertEqual(consumed[0]["CapacityUnits"], 2.0)


if __name__ == "__main__":
    serving.run_suite("boto3 items")

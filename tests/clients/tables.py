"""sosw's tables, as its own templates define them, in boto3's vocabulary."""


def attribute(name, kind):
    return {"AttributeName": name, "AttributeType": kind}


def key(partition, sort=None):
    schema = [{"AttributeName": partition, "KeyType": "HASH"}]
    return schema + ([{"AttributeName": sort, "KeyType": "RANGE"}] if sort else [])


TASKS = {
    "TableName": "sosw_tasks",
    "AttributeDefinitions": [attribute("task_id", "S"), attribute("labourer_id", "S"), attribute("greenfield", "N")],
    "KeySchema": key("task_id"),
    "GlobalSecondaryIndexes": [{
        "IndexName": "sosw_tasks_greenfield", "KeySchema": key("labourer_id", "greenfield"),
        "Projection": {"ProjectionType": "ALL"},
        "ProvisionedThroughput": {"ReadCapacityUnits": 10, "WriteCapacityUnits": 10}}],
    "ProvisionedThroughput": {"ReadCapacityUnits": 10, "WriteCapacityUnits": 10},
}

RETRY_TASKS = {
    "TableName": "sosw_retry_tasks",
    "AttributeDefinitions": [attribute("labourer_id", "S"), attribute("task_id", "S"), attribute("desired_launch_time", "N")],
    "KeySchema": key("labourer_id", "task_id"),
    "LocalSecondaryIndexes": [{
        "IndexName": "labourer_id_greenfield", "KeySchema": key("labourer_id", "desired_launch_time"),
        "Projection": {"ProjectionType": "ALL"}}],
    "BillingMode": "PAY_PER_REQUEST",
}

CLOSED_TASKS = {
    "TableName": "sosw_closed_tasks",
    "AttributeDefinitions": [attribute("task_id", "S"), attribute("labourer_id_task_status", "S"), attribute("closed_at", "N")],
    "KeySchema": key("task_id"),
    "GlobalSecondaryIndexes": [{
        "IndexName": "labourer_task_status_with_time", "KeySchema": key("labourer_id_task_status", "closed_at"),
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["completed_at", "greenfield", "attempts"]}}],
    "BillingMode": "PAY_PER_REQUEST",
}

CONFIG = {
    "TableName": "config",
    "AttributeDefinitions": [attribute("env", "S"), attribute("config_name", "S")],
    "KeySchema": key("env", "config_name"),
    "BillingMode": "PAY_PER_REQUEST",
}

ALL = [TASKS, RETRY_TASKS, CLOSED_TASKS, CONFIG]

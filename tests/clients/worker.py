"""A function's process: speaks the Lambda Runtime API over plain HTTP, and marks its task completed in sosw_tasks.

An event is a task, or {"do": WORD, …} for what else a test wants to see: "echo", "fail", "sleep", "log", "environment".
"""

import http.client
import json
import os
import sys
import time

RUNTIME_API = os.environ["AWS_LAMBDA_RUNTIME_API"]
PREFIX = "/2018-06-01/runtime"


def call(connection, method, path, body=None, headers=None):
    connection.request(method, PREFIX + path, body, headers or {})
    response = connection.getresponse()
    return response.headers, response.read()


def mark_completed(task):
    import boto3  # Only for tasks: it takes half a second.

    tasks = boto3.resource(
        "dynamodb", endpoint_url=os.environ.get("AWS_ENDPOINT_URL") or f"http://{RUNTIME_API}",
        region_name=os.environ.get("AWS_REGION", "us-west-2"),
        aws_access_key_id=os.environ.get("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        aws_secret_access_key=os.environ.get("AWS_SECRET_ACCESS_KEY", "secret"),
        aws_session_token=os.environ.get("AWS_SESSION_TOKEN")).Table("sosw_tasks")
    tasks.update_item(
        Key={"task_id": task["task_id"]}, UpdateExpression="SET completed_at = :now",
        ConditionExpression="attribute_exists(task_id) AND attribute_not_exists(completed_at)",
        ExpressionAttributeValues={":now": int(time.time())})
    return {"completed": task["task_id"]}


def handle(event, headers):
    todo = event.get("do", "complete")
    if todo == "complete":
        return mark_completed(event)
    if todo == "echo":
        return {"event": event, "request_id": headers["Lambda-Runtime-Aws-Request-Id"],
                "arn": headers["Lambda-Runtime-Invoked-Function-Arn"],
                "deadline_ms": int(headers["Lambda-Runtime-Deadline-Ms"])}
    if todo == "sleep":
        time.sleep(event["seconds"])
        return "slept"
    if todo == "log":
        print(event["line"], flush=True)
        return None
    if todo == "environment":
        return {name: os.environ.get(name) for name in event["names"]}
    raise ValueError(f"cannot do {todo}")


def main():
    host, _, port = RUNTIME_API.partition(":")
    connection = http.client.HTTPConnection(host, int(port or 80))
    while True:
        headers, body = call(connection, "GET", "/invocation/next")
        invocation = f"/invocation/{headers['Lambda-Runtime-Aws-Request-Id']}"
        try:
            answer = json.dumps(handle(json.loads(body), headers))
        except Exception as error:  # pylint: disable=broad-except
            name = type(error).__name__
            print(f"[ERROR] {name}: {error}", file=sys.stderr, flush=True)
            problem = {"errorMessage": str(error), "errorType": name, "stackTrace": []}
            call(connection, "POST", invocation + "/error", json.dumps(problem), {"Lambda-Runtime-Function-Error-Type": name})
        else:
            call(connection, "POST", invocation + "/response", answer)


if __name__ == "__main__":
    main()

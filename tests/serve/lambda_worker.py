"""A worker as sosw's users write them: does its task and reports it to sosw_worker_assistant.

Speaks Lambda's Runtime API and Lambda's Invoke with Python's standard library alone.
"""

import http.client
import json
import os
from urllib.parse import urlsplit

RUNTIME = "/2018-06-01/runtime/invocation/"
ASSISTANT = "/2015-03-31/functions/sosw_worker_assistant/invocations"


def request(host, method, path, body=None):
    connection = http.client.HTTPConnection(host)
    connection.request(method, path, body)
    response = connection.getresponse()
    return response, response.read()


def report(task):
    event = {
        "action": "mark_task_as_completed",
        "task_id": task["task_id"],
        "labourer_id": task["labourer_id"],
        "attempts": task["attempts"],
        "stats": {"pages": task["pages"]},
    }
    endpoint = urlsplit(os.environ["AWS_ENDPOINT_URL"]).netloc
    response, answer = request(endpoint, "POST", ASSISTANT, json.dumps(event))
    if response.status != 200 or response.getheader("X-Amz-Function-Error"):
        raise RuntimeError(answer.decode())


def main():
    runtime = os.environ["AWS_LAMBDA_RUNTIME_API"]
    while True:
        response, event = request(runtime, "GET", RUNTIME + "next")
        invocation = RUNTIME + response.getheader("Lambda-Runtime-Aws-Request-Id")
        try:
            report(json.loads(event))
            request(runtime, "POST", invocation + "/response", "{}")
        except Exception as error:  # Whatever it is, Lambda is told.
            failure = {"errorMessage": str(error), "errorType": type(error).__name__}
            request(runtime, "POST", invocation + "/error", json.dumps(failure))


main()

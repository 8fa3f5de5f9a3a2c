#include "backends/endpoint/lambda/bootstraps.hpp"

namespace sosw::endpoint {

const std::string_view kPythonBootstrap = R"PYTHON(
import http.client
import importlib
import json
import logging
import os
import sys
import time
import traceback

HOST = os.environ["AWS_LAMBDA_RUNTIME_API"]
ROOT = os.environ["LAMBDA_TASK_ROOT"]
PREFIX = "/2018-06-01/runtime/"
current_id = ""


class Context:
    """What a handler is told of its invocation."""

    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.client_context = None
        self.identity = None
        self._deadline_ms = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(self._deadline_ms - int(time.time() * 1000), 0)


class LogFormatter(logging.Formatter):
    converter = time.gmtime

    def format(self, record):
        record.aws_request_id = current_id
        return super().format(record)


def configure_logging():
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(LogFormatter(
        "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s",
        "%Y-%m-%dT%H:%M:%S"))
    logging.getLogger().addHandler(handler)


def call(method, path, body=None, headers=None):
    connection = http.client.HTTPConnection(HOST)
    connection.request(method, PREFIX + path, body, headers or {})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.headers, content


def error_of(error):
    frames = traceback.format_tb(error.__traceback__)[1:]
    kind = type(error).__name__
    if isinstance(error, MarshalError):
        kind, frames = "Runtime.MarshalError", []
    return {"errorMessage": str(error), "errorType": kind,
            "requestId": current_id, "stackTrace": frames}


def fail_to_load(kind, message):
    print("[ERROR] %s: %s" % (kind, message))
    call("POST", "init/error", json.dumps({"errorMessage": message, "errorType": kind,
                                           "requestId": "", "stackTrace": []}),
         {"Lambda-Runtime-Function-Error-Type": kind})
    sys.exit(1)


def load():
    where, _, name = os.environ["_HANDLER"].rpartition(".")
    sys.path.insert(0, ROOT)
    module = where.replace("/", ".")
    try:
        loaded = importlib.import_module(module)
    except ImportError as error:
        fail_to_load("Runtime.ImportModuleError",
                     "Unable to import module '%s': %s" % (module, error))
    except SyntaxError as error:
        fail_to_load("Runtime.UserCodeSyntaxError",
                     "Syntax error in module '%s': %s" % (module, error))
    except Exception as error:
        traceback.print_exc()
        fail_to_load(type(error).__name__, str(error))
    if not hasattr(loaded, name):
        fail_to_load("Runtime.HandlerNotFound",
                     "Handler '%s' missing on module '%s'" % (name, module))
    return getattr(loaded, name)


class MarshalError(Exception):
    pass


def marshal(result):
    try:
        return json.dumps(result)
    except (TypeError, ValueError) as error:
        raise MarshalError("Unable to marshal response: %s" % error) from None


def serve(handler):
    global current_id
    while True:
        headers, content = call("GET", "invocation/next")
        current_id = headers["Lambda-Runtime-Aws-Request-Id"]
        os.environ["_X_AMZN_TRACE_ID"] = headers["Lambda-Runtime-Trace-Id"]
        try:
            result = marshal(handler(json.loads(content), Context(headers)))
        except Exception as error:
            report = error_of(error)
            print("[ERROR] %s: %s\n%s" % (report["errorType"], report["errorMessage"],
                                          "".join(report["stackTrace"])))
            sys.stdout.flush()
            call("POST", "invocation/%s/error" % current_id, json.dumps(report),
                 {"Lambda-Runtime-Function-Error-Type": report["errorType"]})
            continue
        sys.stdout.flush()
        call("POST", "invocation/%s/response" % current_id, result)


configure_logging()
serve(load())
)PYTHON";

const std::string_view kNodeBootstrap = R"NODE(
'use strict';
const fs = require('fs');
const http = require('http');
const path = require('path');
const { pathToFileURL } = require('url');

const env = process.env;
const [host, port] = env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function call(method, what, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const options = { host, port, agent, method, path: '/2018-06-01/runtime/' + what, headers };
    const request = http.request(options, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () =>
        resolve({ headers: response.headers, body: Buffer.concat(parts).toString() }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

function errorOf(error) {
  if (!(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  return { errorType: error.name, errorMessage: error.message,
           trace: String(error.stack).split('\n') };
}

async function failToLoad(errorType, errorMessage) {
  console.error(errorType + ': ' + errorMessage);
  await call('POST', 'init/error', JSON.stringify({ errorType, errorMessage, trace: [] }),
             { 'Lambda-Runtime-Function-Error-Type': errorType });
  process.exit(1);
}

async function load() {
  const dot = env._HANDLER.lastIndexOf('.');
  const name = env._HANDLER.slice(dot + 1);
  const base = path.join(env.LAMBDA_TASK_ROOT, env._HANDLER.slice(0, dot));
  const file = ['', '.js', '.mjs', '.cjs'].map((end) => base + end)
    .find((one) => fs.existsSync(one) && fs.statSync(one).isFile());
  if (file === undefined) {
    await failToLoad('Runtime.ImportModuleError', "Error: Cannot find module '" + base + "'");
  }
  let loaded;
  try {
    loaded = await import(pathToFileURL(file).href);
  } catch (error) {
    await failToLoad(error instanceof SyntaxError ? 'Runtime.UserCodeSyntaxError'
                                                  : 'Runtime.ImportModuleError', String(error));
  }
  const handler = loaded[name] || (loaded.default && loaded.default[name]);
  if (typeof handler !== 'function') {
    await failToLoad('Runtime.HandlerNotFound',
                     env._HANDLER + ' is undefined or not exported');
  }
  return handler;
}

function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(deadline - Date.now(), 0),
  };
}

function run(handler, event, context) {
  return new Promise((resolve, reject) => {
    const callback = (error, result) => (error ? reject(error) : resolve(result));
    context.succeed = resolve;
    context.fail = reject;
    context.done = callback;
    const result = handler(event, context, callback);
    if (result !== undefined && result !== null && typeof result.then === 'function') {
      result.then(resolve, reject);
    } else if (handler.length < 3 && result !== undefined) {
      resolve(result);
    } else if (handler.length < 2) {
      resolve(null);
    }
  });
}

async function serve(handler) {
  for (;;) {
    const { headers, body } = await call('GET', 'invocation/next');
    const context = contextOf(headers);
    const where = 'invocation/' + context.awsRequestId;
    env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
    let result;
    try {
      result = await run(handler, JSON.parse(body), context);
    } catch (error) {
      const report = errorOf(error);
      console.error('Invoke Error\t' + JSON.stringify(report));
      await call('POST', where + '/error', JSON.stringify(report),
                 { 'Lambda-Runtime-Function-Error-Type': report.errorType });
      continue;
    }
    await call('POST', where + '/response', JSON.stringify(result === undefined ? null : result));
  }
}

load().then(serve);
)NODE";

}  // namespace sosw::endpoint

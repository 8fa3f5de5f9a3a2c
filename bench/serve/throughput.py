#!/usr/bin/env python3
"""How many requests does one CPU second of `sosw serve` answer, beside npm's dynalite on the same machine?

Both keep their tables in memory and get the same requests over keep-alive connections: PutItem of a new task,
UpdateItem of a task with a condition that holds, as marking it as invoked does, and a Query of 100 tasks through the
greenfield index. Requests per CPU second of the server say what the server costs, whatever else the machine does;
requests per second and latency say what a client sees. Memory is that of the idle server without tables, start the
time from the process's beginning to its first answer.

  bench/serve/throughput.py                                installs dynalite into a temporary folder
  bench/serve/throughput.py --dynalite ~/node --seconds 10
  bench/serve/throughput.py --only sosw --json sosw.json

Needs wrk, and node with npm for dynalite. Every process that it starts ends with it. Ends with 0; with 1 where --check
is given and a goal is not met; with 2 where something could not be measured or was answered wrongly.
"""

import argparse
import contextlib
import dataclasses
import http.client
import json
import os
import pathlib
import queue
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
DYNALITE_VERSION = "4.0.0"
CONNECTIONS = (1, 8, 64)
STARTS = 5
QUERIED = 100
UPDATED = 1000
PLACE = "@" * 12  # requests.lua puts a number there

# Requests per CPU second beside dynalite's; memory and start of sosw itself.
GOAL_RATIOS = {"PutItem": 3.0, "UpdateItem": 5.0, "Query": 10.0}
GOAL_IDLE_MB = 50.0
GOAL_START_MS = 100.0


class Trouble(Exception):
    """What ends the measurement, in words for people."""


# Requests


def task(task_id, labourer, greenfield):
    payload = json.dumps({"customer": 4711, "day": "2026-03-02", "kind": "monthly report"})
    return {
        "task_id": {"S": task_id},
        "labourer_id": {"S": labourer},
        "created_at": {"N": "1772438400.123456"},
        "greenfield": {"N": str(greenfield)},
        "attempts": {"N": "0"},
        "payload": {"S": payload},
    }


def table(name):
    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            {"AttributeName": "task_id", "AttributeType": "S"},
            {"AttributeName": "labourer_id", "AttributeType": "S"},
            {"AttributeName": "greenfield", "AttributeType": "N"},
        ],
        "KeySchema": [{"AttributeName": "task_id", "KeyType": "HASH"}],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "sosw_tasks_greenfield",
                "KeySchema": [
                    {"AttributeName": "labourer_id", "KeyType": "HASH"},
                    {"AttributeName": "greenfield", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    }


def put(task_id, table_name="put", labourer="writer", greenfield=1000):
    return {"TableName": table_name, "Item": task(task_id, labourer, greenfield)}


def update(task_id):
    return {
        "TableName": "update",
        "Key": {"task_id": {"S": task_id}},
        "UpdateExpression": "SET #g = :invoked ADD #a :one",
        "ConditionExpression": "#l = :labourer AND #g >= :zero AND attribute_not_exists(#c)",
        "ExpressionAttributeNames": {
            "#g": "greenfield",
            "#a": "attempts",
            "#l": "labourer_id",
            "#c": "completed_at",
        },
        "ExpressionAttributeValues": {
            ":invoked": {"N": "1803996000"},
            ":one": {"N": "1"},
            ":labourer": {"S": "runner"},
            ":zero": {"N": "0"},
        },
    }


def query():
    return {
        "TableName": "query",
        "IndexName": "sosw_tasks_greenfield",
        "KeyConditionExpression": "#l = :labourer AND #g < :now",
        "ExpressionAttributeNames": {"#l": "labourer_id", "#g": "greenfield"},
        "ExpressionAttributeValues": {":labourer": {"S": "reader"}, ":now": {"N": "1772438400"}},
        "Limit": QUERIED,
    }


@dataclasses.dataclass
class Operation:
    name: str
    bodies: list
    check: object  # takes the answer to the first body


def is_empty(answer):
    return answer == {}


def operations():
    return [
        Operation("PutItem", [put("task-" + PLACE)], is_empty),
        Operation("UpdateItem", [update(f"task-{i}") for i in range(UPDATED)], is_empty),
        Operation("Query", [query()], lambda answer: answer["Count"] == QUERIED == len(answer["Items"])),
    ]


# Servers


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def process(command):
    """Runs `command` and yields it with a queue of its lines, and ends it whatever happens."""
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    lines = queue.Queue()

    def read():
        for line in child.stdout:
            lines.put(line)
        lines.put(None)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        yield child, lines
    finally:
        child.terminate()
        try:
            child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait(timeout=5)
        reader.join(timeout=5)


def port_in(lines, name, timeout=20):
    """The port of the address that a server says when it is ready."""
    seen = []
    deadline = time.monotonic() + timeout
    while True:
        try:
            line = lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise Trouble(f"{name} was not ready within {timeout} s. It said: {''.join(seen) or 'nothing'}")
        if line is None:
            raise Trouble(f"{name} ended. It said: {''.join(seen) or 'nothing'}")
        seen.append(line)
        found = re.search(r"https?://[^\s/]*:(\d+)", line)
        if found:
            return int(found.group(1))


class Client:
    """Speaks to a server as the requests of the measurement do."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def call(self, target, body):
        headers = {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": "DynamoDB_20120810." + target,
            "X-Amz-Date": "20260302T080000Z",
            "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260302/us-west-2/dynamodb/aws4_request, "
            "SignedHeaders=host;x-amz-date;x-amz-target, Signature=" + "0" * 64,
        }
        self.connection.request("POST", "/", json.dumps(body), headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise Trouble(f"{target} was answered with {answer.status}: {text.decode(errors='replace')}")
        return json.loads(text or b"{}")


class Server:
    """How to start one kind of server. `command` takes a port; 0 where the server chooses one and says it."""

    def __init__(self, name, command, chooses_port):
        self.name = name
        self.command = command
        self.chooses_port = chooses_port

    @contextlib.contextmanager
    def started(self):
        """Yields the process, its port and how many milliseconds passed until its first answer."""
        port = 0 if self.chooses_port else free_port()
        began = time.monotonic()
        with process(self.command(port)) as (child, lines):
            port = port_in(lines, self.name)
            Client(port).call("ListTables", {})
            yield child, port, (time.monotonic() - began) * 1000


def sosw_server(program):
    if not os.access(program, os.X_OK):
        raise Trouble(f"{program} is no program; build it with `cmake --workflow --preset release`, or give --sosw")
    return Server(
        "sosw", lambda port: [str(program), "serve", "--port", str(port), "--db", ":memory:"], chooses_port=True
    )


def dynalite_server(folder):
    for place in ("cli.js", "dynalite/cli.js", "node_modules/dynalite/cli.js"):
        script = pathlib.Path(folder) / place
        if script.is_file():
            break
    else:
        raise Trouble(f"there is no dynalite in {folder}; `npm install --prefix {folder} dynalite` puts it there")
    fast = ["--createTableMs", "0"]
    return Server(
        "dynalite",
        lambda port: ["node", str(script), "--host", "127.0.0.1", "--port", str(port), *fast],
        chooses_port=False,
    )


def install_dynalite(folder):
    package = f"dynalite@{DYNALITE_VERSION}"
    print(f"installing {package} into {folder} …", file=sys.stderr)
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, package]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise Trouble(f"npm could not install {package}: {done.stderr.strip() or done.stdout.strip()}")


# Measuring


def cpu_seconds(pid):
    """User and system time of all threads of a process, without its children."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid, field):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"^{field}:\s+(\d+) kB", text, re.MULTILINE).group(1)) / 1024


def wait_until_active(client, table_name):
    deadline = time.monotonic() + 20
    while client.call("DescribeTable", {"TableName": table_name})["Table"]["TableStatus"] != "ACTIVE":
        if time.monotonic() > deadline:
            raise Trouble(f"table {table_name} did not become ACTIVE within 20 s")
        time.sleep(0.02)


def fill(client):
    for name in ("put", "update", "query"):
        client.call("CreateTable", table(name))
        wait_until_active(client, name)
    for i in range(UPDATED):
        client.call("PutItem", put(f"task-{i}", "update", "runner", 1000 + i))
    for i in range(QUERIED):
        client.call("PutItem", put(f"task-{i}", "query", "reader", 1000 * i))


def wrk(port, operation, connections, seconds, first_number):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as bodies:
        bodies.writelines(json.dumps(body) + "\n" for body in operation.bodies)
        bodies.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s"]
        command += ["-s", str(HERE / "requests.lua"), f"http://127.0.0.1:{port}/", "--"]
        command += [bodies.name, operation.name, str(first_number)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60)
    found = re.search(r"^RESULT (.*)$", done.stdout, re.MULTILINE)
    if done.returncode != 0 or not found:
        raise Trouble(f"wrk failed: {done.stdout}{done.stderr}")
    result = json.loads(found.group(1))
    for kind in ("status", "connect", "read", "write", "timeout"):
        if result[kind] != 0:
            raise Trouble(f"{operation.name} over {connections} connections: {result[kind]} errors of kind {kind}")
    if result["requests"] == 0:
        raise Trouble(f"{operation.name} over {connections} connections: nothing was answered")
    return result


def heat(port, options):
    """Lets a server that compiles as it runs do so before anything is measured."""
    for _ in range(2):
        for operation in operations():
            wrk(port, operation, 8, options.warm_up, 0)


def measure(child, port, operation, connections, options):
    wrk(port, operation, connections, options.warm_up, 0)
    before = cpu_seconds(child.pid)
    result = wrk(port, operation, connections, options.seconds, 10**9 * connections)
    cpu = cpu_seconds(child.pid) - before
    return {
        "operation": operation.name,
        "connections": connections,
        "requests": result["requests"],
        "requests_per_second": result["requests"] / (result["duration_us"] / 1e6),
        "cpu_seconds": cpu,
        "requests_per_cpu_second": result["requests"] / max(cpu, 0.01),
        "p50_ms": result["p50_us"] / 1000,
        "p99_ms": result["p99_us"] / 1000,
        "max_ms": result["max_us"] / 1000,
    }


def measure_server(server, options):
    starts = []
    for _ in range(STARTS - 1):
        with server.started() as (_, _, start_ms):
            starts.append(start_ms)
    with server.started() as (child, port, start_ms):
        starts.append(start_ms)
        time.sleep(0.5)
        figures = {"start_ms": statistics.median(starts), "idle_mb": memory_mb(child.pid, "VmRSS"), "runs": []}
        client = Client(port)
        fill(client)
        for operation in operations():
            if not operation.check(client.call(operation.name, operation.bodies[0])):
                raise Trouble(f"{server.name} answers {operation.name} with something else than what was expected")
        heat(port, options)
        for connections in options.connections:
            for operation in operations():
                print(f"{server.name}: {operation.name} over {connections} …", file=sys.stderr)
                figures["runs"].append(measure(child, port, operation, connections, options))
        figures["peak_mb"] = memory_mb(child.pid, "VmHWM")
    return figures


# Telling


def ratios(figures):
    """By operation and connections, sosw beside dynalite."""
    if len(figures) < 2:
        return []
    pairs = zip(figures["sosw"]["runs"], figures["dynalite"]["runs"])
    return [
        {
            "operation": ours["operation"],
            "connections": ours["connections"],
            "ratio": ours["requests_per_cpu_second"] / theirs["requests_per_cpu_second"],
            "goal": GOAL_RATIOS[ours["operation"]],
        }
        for ours, theirs in pairs
    ]


def print_table(figures):
    print(
        f"{'':10}{'operation':12}{'conn.':>6}{'requests/s':>12}{'per CPU s':>12}"
        f"{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}"
    )
    for name, server in figures.items():
        for run in server["runs"]:
            print(
                f"{name:10}{run['operation']:12}{run['connections']:6}{run['requests_per_second']:12,.0f}"
                f"{run['requests_per_cpu_second']:12,.0f}{run['p50_ms']:9.2f}{run['p99_ms']:9.2f}{run['max_ms']:9.1f}"
            )
    print()
    for name, server in figures.items():
        print(
            f"{name:10}{server['start_ms']:6.0f} ms from start to first answer, "
            f"{server['idle_mb']:6.1f} MB idle, {server['peak_mb']:6.1f} MB at most"
        )


def judged(figures):
    """Pairs of a goal in words and whether it is met."""
    verdicts = []
    for one in ratios(figures):
        text = f"{one['operation']} over {one['connections']}: {one['ratio']:.1f} × dynalite per CPU second"
        verdicts.append((f"{text}, goal {one['goal']:.0f} ×", one["ratio"] >= one["goal"]))
    if "sosw" in figures:
        sosw = figures["sosw"]
        memory = f"{sosw['idle_mb']:.1f} MB idle, goal below {GOAL_IDLE_MB:.0f}"
        start = f"{sosw['start_ms']:.0f} ms to start, goal below {GOAL_START_MS:.0f}"
        verdicts.append((memory, sosw["idle_mb"] < GOAL_IDLE_MB))
        verdicts.append((start, sosw["start_ms"] < GOAL_START_MS))
    return verdicts


def tell(figures, options):
    verdicts = judged(figures)
    print_table(figures)
    print()
    for text, met in verdicts:
        print(f"{'met    ' if met else 'NOT MET'}  {text}")
    if options.json:
        result = {"servers": figures, "ratios": ratios(figures), "seconds": options.seconds}
        pathlib.Path(options.json).write_text(json.dumps(result, indent=2) + "\n")
    return all(met for _, met in verdicts)


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sosw", default=PROJECT / "build/release/bin/sosw", help="the program", metavar="PROGRAM")
    parser.add_argument("--dynalite", metavar="DIR", help="where npm put dynalite; default: it is installed anew")
    parser.add_argument("--only", choices=["sosw", "dynalite"], help="measure one of them")
    parser.add_argument("--seconds", type=int, default=5, metavar="N", help="of each measurement; default: 5")
    parser.add_argument("--warm-up", type=int, default=1, metavar="N", help="seconds before each; default: 1")
    parser.add_argument(
        "--connections",
        type=lambda text: [int(part) for part in text.split(",")],
        default=list(CONNECTIONS),
        metavar="N,…",
        help="default: 1,8,64",
    )
    parser.add_argument("--json", metavar="FILE", help="the figures for programs")
    parser.add_argument("--check", action="store_true", help="end with 1 where a goal is not met")
    options = parser.parse_args()
    if options.seconds < 1 or options.warm_up < 1 or min(options.connections) < 1:
        parser.error("seconds and connections are at least 1")
    return options


def needed_servers(options, resources):
    servers = []
    if options.only != "dynalite":
        servers.append(sosw_server(options.sosw))
    if options.only != "sosw":
        folder = options.dynalite
        if folder is None:
            folder = resources.enter_context(tempfile.TemporaryDirectory(prefix="dynalite-"))
            install_dynalite(folder)
        servers.append(dynalite_server(folder))
    return servers


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    options = parse_options()
    if shutil.which("wrk") is None:
        raise Trouble("wrk is not installed; Debian has it as a package of that name")
    with contextlib.ExitStack() as resources:
        servers = needed_servers(options, resources)
        figures = {server.name: measure_server(server, options) for server in servers}
    met = tell(figures, options)
    return 1 if options.check and not met else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Trouble, subprocess.TimeoutExpired) as trouble:
        print(f"throughput.py: {trouble}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)

"""A `sosw serve` of one's own for a suite of client tests, and the summary at its end.

The program is $SOSW, or build/dev/bin/sosw. Each server has a free port, tables in memory, and ends with its suite. With
$SOSW_ENDPOINT the tests are sent to what listens there instead, such as another implementation: what only ours passes
is suspect.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SOSW = os.environ.get("SOSW") or os.path.join(ROOT, "build", "dev", "bin", "sosw")
REGION = "us-west-2"
ACCOUNT = "000000000000"
KEY_ID = "AKIDEXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
READY_WITHIN_SECONDS = 30
OTHER_ENDPOINT = os.environ.get("SOSW_ENDPOINT")

#: A function whose process is worker.py, for `Server(*SOME_FUNCTION)`.
SOME_FUNCTION = ["--function", f"some_function={shlex.quote(sys.executable)} {shlex.quote(os.path.join(HERE, 'worker.py'))}"]


class Server:
    """Runs until `stop`. `endpoint` is its address."""

    def __init__(self, *arguments, clock="real"):
        self.process = None
        if OTHER_ENDPOINT:
            self.endpoint = OTHER_ENDPOINT
            return
        self.log = tempfile.TemporaryFile("w+")
        command = [SOSW, "serve", "--port", "0", "--db", ":memory:", "--clock", clock, *arguments]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True, env=environment)
        self.endpoint = self._address_within(READY_WITHIN_SECONDS)
        # What it writes later must not fill the pipe.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def _address_within(self, seconds):
        watchdog = threading.Timer(seconds, self.process.kill)
        watchdog.start()
        try:
            for line in self.process.stdout:
                found = re.search(r"sosw serve: ready at (http://\S+)", line)
                if found:
                    return found.group(1)
        finally:
            watchdog.cancel()
        self.process.wait()
        self.log.seek(0)
        raise RuntimeError(f"{' '.join(self.process.args)}: not ready, exit code {self.process.returncode}\n{self.log.read()}")

    def advance(self, duration):
        """Moves a manual clock on, by a duration such as "90s"."""
        body = json.dumps({"advance": duration}).encode()
        with urllib.request.urlopen(f"{self.endpoint}/_sosw/clock", body) as answer:
            answer.read()

    def stop(self):
        """Asks it to end, as Ctrl-C does. Its exit code."""
        if self.process is None:
            return 0
        self.process.terminate()
        try:
            code = self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.process.stdout.close()
        self.log.close()
        return code


class CredentialsFile:
    """A shared credentials file with one key, as `--credentials` wants it."""

    def __init__(self, key_id=KEY_ID, secret=SECRET):
        self.file = tempfile.NamedTemporaryFile("w", suffix=".ini")
        self.file.write(f"[default]\naws_access_key_id = {key_id}\naws_secret_access_key = {secret}\n")
        self.file.flush()
        self.path = self.file.name


def eventually(probe, seconds=20, every=0.05):
    """The first true value of `probe()`; its last one when time is up."""
    end = time.monotonic() + seconds
    while True:
        value = probe()
        if value or time.monotonic() > end:
            return value
        time.sleep(every)


def skip_suite(name, reason):
    """Ends the program: the suite cannot run here."""
    print(f"{name}: skipped: {reason}")
    sys.exit(0)


def run_suite(name):
    """Runs the tests of the calling module and ends the program with a line that counts them."""
    if not OTHER_ENDPOINT and not os.access(SOSW, os.X_OK):
        print(f"{name}: 0 passed, 1 failed: {SOSW} is not built")
        sys.exit(1)
    program = unittest.main(module="__main__", exit=False, warnings="ignore", verbosity=2 if "-v" in sys.argv else 1)
    result = program.result
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    skipped = len(result.skipped)
    passed = max(result.testsRun - failed - skipped, 0)
    print(f"{name}: {passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    sys.exit(1 if failed else 0)

#!/usr/bin/python3
"""Records how botocore signs generated requests, for signature_vectors_test.cpp.

    /usr/bin/python3 record_vectors.py > vectors.json

Seed and time are fixed, so the same botocore writes the same file. A line is a vector:
    signer     "v4", "s3", "v4-query", "s3-query"
    payload    "signed" or "unsigned"
    method, target, headers ([name, value]), body (base64)     the request before it is signed
    key (id, secret, token), region, service, time (epoch seconds), expires
    canonical  the canonical request
    signed     the header Authorization, or the target of the presigned URL
"""

import base64
import datetime
import json
import random
import sys
from unittest import mock

import botocore.auth
import botocore.awsrequest
import botocore.credentials
from botocore.compat import quote, urlsplit

SEED = 20150830
COUNT = 320
FIRST_TIME = 1440938160  # 2015-08-30T12:36:00Z

SIGNERS = {
    "v4": botocore.auth.SigV4Auth,
    "s3": botocore.auth.S3SigV4Auth,
    "v4-query": botocore.auth.SigV4QueryAuth,
    "s3-query": botocore.auth.S3SigV4QueryAuth,
}
SERVICES = ["dynamodb", "monitoring", "lambda", "sns", "sts", "ssm", "events", "execute-api"]
REGIONS = ["us-east-1", "us-west-2", "eu-central-1", "ap-southeast-2", "cn-north-1"]
METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD"]
TARGETS = ["DynamoDB_20120810.PutItem", "GraniteServiceVersion20100801.PutMetricData", "AmazonSSM.GetParameters"]
WORDS = ["a", "b", "Zeta", "some function", "x/y", "50%", "a=b&c", "~tilde", "plus+plus", "ü", "日本", "€", "",
         "arn:aws:lambda:us-west-2:000000000000:function:some_function", "star*", "(paren)", "'quote'", "semi;colon"]
SEGMENTS = ["functions", "2015-03-31", "some function", "arn:aws:lambda:us-west-2:000000000000:function:f", "ü", "a+b",
            "a%2Fb", "*", "(x)", "~", "-_.", "$LATEST"]


class FixedDateTime(datetime.datetime):
    now_seconds = FIRST_TIME

    @classmethod
    def utcnow(cls):
        return datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=cls.now_seconds)


def random_path(rng, is_s3):
    segments = [quote(rng.choice(SEGMENTS), safe="~") for _ in range(rng.randrange(5))]
    # Dots and empty segments are normalized outside S3, where they are part of the key.
    for _ in range(rng.randrange(3)):
        segments.insert(rng.randrange(len(segments) + 1), rng.choice([".", "..", ""] if is_s3 else [".", "..", "", "..."]))
    return "/" + "/".join(segments) + ("/" if segments and rng.random() < 0.2 else "")


def random_query(rng):
    pairs = [(rng.choice(WORDS) or "empty", rng.choice(WORDS)) for _ in range(rng.choice([0, 0, 1, 2, 5]))]
    pairs += rng.sample(pairs, 1) if pairs and rng.random() < 0.2 else []
    return "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in pairs)


def random_headers(rng, in_query):
    headers = []
    spaced = ["plain", "  leading", "trailing\t ", "a   b  c", 'quoted  "two  spaces"', "", "comma, separated", "x;y=z"]
    for name in rng.sample(["X-Amz-Meta-Colour", "Content-Type", "Accept", "X-Custom", "x-amz-acl", "Range", "Zz"], rng.randrange(5)):
        headers.append([name, rng.choice(spaced)])
    if not in_query and rng.random() < 0.5:
        headers.append(["X-Amz-Target", rng.choice(TARGETS)])
    if not in_query and rng.random() < 0.5:  # What botocore leaves out.
        headers += [["User-Agent", "Boto3/1.26 Python/3"], ["Expect", "100-continue"], ["X-Amzn-Trace-Id", "Root=1-2-3"]]
    return headers


def random_body(rng, method):
    if method in ("GET", "HEAD") or rng.random() < 0.2:
        return b""
    return rng.choice([
        b'{"TableName": "sosw_tasks"}',
        b"Action=Publish&Version=2010-03-31&Message=a%20b",
        "ünï".encode(),
        rng.randbytes(rng.randrange(1, 60)),
    ])


def random_key(rng, number):
    alphabet = "ABCDEFabcdef0123456789+/"
    secret = "".join(rng.choice(alphabet) for _ in range(40))
    token = "".join(rng.choice(alphabet + "=") for _ in range(64)) if rng.random() < 0.4 else None
    return {"id": f"AKIDEXAMPLE{number}", "secret": secret, "token": token}


def record(rng, number):
    signer = rng.choice(list(SIGNERS))
    is_s3, in_query = signer.startswith("s3"), signer.endswith("query")
    method = rng.choice(METHODS)
    host = rng.choice(["127.0.0.1:4566", "localhost:8000", "dynamodb.us-west-2.amazonaws.com"])
    query = random_query(rng)
    if in_query and len({pair.split("=")[0] for pair in query.split("&")}) < query.count("&") + 1:
        query = ""  # botocore keeps one of several values of a name.
    target = random_path(rng, is_s3) + ("?" + query if query else "")
    vector = {
        "signer": signer,
        "payload": "unsigned" if signer in ("v4", "s3") and rng.random() < 0.2 else "signed",
        "method": method, "target": target, "headers": [["Host", host]] + random_headers(rng, in_query),
        "body": "" if in_query else base64.b64encode(random_body(rng, method)).decode(),
        "key": random_key(rng, number), "region": rng.choice(REGIONS), "service": "s3" if is_s3 else rng.choice(SERVICES),
        "time": FIRST_TIME + rng.randrange(10 ** 8), "expires": rng.choice([1, 60, 3600, 604800]) if in_query else 0,
    }
    sign(vector)
    return vector


def sign(vector):
    scheme = "https" if vector["payload"] == "unsigned" else "http"
    request = botocore.awsrequest.AWSRequest(
        method=vector["method"], url=f"{scheme}://{vector['headers'][0][1]}{vector['target']}",
        data=base64.b64decode(vector["body"]))
    for name, value in vector["headers"]:
        request.headers[name] = value
    request.context["payload_signing_enabled"] = vector["payload"] == "signed"
    if vector["payload"] == "unsigned":
        request.headers["Content-MD5"] = "1B2M2Y8AsgTpgAmY7PhCfg=="  # S3's condition to leave a body unsigned.
        vector["headers"].append(["Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg=="])
    key = vector["key"]
    credentials = botocore.credentials.Credentials(key["id"], key["secret"], key["token"])
    arguments = [credentials, vector["service"], vector["region"]] + ([vector["expires"]] if vector["expires"] else [])
    auth = SIGNERS[vector["signer"]](*arguments)
    canonical = []
    original = auth.canonical_request
    auth.canonical_request = lambda signed: canonical.append(original(signed)) or canonical[-1]
    FixedDateTime.now_seconds = vector["time"]
    auth.add_auth(request)
    vector["canonical"] = canonical[0]
    if vector["expires"]:
        parts = urlsplit(request.url)
        vector["signed"] = parts.path + "?" + parts.query
    else:
        vector["signed"] = request.headers["Authorization"]


def main():
    rng = random.Random(SEED)
    with mock.patch("botocore.auth.datetime.datetime", FixedDateTime):
        vectors = [record(rng, number) for number in range(COUNT)]
    sys.stdout.write("[\n" + ",\n".join(json.dumps(vector) for vector in vectors) + "\n]\n")


if __name__ == "__main__":
    main()

"""Signatures through boto3: a server that wants them takes the right ones, of every service, and no others."""

import datetime
import unittest
import urllib.error
import urllib.request
from unittest import mock

import serving
import tables

try:
    import boto3_clients
    import botocore.auth
except ImportError:
    serving.skip_suite("boto3 signatures", "boto3 is not installed (apt install python3-boto3)")

SERVER = None
FILE = None


def setUpModule():
    global SERVER, FILE
    FILE = serving.CredentialsFile()
    SERVER = serving.Server("--require-signatures", "--credentials", FILE.path)


def tearDownModule():
    SERVER.stop()


def an_hour_ago():
    """botocore signs with this time; newer ones ask for it by a function of their own."""
    then = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None) - datetime.timedelta(hours=1)
    if hasattr(botocore.auth, "get_current_datetime"):
        return mock.patch("botocore.auth.get_current_datetime", lambda *_, **__: then)
    wrong_clock = mock.Mock(wraps=datetime.datetime)
    wrong_clock.utcnow = lambda: then
    return mock.patch("botocore.auth.datetime.datetime", wrong_clock)


class SignatureTest(unittest.TestCase, boto3_clients.Refusals):
    def client(self, service, **more):
        return boto3_clients.client(service, SERVER.endpoint, **more)

    def test_a_known_key_is_let_in_everywhere(self):
        self.client("dynamodb").list_tables()
        self.client("cloudwatch").list_metrics()
        self.client("lambda").list_functions()
        self.client("sns").list_topics()
        self.client("sts").get_caller_identity()
        self.client("ssm").get_parameters(Names=["a"])
        self.client("events").list_rules()
        self.client("s3").create_bucket(Bucket="signed", CreateBucketConfiguration={"LocationConstraint": serving.REGION})
        self.client("s3").put_object(Bucket="signed", Key="a b/ü+&", Body=b"body", Metadata={"spaces": "a  b"})
        self.client("s3").get_object(Bucket="signed", Key="a b/ü+&")

    def test_large_and_strange_requests_are_let_in(self):
        db = self.client("dynamodb")
        db.create_table(**tables.CONFIG)
        db.get_waiter("table_exists").wait(TableName="config", WaiterConfig={"Delay": 0.1, "MaxAttempts": 100})
        db.put_item(TableName="config", Item={"env": {"S": "ü"}, "config_name": {"S": "x" * 900}, "v": {"S": "y" * 300_000}})
        self.client("cloudwatch").put_metric_data(Namespace="a b/+&=", MetricData=[{"MetricName": "ü~*", "Value": 1}])
        with self.refused("ResourceNotFoundException", status=404):
            self.client("lambda").get_function_configuration(FunctionName="arn:aws:lambda:us-west-2:000000000000:function:nope")

    def test_a_wrong_secret_is_refused(self):
        beginning = "The request signature we calculated does not match the signature you provided.…"
        for service, operation, code, status in [
                ("dynamodb", "list_tables", "InvalidSignatureException", 400), ("lambda", "list_functions", "InvalidSignatureException", 403),
                ("sns", "list_topics", "SignatureDoesNotMatch", 403), ("sts", "get_caller_identity", "SignatureDoesNotMatch", 403),
                ("cloudwatch", "list_metrics", "SignatureDoesNotMatch", 403), ("events", "list_rules", "InvalidSignatureException", 400),
                ("s3", "list_buckets", "SignatureDoesNotMatch", 403)]:
            with self.subTest(service=service), self.refused(code, beginning, status):
                getattr(self.client(service, secret="wrong"), operation)()

    def test_an_unknown_key_is_refused(self):
        for service, operation, code, status in [
                ("dynamodb", "list_tables", "UnrecognizedClientException", 400), ("lambda", "list_functions", "UnrecognizedClientException", 403),
                ("sns", "list_topics", "InvalidClientTokenId", 403), ("s3", "list_buckets", "InvalidAccessKeyId", 403)]:
            with self.subTest(service=service), self.refused(code, status=status):
                getattr(self.client(service, key_id="AKIDUNKNOWN"), operation)()

    def test_a_session_token_that_nobody_gave_is_refused(self):
        with self.refused("UnrecognizedClientException", "The security token included in the request is invalid."):
            self.client("dynamodb", token="token").list_tables()

    def test_an_old_signature_is_refused(self):
        with an_hour_ago():
            with self.refused("InvalidSignatureException", "Signature expired: …"):
                self.client("dynamodb").list_tables()
            with self.refused("RequestTimeTooSkewed", status=403):
                self.client("s3").list_buckets()

    def status_of(self, url):
        try:
            with urllib.request.urlopen(url) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def test_a_presigned_url_is_good_as_it_is(self):
        s3 = self.client("s3", signature_version="s3v4")
        s3.create_bucket(Bucket="presigned", CreateBucketConfiguration={"LocationConstraint": serving.REGION})
        s3.put_object(Bucket="presigned", Key="a b", Body=b"")
        url = s3.generate_presigned_url("get_object", {"Bucket": "presigned", "Key": "a b"}, ExpiresIn=60)
        self.assertEqual(self.status_of(url), 200)
        self.assertEqual(self.status_of(url.replace("a%20b", "a%20c")), 403)
        self.assertEqual(self.status_of(url.replace("Expires=60", "Expires=61")), 403)

    def test_the_servers_own_pages_need_none(self):
        self.assertEqual(self.status_of(SERVER.endpoint + "/_sosw/health"), 200)


if __name__ == "__main__":
    serving.run_suite("boto3 signatures")

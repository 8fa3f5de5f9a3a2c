"""boto3 against a server of ours. Import it only where boto3 is installed."""

import contextlib

import boto3
import botocore.config
import botocore.exceptions

import serving


def client(service, endpoint, key_id=serving.KEY_ID, secret=serving.SECRET, token=None, **config):
    """Tries once, so that a refusal is seen as it is."""
    settings = botocore.config.Config(
        retries={"total_max_attempts": 1}, read_timeout=30, s3={"addressing_style": "path"}, **config)
    return boto3.client(
        service, endpoint_url=endpoint, region_name=serving.REGION, aws_access_key_id=key_id,
        aws_secret_access_key=secret, aws_session_token=token, config=settings)


def resource(service, endpoint):
    return boto3.resource(
        service, endpoint_url=endpoint, region_name=serving.REGION, aws_access_key_id=serving.KEY_ID,
        aws_secret_access_key=serving.SECRET)


class Refusals:
    """For test cases: expects a call to be refused."""

    @contextlib.contextmanager
    def refused(self, code, message=None, status=400):
        """Yields a namespace whose `response` is the parsed error, once the block has ended. `message` is its whole text,
        or, with a final `…`, its beginning."""
        class Caught:
            response = None

        caught = Caught()
        with self.assertRaises(botocore.exceptions.ClientError) as raised:
            yield caught
        caught.response = raised.exception.response
        error = caught.response["Error"]
        self.assertEqual((error["Code"], caught.response["ResponseMetadata"]["HTTPStatusCode"]), (code, status), error)
        if message and message.endswith("…"):
            self.assertEqual(error["Message"][:len(message) - 1], message[:-1])
        elif message:
            self.assertEqual(error["Message"], message)

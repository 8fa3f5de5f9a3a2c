#include "backends/endpoint/router.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sosw::endpoint {
namespace {

using ::testing::HasSubstr;

constexpr const char* kForm = "application/x-www-form-urlencoded; charset=utf-8";

std::string authorization(const std::string& service) {
    return "AWS4-HMAC-SHA256 Credential=AKID/20260302/us-west-2/" + service +
           "/aws4_request, SignedHeaders=host;x-amz-date, Signature=00ff";
}

std::optional<ServiceName> service_of(const wire::HttpRequest& request) {
    return route(request).service;
}

TEST(Router, KnowsTheTarget) {
    const auto of_target = [](const std::string& target) {
        return service_of({.method = "POST", .headers = {{"X-Amz-Target", target}}});
    };
    EXPECT_EQ(of_target("DynamoDB_20120810.PutItem"), ServiceName::DynamoDb);
    EXPECT_EQ(of_target("GraniteServiceVersion20100801.PutMetricData"), ServiceName::CloudWatch);
    EXPECT_EQ(of_target("AmazonSSM.GetParameters"), ServiceName::Ssm);
    EXPECT_EQ(of_target("AWSEvents.PutRule"), ServiceName::Events);
}

TEST(Router, KnowsWhatARequestWasSignedFor) {
    for (const ServiceName service : kAwsServices) {
        const std::string name{signing_name(service)};
        EXPECT_EQ(service_of({.headers = {{"Authorization", authorization(name)}}}), service);
        EXPECT_EQ(
            service_of(
                {.target = "/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20260302"
                           "%2Fus-west-2%2F" +
                           name + "%2Faws4_request"}
            ),
            service
        );
    }
}

TEST(Router, TheTargetCountsBeforeTheSignature) {
    EXPECT_EQ(
        service_of(
            {.headers =
                 {{"x-amz-target", "AWSEvents.ListRules"}, {"authorization", authorization("s3")}}}
        ),
        ServiceName::Events
    );
}

TEST(Router, KnowsLambdasPaths) {
    for (const char* const path :
         {"/2015-03-31/functions/f/invocations",
          "/2015-03-31/functions/",
          "/2017-10-31/functions/f/concurrency",
          "/2016-08-19/account-settings/",
          "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-west-2%3A000000000000%3Afunction%3Af"}) {
        EXPECT_EQ(service_of({.target = path}), ServiceName::Lambda) << path;
    }
    EXPECT_EQ(service_of({.target = "/2015-03-31/else"}), ServiceName::S3);
    EXPECT_EQ(service_of({.target = "/2015-3-31/functions"}), ServiceName::S3);
}

TEST(Router, KnowsOurPages) {
    EXPECT_EQ(service_of({.target = "/_sosw/health"}), ServiceName::Own);
    EXPECT_EQ(service_of({.target = "/_soswhat"}), ServiceName::S3);
}

TEST(Router, KnowsTheRpcPath) {
    EXPECT_EQ(
        service_of(
            {.method = "POST",
             .target = "/service/GraniteServiceVersion20100801/operation/PutMetricData"}
        ),
        ServiceName::CloudWatch
    );
}

TEST(Router, KnowsTheHost) {
    const auto of_host = [](const std::string& host) {
        return service_of({.headers = {{"Host", host}}});
    };
    EXPECT_EQ(of_host("sns.us-west-2.amazonaws.com"), ServiceName::Sns);
    EXPECT_EQ(of_host("bucket.s3.localhost:4566"), ServiceName::S3);
    EXPECT_EQ(of_host("monitoring.localhost:4566"), ServiceName::CloudWatch);
    EXPECT_EQ(of_host("127.0.0.1:4566"), ServiceName::DynamoDb);
    EXPECT_EQ(of_host("s3"), ServiceName::DynamoDb);  // a machine that is called so
}

TEST(Router, KnowsTheVersionOfAForm) {
    const auto of_form = [](const std::string& body) {
        return service_of({.method = "POST", .headers = {{"Content-Type", kForm}}, .body = body});
    };
    EXPECT_EQ(of_form("Action=Publish&Version=2010-03-31&Message=x"), ServiceName::Sns);
    EXPECT_EQ(of_form("Version=2011-06-15&Action=GetCallerIdentity"), ServiceName::Sts);
    EXPECT_EQ(of_form("Action=ListMetrics&Version=2010-08-01"), ServiceName::CloudWatch);
    EXPECT_EQ(of_form("Action=SendMessage&Version=2012-11-05"), std::nullopt);
    EXPECT_EQ(of_form("Action=SendMessage"), std::nullopt);
    EXPECT_EQ(of_form("Message=Version%3D2010-03-31"), ServiceName::DynamoDb);
    EXPECT_EQ(
        service_of({.target = "/?Action=ListMetrics&Version=2010-08-01"}), ServiceName::CloudWatch
    );
}

TEST(Router, WhatIsLeftIsDynamoDbsAtTheRootAndS3sBelow) {
    EXPECT_EQ(service_of({.method = "POST", .target = "/"}), ServiceName::DynamoDb);
    EXPECT_EQ(service_of({.target = "/bucket/key"}), ServiceName::S3);
}

TEST(Router, AServiceThatWeDoNotHaveIsNamed) {
    const wire::HttpRequest request{
        .headers = {
            {"X-Amz-Target", "Kinesis_20131202.PutRecord"},
            {"Authorization", authorization("kinesis")}}};
    const Route found = route(request);
    EXPECT_EQ(found.service, std::nullopt);
    const wire::HttpResponse response = unknown_service(request, found);
    EXPECT_EQ(response.status, 400);
    EXPECT_THAT(response.body, HasSubstr("UnknownOperationException"));
    EXPECT_THAT(response.body, HasSubstr("kinesis"));
}

TEST(Router, AQueryProtocolsErrorIsXml) {
    const wire::HttpRequest request{
        .method = "POST",
        .headers = {{"Content-Type", kForm}},
        .body = "Action=Send%3CMessage&Version=2012-11-05"};
    const wire::HttpResponse response = unknown_service(request, route(request));
    EXPECT_EQ(response.headers.value_or_empty("content-type"), "text/xml");
    EXPECT_THAT(response.body, HasSubstr("<Code>InvalidAction</Code>"));
    EXPECT_THAT(response.body, HasSubstr("Send&lt;Message"));
}

}  // namespace
}  // namespace sosw::endpoint

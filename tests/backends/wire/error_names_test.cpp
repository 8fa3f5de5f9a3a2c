#include "backends/wire/error_names.hpp"

#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

TEST(ErrorNames, ANameDecidesWhereItIsKnown) {
    EXPECT_EQ(error_code_of("ConditionalCheckFailedException", 400), ErrorCode::ConditionFailed);
    EXPECT_EQ(error_code_of("ResourceNotFoundException", 400), ErrorCode::NotFound);
    EXPECT_EQ(error_code_of("ProvisionedThroughputExceededException", 400), ErrorCode::Throttled);
    EXPECT_EQ(error_code_of("RequestLimitExceeded", 503), ErrorCode::Throttled);
    EXPECT_EQ(error_code_of("UnrecognizedClientException", 400), ErrorCode::AccessDenied);
    EXPECT_EQ(error_code_of("AccessDenied", 403), ErrorCode::AccessDenied);
    EXPECT_EQ(error_code_of("UnauthorizedException", 400), ErrorCode::AccessDenied);
}

TEST(ErrorNames, TheStatusDecidesOtherwise) {
    EXPECT_EQ(error_code_of("ValidationException", 400), ErrorCode::InvalidRequest);
    EXPECT_EQ(error_code_of("NobodyKnowsIt", 400), ErrorCode::InvalidRequest);
    EXPECT_EQ(error_code_of("", 403), ErrorCode::AccessDenied);
    EXPECT_EQ(error_code_of("", 404), ErrorCode::NotFound);
    EXPECT_EQ(error_code_of("", 429), ErrorCode::Throttled);
    EXPECT_EQ(error_code_of("", 503), ErrorCode::Unavailable);
}

TEST(ErrorNames, AFailureWithinTheServiceLeavesTheOutcomeUnknown) {
    EXPECT_EQ(error_code_of("InternalServerError", 500), ErrorCode::OutcomeUnknown);
    for (const int status : {301, 500, 502, 504}) {
        EXPECT_EQ(error_code_of("", status), ErrorCode::OutcomeUnknown) << status;
    }
}

TEST(ErrorNames, NamesAreFreedOfTheirNamespaces) {
    EXPECT_EQ(
        bare_error_name("com.amazonaws.dynamodb.v20120810#ResourceInUseException"),
        "ResourceInUseException"
    );
    EXPECT_EQ(
        bare_error_name("ResourceNotFoundException:http://internal.amazon.com/coral/a#b/"),
        "ResourceNotFoundException"
    );
    EXPECT_EQ(bare_error_name("Throttling"), "Throttling");
    EXPECT_EQ(bare_error_name(""), "");
}

}  // namespace
}  // namespace sosw::wire

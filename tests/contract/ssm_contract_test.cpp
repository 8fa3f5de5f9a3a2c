#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_ssm.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::test {
namespace {

class SsmContract : public testing::Test {
protected:
    void put(const std::string& name, const std::string& value) {
        const auto result = ssm_.put_parameter(
            {.name = name, .value = value, .type = ParameterType::String, .overwrite = true}
        );
        ASSERT_TRUE(result) << to_string(result.error());
    }
    std::vector<Parameter> get(std::vector<std::string> names, bool with_decryption = false) {
        const auto result =
            ssm_.get_parameters({.names = std::move(names), .with_decryption = with_decryption});
        return result ? result->parameters : std::vector<Parameter>{};
    }
    std::string error_name(const PutParameterInput& input) {
        const auto result = ssm_.put_parameter(input);
        return result ? "" : result.error().name;
    }

    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteSsm sqlite_ssm_{database_, clock_};
    Ssm& ssm_ = sqlite_ssm_;
};

TEST_F(SsmContract, AParameterIsReadAsItWasWritten) {
    const auto output =
        ssm_.put_parameter({.name = "/app/key", .value = "v", .type = ParameterType::StringList});
    ASSERT_TRUE(output);
    EXPECT_EQ(output->version, 1);
    EXPECT_EQ(output->tier, "Standard");
    const auto parameters = get({"/app/key"});
    ASSERT_EQ(parameters.size(), 1U);
    EXPECT_EQ(parameters[0].value, "v");
    EXPECT_EQ(parameters[0].type, ParameterType::StringList);
    EXPECT_EQ(parameters[0].version, 1);
    EXPECT_EQ(parameters[0].last_modified, clock_.now());
    EXPECT_EQ(parameters[0].arn, "arn:aws:ssm:us-west-2:000000000000:parameter/app/key");
    EXPECT_EQ(parameters[0].data_type, "text");
}

TEST_F(SsmContract, NamesThatNobodyHasAreListed) {
    put("a", "1");
    const auto output = ssm_.get_parameters({.names = {"b", "a", "c"}});
    ASSERT_TRUE(output);
    EXPECT_EQ(output->parameters.size(), 1U);
    EXPECT_EQ(output->invalid_parameters, (std::vector<std::string>{"b", "c"}));
}

TEST_F(SsmContract, OverwritingMakesAVersionAndOldOnesStay) {
    put("a", "1");
    EXPECT_EQ(
        error_name({.name = "a", .value = "2", .type = ParameterType::String}),
        "ParameterAlreadyExists"
    );
    clock_.advance(std::chrono::seconds{1});
    const auto output = ssm_.put_parameter({.name = "a", .value = "2", .overwrite = true});
    ASSERT_TRUE(output) << "the type is that of the version before";
    EXPECT_EQ(output->version, 2);
    const auto both = get({"a", "a:1"});
    ASSERT_EQ(both.size(), 2U);
    EXPECT_EQ(both[0].value, "2");
    EXPECT_EQ(both[1].value, "1");
    EXPECT_EQ(both[1].selector, ":1");
    EXPECT_TRUE(get({"a:3"}).empty());
}

TEST_F(SsmContract, AParameterIsFoundByItsArn) {
    put("/deep/name", "1");
    put("flat", "2");
    const std::string prefix = "arn:aws:ssm:us-west-2:000000000000:parameter/";
    EXPECT_EQ(get({prefix + "deep/name"}).at(0).value, "1");
    EXPECT_EQ(get({prefix + "flat"}).at(0).value, "2");
    EXPECT_EQ(get({prefix + "flat:1"}).at(0).value, "2");
}

TEST_F(SsmContract, ASecureStringIsReadableOnlyWithDecryption) {
    ASSERT_TRUE(ssm_.put_parameter(
        {.name = "secret", .value = "open sesame", .type = ParameterType::SecureString}
    ));
    EXPECT_NE(get({"secret"}).at(0).value, "open sesame");
    EXPECT_EQ(get({"secret"}, true).at(0).value, "open sesame");
    EXPECT_EQ(get({"secret"}).at(0).key_id, "alias/aws/ssm");
}

TEST_F(SsmContract, WrongNamesAreRefused) {
    const auto with_name = [](std::string name) {
        return PutParameterInput{
            .name = std::move(name), .value = "1", .type = ParameterType::String};
    };
    for (const std::string name :
         {"", "a b", "a/b", "/a/", "aws", "/AWS/x", "ssm-key", "/ssm/key", "ä"}) {
        EXPECT_EQ(error_name(with_name(name)), "ValidationException") << name;
    }
    for (const std::string name : {"a", "/a", "/a/b.c-d_e", "my_aws"}) {
        EXPECT_EQ(error_name(with_name(name)), "") << name;
    }
    std::string deep;
    for (int i = 0; i < 16; ++i) {
        deep += "/x";
    }
    EXPECT_EQ(error_name(with_name(deep)), "HierarchyLevelLimitExceededException");
}

TEST_F(SsmContract, ValuesHaveTheirLimits) {
    PutParameterInput input{.name = "a", .value = "", .type = ParameterType::String};
    EXPECT_EQ(error_name(input), "ValidationException");
    input.value = std::string(4097, 'x');
    EXPECT_EQ(error_name(input), "ValidationException");
    input.tier = "Advanced";
    EXPECT_EQ(error_name(input), "");
    EXPECT_EQ(error_name({.name = "b", .value = "1"}), "ValidationException") << "no type";
}

TEST_F(SsmContract, AValueMatchesItsPattern) {
    PutParameterInput input{
        .name = "a", .value = "12", .type = ParameterType::String, .allowed_pattern = "^\\d+$"};
    EXPECT_EQ(error_name(input), "");
    input.name = "b";
    input.value = "x";
    EXPECT_EQ(error_name(input), "ParameterPatternMismatchException");
    input.allowed_pattern = "(";
    EXPECT_EQ(error_name(input), "InvalidAllowedPatternException");
}

TEST_F(SsmContract, AHundredVersionsAreKept) {
    for (int i = 1; i <= 101; ++i) {
        put("a", std::to_string(i));
    }
    EXPECT_TRUE(get({"a:1"}).empty());
    EXPECT_EQ(get({"a:2"}).at(0).value, "2");
    EXPECT_EQ(get({"a"}).at(0).version, 101);
}

}  // namespace
}  // namespace sosw::test

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "backends/aws/aws_ssm.hpp"
#include "backends/endpoint/services/ssm_service.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_ssm.hpp"
#include "core/base/random.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/service_client.hpp"

namespace sosw::test {
namespace {

/// An implementation with whatever it stands on.
class SqliteWorld {
public:
    SqliteWorld() = default;
    SqliteWorld(const SqliteWorld&) = delete;
    SqliteWorld& operator=(const SqliteWorld&) = delete;
    virtual ~SqliteWorld() = default;
    virtual Ssm& ssm() { return parameters_; }
    ManualClock& clock() { return clock_; }

protected:
    sqlite::SqliteSsm& parameters() { return parameters_; }

private:
    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteSsm parameters_{database_, clock_};
};

/// Our client, through JSON to our service, and SQLite behind it.
class HttpWorld final : public SqliteWorld {
public:
    explicit HttpWorld(Way way) : way_{way} {}
    Ssm& ssm() override { return ssm_; }

private:
    Way way_;
    endpoint::SsmService service_{parameters(), Random{7}};
    ServiceClient client_{service_, clock(), way_};
    aws::AwsSsm ssm_{client_.access(), Random{7}, client_.address("ssm")};
};

using MakeWorld = std::unique_ptr<SqliteWorld> (*)();

class SsmContract : public testing::TestWithParam<MakeWorld> {
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

    std::unique_ptr<SqliteWorld> world_ = GetParam()();
    ManualClock& clock_ = world_->clock();
    Ssm& ssm_ = world_->ssm();
};

template <typename Made, Way... way>
std::unique_ptr<SqliteWorld> make() {
    return std::make_unique<Made>(way...);
}

INSTANTIATE_TEST_SUITE_P(Sqlite, SsmContract, testing::Values(&make<SqliteWorld>));
INSTANTIATE_TEST_SUITE_P(InProcess, SsmContract, testing::Values(&make<HttpWorld, Way::InProcess>));
INSTANTIATE_TEST_SUITE_P(Loopback, SsmContract, testing::Values(&make<HttpWorld, Way::Loopback>));

TEST_P(SsmContract, AParameterIsReadAsItWasWritten) {
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

TEST_P(SsmContract, NamesThatNobodyHasAreListed) {
    put("a", "1");
    const auto output = ssm_.get_parameters({.names = {"b", "a", "c"}});
    ASSERT_TRUE(output);
    EXPECT_EQ(output->parameters.size(), 1U);
    EXPECT_EQ(output->invalid_parameters, (std::vector<std::string>{"b", "c"}));
}

TEST_P(SsmContract, OverwritingMakesAVersionAndOldOnesStay) {
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

TEST_P(SsmContract, AParameterIsFoundByItsArn) {
    put("/deep/name", "1");
    put("flat", "2");
    const std::string prefix = "arn:aws:ssm:us-west-2:000000000000:parameter/";
    EXPECT_EQ(get({prefix + "deep/name"}).at(0).value, "1");
    EXPECT_EQ(get({prefix + "flat"}).at(0).value, "2");
    EXPECT_EQ(get({prefix + "flat:1"}).at(0).value, "2");
}

TEST_P(SsmContract, ASecureStringIsReadableOnlyWithDecryption) {
    ASSERT_TRUE(ssm_.put_parameter(
        {.name = "secret", .value = "open sesame", .type = ParameterType::SecureString}
    ));
    EXPECT_NE(get({"secret"}).at(0).value, "open sesame");
    EXPECT_EQ(get({"secret"}, true).at(0).value, "open sesame");
}

TEST_P(SsmContract, WrongNamesAreRefused) {
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

TEST_P(SsmContract, ValuesHaveTheirLimits) {
    PutParameterInput input{.name = "a", .value = "", .type = ParameterType::String};
    EXPECT_EQ(error_name(input), "ValidationException");
    input.value = std::string(4097, 'x');
    EXPECT_EQ(error_name(input), "ValidationException");
    input.tier = "Advanced";
    EXPECT_EQ(error_name(input), "");
    EXPECT_EQ(error_name({.name = "b", .value = "1"}), "ValidationException") << "no type";
}

TEST_P(SsmContract, AValueMatchesItsPattern) {
    PutParameterInput input{
        .name = "a", .value = "12", .type = ParameterType::String, .allowed_pattern = "^\\d+$"};
    EXPECT_EQ(error_name(input), "");
    input.name = "b";
    input.value = "x";
    EXPECT_EQ(error_name(input), "ParameterPatternMismatchException");
    input.allowed_pattern = "(";
    EXPECT_EQ(error_name(input), "InvalidAllowedPatternException");
}

TEST_P(SsmContract, MoreNamesThanOneRequestMayHaveAreReadToo) {
    std::vector<std::string> names;
    for (int i = 0; i < 25; ++i) {
        names.push_back("n" + std::to_string(i));
        put(names.back(), std::to_string(i));
    }
    names.emplace_back("missing");
    const auto output = ssm_.get_parameters({.names = names});
    ASSERT_TRUE(output) << to_string(output.error());
    EXPECT_EQ(output->parameters.size(), 25U);
    EXPECT_EQ(output->invalid_parameters, (std::vector<std::string>{"missing"}));
}

TEST_P(SsmContract, AHundredVersionsAreKept) {
    for (int i = 1; i <= 101; ++i) {
        put("a", std::to_string(i));
    }
    EXPECT_TRUE(get({"a:1"}).empty());
    EXPECT_EQ(get({"a:2"}).at(0).value, "2");
    EXPECT_EQ(get({"a"}).at(0).version, 101);
}

}  // namespace
}  // namespace sosw::test

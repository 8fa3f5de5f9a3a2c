#include "backends/endpoint/services/ssm_service.hpp"

#include <string>

#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_ssm.hpp"
#include "core/base/random.hpp"
#include "tests/backends/endpoint/services/service_call.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::test {
namespace {

class SsmServiceTest : public testing::Test {
protected:
    std::string body(const std::string& operation, const std::string& input) {
        return call_json(service_, "AmazonSSM." + operation, input).body;
    }
    void put(const std::string& name, const std::string& value, const std::string& type) {
        EXPECT_EQ(
            body(
                "PutParameter",
                R"({"Name":")" + name + R"(","Value":")" + value + R"(","Type":")" + type +
                    R"(","Overwrite":true})"
            )
                .find("__type"),
            std::string::npos
        );
    }
    static std::size_t count(const std::string& text, const std::string& part) {
        std::size_t count = 0;
        for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
            ++count;
        }
        return count;
    }

    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteSsm ssm_{database_, clock_};
    endpoint::SsmService service_{ssm_, Random{7}};
};

TEST_F(SsmServiceTest, OnlyADescriptionNamesTheKeyOfASecureString) {
    put("secret", "x", "SecureString");
    EXPECT_EQ(count(body("GetParameter", R"({"Name":"secret"})"), "KeyId"), 0U);
    EXPECT_EQ(count(body("DescribeParameters", "{}"), R"("KeyId":"alias/aws/ssm")"), 1U);
}

TEST_F(SsmServiceTest, PutsAndGets) {
    const auto put = call_json(
        service_, "AmazonSSM.PutParameter", R"({"Name":"/a/b","Value":"v","Type":"String"})"
    );
    EXPECT_EQ(put.status, 200);
    EXPECT_EQ(put.headers.value_or_empty("Content-Type"), "application/x-amz-json-1.1");
    EXPECT_EQ(put.body, R"({"Version":1,"Tier":"Standard"})");
    const std::string parameter =
        R"({"Name":"/a/b","Type":"String","Value":"v","Version":1,"LastModifiedDate":1772438400,)"
        R"("ARN":"arn:aws:ssm:us-west-2:000000000000:parameter/a/b","DataType":"text"})";
    EXPECT_EQ(body("GetParameter", R"({"Name":"/a/b"})"), R"({"Parameter":)" + parameter + "}");
    EXPECT_EQ(
        body("GetParameters", R"({"Names":["/a/b","/c"]})"),
        R"({"Parameters":[)" + parameter + R"(],"InvalidParameters":["/c"]})"
    );
}

TEST_F(SsmServiceTest, ErrorsAreThoseOfTheParameterStore) {
    EXPECT_NE(
        body("GetParameter", R"({"Name":"x"})").find(R"("__type":"ParameterNotFound")"),
        std::string::npos
    );
    put("x", "1", "String");
    EXPECT_NE(
        body("GetParameter", R"({"Name":"x:7"})").find("ParameterVersionNotFound"),
        std::string::npos
    );
    EXPECT_EQ(
        body("GetParameter", "{}"),
        R"({"__type":"ValidationException","message":"1 validation error detected: Value null at )"
        R"('name' failed to satisfy constraint: Member must not be null"})"
    );
    EXPECT_NE(
        body("PutParameter", R"({"Name":"x","Value":"v","Type":"Number"})")
            .find("Member must satisfy enum value set: [SecureString, StringList, String]"),
        std::string::npos
    );
    EXPECT_NE(
        body("GetParameter", R"({"Name":5})").find("SerializationException"), std::string::npos
    );
    EXPECT_NE(body("Fly", "{}").find("UnknownOperationException"), std::string::npos);
}

TEST_F(SsmServiceTest, FindsWhatLiesBelowAPath) {
    put("/a/one", "1", "String");
    put("/a/two", "2", "SecureString");
    put("/a/deep/three", "3", "String");
    put("/ab/four", "4", "String");
    put("five", "5", "String");
    const auto names = [&](const std::string& input) {
        return count(body("GetParametersByPath", input), "\"Name\"");
    };
    EXPECT_EQ(names(R"({"Path":"/a"})"), 2U);
    EXPECT_EQ(names(R"({"Path":"/a/","Recursive":true})"), 3U);
    EXPECT_EQ(names(R"({"Path":"/","Recursive":true})"), 5U);
    EXPECT_EQ(names(R"({"Path":"/"})"), 1U);
    EXPECT_EQ(
        names(R"({"Path":"/a","ParameterFilters":[{"Key":"Type","Values":["SecureString"]}]})"), 1U
    );
    EXPECT_NE(
        body("GetParametersByPath", R"({"Path":"a"})").find("must begin with a forward slash"),
        std::string::npos
    );
}

TEST_F(SsmServiceTest, PathsHavePages) {
    for (int i = 0; i < 3; ++i) {
        put("/p/" + std::to_string(i), "v", "String");
    }
    const std::string first = body("GetParametersByPath", R"({"Path":"/p","MaxResults":2})");
    EXPECT_EQ(count(first, "\"Name\""), 2U);
    const std::string mark = R"("NextToken":")";
    const std::size_t begin = first.find(mark) + mark.size();
    const std::string token = first.substr(begin, first.find('"', begin) - begin);
    const std::string second =
        body("GetParametersByPath", R"({"Path":"/p","MaxResults":2,"NextToken":")" + token + "\"}");
    EXPECT_EQ(count(second, "\"Name\""), 1U);
    EXPECT_EQ(second.find("NextToken"), std::string::npos);
    EXPECT_NE(
        body("GetParametersByPath", R"({"Path":"/p","NextToken":"x"})").find("InvalidNextToken"),
        std::string::npos
    );
    EXPECT_NE(
        body("GetParametersByPath", R"({"Path":"/p","MaxResults":11})")
            .find("Member must have value less than or equal to 10"),
        std::string::npos
    );
}

TEST_F(SsmServiceTest, DescribesWithFilters) {
    put("/a/one", "1", "String");
    put("/a/two", "2", "SecureString");
    put("other", "3", "StringList");
    const auto names = [&](const std::string& filters) {
        return count(body("DescribeParameters", "{" + filters + "}"), "\"Name\"");
    };
    EXPECT_EQ(names(""), 3U);
    EXPECT_EQ(
        names(R"("ParameterFilters":[{"Key":"Name","Option":"Contains","Values":["o"]}])"), 3U
    );
    EXPECT_EQ(
        names(R"("ParameterFilters":[{"Key":"Path","Option":"Recursive","Values":["/a"]}])"), 2U
    );
    EXPECT_EQ(names(R"("Filters":[{"Key":"Type","Values":["StringList"]}])"), 1U);
    EXPECT_NE(
        body("DescribeParameters", R"({"ParameterFilters":[{"Key":"Colour","Values":["x"]}]})")
            .find("InvalidFilterKey"),
        std::string::npos
    );
    EXPECT_NE(
        body("DescribeParameters", "{}")
            .find(R"("LastModifiedUser":"arn:aws:iam::000000000000:root")"),
        std::string::npos
    );
}

TEST_F(SsmServiceTest, TheHistoryHoldsAllVersions) {
    put("a", "first", "String");
    put("a", "second", "String");
    const std::string history = body("GetParameterHistory", R"({"Name":"a"})");
    EXPECT_LT(history.find("first"), history.find("second"));
    EXPECT_NE(
        body("GetParameterHistory", R"({"Name":"b"})").find("ParameterNotFound"), std::string::npos
    );
}

TEST_F(SsmServiceTest, Deletes) {
    put("a", "1", "String");
    put("b", "1", "String");
    EXPECT_EQ(body("DeleteParameter", R"({"Name":"a"})"), "{}");
    EXPECT_NE(
        body("DeleteParameter", R"({"Name":"a"})").find("ParameterNotFound"), std::string::npos
    );
    EXPECT_EQ(
        body("DeleteParameters", R"({"Names":["a","b"]})"),
        R"({"DeletedParameters":["b"],"InvalidParameters":["a"]})"
    );
}

}  // namespace
}  // namespace sosw::test

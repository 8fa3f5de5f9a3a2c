#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "backends/endpoint/dynamo_db/dynamo_db_service.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "backends/wire/http_message.hpp"
#include "tests/support/dynamo_tables.hpp"
#include "tests/support/manual_clock.hpp"

/// DynamoDB's service over tables in memory. JSON is written with single quotes, in both
/// directions.

namespace sosw::test {

class DynamoDbServiceTest : public testing::Test {
protected:
    DynamoDbServiceTest() {
        EXPECT_TRUE(tables_.create_table(items_definition()).has_value());
        EXPECT_TRUE(tables_.create_table(events_definition()).has_value());
    }

    wire::HttpResponse send(wire::HttpRequest request) {
        wire::HttpResponse answer;
        int answers = 0;
        service_.handle(request, [&](wire::HttpResponse given) {
            answer = std::move(given);
            ++answers;
        });
        EXPECT_EQ(answers, 1);
        return answer;
    }
    wire::HttpResponse post(const std::string& operation, std::string body) {
        std::ranges::replace(body, '\'', '"');
        return send(
            {.method = "POST",
             .headers =
                 {{"X-Amz-Target", "DynamoDB_20120810." + operation},
                  {"Content-Type", "application/x-amz-json-1.0"}},
             .body = std::move(body)}
        );
    }
    /// The body of the answer.
    std::string call(const std::string& operation, const std::string& body) {
        std::string answer = post(operation, body).body;
        std::ranges::replace(answer, '"', '\'');
        return answer;
    }
    /// The message of an error, or the whole answer where there is none.
    std::string complaint(const std::string& operation, const std::string& body) {
        const std::string answer = post(operation, body).body;
        for (const std::string key : {"\"message\":\"", "\"Message\":\""}) {
            const std::size_t at = answer.find(key);
            if (at != answer.npos) {
                const std::size_t begin = at + key.size();
                return answer.substr(begin, answer.rfind('"') - begin);
            }
        }
        return answer;
    }

    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteDynamoDb tables_{database_, clock_};
    endpoint::DynamoDbService service_{endpoint::ActionContext{.tables = tables_, .clock = clock_}};
};

/// Calls about items.
class ItemCalls : public DynamoDbServiceTest {
protected:
    /// Puts what stands in the braces of an item.
    void put(const std::string& table, const std::string& attributes) {
        ASSERT_EQ(
            call("PutItem", "{'TableName':'" + table + "','Item':{" + attributes + "}}"), "{}"
        );
    }
    void put_event(int tick, const std::string& more = "") {
        put("events", "'lane':{'S':'s'},'tick':{'N':'" + std::to_string(tick) + "'}" + more);
    }
};

/// The beginning of a request for one item.
inline constexpr const char* kKey = "'TableName':'items','Key':{'id':{'S':'a'}}";

inline std::string with_key(const std::string& more) {
    return std::string{"{"} + kKey + "," + more + "}";
}

}  // namespace sosw::test

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "backends/endpoint/dynamo_db/dynamo_db_service.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "core/base/ensure.hpp"
#include "tests/fuzz/service_check.hpp"
#include "tests/support/dynamo_tables.hpp"
#include "tests/support/manual_clock.hpp"

/// An input is calls of DynamoDB, empty lines between them: the operation in the first line, the
/// body in the rest. They are sent to a service with two empty tables.

namespace sosw::endpoint {
namespace {

class World {
public:
    World() {
        ENSURE(tables_.create_table(test::items_definition()));
        ENSURE(tables_.create_table(test::events_definition()));
        clock_.advance(std::chrono::minutes{1});  // Until they are active.
    }

    void send(std::string_view call) { fuzz::send_json(service_, "DynamoDB_20120810", call); }

private:
    test::ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteDynamoDb tables_{database_, clock_};
    DynamoDbService service_{{.tables = tables_, .clock = clock_}};
};

void check(std::string_view input) {
    World world;
    while (!input.empty()) {
        const std::string_view call = input.substr(0, input.find("\n\n"));
        input.remove_prefix(std::min(call.size() + 2, input.size()));
        world.send(call);
    }
}

}  // namespace
}  // namespace sosw::endpoint

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    sosw::endpoint::check({reinterpret_cast<const char*>(data), size});
    return 0;
}

#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/ports/dynamo_db.hpp"
#include "tests/support/dynamo_tables.hpp"
#include "tests/support/manual_clock.hpp"

/// What every implementation of `DynamoDb` promises: one suite, instantiated per implementation.
///
/// Its tables are those of tests/support/dynamo_tables.hpp.

namespace sosw::test {

/// An implementation with whatever it stands on, and its clock.
class DynamoDbWorld {
public:
    DynamoDbWorld() = default;
    DynamoDbWorld(const DynamoDbWorld&) = delete;
    DynamoDbWorld& operator=(const DynamoDbWorld&) = delete;
    virtual ~DynamoDbWorld() = default;
    virtual DynamoDb& dynamo_db() = 0;
    ManualClock& clock() { return clock_; }

private:
    ManualClock clock_;
};

/// A promise that an implementation of others is known not to keep.
struct ContractGap {
    std::string test;
    std::string reason;
};

struct DynamoDbImplementation {
    std::string name;
    std::function<std::unique_ptr<DynamoDbWorld>()> make;
    std::vector<ContractGap> gaps{};  ///< These tests are skipped.
};
/// For the messages of tests.
inline void PrintTo(  // NOLINT(readability-identifier-naming): GoogleTest's name.
    const DynamoDbImplementation& implementation,
    std::ostream* out
) {
    *out << implementation.name;
}

class DynamoDbContract : public testing::TestWithParam<DynamoDbImplementation> {
protected:
    DynamoDbContract();
    void SetUp() override;

    DynamoDb& db() { return world_->dynamo_db(); }
    ManualClock& clock() { return world_->clock(); }

    void put(const std::string& table, Item item);
    /// The item with this key, or an empty one.
    Item get(const std::string& table, Item key);
    /// `id`s of a page of `items`, or `tick`s of one of `events`.
    static std::vector<std::string> names(const PageOutput& page);

    /// Events of the stream `s`.
    void put_events(const std::vector<std::string>& times);
    /// An item that `o` owns.
    void put_owned(const std::string& id, const std::string& rank);
    /// The names on one page.
    std::vector<std::string> query(const QueryInput& input);
    /// Those of all pages, and how many pages there were.
    std::pair<std::vector<std::string>, int> query_all(QueryInput input);

private:
    std::unique_ptr<DynamoDbWorld> world_;
};

}  // namespace sosw::test

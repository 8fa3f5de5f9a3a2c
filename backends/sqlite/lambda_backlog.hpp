#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backends/sqlite/lambda_store.hpp"
#include "core/base/time.hpp"

/// What waits in the queue of the emulated Lambda of a file where no worker runs: for people who
/// look at it, and who do a worker's job by hand.

namespace sosw::sqlite {

struct WaitingInvocation {
    std::string request_id;
    std::string function_name;
    int attempt = 1;  ///< From 1.
    Timestamp accepted_at{};
    std::string payload{};
};

class LambdaBacklog {
public:
    /// `database` must outlive this object.
    explicit LambdaBacklog(Database& database);

    /// Functions in order of their names, the invocations of each by age.
    std::vector<WaitingInvocation> waiting();
    /// The invocation counts as succeeded at `at`: somebody did its work. False, and without
    /// effect, where no such invocation waits. A `SqliteLambda` over the same database does not see
    /// it: make it afterwards, or make none.
    bool settle(std::string_view request_id, Timestamp at);

private:
    LambdaStore store_;
};

}  // namespace sosw::sqlite

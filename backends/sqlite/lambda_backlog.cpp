#include "backends/sqlite/lambda_backlog.hpp"

#include <algorithm>
#include <utility>

namespace sosw::sqlite {

namespace {

std::vector<FunctionRow> by_name(std::vector<FunctionRow> functions) {
    std::ranges::sort(functions, {}, [](const FunctionRow& row) -> const std::string& {
        return row.settings.function_name;
    });
    return functions;
}

}  // namespace

LambdaBacklog::LambdaBacklog(Database& database) : store_{database, LambdaStore::History::Delete} {}

std::vector<WaitingInvocation> LambdaBacklog::waiting() {
    std::vector<WaitingInvocation> waiting;
    for (const FunctionRow& function : by_name(store_.functions())) {
        for (InvocationRow& row : store_.queued_of(function.id)) {
            waiting.push_back(
                {.request_id = std::move(row.request_id),
                 .function_name = function.settings.function_name,
                 .attempt = row.attempt,
                 .accepted_at = row.accepted_at,
                 .payload = std::move(row.payload)}
            );
        }
    }
    return waiting;
}

bool LambdaBacklog::settle(std::string_view request_id, Timestamp at) {
    for (FunctionRow& function : store_.functions()) {
        const std::vector<InvocationRow> queued = store_.queued_of(function.id);
        const auto found = std::ranges::find(queued, request_id, &InvocationRow::request_id);
        if (found == queued.end()) {
            continue;
        }
        ++function.settled;
        ++function.counters.succeeded;
        store_.save_counters(function);
        store_.end(found->id, InvocationState::Succeeded, at);
        return true;
    }
    return false;
}

}  // namespace sosw::sqlite

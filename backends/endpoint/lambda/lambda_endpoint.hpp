#pragma once

#include <functional>
#include <optional>
#include <string>

#include "backends/endpoint/event_loop.hpp"
#include "backends/endpoint/lambda/function_logs.hpp"
#include "backends/endpoint/lambda/function_registry.hpp"
#include "backends/endpoint/lambda/process_runtime.hpp"
#include "backends/endpoint/timed.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_lambda.hpp"
#include "core/base/random.hpp"
#include "core/ports/clock.hpp"

namespace sosw::endpoint {

struct LambdaEndpointOptions {
    sqlite::LambdaOptions lambda{};
    ProcessRuntimeOptions runtime{};
    FunctionLogs::Sink log{};  ///< Is told every line that a function writes.
};

/// Lambda with real processes, put together: the emulation, the processes that it starts, and its
/// functions. What is due: timeouts, events that wait, processes without work.
class LambdaEndpoint final : public Timed {
public:
    /// All references must outlive this object.
    LambdaEndpoint(
        EventLoop& loop,
        Clock& clock,
        const Random& random,
        sqlite::Database& database,
        LambdaEndpointOptions options = {}
    );

    /// To invoke functions without HTTP.
    sqlite::SqliteLambda& lambda() { return lambda_; }
    /// To declare functions, and for `LambdaService`.
    FunctionRegistry& functions() { return functions_; }
    const FunctionLogs& logs() const { return logs_; }
    /// Where processes find the whole endpoint: `http://127.0.0.1:4566`.
    void set_endpoint_url(std::string url) { runtime_.set_endpoint_url(std::move(url)); }

    std::optional<Timestamp> next_due() const override;
    void run_due() override;

private:
    FunctionLogs logs_;
    ProcessRuntime runtime_;
    sqlite::SqliteLambda lambda_;
    FunctionRegistry functions_;
};

}  // namespace sosw::endpoint

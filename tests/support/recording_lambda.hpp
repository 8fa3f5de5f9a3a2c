#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/ports/lambda.hpp"

namespace sosw::test {

/// Lambda that accepts and records invocations. Functions have a timeout; the next invocations of
/// one can be made to fail.
class RecordingLambda final : public Lambda {
public:
    void set_function(const std::string& arn, Duration timeout);
    void remove_function(const std::string& arn);
    /// The next `count` invocations of `arn` are refused as throttled.
    void fail_next(const std::string& arn, std::int64_t count);
    /// The next `count` invocations of `arn` fail with `error`.
    void fail_next(const std::string& arn, std::int64_t count, const Error& error);

    Result<InvokeOutput> invoke(const InvokeInput& input) override;
    /// `NotFound` for a function that was not set.
    Result<FunctionConfiguration> get_function_configuration(const std::string& arn) override;

    std::vector<InvokeInput> invocations;  ///< The accepted ones, since it was last cleared.
    std::int64_t invoke_calls = 0;         ///< With the refused ones.
    std::int64_t configuration_calls = 0;
    /// Runs at each `invoke`, before it is answered: what happens in the world meanwhile.
    std::function<void(const InvokeInput&)> meanwhile{};

private:
    struct Failures {
        std::int64_t left = 0;
        Error error{};
    };
    std::map<std::string, Duration> functions_;
    std::map<std::string, Failures> failures_;
};

}  // namespace sosw::test

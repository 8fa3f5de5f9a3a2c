#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "backends/function_runtime.hpp"

namespace sosw::test {

/// A function runtime that a test drives: executions run until the test ends them, or end at once
/// with a given result.
class ManualRuntime final : public FunctionRuntime {
public:
    void start(const FunctionInvocation& invocation, FunctionResults& results) override {
        started_.push_back(invocation);
        results_ = &results;
        if (immediate_) {
            results.finish(invocation.request_id, *immediate_);
        } else {
            running_.push_back(invocation.request_id);
        }
    }
    void stop(const std::string& request_id) override {
        stopped_.push_back(request_id);
        std::erase(running_, request_id);
    }

    /// From now on each execution ends within `start`.
    void finish_at_once(FunctionResult result = {}) { immediate_ = std::move(result); }
    /// Ends the execution that has run longest. Requires that one runs.
    bool finish_oldest(const FunctionResult& result = {}) {
        const std::string request_id = running_.at(0);
        running_.erase(running_.begin());
        return results_->finish(request_id, result);
    }

    const std::vector<FunctionInvocation>& started() const { return started_; }
    const std::vector<std::string>& running() const { return running_; }
    const std::vector<std::string>& stopped() const { return stopped_; }

private:
    std::optional<FunctionResult> immediate_;
    FunctionResults* results_ = nullptr;
    std::vector<FunctionInvocation> started_;
    std::vector<std::string> running_;  ///< Oldest first.
    std::vector<std::string> stopped_;
};

}  // namespace sosw::test

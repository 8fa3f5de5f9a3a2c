#pragma once

#include <map>
#include <set>
#include <string>

#include "core/ports/function_administration.hpp"

namespace sosw::test {

/// Functions that are made and taken away in memory. They are pending when first asked for.
class MemoryFunctions final : public FunctionAdministration {
public:
    Result<FunctionState> create_function(const CreateFunctionInput& input) override {
        if (refused.contains(input.function_name)) {
            return fail(ErrorCode::AccessDenied, "AccessDeniedException", "not you");
        }
        if (functions.contains(input.function_name)) {
            return fail(ErrorCode::InvalidRequest, "ResourceConflictException", "there is one");
        }
        functions[input.function_name] = input;
        if (lost.contains(input.function_name)) {
            return fail(ErrorCode::OutcomeUnknown, "ReadTimeoutError", "no answer");
        }
        return FunctionState{.function_arn = input.function_name, .state = "Pending"};
    }
    Result<FunctionState> get_function_state(const std::string& function_name) override {
        const bool pending = asked.insert(function_name).second;
        return FunctionState{
            .function_arn = function_name, .state = pending ? "Pending" : state_when_ready};
    }
    Result<void> delete_function(const std::string& function_name) override {
        if (kept.contains(function_name)) {
            return fail(ErrorCode::AccessDenied, "AccessDeniedException", "it stays");
        }
        if (functions.erase(function_name) == 0) {
            return fail(ErrorCode::NotFound, "ResourceNotFoundException", "there is none");
        }
        return {};
    }
    Result<void> put_function_concurrency(const std::string& function_name, std::int64_t reserved)
        override {
        concurrency[function_name] = reserved;
        return {};
    }
    Result<void> put_function_event_invoke_config(
        const std::string& function_name, const EventInvokeConfig& config
    ) override {
        events[function_name] = config;
        return {};
    }

    std::map<std::string, CreateFunctionInput> functions{};
    std::map<std::string, std::int64_t> concurrency{};
    std::map<std::string, EventInvokeConfig> events{};
    std::set<std::string> asked{};
    std::set<std::string> refused{};  ///< Are not created.
    std::set<std::string> lost{};     ///< Are created without an answer.
    std::set<std::string> kept{};     ///< Are not deleted.
    std::string state_when_ready = "Active";
};

}  // namespace sosw::test

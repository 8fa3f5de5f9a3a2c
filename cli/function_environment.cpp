#include "cli/function_environment.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "sim/live/stand_in_model.hpp"

namespace sosw::cli {

namespace {

constexpr std::array kEssentials{
    Essential::Orchestrator,
    Essential::Scavenger,
    Essential::WorkerAssistant,
    Essential::Scheduler,
    Essential::StandIn};

/// Empty where it is not set.
std::string variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::string{} : std::string{value};
}

/// `sosw_orchestrator`, or `sosw_orchestrator.lambda_handler` as Python's functions have it.
std::optional<Essential> essential_of(std::string_view name) {
    const std::string_view module = name.substr(0, name.find('.'));
    for (const Essential essential : kEssentials) {
        if (module == to_string(essential)) {
            return essential;
        }
    }
    return std::nullopt;
}

std::vector<std::string> parts_of(const std::string& paths) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin < paths.size();) {
        const std::size_t end = std::min(paths.find(':', begin), paths.size());
        if (end > begin) {
            parts.push_back(paths.substr(begin, end - begin));
        }
        begin = end + 1;
    }
    return parts;
}

class EnvironmentReader {
public:
    Checked<FunctionEnvironment> read() {
        environment_.runtime_api =
            required("AWS_LAMBDA_RUNTIME_API", "the address of Lambda's Runtime API");
        environment_.function_name =
            required("AWS_LAMBDA_FUNCTION_NAME", "the name of the function");
        read_essential();
        environment_.config_env = config_env(variable("STAGE"));
        read_config_store();
        read_parallel();
        environment_.config_files = parts_of(variable("SOSW_CONFIG"));
        environment_.sandbox = variable("AWS_LAMBDA_LOG_STREAM_NAME");
        return problems_.empty() ? Checked<FunctionEnvironment>{std::move(environment_)}
                                 : tl::make_unexpected(std::move(problems_));
    }

private:
    std::string required(const std::string& name, std::string_view what) {
        std::string value = variable(name);
        if (value.empty()) {
            problems_.push_back(
                {.file = name, .message = fmt::format("is not set; expected {}", what)}
            );
        }
        return value;
    }

    void read_essential() {
        const std::string handler = variable("_HANDLER");
        std::optional<Essential> essential = essential_of(handler);
        if (!essential) {
            essential = essential_of(environment_.function_name);
        }
        if (!essential) {
            problems_.push_back(
                {.file = "_HANDLER",
                 .message = fmt::format(
                     "expected sosw_orchestrator, sosw_scavenger, sosw_worker_assistant or "
                     "sosw_scheduler, found \"{}\", and the function's name \"{}\" is none of them "
                     "either",
                     handler,
                     environment_.function_name
                 )}
            );
        }
        environment_.essential = essential.value_or(Essential::Orchestrator);
    }

    void read_config_store() {
        const std::string source = variable("SOSW_CONFIG_SOURCE");
        const auto store = source.empty() ? ConfigStore::Dynamo : parse_config_store(source);
        if (!store) {
            problems_.push_back(
                {.file = "SOSW_CONFIG_SOURCE",
                 .message = fmt::format("expected dynamo or ssm, found \"{}\"", source)}
            );
        }
        environment_.config_store = store.value_or(ConfigStore::Dynamo);
    }

    void read_parallel() {
        const Checked<std::size_t> parallel = parallel_of_environment();
        if (!parallel) {
            problems_.insert(problems_.end(), parallel.error().begin(), parallel.error().end());
            return;
        }
        environment_.parallel = *parallel;
    }

    FunctionEnvironment environment_{};
    Diagnostics problems_{};
};

}  // namespace

std::string_view to_string(Essential essential) {
    switch (essential) {
        case Essential::Orchestrator:
            return "sosw_orchestrator";
        case Essential::Scavenger:
            return "sosw_scavenger";
        case Essential::WorkerAssistant:
            return "sosw_worker_assistant";
        case Essential::Scheduler:
            return "sosw_scheduler";
        case Essential::StandIn:
            return sim::kStandInHandler;
    }
    return "unknown";
}

Checked<FunctionEnvironment> read_function_environment() { return EnvironmentReader{}.read(); }

std::string runtime_api_of_environment() { return variable("AWS_LAMBDA_RUNTIME_API"); }

}  // namespace sosw::cli

#include "cli/function_environment.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "backends/aws/service_url.hpp"

namespace sosw::cli {

namespace {

constexpr std::array kEssentials{
    Essential::Orchestrator, Essential::Scavenger, Essential::WorkerAssistant};

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

/// The middle of `AWS_ENDPOINT_URL_…`: the service's name, not the one that signs.
std::string service_variable(std::string_view signing_name) {
    std::string name{signing_name == "monitoring" ? "cloudwatch" : signing_name};
    std::ranges::transform(name, name.begin(), [](unsigned char letter) {
        return static_cast<char>(std::toupper(letter));
    });
    return "AWS_ENDPOINT_URL_" + name;
}

class EnvironmentReader {
public:
    Checked<FunctionEnvironment> read() {
        environment_.runtime_api =
            required("AWS_LAMBDA_RUNTIME_API", "the address of Lambda's Runtime API");
        environment_.function_name =
            required("AWS_LAMBDA_FUNCTION_NAME", "the name of the function");
        read_essential();
        read_stage();
        read_region();
        environment_.key = {
            .id = required("AWS_ACCESS_KEY_ID", "the key that signs requests"),
            .secret = required("AWS_SECRET_ACCESS_KEY", "the key that signs requests"),
            .session_token = variable("AWS_SESSION_TOKEN")};
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
                     "expected sosw_orchestrator, sosw_scavenger or sosw_worker_assistant, found "
                     "\"{}\", and the function's name \"{}\" is none of them either",
                     handler,
                     environment_.function_name
                 )}
            );
        }
        environment_.essential = essential.value_or(Essential::Orchestrator);
    }

    void read_stage() {
        const std::string stage = variable("STAGE");
        environment_.config_env = stage.empty() || stage == "production" ? "production" : "dev";
    }

    void read_region() {
        environment_.region = variable("AWS_REGION");
        if (environment_.region.empty()) {
            environment_.region = variable("AWS_DEFAULT_REGION");
        }
        if (environment_.region.empty()) {
            problems_.push_back(
                {.file = "AWS_REGION", .message = "is not set; expected such as us-west-2"}
            );
        }
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
    }
    return "unknown";
}

Checked<FunctionEnvironment> read_function_environment() { return EnvironmentReader{}.read(); }

std::string runtime_api_of_environment() { return variable("AWS_LAMBDA_RUNTIME_API"); }

Checked<aws::ServiceAddress> service_address(
    std::string_view signing_name, std::string_view region
) {
    std::string name = service_variable(signing_name);
    std::string url = variable(name);
    if (url.empty()) {
        name = "AWS_ENDPOINT_URL";
        url = variable(name);
    }
    if (url.empty()) {
        return aws::public_address(std::string{signing_name}, std::string{region});
    }
    Result<aws::ServiceUrl> parsed = aws::parse_service_url(url);
    if (!parsed) {
        return tl::make_unexpected(Diagnostics{
            {.file = std::move(name), .message = parsed.error().message}});
    }
    return aws::ServiceAddress{
        .url = *std::move(parsed),
        .region = std::string{region},
        .signing_name = std::string{signing_name}};
}

}  // namespace sosw::cli

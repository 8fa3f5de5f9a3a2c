#include "cli/bootstrap_command.hpp"

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "backends/aws/aws_services.hpp"
#include "backends/aws/runtime_client.hpp"
#include "backends/system_clock.hpp"
#include "cli/aws_backend.hpp"
#include "cli/commands.hpp"
#include "cli/complain.hpp"
#include "cli/endpoint_clock.hpp"
#include "cli/essential_function.hpp"
#include "cli/followed_clock.hpp"
#include "cli/function_environment.hpp"
#include "cli/function_log.hpp"
#include "cli/operation.hpp"
#include "cli/process_random.hpp"
#include "cli/stand_in_function.hpp"
#include "core/base/strings.hpp"

namespace sosw::cli {

namespace {

struct BootstrapOptions {
    bool endpoint_time = false;
};

/// To this machine's Runtime API: it takes as long as it takes, and never by a proxy.
aws::CurlOptions runtime_transport_options() {
    return {.answer_timeout = Duration::zero(), .proxy = std::string{}};
}

/// To AWS: with the patience of a function that has a deadline itself.
aws::CurlOptions service_transport_options() {
    return {.connect_timeout = std::chrono::seconds{5}, .answer_timeout = std::chrono::seconds{20}};
}

/// Everything that stands before the first event.
struct FunctionSetup {
    FunctionEnvironment environment{};
    Random random{0};  ///< Of this process alone.
    std::unique_ptr<aws::AwsServices> services{};
    std::unique_ptr<Clock> clock{};
    sim::StandInModel stand_in{};  ///< Of a stand-in.
};

/// Essentials ask for the time and sleep for real; a stand-in works as long as on that clock.
Result<std::unique_ptr<Clock>> endpoint_time(Essential essential, const aws::ServiceUrl& url) {
    if (essential != Essential::StandIn) {
        return std::make_unique<EndpointClock>(url);
    }
    return TRY(FollowedClock::find(url));
}

Checked<FunctionSetup> read_setup(const BootstrapOptions& options) {
    Diagnostics problems;
    FunctionSetup setup;
    if (auto environment = keep(read_function_environment(), problems)) {
        setup.environment = *std::move(environment);
    }
    const Essential essential = setup.environment.essential;
    if (essential == Essential::StandIn) {
        setup.stand_in = keep(stand_in_of_environment(), problems).value_or(sim::StandInModel{});
    }
    setup.random = process_random().fork(setup.environment.sandbox);
    auto services = aws::AwsServices::open(
        {.transport = service_transport_options()}, aws::process_environment(), setup.random
    );
    if (!services) {
        problems.push_back({.file = "AWS", .message = to_string(services.error())});
    }
    if (!problems.empty()) {
        return tl::make_unexpected(std::move(problems));
    }
    setup.services = *std::move(services);
    if (!options.endpoint_time) {
        setup.clock = std::make_unique<SystemClock>();
        return setup;
    }
    auto clock = endpoint_time(essential, setup.services->dynamo_db_url());
    if (!clock) {
        return tl::make_unexpected(Diagnostics{
            {.file = "--endpoint-time", .message = to_string(clock.error())}});
    }
    setup.clock = *std::move(clock);
    return setup;
}

/// Tells Lambda, where there is one, and whoever reads standard error.
ExitCode fail_init(const Diagnostics& problems) {
    std::vector<std::string> lines;
    lines.reserve(problems.size());
    for (const Diagnostic& problem : problems) {
        lines.push_back(to_string(problem));
    }
    const std::string host = runtime_api_of_environment();
    if (!host.empty()) {
        aws::CurlTransport transport{runtime_transport_options()};
        const Result<void> told = aws::RuntimeClient{transport, host}.report_init_error(
            {.type = "Runtime.InvalidEnvironment", .message = join(lines, "\n")}
        );
        if (!told) {
            complain(to_string(told.error()));
        }
    }
    complain(problems);
    return ExitCode::WrongInput;
}

/// One event. Errors: Lambda cannot be spoken to any more.
template <typename Function>
Result<void> serve_one(aws::RuntimeClient& runtime, Function& function, FunctionLog& log) {
    const aws::RuntimeInvocation invocation = TRY(runtime.next());
    log.begin_request(invocation.request_id, invocation.trace_id);
    const typename Function::Answer answer = function.handle(invocation);
    if (answer) {
        return runtime.respond(invocation.request_id, *answer);
    }
    log.error(answer.error().type + ": " + answer.error().message);
    return runtime.report_error(invocation.request_id, answer.error());
}

/// One event after the other, until Lambda cannot be spoken to any more.
template <typename Function>
ExitCode serve_all(const std::string& runtime_api, Function& function, FunctionLog& log) {
    aws::CurlTransport transport{runtime_transport_options()};
    aws::RuntimeClient runtime{transport, runtime_api};
    while (true) {
        if (const Result<void> served = serve_one(runtime, function, log); !served) {
            complain(to_string(served.error()));
            return ExitCode::Environment;
        }
    }
}

ExitCode bootstrap(const BootstrapOptions& options) {
    Checked<FunctionSetup> setup = read_setup(options);
    if (!setup) {
        return fail_init(setup.error());
    }
    const FunctionEnvironment& environment = setup->environment;
    FunctionLog log{*setup->clock};
    if (environment.essential == Essential::StandIn) {
        StandInFunction function{ports_of(*setup->services, *setup->clock), setup->stand_in};
        return serve_all(environment.runtime_api, function, log);
    }
    const SystemClock real_clock;
    EssentialFunction function{
        environment,
        real_clock,
        ports_of(*setup->services, *setup->clock),
        {setup->services->s3(), setup->services->events()},
        setup->random,
        log};
    return serve_all(environment.runtime_api, function, log);
}

constexpr std::string_view kExamples =
    "\nLambda starts it as the custom runtime of a function (provided.al2023); `./dev package` "
    "makes\n"
    "the archive. The handler, or else the function's name, says which part of sosw it is:\n"
    "sosw_orchestrator, sosw_scavenger, sosw_worker_assistant or sosw_scheduler (or "
    "sosw_stand_in, of\na live run, see sosw run --backend aws). Its configuration is in the "
    "table `config`:\n"
    "sosw_essential_config, and on top of it <function's name>_config, both under the env "
    "`production`,\n"
    "or `dev` where STAGE says something else. With SOSW_CONFIG_SOURCE=ssm it is in parameters of "
    "those\nnames.\n"
    "\nThe same on this machine, as a function of `sosw serve`:\n"
    "  sosw serve --config orchestrator.json --function sosw_orchestrator=\"sosw bootstrap\"\n"
    "\nThe log is one JSON object per line, with the request and each decision's explanation.";

}  // namespace

bool is_bootstrap(std::string_view program) {
    return program.substr(program.rfind('/') + 1) == "bootstrap";
}

void add_bootstrap(CLI::App& app, Commands& commands) {
    const auto options = std::make_shared<BootstrapOptions>();
    CLI::App* command =
        app.add_subcommand("bootstrap", "Be a Lambda function: Orchestrator, Scavenger …");
    command->footer(std::string{kExamples});
    command->add_flag(
        "--endpoint-time",
        options->endpoint_time,
        "Take the time from `sosw serve`, whose clock may be scaled or manual"
    );
    commands.add(*command, [options] { return bootstrap(*options); });
}

}  // namespace sosw::cli

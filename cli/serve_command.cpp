#include "cli/serve_command.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <sys/resource.h>

#include "backends/endpoint/endpoint.hpp"
#include "backends/endpoint/event_loop.hpp"
#include "backends/endpoint/http_server.hpp"
#include "backends/endpoint/listener.hpp"
#include "backends/endpoint/signature_check.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sosw_tables.hpp"
#include "backends/system_clock.hpp"
#include "cli/complain.hpp"
#include "cli/port_owner.hpp"
#include "cli/serve_setup.hpp"
#include "cli/version.hpp"
#include "core/base/result.hpp"

namespace sosw::cli {

namespace {

/// Each client is a descriptor, and the usual limit is made for other programs.
void allow_many_clients() {
    constexpr rlim_t kEnough = 65536;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = std::min(limit.rlim_max, kEnough);
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/// What functions write goes where the server complains, and nowhere else.
void log(std::string_view function_name, std::string_view line) {
    fmt::print(stderr, "{}: {}\n", function_name, line);
}

endpoint::EndpointOptions endpoint_options(
    const ServeOptions& options, const ServeSetup& setup, const Clock& clock
) {
    endpoint::EndpointOptions given{
        .database_path = options.database,
        .clock = setup.clock,
        .version = std::string{kVersion},
        .table_delay = setup.table_delay,
        .enforce_capacity = options.enforce_capacity,
        .log = log,
    };
    if (setup.credentials) {
        const auto check = std::make_shared<endpoint::SignatureCheck>(*setup.credentials, clock);
        given.check = [check](const wire::HttpRequest& request) { return check->refusal(request); };
        if (const wire::AccessKey* const key = setup.credentials->default_key()) {
            given.worker_key = *key;
        }
    }
    return given;
}

/// The file's name is there already; of what SQLite was doing nobody wants to read.
ExitCode explain_database(const ServeOptions& options, const sqlite::DatabaseError& error) {
    const std::string_view text = error.what();
    const std::size_t colon = text.rfind(": ");
    complain(fmt::format(
        "--db: {} cannot be used: {}",
        options.database,
        colon == std::string_view::npos ? text : text.substr(colon + 2)
    ));
    return ExitCode::Environment;
}

ExitCode explain_listening(const ServeOptions& options, const std::system_error& error) {
    const int code = error.code().value();
    if (code == EADDRINUSE) {
        const auto owner = port_owner(options.port);
        complain(fmt::format(
            "port {} of {} is in use by {}; end it, or choose another port with --port (0 finds a "
            "free one)",
            options.port,
            options.host,
            owner.value_or("another program")
        ));
        return ExitCode::Environment;
    }
    if (code == EADDRNOTAVAIL) {
        complain(fmt::format("--host: \"{}\" is no address of this machine", options.host));
        return ExitCode::WrongInput;
    }
    if (code == EACCES) {
        complain(fmt::format(
            "port {} is the administrator's; choose one above 1023 with --port", options.port
        ));
        return ExitCode::WrongInput;
    }
    complain(fmt::format("cannot listen on {}: {}", options.host, error.code().message()));
    return ExitCode::Environment;
}

Result<void> prepare(endpoint::Endpoint& aws, const ServeSetup& setup) {
    for (const FunctionCommand& function : setup.functions) {
        if (auto declared = aws.declare_function(function.name, function.command); !declared) {
            declared.error().message += " (--function " + function.name + "=…)";
            return declared;
        }
    }
    if (setup.config) {
        const TaskManagerConfig& config = setup.config->task_manager;
        TRY(sqlite::create_sosw_tables(aws.dynamo_db(), config));
        for (const LabourerConfig& labourer : config.labourers) {
            TRY(aws.declare_function(labourer.arn, std::nullopt));
        }
    }
    aws.flush();
    return {};
}

void warn(const ServeOptions& options) {
    if (!endpoint::is_loopback(options.host) && !options.require_signatures) {
        complain(fmt::format(
            "warning: whoever can reach {} may read and change everything here, and run functions; "
            "--require-signatures keeps strangers out",
            options.host
        ));
    }
}

void say_ready(const std::string& address) {
    fmt::print("sosw serve: ready at {}\n", address);
    std::fflush(stdout);
}

bool is_everywhere(const std::string& host) { return host == "0.0.0.0" || host == "::"; }

/// For the functions' processes, which run here.
std::string local_address(const endpoint::HttpServer& server) {
    return fmt::format("http://127.0.0.1:{}", server.port());
}

ExitCode serve_at(endpoint::EventLoop& loop, endpoint::Endpoint& aws, const ServeOptions& options) {
    const endpoint::HttpServer server{
        loop,
        {.host = options.host, .port = options.port, .before_replies = [&] { aws.flush(); }},
        [&](const wire::HttpRequest& request, const endpoint::Reply& reply) {
            aws.handle(request, reply);
        }};
    warn(options);
    const std::string address = "http://" + server.address();
    aws.set_address(is_everywhere(options.host) ? local_address(server) : address);
    say_ready(address);
    loop.run();
    return ExitCode::Done;
}

std::unique_ptr<endpoint::Endpoint> open_endpoint(
    endpoint::EventLoop& loop,
    SystemClock& clock,
    const ServeOptions& options,
    const ServeSetup& setup
) {
    return std::make_unique<endpoint::Endpoint>(
        loop, clock, endpoint_options(options, setup, clock)
    );
}

}  // namespace

ExitCode serve(const ServeOptions& options) {
    const Checked<ServeSetup> setup = read_serve_setup(options);
    if (!setup) {
        complain(setup.error());
        return ExitCode::WrongInput;
    }
    allow_many_clients();
    SystemClock clock;
    endpoint::EventLoop loop;
    const auto stop = [&loop] { loop.stop(); };
    const endpoint::Watch interrupted = loop.watch_signal(SIGINT, stop);
    const endpoint::Watch terminated = loop.watch_signal(SIGTERM, stop);
    std::unique_ptr<endpoint::Endpoint> aws;
    try {
        aws = open_endpoint(loop, clock, options, *setup);
    } catch (const sqlite::DatabaseError& error) {
        return explain_database(options, error);
    }
    if (const Result<void> prepared = prepare(*aws, *setup); !prepared) {
        complain(to_string(prepared.error()));
        return ExitCode::WrongInput;
    }
    try {
        return serve_at(loop, *aws, options);
    } catch (const std::system_error& error) {
        return explain_listening(options, error);
    }
}

}  // namespace sosw::cli

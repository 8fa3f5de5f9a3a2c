#include "cli/serve_arguments.hpp"

#include <memory>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/serve_command.hpp"

namespace sosw::cli {

namespace {

constexpr std::string_view kServeExamples =
    "\nAny AWS client works when it is told the address:\n"
    "  aws --endpoint-url http://127.0.0.1:4566 dynamodb list-tables\n"
    "  AWS_ENDPOINT_URL=http://127.0.0.1:4566 python3 my_script.py\n"
    "\nWhat was answered is in the file; it is there again at the next start. GET /_sosw/health\n"
    "tells what is served. POST /_sosw/clock with {\"advance\": \"90s\"} moves a manual clock.\n"
    "\nExamples:\n"
    "  sosw serve                                      in memory, until Ctrl-C\n"
    "  sosw serve --db aws.db --config orchestrator.json\n"
    "                                                  kept, with sosw's tables\n"
    "  sosw serve --function some_function=\"python3 -m awslambdaric app.handler\"\n"
    "                                                  a worker that speaks Lambda's Runtime API\n"
    "  sosw serve --function resize=exec:./resize.sh   one process per event: stdin to stdout\n"
    "  sosw serve --clock scaled:60                    an hour in a minute\n"
    "  sosw serve --require-signatures --credentials ~/.aws/credentials\n"
    "  sosw serve --port 0                             a port that is free";

}  // namespace

void add_serve(CLI::App& app, Commands& commands) {
    CLI::App* command = app.add_subcommand("serve", "Be AWS, for offline development and tests");
    const auto options = std::make_shared<ServeOptions>();
    command->footer(std::string{kServeExamples});
    command->add_option("--host", options->host, "The address to listen on")
        ->type_name("ADDRESS")
        ->capture_default_str();
    command->add_option("--port", options->port, "0 finds a free one")
        ->type_name("PORT")
        ->capture_default_str();
    command->add_option("--db", options->database, "Where everything is kept")
        ->type_name("FILE")
        ->capture_default_str();
    command
        ->add_option("--config", options->configs, "sosw configurations: their tables are created")
        ->type_name("FILE");
    command->add_option("--function", options->functions, "A Lambda function, as a command")
        ->type_name("NAME=COMMAND")
        ->allow_extra_args(false);
    command->add_flag(
        "--require-signatures",
        options->require_signatures,
        "Refuse what is not signed by a known key"
    );
    command->add_option("--credentials", options->credentials, "The keys, as in ~/.aws/credentials")
        ->type_name("FILE");
    command->add_option("--clock", options->clock, "real, scaled:60, or manual")
        ->type_name("MODE")
        ->capture_default_str();
    command->add_flag(
        "--enforce-capacity",
        options->enforce_capacity,
        "Throttle as provisioned and on-demand tables do"
    );
    command
        ->add_option(
            "--table-delay", options->table_delay, "Tables take so long to be created or deleted"
        )
        ->type_name("DURATION")
        ->capture_default_str();
    command->add_flag("--allow-remote", options->allow_remote, "Let other machines in");
    commands.add(*command, [options] { return serve(*options); });
}

}  // namespace sosw::cli

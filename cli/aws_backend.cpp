#include "cli/aws_backend.hpp"

#include <utility>

#include <fmt/format.h>

#include "backends/aws/environment.hpp"

namespace sosw::cli {

Result<std::unique_ptr<Backend>> AwsBackend::open(
    const BackendOptions& options, CommandClock clock, const Random& random
) {
    aws::AwsServicesOptions services;
    services.choice = {
        .profile = options.profile, .region = options.region, .endpoint_url = options.endpoint_url};
    auto opened =
        TRY(aws::AwsServices::open(std::move(services), aws::process_environment(), random));
    return std::unique_ptr<Backend>{
        new AwsBackend{std::move(opened), std::move(clock), place_arguments(options)}};
}

AwsBackend::AwsBackend(
    std::unique_ptr<aws::AwsServices> services, CommandClock clock, std::string arguments
)
    : arguments_{std::move(arguments)}, clock_{std::move(clock)}, services_{std::move(services)} {}

OperationPorts ports_of(aws::AwsServices& services, Clock& clock) {
    return {
        clock,
        services.dynamo_db(),
        services.cloud_watch(),
        services.lambda(),
        services.sns(),
        services.ssm(),
        &services.lambda()};
}

OperationPorts AwsBackend::ports() { return ports_of(*services_, clock_); }

std::optional<std::string> AwsBackend::loopback_url() const {
    return services_->are_local() ? std::optional{services_->dynamo_db_url().text()} : std::nullopt;
}

Result<std::optional<RealAccount>> AwsBackend::real_account() {
    if (services_->are_local()) {
        return std::nullopt;
    }
    aws::CallerIdentity caller = TRY(services_->sts().get_caller_identity());
    return RealAccount{
        .id = std::move(caller.account),
        .caller = std::move(caller.arn),
        .region = services_->settings().region()};
}

Result<void> AwsBackend::await_table(const std::string& name, TableFate fate) {
    constexpr int kPollsMax = 300;
    for (int poll = 0; poll < kPollsMax; ++poll) {
        const Result<TableDescription> table = services_->dynamo_db().describe_table(name);
        const bool is_gone = !table && table.error().code == ErrorCode::NotFound;
        // A table that has just been made may not be known everywhere yet.
        if (!table && !is_gone) {
            return fail(table.error());
        }
        if (fate == TableFate::Gone ? is_gone : table && table->table_status == "ACTIVE") {
            return {};
        }
        services_->clock().sleep_for(std::chrono::seconds{1});
    }
    return fail(
        ErrorCode::Unavailable,
        "WaiterError",
        fmt::format(
            "the table {} is still not {}", name, fate == TableFate::Gone ? "gone" : "ready"
        )
    );
}

}  // namespace sosw::cli

#include "cli/aws_backend.hpp"

#include <utility>

#include <fmt/format.h>

#include "backends/aws/environment.hpp"

namespace sosw::cli {

namespace {

/// Containers and instances are beside us: they answer at once, or nobody is there.
aws::CurlOptions near_options() {
    return {
        .connect_timeout = std::chrono::seconds{1},
        .answer_timeout = std::chrono::seconds{5},
        .proxy = ""};
}

}  // namespace

bool AwsBackend::Addresses::all_are_loopback() const {
    return aws::is_loopback(dynamo_db.url) && aws::is_loopback(cloud_watch.url) &&
           aws::is_loopback(lambda.url) && aws::is_loopback(sns.url);
}

AwsBackend::Ground::Ground(aws::AwsSettings resolved)
    : settings{std::move(resolved)}, near{near_options()} {}

Result<AwsBackend::Addresses> AwsBackend::addresses_of(const aws::AwsSettings& settings) {
    Addresses addresses;
    addresses.dynamo_db = TRY(settings.address_of("dynamodb"));
    addresses.cloud_watch = TRY(settings.address_of("monitoring"));
    addresses.lambda = TRY(settings.address_of("lambda"));
    addresses.sns = TRY(settings.address_of("sns"));
    addresses.sts = TRY(settings.address_of("sts"));
    return addresses;
}

Result<std::unique_ptr<Backend>> AwsBackend::open(
    const BackendOptions& options, CommandClock clock, const Random& random
) {
    const aws::AwsChoice choice{
        .profile = options.profile, .region = options.region, .endpoint_url = options.endpoint_url};
    auto ground =
        std::make_unique<Ground>(TRY(aws::AwsSettings::resolve(choice, aws::process_environment()))
        );
    const Addresses addresses = TRY(addresses_of(ground->settings));
    ground->credentials =
        TRY(ground->settings.credentials(ground->clock, ground->transport, ground->near));
    TRY(ground->credentials->key());
    return std::unique_ptr<Backend>{new AwsBackend{
        std::move(ground), addresses, std::move(clock), random, place_arguments(options)}};
}

AwsBackend::AwsBackend(
    std::unique_ptr<Ground> ground,
    const Addresses& addresses,
    CommandClock clock,
    const Random& random,
    std::string arguments
)
    : arguments_{std::move(arguments)},
      is_real_{!addresses.all_are_loopback()},
      clock_{std::move(clock)},
      ground_{std::move(ground)},
      dynamo_db_{ground_->access(), random.fork("dynamodb"), addresses.dynamo_db},
      cloud_watch_{ground_->access(), random.fork("monitoring"), addresses.cloud_watch},
      lambda_{ground_->access(), random.fork("lambda"), addresses.lambda},
      sns_{ground_->access(), random.fork("sns"), addresses.sns},
      sts_{ground_->access(), random.fork("sts"), addresses.sts} {}

OperationPorts AwsBackend::ports() { return {clock_, dynamo_db_, cloud_watch_, lambda_, sns_}; }

Result<std::optional<RealAccount>> AwsBackend::real_account() {
    if (!is_real_) {
        return std::nullopt;
    }
    aws::CallerIdentity caller = TRY(sts_.get_caller_identity());
    return RealAccount{
        .id = std::move(caller.account),
        .caller = std::move(caller.arn),
        .region = ground_->settings.region()};
}

Result<void> AwsBackend::await_table(const std::string& name, TableFate fate) {
    constexpr int kPollsMax = 300;
    for (int poll = 0; poll < kPollsMax; ++poll) {
        const Result<TableDescription> table = dynamo_db_.describe_table(name);
        const bool is_gone = !table && table.error().code == ErrorCode::NotFound;
        // A table that has just been made may not be known everywhere yet.
        if (!table && !is_gone) {
            return fail(table.error());
        }
        if (fate == TableFate::Gone ? is_gone : table && table->table_status == "ACTIVE") {
            return {};
        }
        ground_->clock.sleep_for(std::chrono::seconds{1});
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

#include "backends/aws/aws_services.hpp"

#include <utility>

#include "backends/aws/ca_bundle.hpp"

namespace sosw::aws {

namespace {

/// Containers and instances are beside us: they answer at once, or nobody is there.
CurlOptions near_options() {
    return {
        .connect_timeout = std::chrono::seconds{1},
        .answer_timeout = std::chrono::seconds{5},
        .proxy = ""};
}

}  // namespace

bool AwsServices::Addresses::are_local() const {
    return is_loopback(dynamo_db.url) && is_loopback(cloud_watch.url) && is_loopback(events.url) &&
           is_loopback(lambda.url) && is_loopback(s3.url) && is_loopback(sns.url) &&
           is_loopback(ssm.url);
}

AwsServices::Ground::Ground(AwsSettings its_settings, CurlOptions transport_options)
    : settings{std::move(its_settings)},
      transport{std::move(transport_options)},
      near{near_options()} {}

Result<AwsServices::Addresses> AwsServices::addresses_of(const AwsSettings& settings) {
    Addresses addresses;
    addresses.dynamo_db = TRY(settings.address_of("dynamodb"));
    addresses.cloud_watch = TRY(settings.address_of("monitoring"));
    addresses.events = TRY(settings.address_of("events"));
    addresses.s3 = TRY(settings.address_of("s3"));
    addresses.lambda = TRY(settings.address_of("lambda"));
    addresses.sns = TRY(settings.address_of("sns"));
    addresses.ssm = TRY(settings.address_of("ssm"));
    addresses.sts = TRY(settings.address_of("sts"));
    return addresses;
}

Result<std::unique_ptr<AwsServices>> AwsServices::open(
    AwsServicesOptions options, const Environment& environment, const Random& random
) {
    AwsSettings settings = TRY(AwsSettings::resolve(std::move(options.choice), environment));
    if (options.transport.ca_bundle.empty()) {
        options.transport.ca_bundle = ca_bundle(environment);
    }
    const Addresses addresses = TRY(addresses_of(settings));
    auto ground = std::make_unique<Ground>(std::move(settings), std::move(options.transport));
    ground->credentials =
        TRY(ground->settings.credentials(ground->clock, ground->transport, ground->near));
    TRY(ground->credentials->key());
    return std::unique_ptr<AwsServices>{new AwsServices{std::move(ground), addresses, random}};
}

AwsServices::AwsServices(
    std::unique_ptr<Ground> ground, const Addresses& addresses, const Random& random
)
    : ground_{std::move(ground)},
      are_local_{addresses.are_local()},
      dynamo_db_url_{addresses.dynamo_db.url},
      dynamo_db_{ground_->access(), random.fork("dynamodb"), addresses.dynamo_db},
      cloud_watch_{ground_->access(), random.fork("monitoring"), addresses.cloud_watch},
      events_{ground_->access(), random.fork("events"), addresses.events},
      function_administration_{ground_->access(), random.fork("functions"), addresses.lambda},
      lambda_{ground_->access(), random.fork("lambda"), addresses.lambda},
      s3_{ground_->access(), random.fork("s3"), addresses.s3},
      sns_{ground_->access(), random.fork("sns"), addresses.sns},
      ssm_{ground_->access(), random.fork("ssm"), addresses.ssm},
      sts_{ground_->access(), random.fork("sts"), addresses.sts} {}

}  // namespace sosw::aws

#include "cli/aws_ports.hpp"

#include <cstdlib>
#include <filesystem>

#include "cli/function_environment.hpp"
#include "cli/operation.hpp"

namespace sosw::cli {

namespace {

/// Trusted certificates, which each distribution keeps elsewhere; a packaged libcurl knows only
/// where its own would have them. Empty: as libcurl thinks.
std::string ca_bundle() {
    for (const char* name : {"AWS_CA_BUNDLE", "SSL_CERT_FILE"}) {
        if (const char* file = std::getenv(name); file != nullptr && *file != '\0') {
            return file;
        }
    }
    for (const char* file :
         {"/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/certs/ca-certificates.crt"}) {
        std::error_code error;
        if (std::filesystem::exists(file, error)) {
            return file;
        }
    }
    return {};
}

}  // namespace

Checked<AwsAddresses> read_aws_addresses(const std::string& region) {
    Diagnostics problems;
    const auto address = [&](const char* signing_name) {
        return keep(service_address(signing_name, region), problems)
            .value_or(aws::ServiceAddress{});
    };
    AwsAddresses addresses{
        .dynamo_db = address("dynamodb"),
        .cloud_watch = address("monitoring"),
        .lambda = address("lambda"),
        .sns = address("sns")};
    if (!problems.empty()) {
        return tl::make_unexpected(std::move(problems));
    }
    return addresses;
}

aws::CurlOptions function_transport_options() {
    return {
        .connect_timeout = std::chrono::seconds{5},
        .answer_timeout = std::chrono::seconds{20},
        .ca_bundle = ca_bundle()};
}

AwsPorts::AwsPorts(
    Clock& clock,
    aws::CredentialsSource& credentials,
    const Random& random,
    const AwsAddresses& addresses
)
    : clock_{clock},
      transport_{function_transport_options()},
      access_{.clock = clock, .transport = transport_, .credentials = credentials},
      dynamo_db_{access_, random.fork("dynamo_db"), addresses.dynamo_db},
      cloud_watch_{access_, random.fork("cloud_watch"), addresses.cloud_watch},
      lambda_{access_, random.fork("lambda"), addresses.lambda},
      sns_{access_, random.fork("sns"), addresses.sns} {}

}  // namespace sosw::cli

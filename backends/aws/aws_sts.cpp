#include "backends/aws/aws_sts.hpp"

#include <utility>

#include <pugixml.hpp>

#include "backends/aws/query_protocol.hpp"

namespace sosw::aws {

AwsSts::AwsSts(
    const AwsAccess& access, Random random, ServiceAddress address, const RetryOptions& retries
)
    : client_{access, random.fork("retries"), std::move(address), &read_query_error, retries} {}

Result<CallerIdentity> AwsSts::get_caller_identity() {
    const QueryForm form{"GetCallerIdentity", "2011-06-15"};
    const wire::HttpResponse response = TRY(client_.call(form.request(), Effect::Read));
    pugi::xml_document document;
    const pugi::xml_node result =
        TRY(read_query_result(document, response.body, "GetCallerIdentity"));
    return CallerIdentity{
        .account = result.child_value("Account"), .arn = result.child_value("Arn")};
}

}  // namespace sosw::aws

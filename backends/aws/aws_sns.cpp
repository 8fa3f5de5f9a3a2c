#include "backends/aws/aws_sns.hpp"

#include <utility>

#include <pugixml.hpp>

#include "backends/aws/query_protocol.hpp"

namespace sosw::aws {

AwsSns::AwsSns(
    const AwsAccess& access, Random random, ServiceAddress address, const RetryOptions& retries
)
    : client_{access, random.fork("retries"), std::move(address), &read_query_error, retries} {}

Result<PublishOutput> AwsSns::publish(const PublishInput& input) {
    QueryForm form{"Publish", "2010-03-31"};
    form.add("TopicArn", input.topic_arn);
    form.add("Message", input.message);
    form.add_some("Subject", input.subject);
    const wire::HttpResponse response = TRY(client_.call(form.request(), Effect::Write));
    pugi::xml_document document;
    const pugi::xml_node result = TRY(read_query_result(document, response.body, "Publish"));
    return PublishOutput{.message_id = result.child_value("MessageId")};
}

}  // namespace sosw::aws

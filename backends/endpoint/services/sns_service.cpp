#include "backends/endpoint/services/sns_service.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/endpoint/services/list_page.hpp"
#include "backends/sqlite/sqlite_sns.hpp"
#include "backends/wire/services/constraints.hpp"
#include "backends/wire/services/json_values.hpp"

namespace sosw::endpoint {
namespace {

using wire::Value;

constexpr std::size_t kPageSize = 100;
constexpr std::size_t kBatchMax = 10;
constexpr std::size_t kTopicNameMax = 256;
constexpr std::size_t kBatchIdMax = 80;
constexpr std::size_t kBatchBytesMax = 262'144;

Failure invalid(const std::string& what) {
    return fail(ErrorCode::InvalidRequest, "InvalidParameter", "Invalid parameter: " + what);
}

Failure refused(std::string name, std::string message) {
    return fail(ErrorCode::InvalidRequest, std::move(name), std::move(message));
}

bool is_name_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
}

bool is_topic_name(std::string_view name) {
    if (name.ends_with(".fifo")) {
        name.remove_suffix(std::string_view{".fifo"}.size());
    }
    return !name.empty() && name.size() <= kTopicNameMax &&
           std::ranges::all_of(name, is_name_character);
}

bool is_batch_id(std::string_view id) {
    return !id.empty() && id.size() <= kBatchIdMax && std::ranges::all_of(id, is_name_character);
}

/// What every subscriber gets: the message, or what it says to those without one of their own.
Result<std::string> message_in(const wire::FieldReader& fields) {
    std::string message = fields.text("Message");
    const std::string structure = fields.text("MessageStructure");
    if (structure.empty()) {
        return message;
    }
    if (structure != "json") {
        return invalid("MessageStructure");
    }
    const auto parts = wire::read_json_structure(message);
    if (!parts) {
        return invalid("Message Structure - JSON message body failed to parse");
    }
    const Value* general = parts->find("default");
    if (general == nullptr || general->get_if<std::string>() == nullptr) {
        return invalid("Message Structure - No default entry in JSON message body");
    }
    return *general->get_if<std::string>();
}

Result<void> require(const wire::FieldReader& fields, std::string_view name) {
    wire::FieldConstraints constraints;
    std::string member{name};
    member.front() = static_cast<char>(member.front() | 0x20);
    constraints.required(member, fields.has(name));
    return constraints.check();
}

Result<void> check_batch(const std::vector<wire::FieldReader>& entries) {
    if (entries.empty()) {
        return refused("EmptyBatchRequest", "The batch request doesn't contain any entries.");
    }
    if (entries.size() > kBatchMax) {
        return refused(
            "TooManyEntriesInBatchRequest",
            "The batch request contains more entries than permissible (more than 10)."
        );
    }
    std::set<std::string> ids;
    std::size_t bytes = 0;
    for (const wire::FieldReader& entry : entries) {
        const std::string id = entry.text("Id");
        if (!is_batch_id(id)) {
            return refused(
                "InvalidBatchEntryId",
                "The Id of a batch entry in a batch request doesn't abide by the specification."
            );
        }
        if (!ids.insert(id).second) {
            return refused(
                "BatchEntryIdsNotDistinct",
                "Two or more batch entries in the request have the same Id."
            );
        }
        bytes += entry.text("Message").size();
    }
    if (bytes > kBatchBytesMax) {
        return refused(
            "BatchRequestTooLong",
            "The length of all the batch messages put together is more than the limit."
        );
    }
    return {};
}

Value write_subscription(const sqlite::TopicSubscription& subscription, const std::string& owner) {
    Value value = Value::structure();
    value.set("SubscriptionArn", subscription.subscription_arn);
    value.set("Owner", owner);
    value.set("Protocol", subscription.protocol);
    value.set("Endpoint", subscription.endpoint);
    value.set("TopicArn", subscription.topic_arn);
    return value;
}

Result<Value> write_subscriptions(
    const std::vector<sqlite::TopicSubscription>& all,
    const std::string& token,
    const std::string& owner
) {
    const auto page = TRY(page_of(all, token, kPageSize, "InvalidParameter"));
    Value list = Value::list();
    for (const sqlite::TopicSubscription& subscription : page.items) {
        list.push(write_subscription(subscription, owner));
    }
    Value output = Value::structure();
    output.set("Subscriptions", std::move(list));
    output.set_if("NextToken", page.next_token);
    return output;
}

}  // namespace

SnsService::SnsService(sqlite::SqliteSns& sns, Random random, sqlite::AwsAccount account)
    : ApiService{{.xml_namespace = "http://sns.amazonaws.com/doc/2010-03-31/", .api_version = "2010-03-31"}, random},
      sns_{sns},
      account_{std::move(account)} {
    add("Publish", &SnsService::publish);
    add("PublishBatch", &SnsService::publish_batch);
    add("CreateTopic", &SnsService::create_topic);
    add("DeleteTopic", &SnsService::delete_topic);
    add("ListTopics", &SnsService::list_topics);
    add("GetTopicAttributes", &SnsService::get_topic_attributes);
    add("SetTopicAttributes", &SnsService::set_topic_attributes);
    add("Subscribe", &SnsService::subscribe);
    add("Unsubscribe", &SnsService::unsubscribe);
    add("ListSubscriptions", &SnsService::list_subscriptions);
    add("ListSubscriptionsByTopic", &SnsService::list_subscriptions_by_topic);
}

wire::ServiceError SnsService::describe(const Error& error) const {
    if (error.name == "ValidationException") {
        return {.code = "ValidationError", .message = error.message};
    }
    const int status = error.code == ErrorCode::NotFound ? 404 : 400;
    return {.code = error.name, .message = error.message, .status = status};
}

ApiService::Output SnsService::publish(Input in) {
    TRY(require(in, "Message"));
    const std::string topic = in.has("TopicArn") ? in.text("TopicArn") : in.text("TargetArn");
    if (topic.empty() && !in.has("PhoneNumber")) {
        return invalid("TopicArn or TargetArn Reason: no value for required parameter");
    }
    if (topic.empty()) {
        return invalid("PhoneNumber Reason: text messages are not emulated");
    }
    std::string message = TRY(message_in(in));
    const auto output = TRY(sns_.publish(
        {.topic_arn = topic, .subject = in.text("Subject"), .message = std::move(message)}
    ));
    return Value::structure({{"MessageId", Value{output.message_id}}});
}

Value SnsService::result_of_entry(Input entry, const std::string& topic_arn, bool& published) {
    auto message = message_in(entry);
    Result<PublishOutput> output = tl::make_unexpected(Error{});
    if (message) {
        output = sns_.publish(
            {.topic_arn = topic_arn,
             .subject = entry.text("Subject"),
             .message = std::move(*message)}
        );
    } else {
        output = fail(message.error());
    }
    published = output.has_value();
    Value value = Value::structure();
    value.set("Id", entry.text("Id"));
    if (output) {
        value.set("MessageId", output->message_id);
        return value;
    }
    value.set("Code", output.error().name).set("Message", output.error().message);
    value.set("SenderFault", true);
    return value;
}

ApiService::Output SnsService::publish_batch(Input in) {
    const std::string topic = in.text("TopicArn");
    const auto entries = in.structures("PublishBatchRequestEntries");
    TRY(check_batch(entries));
    if (!sns_.topic_exists(topic)) {
        return fail(ErrorCode::NotFound, "NotFound", "Topic does not exist");
    }
    Value successful = Value::list();
    Value failed = Value::list();
    for (const wire::FieldReader& entry : entries) {
        bool published = false;
        Value result = result_of_entry(entry, topic, published);
        (published ? successful : failed).push(std::move(result));
    }
    Value output = Value::structure();
    output.set("Successful", std::move(successful)).set("Failed", std::move(failed));
    return output;
}

ApiService::Output SnsService::create_topic(Input in) {
    TRY(require(in, "Name"));
    const std::string name = in.text("Name");
    if (!is_topic_name(name)) {
        return invalid("Topic Name");
    }
    const std::string arn = account_.arn("sns", name);
    TRY(sns_.create_topic(arn));
    for (const auto& [attribute, value] : in.map("Attributes")) {
        TRY(sns_.set_topic_attribute(arn, attribute, value));
    }
    return Value::structure({{"TopicArn", Value{arn}}});
}

ApiService::Output SnsService::delete_topic(Input in) {
    TRY(require(in, "TopicArn"));
    sns_.delete_topic(in.text("TopicArn"));
    return Value{};
}

ApiService::Output SnsService::list_topics(Input in) {
    const auto page =
        TRY(page_of(sns_.topics(), in.text("NextToken"), kPageSize, "InvalidParameter"));
    Value topics = Value::list();
    for (const std::string& arn : page.items) {
        topics.push(Value::structure({{"TopicArn", Value{arn}}}));
    }
    Value output = Value::structure();
    output.set("Topics", std::move(topics)).set_if("NextToken", page.next_token);
    return output;
}

ApiService::Output SnsService::get_topic_attributes(Input in) {
    TRY(require(in, "TopicArn"));
    const std::string arn = in.text("TopicArn");
    const auto attributes = TRY(sns_.topic_attributes(arn));
    Value::Structure entries{
        {"TopicArn", Value{arn}},
        {"Owner", Value{account_.account_id}},
        {"SubscriptionsConfirmed", Value{std::to_string(sns_.subscriptions(arn).size())}},
        {"SubscriptionsPending", Value{"0"}},
        {"SubscriptionsDeleted", Value{"0"}}};
    for (const auto& [name, value] : attributes) {
        entries.push_back({name, Value{value}});
    }
    if (std::ranges::find(entries, "DisplayName", &Value::Member::name) == entries.end()) {
        entries.push_back({"DisplayName", Value{""}});
    }
    return Value::structure({{"Attributes", Value::map(std::move(entries))}});
}

ApiService::Output SnsService::set_topic_attributes(Input in) {
    TRY(require(in, "TopicArn"));
    TRY(require(in, "AttributeName"));
    TRY(sns_.set_topic_attribute(
        in.text("TopicArn"), in.text("AttributeName"), in.text("AttributeValue")
    ));
    return Value{};
}

ApiService::Output SnsService::subscribe(Input in) {
    TRY(require(in, "TopicArn"));
    TRY(require(in, "Protocol"));
    const auto subscription =
        TRY(sns_.subscribe(in.text("TopicArn"), in.text("Protocol"), in.text("Endpoint")));
    return Value::structure({{"SubscriptionArn", Value{subscription.subscription_arn}}});
}

ApiService::Output SnsService::unsubscribe(Input in) {
    TRY(require(in, "SubscriptionArn"));
    sns_.unsubscribe(in.text("SubscriptionArn"));
    return Value{};
}

ApiService::Output SnsService::list_subscriptions(Input in) {
    return write_subscriptions(sns_.subscriptions(""), in.text("NextToken"), account_.account_id);
}

ApiService::Output SnsService::list_subscriptions_by_topic(Input in) {
    TRY(require(in, "TopicArn"));
    const std::string topic = in.text("TopicArn");
    TRY(sns_.topic_attributes(topic));
    return write_subscriptions(
        sns_.subscriptions(topic), in.text("NextToken"), account_.account_id
    );
}

}  // namespace sosw::endpoint

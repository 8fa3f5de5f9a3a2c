#include "core/essentials/scheduler/job.hpp"

#include <optional>
#include <utility>

#include "core/tasks/json_text.hpp"

namespace sosw {

namespace {

/// SNS in SQS in SNS makes three; whoever wraps deeper wants to exhaust something.
constexpr int kEnvelopesMax = 10;

Failure invalid_job(std::string message) {
    return fail(ErrorCode::InvalidRequest, "InvalidJob", std::move(message));
}

/// An object, given as such or as JSON text.
Result<Map> to_object(const AttributeValue& value, const std::string& what) {
    if (const auto* object = value.get_if<Map>()) {
        return *object;
    }
    const auto text = value.as_string();
    if (!text) {
        return invalid_job(what + " must be an object or the JSON text of one: " + to_json(value));
    }
    Result<AttributeValue> parsed = parse_json(*text);
    if (!parsed) {
        return invalid_job(what + " is no JSON: " + parsed.error().message);
    }
    auto* object = parsed->get_if<Map>();
    if (object == nullptr) {
        return invalid_job(what + " must be an object: " + std::string{*text});
    }
    return std::move(*object);
}

const AttributeValue* member_of(const AttributeValue* object, std::string_view name) {
    const Map* map = object != nullptr ? object->get_if<Map>() : nullptr;
    return map != nullptr ? map->find(name) : nullptr;
}

/// The message that `record` carries, where it is one of SNS or SQS.
const AttributeValue* message_of(const AttributeValue& record) {
    if (const AttributeValue* message = member_of(member_of(&record, "Sns"), "Message")) {
        return message;
    }
    const AttributeValue* source = member_of(&record, "eventSource");
    const bool from_sqs = source != nullptr && source->as_string() == "aws:sqs";
    return from_sqs ? member_of(&record, "body") : nullptr;
}

/// What an SNS notification looks like in the body of an SQS record.
const AttributeValue* notification_of(const Map& event) {
    const AttributeValue* topic = event.find("TopicArn");
    const auto arn = topic != nullptr ? topic->as_string() : std::nullopt;
    const bool from_sns = arn && arn->find(":sns:") != std::string_view::npos;
    return from_sns ? event.find("Message") : nullptr;
}

/// The messages in the envelope that `event` is; nothing where it is none.
std::optional<std::vector<const AttributeValue*>> messages_of(const Map& event) {
    if (const AttributeValue* message = notification_of(event)) {
        return std::vector{message};
    }
    const AttributeValue* records = event.find("Records");
    const List* list = records != nullptr ? records->get_if<List>() : nullptr;
    if (list == nullptr || list->empty()) {
        return std::nullopt;
    }
    std::vector<const AttributeValue*> messages;
    for (const AttributeValue& record : *list) {
        const AttributeValue* message = message_of(record);
        if (message == nullptr) {
            return std::nullopt;
        }
        messages.push_back(message);
    }
    return messages;
}

Result<Job> to_job(Map event) {
    if (const AttributeValue* inner = event.find("job")) {
        event = TRY(to_object(*inner, "`job`"));
    }
    const AttributeValue* name = event.find("lambda_name");
    if (name == nullptr) {
        return invalid_job("a job needs `lambda_name`, the labourer it is for: " + to_json(event));
    }
    const auto text = name->as_string();
    if (!text || text->empty()) {
        return invalid_job("`lambda_name` must be a name or an ARN: " + to_json(*name));
    }
    Job job{.lambda_name = std::string{function_name(*text)}};
    event.erase("lambda_name");
    job.attributes = std::move(event);
    return job;
}

Result<void> unwrap(const AttributeValue& value, int depth, std::vector<Job>& jobs) {
    Map event = TRY(to_object(value, "the event"));
    const auto messages = messages_of(event);
    if (!messages) {
        jobs.push_back(TRY(to_job(std::move(event))));
        return {};
    }
    if (depth == kEnvelopesMax) {
        return invalid_job("the job is wrapped in more than ten envelopes");
    }
    for (const AttributeValue* message : *messages) {
        TRY(unwrap(*message, depth + 1, jobs));
    }
    return {};
}

}  // namespace

Result<std::vector<Job>> extract_jobs(const AttributeValue& event) {
    std::vector<Job> jobs;
    TRY(unwrap(event, 0, jobs));
    return jobs;
}

std::string_view function_name(std::string_view name_or_arn) {
    constexpr std::string_view kFunction = "function:";
    const std::size_t function = name_or_arn.find(kFunction);
    const bool whole_word =
        function == 0 || (function != std::string_view::npos && name_or_arn[function - 1] == ':');
    if (whole_word) {
        name_or_arn.remove_prefix(function + kFunction.size());
    }
    return name_or_arn.substr(0, name_or_arn.find(':'));
}

}  // namespace sosw

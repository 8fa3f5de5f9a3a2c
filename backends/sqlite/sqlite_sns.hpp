#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/sns.hpp"

namespace sosw::sqlite {

struct PublishedMessage {
    std::int64_t sequence = 0;  ///< From 1, in order of publishing.
    std::string message_id{};
    std::string topic_arn{};
    std::string subject{};
    std::string message{};
    Timestamp at{};
};

/// Somebody who wants a topic's messages. Nothing is delivered: the emulation only remembers it.
struct TopicSubscription {
    std::string subscription_arn{};
    std::string topic_arn{};
    std::string protocol{};  ///< `lambda`, `sqs`, `email` …
    std::string endpoint{};
};

enum class UnknownTopics { Create, Refuse };

/// Amazon SNS in SQLite: topics with their attributes and subscriptions, and the messages that were
/// published to them. Nothing is delivered; whoever wants to know reads `published`.
class SqliteSns final : public Sns {
public:
    /// All references must outlive this object. `random` makes the message ids.
    SqliteSns(
        Database& database,
        Clock& clock,
        Random random,
        UnknownTopics unknown_topics = UnknownTopics::Create
    );

    /// Errors, with SNS's names: `InvalidParameter` for an ARN that is none, an empty message or
    /// one above 256 KB, and a subject of more than 100 characters or with line breaks or control
    /// characters; `NotFound` for a topic that does not exist, where those are refused.
    Result<PublishOutput> publish(const PublishInput& input) override;

    /// Creates the topic if it is not there, as SNS does.
    ///
    /// Errors: `InvalidParameter`.
    Result<void> create_topic(const std::string& topic_arn);
    /// With its subscriptions; one that is not there is no error.
    void delete_topic(const std::string& topic_arn);
    bool topic_exists(const std::string& topic_arn);
    /// Sorted by ARN.
    std::vector<std::string> topics();

    using Attributes = std::vector<std::pair<std::string, std::string>>;
    /// What was set, by name. Errors: `NotFound`.
    Result<Attributes> topic_attributes(const std::string& topic_arn);
    /// Errors: `NotFound`.
    Result<void> set_topic_attribute(
        const std::string& topic_arn, const std::string& name, const std::string& value
    );

    /// The same topic, protocol and endpoint give the same subscription. Errors: `NotFound`,
    /// `InvalidParameter` for an unknown protocol.
    Result<TopicSubscription> subscribe(
        const std::string& topic_arn, const std::string& protocol, const std::string& endpoint
    );
    /// One that is not there is no error.
    void unsubscribe(const std::string& subscription_arn);
    /// Of one topic, or of all where `topic_arn` is empty; sorted by ARN.
    std::vector<TopicSubscription> subscriptions(const std::string& topic_arn);

    /// Messages in order, those after `sequence`.
    std::vector<PublishedMessage> published(std::int64_t after_sequence = 0);

private:
    Database& database_;
    Clock& clock_;
    Random random_;
    UnknownTopics unknown_topics_;
    Statement find_topic_;
    Statement insert_topic_;
    Statement insert_message_;
    std::int64_t last_sequence_ = 0;
};

}  // namespace sosw::sqlite

#pragma once

#include <cstdint>
#include <string>
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

enum class UnknownTopics { Create, Refuse };

/// Amazon SNS in SQLite: topics, and the messages that were published to them. Nobody is
/// subscribed; whoever wants to know reads `published`.
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
    /// Sorted by ARN.
    std::vector<std::string> topics();

    /// Messages in order, those after `sequence`.
    std::vector<PublishedMessage> published(std::int64_t after_sequence = 0);

private:
    bool topic_exists(const std::string& topic_arn);

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

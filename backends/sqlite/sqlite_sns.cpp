#include "backends/sqlite/sqlite_sns.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "backends/sqlite/request_id.hpp"

namespace sosw::sqlite {
namespace {

constexpr std::size_t kSubjectCharactersMax = 100;
constexpr std::size_t kMessageBytesMax = 262'144;
constexpr std::size_t kTopicNameMax = 256;
constexpr std::size_t kAccountIdLength = 12;

constexpr std::array<std::string_view, 9> kProtocols = {
    "http", "https", "email", "email-json", "sms", "sqs", "application", "lambda", "firehose"};

constexpr std::string_view kSchema = R"(
CREATE TABLE IF NOT EXISTS sns_topic (arn TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS sns_topic_attribute (
    topic_arn TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (topic_arn, name)
);
CREATE TABLE IF NOT EXISTS sns_subscription (
    subscription_arn TEXT PRIMARY KEY,
    topic_arn TEXT NOT NULL,
    protocol TEXT NOT NULL,
    endpoint TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS sns_message (
    sequence INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL,
    topic_arn TEXT NOT NULL,
    subject TEXT NOT NULL,
    message TEXT NOT NULL,
    published_at_us INTEGER NOT NULL
);
)";

Database& with_schema(Database& database) {
    database.execute(std::string{kSchema});
    return database;
}

std::int64_t last_sequence_of(Database& database) {
    Statement select{database, "SELECT coalesce(max(sequence), 0) FROM sns_message"};
    select.step();
    return select.column_int64(0);
}

Failure invalid(std::string_view what) {
    return fail(
        ErrorCode::InvalidRequest, "InvalidParameter", "Invalid parameter: " + std::string{what}
    );
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_topic_name_character(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

/// The parts between the first five colons; the last one is the rest.
std::vector<std::string_view> arn_parts(std::string_view arn) {
    std::vector<std::string_view> parts;
    while (parts.size() < 5 && arn.find(':') != std::string_view::npos) {
        parts.push_back(arn.substr(0, arn.find(':')));
        arn.remove_prefix(parts.back().size() + 1);
    }
    parts.push_back(arn);
    return parts;
}

/// `arn:aws:sns:REGION:ACCOUNT:NAME`, the name of a FIFO topic ending in `.fifo`.
bool is_topic_arn(std::string_view arn) {
    const std::vector<std::string_view> parts = arn_parts(arn);
    if (parts.size() != 6 || parts[0] != "arn" || !parts[1].starts_with("aws") ||
        parts[2] != "sns" || parts[3].empty()) {
        return false;
    }
    const std::string_view account = parts[4];
    std::string_view name = parts[5];
    if (name.ends_with(".fifo")) {
        name.remove_suffix(std::string_view{".fifo"}.size());
    }
    return account.size() == kAccountIdLength && std::ranges::all_of(account, is_digit) &&
           !name.empty() && name.size() <= kTopicNameMax &&
           std::ranges::all_of(name, is_topic_name_character);
}

bool is_subject(std::string_view subject) {
    const auto starts_character = [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    };
    const auto is_control = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    };
    const auto characters = std::ranges::count_if(subject, starts_character);
    return std::cmp_less_equal(characters, kSubjectCharactersMax) &&
           std::ranges::none_of(subject, is_control);
}

Failure no_topic() { return fail(ErrorCode::NotFound, "NotFound", "Topic does not exist"); }

TopicSubscription read_subscription(const Statement& row) {
    return {
        .subscription_arn = std::string{row.column_text(0)},
        .topic_arn = std::string{row.column_text(1)},
        .protocol = std::string{row.column_text(2)},
        .endpoint = std::string{row.column_text(3)}};
}

Result<void> check(const PublishInput& input) {
    if (!is_topic_arn(input.topic_arn)) {
        return invalid(
            "TopicArn Reason: expected arn:aws:sns:REGION:ACCOUNT:NAME, found '" + input.topic_arn +
            "'"
        );
    }
    if (input.message.empty()) {
        return invalid("Empty message");
    }
    if (input.message.size() > kMessageBytesMax) {
        return invalid("Message too long");
    }
    if (!is_subject(input.subject)) {
        return invalid("Subject");
    }
    return {};
}

}  // namespace

SqliteSns::SqliteSns(Database& database, Clock& clock, Random random, UnknownTopics unknown_topics)
    : database_{with_schema(database)},
      clock_{clock},
      random_{random},
      unknown_topics_{unknown_topics},
      find_topic_{database, "SELECT 1 FROM sns_topic WHERE arn = ?"},
      insert_topic_{database, "INSERT OR IGNORE INTO sns_topic VALUES (?)"},
      insert_message_{database, "INSERT INTO sns_message VALUES (?, ?, ?, ?, ?, ?)"},
      last_sequence_{last_sequence_of(database)} {}

Result<PublishOutput> SqliteSns::publish(const PublishInput& input) {
    TRY(check(input));
    WriteScope scope{database_};
    if (!topic_exists(input.topic_arn)) {
        if (unknown_topics_ == UnknownTopics::Refuse) {
            return no_topic();
        }
        insert_topic_.bind_text(1, input.topic_arn).run();
    }
    const std::int64_t sequence = last_sequence_ + 1;
    PublishOutput output{.message_id = make_request_id(random_, sequence)};
    insert_message_.bind(1, sequence)
        .bind_text(2, output.message_id)
        .bind_text(3, input.topic_arn)
        .bind_text(4, input.subject)
        .bind_text(5, input.message)
        .bind(6, epoch_microseconds(clock_.now()))
        .run();
    scope.commit();
    last_sequence_ = sequence;
    return output;
}

Result<void> SqliteSns::create_topic(const std::string& topic_arn) {
    if (!is_topic_arn(topic_arn)) {
        return invalid("TopicArn");
    }
    insert_topic_.bind_text(1, topic_arn).run();
    return {};
}

bool SqliteSns::topic_exists(const std::string& topic_arn) {
    find_topic_.bind_text(1, topic_arn);
    const StatementScope scope{find_topic_};
    return find_topic_.step();
}

void SqliteSns::delete_topic(const std::string& topic_arn) {
    WriteScope scope{database_};
    for (const std::string_view table : {"sns_topic_attribute", "sns_subscription"}) {
        Statement remove{database_, "DELETE FROM " + std::string{table} + " WHERE topic_arn = ?"};
        remove.bind_text(1, topic_arn).run();
    }
    Statement remove{database_, "DELETE FROM sns_topic WHERE arn = ?"};
    remove.bind_text(1, topic_arn).run();
    scope.commit();
}

Result<SqliteSns::Attributes> SqliteSns::topic_attributes(const std::string& topic_arn) {
    if (!topic_exists(topic_arn)) {
        return no_topic();
    }
    Statement select{
        database_, "SELECT name, value FROM sns_topic_attribute WHERE topic_arn = ? ORDER BY name"};
    select.bind_text(1, topic_arn);
    Attributes attributes;
    while (select.step()) {
        attributes.emplace_back(select.column_text(0), select.column_text(1));
    }
    return attributes;
}

Result<void> SqliteSns::set_topic_attribute(
    const std::string& topic_arn, const std::string& name, const std::string& value
) {
    if (!topic_exists(topic_arn)) {
        return no_topic();
    }
    Statement insert{database_, "INSERT OR REPLACE INTO sns_topic_attribute VALUES (?, ?, ?)"};
    insert.bind_text(1, topic_arn).bind_text(2, name).bind_text(3, value).run();
    return {};
}

Result<TopicSubscription> SqliteSns::subscribe(
    const std::string& topic_arn, const std::string& protocol, const std::string& endpoint
) {
    if (std::ranges::find(kProtocols, protocol) == kProtocols.end()) {
        return invalid("Amazon SNS does not support this protocol string: " + protocol);
    }
    if (!topic_exists(topic_arn)) {
        return no_topic();
    }
    for (const TopicSubscription& known : subscriptions(topic_arn)) {
        if (known.protocol == protocol && known.endpoint == endpoint) {
            return known;
        }
    }
    TopicSubscription subscription{
        .subscription_arn = topic_arn + ":" + make_request_id(random_, 0),
        .topic_arn = topic_arn,
        .protocol = protocol,
        .endpoint = endpoint};
    Statement insert{database_, "INSERT INTO sns_subscription VALUES (?, ?, ?, ?)"};
    insert.bind_text(1, subscription.subscription_arn).bind_text(2, topic_arn);
    insert.bind_text(3, protocol).bind_text(4, endpoint).run();
    return subscription;
}

void SqliteSns::unsubscribe(const std::string& subscription_arn) {
    Statement remove{database_, "DELETE FROM sns_subscription WHERE subscription_arn = ?"};
    remove.bind_text(1, subscription_arn).run();
}

std::vector<TopicSubscription> SqliteSns::subscriptions(const std::string& topic_arn) {
    Statement select{
        database_,
        "SELECT subscription_arn, topic_arn, protocol, endpoint FROM sns_subscription "
        "WHERE ?1 = '' OR topic_arn = ?1 ORDER BY subscription_arn"};
    select.bind_text(1, topic_arn);
    std::vector<TopicSubscription> found;
    while (select.step()) {
        found.push_back(read_subscription(select));
    }
    return found;
}

std::vector<std::string> SqliteSns::topics() {
    Statement select{database_, "SELECT arn FROM sns_topic ORDER BY arn"};
    std::vector<std::string> arns;
    while (select.step()) {
        arns.emplace_back(select.column_text(0));
    }
    return arns;
}

std::vector<PublishedMessage> SqliteSns::published(std::int64_t after_sequence) {
    Statement select{
        database_,
        "SELECT sequence, message_id, topic_arn, subject, message, published_at_us "
        "FROM sns_message WHERE sequence > ? ORDER BY sequence"};
    select.bind(1, after_sequence);
    std::vector<PublishedMessage> messages;
    while (select.step()) {
        messages.push_back({
            .sequence = select.column_int64(0),
            .message_id = std::string{select.column_text(1)},
            .topic_arn = std::string{select.column_text(2)},
            .subject = std::string{select.column_text(3)},
            .message = std::string{select.column_text(4)},
            .at = from_epoch_microseconds(select.column_int64(5)),
        });
    }
    return messages;
}

}  // namespace sosw::sqlite

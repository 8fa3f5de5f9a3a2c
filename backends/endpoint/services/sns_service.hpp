#pragma once

#include "backends/endpoint/services/api_service.hpp"
#include "backends/sqlite/aws_account.hpp"
#include "core/ports/sns.hpp"

namespace sosw::sqlite {
class SqliteSns;
}

namespace sosw::endpoint {

/// Amazon SNS in the query protocol: topics, publishing alone and in batches, and subscriptions
/// that are remembered.
class SnsService final : public ApiService {
public:
    /// `sns` must outlive this object; `random` makes request ids.
    SnsService(sqlite::SqliteSns& sns, Random random, sqlite::AwsAccount account = {});

protected:
    wire::ServiceError describe(const Error& error) const override;

private:
    Output publish(Input in);
    Output publish_batch(Input in);
    Output create_topic(Input in);
    Output delete_topic(Input in);
    Output list_topics(Input in);
    Output get_topic_attributes(Input in);
    Output set_topic_attributes(Input in);
    Output subscribe(Input in);
    Output unsubscribe(Input in);
    Output list_subscriptions(Input in);
    Output list_subscriptions_by_topic(Input in);

    wire::Value result_of_entry(Input entry, const std::string& topic_arn, bool& published);

    sqlite::SqliteSns& sns_;
    sqlite::AwsAccount account_;
};

}  // namespace sosw::endpoint

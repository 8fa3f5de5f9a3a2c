#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backends/aws/aws_client.hpp"
#include "backends/aws/json_client.hpp"
#include "backends/wire/services/value.hpp"
#include "core/base/random.hpp"
#include "core/ports/events.hpp"

namespace sosw::aws {

/// EventBridge over HTTP, in JSON. Lists are read to their end. Not for two threads at once.
class AwsEvents final : public Events {
public:
    AwsEvents(
        const AwsAccess& access,
        const Random& random,
        ServiceAddress address,
        const RetryOptions& retries = {}
    );

    Result<std::string> put_rule(const Rule& rule) override;
    Result<Rule> describe_rule(const std::string& name) override;
    Result<std::vector<Rule>> list_rules(const std::string& name_prefix) override;
    Result<void> put_targets(const std::string& rule_name, const std::vector<RuleTarget>& targets)
        override;
    Result<std::vector<RuleTarget>> list_targets_by_rule(const std::string& rule_name) override;
    Result<std::vector<std::string>> list_rule_names_by_target(const std::string& target_arn
    ) override;
    Result<std::vector<PutEventsResult>> put_events(const std::vector<PutEventsEntry>& entries
    ) override;

private:
    /// Reads one page after another and gives each to `take`.
    template <typename Take>
    Result<void> for_each_page(std::string_view operation, const wire::Value& input, Take take);

    JsonClient client_;
};

}  // namespace sosw::aws

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/ports/sns.hpp"

namespace sosw::test {

/// SNS that accepts and records messages, or fails with `failure` while there is one.
class RecordingSns final : public Sns {
public:
    Result<PublishOutput> publish(const PublishInput& input) override {
        if (failure) {
            return fail(*failure);
        }
        published.push_back(input);
        return PublishOutput{.message_id = std::to_string(published.size())};
    }

    std::vector<PublishInput> published;
    std::optional<Error> failure{};
};

}  // namespace sosw::test

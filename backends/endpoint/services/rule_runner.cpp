#include "backends/endpoint/services/rule_runner.hpp"

#include <string_view>

namespace sosw::endpoint {
namespace {

bool is_function(std::string_view arn) { return arn.find(":lambda:") != std::string_view::npos; }

}  // namespace

void RuleRunner::run_due() {
    for (const sqlite::EventDelivery& delivery : events_.due_deliveries()) {
        deliver(delivery);
    }
}

void RuleRunner::deliver(const sqlite::EventDelivery& delivery) {
    if (!is_function(delivery.target_arn)) {
        events_.settle(delivery);
        return;
    }
    const auto output = lambda_.invoke(
        {.function_name = delivery.target_arn,
         .invocation_type = InvocationType::Event,
         .payload = delivery.input}
    );
    if (!output && is_retryable(output.error().code)) {
        events_.postpone(delivery);
    } else {
        events_.settle(delivery);
    }
}

}  // namespace sosw::endpoint

#pragma once

#include <optional>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

/// What may go wrong with one call of a port, and who decides it.
///
/// A decorator of `faulty_ports.hpp` describes each call to a `FaultInjector` and does with it what
/// the answer says. The injector knows neither the request nor the service's state; when and how
/// often something fails is its own affair (a plan of a scenario, the k-th call of a test).

namespace sosw {

enum class PortService { DynamoDb, CloudWatch, Lambda, Sns };
/// `dynamodb`, `cloudwatch`, `lambda`, `sns`.
std::string_view to_string(PortService service);

/// A call as an injector sees it. The texts live as long as the question.
struct PortCall {
    PortService service = PortService::DynamoDb;
    std::string_view operation;  ///< `update_item`, `invoke` …: the port's method.
    std::string_view
        resource{};  ///< The table, function, metric or topic; of several tables the first.
};

/// The caller dies at this call.
enum class CallerCrash { No, Before, After };

/// What happens to one call. As it is made by default: nothing out of the ordinary.
struct CallFate {
    Duration delay{};  ///< Passes before everything else.
    CallerCrash crash = CallerCrash::No;
    std::optional<Error> refusal{};  ///< Answered instead of the call, which never takes effect.
    bool reply_lost = false;         ///< The call takes effect; the caller gets `OutcomeUnknown`.
    bool partial = false;            ///< A batch is done in part; a transaction meets a conflict.
    bool silent = false;             ///< Metrics: an answer without datapoints.
    Duration stale{};                ///< Metrics: the answer is that of so long ago.
};

class FaultInjector {
public:
    FaultInjector() = default;
    FaultInjector(const FaultInjector&) = delete;
    FaultInjector& operator=(const FaultInjector&) = delete;
    virtual ~FaultInjector() = default;

    /// Asked once per call, before it is made.
    virtual CallFate fate_of(const PortCall& call) = 0;
};

/// Thrown through the caller when it crashes at a call. Not a `std::exception`, so that code which
/// handles those does not take it for one.
class CallerCrashed {};

/// The service failed before it acted: `Unavailable`, under the name that the service uses.
Error unavailable(PortService service);
/// `Throttled`, under the name that the service uses.
Error throttled(PortService service);
/// `OutcomeUnknown`: the connection broke before the answer came.
Error answer_lost(const PortCall& call);

}  // namespace sosw

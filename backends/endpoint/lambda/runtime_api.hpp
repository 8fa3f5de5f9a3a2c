#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "backends/endpoint/http_service.hpp"
#include "backends/wire/http_message.hpp"
#include "core/base/time.hpp"

namespace sosw::endpoint {

/// An event as a worker process gets it.
struct RuntimeEvent {
    std::string request_id{};
    std::string function_arn{};
    std::string payload{};
    Timestamp deadline{};  ///< In real time.
    std::string trace_id{};
};

/// What a worker process says through the Runtime API. Called within its request, before the
/// process has its answer.
struct RuntimeCallbacks {
    std::function<void()> wants_event;
    std::function<void(std::string payload)> responded;
    std::function<void(std::string error)> failed;       ///< JSON text.
    std::function<void(std::string error)> init_failed;  ///< JSON text.
};

/// Lambda's Runtime API (2018-06-01) for one worker process: it asks for its next event, and waits
/// as long as there is none; then it posts the response, or an error.
///
/// Each process has an API of its own, at an address of its own: clients take a host and a port,
/// and no path.
class RuntimeApi final : public HttpService {
public:
    explicit RuntimeApi(RuntimeCallbacks callbacks) : callbacks_{std::move(callbacks)} {}

    void handle(const wire::HttpRequest& request, Reply reply) override;

    /// The process waits for an event.
    bool is_waiting() const { return waiting_ != nullptr; }
    /// Requires that the process waits.
    void give(const RuntimeEvent& event);

private:
    void next(Reply reply);
    void end(const wire::HttpRequest& request, std::string_view which, const Reply& reply);
    void fail_init(const wire::HttpRequest& request, const Reply& reply);

    RuntimeCallbacks callbacks_;
    Reply waiting_{};
    std::string current_{};  ///< The id of the event that the process has.
};

/// Responses are refused above it.
inline constexpr std::size_t kResponseSizeMax = 6'291'556;

}  // namespace sosw::endpoint

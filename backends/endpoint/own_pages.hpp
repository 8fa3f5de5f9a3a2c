#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backends/endpoint/driven_clock.hpp"
#include "backends/endpoint/http_service.hpp"
#include "backends/endpoint/timed_driver.hpp"
#include "backends/wire/http_message.hpp"

namespace sosw::endpoint {

struct OwnPagesFacts {
    std::string version{};
    std::string database_path{};
    std::vector<std::string> services{};
};

/// What AWS does not have: `GET /_sosw/health`, `GET /_sosw/clock`, and `POST /_sosw/clock` with
/// `{"advance": "90s"}` or `{"set": "2026-03-02T08:00:00Z"}`, which moves a scaled or manual clock
/// on and is answered when it is there. All answers are JSON objects, errors with the member
/// `error`.
class OwnPages final : public HttpService {
public:
    /// The references must outlive this object.
    OwnPages(const DrivenClock& clock, TimedDriver& timed, OwnPagesFacts facts);

    void handle(const wire::HttpRequest& request, Reply reply) override;

private:
    wire::HttpResponse answer(const wire::HttpRequest& request) const;
    wire::HttpResponse health() const;
    wire::HttpResponse clock_page() const;
    void move_clock(std::string_view body, const Reply& reply);

    const DrivenClock& clock_;
    TimedDriver& timed_;
    OwnPagesFacts facts_;
};

}  // namespace sosw::endpoint

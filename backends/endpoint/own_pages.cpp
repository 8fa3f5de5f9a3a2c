#include "backends/endpoint/own_pages.hpp"

#include <optional>
#include <utility>

#include "backends/json_syntax.hpp"
#include "backends/wire/json_writer.hpp"
#include "core/base/result.hpp"

namespace sosw::endpoint {

namespace {

constexpr std::string_view kClockPath = "/_sosw/clock";

wire::HttpResponse json(int status, std::string body) {
    return {
        .status = status,
        .headers = {{.name = "Content-Type", .value = "application/json"}},
        .body = std::move(body),
    };
}

wire::HttpResponse problem(int status, std::string_view message) {
    std::string body;
    wire::JsonWriter writer{body};
    writer.begin_object();
    writer.member("error", message);
    writer.end_object();
    return json(status, std::move(body));
}

void write_clock(wire::JsonWriter& writer, const DrivenClock& clock) {
    writer.begin_object();
    writer.member("mode", to_string(clock.mode()));
    writer.member("now", format_timestamp(clock.now()));
    writer.end_object();
}

Failure refuse(std::string message) {
    return fail(ErrorCode::InvalidRequest, "", std::move(message));
}

/// Where the clock shall go.
Result<Timestamp> wanted_time(std::string_view body, Timestamp now) {
    const auto members = json_members(body);
    if (!members || members->size() != 1 || !members->front().value.starts_with('"')) {
        return refuse(R"(expected {"advance": "90s"} or {"set": "2026-03-02T08:00:00Z"})");
    }
    const auto [name, quoted] = members->front();
    const std::string_view text = quoted.substr(1, quoted.size() - 2);
    if (name == "advance") {
        const std::optional<Duration> duration = parse_duration(text);
        return duration && *duration >= Duration::zero()
                   ? Result<Timestamp>{now + *duration}
                   : refuse(R"(advance: expected a duration such as "90s" or "2h")");
    }
    if (name != "set") {
        return refuse(R"(expected the member "advance" or "set")");
    }
    const std::optional<Timestamp> at = parse_timestamp(text);
    if (!at) {
        return refuse(R"(set: expected a time such as "2026-03-02T08:00:00Z")");
    }
    return *at >= now
               ? Result<Timestamp>{*at}
               : refuse(
                     "set: the clock shows " + format_timestamp(now) + " and is never moved back"
                 );
}

}  // namespace

OwnPages::OwnPages(const DrivenClock& clock, TimedDriver& timed, OwnPagesFacts facts)
    : clock_{clock}, timed_{timed}, facts_{std::move(facts)} {}

void OwnPages::handle(const wire::HttpRequest& request, Reply reply) {
    if (request.method == "POST" && wire::path_of(request.target) == kClockPath) {
        return move_clock(request.body, reply);
    }
    reply(answer(request));
}

wire::HttpResponse OwnPages::answer(const wire::HttpRequest& request) const {
    const std::string_view path = wire::path_of(request.target);
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (path == "/_sosw/health") {
        return reads ? health() : problem(405, "expected GET");
    }
    if (path != kClockPath) {
        return problem(404, "there are /_sosw/health and /_sosw/clock");
    }
    return reads ? clock_page() : problem(405, "expected GET or POST");
}

wire::HttpResponse OwnPages::health() const {
    std::string body;
    wire::JsonWriter writer{body};
    writer.begin_object();
    writer.member("status", "ok");
    writer.member("version", facts_.version);
    writer.key("services");
    writer.begin_array();
    for (const std::string& service : facts_.services) {
        writer.string(service);
    }
    writer.end_array();
    writer.key("clock");
    write_clock(writer, clock_);
    writer.member("database", facts_.database_path);
    writer.end_object();
    return json(200, std::move(body));
}

wire::HttpResponse OwnPages::clock_page() const {
    std::string body;
    wire::JsonWriter writer{body};
    write_clock(writer, clock_);
    return json(200, std::move(body));
}

void OwnPages::move_clock(std::string_view body, const Reply& reply) {
    if (!clock_.can_be_moved()) {
        return reply(problem(
            409, "the clock is the real one; start sosw serve with --clock manual to move it"
        ));
    }
    const Result<Timestamp> at = wanted_time(body, clock_.now());
    if (!at) {
        return reply(problem(400, at.error().message));
    }
    timed_.move_to(*at, [this, reply] { reply(clock_page()); });
}

}  // namespace sosw::endpoint

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/endpoint/driven_clock.hpp"
#include "backends/endpoint/event_loop.hpp"
#include "backends/endpoint/http_service.hpp"
#include "backends/endpoint/service_name.hpp"
#include "backends/sqlite/aws_account.hpp"
#include "backends/wire/http_message.hpp"
#include "backends/wire/signature/credentials.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/ports/clock.hpp"

namespace sosw {
class DynamoDb;
}

namespace sosw::endpoint {

struct EndpointOptions {
    std::string database_path = ":memory:";
    ClockMode clock{};
    std::string version{};  ///< Of this program, for the health page.
    sqlite::AwsAccount account{};
    /// How long tables take to be created, changed and deleted, by the emulations' clock.
    Duration table_delay{};
    /// Hold tables to the throughput that they provision, or that on-demand tables have.
    bool enforce_capacity = false;
    /// Is told every line that a function writes.
    std::function<void(std::string_view function_name, std::string_view line)> log{};
    /// Asked before the service, with the request as it was sent. Null: all may pass, but for
    /// requests to DynamoDB without any signature, which get its own answer to those.
    RequestCheck check{};
    /// What the processes of functions sign their own requests with.
    wire::AccessKey worker_key{.id = "local", .secret = "local"};
};

/// AWS at one address: the emulations in one database, and the services over them.
///
/// Make it before the loop's servers, and give their requests to `handle` and `flush` as their
/// `before_replies`: what happened in a turn is in the file before the turn's answers leave.
class Endpoint {
public:
    /// Opens or creates the database: throws `sqlite::DatabaseError`. `loop` and `real`, the real
    /// time, must outlive this object.
    Endpoint(EventLoop& loop, Clock& real, EndpointOptions options);
    Endpoint(const Endpoint&) = delete;
    Endpoint& operator=(const Endpoint&) = delete;
    ~Endpoint();

    /// Answers every request: routes it, checks it, unpacks it, has the service answer, and
    /// finishes the answer.
    void handle(const wire::HttpRequest& request, const Reply& reply);
    void flush();

    /// From now on `service` answers what is routed to `name`.
    void add_service(ServiceName name, std::unique_ptr<HttpService> service);

    /// Where the endpoint can be reached, for the processes of functions:
    /// `http://127.0.0.1:4566`.
    void set_address(std::string url);
    /// From now on the function exists, and `command` runs it; nothing: what its own settings say.
    /// Errors: as Lambda has them for names.
    Result<void> declare_function(const std::string& name, std::optional<std::string_view> command);

    /// The tables themselves, without HTTP.
    DynamoDb& dynamo_db();
    std::vector<std::string> service_names() const;

private:
    struct Parts;

    void serve(const wire::HttpRequest& plain, const wire::HttpRequest& sent, const Reply& reply);
    /// What keeps a request from its service.
    std::optional<wire::HttpResponse> answer_instead(
        const wire::HttpRequest& plain, const wire::HttpRequest& sent, ServiceName service
    ) const;
    Reply finishing(const wire::HttpRequest& request, ServiceName service, Reply reply);

    std::unique_ptr<Parts> parts_;
};

}  // namespace sosw::endpoint

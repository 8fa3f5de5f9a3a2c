#pragma once

#include <string>
#include <string_view>

#include "backends/aws/http_transport.hpp"
#include "backends/aws/service_url.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace sosw::aws {

/// What Lambda wants done: one event, and until when it waits for the answer.
struct RuntimeInvocation {
    std::string request_id;
    std::string event;           ///< As the caller gave it; JSON text.
    Timestamp deadline{};        ///< Then the process is stopped, whatever it does.
    std::string function_arn{};  ///< As it was invoked, with the qualifier.
    std::string trace_id{};      ///< Of X-Ray; empty where there is none.
};

/// How a function that failed is told of.
struct RuntimeFailure {
    std::string type;  ///< E.g. `PassFailed`.
    std::string message;
};

/// Lambda's Runtime API (2018-06-01), as the process inside a function speaks it: ask for the next
/// event, answer it, ask again.
///
/// `transport` needs unlimited patience, since the next event may come in hours: a `CurlTransport`
/// without `answer_timeout`, and without a proxy. A failure of any call means that the process and
/// Lambda no longer agree on where they are; all that is left to do is to end.
class RuntimeClient {
public:
    /// `host` is what `AWS_LAMBDA_RUNTIME_API` holds: `127.0.0.1:9001`. `transport` must outlive
    /// this object.
    RuntimeClient(HttpTransport& transport, std::string_view host);

    /// Waits for the next event. Errors: those of the transport; `InvalidRequest` for an answer
    /// that is none of this API.
    Result<RuntimeInvocation> next();
    /// The function's answer, JSON text. Errors: those of the transport; `InvalidRequest` where
    /// Lambda refuses it, named as Lambda names it, such as `RequestEntityTooLarge`.
    Result<void> respond(const std::string& request_id, const std::string& answer);
    /// The function failed; its caller gets this. Errors: as `respond`.
    Result<void> report_error(const std::string& request_id, const RuntimeFailure& failure);
    /// The function cannot even begin. Errors: as `respond`.
    Result<void> report_init_error(const RuntimeFailure& failure);

private:
    Result<void> post(const std::string& path, const std::string& body, std::string_view type);

    HttpTransport& transport_;
    ServiceUrl url_;
};

}  // namespace sosw::aws

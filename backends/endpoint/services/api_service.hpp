#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "backends/endpoint/http_service.hpp"
#include "backends/wire/services/field_reader.hpp"
#include "backends/wire/services/service_error.hpp"
#include "backends/wire/services/value.hpp"
#include "core/base/random.hpp"
#include "core/base/result.hpp"

namespace sosw::endpoint {

/// The names under which a service's protocols know it. Where one is empty, the service does not
/// speak that protocol.
struct ServiceNames {
    std::string target_prefix{};  ///< JSON: `AmazonSSM` of `X-Amz-Target: AmazonSSM.…`.
    std::string json_version = "1.1";
    std::string xml_namespace{};    ///< Query.
    std::string api_version{};      ///< Query: `2010-03-31`, for messages.
    std::string cbor_service{};     ///< RPC v2 CBOR: the name in the path.
    std::string error_namespace{};  ///< Before `#` in an error's `__type`; may be empty.
};

/// A service whose operations have a name, a structure for input and one for output, and which
/// speaks one or more of AWS's protocols for that: query, JSON, and CBOR. What a subclass adds is
/// the operations.
class ApiService : public HttpService {
public:
    void handle(const wire::HttpRequest& request, Reply reply) final;

protected:
    /// `random` makes the request ids.
    ApiService(ServiceNames names, Random random);

    using Input = const wire::FieldReader&;
    using Output = Result<wire::Value>;

    /// Makes `action` answer `operation`. An output that is null is an answer without a result.
    template <typename Service>
    void add(std::string operation, Output (Service::*action)(Input)) {
        auto* self = static_cast<Service*>(this);
        actions_[std::move(operation)] = [self, action](Input in) { return (self->*action)(in); };
    }

    /// How the service tells an error of its emulation; as it is named, unless it says otherwise.
    virtual wire::ServiceError describe(const Error& error) const;

private:
    enum class Protocol { Json, Query, Cbor };
    struct Call {
        Protocol protocol;
        std::string operation;
        std::string request_id;
    };

    Call call_of(const wire::HttpRequest& request);
    Result<wire::Parameters> parameters_of(const wire::HttpRequest& request, const Call& call);
    Result<wire::Value> run(const wire::HttpRequest& request, const Call& call);
    wire::HttpResponse answer(const Call& call, const wire::Value& output) const;
    wire::HttpResponse refuse(const Call& call, const Error& error) const;
    wire::ServiceError unknown_operation(const Call& call) const;
    wire::ServiceError error_of(const Call& call, const Error& error) const;

    ServiceNames names_;
    Random random_;
    std::map<std::string, std::function<Output(Input)>, std::less<>> actions_;
};

}  // namespace sosw::endpoint

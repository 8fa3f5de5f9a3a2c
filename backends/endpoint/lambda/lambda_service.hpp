#pragma once

#include <string>
#include <vector>

#include "backends/endpoint/http_service.hpp"
#include "backends/endpoint/lambda/function_logs.hpp"
#include "backends/endpoint/lambda/function_registry.hpp"
#include "backends/sqlite/sqlite_lambda.hpp"
#include "backends/wire/lambda/lambda_call.hpp"

namespace sosw::endpoint {

/// AWS Lambda over REST and JSON.
///
/// A RequestResponse invoke is answered when the function ends or times out; everything else at
/// once. There is one version of a function, `$LATEST`, and its configuration takes effect with the
/// next event.
class LambdaService final : public HttpService {
public:
    /// All must outlive this object.
    LambdaService(
        sqlite::SqliteLambda& lambda, FunctionRegistry& functions, const FunctionLogs& logs
    );

    void handle(const wire::HttpRequest& request, Reply reply) override;

private:
    using Resolved = FunctionRegistry::Resolved;
    using Answer = Result<wire::HttpResponse>;

    Result<void> invoke(
        const wire::LambdaCall& call, const wire::HttpRequest& request, const Reply& reply
    );
    Answer answer(const wire::LambdaCall& call, const wire::HttpRequest& request);
    Answer answer_of_account(const wire::LambdaCall& call, const wire::HttpRequest& request);
    Answer answer_of_function(
        const wire::LambdaCall& call, const Resolved& function, const wire::HttpRequest& request
    );
    Answer answer_of_policies(
        const wire::LambdaCall& call, const Resolved& function, const wire::HttpRequest& request
    );
    Answer invoke_async(const wire::LambdaCall& call, const wire::HttpRequest& request);
    Answer list_functions(const wire::LambdaCall& call);
    Answer get_function(const Resolved& function, const wire::HttpRequest& request);
    Answer get_code(const Resolved& function);
    Answer get_concurrency(const Resolved& function);
    Answer get_policy(const Resolved& function);
    Answer change_tags(const wire::LambdaCall& call, const wire::HttpRequest& request);

    sqlite::SqliteLambda& lambda_;
    FunctionRegistry& functions_;
    const FunctionLogs& logs_;
};

}  // namespace sosw::endpoint

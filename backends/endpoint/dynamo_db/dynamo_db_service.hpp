#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backends/endpoint/dynamo_db/action.hpp"
#include "backends/endpoint/http_service.hpp"

/// DynamoDB over HTTP: JSON 1.0, one POST per operation, named by `X-Amz-Target`.

namespace sosw::endpoint {

class DynamoDbService final : public HttpService {
public:
    /// Answers the operations on items and on tables. Borrows what `context` does. `check` is asked
    /// where DynamoDB asks for the signature: after the syntax and the operation's name, before all
    /// else; null: all may pass.
    explicit DynamoDbService(ActionContext context, RequestCheck check = {});
    ~DynamoDbService() override;

    /// Answers these operations as well. Their names must be new.
    void add_actions(std::span<const NamedAction> actions);

    /// At once.
    void handle(const wire::HttpRequest& request, Reply reply) override;

private:
    wire::HttpResponse answer(const wire::HttpRequest& request);
    Result<Action> understand(const wire::HttpRequest& request);
    Result<std::string> run(Action action, const wire::HttpRequest& request);
    Result<Action> find_action(std::string_view target) const;

    struct Parser;

    ActionContext context_;
    RequestCheck check_;
    std::vector<NamedAction> actions_;
    std::unique_ptr<Parser> parser_;  ///< Its buffers are reused.
};

}  // namespace sosw::endpoint

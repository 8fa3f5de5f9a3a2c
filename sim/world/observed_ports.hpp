#pragma once

#include <optional>

#include "backends/wrap/forwarding_dynamo_db.hpp"
#include "core/ports/lambda.hpp"
#include "core/ports/sns.hpp"
#include "sim/world/chronicle.hpp"
#include "sim/world/pass_log.hpp"

/// Ports that tell the chronicle what took effect, at the instant at which it did.
///
/// They stand directly before the emulations, behind all that delays or fails a call. Each pass has
/// its own, so that what was done is known with who did it.

namespace sosw::sim {

/// Sees tasks come into the queue, change there and go from table to table.
class ObservedDynamoDb final : public ForwardingDynamoDb {
public:
    /// `pass`: on whose behalf; none for workloads that create tasks and workers that complete
    /// them.
    ObservedDynamoDb(
        DynamoDb& next,
        Chronicle& chronicle,
        const TaskManagerConfig& config,
        std::optional<PassNumber> pass = std::nullopt
    )
        : ForwardingDynamoDb{next}, chronicle_{chronicle}, config_{config}, pass_{pass} {}

    Result<PutItemOutput> put_item(const PutItemInput& input) override;
    /// Asks for what the update left, where the caller does not.
    Result<UpdateItemOutput> update_item(const UpdateItemInput& input) override;
    Result<TransactWriteItemsOutput> transact_write_items(const TransactWriteItemsInput& input
    ) override;

private:
    Chronicle& chronicle_;
    const TaskManagerConfig& config_;
    std::optional<PassNumber> pass_;
};

/// Reaches the functions of a scenario under every ARN that means one of them, whatever account and
/// region it names: a user's configuration belongs to an account that the emulation does not know.
class ScenarioLambda final : public Lambda {
public:
    ScenarioLambda(Lambda& next, const Scenario& scenario) : next_{next}, scenario_{scenario} {}

    Result<InvokeOutput> invoke(const InvokeInput& input) override;
    Result<FunctionConfiguration> get_function_configuration(const std::string& function_name
    ) override;

private:
    /// The function's own name; `arn` itself where it means none.
    const std::string& name_of(const std::string& arn) const;

    Lambda& next_;
    const Scenario& scenario_;
};

/// Says which pass invokes.
class ObservedLambda final : public Lambda {
public:
    ObservedLambda(Lambda& next, PassLog& passes, PassNumber pass)
        : next_{next}, passes_{passes}, pass_{pass} {}

    Result<InvokeOutput> invoke(const InvokeInput& input) override;
    Result<FunctionConfiguration> get_function_configuration(const std::string& function_name
    ) override {
        return next_.get_function_configuration(function_name);
    }

private:
    Lambda& next_;
    PassLog& passes_;
    PassNumber pass_;
};

/// Sees what Lambda refuses, by itself or as a fault wants it: it stands before the faults, as what
/// they refuse never gets to the emulation. An invocation whose reply was lost is not refused.
class RefusalObserver final : public Lambda {
public:
    RefusalObserver(Lambda& next, Chronicle& chronicle, PassNumber pass)
        : next_{next}, chronicle_{chronicle}, pass_{pass} {}

    Result<InvokeOutput> invoke(const InvokeInput& input) override;
    Result<FunctionConfiguration> get_function_configuration(const std::string& function_name
    ) override {
        return next_.get_function_configuration(function_name);
    }

private:
    Lambda& next_;
    Chronicle& chronicle_;
    PassNumber pass_;
};

/// Keeps the messages that SNS accepted.
class ObservedSns final : public Sns {
public:
    ObservedSns(Sns& next, const Clock& clock, Recorder& recorder)
        : next_{next}, clock_{clock}, recorder_{recorder} {}

    Result<PublishOutput> publish(const PublishInput& input) override;

private:
    Sns& next_;
    const Clock& clock_;
    Recorder& recorder_;
};

}  // namespace sosw::sim

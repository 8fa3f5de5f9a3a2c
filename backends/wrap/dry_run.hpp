#pragma once

#include "backends/wrap/forwarding_dynamo_db.hpp"
#include "core/ports/lambda.hpp"
#include "core/ports/sns.hpp"

/// Decorators for a rehearsal: what reads is passed on, what would change something is answered as
/// if it had succeeded, and does nothing.
///
/// A pass over them decides exactly as a real one, over any backend. What it cannot see are the
/// effects of its own writes, and the races that a real pass may lose.

namespace sosw {

/// Conditions of writes are taken to hold.
class DryRunDynamoDb final : public ForwardingDynamoDb {
public:
    using ForwardingDynamoDb::ForwardingDynamoDb;

    Result<TableDescription> create_table(const CreateTableInput& input) override {
        return TableDescription{.definition = input};
    }
    Result<TableDescription> delete_table(const std::string& table_name) override {
        return next().describe_table(table_name);
    }
    Result<PutItemOutput> put_item(const PutItemInput&) override { return PutItemOutput{}; }
    Result<UpdateItemOutput> update_item(const UpdateItemInput&) override {
        return UpdateItemOutput{};
    }
    Result<DeleteItemOutput> delete_item(const DeleteItemInput&) override {
        return DeleteItemOutput{};
    }
    Result<BatchWriteItemOutput> batch_write_item(const BatchWriteItemInput&) override {
        return BatchWriteItemOutput{};
    }
    Result<TransactWriteItemsOutput> transact_write_items(const TransactWriteItemsInput&) override {
        return TransactWriteItemsOutput{};
    }
};

/// Asks Lambda for a dry run of its own, which finds a missing function and a payload that is too
/// large.
class DryRunLambda final : public Lambda {
public:
    /// `next` must outlive this object.
    explicit DryRunLambda(Lambda& next) : next_{next} {}

    Result<InvokeOutput> invoke(const InvokeInput& input) override {
        InvokeInput question = input;
        question.invocation_type = InvocationType::DryRun;
        InvokeOutput answer = TRY(next_.invoke(question));
        answer.request_id.clear();  // of the question, not of an invocation
        return answer;
    }
    Result<FunctionConfiguration> get_function_configuration(const std::string& function_name
    ) override {
        return next_.get_function_configuration(function_name);
    }

private:
    Lambda& next_;
};

class DryRunSns final : public Sns {
public:
    Result<PublishOutput> publish(const PublishInput&) override { return PublishOutput{}; }
};

}  // namespace sosw

#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/dynamo_db.hpp"
#include "core/ports/function_administration.hpp"

/// What a live run makes in an account, and takes away again.

namespace sosw::sim {

struct StandInFunction {
    CreateFunctionInput create{};
    std::optional<std::int64_t> reserved_concurrency{};
    EventInvokeConfig events{};
};

struct DeploymentPlan {
    std::vector<CreateTableInput> tables{};
    std::vector<StandInFunction> functions{};
};

enum class DeployedKind { Table, Function };

/// Something of ours that could not be taken away.
struct Leftover {
    DeployedKind kind = DeployedKind::Table;
    std::string name{};
    Error error{};
};

/// Knows what it made, and removes that and nothing else. What may have been made counts, such as a
/// table whose creation was never answered; what was there before does not, and is a failure.
class Deployment {
public:
    /// `patience` is the real time, whatever the run's is. All must outlive this object.
    Deployment(Clock& patience, DynamoDb& dynamo_db, FunctionAdministration& functions);
    Deployment(const Deployment&) = delete;
    Deployment& operator=(const Deployment&) = delete;
    /// Removes what is left, as far as it goes.
    ~Deployment();

    /// Makes everything and returns when it can be used. What was made before a failure stays until
    /// `remove`.
    ///
    /// Errors: those of the services; `Unavailable` where something does not get ready, or `stop`
    /// is requested.
    Result<void> create(const DeploymentPlan& plan, const std::stop_token& stop);

    /// Removes functions, then tables, and returns what is still there. May be called again.
    std::vector<Leftover> remove();

    /// Whether anything is to be removed.
    bool is_empty() const { return made_.empty(); }

private:
    struct Made {
        DeployedKind kind = DeployedKind::Table;
        std::string name;
    };

    Result<void> create_table(const CreateTableInput& table);
    Result<void> create_function(const StandInFunction& function);
    Result<void> configure(const StandInFunction& function);
    Result<void> await_table(const std::string& name, const std::stop_token& stop);
    Result<void> await_function(const std::string& name, const std::stop_token& stop);
    Result<void> remove(const Made& made);
    Result<void> remove_table(const std::string& name);

    Clock& patience_;
    DynamoDb& dynamo_db_;
    FunctionAdministration& functions_;
    std::vector<Made> made_{};  ///< In order.
};

}  // namespace sosw::sim

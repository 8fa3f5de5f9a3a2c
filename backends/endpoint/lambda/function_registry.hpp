#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/endpoint/lambda/function_worker.hpp"
#include "backends/sqlite/lambda_profiles.hpp"
#include "backends/sqlite/sqlite_lambda.hpp"
#include "backends/wire/lambda/lambda_answers.hpp"
#include "backends/wire/lambda/lambda_requests.hpp"
#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/ports/clock.hpp"

namespace sosw::endpoint {

/// The functions of an account as their owners manage them: settings that the emulation acts on,
/// profiles that it only keeps, and how their processes are started.
///
/// A function's process is, first of all, the command that it was declared with; else the one in
/// the variable `SOSW_COMMAND` of its environment; else its uploaded code, if that can run here.
///
/// Names are bare but for `resolve`, which makes them so. Errors bear AWS's names and texts; of
/// functions that do not exist it is `ResourceNotFoundException`.
class FunctionRegistry {
public:
    /// `lambda` and `database` share a file. All references must outlive this object.
    FunctionRegistry(
        const Clock& clock,
        Random random,
        sqlite::Database& database,
        sqlite::SqliteLambda& lambda,
        FunctionWorkers& workers
    );

    /// Makes sure that the function exists, and runs it by `command` (see `worker_of_command`) as
    /// long as this process lives. The settings of one that exists stay as they are.
    ///
    /// Errors: those of `SqliteLambda::put_function`.
    Result<void> declare(const sqlite::FunctionSettings& settings, std::string_view command);

    struct Resolved {
        std::string name;
        std::string arn;        ///< With the qualifier, if one was asked for.
        std::string plain_arn;  ///< Without.
    };
    /// The function that a path names: a name, a partial ARN or an ARN, with a qualifier in it or
    /// beside it. There are no versions and aliases but `$LATEST`.
    ///
    /// Errors: `ResourceNotFoundException`, `ValidationException`, `InvalidParameterValueException`
    /// where the two qualifiers differ.
    Result<Resolved> resolve(
        const std::string& resource, std::optional<std::string_view> qualifier = {}
    );

    Result<wire::FunctionDescription> create(const wire::FunctionChange& change);
    Result<wire::FunctionDescription> describe(const Resolved& function);
    Result<wire::FunctionDescription> update_configuration(
        const Resolved& function, const wire::FunctionChange& change
    );
    Result<wire::FunctionDescription> update_code(
        const Resolved& function, const wire::FunctionChange& change
    );
    Result<void> remove(const Resolved& function);
    /// The bytes that were uploaded; empty where none were.
    std::string code(const Resolved& function);
    /// All functions, by name.
    std::vector<std::string> names() const { return lambda_.function_names(); }
    wire::AccountDescription account();

    /// Nothing: no reservation.
    Result<void> set_concurrency(
        const Resolved& function, std::optional<std::int64_t> reserved_concurrency
    );

    enum class Unsent { Default, Keep };  ///< What becomes of settings that were not sent.
    Result<wire::EventInvokeDescription> set_event_invoke(
        const Resolved& function, const wire::EventInvokeChange& change, Unsent unsent
    );
    /// Errors: `ResourceNotFoundException` also where there is no such config.
    Result<wire::EventInvokeDescription> event_invoke(const Resolved& function);
    Result<void> remove_event_invoke(const Resolved& function);

    /// The statement's JSON text.
    Result<std::string> add_permission(
        const Resolved& function, const wire::PermissionRequest& request
    );
    Result<void> remove_permission(const Resolved& function, const std::string& statement_id);

    /// The function's profile, to be read, or to be changed and given to `save`.
    wire::FunctionProfile& profile(const std::string& name);
    void save(const std::string& name);

private:
    bool has_command(const std::string& name, const wire::TextMap& environment) const;
    Result<void> check_revision(
        const std::string& name, const std::optional<std::string>& revision_id
    );
    void apply(wire::FunctionProfile& profile, const wire::FunctionChange& change) const;
    void store_code(const std::string& name, const std::string& code);
    /// The function has changed: a new revision, and new processes.
    void renew(const std::string& name);
    Result<FunctionWorker> worker_of(const std::string& name);
    Result<FunctionWorker> unpacked(const std::string& name);
    std::string new_revision_id();
    wire::EventInvokeDescription event_invoke_of(
        const Resolved& function, const sqlite::FunctionSettings& settings
    );

    const Clock& clock_;
    Random random_;
    sqlite::SqliteLambda& lambda_;
    FunctionWorkers& workers_;
    sqlite::LambdaProfiles store_;
    std::map<std::string, wire::FunctionProfile> profiles_;
    std::map<std::string, std::string> commands_;
    std::map<std::string, std::shared_ptr<const FunctionPackage>> packages_;  ///< Unpacked so far.
};

}  // namespace sosw::endpoint

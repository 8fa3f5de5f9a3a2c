#include "backends/endpoint/lambda/function_registry.hpp"

#include <utility>

#include "backends/endpoint/lambda/function_checks.hpp"
#include "backends/endpoint/lambda/function_package.hpp"
#include "backends/sqlite/lambda_names.hpp"
#include "backends/wire/lambda/code_digest.hpp"

namespace sosw::endpoint {

namespace {

using sqlite::FunctionSettings;
using std::chrono::seconds;
using wire::FunctionChange;
using wire::FunctionDescription;
using wire::FunctionProfile;

constexpr const char* kCommandVariable = "SOSW_COMMAND";

Failure invalid_parameter(std::string message) {
    return fail(ErrorCode::InvalidRequest, "InvalidParameterValueException", std::move(message));
}

Failure not_found(std::string message) {
    return fail(ErrorCode::NotFound, "ResourceNotFoundException", std::move(message));
}

FunctionSettings changed(FunctionSettings settings, const FunctionChange& change) {
    if (change.timeout_seconds) {
        settings.timeout = seconds{*change.timeout_seconds};
    }
    if (change.memory_size_mb) {
        settings.memory_size_mb = static_cast<int>(*change.memory_size_mb);
    }
    return settings;
}

template <typename T>
void assign(T& target, const std::optional<T>& value) {
    if (value) {
        target = *value;
    }
}

}  // namespace

FunctionRegistry::FunctionRegistry(
    const Clock& clock,
    Random random,
    sqlite::Database& database,
    sqlite::SqliteLambda& lambda,
    FunctionWorkers& workers
)
    : clock_{clock}, random_{random}, lambda_{lambda}, workers_{workers}, store_{database} {
    for (const auto& entry : store_.entries()) {
        profiles_.emplace(entry.function_name, wire::read_profile(entry.profile));
    }
    for (const std::string& name : lambda_.function_names()) {
        workers_.set_worker(name, [this, name] { return worker_of(name); });
    }
}

Result<void> FunctionRegistry::declare(const FunctionSettings& settings, std::string_view command) {
    if (!lambda_.get_function_settings(settings.function_name)) {
        TRY(lambda_.put_function(settings));
    }
    const std::string name = TRY(resolve(settings.function_name)).name;
    commands_[name] = command;
    profile(name);
    workers_.set_worker(name, [this, name] { return worker_of(name); });
    return {};
}

Result<FunctionRegistry::Resolved> FunctionRegistry::resolve(
    const std::string& resource, std::optional<std::string_view> qualifier
) {
    const auto reference = sqlite::parse_function_reference(resource);
    const std::string_view own = reference ? reference->qualifier : std::string_view{};
    if (qualifier && !own.empty() && own != *qualifier) {
        return invalid_parameter(
            "The derived qualifier from the function name does not match the specified qualifier."
        );
    }
    const std::string asked{own.empty() ? qualifier.value_or("") : own};
    auto found = lambda_.get_function_configuration(resource);
    if (!found && found.error().code == ErrorCode::NotFound && !asked.empty()) {
        const std::string suffix = ":" + asked;
        Error error = found.error();
        error.message += error.message.ends_with(suffix) ? "" : suffix;
        return fail(std::move(error));
    }
    const FunctionConfiguration configuration = TRY(found);
    const std::string arn =
        configuration.function_arn + (asked.empty() ? std::string{} : ":" + asked);
    if (!asked.empty() && asked != "$LATEST") {
        return not_found("Function not found: " + arn);
    }
    return Resolved{
        .name = configuration.function_name,
        .arn = arn,
        .plain_arn = configuration.function_arn,
    };
}

FunctionProfile& FunctionRegistry::profile(const std::string& name) {
    const auto [found, is_new] = profiles_.try_emplace(name);
    FunctionProfile& profile = found->second;
    if (is_new) {
        profile.role = "arn:aws:iam::" + lambda_.options().account_id + ":role/sosw";
        profile.code_sha256 = wire::code_digest({});
        profile.last_modified = clock_.now();
        profile.revision_id = new_revision_id();
        save(name);
    }
    return profile;
}

void FunctionRegistry::save(const std::string& name) {
    store_.save(name, wire::profile_text(profiles_.at(name)));
}

bool FunctionRegistry::has_command(const std::string& name, const wire::TextMap& environment)
    const {
    return commands_.contains(name) || environment.contains(kCommandVariable);
}

Result<void> FunctionRegistry::check_revision(
    const std::string& name, const std::optional<std::string>& revision_id
) {
    if (revision_id && *revision_id != profile(name).revision_id) {
        return fail(
            ErrorCode::InvalidRequest,
            "PreconditionFailedException",
            "The RevisionId provided does not match the latest RevisionId. Call the "
            "GetFunction/GetAlias API to retrieve the latest RevisionId for your resource."
        );
    }
    return {};
}

void FunctionRegistry::apply(FunctionProfile& profile, const FunctionChange& change) const {
    assign(profile.runtime, change.runtime);
    assign(profile.role, change.role);
    assign(profile.handler, change.handler);
    assign(profile.description, change.description);
    assign(profile.package_type, change.package_type);
    assign(profile.architecture, change.architecture);
    assign(profile.environment, change.environment);
    for (const auto& [name, json] : change.remembered) {
        profile.remembered[name] = json;
    }
}

void FunctionRegistry::store_code(const std::string& name, const std::string& code) {
    FunctionProfile& stored = profile(name);
    stored.code_sha256 = wire::code_digest(code);
    stored.code_size = static_cast<std::int64_t>(code.size());
    store_.save_code(name, code);
    packages_.erase(name);
}

void FunctionRegistry::renew(const std::string& name) {
    FunctionProfile& changed_profile = profile(name);
    changed_profile.revision_id = new_revision_id();
    changed_profile.last_modified = clock_.now();
    save(name);
    workers_.set_worker(name, [this, name] { return worker_of(name); });
}

std::string FunctionRegistry::new_revision_id() {
    std::string id = random_.uuid_hex();
    for (const std::size_t at : {8U, 13U, 18U, 23U}) {
        id.insert(at, 1, '-');
    }
    return id;
}

Result<FunctionDescription> FunctionRegistry::create(const FunctionChange& change) {
    const std::string& given = *change.function_name;
    if (lambda_.get_function_configuration(given)) {
        const std::string name = TRY(resolve(given)).name;
        return fail(
            ErrorCode::InvalidRequest,
            "ResourceConflictException",
            "Function already exist: " + name
        );
    }
    const auto reference = sqlite::parse_function_reference(given);
    const std::string name{reference ? reference->name : std::string_view{given}};
    TRY(check_new(change, name));
    const wire::TextMap environment = change.environment.value_or(wire::TextMap{});
    TRY(check_environment(environment));
    if (!has_command(name, environment)) {
        TRY(check_code(change.code));
    }
    FunctionSettings settings{.function_name = given};
    TRY(lambda_.put_function(changed(settings, change)));
    profiles_.erase(name);
    apply(profile(name), change);
    profile(name).tags = change.tags;
    store_code(name, change.code.zip_file.value_or(""));
    renew(name);
    return describe(TRY(resolve(name)));
}

Result<FunctionDescription> FunctionRegistry::describe(const Resolved& function) {
    const FunctionSettings settings = TRY(lambda_.get_function_settings(function.name));
    return FunctionDescription{
        .function_name = function.name,
        .function_arn = function.arn,
        .timeout_seconds = settings.timeout / seconds{1},
        .memory_size_mb = settings.memory_size_mb,
        .reserved_concurrency = settings.reserved_concurrency,
        .profile = profile(function.name),
    };
}

Result<FunctionDescription> FunctionRegistry::update_configuration(
    const Resolved& function, const FunctionChange& change
) {
    TRY(check_revision(function.name, change.revision_id));
    TRY(check_runtime(change));
    TRY(check_environment(change.environment.value_or(wire::TextMap{})));
    const FunctionSettings settings = TRY(lambda_.get_function_settings(function.name));
    TRY(lambda_.put_function(changed(settings, change)));
    apply(profile(function.name), change);
    renew(function.name);
    return describe(function);
}

Result<FunctionDescription> FunctionRegistry::update_code(
    const Resolved& function, const FunctionChange& change
) {
    const std::string& name = function.name;
    TRY(check_revision(name, change.revision_id));
    if (!has_command(name, profile(name).environment)) {
        TRY(check_code(change.code));
    }
    if (change.dry_run) {
        return describe(function);
    }
    assign(profile(name).architecture, change.architecture);
    store_code(name, change.code.zip_file.value_or(""));
    renew(name);
    return describe(function);
}

Result<void> FunctionRegistry::remove(const Resolved& function) {
    if (function.arn != function.plain_arn) {
        return invalid_parameter("$LATEST version cannot be deleted without deleting the function."
        );
    }
    TRY(lambda_.remove_function(function.name));
    workers_.remove_worker(function.name);
    store_.erase(function.name);
    profiles_.erase(function.name);
    commands_.erase(function.name);
    packages_.erase(function.name);
    return {};
}

std::string FunctionRegistry::code(const Resolved& function) { return store_.code(function.name); }

wire::AccountDescription FunctionRegistry::account() {
    wire::AccountDescription account{
        .concurrency = lambda_.options().limits.account_concurrency,
        .unreserved_concurrency = lambda_.unreserved_concurrency(),
    };
    for (const std::string& name : names()) {
        ++account.functions;
        account.code_size += profile(name).code_size;
    }
    return account;
}

Result<FunctionWorker> FunctionRegistry::worker_of(const std::string& name) {
    const FunctionProfile& of = profile(name);
    const auto declared = commands_.find(name);
    const auto variable = of.environment.find(kCommandVariable);
    FunctionWorker worker;
    if (declared != commands_.end()) {
        worker = worker_of_command(declared->second);
    } else if (variable != of.environment.end()) {
        worker = worker_of_command(variable->second);
    } else {
        worker = TRY(unpacked(name));
    }
    worker.handler = of.handler;
    worker.environment = of.environment;
    worker.environment.erase(kCommandVariable);
    return worker;
}

Result<FunctionWorker> FunctionRegistry::unpacked(const std::string& name) {
    std::shared_ptr<const FunctionPackage>& package = packages_[name];
    if (package == nullptr) {
        const std::string code = store_.code(name);
        if (code.empty()) {
            return fail(
                ErrorCode::InvalidRequest,
                "Runtime.InvalidEntrypoint",
                "There is no command that runs function " + name +
                    ": start the server with --function " + name +
                    "=COMMAND, or set the function's variable SOSW_COMMAND"
            );
        }
        package = TRY(FunctionPackage::unpack(code));
    }
    return worker_of_package(package, profile(name).runtime);
}

}  // namespace sosw::endpoint

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "core/base/result.hpp"
#include "core/config/config.hpp"
#include "core/config/loader.hpp"

/// Where a deployed sosw keeps its configuration: documents by name, in DynamoDB or in the
/// Parameter Store. Source: sosw's ConfigSource, DynamoConfig and SSMConfig.

namespace sosw {

class DynamoDb;
class Ssm;

class ConfigSource {
public:
    ConfigSource() = default;
    ConfigSource(const ConfigSource&) = delete;
    ConfigSource& operator=(const ConfigSource&) = delete;
    virtual ~ConfigSource() = default;

    /// The documents of those names that exist, in the order of the names. That the texts are JSON
    /// is `load_config`'s to check.
    ///
    /// Errors: as the service reports them.
    virtual Result<std::vector<ConfigDocument>> read(std::span<const std::string> names) = 0;
    /// As diagnostics and people name a document: `config/production/sosw_essential_config`.
    virtual std::string place_of(std::string_view name) const = 0;
};

/// The table `config` with the key `env`, `config_name` and the document as JSON text in
/// `config_value`, consistently read.
///
/// Errors: `InvalidRequest` where `config_value` is no text. Where there is no such table, there
/// are no documents.
class TableConfigSource final : public ConfigSource {
public:
    /// `env`: `production`, `dev`. `dynamo_db` must outlive this object.
    TableConfigSource(DynamoDb& dynamo_db, std::string env);

    Result<std::vector<ConfigDocument>> read(std::span<const std::string> names) override;
    std::string place_of(std::string_view name) const override;

private:
    Result<void> read_one(const std::string& name, std::vector<ConfigDocument>& documents);

    DynamoDb& dynamo_db_;
    std::string env_;
};

/// Parameters whose names are the documents' own, decrypted where they are secure, in one request.
/// As in sosw there is one set of them, whatever the stage.
class SsmConfigSource final : public ConfigSource {
public:
    /// `ssm` must outlive this object.
    explicit SsmConfigSource(Ssm& ssm) : ssm_{ssm} {}

    Result<std::vector<ConfigDocument>> read(std::span<const std::string> names) override;
    std::string place_of(std::string_view name) const override;

private:
    Ssm& ssm_;
};

/// The documents for the function `function_name`, lowest precedence first (M8):
/// `sosw_essential_config`, `<function_name>_config`, then those given by hand. Errors: the
/// source's.
Result<std::vector<ConfigDocument>> read_function_config(
    ConfigSource& source,
    std::string_view function_name,
    std::span<const ConfigDocument> given_by_hand = {}
);

/// Reads those documents and loads them. The outer failure is the source's, the inner one the
/// user's.
Result<Checked<SoswConfig>> load_function_config(
    ConfigSource& source,
    std::string_view function_name,
    std::span<const ConfigDocument> given_by_hand = {}
);

}  // namespace sosw

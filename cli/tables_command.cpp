#include "cli/tables_command.hpp"

#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "backends/sqlite/sosw_tables.hpp"
#include "backends/wire/json_writer.hpp"
#include "cli/commands.hpp"
#include "cli/complain.hpp"
#include "cli/operation.hpp"
#include "cli/write_consent.hpp"
#include "core/base/strings.hpp"
#include "sim/report/text_style.hpp"

namespace sosw::cli {

namespace {

struct TablesOptions {
    PlaceOptions place{};
    std::string table{};
    bool force = false;
    bool dry_run = false;
};

struct Opened {
    SoswConfig config;
    std::unique_ptr<Backend> backend;
};

std::optional<Opened> open(const TablesOptions& options, FilePresence presence) {
    Diagnostics problems;
    Place place = open_place(options.place, presence, problems);
    if (!problems.empty()) {
        complain(problems);
        return std::nullopt;
    }
    return Opened{*std::move(place.config), std::move(place.backend)};
}

ExitCode complain_of(const Error& error) {
    complain(to_string(error));
    return exit_code_of(error);
}

std::string key_text(const KeySchema& schema) {
    return schema.range.empty() ? schema.hash : schema.hash + ", " + schema.range;
}

// create

struct Creation {
    std::string table;
    std::string keys;
    bool is_new = false;
};

/// Which of sosw's tables there are to create, and creates them unless it is only a rehearsal.
Result<std::vector<Creation>> create_missing(
    Backend& backend, const TaskManagerConfig& config, bool dry_run
) {
    DynamoDb& dynamo_db = backend.ports().dynamo_db;
    const std::vector<std::string> present = TRY(dynamo_db.list_tables());
    std::vector<Creation> creations;
    for (const CreateTableInput& table : sqlite::sosw_tables(config)) {
        const bool is_new = std::ranges::find(present, table.table_name) == present.end();
        if (is_new && !dry_run) {
            TRY(dynamo_db.create_table(table));
            TRY(backend.await_table(table.table_name, TableFate::Ready));
        }
        creations.push_back({table.table_name, key_text(table.key_schema), is_new});
    }
    return creations;
}

std::string json_of(const std::vector<Creation>& creations, bool dry_run) {
    std::string text;
    wire::JsonWriter json{text};
    json.begin_array();
    for (const Creation& creation : creations) {
        json.begin_object();
        json.member("table", creation.table);
        json.key(dry_run ? "would_create" : "created");
        json.boolean(creation.is_new);
        json.end_object();
    }
    json.end_array();
    return text + "\n";
}

ExitCode create(const TablesOptions& options) {
    const auto opened =
        open(options, options.dry_run ? FilePresence::MustExist : FilePresence::MayBeMade);
    if (!opened) {
        return ExitCode::WrongInput;
    }
    if (!options.dry_run) {
        if (const auto refusal =
                refusal_to_write(*opened->backend, options.place, "create tables")) {
            return *refusal;
        }
    }
    const auto creations =
        create_missing(*opened->backend, opened->config.task_manager, options.dry_run);
    if (!creations) {
        return complain_of(creations.error());
    }
    if (!options.dry_run) {
        opened->backend->commit();
    }
    if (options.place.json) {
        fmt::print("{}", json_of(*creations, options.dry_run));
        return ExitCode::Done;
    }
    const std::string_view done = options.dry_run ? "would be created" : "created";
    for (const Creation& creation : *creations) {
        fmt::print(
            "{:<20} {} (key: {})\n",
            creation.table,
            creation.is_new ? done : "was there",
            creation.keys
        );
    }
    return ExitCode::Done;
}

// list and describe

void write_table(wire::JsonWriter& json, const TableDescription& table) {
    json.begin_object();
    json.member("table", table.definition.table_name);
    json.member("status", table.table_status);
    json.key("items");
    json.integer(table.item_count);
    json.key("size_bytes");
    json.integer(table.table_size_bytes);
    json.member("created_at", format_timestamp(from_epoch_microseconds(table.creation_time_us)));
    json.member("hash", table.definition.key_schema.hash);
    if (!table.definition.key_schema.range.empty()) {
        json.member("range", table.definition.key_schema.range);
    }
    json.key("indexes");
    json.begin_array();
    for (const auto* indexes :
         {&table.definition.global_secondary_indexes, &table.definition.local_secondary_indexes}) {
        for (const SecondaryIndex& index : *indexes) {
            json.begin_object();
            json.member("index", index.index_name);
            json.member("hash", index.key_schema.hash);
            json.member("range", index.key_schema.range);
            json.end_object();
        }
    }
    json.end_array();
    json.end_object();
}

Result<std::vector<TableDescription>> describe_all(DynamoDb& dynamo_db) {
    std::vector<TableDescription> tables;
    for (const std::string& name : TRY(dynamo_db.list_tables())) {
        tables.push_back(TRY(dynamo_db.describe_table(name)));
    }
    return tables;
}

std::string list_text(const std::vector<TableDescription>& tables) {
    if (tables.empty()) {
        return "There are no tables; `sosw tables create` makes those of sosw.\n";
    }
    sim::TableLines lines{{"table", "items", "bytes"}};
    for (const TableDescription& table : tables) {
        lines.push_back(
            {table.definition.table_name,
             sim::with_thousands(table.item_count),
             sim::with_thousands(table.table_size_bytes)}
        );
    }
    return sim::table(lines, 20, sim::Paint{false});
}

ExitCode list(const TablesOptions& options) {
    const auto opened = open(options, FilePresence::MustExist);
    if (!opened) {
        return ExitCode::WrongInput;
    }
    const auto tables = describe_all(opened->backend->ports().dynamo_db);
    if (!tables) {
        return complain_of(tables.error());
    }
    if (!options.place.json) {
        fmt::print("{}", list_text(*tables));
        return ExitCode::Done;
    }
    std::string text;
    wire::JsonWriter json{text};
    json.begin_array();
    for (const TableDescription& table : *tables) {
        write_table(json, table);
    }
    json.end_array();
    fmt::print("{}\n", text);
    return ExitCode::Done;
}

std::string projection_text(const Projection& projection) {
    switch (projection.type) {
        case ProjectionType::All:
            return "whole items";
        case ProjectionType::KeysOnly:
            return "keys only";
        case ProjectionType::Include:
            break;
    }
    return "keys and " + join(projection.non_key_attributes, ", ");
}

std::string indexes_text(std::string_view kind, const std::vector<SecondaryIndex>& indexes) {
    std::string text;
    for (const SecondaryIndex& index : indexes) {
        text += fmt::format(
            "  {} {}: {}; {}\n",
            kind,
            index.index_name,
            key_text(index.key_schema),
            projection_text(index.projection)
        );
    }
    return text;
}

std::string describe_text(const TableDescription& table) {
    return fmt::format(
               "{}  {}, {}, {} bytes, created {}\n  key: {}\n",
               table.definition.table_name,
               table.table_status,
               sim::counted(table.item_count, "item"),
               sim::with_thousands(table.table_size_bytes),
               format_timestamp(from_epoch_microseconds(table.creation_time_us)),
               key_text(table.definition.key_schema)
           ) +
           indexes_text("global index", table.definition.global_secondary_indexes) +
           indexes_text("local index", table.definition.local_secondary_indexes);
}

/// The table, or how the command ends after a complaint that names the nearest.
tl::expected<TableDescription, ExitCode> find(DynamoDb& dynamo_db, const std::string& name) {
    const Result<TableDescription> table = dynamo_db.describe_table(name);
    if (table) {
        return *table;
    }
    if (table.error().code != ErrorCode::NotFound) {
        return tl::make_unexpected(complain_of(table.error()));
    }
    const std::vector<std::string> names =
        dynamo_db.list_tables().value_or(std::vector<std::string>{});
    const std::vector<std::string_view> candidates{names.begin(), names.end()};
    complain(fmt::format(
        "{}.{}{}",
        to_string(table.error()),
        did_you_mean(name, candidates),
        names.empty() ? " There are none" : " There are: " + join(names, ", ")
    ));
    return tl::make_unexpected(ExitCode::WrongInput);
}

ExitCode describe(const TablesOptions& options) {
    const auto opened = open(options, FilePresence::MustExist);
    if (!opened) {
        return ExitCode::WrongInput;
    }
    const auto table = find(opened->backend->ports().dynamo_db, options.table);
    if (!table) {
        return table.error();
    }
    if (!options.place.json) {
        fmt::print("{}", describe_text(*table));
        return ExitCode::Done;
    }
    std::string text;
    wire::JsonWriter json{text};
    write_table(json, *table);
    fmt::print("{}\n", text);
    return ExitCode::Done;
}

// delete

/// How many items a table holds, at least: AWS counts them every six hours only.
Result<std::int64_t> items_held(DynamoDb& dynamo_db, const TableDescription& table) {
    if (table.item_count > 0) {
        return table.item_count;
    }
    const ScanOutput one =
        TRY(dynamo_db.scan({.table_name = table.definition.table_name, .limit = 1}));
    return std::ssize(one.items);
}

void tell_deleted(const TablesOptions& options) {
    if (!options.place.json) {
        fmt::print("{} {}deleted\n", options.table, options.dry_run ? "would be " : "");
        return;
    }
    std::string text;
    wire::JsonWriter json{text};
    json.begin_object();
    json.member(options.dry_run ? "would_delete" : "deleted", options.table);
    json.end_object();
    fmt::print("{}\n", text);
}

ExitCode remove(const TablesOptions& options) {
    const auto opened = open(options, FilePresence::MustExist);
    if (!opened) {
        return ExitCode::WrongInput;
    }
    DynamoDb& dynamo_db = opened->backend->ports().dynamo_db;
    const auto table = find(dynamo_db, options.table);
    if (!table) {
        return table.error();
    }
    const auto held = items_held(dynamo_db, *table);
    if (!held) {
        return complain_of(held.error());
    }
    if (*held > 0 && !options.force) {
        complain(fmt::format(
            "{} holds {}{}; with --force they are deleted with it",
            options.table,
            *held > table->item_count ? "at least " : "",
            sim::counted(*held, "item")
        ));
        return ExitCode::WrongInput;
    }
    if (options.dry_run) {
        tell_deleted(options);
        return ExitCode::Done;
    }
    if (const auto refusal = refusal_to_write(
            *opened->backend, options.place, "delete the table " + options.table
        )) {
        return *refusal;
    }
    if (const auto deleted = dynamo_db.delete_table(options.table); !deleted) {
        return complain_of(deleted.error());
    }
    if (const auto gone = opened->backend->await_table(options.table, TableFate::Gone); !gone) {
        return complain_of(gone.error());
    }
    opened->backend->commit();
    tell_deleted(options);
    return ExitCode::Done;
}

constexpr std::string_view kExamples =
    "\nsosw keeps tasks in three tables: those in the queue or running, those that wait for "
    "another\n"
    "attempt, and closed ones. A fourth one, config, holds configuration. Their names and those "
    "of\n"
    "their fields follow --config.\n"
    "\nExamples:\n"
    "  sosw tables create --db dev.db                        a new file with sosw's tables\n"
    "  sosw tables create --db dev.db --config sosw.json     as a configuration names them\n"
    "  sosw tables list --db dev.db\n"
    "  sosw tables describe sosw_tasks --db dev.db\n"
    "  sosw tables delete sosw_closed_tasks --db dev.db --force\n"
    "  sosw tables create --backend aws --profile work --region eu-west-1";

using TablesAction = ExitCode (*)(const TablesOptions&);

/// Each action has options of its own: a variable of the environment is read into those of all
/// commands, whichever the user gave.
struct Declared {
    CLI::App* command;
    std::shared_ptr<TablesOptions> options;
};

Declared add_action(
    CLI::App& tables,
    Commands& commands,
    const std::string& name,
    const std::string& description,
    TablesAction action
) {
    const auto options = std::make_shared<TablesOptions>();
    CLI::App* command = tables.add_subcommand(name, description);
    add_place(*command, options->place, ConfigNeed::Optional);
    commands.add(*command, [options, action] { return action(*options); });
    return {command, options};
}

void add_table_name(const Declared& declared) {
    declared.command->add_option("TABLE", declared.options->table, "Its name")->required();
}

void add_dry_run(const Declared& declared) {
    declared.command->add_flag(
        "--dry-run", declared.options->dry_run, "Show what would be done and change nothing"
    );
}

}  // namespace

void add_tables(CLI::App& app, Commands& commands) {
    CLI::App* tables = app.add_subcommand("tables", "Create, list, describe and delete tables");
    tables->footer(std::string{kExamples});
    tables->require_subcommand(1);
    add_dry_run(add_action(*tables, commands, "create", "Create what is missing of sosw's", create)
    );
    add_action(*tables, commands, "list", "All tables with their sizes", list);
    add_table_name(add_action(*tables, commands, "describe", "Keys and indexes of one", describe));
    const Declared deleted =
        add_action(*tables, commands, "delete", "Delete one with all it holds", remove);
    add_table_name(deleted);
    add_dry_run(deleted);
    deleted.command->add_flag("--force", deleted.options->force, "Also where it holds items");
    tables->group(std::string{kOperations});  // behind its commands, which would inherit it
}

}  // namespace sosw::cli

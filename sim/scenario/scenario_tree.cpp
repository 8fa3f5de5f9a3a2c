#include "sim/scenario/scenario_tree.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/keys.hpp"
#include "sim/scenario/scenario_override.hpp"

namespace sosw::sim {
namespace {

using Kind = ConfigValue::Kind;

constexpr std::string_view kConfigKey = "config";

bool is_config_key(std::string_view name) {
    return std::ranges::find(keys::kConfig, name) != keys::kConfig.end();
}

/// `/config/<document>/…`: such a change waits until the document was read.
bool is_inside_config_document(const ScenarioOverride& change) {
    return change.path.size() > 2 && change.path[0] == kConfigKey && is_config_key(change.path[1]);
}

/// Adds what is in `found` to `all`.
void append(Diagnostics& all, Diagnostics found) {
    std::ranges::move(found, std::back_inserter(all));
}

/// Builds a tree step by step; each step has its own problems, because documents are added in
/// between.
class TreeBuilder {
public:
    TreeBuilder(
        const std::string& file, const std::string& text, std::span<const std::string> overrides
    ) {
        tree_.documents.push_back({.file = file, .text = text});
        for (const std::string& change : overrides) {
            tree_.documents.push_back({.file = "--set", .text = change});
        }
        override_count_ = overrides.size();
    }

    ScenarioTree build() && {
        parse();
        if (tree_.root) {
            apply(/*inside_config_documents=*/false);
            resolve_config_documents();
            apply(/*inside_config_documents=*/true);
        }
        return std::move(tree_);
    }

private:
    void parse() {
        ConfigProblems problems{tree_.documents};
        tree_.root = parse_config(tree_.documents, 0, problems);
        for (std::size_t index = 1; index <= override_count_; ++index) {
            if (auto change = parse_override(tree_.documents[index].text, index, problems)) {
                changes_.push_back(std::move(*change));
            }
        }
        append(tree_.problems, problems.take());
    }

    void apply(bool inside_config_documents) {
        ConfigProblems problems{tree_.documents};
        for (const ScenarioOverride& change : changes_) {
            if (is_inside_config_document(change) == inside_config_documents) {
                apply_override(*tree_.root, change, problems);
            }
        }
        append(tree_.problems, problems.take());
    }

    /// Puts the content of files where the scenario has their paths.
    void resolve_config_documents() {
        ConfigValue* config = tree_.root->find(kConfigKey);
        if (config == nullptr) {
            return;
        }
        for (ConfigMember& member : config->members) {
            if (is_config_key(member.name) && member.value.is(Kind::Text)) {
                member.value = read_document(member.value);
            }
        }
    }

    /// The document that the text `path` names; null where it cannot be had, which is then
    /// reported.
    ConfigValue read_document(const ConfigValue& path) {
        ConfigValue nothing{.document = path.document, .pointer = path.pointer};
        const std::string file =
            (std::filesystem::path{tree_.documents[0].file}.parent_path() / path.text)
                .lexically_normal()
                .string();
        tl::expected<std::string, std::string> text = read_text(file);
        if (!text) {
            ConfigProblems problems{tree_.documents};
            problems.add(
                path,
                fmt::format(
                    "cannot read \"{}\": {}. Expected a configuration as an object, or the path of "
                    "one "
                    "relative to the scenario's file",
                    file,
                    text.error()
                )
            );
            append(tree_.problems, problems.take());
            tree_.config_is_complete = false;
            return nothing;
        }
        tree_.documents.push_back({.file = file, .text = std::move(*text)});
        ConfigProblems problems{tree_.documents};
        std::optional<ConfigValue> value =
            parse_config(tree_.documents, tree_.documents.size() - 1, problems);
        append(tree_.problems, problems.take());
        tree_.config_is_complete = tree_.config_is_complete && value.has_value();
        return value ? std::move(*value) : std::move(nothing);
    }

    ScenarioTree tree_;
    std::size_t override_count_ = 0;
    std::vector<ScenarioOverride> changes_;
};

}  // namespace

ScenarioTree read_tree(
    const std::string& file, const std::string& text, std::span<const std::string> overrides
) {
    return TreeBuilder{file, text, overrides}.build();
}

tl::expected<std::string, std::string> read_text(const std::string& file) {
    std::error_code error;
    if (std::filesystem::is_directory(file, error)) {
        return tl::make_unexpected(std::string{"it is a directory"});
    }
    if (!std::filesystem::exists(file, error)) {
        return tl::make_unexpected(std::string{"there is no such file"});
    }
    std::ifstream stream{file, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{stream}, {}};
    if (!stream) {
        return tl::make_unexpected(std::string{"it is not readable"});
    }
    return text;
}

}  // namespace sosw::sim

#include "backends/sqlite/expression_names.hpp"

#include <algorithm>
#include <span>

#include "backends/expression/condition.hpp"
#include "backends/expression/projection.hpp"
#include "backends/expression/update.hpp"

namespace sosw::sqlite {

namespace {

void add_name(
    std::vector<std::string>& names,
    const expression::Path& path,
    const expression::Bindings& bindings
) {
    const std::string_view name = expression::name_of(path.front(), bindings);
    if (std::ranges::find(names, name) == names.end()) {
        names.emplace_back(name);
    }
}

std::vector<std::string> names_of(
    std::span<const expression::Path> paths, const expression::Bindings& bindings
) {
    std::vector<std::string> names;
    names.reserve(paths.size());
    for (const expression::Path& path : paths) {
        add_name(names, path, bindings);
    }
    return names;
}

std::vector<std::string> nested_names_of(
    std::span<const expression::Path> paths, const expression::Bindings& bindings
) {
    std::vector<std::string> names;
    for (const expression::Path& path : paths) {
        if (path.size() > 1) {
            add_name(names, path, bindings);
        }
    }
    return names;
}

}  // namespace

std::vector<std::string> nested_names(
    const expression::Condition& condition, const expression::Bindings& bindings
) {
    std::vector<std::string> names;
    for (const expression::Term& term : condition.terms) {
        for (const expression::Operand& operand : term.operands) {
            if (operand.path.size() > 1) {
                add_name(names, operand.path, bindings);
            }
        }
    }
    return names;
}

std::vector<std::string> nested_names(
    const expression::ProjectionPaths& projection, const expression::Bindings& bindings
) {
    return nested_names_of(projection.paths, bindings);
}

std::vector<std::string> nested_names(
    const expression::Update& update, const expression::Bindings& bindings
) {
    return nested_names_of(update.paths, bindings);
}

std::vector<std::pair<std::string_view, const AttributeValue*>> assigned_values(
    const expression::Update& update, const expression::Bindings& bindings
) {
    std::vector<std::pair<std::string_view, const AttributeValue*>> assigned;
    for (std::size_t i = 0; i < update.actions.size(); ++i) {
        const auto& operands = update.actions[i].operands;
        const bool is_value = update.paths[i].size() == 1 && operands.size() == 1 &&
                              operands.front().kind == expression::UpdateOperand::Kind::Value;
        if (is_value) {
            assigned.emplace_back(
                expression::name_of(update.paths[i].front(), bindings),
                &expression::value_of(operands.front().value, bindings)
            );
        }
    }
    return assigned;
}

std::vector<std::string> top_level_names(
    const expression::Condition& condition, const expression::Bindings& bindings
) {
    std::vector<std::string> names;
    for (const expression::Term& term : condition.terms) {
        for (const expression::Operand& operand : term.operands) {
            if (operand.kind == expression::Operand::Kind::DocumentPath) {
                add_name(names, operand.path, bindings);
            }
        }
    }
    return names;
}

std::vector<std::string> top_level_names(
    const expression::ProjectionPaths& projection, const expression::Bindings& bindings
) {
    return names_of(projection.paths, bindings);
}

std::vector<std::string> top_level_names(
    const expression::Update& update, const expression::Bindings& bindings
) {
    return names_of(update.paths, bindings);
}

bool is_flat(const expression::ProjectionPaths& projection) {
    return std::ranges::all_of(projection.paths, [](const expression::Path& path) {
        return path.size() == 1;
    });
}

}  // namespace sosw::sqlite

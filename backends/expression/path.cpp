#include "backends/expression/path.hpp"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "backends/expression/lexer.hpp"
#include "core/base/ensure.hpp"

namespace sosw::expression {

namespace {

using Kind = PathElement::Kind;

enum class Clash { None, Overlap, Conflict };

Clash clash_of(const Path& left, const Path& right, const Bindings& bindings) {
    const std::size_t shared = std::min(left.size(), right.size());
    for (std::size_t i = 0; i < shared; ++i) {
        if ((left[i].kind == Kind::Index) != (right[i].kind == Kind::Index)) {
            return Clash::Conflict;
        }
        if (!same_element(left[i], right[i], bindings)) {
            return Clash::None;
        }
    }
    return Clash::Overlap;
}

/// True if all paths begin with different names, as nearly all do. Few paths cost no memory.
bool heads_differ(std::span<const Path> paths, const Bindings& bindings) {
    constexpr std::size_t kFew = 16;
    if (paths.size() > kFew) {
        return false;
    }
    std::array<std::string_view, kFew> heads;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        heads.at(i) = name_of(paths[i].front(), bindings);
        for (std::size_t j = 0; j < i; ++j) {
            if (heads.at(i) == heads.at(j)) {
                return false;
            }
        }
    }
    return true;
}

Failure clash_error(
    std::string_view verb,
    const Path& first,
    const Path& second,
    const Bindings& bindings,
    std::string_view kind
) {
    return invalid(
        kind,
        fmt::format(
            "Two document paths {} with each other; must remove or rewrite one of these paths; "
            "path one: {}, path two: {}",
            verb,
            to_string(first, bindings),
            to_string(second, bindings)
        )
    );
}

}  // namespace

const std::string* find_name(const ExpressionAttributeNames& names, std::string_view placeholder) {
    for (const auto& [key, name] : names) {
        if (key == placeholder) {
            return &name;
        }
    }
    return nullptr;
}

const AttributeValue* find_value(
    const ExpressionAttributeValues& values, std::string_view placeholder
) {
    for (const auto& [key, value] : values) {
        if (key == placeholder) {
            return &value;
        }
    }
    return nullptr;
}

std::string_view name_of(const PathElement& element, const Bindings& bindings) {
    ENSURE(element.kind != Kind::Index);
    if (element.kind == Kind::Name) {
        return element.text;
    }
    const std::string* name = find_name(bindings.names, element.text);
    ENSURE(name != nullptr);
    return *name;
}

const AttributeValue& value_of(std::string_view placeholder, const Bindings& bindings) {
    const AttributeValue* value = find_value(bindings.values, placeholder);
    ENSURE(value != nullptr);
    return *value;
}

const AttributeValue* find_child(
    const AttributeValue& parent, const PathElement& element, const Bindings& bindings
) {
    if (element.kind == Kind::Index) {
        const auto* list = parent.get_if<List>();
        return list != nullptr && element.index < list->size() ? &(*list)[element.index] : nullptr;
    }
    const auto* map = parent.get_if<Map>();
    return map != nullptr ? map->find(name_of(element, bindings)) : nullptr;
}

const AttributeValue* find_path(const Path& path, const Bindings& bindings, const Map& item) {
    const AttributeValue* value = item.find(name_of(path.front(), bindings));
    for (std::size_t i = 1; i < path.size() && value != nullptr; ++i) {
        value = find_child(*value, path[i], bindings);
    }
    return value;
}

bool same_element(const PathElement& left, const PathElement& right, const Bindings& bindings) {
    if (left.kind == Kind::Index || right.kind == Kind::Index) {
        return left.kind == right.kind && left.index == right.index;
    }
    return name_of(left, bindings) == name_of(right, bindings);
}

bool same_path(const Path& left, const Path& right, const Bindings& bindings) {
    return std::ranges::equal(left, right, [&](const PathElement& a, const PathElement& b) {
        return same_element(a, b, bindings);
    });
}

std::string to_string(const Path& path, const Bindings& bindings) {
    std::string text = "[";
    for (const PathElement& element : path) {
        text += text.size() > 1 ? ", " : "";
        text += element.kind == Kind::Index ? fmt::format("[{}]", element.index)
                                            : std::string{name_of(element, bindings)};
    }
    return text + "]";
}

Result<void> check_overlaps(
    std::span<const Path> paths, const Bindings& bindings, std::string_view kind
) {
    if (heads_differ(paths, bindings)) {
        return {};
    }
    const Path* conflicting_first = nullptr;
    const Path* conflicting_second = nullptr;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        for (std::size_t j = i + 1; j < paths.size(); ++j) {
            const Clash clash = clash_of(paths[i], paths[j], bindings);
            if (clash == Clash::Overlap) {
                return clash_error("overlap", paths[i], paths[j], bindings, kind);
            }
            if (clash == Clash::Conflict && conflicting_first == nullptr) {
                conflicting_first = &paths[i];
                conflicting_second = &paths[j];
            }
        }
    }
    if (conflicting_first != nullptr) {
        return clash_error("conflict", *conflicting_first, *conflicting_second, bindings, kind);
    }
    return {};
}

}  // namespace sosw::expression

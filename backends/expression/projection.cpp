#include "backends/expression/projection.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "backends/expression/reader.hpp"
#include "backends/expression/update.hpp"

namespace sosw::expression {

namespace {

constexpr std::string_view kParameter = "ProjectionExpression";

using Paths = std::vector<const Path*>;

Paths pointers_to(std::span<const Path> paths) {
    Paths pointers;
    pointers.reserve(paths.size());
    for (const Path& path : paths) {
        pointers.push_back(&path);
    }
    return pointers;
}

/// Cuts values out along paths that have their first `depth` elements in common.
class Cutter {
public:
    explicit Cutter(const Bindings& bindings) : bindings_{bindings} {}

    /// Nothing where none of the paths leads to a value. Recurses at most as deep as paths are
    /// long, which the parser bounds.
    std::optional<AttributeValue> cut(
        const AttributeValue& value, const Paths& paths, std::size_t depth
    ) const {
        if (paths.front()->size() == depth) {
            return value;
        }
        if (const auto* map = value.get_if<Map>()) {
            Map part = cut_map(*map, paths, depth);
            return part.empty() ? std::nullopt : std::optional<AttributeValue>{std::move(part)};
        }
        if (const auto* list = value.get_if<List>()) {
            List part = cut_list(*list, paths, depth);
            return part.empty() ? std::nullopt : std::optional<AttributeValue>{std::move(part)};
        }
        return std::nullopt;
    }

    Map cut_map(const Map& map, Paths paths, std::size_t depth) const {
        Map result;
        while (!paths.empty()) {
            const PathElement& element = (*paths.front())[depth];
            const Paths same = take_same(paths, depth);
            if (element.kind == PathElement::Kind::Index) {
                continue;
            }
            const std::string_view name = name_of(element, bindings_);
            const AttributeValue* child = map.find(name);
            std::optional<AttributeValue> part =
                child != nullptr ? cut(*child, same, depth + 1) : std::nullopt;
            if (part) {
                result.append(std::string{name}, std::move(*part));
            }
        }
        return result;
    }

private:
    List cut_list(const List& list, Paths paths, std::size_t depth) const {
        std::ranges::stable_sort(paths, {}, [&](const Path* path) { return (*path)[depth].index; });
        List result;
        while (!paths.empty()) {
            const PathElement& element = (*paths.front())[depth];
            const Paths same = take_same(paths, depth);
            if (element.kind != PathElement::Kind::Index || element.index >= list.size()) {
                continue;
            }
            if (std::optional<AttributeValue> part = cut(list[element.index], same, depth + 1)) {
                result.push_back(std::move(*part));
            }
        }
        return result;
    }

    /// Takes the paths out whose element at `depth` is that of the first path.
    Paths take_same(Paths& paths, std::size_t depth) const {
        const PathElement& element = (*paths.front())[depth];
        const auto others = std::ranges::stable_partition(paths, [&](const Path* path) {
            return same_element(element, (*path)[depth], bindings_);
        });
        Paths same{paths.begin(), others.begin()};
        paths.erase(paths.begin(), others.begin());
        return same;
    }

    const Bindings& bindings_;
};

}  // namespace

Result<ProjectionPaths> parse_projection(std::string_view text) {
    Reader reader = TRY(Reader::open(text, kParameter, {}));
    ProjectionPaths projection;
    do {
        projection.paths.push_back(TRY(reader.path()));
    } while (reader.accept(","));
    if (!reader.at_end()) {
        return reader.unexpected();
    }
    TRY(reader.check_problems());
    projection.placeholders = reader.take_placeholders();
    return projection;
}

Result<void> check_operands(const ProjectionPaths& projection, const Bindings& bindings) {
    return check_overlaps(projection.paths, bindings, kParameter);
}

Item cut_out(std::span<const Path> paths, const Bindings& bindings, const Item& item) {
    const bool flat = std::ranges::all_of(paths, [](const Path& path) { return path.size() == 1; });
    if (!flat) {
        return Cutter{bindings}.cut_map(item, pointers_to(paths), 0);
    }
    Item result;
    result.reserve(paths.size());
    for (const Path& path : paths) {
        const std::string_view name = name_of(path.front(), bindings);
        if (const AttributeValue* value = item.find(name)) {
            result.append(std::string{name}, *value);
        }
    }
    return result;
}

Item project(const ProjectionPaths& projection, const Bindings& bindings, const Item& item) {
    return cut_out(projection.paths, bindings, item);
}

Item updated_part(const Update& update, const Bindings& bindings, const Item& item) {
    return cut_out(update.paths, bindings, item);
}

}  // namespace sosw::expression

#include "backends/wire/services/query_values.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "backends/wire/base64.hpp"
#include "backends/wire/services/xml_writer.hpp"

namespace sosw::wire {
namespace {

constexpr std::size_t kDepthMax = 16;

/// The member of that name, made where it is not there. Names come in order, so that the last one
/// is most often it.
Value& member_of(Value& structure, std::string_view name) {
    auto& members = *structure.get_if<Value::Structure>();
    const auto found =
        std::ranges::find(members.rbegin(), members.rend(), name, &Value::Member::name);
    if (found != members.rend()) {
        return found->value;
    }
    return members.emplace_back(Value::Member{std::string{name}, Value{}}).value;
}

std::size_t dots_in(std::string_view name) {
    return static_cast<std::size_t>(std::ranges::count(name, '.'));
}

void insert(Value& root, std::string_view name, const std::string& text) {
    Value* place = &root;
    while (!name.empty()) {
        if (place->get_if<Value::Structure>() == nullptr) {
            *place = Value::structure();
        }
        const std::size_t dot = name.find('.');
        place = &member_of(*place, name.substr(0, dot));
        name = dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
    }
    *place = Value{text};
}

std::optional<std::int64_t> index_of(std::string_view name) {
    std::int64_t index = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
    const bool whole = end == name.data() + name.size();
    return error == std::errc{} && whole && index >= 0 ? std::optional{index} : std::nullopt;
}

bool is_numbered(const Value& value) {
    const auto* members = value.get_if<Value::Structure>();
    return members != nullptr && !members->empty() &&
           std::ranges::all_of(*members, [](const Value::Member& member) {
               return index_of(member.name).has_value();
           });
}

Value list_from(Value::Structure numbered) {
    std::ranges::stable_sort(numbered, {}, [](const Value::Member& member) {
        return index_of(member.name).value_or(0);
    });
    Value list = Value::list();
    for (Value::Member& member : numbered) {
        list.push(std::move(member.value));
    }
    return list;
}

/// Turns what stands for lists into lists, from the leaves up.
// NOLINTNEXTLINE(misc-no-recursion): as deep as kDepthMax.
void find_lists(Value& value) {
    auto* members = value.get_if<Value::Structure>();
    if (members == nullptr) {
        return;
    }
    for (Value::Member& member : *members) {
        find_lists(member.value);
    }
    if (is_numbered(value)) {
        value = list_from(std::move(*members));
        return;
    }
    const bool wraps_list = members->size() == 1 &&
                            members->front().value.get_if<Value::List>() != nullptr &&
                            (members->front().name == "member" || members->front().name == "entry");
    if (wraps_list) {
        Value list = std::move(members->front().value);
        value = std::move(list);
    }
}

std::string text_of(const Value& value) {
    if (const auto* text = value.get_if<std::string>()) {
        return *text;
    }
    if (const auto* integer = value.get_if<std::int64_t>()) {
        return std::to_string(*integer);
    }
    if (const auto* number = value.get_if<double>()) {
        return number_text(*number);
    }
    if (const auto* boolean = value.get_if<bool>()) {
        return *boolean ? "true" : "false";
    }
    if (const auto* at = value.get_if<Timestamp>()) {
        return format_timestamp(*at);
    }
    const auto* bytes = value.get_if<Bytes>();
    return bytes == nullptr ? std::string{} : base64_encode(bytes->data);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the answers that we make.
void write_content(XmlWriter& writer, const Value& value) {
    if (const auto* members = value.get_if<Value::Structure>()) {
        for (const Value::Member& member : *members) {
            writer.open(member.name);
            write_content(writer, member.value);
            writer.close(member.name);
        }
    } else if (const auto* list = value.get_if<Value::List>()) {
        for (const Value& item : list->items) {
            writer.open("member");
            write_content(writer, item);
            writer.close("member");
        }
    } else if (const auto* map = value.get_if<Value::Map>()) {
        for (const Value::Member& entry : map->entries) {
            writer.open("entry");
            writer.element("key", entry.name);
            writer.open("value");
            write_content(writer, entry.value);
            writer.close("value");
            writer.close("entry");
        }
    } else {
        writer.text(text_of(value));
    }
}

}  // namespace

Result<Value> read_query_structure(const QueryParameters& parameters) {
    Value root = Value::structure();
    for (const auto& [name, text] : parameters) {
        if (dots_in(name) >= kDepthMax) {
            return fail(ErrorCode::InvalidRequest, "MalformedInput", "A name is nested too deep");
        }
        if (!name.empty()) {
            insert(root, name, text);
        }
    }
    for (Value::Member& member : *root.get_if<Value::Structure>()) {
        find_lists(member.value);
    }
    return root;
}

std::string write_query_answer(
    std::string_view operation,
    std::string_view xmlns,
    const Value& output,
    std::string_view request_id
) {
    std::string text;
    XmlWriter writer{text};
    const std::string response = std::string{operation} + "Response";
    const std::string result = std::string{operation} + "Result";
    writer.open(response, xmlns);
    if (!output.is_null()) {
        writer.open(result);
        write_content(writer, output);
        writer.close(result);
    }
    writer.open("ResponseMetadata");
    writer.element("RequestId", request_id);
    writer.close("ResponseMetadata");
    writer.close(response);
    return text;
}

std::string write_query_error(
    const ServiceError& error, std::string_view xmlns, std::string_view request_id
) {
    std::string text;
    XmlWriter writer{text};
    writer.open("ErrorResponse", xmlns);
    writer.open("Error");
    writer.element("Type", error.sender ? "Sender" : "Receiver");
    writer.element("Code", error.code);
    writer.element("Message", error.message);
    writer.close("Error");
    writer.element("RequestId", request_id);
    writer.close("ErrorResponse");
    return text;
}

}  // namespace sosw::wire

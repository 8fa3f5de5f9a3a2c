#include "core/config/config_value.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/ensure.hpp"

namespace sosw {
namespace {

constexpr std::size_t kQuotedMax = 60;

std::string number_text(const ConfigValue& value) {
    return value.integer ? fmt::format("{}", *value.integer) : fmt::format("{}", value.number);
}

/// Bytes of UTF-8 that continue a character do not count as columns and are not cut off from it.
bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

bool same_place(const Diagnostic& left, const Diagnostic& right) {
    return left.file == right.file && left.pointer == right.pointer && left.line == right.line &&
           left.column == right.column;
}

}  // namespace

const ConfigValue* ConfigValue::find(std::string_view name) const {
    const auto found = std::ranges::find(members, name, &ConfigMember::name);
    return found == members.end() ? nullptr : &found->value;
}

ConfigValue* ConfigValue::find(std::string_view name) {
    const auto found = std::ranges::find(members, name, &ConfigMember::name);
    return found == members.end() ? nullptr : &found->value;
}

std::string quoted(const ConfigValue& value) {
    switch (value.kind) {
        case ConfigValue::Kind::Null:
            return "null";
        case ConfigValue::Kind::Boolean:
            return value.boolean ? "true" : "false";
        case ConfigValue::Kind::Number:
            return number_text(value);
        case ConfigValue::Kind::Text:
            return quoted(std::string_view{value.text});
        case ConfigValue::Kind::List:
            return "a list";
        case ConfigValue::Kind::Object:
            return "an object";
    }
    return {};
}

std::string quoted(std::string_view text) {
    if (text.size() <= kQuotedMax) {
        return fmt::format("\"{}\"", text);
    }
    std::size_t end = kQuotedMax;
    while (end > 0 && continues_character(text[end])) {
        --end;
    }
    return fmt::format("\"{}…\"", text.substr(0, end));
}

ConfigProblems::ConfigProblems(std::span<const ConfigDocument> documents) : documents_{documents} {}

void ConfigProblems::add(const ConfigValue& where, std::string message) {
    ENSURE(where.document < documents_.size());
    const ConfigDocument& document = documents_[where.document];
    Diagnostic diagnostic{
        .file = document.file,
        .pointer = document.pointer_prefix + where.pointer,
        .message = std::move(message)};
    const bool known = std::ranges::any_of(diagnostics_, [&](const Diagnostic& other) {
        return same_place(diagnostic, other) && diagnostic.message == other.message;
    });
    if (!known) {
        diagnostics_.push_back(std::move(diagnostic));
    }
}

void ConfigProblems::add_syntax(std::size_t document, std::size_t byte, std::string message) {
    ENSURE(document < documents_.size());
    const std::string_view before =
        std::string_view{documents_[document].text}.substr(0, byte);  // Clamps to the text's end.
    const std::size_t newline = before.rfind('\n');
    const std::string_view line =
        newline == std::string_view::npos ? before : before.substr(newline + 1);
    const auto characters =
        std::ranges::count_if(line, [](char c) { return !continues_character(c); });
    diagnostics_.push_back(
        {.file = documents_[document].file,
         .line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1,
         .column = static_cast<std::size_t>(characters) + 1,
         .message = std::move(message)}
    );
}

ConfigValue merge(ConfigValue lower, ConfigValue higher) {
    const auto object = ConfigValue::Kind::Object;
    if (!lower.is(object) || !higher.is(object)) {
        return higher;
    }
    for (ConfigMember& member : higher.members) {
        if (ConfigValue* below = lower.find(member.name)) {
            *below = merge(std::move(*below), std::move(member.value));
        } else {
            lower.members.push_back(std::move(member));
        }
    }
    lower.document = higher.document;
    lower.pointer = std::move(higher.pointer);
    return lower;
}

}  // namespace sosw

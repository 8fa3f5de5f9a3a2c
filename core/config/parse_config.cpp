#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/config/config_value.hpp"

namespace sosw {
namespace {

using Json = nlohmann::json;

/// No configuration is deeper than ten; a limit keeps hostile documents from exhausting the stack.
constexpr std::size_t kDepthMax = 64;

/// `~` and `/` have a meaning of their own in JSON pointers (RFC 6901).
std::string pointer_token(std::string_view name) {
    std::string token;
    for (const char character : name) {
        if (character == '~') {
            token += "~0";
        } else if (character == '/') {
            token += "~1";
        } else {
            token += character;
        }
    }
    return token;
}

/// The parser's own words without its error number and place, e.g. `syntax error while parsing
/// value - unexpected '}'`.
std::string parser_message(std::string_view what) {
    if (const std::size_t number = what.find("] "); number != std::string_view::npos) {
        what.remove_prefix(number + 2);
    }
    if (what.starts_with("parse error")) {
        if (const std::size_t place = what.find(": "); place != std::string_view::npos) {
            what.remove_prefix(place + 2);
        }
    }
    // What was read so far may be the rest of the file; what was expected is worth keeping.
    std::string message{what.substr(0, what.find("; last read: "))};
    const std::size_t expected = what.rfind("; expected ");
    if (expected != std::string_view::npos && expected > message.size()) {
        message += what.substr(expected);
    }
    return message;
}

/// Builds a ConfigValue from the parser's events. Pointers to open values stay valid: only the
/// innermost open container grows.
class ConfigBuilder : public nlohmann::json_sax<Json> {
public:
    ConfigBuilder(std::size_t document, ConfigProblems& problems)
        : document_{document}, problems_{problems} {}

    std::optional<ConfigValue> take(bool complete) {
        return complete ? std::optional{std::move(root_)} : std::nullopt;
    }

    bool null() override {
        place(ConfigValue{});
        return true;
    }
    bool boolean(bool value) override {
        place({.kind = ConfigValue::Kind::Boolean, .boolean = value});
        return true;
    }
    bool number_integer(std::int64_t value) override {
        place({
            .kind = ConfigValue::Kind::Number,
            .number = static_cast<double>(value),
            .integer = value,
            .text = std::to_string(value),
        });
        return true;
    }
    bool number_unsigned(std::uint64_t value) override {
        if (std::in_range<std::int64_t>(value)) {
            return number_integer(static_cast<std::int64_t>(value));
        }
        place({
            .kind = ConfigValue::Kind::Number,
            .number = static_cast<double>(value),
            .text = std::to_string(value),
        });
        return true;
    }
    bool number_float(double value, const std::string& text) override {
        constexpr double kWholeMax =
            9007199254740992;  // 2^53: beyond it a double skips whole numbers.
        ConfigValue number{.kind = ConfigValue::Kind::Number, .number = value, .text = text};
        if (std::trunc(value) == value && std::abs(value) <= kWholeMax) {
            number.integer = static_cast<std::int64_t>(value);
        }
        place(std::move(number));
        return true;
    }
    bool string(std::string& value) override {
        place({.kind = ConfigValue::Kind::Text, .text = std::move(value)});
        return true;
    }
    bool binary(Json::binary_t& /*value*/) override {
        return false;  // JSON text has none.
    }
    bool start_object(std::size_t /*size*/) override { return open(ConfigValue::Kind::Object); }
    bool start_array(std::size_t /*size*/) override { return open(ConfigValue::Kind::List); }
    bool end_object() override {
        open_.pop_back();
        return true;
    }
    bool end_array() override {
        open_.pop_back();
        return true;
    }
    bool key(std::string& name) override {
        key_ = std::move(name);
        return true;
    }
    bool parse_error(
        std::size_t position, const std::string& /*token*/, const Json::exception& error
    ) override {
        problems_.add_syntax(
            document_, position == 0 ? 0 : position - 1, parser_message(error.what())
        );
        return false;
    }

private:
    bool open(ConfigValue::Kind kind) {
        ConfigValue& container = place({.kind = kind});
        if (open_.size() == kDepthMax) {
            problems_.add(container, fmt::format("nested deeper than {} levels", kDepthMax));
            return false;
        }
        open_.push_back(&container);
        return true;
    }

    /// Puts `value` where the parser stands and gives it its origin.
    ConfigValue& place(ConfigValue value) {
        value.document = document_;
        if (open_.empty()) {
            root_ = std::move(value);
            return root_;
        }
        ConfigValue& container = *open_.back();
        if (container.is(ConfigValue::Kind::List)) {
            value.pointer = fmt::format("{}/{}", container.pointer, container.items.size());
            return container.items.emplace_back(std::move(value));
        }
        value.pointer = container.pointer + "/" + pointer_token(key_);
        if (ConfigValue* earlier = container.find(key_)) {
            problems_.add(value, "this key is given twice in the same object; keep one of them");
            *earlier = std::move(value);
            return *earlier;
        }
        return container.members.emplace_back(ConfigMember{std::move(key_), std::move(value)})
            .value;
    }

    std::size_t document_;
    ConfigProblems& problems_;
    ConfigValue root_;
    std::vector<ConfigValue*> open_;
    std::string key_;
};

}  // namespace

std::optional<ConfigValue> parse_config(
    std::span<const ConfigDocument> documents, std::size_t index, ConfigProblems& problems
) {
    ConfigBuilder builder{index, problems};
    const bool complete = Json::sax_parse(
        documents[index].text,
        &builder,
        Json::input_format_t::json,
        /*strict=*/true,
        /*ignore_comments=*/true
    );
    std::optional<ConfigValue> value = builder.take(complete);
    if (value && !value->is(ConfigValue::Kind::Object)) {
        problems.add(*value, "expected an object with settings, found " + quoted(*value));
        return std::nullopt;
    }
    return value;
}

}  // namespace sosw

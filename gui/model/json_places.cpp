#include "gui/model/json_places.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <iterator>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/scenario/scenario_override.hpp"

namespace sosw::gui {

namespace {

using nlohmann::json;

/// Walks over a text and tells how far the parser has come.
class TellingIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    TellingIterator(const char* at, const char** reached) : at_{at}, reached_{reached} {}
    reference operator*() const { return *at_; }
    TellingIterator& operator++() {
        *reached_ = ++at_;
        return *this;
    }
    TellingIterator operator++(int) {
        TellingIterator before = *this;
        ++*this;
        return before;
    }
    bool operator==(const TellingIterator& other) const { return at_ == other.at_; }

private:
    const char* at_;
    const char** reached_;
};

/// Keeps the place of each value that the parser tells of. When it tells of a number it has read
/// one character beyond.
class PlaceKeeper final : public json::json_sax_t {
public:
    PlaceKeeper(std::string_view text, const char* const& reached)
        : text_{text}, reached_{reached} {}

    std::map<std::string, TextPlace> take() { return std::move(places_); }

    bool null() override { return word(4); }
    bool boolean(bool value) override { return word(value ? 4 : 5); }
    bool number_integer(json::number_integer_t /*value*/) override { return number(); }
    bool number_unsigned(json::number_unsigned_t /*value*/) override { return number(); }
    bool number_float(json::number_float_t /*value*/, const std::string& /*text*/) override {
        return number();
    }
    bool string(std::string& /*value*/) override {
        const std::size_t end = reached();
        std::size_t begin = end - 1;
        do {
            begin = text_.rfind('"', begin - 1);
        } while (is_escaped(begin));
        return keep({.begin = begin, .end = end});
    }
    bool binary(json::binary_t& /*value*/) override { return true; }
    bool start_object(std::size_t /*elements*/) override { return open(false); }
    bool start_array(std::size_t /*elements*/) override { return open(true); }
    bool key(std::string& name) override {
        levels_.back().part = sim::pointer_part(name);
        return true;
    }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool parse_error(
        std::size_t /*position*/, const std::string& /*token*/, const json::exception& /*error*/
    ) override {
        return false;
    }

private:
    struct Level {
        bool is_list = false;
        std::size_t begin = 0;
        std::int64_t items = 0;
        std::string part{};  ///< Of the member being read.
    };

    std::size_t reached() const { return static_cast<std::size_t>(reached_ - text_.data()); }

    bool is_escaped(std::size_t quote) const {
        std::size_t slashes = 0;
        while (quote > slashes && text_[quote - slashes - 1] == '\\') {
            ++slashes;
        }
        return slashes % 2 == 1;
    }

    bool word(std::size_t length) { return keep({.begin = reached() - length, .end = reached()}); }
    bool number() {
        const auto belongs = [&](std::size_t at) {
            return std::isdigit(static_cast<unsigned char>(text_[at])) != 0 ||
                   std::string_view{"+-.eE"}.find(text_[at]) != std::string_view::npos;
        };
        std::size_t end = reached();
        while (end > 0 && !belongs(end - 1)) {
            --end;
        }
        std::size_t begin = end;
        while (begin > 0 && belongs(begin - 1)) {
            --begin;
        }
        return keep({.begin = begin, .end = end});
    }

    bool open(bool is_list) {
        levels_.push_back({.is_list = is_list, .begin = reached() - 1});
        return true;
    }
    bool close() {
        const std::size_t begin = levels_.back().begin;
        levels_.pop_back();
        return keep({.begin = begin, .end = reached()});
    }

    bool keep(TextPlace place) {
        std::string pointer;
        for (Level& level : levels_) {
            pointer += '/';
            pointer += level.is_list ? std::to_string(level.items) : level.part;
        }
        places_[pointer] = place;
        if (!levels_.empty() && levels_.back().is_list) {
            ++levels_.back().items;
        }
        return true;
    }

    std::string_view text_;
    const char* const& reached_;
    std::vector<Level> levels_;
    std::map<std::string, TextPlace> places_;
};

std::size_t indentation_of(std::string_view line) {
    return std::min(line.find_first_not_of(" \t\r"), line.size());
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (true) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return lines;
        }
        text.remove_prefix(end + 1);
    }
}

}  // namespace

std::map<std::string, TextPlace> json_places(std::string_view text) {
    const char* const begin = text.data();
    const char* reached = begin;
    PlaceKeeper keeper{text, reached};
    json::sax_parse(
        TellingIterator{begin, &reached},
        TellingIterator{begin + text.size(), &reached},
        &keeper,
        json::input_format_t::json,
        /*strict=*/true,
        /*ignore_comments=*/true
    );
    return keeper.take();
}

std::string with_values(
    const std::string& text, const std::map<std::string, std::string>& value_by_pointer
) {
    const std::map<std::string, TextPlace> places = json_places(text);
    std::vector<std::pair<TextPlace, std::string>> changes;
    for (const auto& [pointer, value] : value_by_pointer) {
        if (const auto place = places.find(pointer); place != places.end()) {
            changes.emplace_back(place->second, value);
        }
    }
    std::ranges::sort(changes, [](const auto& a, const auto& b) {
        return a.first.begin > b.first.begin;
    });
    std::string changed = text;
    for (const auto& [place, value] : changes) {
        changed.replace(place.begin, place.end - place.begin, value);
    }
    return changed;
}

std::optional<std::string> value_text(const std::string& text, const std::string& pointer) {
    const std::map<std::string, TextPlace> places = json_places(text);
    const auto found = places.find(pointer);
    if (found == places.end()) {
        return std::nullopt;
    }
    const std::string value =
        text.substr(found->second.begin, found->second.end - found->second.begin);
    const std::vector<std::string_view> lines = lines_of(value);
    std::size_t indentation = std::string::npos;
    for (std::size_t index = 1; index < lines.size(); ++index) {
        if (indentation_of(lines[index]) < lines[index].size()) {
            indentation = std::min(indentation, indentation_of(lines[index]));
        }
    }
    std::string moved{lines.front()};
    for (std::size_t index = 1; index < lines.size(); ++index) {
        moved += '\n';
        moved += lines[index].substr(std::min(indentation, lines[index].size()));
    }
    return moved + "\n";
}

std::string json_string(std::string_view text) {
    return json(std::string{text}).dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace sosw::gui

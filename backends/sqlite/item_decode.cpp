#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/item_codec.hpp"
#include "backends/sqlite/item_format.hpp"
#include "backends/sqlite/item_size.hpp"

namespace sosw::sqlite {

namespace {

[[noreturn]] void corrupt() { throw DatabaseError{"a stored item cannot be read"}; }

/// Reads attributes and values; every read is checked against the end.
class Reader {
public:
    explicit Reader(std::string_view in) : at_{in.data()}, end_{in.data() + in.size()} {}

    std::uint64_t varint() {
        const unsigned char first = byte();
        return first < 0x80 ? first : rest_of_varint(first);
    }
    std::string_view bytes() { return take(varint()); }

    AttributeValue value();
    StoredValue stored_value();
    std::int64_t value_size();
    void skip_value();
    Map attributes(std::uint64_t number);

private:
    std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
    unsigned char byte() {
        if (at_ == end_) {
            corrupt();
        }
        return static_cast<unsigned char>(*at_++);
    }
    std::uint64_t rest_of_varint(unsigned char first) {
        std::uint64_t value = first & 0x7FU;
        for (unsigned shift = 7; shift < 64; shift += 7) {
            const unsigned char next = byte();
            value |= std::uint64_t{next & 0x7FU} << shift;
            if (next < 0x80) {
                return value;
            }
        }
        corrupt();
    }
    std::string_view take(std::uint64_t count) {
        if (count > left()) {
            corrupt();
        }
        const std::string_view taken{at_, count};
        at_ += count;
        return taken;
    }
    ItemTag tag() { return static_cast<ItemTag>(byte()); }
    std::uint32_t length() {
        std::uint32_t value = 0;
        std::memcpy(&value, take(kItemLengthSize).data(), kItemLengthSize);
        return value;
    }
    std::uint64_t count() {
        const std::uint64_t number = varint();
        if (number > left()) {
            corrupt();
        }
        return number;
    }
    std::int64_t whole_number() {
        const std::uint64_t bits = varint();
        const std::uint64_t sign = (bits & 1) != 0 ? ~std::uint64_t{0} : 0;
        return static_cast<std::int64_t>((bits >> 1) ^ sign);
    }
    Number integer() {
        std::array<char, 20> text{};
        const auto [end, error] =
            std::to_chars(text.data(), text.data() + text.size(), whole_number());
        return Number{std::string{text.data(), end}};
    }
    std::vector<std::string> strings() {
        length();
        std::vector<std::string> values;
        const std::uint64_t number = count();
        values.reserve(number);
        for (std::uint64_t i = 0; i < number; ++i) {
            values.emplace_back(bytes());
        }
        return values;
    }
    List list() {
        length();
        List elements;
        const std::uint64_t number = count();
        elements.reserve(number);
        for (std::uint64_t i = 0; i < number; ++i) {
            elements.push_back(value());
        }
        return elements;
    }

    const char* at_;
    const char* end_;
};

AttributeValue Reader::value() {
    using Variant = AttributeValue::Variant;
    switch (tag()) {
        case ItemTag::Null:
            return Variant{Null{}};
        case ItemTag::False:
            return Variant{false};
        case ItemTag::True:
            return Variant{true};
        case ItemTag::String:
            return Variant{std::string{bytes()}};
        case ItemTag::Integer:
            return Variant{integer()};
        case ItemTag::Decimal:
            return Variant{Number{std::string{bytes()}}};
        case ItemTag::Binary:
            return Variant{Binary{std::string{bytes()}}};
        case ItemTag::StringSet:
            return Variant{StringSet{strings()}};
        case ItemTag::NumberSet:
            return Variant{NumberSet{strings()}};
        case ItemTag::BinarySet:
            return Variant{BinarySet{strings()}};
        case ItemTag::List:
            return Variant{list()};
        case ItemTag::Map:
            length();
            return Variant{attributes(count())};
    }
    corrupt();
}

StoredValue Reader::stored_value() {
    const Reader start = *this;
    switch (tag()) {
        case ItemTag::Integer:
            return {.kind = StoredValue::Kind::Integer, .integer = whole_number()};
        case ItemTag::String:
            return {.kind = StoredValue::Kind::Text, .text = bytes()};
        default:
            *this = start;
            skip_value();
            return {.kind = StoredValue::Kind::Other};
    }
}

/// Passes the value, and says its size as DynamoDB counts it.
std::int64_t Reader::value_size() {
    const Reader start = *this;
    switch (tag()) {
        case ItemTag::Null:
        case ItemTag::False:
        case ItemTag::True:
            return 1;
        case ItemTag::Integer:
            return number_size(integer().text);
        case ItemTag::Decimal:
            return number_size(bytes());
        case ItemTag::String:
        case ItemTag::Binary:
            return static_cast<std::int64_t>(bytes().size());
        default:
            *this = start;
            return sqlite::value_size(value());
    }
}

void Reader::skip_value() {
    switch (tag()) {
        case ItemTag::Null:
        case ItemTag::False:
        case ItemTag::True:
            return;
        case ItemTag::Integer:
            varint();
            return;
        case ItemTag::String:
        case ItemTag::Decimal:
        case ItemTag::Binary:
            bytes();
            return;
        case ItemTag::StringSet:
        case ItemTag::NumberSet:
        case ItemTag::BinarySet:
        case ItemTag::List:
        case ItemTag::Map:
            take(length());
            return;
    }
    corrupt();
}

Map Reader::attributes(std::uint64_t number) {
    Map map;
    map.reserve(number);
    for (std::uint64_t i = 0; i < number; ++i) {
        std::string name{bytes()};
        map.append(std::move(name), value());
    }
    return map;
}

/// An item by its directory.
class StoredItem {
public:
    explicit StoredItem(std::string_view blob) {
        std::uint32_t count = 0;
        if (blob.size() < kItemHeaderSize) {
            corrupt();
        }
        std::memcpy(&count, blob.data() + sizeof count, sizeof count);
        place_size_ = (count & kWideBit) != 0 ? 4 : 2;
        count_ = count & ~kWideBit;
        const std::size_t directory = count_ * (1 + place_size_);
        if (blob.size() - kItemHeaderSize < directory) {
            corrupt();
        }
        marks_ = blob.data() + kItemHeaderSize;
        attributes_ = blob.substr(kItemHeaderSize + directory);
    }

    std::size_t count() const { return count_; }
    Reader attributes() const { return Reader{attributes_}; }

    /// Stands at the value of `name`, or nothing.
    std::optional<Reader> find(std::string_view name) const {
        const auto mark = static_cast<char>(name_mark(name));
        for (std::size_t index = 0; index < count_; ++index) {
            if (marks_[index] == mark) {
                Reader reader = at(index);
                if (reader.bytes() == name) {
                    return reader;
                }
            }
        }
        return std::nullopt;
    }

private:
    Reader at(std::size_t index) const {
        const char* const places = marks_ + count_;
        std::uint32_t place = 0;
        if (place_size_ == 2) {
            std::uint16_t narrow = 0;
            std::memcpy(&narrow, places + index * 2, 2);
            place = narrow;
        } else {
            std::memcpy(&place, places + index * 4, 4);
        }
        if (place > attributes_.size()) {
            corrupt();
        }
        return Reader{attributes_.substr(place)};
    }

    std::size_t count_ = 0;
    std::size_t place_size_ = 0;
    const char* marks_ = nullptr;
    std::string_view attributes_;
};

}  // namespace

Item decode_item(std::string_view blob) {
    const StoredItem stored{blob};
    return stored.attributes().attributes(stored.count());
}

std::optional<AttributeValue> decode_attribute(std::string_view blob, std::string_view name) {
    std::optional<Reader> reader = StoredItem{blob}.find(name);
    return reader ? std::optional{reader->value()} : std::nullopt;
}

Item decode_attributes(std::string_view blob, std::span<const std::string> names) {
    Item item;
    const StoredItem stored{blob};
    Reader reader = stored.attributes();
    for (std::size_t i = 0; i < stored.count() && item.size() < names.size(); ++i) {
        const std::string_view name = reader.bytes();
        if (std::ranges::find(names, name) != names.end()) {
            std::string copy{name};
            item.append(std::move(copy), reader.value());
        } else {
            reader.skip_value();
        }
    }
    return item;
}

std::int64_t stored_size(std::string_view blob, std::span<const std::string> names) {
    const StoredItem stored{blob};
    Reader reader = stored.attributes();
    std::int64_t size = 0;
    for (std::size_t i = 0; i < stored.count(); ++i) {
        const std::string_view name = reader.bytes();
        if (std::ranges::find(names, name) != names.end()) {
            size += static_cast<std::int64_t>(name.size()) + reader.value_size();
        } else {
            reader.skip_value();
        }
    }
    return size;
}

StoredValue find_stored(std::string_view blob, std::string_view name) {
    std::optional<Reader> reader = StoredItem{blob}.find(name);
    return reader ? reader->stored_value() : StoredValue{};
}

std::int64_t stored_size(std::string_view blob) {
    if (blob.size() < kItemHeaderSize) {
        corrupt();
    }
    std::uint32_t size = 0;
    std::memcpy(&size, blob.data(), sizeof size);
    return size;
}

}  // namespace sosw::sqlite

#include "backends/sqlite/item_codec.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <set>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/item_size.hpp"
#include "core/ports/attribute_number.hpp"

namespace sosw::sqlite {

namespace {

enum class Tag : unsigned char {
    Null,
    False,
    True,
    String,
    Integer,
    Decimal,
    Binary,
    StringSet,
    NumberSet,
    BinarySet,
    List,
    Map
};

constexpr std::size_t kHeaderSize = 4;  // DynamoDB's size of the item.
constexpr std::size_t kLengthSize = 4;  // Of containers: fixed, so that it can be filled in later.
constexpr std::size_t kVarintMax = 10;
constexpr std::size_t kNumberMax = 140;  // The longest plain text of a number.
constexpr int kDepthMax = 32;

Failure invalid(std::string message) {
    return fail(ErrorCode::InvalidRequest, "ValidationException", std::move(message));
}

/// At least as many bytes as the encoded form takes.
struct BoundOf {
    static std::size_t of(const std::vector<std::string>& values, std::size_t least) {
        std::size_t total = 1 + kLengthSize + kVarintMax;
        for (const std::string& value : values) {
            total += kVarintMax + std::max(value.size(), least);
        }
        return total;
    }
    static std::size_t of(const Map& map) {
        std::size_t total = 1 + kLengthSize + kVarintMax;
        for (const Attribute& attribute : map) {
            total += kVarintMax + attribute.name.size() + of(attribute.value);
        }
        return total;
    }
    static std::size_t of(const AttributeValue& value) {
        return std::visit(BoundOf{}, value.variant());
    }

    std::size_t operator()(const Null&) const { return 1; }
    std::size_t operator()(bool) const { return 1; }
    std::size_t operator()(const std::string& text) const { return 1 + kVarintMax + text.size(); }
    std::size_t operator()(const Number&) const { return 1 + kVarintMax + kNumberMax; }
    std::size_t operator()(const Binary& binary) const {
        return 1 + kVarintMax + binary.bytes.size();
    }
    std::size_t operator()(const StringSet& set) const { return of(set.values, 0); }
    std::size_t operator()(const NumberSet& set) const { return of(set.values, kNumberMax); }
    std::size_t operator()(const BinarySet& set) const { return of(set.values, 0); }
    std::size_t operator()(const List& list) const {
        std::size_t total = 1 + kLengthSize + kVarintMax;
        for (const AttributeValue& element : list) {
            total += of(element);
        }
        return total;
    }
    std::size_t operator()(const Map& map) const { return of(map); }
};

bool has_duplicates(std::vector<std::string_view> values) {
    std::ranges::sort(values);
    return std::ranges::adjacent_find(values) != values.end();
}

std::string listed(const std::vector<std::string>& values) {
    std::string text = "[";
    for (const std::string& value : values) {
        text.append(text.size() > 1 ? ", " : "").append(value);
    }
    return text.append("]");
}

/// Writes into a buffer that is known to be large enough, and adds up DynamoDB's size on the way.
class Writer {
public:
    explicit Writer(char* out) : out_{out} {}

    char* position() const { return out_; }
    std::int64_t size() const { return size_; }

    Result<void> attributes(const Map& map, int depth) {
        varint(map.size());
        for (const Attribute& attribute : map) {
            bytes(attribute.name);
            size_ += static_cast<std::int64_t>(attribute.name.size());
            TRY(value(attribute.value, depth));
        }
        return {};
    }

private:
    Result<void> value(const AttributeValue& value, int depth) {
        depth_ = depth;
        return std::visit(
            [this](const auto& alternative) { return write(alternative); }, value.variant()
        );
    }

    Result<void> write(const Null&) { return tagged(Tag::Null, 1); }
    Result<void> write(bool flag) { return tagged(flag ? Tag::True : Tag::False, 1); }
    Result<void> write(const std::string& text) {
        tag(Tag::String);
        return counted(text);
    }
    Result<void> write(const Binary& binary) {
        tag(Tag::Binary);
        return counted(binary.bytes);
    }
    Result<void> write(const Number& number) {
        if (const std::optional<std::int64_t> small = small_integer(number.text)) {
            tag(Tag::Integer);
            varint(zigzag(*small));
            size_ += number_size(number.text);
            return {};
        }
        const std::string text = TRY(normalise_number(number.text));
        if (small_integer(text)) {
            return write(Number{text});
        }
        tag(Tag::Decimal);
        bytes(text);
        size_ += number_size(text);
        return {};
    }
    Result<void> write(const StringSet& set) {
        if (set.values.empty()) {
            return invalid(
                "One or more parameter values were invalid: An string set  may not be empty"
            );
        }
        return byte_set(Tag::StringSet, set.values, " contains duplicates.");
    }
    Result<void> write(const BinarySet& set) {
        if (set.values.empty()) {
            return invalid(
                "One or more parameter values were invalid: Binary sets should not be empty"
            );
        }
        return byte_set(Tag::BinarySet, set.values, " of type BS contains duplicates.");
    }
    Result<void> write(const NumberSet& set) {
        if (set.values.empty()) {
            return invalid(
                "One or more parameter values were invalid: An number set  may not be empty"
            );
        }
        std::vector<std::string> numbers;
        for (const std::string& number : set.values) {
            numbers.push_back(TRY(normalise_number(number)));
            size_ += number_size(numbers.back());
        }
        if (has_duplicates({numbers.begin(), numbers.end()})) {
            return invalid("Input collection contains duplicates");
        }
        return strings(Tag::NumberSet, numbers);
    }
    Result<void> write(const List& list) {
        const int depth = depth_ + 1;
        TRY(check_depth(depth));
        char* const length = open(Tag::List);
        varint(list.size());
        size_ += 3 + static_cast<std::int64_t>(list.size());
        for (const AttributeValue& element : list) {
            TRY(value(element, depth));
        }
        close(length);
        return {};
    }
    Result<void> write(const Map& map) {
        const int depth = depth_ + 1;
        TRY(check_depth(depth));
        char* const length = open(Tag::Map);
        size_ += 3 + static_cast<std::int64_t>(map.size());
        TRY(attributes(map, depth));
        close(length);
        return {};
    }

    static Result<void> check_depth(int depth) {
        if (depth > kDepthMax) {
            return invalid("Nesting Levels have exceeded supported limits");
        }
        return {};
    }
    Result<void> byte_set(
        Tag type, const std::vector<std::string>& values, std::string_view complaint
    ) {
        if (has_duplicates({values.begin(), values.end()})) {
            return invalid(
                "One or more parameter values were invalid: Input collection " + listed(values) +
                std::string{complaint}
            );
        }
        for (const std::string& value : values) {
            size_ += static_cast<std::int64_t>(value.size());
        }
        return strings(type, values);
    }
    Result<void> strings(Tag type, const std::vector<std::string>& values) {
        char* const length = open(type);
        varint(values.size());
        for (const std::string& value : values) {
            bytes(value);
        }
        close(length);
        return {};
    }
    Result<void> tagged(Tag type, std::int64_t size) {
        tag(type);
        size_ += size;
        return {};
    }
    Result<void> counted(std::string_view content) {
        bytes(content);
        size_ += static_cast<std::int64_t>(content.size());
        return {};
    }

    void tag(Tag type) { *out_++ = static_cast<char>(type); }
    void varint(std::uint64_t value) {
        while (value >= 0x80) {
            *out_++ = static_cast<char>(value | 0x80);
            value >>= 7;
        }
        *out_++ = static_cast<char>(value);
    }
    static std::uint64_t zigzag(std::int64_t value) {
        const auto bits = static_cast<std::uint64_t>(value);
        return (bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0);
    }
    void bytes(std::string_view content) {
        varint(content.size());
        std::memcpy(out_, content.data(), content.size());
        out_ += content.size();
    }
    char* open(Tag type) {
        tag(type);
        char* const length = out_;
        out_ += kLengthSize;
        return length;
    }
    void close(char* length) {
        const auto size = static_cast<std::uint32_t>(out_ - length - kLengthSize);
        std::memcpy(length, &size, kLengthSize);
    }

    char* out_;
    std::int64_t size_ = 0;
    int depth_ = 0;
};

/// Reads what `Writer` wrote; every read is checked against the end.
class Reader {
public:
    explicit Reader(std::string_view in) : in_{in} {}

    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = static_cast<unsigned char>(take(1).front());
            value |= std::uint64_t{byte & 0x7FU} << shift;
            if (byte < 0x80) {
                return value;
            }
        }
        corrupt();
    }
    std::string_view bytes() { return take(varint()); }

    AttributeValue value();
    StoredValue stored_value();
    void skip_value();
    Map attributes();

private:
    [[noreturn]] static void corrupt() { throw DatabaseError{"a stored item cannot be read"}; }
    std::string_view take(std::uint64_t count) {
        if (count > in_.size()) {
            corrupt();
        }
        const std::string_view taken = in_.substr(0, count);
        in_.remove_prefix(count);
        return taken;
    }
    std::uint32_t length() {
        std::uint32_t value = 0;
        std::memcpy(&value, take(kLengthSize).data(), kLengthSize);
        return value;
    }
    std::uint64_t count() {
        const std::uint64_t number = varint();
        if (number > in_.size()) {
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

    std::string_view in_;
};

AttributeValue Reader::value() {
    using Variant = AttributeValue::Variant;
    switch (static_cast<Tag>(take(1).front())) {
        case Tag::Null:
            return Variant{Null{}};
        case Tag::False:
            return Variant{false};
        case Tag::True:
            return Variant{true};
        case Tag::String:
            return Variant{std::string{bytes()}};
        case Tag::Integer:
            return Variant{integer()};
        case Tag::Decimal:
            return Variant{Number{std::string{bytes()}}};
        case Tag::Binary:
            return Variant{Binary{std::string{bytes()}}};
        case Tag::StringSet:
            return Variant{StringSet{strings()}};
        case Tag::NumberSet:
            return Variant{NumberSet{strings()}};
        case Tag::BinarySet:
            return Variant{BinarySet{strings()}};
        case Tag::List:
            return Variant{list()};
        case Tag::Map:
            length();
            return Variant{attributes()};
    }
    corrupt();
}

StoredValue Reader::stored_value() {
    const Reader start = *this;
    switch (static_cast<Tag>(take(1).front())) {
        case Tag::Integer:
            return {.kind = StoredValue::Kind::Integer, .integer = whole_number()};
        case Tag::String:
            return {.kind = StoredValue::Kind::Text, .text = bytes()};
        default:
            *this = start;
            skip_value();
            return {.kind = StoredValue::Kind::Other};
    }
}

void Reader::skip_value() {
    switch (static_cast<Tag>(take(1).front())) {
        case Tag::Null:
        case Tag::False:
        case Tag::True:
            return;
        case Tag::Integer:
            varint();
            return;
        case Tag::String:
        case Tag::Decimal:
        case Tag::Binary:
            bytes();
            return;
        case Tag::StringSet:
        case Tag::NumberSet:
        case Tag::BinarySet:
        case Tag::List:
        case Tag::Map:
            take(length());
            return;
    }
    corrupt();
}

Map Reader::attributes() {
    Map map;
    const std::uint64_t number = count();
    map.reserve(number);
    for (std::uint64_t i = 0; i < number; ++i) {
        std::string name{bytes()};
        map.append(std::move(name), value());
    }
    return map;
}

Reader after_header(std::string_view blob) {
    stored_size(blob);
    return Reader{blob.substr(kHeaderSize)};
}

}  // namespace

Result<void> encode_item(const Item& item, std::string& blob) {
    blob.resize(kHeaderSize + BoundOf::of(item));
    Writer writer{blob.data() + kHeaderSize};
    TRY(writer.attributes(item, 0));
    const auto size = static_cast<std::uint32_t>(writer.size());
    std::memcpy(blob.data(), &size, kHeaderSize);
    blob.resize(static_cast<std::size_t>(writer.position() - blob.data()));
    return {};
}

Item decode_item(std::string_view blob) { return after_header(blob).attributes(); }

std::optional<AttributeValue> decode_attribute(std::string_view blob, std::string_view name) {
    Reader reader = after_header(blob);
    const std::uint64_t count = reader.varint();
    for (std::uint64_t i = 0; i < count; ++i) {
        if (reader.bytes() == name) {
            return reader.value();
        }
        reader.skip_value();
    }
    return std::nullopt;
}

Item decode_attributes(std::string_view blob, std::span<const std::string> names) {
    Item item;
    Reader reader = after_header(blob);
    const std::uint64_t count = reader.varint();
    for (std::uint64_t i = 0; i < count && item.size() < names.size(); ++i) {
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

void find_stored(
    std::string_view blob, std::span<const std::string> names, std::span<StoredValue> found
) {
    std::ranges::fill(found, StoredValue{});
    Reader reader = after_header(blob);
    const std::uint64_t count = reader.varint();
    std::size_t missing = names.size();
    for (std::uint64_t i = 0; i < count && missing > 0; ++i) {
        const auto name = std::ranges::find(names, reader.bytes());
        if (name == names.end()) {
            reader.skip_value();
            continue;
        }
        found[static_cast<std::size_t>(std::distance(names.begin(), name))] = reader.stored_value();
        --missing;
    }
}

std::int64_t stored_size(std::string_view blob) {
    if (blob.size() < kHeaderSize) {
        throw DatabaseError{"a stored item cannot be read"};
    }
    std::uint32_t size = 0;
    std::memcpy(&size, blob.data(), kHeaderSize);
    return size;
}

}  // namespace sosw::sqlite

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "backends/sqlite/item_codec.hpp"
#include "backends/sqlite/item_format.hpp"
#include "backends/sqlite/item_size.hpp"
#include "core/ports/attribute_number.hpp"

namespace sosw::sqlite {

namespace {

constexpr std::size_t kVarintMax = 10;
constexpr std::size_t kNumberMax = 140;  // The longest plain text of a number.
constexpr int kDepthMax = 32;

Failure invalid(std::string message) {
    return fail(ErrorCode::InvalidRequest, "ValidationException", std::move(message));
}

/// At least as many bytes as the encoded form takes.
struct BoundOf {
    static std::size_t of(const std::vector<std::string>& values, std::size_t least) {
        std::size_t total = 1 + kItemLengthSize + kVarintMax;
        for (const std::string& value : values) {
            total += kVarintMax + std::max(value.size(), least);
        }
        return total;
    }
    static std::size_t of(const Map& map) {
        std::size_t total = 1 + kItemLengthSize + kVarintMax;
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
    std::size_t operator()(const Number& number) const {
        // Only an exponent makes the plain text longer, but for a zero before the point.
        const bool grows = number.text.find_first_of("eE") != number.text.npos;
        return 1 + kVarintMax + (grows ? kNumberMax : number.text.size() + 1);
    }
    std::size_t operator()(const Binary& binary) const {
        return 1 + kVarintMax + binary.bytes.size();
    }
    std::size_t operator()(const StringSet& set) const { return of(set.values, 0); }
    std::size_t operator()(const NumberSet& set) const { return of(set.values, kNumberMax); }
    std::size_t operator()(const BinarySet& set) const { return of(set.values, 0); }
    std::size_t operator()(const List& list) const {
        std::size_t total = 1 + kItemLengthSize + kVarintMax;
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

    /// Requires that `out` is where the attributes begin, behind the directory.
    Result<void> top_level(const Item& item, char* marks, char* places, bool wide) {
        const char* const begin = out_;
        for (const Attribute& attribute : item) {
            *marks++ = static_cast<char>(name_mark(attribute.name));
            const auto place = static_cast<std::uint32_t>(out_ - begin);
            const auto narrow = static_cast<std::uint16_t>(place);
            std::memcpy(places, wide ? static_cast<const void*>(&place) : &narrow, wide ? 4 : 2);
            places += wide ? 4 : 2;
            TRY(named_value(attribute, 0));
        }
        return {};
    }

private:
    Result<void> named_value(const Attribute& attribute, int depth) {
        bytes(attribute.name);
        size_ += static_cast<std::int64_t>(attribute.name.size());
        return value(attribute.value, depth);
    }
    Result<void> value(const AttributeValue& value, int depth) {
        depth_ = depth;
        return std::visit(
            [this](const auto& alternative) { return write(alternative); }, value.variant()
        );
    }

    Result<void> write(const Null&) { return tagged(ItemTag::Null, 1); }
    Result<void> write(bool flag) { return tagged(flag ? ItemTag::True : ItemTag::False, 1); }
    Result<void> write(const std::string& text) {
        tag(ItemTag::String);
        return counted(text);
    }
    Result<void> write(const Binary& binary) {
        tag(ItemTag::Binary);
        return counted(binary.bytes);
    }
    Result<void> write(const Number& number) {
        if (const std::optional<std::int64_t> small = small_integer(number.text)) {
            tag(ItemTag::Integer);
            varint(zigzag(*small));
            size_ += number_size(number.text);
            return {};
        }
        const std::string text = TRY(normalise_number(number.text));
        if (small_integer(text)) {
            return write(Number{text});
        }
        tag(ItemTag::Decimal);
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
        return byte_set(ItemTag::StringSet, set.values, " contains duplicates.");
    }
    Result<void> write(const BinarySet& set) {
        if (set.values.empty()) {
            return invalid(
                "One or more parameter values were invalid: Binary sets should not be empty"
            );
        }
        return byte_set(ItemTag::BinarySet, set.values, " of type BS contains duplicates.");
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
        return strings(ItemTag::NumberSet, numbers);
    }
    Result<void> write(const List& list) {
        const int depth = depth_ + 1;
        TRY(check_depth(depth));
        char* const length = open(ItemTag::List);
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
        char* const length = open(ItemTag::Map);
        size_ += 3 + static_cast<std::int64_t>(map.size());
        varint(map.size());
        for (const Attribute& attribute : map) {
            TRY(named_value(attribute, depth));
        }
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
        ItemTag type, const std::vector<std::string>& values, std::string_view complaint
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
    Result<void> strings(ItemTag type, const std::vector<std::string>& values) {
        char* const length = open(type);
        varint(values.size());
        for (const std::string& value : values) {
            bytes(value);
        }
        close(length);
        return {};
    }
    Result<void> tagged(ItemTag type, std::int64_t size) {
        tag(type);
        size_ += size;
        return {};
    }
    Result<void> counted(std::string_view content) {
        bytes(content);
        size_ += static_cast<std::int64_t>(content.size());
        return {};
    }

    void tag(ItemTag type) { *out_++ = static_cast<char>(type); }
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
    char* open(ItemTag type) {
        tag(type);
        char* const length = out_;
        out_ += kItemLengthSize;
        return length;
    }
    void close(char* length) {
        const auto size = static_cast<std::uint32_t>(out_ - (length + kItemLengthSize));
        std::memcpy(length, &size, kItemLengthSize);
    }

    char* out_;
    std::int64_t size_ = 0;
    int depth_ = 0;
};

}  // namespace

Result<void> encode_item(const Item& item, std::string& blob) {
    const std::size_t bound = BoundOf::of(item);
    const bool wide = bound > kNarrowMax;
    const std::size_t directory = item.size() * (wide ? 5 : 3);
    blob.resize(kItemHeaderSize + directory + bound);
    char* const marks = blob.data() + kItemHeaderSize;
    Writer writer{marks + directory};
    TRY(writer.top_level(item, marks, marks + item.size(), wide));
    const auto size = static_cast<std::uint32_t>(writer.size());
    const auto count = static_cast<std::uint32_t>(item.size()) | (wide ? kWideBit : 0);
    std::memcpy(blob.data(), &size, sizeof size);
    std::memcpy(blob.data() + sizeof size, &count, sizeof count);
    blob.resize(static_cast<std::size_t>(writer.position() - blob.data()));
    return {};
}

}  // namespace sosw::sqlite

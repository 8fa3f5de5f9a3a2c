#include "backends/wire/services/cbor.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "backends/wire/services/timestamps.hpp"

namespace sosw::wire {
namespace {

constexpr int kDepthMax = 64;

/// The upper three bits of an item's first byte.
enum class Major : std::uint8_t { Unsigned, Negative, Bytes, Text, Array, Map, Tag, Simple };

constexpr std::uint8_t kOneByte = 24;
constexpr std::uint8_t kEightBytes = 27;
constexpr std::uint8_t kIndefinite = 31;
constexpr char kBreak = '\xFF';
constexpr std::uint64_t kEpochTime = 1;

double half_to_double(std::uint16_t half) {
    const int exponent = (half >> 10) & 0x1F;
    const int mantissa = half & 0x3FF;
    double value = 0;
    if (exponent == 0) {
        value = std::ldexp(mantissa, -24);
    } else if (exponent != 31) {
        value = std::ldexp(mantissa + 1024, exponent - 25);
    } else {
        value = mantissa == 0 ? std::numeric_limits<double>::infinity()
                              : std::numeric_limits<double>::quiet_NaN();
    }
    return (half & 0x8000) != 0 ? -value : value;
}

/// Reads one item after the other; nothing is returned, and nothing more is, once one is broken.
class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_{bytes} {}

    bool at_end() const { return rest_.empty(); }
    std::optional<Value> item(int depth);

private:
    struct Head {
        Major major;
        std::uint8_t info;
        std::uint64_t argument;
    };

    std::optional<Head> head();
    std::optional<std::uint64_t> big_endian(std::size_t length);
    std::optional<std::string> chunk(std::uint64_t length);
    std::optional<std::string> text(const Head& head);
    std::optional<Value> array(const Head& head, int depth);
    std::optional<Value> map(const Head& head, int depth);
    std::optional<Value> tagged(std::uint64_t tag, int depth);
    static std::optional<Value> simple(const Head& head);
    bool take_break();
    /// True while a container of `head`'s length, of which `count` were read, goes on.
    bool goes_on(const Head& head, std::uint64_t count);

    std::string_view rest_;
};

std::optional<std::uint64_t> Reader::big_endian(std::size_t length) {
    if (rest_.size() < length) {
        return std::nullopt;
    }
    std::uint64_t value = 0;
    for (const char byte : rest_.substr(0, length)) {
        value = value << 8 | static_cast<unsigned char>(byte);
    }
    rest_.remove_prefix(length);
    return value;
}

std::optional<Reader::Head> Reader::head() {
    const auto first = big_endian(1);
    if (!first) {
        return std::nullopt;
    }
    Head head{
        .major = static_cast<Major>(*first >> 5),
        .info = static_cast<std::uint8_t>(*first & 0x1F),
        .argument = *first & 0x1F};
    if (head.info >= kOneByte && head.info <= kEightBytes) {
        const auto argument = big_endian(std::size_t{1} << (head.info - kOneByte));
        if (!argument) {
            return std::nullopt;
        }
        head.argument = *argument;
    } else if (head.info > kEightBytes && head.info != kIndefinite) {
        return std::nullopt;
    }
    return head;
}

bool Reader::take_break() {
    if (!rest_.starts_with(kBreak)) {
        return false;
    }
    rest_.remove_prefix(1);
    return true;
}

bool Reader::goes_on(const Head& head, std::uint64_t count) {
    return head.info == kIndefinite ? !take_break() : count < head.argument;
}

std::optional<std::string> Reader::chunk(std::uint64_t length) {
    if (rest_.size() < length) {
        return std::nullopt;
    }
    std::string bytes{rest_.substr(0, length)};
    rest_.remove_prefix(length);
    return bytes;
}

std::optional<std::string> Reader::text(const Head& head) {
    if (head.info != kIndefinite) {
        return chunk(head.argument);
    }
    std::string text;
    while (!take_break()) {
        const auto part = this->head();
        if (!part || part->major != head.major || part->info == kIndefinite) {
            return std::nullopt;
        }
        const auto bytes = chunk(part->argument);
        if (!bytes) {
            return std::nullopt;
        }
        text += *bytes;
    }
    return text;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as kDepthMax.
std::optional<Value> Reader::array(const Head& head, int depth) {
    Value list = Value::list();
    for (std::uint64_t count = 0; goes_on(head, count); ++count) {
        auto value = item(depth + 1);
        if (!value) {
            return std::nullopt;
        }
        list.push(std::move(*value));
    }
    return list;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as kDepthMax.
std::optional<Value> Reader::map(const Head& head, int depth) {
    Value structure = Value::structure();
    for (std::uint64_t count = 0; goes_on(head, count); ++count) {
        const auto name = item(depth + 1);
        auto value = item(depth + 1);
        if (!name || !value || name->get_if<std::string>() == nullptr) {
            return std::nullopt;
        }
        structure.set(*name->get_if<std::string>(), std::move(*value));
    }
    return structure;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as kDepthMax.
std::optional<Value> Reader::tagged(std::uint64_t tag, int depth) {
    auto value = item(depth + 1);
    if (!value || tag != kEpochTime) {
        return value;
    }
    std::optional<Timestamp> at;
    if (const auto* integer = value->get_if<std::int64_t>()) {
        at = timestamp_of_seconds(static_cast<double>(*integer));
    } else if (const auto* number = value->get_if<double>()) {
        at = timestamp_of_seconds(*number);
    }
    return at ? std::optional{Value{*at}} : std::nullopt;
}

std::optional<Value> Reader::simple(const Head& head) {
    switch (head.info) {
        case 20:
            return Value{false};
        case 21:
            return Value{true};
        case 22:
        case 23:
            return Value{};
        case 25:
            return Value{half_to_double(static_cast<std::uint16_t>(head.argument))};
        case 26:
            return Value{double{std::bit_cast<float>(static_cast<std::uint32_t>(head.argument))}};
        case 27:
            return Value{std::bit_cast<double>(head.argument)};
        default:
            return std::nullopt;
    }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as kDepthMax.
std::optional<Value> Reader::item(int depth) {
    const auto its_head = depth > kDepthMax ? std::nullopt : head();
    if (!its_head) {
        return std::nullopt;
    }
    const bool small =
        its_head->argument <= std::uint64_t{std::numeric_limits<std::int64_t>::max()};
    const auto integer = static_cast<std::int64_t>(its_head->argument);
    switch (its_head->major) {
        case Major::Unsigned:
            return small ? Value{integer} : Value{static_cast<double>(its_head->argument)};
        case Major::Negative:
            return small ? Value{-1 - integer} : Value{-static_cast<double>(its_head->argument)};
        case Major::Bytes:
        case Major::Text: {
            auto bytes = text(*its_head);
            if (!bytes) {
                return std::nullopt;
            }
            return its_head->major == Major::Text ? Value{std::move(*bytes)}
                                                  : Value{Bytes{std::move(*bytes)}};
        }
        case Major::Array:
            return array(*its_head, depth);
        case Major::Map:
            return map(*its_head, depth);
        case Major::Tag:
            return tagged(its_head->argument, depth);
        case Major::Simple:
            return simple(*its_head);
    }
    return std::nullopt;
}

class Writer {
public:
    void item(const Value& value);
    std::string take() { return std::move(out_); }

private:
    void head(Major major, std::uint64_t argument);
    void big_endian(std::uint64_t value, int length);
    void number(double value);
    void integer(std::int64_t value);
    void map(const Value::Structure& members);
    void simple(int info) { out_ += static_cast<char>(0xE0 | info); }
    void text(std::string_view text) {
        head(Major::Text, text.size());
        out_ += text;
    }

    std::string out_;
};

void Writer::big_endian(std::uint64_t value, int length) {
    for (int shift = (length - 1) * 8; shift >= 0; shift -= 8) {
        out_ += static_cast<char>(value >> shift & 0xFF);
    }
}

void Writer::head(Major major, std::uint64_t argument) {
    const int upper = static_cast<int>(major) << 5;
    if (argument < kOneByte) {
        out_ += static_cast<char>(upper | static_cast<int>(argument));
        return;
    }
    int power = 0;
    while (power < 3 && argument >> (8 << power) != 0) {
        ++power;
    }
    out_ += static_cast<char>(upper | (kOneByte + power));
    big_endian(argument, 1 << power);
}

void Writer::integer(std::int64_t value) {
    if (value >= 0) {
        head(Major::Unsigned, static_cast<std::uint64_t>(value));
    } else {
        head(Major::Negative, static_cast<std::uint64_t>(-(value + 1)));
    }
}

void Writer::number(double value) {
    simple(kEightBytes);
    big_endian(std::bit_cast<std::uint64_t>(value), 8);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the answers that we make.
void Writer::map(const Value::Structure& members) {
    head(Major::Map, members.size());
    for (const Value::Member& member : members) {
        this->text(member.name);
        item(member.value);
    }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the answers that we make.
void Writer::item(const Value& value) {
    if (const auto* text = value.get_if<std::string>()) {
        this->text(*text);
    } else if (const auto* members = value.get_if<Value::Structure>()) {
        map(*members);
    } else if (const auto* entries = value.get_if<Value::Map>()) {
        map(entries->entries);
    } else if (const auto* list = value.get_if<Value::List>()) {
        head(Major::Array, list->items.size());
        for (const Value& it : list->items) {
            item(it);
        }
    } else if (const auto* integer = value.get_if<std::int64_t>()) {
        this->integer(*integer);
    } else if (const auto* number = value.get_if<double>()) {
        this->number(*number);
    } else if (const auto* boolean = value.get_if<bool>()) {
        simple(*boolean ? 21 : 20);
    } else if (const auto* at = value.get_if<Timestamp>()) {
        head(Major::Tag, kEpochTime);
        const bool whole = epoch_microseconds(*at) % 1'000'000 == 0;
        whole ? this->integer(epoch_seconds(*at))
              : this->number(to_seconds(at->time_since_epoch()));
    } else if (const auto* bytes = value.get_if<Bytes>()) {
        head(Major::Bytes, bytes->data.size());
        out_ += bytes->data;
    } else {
        simple(22);
    }
}

}  // namespace

Result<Value> read_cbor_structure(std::string_view body) {
    if (body.empty()) {
        return Value::structure();
    }
    Reader reader{body};
    auto value = reader.item(0);
    if (!value || !reader.at_end() || value->get_if<Value::Structure>() == nullptr) {
        return fail(
            ErrorCode::InvalidRequest, "SerializationException", "Unable to parse the body"
        );
    }
    return std::move(*value);
}

std::string write_cbor(const Value& value) {
    Writer writer;
    writer.item(value);
    return writer.take();
}

}  // namespace sosw::wire

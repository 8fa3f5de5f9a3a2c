#include "core/ports/attribute_number.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

#include "core/base/ensure.hpp"

namespace sosw {

namespace {

// 38 digits and the sum of two such numbers fit into 128 bits.
__extension__ using Wide = unsigned __int128;

constexpr int kDigitsMax = 38;
constexpr int kExponentMax = 125;
constexpr int kExponentMin = -130;
constexpr std::size_t kSmallDigitsMax = 18;

constexpr std::array<Wide, kDigitsMax + 1> kPowersOfTen = [] {
    std::array<Wide, kDigitsMax + 1> powers{};
    Wide power = 1;
    for (Wide& slot : powers) {
        slot = power;
        power *= 10;
    }
    return powers;
}();

constexpr std::string_view kOverflow =
    "Number overflow. Attempting to store a number with magnitude larger than supported range";
constexpr std::string_view kUnderflow =
    "Number underflow. Attempting to store a number with magnitude smaller than supported range";
constexpr std::string_view kTooManyDigits =
    "Attempting to store more than 38 significant digits in a Number";

Failure invalid(std::string_view message) {
    return fail(ErrorCode::InvalidRequest, "ValidationException", std::string{message});
}

Failure no_number(std::string_view text) {
    std::string message = "The parameter cannot be converted to a numeric value";
    if (!text.empty()) {
        message += ": ";
        message += text;
    }
    return invalid(message);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Eight digits at a time, within one register: the first digit lies in the lowest byte.
constexpr std::size_t kBlock = 8;

std::uint64_t load_block(std::string_view digits) {
    static_assert(std::endian::native == std::endian::little);
    std::uint64_t block = 0;
    std::memcpy(&block, digits.data(), kBlock);
    return block;
}

bool all_digits(std::uint64_t block) {
    // A digit's high nibble is 3, and stays so when 6 is added.
    constexpr std::uint64_t kHighNibbles = 0xF0F0F0F0F0F0F0F0;
    constexpr std::uint64_t kThrees = 0x3030303030303030;
    return (block & kHighNibbles) == kThrees &&
           ((block + 0x0606060606060606) & kHighNibbles) == kThrees;
}

std::uint64_t value_of_block(std::uint64_t block) {
    block &= 0x0F0F0F0F0F0F0F0F;
    block = (block * 10 + (block >> 8)) & 0x00FF00FF00FF00FF;
    block = (block * 100 + (block >> 16)) & 0x0000FFFF0000FFFF;
    return (block * 10'000 + (block >> 32)) & 0xFFFFFFFF;
}

/// `coefficient` × 10^`exponent`; the coefficient has no trailing zeros, and zero has exponent 0.
struct Decimal {
    bool negative = false;
    Wide coefficient = 0;
    int exponent = 0;
};

int count_digits(Wide value) {
    const auto above = std::upper_bound(kPowersOfTen.begin(), kPowersOfTen.end(), value);
    return static_cast<int>(above - kPowersOfTen.begin());
}

/// The exponent of the first significant digit.
int magnitude(const Decimal& number) {
    return count_digits(number.coefficient) - 1 + number.exponent;
}

/// Collects the digits of a number; zeros count only once a digit follows them.
class Digits {
public:
    /// False when there are more than 38.
    bool push(char digit) {
        if (digit == '0') {
            zeros_ += coefficient_ != 0 ? 1 : 0;
            return true;
        }
        count_ += zeros_ + 1;
        if (count_ > kDigitsMax) {
            return false;
        }
        coefficient_ *= kPowersOfTen.at(static_cast<std::size_t>(zeros_ + 1));
        coefficient_ += static_cast<unsigned>(digit - '0');
        zeros_ = 0;
        return true;
    }
    Wide coefficient() const { return coefficient_; }
    int trailing_zeros() const { return zeros_; }

private:
    Wide coefficient_ = 0;
    int count_ = 0;
    int zeros_ = 0;
};

/// Reads the digits after the `e`, saturating far outside the range; nothing for bad syntax.
std::optional<int> read_exponent(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) {
        text.remove_prefix(1);
    }
    if (text.empty() || !std::ranges::all_of(text, is_digit)) {
        return std::nullopt;
    }
    constexpr int kFar = 100'000'000;
    int value = 0;
    for (const char digit : text) {
        value = std::min(value * 10 + (digit - '0'), kFar);
    }
    return negative ? -value : value;
}

/// The parts of a number's text, without its sign.
struct Parts {
    std::string_view whole;
    std::string_view fraction;
    int exponent = 0;
};

std::optional<Parts> split(std::string_view text) {
    Parts parts;
    const std::size_t e = text.find_first_of("eE");
    if (e != text.npos) {
        const std::optional<int> exponent = read_exponent(text.substr(e + 1));
        if (!exponent) {
            return std::nullopt;
        }
        parts.exponent = *exponent;
        text = text.substr(0, e);
    }
    const std::size_t point = text.find('.');
    parts.whole = text.substr(0, point);
    parts.fraction = point != text.npos ? text.substr(point + 1) : std::string_view{};
    const bool has_digits = !parts.whole.empty() || !parts.fraction.empty();
    if (!has_digits || !std::ranges::all_of(parts.whole, is_digit) ||
        !std::ranges::all_of(parts.fraction, is_digit)) {
        return std::nullopt;
    }
    return parts;
}

Result<Decimal> in_range(Decimal number) {
    if (number.coefficient == 0) {
        return Decimal{};
    }
    if (magnitude(number) > kExponentMax) {
        return invalid(kOverflow);
    }
    if (magnitude(number) < kExponentMin) {
        return invalid(kUnderflow);
    }
    return number;
}

Result<Decimal> parse(std::string_view text) {
    std::string_view unsigned_text = text;
    if (text.starts_with('-') || text.starts_with('+')) {
        unsigned_text.remove_prefix(1);
    }
    // DynamoDB's requests are far smaller; the bound keeps counts of digits within an int.
    constexpr std::size_t kLengthMax = 10'000'000;
    const std::optional<Parts> parts = split(unsigned_text);
    if (!parts || text.size() > kLengthMax) {
        return no_number(text);
    }
    Digits digits;
    for (const std::string_view part : {parts->whole, parts->fraction}) {
        if (!std::ranges::all_of(part, [&](char digit) { return digits.push(digit); })) {
            return invalid(kTooManyDigits);
        }
    }
    return in_range(
        {.negative = text.starts_with('-'),
         .coefficient = digits.coefficient(),
         .exponent =
             parts->exponent - static_cast<int>(parts->fraction.size()) + digits.trailing_zeros()}
    );
}

std::string format(const Decimal& number) {
    std::string digits;
    Wide rest = number.coefficient;
    do {
        digits.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
        rest /= 10;
    } while (rest != 0);
    if (number.exponent < 0) {
        const auto decimals = static_cast<std::size_t>(-number.exponent);
        digits.resize(std::max(digits.size(), decimals + 1), '0');
        digits.insert(decimals, 1, '.');
    }
    if (number.negative) {
        digits.push_back('-');
    }
    std::ranges::reverse(digits);
    if (number.exponent > 0) {
        digits.append(static_cast<std::size_t>(number.exponent), '0');
    }
    return digits;
}

/// The coefficient with `digits` zeros behind it; nothing once it is too large to matter.
std::optional<Wide> widened(Wide coefficient, int digits) {
    // A sum may lose a digit to the other operand (1E38 - 1 has 38), but never two.
    const Wide limit = 2 * kPowersOfTen.back();
    if (digits > kDigitsMax) {
        return std::nullopt;
    }
    const Wide power = kPowersOfTen.at(static_cast<std::size_t>(digits));
    if (coefficient > limit / power) {
        return std::nullopt;
    }
    return coefficient * power;
}

Result<Decimal> sum(Decimal left, Decimal right) {
    if (left.coefficient == 0 || right.coefficient == 0) {
        return left.coefficient == 0 ? right : left;
    }
    if (left.exponent < right.exponent) {
        std::swap(left, right);
    }
    const std::optional<Wide> wide = widened(left.coefficient, left.exponent - right.exponent);
    if (!wide) {
        return invalid(kOverflow);
    }
    Decimal total{.negative = left.negative, .exponent = right.exponent};
    if (left.negative == right.negative) {
        total.coefficient = *wide + right.coefficient;
    } else if (*wide >= right.coefficient) {
        total.coefficient = *wide - right.coefficient;
    } else {
        total.coefficient = right.coefficient - *wide;
        total.negative = right.negative;
    }
    while (total.coefficient != 0 && total.coefficient % 10 == 0) {
        total.coefficient /= 10;
        ++total.exponent;
    }
    if (total.coefficient >= kPowersOfTen.back()) {
        return invalid(kOverflow);
    }
    return in_range(total);
}

std::strong_ordering compare_magnitudes(const Decimal& left, const Decimal& right) {
    if (magnitude(left) != magnitude(right)) {
        return magnitude(left) <=> magnitude(right);
    }
    const auto aligned = [](Wide coefficient) {
        const auto missing = static_cast<std::size_t>(kDigitsMax - count_digits(coefficient));
        return coefficient * kPowersOfTen.at(missing);
    };
    return aligned(left.coefficient) <=> aligned(right.coefficient);
}

int sign(const Decimal& number) {
    if (number.coefficient == 0) {
        return 0;
    }
    return number.negative ? -1 : 1;
}

/// True for what `format` makes of a number with decimals, such as `1772438400.25`: most numbers
/// with decimals are the table's own.
bool is_normal_fraction(std::string_view text) {
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    const std::size_t point = digits.find('.');
    if (digits.size() > kDigitsMax || point == digits.npos || point == 0 ||
        (digits.front() == '0' && point > 1)) {
        return false;
    }
    const char last = digits.back();
    return last != '0' && is_digit(last) &&
           std::ranges::all_of(digits.substr(0, point), is_digit) &&
           std::ranges::all_of(digits.substr(point + 1), is_digit);
}

Decimal parse_valid(std::string_view text) {
    const Result<Decimal> number = parse(text);
    ENSURE(number.has_value());
    return *number;
}

}  // namespace

std::optional<std::int64_t> small_integer(std::string_view text) {
    const bool negative = text.starts_with('-');
    std::string_view digits = negative ? text.substr(1) : text;
    if (digits.empty() || digits.size() > kSmallDigitsMax ||
        (digits.front() == '0' && text.size() > 1)) {
        return std::nullopt;
    }
    std::int64_t value = 0;
    for (; digits.size() >= kBlock; digits.remove_prefix(kBlock)) {
        const std::uint64_t block = load_block(digits);
        if (!all_digits(block)) {
            return std::nullopt;
        }
        value = value * 100'000'000 + static_cast<std::int64_t>(value_of_block(block));
    }
    for (const char digit : digits) {
        if (!is_digit(digit)) {
            return std::nullopt;
        }
        value = value * 10 + (digit - '0');
    }
    return negative ? -value : value;
}

Result<void> check_number(std::string_view text) {
    // At most 38 characters of digits with a point among them are always in range.
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    const bool plain = digits.size() <= kDigitsMax && !digits.empty() && is_digit(digits.front()) &&
                       std::ranges::all_of(digits, [points = 0](char c) mutable {
                           return is_digit(c) || (c == '.' && ++points == 1);
                       });
    if (plain) {
        return {};
    }
    TRY(parse(text));
    return {};
}

Result<std::string> normalise_number(std::string_view text) {
    if (small_integer(text) || is_normal_fraction(text)) {
        return std::string{text};
    }
    return parse(text).map(format);
}

Result<std::string> add_numbers(std::string_view left, std::string_view right) {
    const std::optional<std::int64_t> small_left = small_integer(left);
    const std::optional<std::int64_t> small_right = small_integer(right);
    if (small_left && small_right) {
        return std::to_string(*small_left + *small_right);
    }
    const Decimal first = TRY(parse(left));
    const Decimal second = TRY(parse(right));
    return sum(first, second).map(format);
}

Result<std::string> subtract_numbers(std::string_view left, std::string_view right) {
    const std::optional<std::int64_t> small_left = small_integer(left);
    const std::optional<std::int64_t> small_right = small_integer(right);
    if (small_left && small_right) {
        return std::to_string(*small_left - *small_right);
    }
    const Decimal first = TRY(parse(left));
    Decimal second = TRY(parse(right));
    second.negative = !second.negative;
    return sum(first, second).map(format);
}

std::strong_ordering compare_numbers(std::string_view left, std::string_view right) {
    const std::optional<std::int64_t> small_left = small_integer(left);
    const std::optional<std::int64_t> small_right = small_integer(right);
    if (small_left && small_right) {
        return *small_left <=> *small_right;
    }
    const Decimal first = parse_valid(left);
    const Decimal second = parse_valid(right);
    if (sign(first) != sign(second) || sign(first) == 0) {
        return sign(first) <=> sign(second);
    }
    const std::strong_ordering order = compare_magnitudes(first, second);
    return first.negative ? 0 <=> order : order;
}

}  // namespace sosw

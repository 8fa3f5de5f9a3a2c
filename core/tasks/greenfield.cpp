#include "core/tasks/greenfield.hpp"

#include <string>
#include <string_view>

#include "core/base/ensure.hpp"
#include "core/ports/attribute_number.hpp"

namespace sosw {

namespace {

/// One step more would pass the clock: from here on greenfields are read and written with their
/// fractions.
bool near_the_clock(const Number& greenfield, std::int64_t step, Timestamp now) {
    return whole(greenfield) + step > epoch_seconds(now);
}

/// The decimal exponent of the first digit that is not zero: 2 for `749.5`, -3 for `0.0071`.
/// Requires a positive number.
int leading_exponent(std::string_view text) {
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::size_t digit = text.find_first_of("123456789");
    ENSURE(digit != std::string_view::npos);
    return digit < point ? static_cast<int>(point - digit) - 1 : -static_cast<int>(digit - point);
}

/// A millionth of what is left below the clock: after a million tasks in one instant there is still
/// a third left.
Number squeezed(const Number& newest, Timestamp now) {
    const Result<std::string> room = subtract_numbers(epoch_seconds_text(now), newest.text);
    ENSURE(room.has_value());
    if (*room == "0" || room->starts_with('-')) {
        return newest;
    }
    constexpr int kMillion = 6;
    const std::string step = "1E" + std::to_string(leading_exponent(*room) - kMillion);
    const Result<std::string> sum = add_numbers(newest.text, step);
    return sum ? Number{*sum} : newest;  // all 38 digits are used up: a tie
}

}  // namespace

std::int64_t whole(const Number& greenfield) {
    return AttributeValue{AttributeValue::Variant{greenfield}}.as_int64().value_or(0);
}

Number new_greenfield(const std::optional<Number>& newest, std::int64_t step, Timestamp now) {
    if (!newest) {
        return Number{std::to_string(2 * step)};
    }
    if (near_the_clock(*newest, step, now)) {
        return squeezed(*newest, now);
    }
    return Number{std::to_string(whole(*newest) + step)};
}

Number retry_greenfield(
    const std::optional<Number>& oldest, std::int64_t position, std::int64_t step, Timestamp now
) {
    if (!oldest) {
        return Number{std::to_string(step - 1 - position)};
    }
    if (near_the_clock(*oldest, step, now)) {
        const Result<std::string> text =
            subtract_numbers(oldest->text, std::to_string(1 + position));
        ENSURE(text.has_value());
        return Number{*text};
    }
    return Number{std::to_string(whole(*oldest) - 1 - position)};
}

}  // namespace sosw

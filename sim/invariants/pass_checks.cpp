#include "sim/invariants/pass_checks.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace sosw::sim {

namespace {

std::int64_t share(const LedgerLimits& limits, double coefficient) {
    return static_cast<std::int64_t>(std::floor(limits.max_simultaneous * coefficient));
}

Breach invoked_too_many(Invariant invariant, const PassConduct& conduct, std::int64_t wanted) {
    return broken(
        invariant,
        fmt::format(
            "pass {} invoked {} tasks of {} and {} were its due",
            conduct.pass,
            conduct.accepted,
            conduct.labourer,
            wanted
        )
    );
}

}  // namespace

std::int64_t allowed_at(const LedgerLimits& limits, int status) {
    return share(limits, limits.coefficients.at(static_cast<std::size_t>(status)));
}

std::int64_t allowed_at_best(const LedgerLimits& limits) {
    return share(limits, *std::ranges::max_element(limits.coefficients));
}

Breach check_desired(const PassConduct& conduct, const LedgerLimits& limits) {
    if (!conduct.decided) {
        return conduct.accepted > 0 ? invoked_too_many(Invariant::Desired, conduct, 0)
                                    : std::nullopt;
    }
    const std::int64_t due =
        std::max<std::int64_t>(0, allowed_at(limits, conduct.status) - conduct.running);
    if (conduct.desired != due) {
        return broken(
            Invariant::Desired,
            fmt::format(
                "pass {} desired {} tasks of {} and {} were its due",
                conduct.pass,
                conduct.desired,
                conduct.labourer,
                due
            )
        );
    }
    return conduct.accepted > due ? invoked_too_many(Invariant::Desired, conduct, due)
                                  : std::nullopt;
}

Breach check_nothing_at_zero(const PassConduct& conduct, const LedgerLimits& limits) {
    if (!conduct.decided || conduct.accepted == 0 || allowed_at(limits, conduct.status) > 0) {
        return std::nullopt;
    }
    return invoked_too_many(Invariant::NothingAtZero, conduct, 0);
}

Breach check_cut_off(const PassConduct& conduct, const LedgerLimits& limits) {
    const std::int64_t most = allowed_at_best(limits);
    return conduct.accepted > most ? invoked_too_many(Invariant::Desired, conduct, most)
                                   : std::nullopt;
}

Breach check_limit(
    PassNumber pass, const LedgerLimits& limits, std::int64_t running, bool has_excuse
) {
    const std::int64_t most = allowed_at_best(limits);
    if (running <= most || has_excuse) {
        return std::nullopt;
    }
    return broken(
        Invariant::Desired,
        fmt::format(
            "after an invocation by pass {} {} tasks run where {} may, without a race",
            pass,
            running,
            most
        )
    );
}

}  // namespace sosw::sim

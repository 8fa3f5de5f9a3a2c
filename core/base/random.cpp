#include "core/base/random.hpp"

#include <bit>
#include <cmath>

#include "core/base/ensure.hpp"

namespace sosw {
namespace {

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;

/// Scatters the bits of `x`: one to one, and near inputs give far outputs.
std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

/// FNV-1a.
std::uint64_t hash_of(std::string_view name) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : name) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
    return hash;
}

void append_hex(std::string& text, std::uint64_t bits) {
    for (int shift = 60; shift >= 0; shift -= 4) {
        text.push_back("0123456789abcdef"[(bits >> shift) & 0xf]);
    }
}

}  // namespace

Random::Random(std::uint64_t seed) : seed_{seed} {
    for (std::uint64_t& word : state_) {
        seed += kGolden;
        word = mix(seed);
    }
}

Random Random::fork(std::string_view name) const {
    return Random{mix(mix(seed_ + kGolden) ^ hash_of(name))};
}

std::uint64_t Random::next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
}

double Random::uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

std::uint64_t Random::below(std::uint64_t bound) {
    ENSURE(bound > 0);
    // The first 2^64 mod bound values are one too many for an even share, and are drawn again.
    const std::uint64_t surplus = (0 - bound) % bound;
    std::uint64_t drawn = next();
    while (drawn < surplus) {
        drawn = next();
    }
    return drawn % bound;
}

bool Random::chance(double probability) {
    if (!(probability > 0)) {
        return false;
    }
    return probability >= 1 || uniform() < probability;
}

double Random::exponential(double mean) { return -mean * std::log1p(-uniform()); }

double Random::normal() {
    if (has_spare_normal_) {
        has_spare_normal_ = false;
        return spare_normal_;
    }
    double x = 0;
    double y = 0;
    double square = 0;
    do {
        x = 2 * uniform() - 1;
        y = 2 * uniform() - 1;
        square = x * x + y * y;
    } while (square >= 1 || square == 0);
    const double scale = std::sqrt(-2 * std::log(square) / square);
    spare_normal_ = y * scale;
    has_spare_normal_ = true;
    return x * scale;
}

double Random::normal(double mean, double deviation) { return mean + deviation * normal(); }

std::string Random::uuid_hex() {
    constexpr std::uint64_t kVersionMask = 0xf000;
    constexpr std::uint64_t kVersion4 = 0x4000;
    constexpr std::uint64_t kVariantMask = 0xc000000000000000;
    constexpr std::uint64_t kVariant = 0x8000000000000000;
    std::string text;
    text.reserve(32);
    append_hex(text, (next() & ~kVersionMask) | kVersion4);
    append_hex(text, (next() & ~kVariantMask) | kVariant);
    return text;
}

}  // namespace sosw

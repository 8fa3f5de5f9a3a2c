#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/wire/services/value.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"

/// Typed reading of a request's parameters, the same for every protocol.

namespace sosw::wire {

/// Whether the protocol tells numbers from texts (JSON, CBOR) or writes everything as text (query).
enum class Typing { Typed, Text };

/// The fields of one structure. A field that is absent, null or of the wrong type is read as
/// nothing; of wrong types the first is remembered by the `Parameters` that this came from.
class FieldReader {
public:
    bool has(std::string_view name) const;
    /// Empty where absent.
    std::string text(std::string_view name) const;
    std::optional<std::string> optional_text(std::string_view name) const;
    std::optional<std::int64_t> integer(std::string_view name) const;
    std::optional<double> number(std::string_view name) const;
    std::optional<bool> boolean(std::string_view name) const;
    bool flag(std::string_view name) const { return boolean(name).value_or(false); }
    /// Epoch seconds, whole or fractional, or ISO 8601.
    std::optional<Timestamp> timestamp(std::string_view name) const;
    std::vector<std::string> texts(std::string_view name) const;
    std::vector<double> numbers(std::string_view name) const;
    std::optional<FieldReader> structure(std::string_view name) const;
    std::vector<FieldReader> structures(std::string_view name) const;
    /// A map from texts to texts, in its order.
    std::vector<std::pair<std::string, std::string>> map(std::string_view name) const;
    /// Nothing where the field is absent, its length otherwise.
    std::optional<std::size_t> size_of(std::string_view name) const;
    /// The structure itself, as it came.
    const Value& value() const { return *structure_; }
    /// A field as it came, or null.
    const Value* raw(std::string_view name) const;
    /// What `Parameters::check` says: for actions, before they act on what they read.
    Result<void> check() const;

private:
    friend class Parameters;
    FieldReader(const Value& structure, Typing typing, std::optional<Error>& problem)
        : structure_{&structure}, typing_{typing}, problem_{&problem} {}

    std::optional<std::string> as_text(const Value& value) const;
    std::optional<std::int64_t> as_integer(const Value& value) const;
    std::optional<double> as_number(const Value& value) const;
    std::optional<bool> as_boolean(const Value& value) const;
    std::optional<Timestamp> as_timestamp(const Value& value) const;
    const std::vector<Value>* items_of(std::string_view name) const;
    bool is_structure(const Value& value) const;
    std::nullopt_t wrong(const Value& value, std::string_view expected) const;

    const Value* structure_;
    Typing typing_;
    std::optional<Error>* problem_;
};

/// A request's parameters with what was wrong about them.
class Parameters {
public:
    /// `tree` is a structure.
    Parameters(Value tree, Typing typing);

    /// Borrows from this object.
    FieldReader fields() { return {tree_, typing_, problem_}; }
    /// Errors: `SerializationException`, or `MalformedInput` for texts that are none of the asked
    /// type: the first of the fields read so far.
    Result<void> check() const;

private:
    Value tree_;
    Typing typing_;
    std::optional<Error> problem_;
};

}  // namespace sosw::wire

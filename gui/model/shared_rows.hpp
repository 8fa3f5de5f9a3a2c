#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "core/base/ensure.hpp"

/// Long lists that grow and change on one thread while others read what they were.
///
/// A `RowsBuilder` belongs to the worker. `rows()` gives an immutable `Rows` in time proportional
/// to the number of chunks, not of rows: chunks are shared, and copied only when a row that has
/// been handed out changes.

namespace sosw::gui {

inline constexpr std::size_t kRowsPerChunk = 512;

/// What a list was when it was handed out. Any number of threads may read it; copies share.
template <typename T>
class Rows {
public:
    using Chunk = std::array<T, kRowsPerChunk>;
    using Chunks = std::vector<std::shared_ptr<const Chunk>>;

    Rows() = default;
    Rows(std::shared_ptr<const Chunks> chunks, std::size_t size)
        : chunks_{std::move(chunks)}, size_{size} {}

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    /// Requires `index < size()`.
    const T& operator[](std::size_t index) const {
        return (*(*chunks_)[index / kRowsPerChunk])[index % kRowsPerChunk];
    }
    const T& back() const { return (*this)[size_ - 1]; }

private:
    std::shared_ptr<const Chunks> chunks_;
    std::size_t size_ = 0;
};

/// Of rows in ascending order of `projection(row)`: the first that is not below `value`, or the
/// size.
template <typename T, typename Value, typename Projection>
std::size_t first_not_below(const Rows<T>& rows, const Value& value, Projection projection) {
    std::size_t low = 0;
    std::size_t high = rows.size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (projection(rows[middle]) < value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/// One thread at a time.
template <typename T>
class RowsBuilder {
public:
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const T& operator[](std::size_t index) const {
        return (*places_[index / kRowsPerChunk].chunk)[index % kRowsPerChunk];
    }
    const T& back() const { return (*this)[size_ - 1]; }

    void append(T row) {
        if (size_ == places_.size() * kRowsPerChunk) {
            places_.push_back({.chunk = std::make_shared<Chunk>(), .generation = generation_});
        }
        // Nobody was handed a row at or behind `handed_out_`: it is written without a copy.
        const bool is_new = size_ >= handed_out_;
        (is_new ? *places_[size_ / kRowsPerChunk].chunk : own(size_))[size_ % kRowsPerChunk] =
            std::move(row);
        ++size_;
    }
    /// The row, to be changed at once.
    T& change(std::size_t index) {
        ENSURE(index < size_);
        return own(index)[index % kRowsPerChunk];
    }
    /// Forgets the rows from `size` on.
    void truncate(std::size_t size) {
        ENSURE(size <= size_);
        size_ = size;
    }

    Rows<T> rows() {
        ++generation_;
        handed_out_ = std::max(handed_out_, size_);
        auto chunks = std::make_shared<typename Rows<T>::Chunks>();
        chunks->reserve(places_.size());
        for (const Place& place : places_) {
            chunks->push_back(place.chunk);
        }
        return {std::move(chunks), size_};
    }

private:
    using Chunk = typename Rows<T>::Chunk;
    struct Place {
        std::shared_ptr<Chunk> chunk;
        std::int64_t generation = 0;  ///< In which the chunk became this builder's alone.
    };

    Chunk& own(std::size_t index) {
        Place& place = places_[index / kRowsPerChunk];
        if (place.generation != generation_) {
            place.chunk = std::make_shared<Chunk>(*place.chunk);
            place.generation = generation_;
        }
        return *place.chunk;
    }

    std::vector<Place> places_;
    std::size_t size_ = 0;
    std::size_t handed_out_ = 0;
    std::int64_t generation_ = 0;
};

}  // namespace sosw::gui

#include "backends/endpoint/compression.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <zlib.h>

#include "core/base/ensure.hpp"

namespace sosw::endpoint {

namespace {

constexpr int kGzipWindow = MAX_WBITS + 16;
constexpr int kGzipOrZlibWindow = MAX_WBITS + 32;
constexpr std::size_t kPieceBytes = 64 * 1024;

/// zlib reads through a pointer that it does not call const.
Bytef* input_of(std::string_view bytes) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast,cppcoreguidelines-pro-type-const-cast)
    return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
}

Bytef* output_of(char* bytes) {
    return reinterpret_cast<Bytef*>(bytes);  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

Failure refuse(std::string message) {
    return fail(ErrorCode::InvalidRequest, "SerializationException", std::move(message));
}

/// Ends with its scope.
struct Inflation {
    Inflation() { ENSURE(inflateInit2(&stream, kGzipOrZlibWindow) == Z_OK); }
    Inflation(const Inflation&) = delete;
    Inflation& operator=(const Inflation&) = delete;
    ~Inflation() { inflateEnd(&stream); }
    z_stream stream{};
};

}  // namespace

std::string gzip(std::string_view bytes) {
    z_stream stream{};
    ENSURE(
        deflateInit2(
            &stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY
        ) == Z_OK
    );
    std::string compressed(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = input_of(bytes);
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = output_of(compressed.data());
    stream.avail_out = static_cast<uInt>(compressed.size());
    ENSURE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    compressed.resize(stream.total_out);
    deflateEnd(&stream);
    return compressed;
}

Result<std::string> inflate_bytes(std::string_view bytes, std::size_t limit) {
    Inflation inflation;
    z_stream& stream = inflation.stream;
    stream.next_in = input_of(bytes);
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string all;
    std::array<char, kPieceBytes> piece;  // NOLINT(*-member-init): zlib fills it
    while (true) {
        stream.next_out = output_of(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        const int code = inflate(&stream, Z_NO_FLUSH);
        all.append(piece.data(), piece.size() - stream.avail_out);
        if (all.size() > limit) {
            return refuse("The decompressed body is too large.");
        }
        if (code == Z_STREAM_END && stream.avail_in == 0) {
            return all;
        }
        // A further member follows, as gzip allows.
        const bool goes_on = code == Z_STREAM_END ? inflateReset(&stream) == Z_OK : code == Z_OK;
        if (!goes_on) {
            return refuse("The body is not what its Content-Encoding says.");
        }
    }
}

std::uint32_t crc32_of(std::string_view bytes) {
    return static_cast<std::uint32_t>(crc32_z(0, input_of(bytes), bytes.size()));
}

}  // namespace sosw::endpoint

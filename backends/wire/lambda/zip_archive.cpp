#include "backends/wire/lambda/zip_archive.hpp"

#include <optional>
#include <utility>

#include <zlib.h>

namespace sosw::wire {

namespace {

// Signatures and the sizes of fixed parts, as PKWARE's APPNOTE has them.
constexpr std::string_view kEndOfDirectory = "PK\x05\x06";
constexpr std::string_view kDirectoryEntry = "PK\x01\x02";
constexpr std::string_view kLocalHeader = "PK\x03\x04";
constexpr std::size_t kEndOfDirectorySize = 22;
constexpr std::size_t kDirectoryEntrySize = 46;
constexpr std::size_t kLocalHeaderSize = 30;
constexpr unsigned kStored = 0;
constexpr unsigned kDeflated = 8;
constexpr unsigned kMadeByUnix = 3;

Failure not_a_zip() {
    return fail(
        ErrorCode::InvalidRequest,
        "InvalidParameterValueException",
        "Could not unzip uploaded file. Please check your file, then try to upload again."
    );
}

unsigned byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint32_t number = 0;
    for (std::size_t i = size; i > 0; --i) {
        number = number << 8U | byte_at(bytes, at + i - 1);
    }
    return number;
}

/// `size` bytes at `at`, or nothing where they are not there.
std::optional<std::string_view> part(std::string_view bytes, std::size_t at, std::size_t size) {
    if (at > bytes.size() || bytes.size() - at < size) {
        return std::nullopt;
    }
    return bytes.substr(at, size);
}

struct Entry {
    std::string_view path;
    unsigned method = 0;
    std::size_t packed_size = 0;
    std::size_t size = 0;
    std::size_t header_at = 0;
    bool is_executable = false;
    std::size_t next_at = 0;  ///< Where the next entry of the directory begins.
};

std::optional<Entry> entry_at(std::string_view bytes, std::size_t at) {
    const auto fixed = part(bytes, at, kDirectoryEntrySize);
    if (!fixed || !fixed->starts_with(kDirectoryEntry)) {
        return std::nullopt;
    }
    const std::size_t path_size = number_at(*fixed, 28, 2);
    const std::size_t extra_size = number_at(*fixed, 30, 2);
    const std::size_t comment_size = number_at(*fixed, 32, 2);
    const auto path = part(bytes, at + kDirectoryEntrySize, path_size);
    if (!path) {
        return std::nullopt;
    }
    const unsigned mode = number_at(*fixed, 38, 4) >> 16U;
    return Entry{
        .path = *path,
        .method = number_at(*fixed, 10, 2),
        .packed_size = number_at(*fixed, 20, 4),
        .size = number_at(*fixed, 24, 4),
        .header_at = number_at(*fixed, 42, 4),
        .is_executable = byte_at(*fixed, 5) == kMadeByUnix && (mode & 0111U) != 0,
        .next_at = at + kDirectoryEntrySize + path_size + extra_size + comment_size,
    };
}

std::optional<std::string> inflated(std::string_view packed, std::size_t size) {
    std::string content(size, '\0');
    z_stream stream{};
    constexpr int kRawDeflate = -MAX_WBITS;
    if (inflateInit2(&stream, kRawDeflate) != Z_OK) {
        return std::nullopt;
    }
    std::string input{packed};  // zlib's bytes are neither constant nor characters.
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(content.data());
    stream.avail_out = static_cast<uInt>(content.size());
    const int result = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    const bool is_whole = result == Z_STREAM_END && stream.avail_out == 0;
    return is_whole ? std::optional{std::move(content)} : std::nullopt;
}

std::optional<std::string> content_of(std::string_view bytes, const Entry& entry) {
    const auto header = part(bytes, entry.header_at, kLocalHeaderSize);
    if (!header || !header->starts_with(kLocalHeader)) {
        return std::nullopt;
    }
    const std::size_t names = number_at(*header, 26, 2) + number_at(*header, 28, 2);
    const auto packed = part(bytes, entry.header_at + kLocalHeaderSize + names, entry.packed_size);
    if (!packed) {
        return std::nullopt;
    }
    if (entry.method == kDeflated) {
        return inflated(*packed, entry.size);
    }
    const bool is_stored = entry.method == kStored && entry.size == entry.packed_size;
    return is_stored ? std::optional{std::string{*packed}} : std::nullopt;
}

/// No path may lead out of the folder that the archive is unpacked to.
bool stays_inside(std::string_view path) {
    if (path.empty() || path.starts_with('/') || path.find('\\') != std::string_view::npos ||
        path.find('\0') != std::string_view::npos) {
        return false;
    }
    while (!path.empty()) {
        const std::size_t slash = path.find('/');
        if (path.substr(0, slash) == "..") {
            return false;
        }
        path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    }
    return true;
}

}  // namespace

Result<std::vector<ZipFile>> read_zip(std::string_view bytes, std::size_t size_max) {
    const std::size_t end = bytes.rfind(kEndOfDirectory);
    if (end == std::string_view::npos || !part(bytes, end, kEndOfDirectorySize)) {
        return not_a_zip();
    }
    const std::size_t count = number_at(bytes, end + 10, 2);
    std::size_t at = number_at(bytes, end + 16, 4);
    std::size_t size = 0;
    std::vector<ZipFile> files;
    for (std::size_t i = 0; i < count; ++i) {
        const auto entry = entry_at(bytes, at);
        if (!entry || !stays_inside(entry->path)) {
            return not_a_zip();
        }
        at = entry->next_at;
        if (entry->path.ends_with('/')) {
            continue;
        }
        size += entry->size;
        if (size > size_max) {
            return fail(
                ErrorCode::InvalidRequest,
                "InvalidParameterValueException",
                "Unzipped size must be smaller than " + std::to_string(size_max) + " bytes"
            );
        }
        auto content = content_of(bytes, *entry);
        if (!content) {
            return not_a_zip();
        }
        files.push_back(
            {.path = std::string{entry->path},
             .content = *std::move(content),
             .is_executable = entry->is_executable}
        );
    }
    return files;
}

}  // namespace sosw::wire

#include "backends/wire/services/s3_values.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include <pugixml.hpp>

#include "backends/wire/services/timestamps.hpp"
#include "backends/wire/services/xml_writer.hpp"
#include "backends/wire/uri.hpp"

namespace sosw::wire {
namespace {

constexpr std::size_t kDeletionsMax = 1000;
/// The account's canonical user, the same for all.
constexpr std::string_view kOwnerId =
    "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a";

Failure malformed() {
    return fail(
        ErrorCode::InvalidRequest,
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema"
    );
}

std::string quoted(const std::string& etag) { return "\"" + etag + "\""; }

class ListingWriter {
public:
    ListingWriter(const S3ListingRequest& request, std::string& out)
        : request_{request}, writer_{out} {}

    void write(const ListObjectsOutput& output, const std::string& next_token) {
        writer_.declaration();
        writer_.open("ListBucketResult", kS3Namespace);
        writer_.element("Name", request_.input.bucket);
        writer_.element("Prefix", encoded(request_.input.prefix));
        write_place(output, next_token);
        writer_.element("MaxKeys", request_.input.keys_max);
        if (!request_.input.delimiter.empty()) {
            writer_.element("Delimiter", encoded(request_.input.delimiter));
        }
        if (request_.url_encoded) {
            writer_.element("EncodingType", "url");
        }
        writer_.element("IsTruncated", output.is_truncated);
        for (const S3ObjectInfo& info : output.contents) {
            write_object(info);
        }
        for (const std::string& prefix : output.common_prefixes) {
            writer_.open("CommonPrefixes");
            writer_.element("Prefix", encoded(prefix));
            writer_.close("CommonPrefixes");
        }
        writer_.close("ListBucketResult");
    }

private:
    std::string encoded(const std::string& text) const {
        return request_.url_encoded ? percent_encode(text, Slash::Keep) : text;
    }

    void element_if(std::string_view name, const std::string& text) {
        if (!text.empty()) {
            writer_.element(name, text);
        }
    }

    /// From where the page goes, and where the next one begins.
    void write_place(const ListObjectsOutput& output, const std::string& next_token) {
        if (!request_.version_2) {
            writer_.element("Marker", encoded(request_.marker));
            // Without a delimiter the last key is the next marker.
            const bool needs_marker = output.is_truncated && !request_.input.delimiter.empty();
            element_if("NextMarker", needs_marker ? encoded(output.last) : "");
            return;
        }
        element_if("StartAfter", encoded(request_.start_after));
        element_if("ContinuationToken", request_.continuation_token);
        element_if("NextContinuationToken", next_token);
        const std::size_t count = output.contents.size() + output.common_prefixes.size();
        writer_.element("KeyCount", static_cast<std::int64_t>(count));
    }

    void write_object(const S3ObjectInfo& info) {
        writer_.open("Contents");
        writer_.element("Key", encoded(info.key));
        writer_.element("LastModified", iso8601_milliseconds(info.last_modified));
        writer_.element("ETag", quoted(info.etag));
        writer_.element("Size", info.size);
        if (request_.with_owner || !request_.version_2) {
            writer_.open("Owner");
            writer_.element("ID", kOwnerId);
            writer_.close("Owner");
        }
        writer_.element("StorageClass", "STANDARD");
        writer_.close("Contents");
    }

    const S3ListingRequest& request_;
    XmlWriter writer_;
};

}  // namespace

std::string write_s3_error(const ServiceError& error, const S3ErrorContext& context) {
    std::string text;
    XmlWriter writer{text};
    writer.declaration();
    writer.open("Error");
    writer.element("Code", error.code);
    writer.element("Message", error.message);
    const bool of_bucket = error.code.find("Bucket") != std::string::npos;
    if (of_bucket) {
        writer.element("BucketName", context.bucket);
    } else if (!context.key.empty()) {
        writer.element("Key", context.key);
    } else {
        writer.element("Resource", "/" + context.bucket);
    }
    writer.element("RequestId", context.request_id);
    writer.element("HostId", context.host_id);
    writer.close("Error");
    return text;
}

std::string write_s3_listing(
    const S3ListingRequest& request, const ListObjectsOutput& output, const std::string& next_token
) {
    std::string text;
    ListingWriter{request, text}.write(output, next_token);
    return text;
}

std::string write_s3_copy_result(const S3ObjectInfo& info, std::string_view element) {
    std::string text;
    XmlWriter writer{text};
    writer.declaration();
    writer.open(element, kS3Namespace);
    writer.element("LastModified", iso8601_milliseconds(info.last_modified));
    writer.element("ETag", quoted(info.etag));
    writer.close(element);
    return text;
}

Result<S3Deletion> read_s3_deletion(std::string_view xml) {
    pugi::xml_document document;
    const pugi::xml_node root =
        document.load_buffer(
            xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata_single
        )
            ? document.child("Delete")
            : pugi::xml_node{};
    if (!root) {
        return malformed();
    }
    S3Deletion deletion{.quiet = std::string_view{root.child_value("Quiet")} == "true"};
    for (const pugi::xml_node object : root.children("Object")) {
        deletion.keys.emplace_back(object.child_value("Key"));
    }
    if (deletion.keys.empty() || deletion.keys.size() > kDeletionsMax) {
        return malformed();
    }
    return deletion;
}

std::string write_s3_deletion(const S3Deletion& deletion) {
    std::string text;
    XmlWriter writer{text};
    writer.declaration();
    writer.open("DeleteResult", kS3Namespace);
    for (const std::string& key : deletion.keys) {
        if (!deletion.quiet) {
            writer.open("Deleted");
            writer.element("Key", key);
            writer.close("Deleted");
        }
    }
    writer.close("DeleteResult");
    return text;
}

Result<std::vector<S3PartReference>> read_s3_parts(std::string_view xml) {
    pugi::xml_document document;
    const pugi::xml_node root = document.load_buffer(xml.data(), xml.size())
                                    ? document.child("CompleteMultipartUpload")
                                    : pugi::xml_node{};
    std::vector<S3PartReference> parts;
    for (const pugi::xml_node part : root.children("Part")) {
        const std::string_view number = part.child_value("PartNumber");
        S3PartReference reference{.etag = std::string{without_quotes(part.child_value("ETag"))}};
        const auto [end, error] =
            std::from_chars(number.data(), number.data() + number.size(), reference.number);
        if (error != std::errc{}) {
            return malformed();
        }
        parts.push_back(std::move(reference));
    }
    if (parts.empty()) {
        return malformed();
    }
    return parts;
}

std::string_view without_quotes(std::string_view etag) {
    const bool quotes = etag.size() >= 2 && etag.front() == '"' && etag.back() == '"';
    return quotes ? etag.substr(1, etag.size() - 2) : etag;
}

bool lists_etag(std::string_view list, std::string_view etag) {
    while (!list.empty()) {
        std::string_view item = list.substr(0, list.find(','));
        list.remove_prefix(std::min(item.size() + 1, list.size()));
        item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
        item = item.substr(0, item.find_last_not_of(' ') + 1);
        item.remove_prefix(item.starts_with("W/") ? 2 : 0);
        if (item == "*" || without_quotes(item) == etag) {
            return true;
        }
    }
    return false;
}

}  // namespace sosw::wire

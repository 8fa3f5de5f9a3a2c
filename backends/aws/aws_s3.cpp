#include "backends/aws/aws_s3.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include <pugixml.hpp>

#include "backends/aws/query_protocol.hpp"
#include "backends/wire/json_fields.hpp"
#include "backends/wire/letters.hpp"
#include "backends/wire/services/s3_values.hpp"
#include "backends/wire/services/timestamps.hpp"
#include "backends/wire/uri.hpp"

namespace sosw::aws {

namespace {

/// Of an answer's headers those that somebody said about the object.
constexpr std::array<std::string_view, 6> kObjectHeaders{
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "expires"};
constexpr std::string_view kMetadataPrefix = "x-amz-meta-";

std::string quoted(const std::string& etag) { return etag == "*" ? etag : "\"" + etag + "\""; }

std::string target_of(const std::string& bucket) { return "/" + wire::percent_encode(bucket); }

/// An empty name would be another resource's path.
Result<std::string> target_of(const std::string& bucket, const std::string& key) {
    if (bucket.empty() || key.empty()) {
        return fail(
            ErrorCode::InvalidRequest,
            "ParamValidation",
            bucket.empty() ? "The name of the bucket is empty" : "The object's key is empty"
        );
    }
    return target_of(bucket) + "/" + wire::percent_encode(key, wire::Slash::Keep);
}

Error read_error(const wire::HttpResponse& response) {
    pugi::xml_document document;
    return document.load_buffer(response.body.data(), response.body.size())
               ? error_of_xml(response, document.child("Error"))
               : wire::error_of_status(response);
}

S3ObjectInfo info_of(const std::string& key, const wire::HttpResponse& response) {
    const wire::HttpHeaders& headers = response.headers;
    S3ObjectInfo info{
        .key = key, .etag = std::string{wire::without_quotes(headers.value_or_empty("ETag"))}};
    const auto modified = wire::read_http_date(headers.value_or_empty("Last-Modified"));
    info.last_modified = modified.value_or(Timestamp{});
    for (const wire::HttpHeader& header : headers) {
        std::string name = wire::lower_case(header.name);
        if (name.starts_with(kMetadataPrefix) ||
            std::ranges::find(kObjectHeaders, name) != kObjectHeaders.end()) {
            info.headers.emplace_back(std::move(name), header.value);
        }
    }
    return info;
}

std::int64_t integer_of(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

class ListingReader {
public:
    explicit ListingReader(const ListObjectsInput& input) : input_{input} {}

    Result<ListObjectsOutput> read(const std::string& body) {
        pugi::xml_document document;
        // Keys may be spaces alone.
        const bool is_xml = document.load_buffer(
            body.data(), body.size(), pugi::parse_default | pugi::parse_ws_pcdata_single
        );
        const pugi::xml_node root = document.child("ListBucketResult");
        if (!is_xml || !root) {
            return wire::unreadable("ListBucketResult");
        }
        output_.is_truncated = std::string_view{root.child_value("IsTruncated")} == "true";
        is_encoded_ = std::string_view{root.child_value("EncodingType")} == "url";
        for (const pugi::xml_node object : root.children("Contents")) {
            add(object);
        }
        for (const pugi::xml_node prefix : root.children("CommonPrefixes")) {
            add_prefix(decoded(prefix.child_value("Prefix")));
        }
        return std::move(output_);
    }

private:
    std::string decoded(const char* text) const {
        return is_encoded_ ? wire::percent_decode(text, wire::Plus::Space) : std::string{text};
    }

    void add(const pugi::xml_node& object) {
        const auto modified = wire::read_timestamp(object.child_value("LastModified"));
        output_.contents.push_back(
            {.key = decoded(object.child_value("Key")),
             .etag = std::string{wire::without_quotes(object.child_value("ETag"))},
             .size = integer_of(object.child_value("Size")),
             .last_modified = modified.value_or(Timestamp{})}
        );
        output_.last = std::max(output_.last, output_.contents.back().key);
    }

    /// Keys behind a prefix may follow `after` where the prefix itself does not.
    void add_prefix(std::string prefix) {
        if (prefix <= input_.after) {
            return;
        }
        output_.last = std::max(output_.last, prefix);
        output_.common_prefixes.push_back(std::move(prefix));
    }

    const ListObjectsInput& input_;
    ListObjectsOutput output_;
    bool is_encoded_ = false;
};

}  // namespace

AwsS3::AwsS3(
    const AwsAccess& access, Random random, ServiceAddress address, const RetryOptions& retries
)
    : client_{access, random.fork("retries"), std::move(address), &read_error, retries} {}

Result<S3ObjectInfo> AwsS3::put_object(const PutObjectInput& input) {
    wire::HttpRequest request{.method = "PUT"};
    request.target = TRY(target_of(input.bucket, input.key));
    request.body = input.body;
    for (const auto& [name, value] : input.headers) {
        request.headers.add(name, value);
    }
    if (!input.if_match.empty()) {
        request.headers.set("If-Match", quoted(input.if_match));
    }
    if (!input.if_none_match.empty()) {
        request.headers.set("If-None-Match", input.if_none_match);
    }
    const bool depends = !input.if_match.empty() || !input.if_none_match.empty();
    const wire::HttpResponse response =
        TRY(client_.call(request, depends ? Effect::Write : Effect::RepeatedOnce));
    S3ObjectInfo info = info_of(input.key, response);
    info.size = static_cast<std::int64_t>(input.body.size());
    info.headers = input.headers;
    return info;
}

Result<GetObjectOutput> AwsS3::get_object(const std::string& bucket, const std::string& key) {
    wire::HttpRequest request{.method = "GET"};
    request.target = TRY(target_of(bucket, key));
    wire::HttpResponse response = TRY(client_.call(request, Effect::Read));
    GetObjectOutput output{.info = info_of(key, response), .body = std::move(response.body)};
    output.info.size = static_cast<std::int64_t>(output.body.size());
    return output;
}

Result<S3ObjectInfo> AwsS3::head_object(const std::string& bucket, const std::string& key) {
    wire::HttpRequest request{.method = "HEAD"};
    request.target = TRY(target_of(bucket, key));
    Result<wire::HttpResponse> response = client_.call(request, Effect::Read);
    if (!response && response.error().code == ErrorCode::NotFound) {
        return fail(ErrorCode::NotFound, "NoSuchKey", "The specified key does not exist.");
    }
    if (!response) {
        return fail(response.error());
    }
    S3ObjectInfo info = info_of(key, *response);
    info.size = integer_of(response->headers.value_or_empty("Content-Length"));
    return info;
}

Result<void> AwsS3::delete_object(const std::string& bucket, const std::string& key) {
    wire::HttpRequest request{.method = "DELETE"};
    request.target = TRY(target_of(bucket, key));
    TRY(client_.call(request, Effect::RepeatedOnce));
    return {};
}

Result<ListObjectsOutput> AwsS3::list_objects(const ListObjectsInput& input) {
    if (input.bucket.empty()) {
        return fail(
            ErrorCode::InvalidRequest, "ParamValidation", "The name of the bucket is empty"
        );
    }
    wire::HttpRequest request{.method = "GET", .target = target_of(input.bucket)};
    request.target.append("?list-type=2&encoding-type=url&max-keys=")
        .append(std::to_string(input.keys_max));
    const auto add_some = [&request](std::string_view name, const std::string& value) {
        if (!value.empty()) {
            request.target.append("&").append(name).append("=").append(wire::percent_encode(value));
        }
    };
    add_some("prefix", input.prefix);
    add_some("delimiter", input.delimiter);
    add_some("start-after", input.after);
    const wire::HttpResponse response = TRY(client_.call(request, Effect::Read));
    return ListingReader{input}.read(response.body).map_error([](Error error) {
        return settled(std::move(error), Effect::Read);
    });
}

}  // namespace sosw::aws

#pragma once

#include <optional>
#include <string>

#include "core/config/config.hpp"
#include "core/essentials/scheduler/stored_queue_files.hpp"
#include "core/ports/s3.hpp"

namespace sosw {

/// Queue files in S3, as `queue_bucket` and `s3_prefix` say.
///
/// Two processes are kept apart by S3's conditional writes. The caller needs s3:GetObject and
/// s3:PutObject on the prefix, and s3:ListBucket: without that one S3 says of what is not there
/// that access is denied.
class S3QueueFiles final : public StoredQueueFiles {
public:
    /// `s3` must outlive this object.
    S3QueueFiles(S3& s3, const SchedulerConfig& config);

private:
    Result<StoredText> read(const std::string& name) override;
    Result<std::string> write(
        const std::string& name, const std::string& text, const std::optional<std::string>& over
    ) override;
    Result<void> make_empty(const std::string& name) override;

    std::string key_of(const std::string& name) const { return folder_ + name; }
    /// A missing bucket is no missing file.
    Failure told(const Error& error) const;

    S3& s3_;
    std::string bucket_;
    std::string folder_;  ///< Empty, or ends with `/`.
};

/// False for sosw's placeholder `autotest-bucket`, which the configuration has where the user says
/// nothing.
bool names_bucket(const SchedulerConfig& config);

}  // namespace sosw

#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "backends/aws/credentials_source.hpp"
#include "backends/aws/http_transport.hpp"
#include "backends/aws/retry.hpp"
#include "backends/aws/service_url.hpp"
#include "backends/wire/http_message.hpp"
#include "backends/wire/signature/signature_v4.hpp"
#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/ports/clock.hpp"

namespace sosw::aws {

/// What all adapters of one process share. Borrows; the adapters must not outlive it.
struct AwsAccess {
    Clock& clock;
    HttpTransport& transport;
    CredentialsSource& credentials;
};

/// Where one service is, and under which name its requests are signed.
struct ServiceAddress {
    ServiceUrl url{};
    std::string region = "us-west-2";
    std::string signing_name{};  ///< As in hosts: `dynamodb`, `monitoring`, `lambda`, `sns`.
};

/// AWS's public address of the service that signs as `signing_name`.
ServiceAddress public_address(std::string signing_name, std::string region);

/// What it means to send a request twice.
enum class Effect {
    Read,          ///< Nothing is changed.
    RepeatedOnce,  ///< A repetition changes nothing more, by a token in the request.
    Write,         ///< Each arrival changes something.
};

/// What an error is to the caller of such a call: a read whose outcome is unknown changed nothing,
/// and is `Unavailable`.
Error settled(Error error, Effect effect);

/// Requests to one service: signed, sent, judged, and sent again where that can do no harm.
///
/// Throttled and unavailable services are asked again. An outcome that is unknown is asked for
/// again only where the effect allows it: a lost answer to a write is given to the caller as
/// `OutcomeUnknown`, who reads back. A key that the service calls expired is replaced, once per
/// request, by the one that the source has then; with no other key the service's error is the
/// caller's.
class AwsClient {
public:
    /// The error that an answer other than 2xx tells of, in the service's protocol.
    using ErrorReader = std::function<Error(const wire::HttpResponse&)>;

    AwsClient(
        const AwsAccess& access,
        Random random,
        ServiceAddress address,
        ErrorReader read_error,
        const RetryOptions& retries
    );

    /// `request` as its service wants it, but for host and signature. The answer is 2xx and its
    /// checksum, where it has one, is right.
    Result<wire::HttpResponse> call(wire::HttpRequest request, Effect effect);

    struct Call {
        wire::HttpRequest request{};
        Effect effect = Effect::Write;
    };
    /// The same for many at once, as far as the transport can; answers in their order. Those that
    /// are to be sent again go together, after the longest of their waits.
    std::vector<Result<wire::HttpResponse>> call_all(std::span<const Call> calls);

private:
    /// Requests of one time, and what their answers say about the key that signed them.
    struct Round {
        wire::AccessKey key{};
        std::optional<bool> has_successor{};  ///< Known once it was rejected.
    };

    /// Signs it anew, whatever it was signed with before.
    void sign(wire::HttpRequest& request, const wire::AccessKey& key);
    /// An answer other than 2xx, or a damaged one, is an error.
    Result<wire::HttpResponse> judged(Result<wire::HttpResponse> answer) const;
    /// How long to wait before the request is sent again; nothing: `error` is the caller's.
    std::optional<Duration> wait_after(
        const Error& error, Effect effect, RequestCourse& course, Round& round
    );
    bool has_successor(Round& round);

    AwsAccess access_;
    RetryQuota quota_;
    ServiceAddress address_;
    ErrorReader read_error_;
    wire::KeptSigningKey signing_key_{};
};

}  // namespace sosw::aws

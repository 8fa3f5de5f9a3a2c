#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backends/aws/credentials_source.hpp"
#include "backends/aws/http_transport.hpp"
#include "core/base/random.hpp"
#include "core/ports/clock.hpp"

/// A network, and services at its end, that go wrong in every way that HTTP and AWS know of.

namespace sosw::test {

enum class WireFault {
    NotConnected,         ///< Nobody listens: known not sent.
    ResetBefore,          ///< The connection breaks before the server did anything …
    ResetAfter,           ///< … or when it had done it.
    Silence,              ///< It was done, but the answer takes too long.
    InternalErrorBefore,  ///< A 500; nothing was done.
    InternalErrorAfter,   ///< A 500, and yet it was done.
    Unavailable,          ///< A 503.
    Throttled,
    HalfABody,      ///< The answer ends in the middle.
    WrongChecksum,  ///< Of answers that have one.
    ExpiredKey,     ///< The key is no longer good, from now on.
    ProcessEnds,    ///< The client's process dies before it sends: `ProcessEnded` is thrown.
};
inline constexpr std::size_t kWireFaults = 12;
std::string_view to_string(WireFault fault);

/// Thrown where the client's process dies.
struct ProcessEnded {};

/// Wrong on purpose, so that a test sees its own checks fail.
enum class Lie {
    None,
    RepeatsPosts,     ///< A request whose connection broke is silently sent again.
    CallsLostUnsent,  ///< A lost answer is told as a request that never left.
};

class FaultyTransport final : public aws::HttpTransport {
public:
    /// What is silent takes this long.
    static constexpr Duration kPatience = std::chrono::seconds{20};

    /// Both must outlive this object.
    FaultyTransport(Clock& clock, Random random, aws::HttpTransport& next)
        : clock_{clock}, random_{random}, next_{next} {}

    /// From now on a request goes wrong with `probability`, in one of these ways, and now and then
    /// some of those that follow go wrong in the same way.
    void set_faults(double probability, std::vector<WireFault> kinds);
    void heal() { set_faults(0, {}); }
    void set_lie(Lie lie) { lie_ = lie; }

    Result<wire::HttpResponse> send(const aws::ServiceUrl& url, const wire::HttpRequest& request)
        override;
    /// They arrive in any order; where nothing can go wrong, as `next` does it.
    std::vector<Result<wire::HttpResponse>> send_all(
        const aws::ServiceUrl& url, std::span<const wire::HttpRequest> requests
    ) override;

    /// How often each fault struck.
    const std::map<WireFault, int>& struck() const { return struck_; }

private:
    std::optional<WireFault> next_fault();
    Result<wire::HttpResponse> send_wrong(
        WireFault fault, const aws::ServiceUrl& url, const wire::HttpRequest& request
    );
    /// The outcome of a request that the server got, and whose answer nobody did.
    Result<wire::HttpResponse> lose_answer(
        const aws::ServiceUrl& url, const wire::HttpRequest& request, const char* name
    );

    Clock& clock_;
    Random random_;
    aws::HttpTransport& next_;
    double probability_ = 0;
    std::vector<WireFault> kinds_{};
    Lie lie_ = Lie::None;
    WireFault lasting_ = WireFault::NotConnected;
    std::uint64_t lasting_left_ = 0;  ///< So many requests more go wrong as the last one did.
    std::set<std::string, std::less<>> expired_keys_{};
    std::map<WireFault, int> struck_{};
};

/// A source that has another key for each that was rejected: `KEY1`, `KEY2` … up to `kKeys`.
class RotatingCredentials final : public aws::CredentialsSource {
public:
    static constexpr int kKeys = 1000;
    static wire::AccessKey key_of(int number) {
        return {.id = "KEY" + std::to_string(number), .secret = "secret", .session_token = "t"};
    }

    Result<wire::AccessKey> key() override { return key_of(number_); }
    void reject(const wire::AccessKey& expired) override {
        number_ += expired == key_of(number_) ? 1 : 0;
    }
    int rejected() const { return number_ - 1; }

private:
    int number_ = 1;
};

}  // namespace sosw::test

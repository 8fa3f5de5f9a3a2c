#include "backends/aws/credentials_chain.hpp"

#include <string>
#include <utility>

namespace sosw::aws {

CredentialsChain::CredentialsChain(Clock& clock, Places places)
    : clock_{clock}, places_{std::move(places)} {}

Result<wire::AccessKey> CredentialsChain::key() {
    const Timestamp now = clock_.now();
    if (kept_ && good_at(now + kRefreshAhead)) {
        return kept_->key;
    }
    Result<FoundKey> found = look();
    if (found) {
        kept_ = *std::move(found);
    } else if (!kept_ || !good_at(now)) {
        return fail(std::move(found).error());
    }
    return kept_->key;
}

void CredentialsChain::reject(const wire::AccessKey& expired) {
    if (kept_ && kept_->key == expired) {
        kept_.reset();  // The place that gave it is asked first all the same.
    }
}

Result<FoundKey> CredentialsChain::look() {
    if (giver_ != nullptr) {
        KeySearch again = TRY(giver_->find());
        if (again.found) {
            return *std::move(again.found);
        }
    }
    std::string looked;
    for (const std::unique_ptr<KeyProvider>& place : places_) {
        KeySearch search = TRY(place->find());
        if (search.found) {
            giver_ = place.get();
            return *std::move(search.found);
        }
        looked += "\n  " + search.why_not;
    }
    return fail(
        ErrorCode::AccessDenied,
        "NoCredentialsError",
        "No AWS credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile "
        "of ~/.aws/credentials. Looked here:" +
            looked
    );
}

}  // namespace sosw::aws

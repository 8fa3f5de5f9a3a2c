#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"

/// Why DynamoDB refuses a request for lack of capacity (`ErrorCode::Throttled`): the detail of a
/// `ProvisionedThroughputExceededException` or `ThrottlingException`.
///
/// A transaction cancelled for it is `Throttled` too, under the name
/// `TransactionCanceledException`; the codes among its reasons are `ProvisionedThroughputExceeded`
/// and `ThrottlingError`.

namespace sosw {

/// In AWS's words: `Table` or `Index`, `Read` or `Write`, and the limit:
/// `ProvisionedThroughputExceeded`, `KeyRangeThroughputExceeded` (one partition),
/// `MaxOnDemandThroughputExceeded`, `AccountLimitExceeded`.
struct ThrottlingReason {
    std::string reason;    ///< `IndexWriteProvisionedThroughputExceeded`.
    std::string resource;  ///< ARN of the table or index.
};

struct RequestThrottled : ErrorDetail {
    std::vector<ThrottlingReason> reasons;
};

}  // namespace sosw

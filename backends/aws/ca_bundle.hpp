#pragma once

#include <string>

#include "backends/aws/environment.hpp"

namespace sosw::aws {

/// The file of trusted certificates: `AWS_CA_BUNDLE`, or else `SSL_CERT_FILE`, or else where the
/// distributions keep it, which a libcurl that was brought along does not know. Empty: as libcurl
/// thinks.
std::string ca_bundle(const Environment& environment);

}  // namespace sosw::aws

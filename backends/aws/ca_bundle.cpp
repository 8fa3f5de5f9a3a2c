#include "backends/aws/ca_bundle.hpp"

#include <filesystem>
#include <system_error>

namespace sosw::aws {

std::string ca_bundle(const Environment& environment) {
    for (const char* name : {"AWS_CA_BUNDLE", "SSL_CERT_FILE"}) {
        if (auto file = environment(name)) {
            return *file;
        }
    }
    for (const char* file :
         {"/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/certs/ca-certificates.crt"}) {
        std::error_code error;
        if (std::filesystem::exists(file, error)) {
            return file;
        }
    }
    return {};
}

}  // namespace sosw::aws

#include "backends/endpoint/lambda/function_package.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "backends/endpoint/lambda/bootstraps.hpp"
#include "backends/wire/lambda/zip_archive.hpp"

namespace sosw::endpoint {

namespace {

namespace fs = std::filesystem;

Failure cannot_unpack(std::string_view why) {
    return fail(
        ErrorCode::Unavailable,
        "ServiceException",
        "The code cannot be unpacked: " + std::string{why}
    );
}

std::string new_folder() {
    const char* const base = std::getenv("TMPDIR");
    std::string path{base != nullptr && *base != '\0' ? base : "/tmp"};
    path += "/sosw-function-XXXXXX";
    return mkdtemp(path.data()) == nullptr ? std::string{} : path;
}

bool write_file(const fs::path& path, std::string_view content) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    std::ofstream file{path, std::ios::binary};
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    return !error && file.good();
}

bool write_all(const fs::path& folder, const std::vector<wire::ZipFile>& files) {
    std::error_code error;
    fs::create_directories(folder, error);
    for (const wire::ZipFile& file : files) {
        const fs::path path = folder / file.path;
        if (error || !write_file(path, file.content)) {
            return false;
        }
        if (file.is_executable) {
            constexpr auto kExecute =
                fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
            fs::permissions(path, kExecute, fs::perm_options::add, error);
        }
    }
    return !error;
}

}  // namespace

Result<std::shared_ptr<const FunctionPackage>> FunctionPackage::unpack(std::string_view code) {
    const std::vector<wire::ZipFile> files = TRY(wire::read_zip(code, wire::kUnpackedSizeMax));
    const std::string root = new_folder();
    if (root.empty()) {
        return cannot_unpack("there is no place for temporary files");
    }
    std::shared_ptr<const FunctionPackage> package{new FunctionPackage{root}};
    if (!write_all(package->folder(), files)) {
        return cannot_unpack("a file of it cannot be written to " + root);
    }
    return package;
}

FunctionPackage::~FunctionPackage() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
}

std::string FunctionPackage::file_beside(const std::string& name, std::string_view content) const {
    std::string path = root_ + "/" + name;
    if (!fs::exists(path)) {
        write_file(path, content);
    }
    return path;
}

Result<FunctionWorker> worker_of_package(
    const std::shared_ptr<const FunctionPackage>& package, std::string_view runtime
) {
    FunctionWorker worker;
    worker.folder = package->folder();
    worker.package = package;
    if (runtime.starts_with("python")) {
        worker.command =
            "exec python3 '" + package->file_beside("bootstrap.py", kPythonBootstrap) + "'";
    } else if (runtime.starts_with("nodejs")) {
        worker.command = "exec node '" + package->file_beside("bootstrap.js", kNodeBootstrap) + "'";
    } else if (runtime.starts_with("provided")) {
        worker.command = "exec ./bootstrap";
    } else {
        return fail(
            ErrorCode::InvalidRequest,
            "Runtime.InvalidRuntime",
            "Code for " + std::string{runtime} +
                " is not run here: set the function's variable SOSW_COMMAND to a command that "
                "runs it"
        );
    }
    return worker;
}

}  // namespace sosw::endpoint

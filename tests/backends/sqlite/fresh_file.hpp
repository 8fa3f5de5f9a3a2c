#pragma once

#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace sosw::test {

/// The path of a database file that does not exist yet, in the directory for temporary files.
inline std::string fresh_file(const std::string& name) {
    const std::string path =
        (std::filesystem::path{testing::TempDir()} / (name + std::to_string(getpid()) + ".sqlite"))
            .string();
    for (const char* suffix : {"", "-wal", "-shm"}) {
        std::filesystem::remove(path + suffix);
    }
    return path;
}

}  // namespace sosw::test

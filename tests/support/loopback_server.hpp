#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace sosw::test {

/// A TCP server on a free port of 127.0.0.1 that speaks just enough HTTP to be broken on purpose:
/// it reads whole requests and sends whatever bytes the test gives.
///
/// Many connections, one request after the other, on a thread of its own; it ends with the object.
class LoopbackServer {
public:
    /// The bytes to send for a request (head and body as received): none to stay silent, nothing to
    /// close the connection. Called on the server's thread.
    using Answer = std::function<std::optional<std::string>(const std::string& request)>;

    explicit LoopbackServer(Answer answer);
    LoopbackServer(const LoopbackServer&) = delete;
    LoopbackServer& operator=(const LoopbackServer&) = delete;
    ~LoopbackServer();

    /// `http://127.0.0.1:PORT`
    std::string url() const;
    /// Whole requests so far, in order.
    std::vector<std::string> requests() const;
    int connections() const;

private:
    struct Connection {
        int socket = -1;
        std::string received{};
    };

    void run();
    void accept_one(std::vector<Connection>& connections);
    /// Reads what is there and answers whole requests. False where the connection is to be closed.
    bool serve(Connection& connection);

    Answer answer_;
    int listener_ = -1;
    int port_ = 0;
    int stop_[2] = {-1, -1};
    mutable std::mutex mutex_;
    std::vector<std::string> requests_;
    int connections_ = 0;
    std::thread thread_;
};

/// An answer with a `Content-Length`.
std::string http_answer(
    const std::string& body, const std::string& status = "200 OK", const std::string& headers = ""
);

}  // namespace sosw::test

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "backends/endpoint/event_loop.hpp"
#include "backends/endpoint/http_service.hpp"
#include "backends/endpoint/request_parser.hpp"
#include "backends/endpoint/response_text.hpp"
#include "backends/wire/http_message.hpp"

/// One client of the server, from its first byte to its last.

namespace sosw::endpoint {

class HttpConnection;

/// A descriptor that closes itself.
class Socket {
public:
    Socket() = default;
    explicit Socket(int descriptor) : descriptor_{descriptor} {}
    Socket(Socket&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}
    Socket& operator=(Socket&& other) noexcept;
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() { close(); }

    int get() const { return descriptor_; }
    void close() noexcept;

private:
    int descriptor_ = -1;
};

/// How long a client may keep us waiting, in ticks of the server.
struct Patience {
    int idle = 300;      ///< Between two requests.
    int receiving = 30;  ///< For the next byte of a request.
    int request = 300;   ///< For the whole of a request.
    int sending = 60;    ///< For it to take a part of an answer.
    int closing = 5;     ///< For it to hang up after the last answer.
};

/// What a connection needs of its server.
class ConnectionHost {
public:
    ConnectionHost() = default;
    ConnectionHost(const ConnectionHost&) = delete;
    ConnectionHost& operator=(const ConnectionHost&) = delete;
    virtual ~ConnectionHost() = default;

    virtual void handle(const wire::HttpRequest& request, Reply reply) = 0;
    /// An answer is there: call `send_answer` when it may leave.
    virtual void answered(HttpConnection& connection) = 0;
    /// More requests have come already: call `read_on` in the next turn.
    virtual void wants_turn(HttpConnection& connection) = 0;
    /// Forgets the connection.
    virtual void closed(HttpConnection& connection) = 0;
};

/// One request at a time: the next one is read when the answer to the last one has left, so that
/// pipelined answers keep their order and a client cannot fill the memory with questions.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
public:
    /// `host` and `loop` outlive it.
    HttpConnection(
        ConnectionHost& host,
        EventLoop& loop,
        Socket socket,
        const RequestLimits& limits,
        const Patience& patience
    );

    void send_answer();
    void read_on();
    /// A moment has passed: closes where patience is at its end.
    void tick();
    void close();

private:
    enum class State {
        Receiving,
        Handling,  ///< The service has the request.
        Answered,  ///< The answer waits for the end of the turn.
        Sending,
        Closing,  ///< All is sent: what still comes is thrown away until the client hangs up.
        Closed,
    };
    struct Pending;

    void on_ready(Ready ready);
    void receive();
    void use(std::string_view bytes);
    void hand_over();
    void refuse(Parsed problem);
    void answer(std::uint64_t request_number, const wire::HttpResponse& response);
    void finish_answer();
    void begin_closing();
    void discard();
    void expect(State state, Interest interest, int ticks);

    ConnectionHost& host_;
    Socket socket_;
    Patience patience_;
    RequestParser parser_;
    State state_ = State::Receiving;
    std::string input_{};  ///< Came, and was not used yet.
    std::string output_{};
    std::size_t sent_ = 0;
    std::uint64_t request_number_ = 0;
    std::uint64_t discarded_ = 0;
    AnswerTo answer_to_{};
    int ticks_left_ = 0;
    int request_ticks_left_ = 0;
    Watch watch_{};  ///< Last: ends before the socket.
};

}  // namespace sosw::endpoint

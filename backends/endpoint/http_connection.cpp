#include "backends/endpoint/http_connection.hpp"

#include <array>
#include <cerrno>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

namespace sosw::endpoint {

namespace {

constexpr std::size_t kReadBytes = 64 * 1024;
/// What a connection keeps of its memory between two answers.
constexpr std::size_t kKeptBytes = 64 * 1024;
/// A client that was refused may send on for a while, and reads the answer only then.
constexpr std::uint64_t kDiscardedBytesMax = 256ULL * 1024 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

wire::HttpResponse plain_text(int status, std::string text) {
    return {
        .status = status,
        .headers = {{.name = "Content-Type", .value = "text/plain"}},
        .body = std::move(text),
    };
}

wire::HttpResponse answer_to_problem(Parsed problem) {
    switch (problem) {
        case Parsed::HeaderTooLarge:
            return plain_text(431, "The headers of the request are too large.\n");
        case Parsed::BodyTooLarge:
            return plain_text(413, "The body of the request is too large.\n");
        default:
            return plain_text(400, "This is not an HTTP/1.1 request.\n");
    }
}

bool would_wait(int error) { return error == EAGAIN || error == EINTR; }

}  // namespace

Socket& Socket::operator=(Socket&& other) noexcept {
    if (this != &other) {
        close();
        descriptor_ = std::exchange(other.descriptor_, -1);
    }
    return *this;
}

void Socket::close() noexcept {
    if (descriptor_ >= 0) {
        ::close(std::exchange(descriptor_, -1));
    }
}

/// The one answer to a request. A service that forgets it must not keep the client waiting.
struct HttpConnection::Pending {
    Pending(std::weak_ptr<HttpConnection> to, std::uint64_t of)
        : connection{std::move(to)}, request_number{of} {}
    Pending(const Pending&) = delete;
    Pending& operator=(const Pending&) = delete;
    ~Pending() {
        if (!is_given) {
            give(plain_text(500, "The service gave no answer.\n"));
        }
    }

    void give(const wire::HttpResponse& response) {
        is_given = true;
        if (const auto receiver = connection.lock()) {
            receiver->answer(request_number, response);
        }
    }

    std::weak_ptr<HttpConnection> connection;
    std::uint64_t request_number;
    bool is_given = false;
};

HttpConnection::HttpConnection(
    ConnectionHost& host,
    EventLoop& loop,
    Socket socket,
    const RequestLimits& limits,
    const Patience& patience
)
    : host_{host},
      socket_{std::move(socket)},
      patience_{patience},
      parser_{limits},
      ticks_left_{patience.idle},
      request_ticks_left_{patience.request},
      watch_{loop.watch(socket_.get(), Interest::Read, [this](Ready ready) { on_ready(ready); })} {}

void HttpConnection::on_ready(Ready ready) {
    const auto self = shared_from_this();
    if (state_ == State::Receiving && ready.readable) {
        receive();
    } else if (state_ == State::Closing && ready.readable) {
        discard();
    } else if (ready.hung_up) {
        close();
    } else if (state_ == State::Sending && ready.writable) {
        send_answer();
    }
}

void HttpConnection::receive() {
    std::array<char, kReadBytes> bytes;  // NOLINT(*-member-init): 64 KB that are overwritten anyway
    const ssize_t count = recv(socket_.get(), bytes.data(), bytes.size(), 0);
    if (count > 0) {
        use({bytes.data(), static_cast<std::size_t>(count)});
    } else if (count == 0 || !would_wait(errno)) {
        close();
    }
}

void HttpConnection::read_on() {
    if (state_ == State::Receiving && !input_.empty()) {
        use({});
    }
}

void HttpConnection::use(std::string_view bytes) {
    if (!parser_.has_begun()) {
        request_ticks_left_ = patience_.request;
    }
    RequestParser::Progress progress;
    if (input_.empty()) {
        progress = parser_.feed(bytes);
        input_.assign(bytes.substr(progress.used));
    } else {
        input_.append(bytes);
        progress = parser_.feed(input_);
        input_.erase(0, progress.used);
    }
    if (progress.parsed == Parsed::Complete) {
        hand_over();
    } else if (progress.parsed != Parsed::NeedsMore) {
        refuse(progress.parsed);
    } else {
        expect(State::Receiving, Interest::Read, patience_.receiving);
        if (parser_.take_expectation() &&
            send(socket_.get(), kContinue.data(), kContinue.size(), MSG_NOSIGNAL) < 0) {
            close();
        }
    }
}

void HttpConnection::hand_over() {
    const wire::HttpRequest request = parser_.take();
    answer_to_ = {
        .is_head = request.method == "HEAD",
        .after = parser_.keeps_alive() ? AfterAnswer::KeepConnection : AfterAnswer::CloseConnection,
    };
    state_ = State::Handling;
    const auto pending = std::make_shared<Pending>(weak_from_this(), ++request_number_);
    host_.handle(request, [pending](const wire::HttpResponse& response) {
        pending->give(response);
    });
    if (state_ == State::Handling) {
        watch_.set(Interest::None);  // what it sends meanwhile waits, and must not wake us
    }
}

void HttpConnection::refuse(Parsed problem) {
    answer_to_ = {.after = AfterAnswer::CloseConnection};
    state_ = State::Handling;
    answer(++request_number_, answer_to_problem(problem));
}

void HttpConnection::answer(std::uint64_t request_number, const wire::HttpResponse& response) {
    if (state_ != State::Handling || request_number != request_number_) {
        return;  // it had its answer, or has hung up
    }
    append_response(output_, response, answer_to_);
    state_ = State::Answered;
    host_.answered(*this);
}

void HttpConnection::send_answer() {
    if (state_ != State::Answered && state_ != State::Sending) {
        return;
    }
    while (sent_ < output_.size()) {
        const ssize_t count =
            send(socket_.get(), output_.data() + sent_, output_.size() - sent_, MSG_NOSIGNAL);
        if (count < 0 && would_wait(errno)) {
            return expect(State::Sending, Interest::Write, patience_.sending);
        }
        if (count < 0) {
            return close();
        }
        sent_ += static_cast<std::size_t>(count);
    }
    finish_answer();
}

void HttpConnection::finish_answer() {
    sent_ = 0;
    output_.clear();
    if (output_.capacity() > kKeptBytes) {
        output_.shrink_to_fit();
    }
    if (answer_to_.after == AfterAnswer::CloseConnection) {
        return begin_closing();
    }
    expect(State::Receiving, Interest::Read, patience_.idle);
    if (!input_.empty()) {
        host_.wants_turn(*this);
    }
}

// Closed at once, with bytes that nobody has read, the system would take the answer back.
void HttpConnection::begin_closing() {
    shutdown(socket_.get(), SHUT_WR);
    request_ticks_left_ = patience_.request;
    expect(State::Closing, Interest::Read, patience_.closing);
}

void HttpConnection::discard() {
    std::array<char, kReadBytes> bytes;  // NOLINT(*-member-init): as above
    const ssize_t count = recv(socket_.get(), bytes.data(), bytes.size(), 0);
    discarded_ += count > 0 ? static_cast<std::uint64_t>(count) : 0;
    if (count > 0 && discarded_ <= kDiscardedBytesMax) {
        ticks_left_ = patience_.closing;
    } else if (count >= 0 || !would_wait(errno)) {
        close();
    }
}

void HttpConnection::expect(State state, Interest interest, int ticks) {
    state_ = state;
    ticks_left_ = ticks;
    watch_.set(interest);
}

void HttpConnection::tick() {
    const bool waits_for_us = state_ == State::Handling || state_ == State::Answered;
    if (waits_for_us) {
        return;
    }
    const bool may_drip = state_ == State::Closing || parser_.has_begun();
    if (--ticks_left_ <= 0 || (may_drip && --request_ticks_left_ <= 0)) {
        close();
    }
}

void HttpConnection::close() {
    if (state_ != State::Closed) {
        state_ = State::Closed;
        watch_.reset();
        socket_.close();
        host_.closed(*this);
    }
}

}  // namespace sosw::endpoint

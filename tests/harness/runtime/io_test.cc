// Input and output that blocks: pipes, socket pairs, TCP, UDP, Unix sockets,
// eventfd, timerfd; poll, select, epoll.

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "harness/race_test.h"
#include "tests/harness/runtime/deadline.h"
#include "tests/harness/runtime/together.h"

namespace racekit {
namespace {

// A descriptor that is closed at the end of its scope.
class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  ~Fd() { Close(); }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  operator int() const { return fd_; }  // NOLINT: as the C type
  void Set(int fd) { fd_ = fd; }
  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

struct Pipe {
  Pipe() {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    in.Set(ends[1]);
    out.Set(ends[0]);
  }
  Fd in;
  Fd out;
};

struct SocketPair {
  explicit SocketPair(int type = SOCK_STREAM) {
    int ends[2];
    EXPECT_EQ(socketpair(AF_UNIX, type, 0, ends), 0);
    a.Set(ends[0]);
    b.Set(ends[1]);
  }
  Fd a;
  Fd b;
};

std::string ReadAll(int fd) {
  std::string all;
  char part[512];
  for (ssize_t size; (size = read(fd, part, sizeof(part))) > 0;) {
    all.append(part, static_cast<std::size_t>(size));
  }
  return all;
}

RACE_TEST(Pipe, ReaderWaitsForTheWriter) {
  Pipe pipe;
  int value = 0;
  Together(
      [&] {
        value = 1;
        EXPECT_EQ(write(pipe.in, "x", 1), 1);
      },
      [&] {
        char c = 0;
        EXPECT_EQ(read(pipe.out, &c, 1), 1);
        EXPECT_EQ(c, 'x');
        EXPECT_EQ(value, 1);
      });
}

RACE_TEST(Pipe, ReaderSeesTheEnd) {
  Pipe pipe;
  Together(
      [&] {
        EXPECT_EQ(write(pipe.in, "ab", 2), 2);
        EXPECT_EQ(write(pipe.in, "cd", 2), 2);
        pipe.in.Close();
      },
      [&] { EXPECT_EQ(ReadAll(pipe.out), "abcd"); });
}

RACE_TEST(Pipe, WriterWaitsForRoom) {
  Pipe pipe;
  ASSERT_GE(fcntl(pipe.in, F_SETPIPE_SZ, 4096), 4096);
  const std::string much(20'000, 'm');
  Together(
      [&] {
        EXPECT_EQ(write(pipe.in, much.data(), much.size()),
                  static_cast<ssize_t>(much.size()));
        pipe.in.Close();
      },
      [&] { EXPECT_EQ(ReadAll(pipe.out), much); });
}

RACE_TEST(Pipe, NonblockingSaysThatThereIsNothing) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_NONBLOCK), 0);
  const Fd out(ends[0]);
  const Fd in(ends[1]);
  Together(
      [&] {
        char c;
        while (read(out, &c, 1) != 1) {
          EXPECT_EQ(errno, EAGAIN);
          sched_yield();
        }
        EXPECT_EQ(c, 'x');
      },
      [&] { EXPECT_EQ(write(in, "x", 1), 1); });
}

RACE_TEST(Pipe, InParts) {
  Pipe pipe;
  Together(
      [&] {
        char ab[] = "ab";
        char cd[] = "cd";
        const iovec parts[] = {{ab, 2}, {cd, 2}};
        EXPECT_EQ(writev(pipe.in, parts, 2), 4);
      },
      [&] {
        char abc[3];
        char d[1];
        const iovec parts[] = {{abc, 3}, {d, 1}};
        EXPECT_EQ(readv(pipe.out, parts, 2), 4);
        EXPECT_EQ(std::string(abc, 3), "abc");
        EXPECT_EQ(d[0], 'd');
      });
}

RACE_TEST(SocketPair, Converses) {
  SocketPair pair;
  Together(
      [&] {
        EXPECT_EQ(send(pair.a, "ping", 4, 0), 4);
        char answer[4];
        EXPECT_EQ(recv(pair.a, answer, 4, MSG_WAITALL), 4);
        EXPECT_EQ(std::string(answer, 4), "pong");
      },
      [&] {
        char question[4];
        EXPECT_EQ(recv(pair.b, question, 4, MSG_WAITALL), 4);
        EXPECT_EQ(std::string(question, 4), "ping");
        EXPECT_EQ(send(pair.b, "po", 2, 0), 2);
        EXPECT_EQ(send(pair.b, "ng", 2, 0), 2);
      });
}

RACE_TEST(SocketPair, MessagesAndShutdown) {
  SocketPair pair;
  Together(
      [&] {
        char data[] = "message";
        iovec part = {data, 7};
        msghdr message = {};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        EXPECT_EQ(sendmsg(pair.a, &message, 0), 7);
        EXPECT_EQ(shutdown(pair.a, SHUT_WR), 0);
      },
      [&] {
        char data[16];
        iovec part = {data, sizeof(data)};
        msghdr message = {};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        EXPECT_EQ(recvmsg(pair.b, &message, 0), 7);
        EXPECT_EQ(std::string(data, 7), "message");
        EXPECT_EQ(recvmsg(pair.b, &message, 0), 0);
      });
}

RACE_TEST(SocketPair, ReceivesForATime) {
  SocketPair pair;
  const timeval timeout = {0, 2000};
  setsockopt(pair.a, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
  Together([&] {
    const timespec start = Now(CLOCK_MONOTONIC);
    char c;
    EXPECT_EQ(recv(pair.a, &c, 1, 0), -1);
    EXPECT_EQ(errno, EAGAIN);
    EXPECT_GE(Nanoseconds(Now(CLOCK_MONOTONIC)) - Nanoseconds(start),
              1'000'000);
    EXPECT_EQ(recv(pair.a, &c, 1, MSG_DONTWAIT), -1);
    EXPECT_EQ(errno, EAGAIN);
  });
}

sockaddr_in Loopback() {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

sockaddr* Generic(sockaddr_in* address) {
  return reinterpret_cast<sockaddr*>(address);
}

// Binds `fd` to a free port; returns where.
sockaddr_in Bind(int fd) {
  sockaddr_in address = Loopback();
  EXPECT_EQ(bind(fd, Generic(&address), sizeof(address)), 0);
  socklen_t size = sizeof(address);
  EXPECT_EQ(getsockname(fd, Generic(&address), &size), 0);
  return address;
}

RACE_TEST(Tcp, ServerAndClient) {
  const Fd listener(socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address = Bind(listener);
  ASSERT_EQ(listen(listener, 1), 0);
  Together(
      [&] {
        const Fd server(accept(listener, nullptr, nullptr));
        ASSERT_GE(server, 0);
        EXPECT_EQ(ReadAll(server), "hello");
        EXPECT_EQ(send(server, "bye", 3, 0), 3);
      },
      [&] {
        const Fd client(socket(AF_INET, SOCK_STREAM, 0));
        ASSERT_EQ(connect(client, Generic(&address), sizeof(address)), 0);
        EXPECT_EQ(write(client, "hello", 5), 5);
        EXPECT_EQ(shutdown(client, SHUT_WR), 0);
        EXPECT_EQ(ReadAll(client), "bye");
      });
}

RACE_TEST(Tcp, ConnectionRefusedIsToldOf) {
  Together([] {
    Fd unused(socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address = Bind(unused);
    const Fd client(socket(AF_INET, SOCK_STREAM, 0));
    EXPECT_EQ(connect(client, Generic(&address), sizeof(address)), -1);
    EXPECT_EQ(errno, ECONNREFUSED);
  });
}

RACE_TEST(Udp, Datagrams) {
  const Fd receiver(socket(AF_INET, SOCK_DGRAM, 0));
  sockaddr_in address = Bind(receiver);
  Together(
      [&] {
        char data[16];
        sockaddr_in from = {};
        socklen_t size = sizeof(from);
        EXPECT_EQ(
            recvfrom(receiver, data, sizeof(data), 0, Generic(&from), &size),
            8);
        EXPECT_EQ(std::string(data, 8), "datagram");
        EXPECT_EQ(from.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
      },
      [&] {
        const Fd sender(socket(AF_INET, SOCK_DGRAM, 0));
        EXPECT_EQ(sendto(sender, "datagram", 8, 0, Generic(&address),
                         sizeof(address)),
                  8);
      });
}

RACE_TEST(UnixSocket, ServerAndClient) {
  const Fd listener(socket(AF_UNIX, SOCK_STREAM, 0));
  // Abstract; the kernel finds a name that is free.
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  ASSERT_EQ(bind(listener, generic, sizeof(sa_family_t)), 0);
  socklen_t size = sizeof(address);
  ASSERT_EQ(getsockname(listener, generic, &size), 0);
  ASSERT_EQ(listen(listener, 1), 0);
  Together(
      [&] {
        const Fd server(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
        ASSERT_GE(server, 0);
        EXPECT_EQ(ReadAll(server), "hello");
      },
      [&] {
        const Fd client(socket(AF_UNIX, SOCK_STREAM, 0));
        ASSERT_EQ(connect(client, generic, size), 0);
        EXPECT_EQ(write(client, "hello", 5), 5);
      });
}

RACE_TEST(Eventfd, CountsAndWakes) {
  const Fd event(eventfd(0, 0));
  int value = 0;
  Together(
      [&] {
        std::uint64_t count = 0;
        EXPECT_EQ(read(event, &count, 8), 8);
        EXPECT_EQ(count, 3u);
        EXPECT_EQ(value, 1);
      },
      [&] {
        value = 1;
        const std::uint64_t three = 3;
        EXPECT_EQ(write(event, &three, 8), 8);
      });
}

RACE_TEST(Timerfd, ReadWaitsForTheTime) {
  const Fd timer(timerfd_create(CLOCK_MONOTONIC, 0));
  Together([&] {
    const timespec start = Now(CLOCK_MONOTONIC);
    itimerspec setting = {};
    setting.it_value.tv_nsec = 2'000'000;
    ASSERT_EQ(timerfd_settime(timer, 0, &setting, nullptr), 0);
    itimerspec left;
    ASSERT_EQ(timerfd_gettime(timer, &left), 0);
    EXPECT_LE(Nanoseconds(left.it_value), 2'000'000);
    std::uint64_t expirations = 0;
    ASSERT_EQ(read(timer, &expirations, 8), 8);
    EXPECT_EQ(expirations, 1u);
    EXPECT_GE(Nanoseconds(Now(CLOCK_MONOTONIC)) - Nanoseconds(start),
              2'000'000);
  });
}

RACE_TEST(Timerfd, CountsWhatWasMissed) {
  const Fd timer(timerfd_create(CLOCK_MONOTONIC, 0));
  Together([&] {
    itimerspec setting = {};
    setting.it_value.tv_nsec = 1'000'000;
    setting.it_interval.tv_nsec = 1'000'000;
    ASSERT_EQ(timerfd_settime(timer, 0, &setting, nullptr), 0);
    const timespec duration = {0, 3'000'000};
    nanosleep(&duration, nullptr);
    std::uint64_t expirations = 0;
    ASSERT_EQ(read(timer, &expirations, 8), 8);
    EXPECT_GE(expirations, 3u);
    pollfd wait = {timer, POLLIN, 0};
    EXPECT_EQ(poll(&wait, 1, -1), 1);
  });
}

RACE_TEST(Poll, WaitsForAnyOfSeveral) {
  Pipe first;
  Pipe second;
  Together(
      [&] {
        pollfd fds[] = {{first.out, POLLIN, 0}, {second.out, POLLIN, 0}};
        EXPECT_EQ(poll(fds, 2, -1), 1);
        EXPECT_EQ(fds[0].revents, 0);
        EXPECT_EQ(fds[1].revents, POLLIN);
      },
      [&] { EXPECT_EQ(write(second.in, "x", 1), 1); });
}

RACE_TEST(Poll, WaitsForATime) {
  Pipe pipe;
  Together([&] {
    pollfd fds = {pipe.out, POLLIN, 0};
    EXPECT_EQ(poll(&fds, 1, 0), 0);
    const timespec start = Now(CLOCK_MONOTONIC);
    EXPECT_EQ(poll(&fds, 1, 2), 0);
    const timespec timeout = {0, 1'000'000};
    EXPECT_EQ(ppoll(&fds, 1, &timeout, nullptr), 0);
    EXPECT_EQ(poll(nullptr, 0, 1), 0);
    EXPECT_GE(Nanoseconds(Now(CLOCK_MONOTONIC)) - Nanoseconds(start),
              3'000'000);
  });
}

RACE_TEST(Select, WaitsForDescriptorsAndForATime) {
  Pipe pipe;
  Together(
      [&] {
        fd_set reads;
        FD_ZERO(&reads);
        FD_SET(pipe.out, &reads);
        EXPECT_EQ(select(pipe.out + 1, &reads, nullptr, nullptr, nullptr), 1);
        EXPECT_TRUE(FD_ISSET(pipe.out, &reads));
        char c;
        EXPECT_EQ(read(pipe.out, &c, 1), 1);
        timeval timeout = {0, 1000};
        EXPECT_EQ(select(pipe.out + 1, &reads, nullptr, nullptr, &timeout), 0);
        EXPECT_FALSE(FD_ISSET(pipe.out, &reads));
        EXPECT_EQ(timeout.tv_usec, 0);
        FD_SET(pipe.out, &reads);
        const timespec brief = {0, 1'000'000};
        EXPECT_EQ(
            pselect(pipe.out + 1, &reads, nullptr, nullptr, &brief, nullptr),
            0);
      },
      [&] { EXPECT_EQ(write(pipe.in, "x", 1), 1); });
}

RACE_TEST(Epoll, WaitsForWhatIsRegistered) {
  Pipe pipe;
  const Fd epoll(epoll_create1(0));
  Together(
      [&] {
        epoll_event event = {};
        EXPECT_EQ(epoll_wait(epoll, &event, 1, -1), 1);
        EXPECT_EQ(event.data.fd, pipe.out);
        char c;
        EXPECT_EQ(read(pipe.out, &c, 1), 1);
        EXPECT_EQ(epoll_wait(epoll, &event, 1, 1), 0);
        EXPECT_EQ(epoll_pwait(epoll, &event, 1, 1, nullptr), 0);
      },
      [&] {
        epoll_event event = {};
        event.events = EPOLLIN;
        event.data.fd = pipe.out;
        EXPECT_EQ(epoll_ctl(epoll, EPOLL_CTL_ADD, pipe.out, &event), 0);
      },
      [&] { EXPECT_EQ(write(pipe.in, "x", 1), 1); });
}

// Two producers, two consumers, one socket that keeps messages whole.
RACE_TEST(SeqPacket, MessagesStayWhole) {
  SocketPair pair(SOCK_SEQPACKET);
  std::atomic<int> sum{0};
  const auto produce = [&](int n) {
    EXPECT_EQ(send(pair.a, &n, sizeof(n), 0), static_cast<ssize_t>(sizeof(n)));
  };
  const auto consume = [&] {
    int n = 0;
    EXPECT_EQ(recv(pair.b, &n, sizeof(n), 0), static_cast<ssize_t>(sizeof(n)));
    sum += n;
  };
  Together([&] { produce(1); }, [&] { produce(2); }, consume, consume);
  EXPECT_EQ(sum, 3);
}

}  // namespace
}  // namespace racekit

#include "datasets/tool/interrupt.h"

#include <csignal>
#include <cstdlib>
#include <initializer_list>

namespace dataset_tool {
namespace {

volatile std::sig_atomic_t arrived = 0;

extern "C" void remember(int signal) { arrived = signal; }

}  // namespace

void notice_interrupts() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action {};
    action.sa_handler = remember;
    action.sa_flags = SA_RESTART;
    struct sigaction before {};
    sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN) sigaction(signal, &action, nullptr);  // nohup stays in force
  }
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
}

void end_at_interrupts() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    sigaction(signal, nullptr, &before);
    if (before.sa_handler == remember) std::signal(signal, SIG_DFL);
  }
}

void throw_if_interrupted() {
  if (arrived != 0) throw Interrupted{arrived};
}

void end_by(int signal) {
  std::signal(signal, SIG_DFL);
  std::raise(signal);
  std::_Exit(128 + signal);  // not reached: the signal ends the process
}

}  // namespace dataset_tool

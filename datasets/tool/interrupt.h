// Ctrl-C and its kin, noticed between rows, so that temporary files are removed on the way out.
#pragma once

namespace dataset_tool {

struct Interrupted {
  int signal;
};

// From here on SIGINT, SIGTERM and SIGHUP are noticed by throw_if_interrupted. A file-size limit (SIGXFSZ) and a closed
// pipe become ordinary write errors.
void notice_interrupts();
// Undoes it, for work that leaves nothing behind: a signal ends the process at once.
void end_at_interrupts();
// Throws Interrupted when one of them has arrived.
void throw_if_interrupted();
// Ends the process in the way the signal would have, so that a shell sees the usual status.
[[noreturn]] void end_by(int signal);

}  // namespace dataset_tool

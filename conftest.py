"""For all tests: the signals that some of them send are heard, also where the runner was started to ignore them.

By nohup, or in the background of a script; the programs under test inherit that.
"""

import signal

for number in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)

// Every hand-written row: its name and its type in rows.h, in the order of reports. Each is the limit of the strategies
// that do the same work (reports/judgement/limits.toml says whose). CMake reads this list.
#pragma once

#define BOTHSIDES_HAND_WRITTEN(X)                           \
  X(hand_written, HandWritten)                              \
  X(hand_written_unidirectional, HandWrittenUnidirectional) \
  X(hand_written_one_sided, HandWrittenOneSided)            \
  X(hand_written_unlinked, HandWrittenUnlinked)

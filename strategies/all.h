// Every strategy: its file strategies/<name>.h and its type, in the order of reports. Adding one is its file and one
// line here; CMake reads this list and generates strategies/types.h, which includes the files and names the types.
#pragma once

#define BOTHSIDES_STRATEGIES(X)                    \
  X(back_populates, BackPopulates)                 \
  X(back_populates_aa, BackPopulatesAa)            \
  X(backref, Backref)                              \
  X(unidirectional, Unidirectional)                \
  X(one_sided, OneSided)                           \
  X(sync_at_flush, SyncAtFlush)                    \
  X(unlinked, Unlinked)                            \
  X(back_populates_list, BackPopulatesList)        \
  X(unidirectional_indexed, UnidirectionalIndexed) \
  X(back_populates_runtime, BackPopulatesRuntime)  \
  X(backref_static, BackrefStatic)                 \
  X(backref_scalar, BackrefScalar)

// Every shape: its file datasets/shapes/<name>.h and its type, in the order of lists for people. Adding one is its file
// and one line here; CMake reads this list and generates datasets/shapes/types.h, which includes the files.
#pragma once

#define BOTHSIDES_SHAPES(X) \
  X(uniform, Uniform)       \
  X(zipf, Zipf)             \
  X(heavy_tail, HeavyTail)  \
  X(sparse, Sparse)         \
  X(list, List)             \
  X(fan_out, FanOut)        \
  X(users, Users)           \
  X(profiles, Profiles)     \
  X(threads, Threads)       \
  X(tags, Tags)

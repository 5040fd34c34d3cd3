// Every mix that the suite brings along: its file bench/mixes/<name>.toml. Adding one is its file and one line here;
// CMake reads this list and puts the texts into bench_mix.
#pragma once

#define BOTHSIDES_MIXES(X) \
  X(blog)                  \
  X(feed)                  \
  X(import)                \
  X(moderation)            \
  X(log)

// Every workload: its file bench/workloads/<name>.h, its type, and the phase whose binary runs it. Adding one is its
// file and one line here; CMake reads this list and gives each workload a translation unit of its own.
#pragma once

#define BOTHSIDES_WORKLOADS(X)                             \
  X(configure, Configure, configure)                       \
  X(declare_and_configure, DeclareAndConfigure, configure) \
  X(first_use, FirstUse, configure)                        \
  X(load_lazy, LoadLazy, load)                             \
  X(load_selectin, LoadSelectin, load)                     \
  X(load_scan, LoadScan, load)                             \
  X(load_joined, LoadJoined, load)                         \
  X(load_subquery, LoadSubquery, load)                     \
  X(load_two_selectin, LoadTwoSelectin, load)              \
  X(load_two_joined, LoadTwoJoined, load)                  \
  X(empty_request, EmptyRequest, load)                     \
  X(load_user, LoadUser, load)                             \
  X(load_post, LoadPost, load)                             \
  X(touch_authors, TouchAuthors, load)                     \
  X(load_profiles, LoadProfiles, load)                     \
  X(load_threads, LoadThreads, load)                       \
  X(load_tags, LoadTags, load)                             \
  X(append, Append, sync)                                  \
  X(append_unloaded, AppendUnloaded, sync)                 \
  X(append_write_only, AppendWriteOnly, sync)              \
  X(set_author, SetAuthor, sync)                           \
  X(set_author_unloaded, SetAuthorUnloaded, sync)          \
  X(move_by_append, MoveByAppend, sync)                    \
  X(move_by_set, MoveBySet, sync)                          \
  X(remove, Remove, sync)                                  \
  X(replace, Replace, sync)                                \
  X(clear, Clear, sync)                                    \
  X(drain, Drain, sync)                                    \
  X(swap_by_profile, SwapByProfile, sync)                  \
  X(swap_by_user, SwapByUser, sync)                        \
  X(reparent_by_append, ReparentByAppend, sync)            \
  X(reparent_by_set, ReparentBySet, sync)                  \
  X(link_tags, LinkTags, sync)                             \
  X(link_posts, LinkPosts, sync)                           \
  X(unlink_tags, UnlinkTags, sync)                         \
  X(insert_graph, InsertGraph, flush)                      \
  X(move_posts, MovePosts, flush)                          \
  X(delete_users, DeleteUsers, flush)                      \
  X(delete_orphans, DeleteOrphans, flush)                  \
  X(release_users, ReleaseUsers, flush)                    \
  X(find_dirty, FindDirty, flush)                          \
  X(flush_nothing, FlushNothing, flush)                    \
  X(move_profiles, MoveProfiles, flush)                    \
  X(move_replies, MoveReplies, flush)                      \
  X(write_links, WriteLinks, flush)                        \
  X(memory_loaded, MemoryLoaded, memory)                   \
  X(memory_pending, MemoryPending, memory)                 \
  X(memory_dirty, MemoryDirty, memory)                     \
  X(forget_1, Forget1, mix)                                \
  X(forget_10, Forget10, mix)                              \
  X(forget_50, Forget50, mix)

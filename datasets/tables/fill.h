// Rows of a dataset into the tables of schema.h, by plain prepared INSERTs: no mapper, so that a mapper's mistake
// cannot be in the data and in the check of it.
#pragma once

#include <cstdint>
#include <functional>

#include "datasets/dataset.h"
#include "orm/backend/backend.h"

namespace datasets {

// Called about every thousand rows and at the end, with the rows done so far and all of them. What it throws stops the
// work and is passed on.
using Progress = std::function<void(std::int64_t done, std::int64_t total)>;

// Inserts all users, then all posts, in the order of their ids, in one transaction: n_users + n_posts INSERTs.
// Returns the digest of the rows. REQUIRES: empty tables, no transaction. After an error nothing is inserted.
// Throws orm::BackendError.
std::uint64_t fill(orm::Backend& backend, const Dataset& dataset, const Progress& progress = {});

}  // namespace datasets

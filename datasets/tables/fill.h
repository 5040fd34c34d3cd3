// Rows of a dataset into the tables of schema.h, by plain prepared INSERTs: no mapper, so that a mapper's mistake
// cannot be in the data and in the check of it.
#pragma once

#include <cstdint>

#include "datasets/dataset.h"
#include "datasets/tables/progress.h"
#include "orm/backend/backend.h"

namespace datasets {

// Inserts all users, then all posts, in the order of their ids, in one transaction: n_users + n_posts INSERTs.
// Returns the digest of the rows. REQUIRES: empty tables, no transaction. After an error nothing is inserted.
// Throws orm::BackendError.
std::uint64_t fill(orm::Backend& backend, const Dataset& dataset, const Progress& progress = {});

}  // namespace datasets

// Public: lists that are never loaded.
#pragma once

#include "orm/declarative/write_only.h"  // IWYU pragma: export

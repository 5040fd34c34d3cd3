// Public: C++ classes as models: their attributes, their tables, orm::map.
#pragma once

#include "orm/declarative/model.h"  // IWYU pragma: export

// Public: declarations as plain data.
#pragma once

#include "orm/mapping/descriptors.h"  // IWYU pragma: export

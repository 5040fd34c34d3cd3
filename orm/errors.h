// Public: what the mapper throws.
#pragma once

#include "orm/instance/errors.h"  // IWYU pragma: export

// Datasets in database tables: make, mark, fill and read them.
#pragma once

#include "datasets/tables/fill.h"
#include "datasets/tables/layout.h"
#include "datasets/tables/mark.h"
#include "datasets/tables/origin.h"
#include "datasets/tables/read_back.h"
#include "datasets/tables/schema.h"

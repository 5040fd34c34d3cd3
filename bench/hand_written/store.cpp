#include "bench/hand_written/store.h"

#include <cstdlib>

namespace bench::hand_written {

std::unique_ptr<Store> store_on(orm::Backend& backend, orm::Counts& counts) {
  switch (backend.engine()) {
    case orm::Engine::sqlite:
      return sqlite_store(backend, counts);
    case orm::Engine::postgres:
      return postgres_store(backend, counts);
  }
  std::abort();  // every engine has its case: the compiler sees to it
}

}  // namespace bench::hand_written

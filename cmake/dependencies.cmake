# Every library comes from Debian (scripts/packages.txt names the packages); nothing is downloaded at configure time.
option(BOTHSIDES_TESTS "Build the tests" ON)

find_package(SQLite3 REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(benchmark REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)
if(BOTHSIDES_TESTS)
  find_package(GTest REQUIRED)
  include(GoogleTest)
endif()

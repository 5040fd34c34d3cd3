# One helper per kind of target, so that a folder's CMakeLists.txt says only what is particular to it.

# Quicker, but what a file forgets to include goes unseen: the preset tidy, which compiles each alone, sees it.
option(BOTHSIDES_UNITY "Compile several files of a library at once" OFF)

# g++ goes through all of its heap whenever that has grown; where there is memory for it, not before a gigabyte: an eighth
# of its time with files of many templates.
cmake_host_system_information(RESULT memory_mib QUERY TOTAL_PHYSICAL_MEMORY)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND memory_mib GREATER 7000)
  add_compile_options(--param=ggc-min-heapsize=1000000)
endif()

set(BOTHSIDES_BIN ${CMAKE_BINARY_DIR}/bin)

# bothsides_library(NAME [HEADERS_ONLY_OF_FOLDER] [SOURCES file...] [PUBLIC lib...] [PRIVATE lib...])
# A folder's library. Only a library that links another sees its headers: includes are written from the project's root,
# and each library exports the root of a link farm that holds its own folder alone, so an upward include does not compile.
function(bothsides_library name)
  cmake_parse_arguments(ARG "HEADERS_ONLY_OF_FOLDER" "FOLDER" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  if(NOT ARG_FOLDER)
    file(RELATIVE_PATH ARG_FOLDER ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  endif()
  set(farm ${CMAKE_BINARY_DIR}/include/${name})
  get_filename_component(parent ${farm}/${ARG_FOLDER} DIRECTORY)
  if(ARG_HEADERS_ONLY_OF_FOLDER)  # its sub-folders are libraries of their own
    file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${ARG_FOLDER}/*.h)
    file(REMOVE_RECURSE ${farm})
    foreach(header IN LISTS headers)
      file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR} ${header})
      get_filename_component(folder ${farm}/${path} DIRECTORY)
      file(MAKE_DIRECTORY ${folder})
      file(CREATE_LINK ${header} ${farm}/${path} SYMBOLIC)
    endforeach()
  else()
    file(MAKE_DIRECTORY ${parent})
    if(NOT EXISTS ${farm}/${ARG_FOLDER})
      file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${ARG_FOLDER} ${farm}/${ARG_FOLDER} SYMBOLIC)
    endif()
  endif()
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    target_include_directories(${name} PUBLIC ${farm})
    target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE} bothsides_warnings)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ${BOTHSIDES_UNITY} UNITY_BUILD_BATCH_SIZE 0)
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${farm})
    target_link_libraries(${name} INTERFACE ${ARG_PUBLIC})
  endif()
endfunction()

# What people call, and with it the tests of cells: of a whole build all but the tests of its libraries.
add_custom_target(programs)

# bothsides_program(NAME SOURCES file... LINK lib...): an executable in build/<preset>/bin.
function(bothsides_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} bothsides_warnings)
  # Sanitized, only what a test starts.
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${BOTHSIDES_BIN} EXCLUDE_FROM_ALL ${BOTHSIDES_SANITIZE})
  add_dependencies(programs ${name})
endfunction()

# bothsides_cold(TARGET...): nothing of it is timed or its cost kept, so that a build need not take long over it.
function(bothsides_cold)
  foreach(target IN LISTS ARGN)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1> $<$<CONFIG:RelWithDebInfo>:-O0>)
  endforeach()
endfunction()

# What every test includes, compiled once for all of them.
function(bothsides_precompiled_tests)
  if(TARGET precompiled_tests)
    return()
  endif()
  set(source ${CMAKE_BINARY_DIR}/generated/tests/precompiled.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "// Generated: holds the precompiled header.\n")
  add_library(precompiled_tests OBJECT ${source})
  target_link_libraries(precompiled_tests PRIVATE GTest::gmock bothsides_warnings)
  target_precompile_headers(precompiled_tests PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
  bothsides_cold(precompiled_tests)
endfunction()

# bothsides_test(NAME [ON_BOTH_BACKENDS] [LABEL label] SOURCES file... LINK lib...): a GoogleTest program whose tests ctest
# lists one by one (sanitized: as a whole); ON_BOTH_BACKENDS: a second time as postgres.NAME, on the server that
# BOTHSIDES_DSN names.
function(bothsides_test name)
  if(NOT BOTHSIDES_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "ON_BOTH_BACKENDS" "LABEL" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gmock_main bothsides_warnings)
  bothsides_cold(${name})
  if(ARG_SOURCES MATCHES "\\.cpp")
    bothsides_precompiled_tests()
    target_precompile_headers(${name} REUSE_FROM precompiled_tests)
  endif()
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
  if(BOTHSIDES_SANITIZE)  # a sanitized program starts slowly: once for all of its tests
    add_test(NAME ${name} COMMAND ${name})
    if(ARG_ON_BOTH_BACKENDS)
      add_test(NAME postgres.${name} COMMAND ${name})
      set_tests_properties(postgres.${name} PROPERTIES
        ENVIRONMENT BOTHSIDES_TEST_BACKEND=postgres SKIP_REGULAR_EXPRESSION "BOTHSIDES_DSN names no")
    endif()
    return()
  endif()
  gtest_discover_tests(${name} NO_PRETTY_TYPES DISCOVERY_TIMEOUT 60 PROPERTIES LABELS "${ARG_LABEL}")
  if(ARG_ON_BOTH_BACKENDS)
    gtest_discover_tests(${name} NO_PRETTY_TYPES DISCOVERY_TIMEOUT 60
      TEST_PREFIX postgres. TEST_LIST ${name}_on_postgres
      PROPERTIES ENVIRONMENT BOTHSIDES_TEST_BACKEND=postgres SKIP_REGULAR_EXPRESSION "BOTHSIDES_DSN names no")
  endif()
endfunction()

# bothsides_list(FILE OUT): the rows of an X-macro list, `X(a, b)` a line, each as "a|b". The file is the one place
# where its entries are named; a change of it configures again.
function(bothsides_list file out)
  set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} text)
  string(REGEX MATCHALL "\n *X\\([^)]*\\)" lines "${text}")
  set(rows "")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE ".*X\\(([^)]*)\\)" "\\1" row "${line}")
    string(REGEX REPLACE " *, *" "|" row "${row}")
    list(APPEND rows "${row}")
  endforeach()
  set(${out} "${rows}" PARENT_SCOPE)
endfunction()

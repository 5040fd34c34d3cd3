# mold where it is there: linking the programs and tests by the system's linker takes ten times as long.
find_program(BOTHSIDES_MOLD mold)
if(BOTHSIDES_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

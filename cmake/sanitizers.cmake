option(BOTHSIDES_SANITIZE "Address and undefined behaviour sanitizers" OFF)

if(BOTHSIDES_SANITIZE)
  # null: what goes by such a pointer is stopped and told all the same. vptr: nothing polymorphic is cast down unchecked. Both cost a
  # quarter of the compiler's time.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=null,vptr -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

option(BOTHSIDES_SANITIZE "Address and undefined behaviour sanitizers" OFF)

if(BOTHSIDES_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

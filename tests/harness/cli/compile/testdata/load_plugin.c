#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char** argv) {
  void* plugin = argc > 1 ? dlopen(argv[1], RTLD_NOW) : 0;
  int (*count)(void) = 0;
  if (plugin != 0) *(void**)&count = dlsym(plugin, "CountInPlugin");
  if (count == 0) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  printf("%d\n", count());
  return 0;
}

/*
 * ordeal-clock MILLISECONDS: sets by how much the node's wall clock is off. The control file is mapped by every process
 * of the node (clock-preload.c), so the number is stored in one piece, in place: a rename would leave the old file mapped.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(const char *what) {
  fprintf(stderr, "ordeal-clock: %s: %s\n", what, strerror(errno));
  return 1;
}

int main(int count, char **arguments) {
  char *end = NULL;
  errno = 0;
  long long offset_ms = count == 2 ? strtoll(arguments[1], &end, 10) : 0;
  if (count != 2 || errno != 0 || end == arguments[1] || *end != '\0' || llabs(offset_ms) > INT64_MAX / 1000000) {
    fprintf(stderr, "usage: ordeal-clock MILLISECONDS (a whole number, may be negative)\n");
    return 2;
  }
  int file = open("/ordeal/clock", O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) return fail("open /ordeal/clock");
  if (fchmod(file, 0644) != 0) return fail("chmod /ordeal/clock");
  if (ftruncate(file, sizeof(int64_t)) != 0) return fail("size /ordeal/clock");
  int64_t *offset_ns = mmap(NULL, sizeof(int64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (offset_ns == MAP_FAILED) return fail("map /ordeal/clock");
  __atomic_store_n(offset_ns, (int64_t)offset_ms * 1000000, __ATOMIC_SEQ_CST);
  return 0;
}

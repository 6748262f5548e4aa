// SPDX-License-Identifier: Apache-2.0
// Preloaded into a process, shows it a wall clock that is ahead of the true one by as many seconds as the file
// $WALL_CLOCK_FILE says: an int64_t, which may change at any time. All other clocks are true.
//
// Not libfaketime: it does not know cnd_timedwait, by which librdkafka waits, so that its waits would never end.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *ahead;

__attribute__((constructor)) static void open_file(void) {
  const int file = open(getenv("WALL_CLOCK_FILE"), O_RDONLY);
  void *page = file < 0 ? MAP_FAILED : mmap(NULL, sizeof(*ahead), PROT_READ, MAP_SHARED, file, 0);
  if (page == MAP_FAILED) abort();
  ahead = page;
}

static int64_t seconds_ahead(void) { return ahead == NULL ? 0 : *ahead; }

int clock_gettime(clockid_t clock, struct timespec *now) {
  const long result = syscall(SYS_clock_gettime, clock, now);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += seconds_ahead();
  return (int)result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  now->tv_sec = time.tv_sec;
  now->tv_usec = time.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *now) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  if (now != NULL) *now = time.tv_sec;
  return time.tv_sec;
}

int timespec_get(struct timespec *now, int base) {
  if (base != TIME_UTC) return 0;
  clock_gettime(CLOCK_REALTIME, now);
  return base;
}

// The end of the wait is a time of this wall clock.
int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex, const struct timespec *restrict end) {
  static int (*next)(cnd_t *, mtx_t *, const struct timespec *);
  if (next == NULL) next = dlsym(RTLD_NEXT, "cnd_timedwait");
  struct timespec true_end = *end;
  true_end.tv_sec -= seconds_ahead();
  return next(condition, mutex, &true_end);
}

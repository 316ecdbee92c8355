/*
 * Stands between a program and its files (LD_PRELOAD), for one ledger only: counts what is done to it, makes one call
 * fail or kills the program at it, and keeps a log from which shim.ts can take back what was never made to last.
 *
 *   SHIM_LEDGER   the ledger's full path; its -wal, -journal and .lock belong to it, its -shm does not
 *   SHIM_CONTROL  a file of 4096 bytes, mapped into memory: the test may arm a fault while the program runs
 *   SHIM_UNDO     optional: the log of what was changed and what was synced
 *
 * Every process that Chromium starts loads this too. They never open the ledger, so nothing here touches them.
 * The layouts below are read and written by shim.ts and undo-log.ts.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CALL_OPEN, CALL_WRITE, CALL_SYNC, CALL_TRUNCATE, CALL_UNLINK, CALLS };
/* FOLDER is only followed for the log: a synced folder makes creations and removals last. */
enum { FILE_DATABASE, FILE_WAL, FILE_JOURNAL, FILE_LOCK, FILES, FOLDER = FILES, NOT_OURS };
enum { NOTHING, FAIL, KILL_BEFORE, KILL_AFTER, TEAR };

struct control {
  uint32_t action, calls, files; /* what to do at which calls (bits) on which files (bits) */
  uint32_t error;                /* errno for FAIL */
  uint32_t lasting;              /* FAIL: not only this once */
  uint32_t fired;                /* how often it was done */
  uint32_t countdown;            /* at the n-th such call; written last */
  uint32_t reserved[9];
  uint32_t count[CALLS][FILES];
};

enum { UNDO_WRITE = 1, UNDO_TRUNCATE, UNDO_CREATE, UNDO_UNLINK, SYNC_FILE, SYNC_FOLDER };

/* Followed by the path, the bytes that were there and the bytes that came. */
struct record {
  uint32_t magic, kind, path_length, old_length, new_length, reserved;
  uint64_t offset, old_size;
};

#define MAGIC 0x4f444e55u
#define MOST_DESCRIPTORS 4096

static struct {
  int (*open)(const char *, int, ...);
  ssize_t (*write)(int, const void *, size_t);
  ssize_t (*pwrite)(int, const void *, size_t, off_t);
  int (*fsync)(int);
  int (*fdatasync)(int);
  int (*ftruncate)(int, off_t);
  int (*unlink)(const char *);
  int (*close)(int);
} real;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static const char *ledger;
static size_t ledger_length;
static struct control *control;
static int undo = -1;
static unsigned char files[MOST_DESCRIPTORS]; /* 1 + FILE_…; 0: not ours */

static void prepare(void) {
  real.open = dlsym(RTLD_NEXT, "open64");
  real.write = dlsym(RTLD_NEXT, "write");
  real.pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real.fsync = dlsym(RTLD_NEXT, "fsync");
  real.fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real.ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  real.unlink = dlsym(RTLD_NEXT, "unlink");
  real.close = dlsym(RTLD_NEXT, "close");
  const char *path = getenv("SHIM_LEDGER");
  const char *control_path = getenv("SHIM_CONTROL");
  if (path == NULL || control_path == NULL) return;
  int descriptor = real.open(control_path, O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return;
  void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  real.close(descriptor);
  if (page == MAP_FAILED) return;
  control = page;
  ledger = path;
  ledger_length = strlen(path);
  const char *undo_path = getenv("SHIM_UNDO");
  if (undo_path != NULL) undo = real.open(undo_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

static int file_of(const char *path) {
  pthread_once(&once, prepare);
  if (ledger == NULL || path == NULL) return NOT_OURS;
  if (strncmp(path, ledger, ledger_length) == 0) {
    const char *rest = path + ledger_length;
    if (*rest == '\0') return FILE_DATABASE;
    if (strcmp(rest, "-wal") == 0) return FILE_WAL;
    if (strcmp(rest, "-journal") == 0) return FILE_JOURNAL;
    if (strncmp(rest, ".lock", 5) == 0) return FILE_LOCK;
    return NOT_OURS;
  }
  size_t folder = (size_t)(strrchr(ledger, '/') - ledger);
  return strncmp(path, ledger, folder) == 0 && path[folder] == '\0' ? FOLDER : NOT_OURS;
}

static int file_at(int descriptor) {
  pthread_once(&once, prepare);
  if (descriptor < 0 || descriptor >= MOST_DESCRIPTORS || files[descriptor] == 0) return NOT_OURS;
  return files[descriptor] - 1;
}

static const char *path_of(int file, char *buffer) {
  static const char *const suffixes[FILES] = {"", "-wal", "-journal", ".lock"};
  strcpy(buffer, ledger);
  if (file == FOLDER) *strrchr(buffer, '/') = '\0';
  else strcat(buffer, suffixes[file]);
  return buffer;
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/* Counts the call and says what is to happen at it. Holds the lock, as everything below does. */
static int decide(int call, int file) {
  if (file >= FILES) return NOTHING;
  control->count[call][file] += 1;
  if ((control->calls & (1u << call)) == 0 || (control->files & (1u << file)) == 0) return NOTHING;
  if (control->countdown == 0) return control->lasting && control->fired > 0 ? FAIL : NOTHING;
  control->countdown -= 1;
  if (control->countdown > 0) return NOTHING;
  control->fired += 1;
  return (int)control->action;
}

static void note(int kind, int file, uint64_t offset, uint64_t old_size, const void *old, size_t old_length,
                 const void *new, size_t new_length) {
  if (undo < 0 || file == FILE_LOCK) return;
  char path[4096];
  path_of(file, path);
  struct record head = {MAGIC, (uint32_t)kind, (uint32_t)strlen(path), (uint32_t)old_length, (uint32_t)new_length, 0,
                        offset, old_size};
  struct iovec parts[] = {{&head, sizeof head}, {path, strlen(path)}, {(void *)old, old_length}, {(void *)new, new_length}};
  if (writev(undo, parts, 4) < 0) abort();
}

static uint64_t size_of(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 ? (uint64_t)status.st_size : 0;
}

/* What stands in the file from `offset` on. The caller frees it. */
static char *bytes_at(int descriptor, uint64_t offset, size_t wanted, size_t *length) {
  char *bytes = malloc(wanted + 1);
  ssize_t got = pread(descriptor, bytes, wanted, (off_t)offset);
  *length = got < 0 ? 0 : (size_t)got;
  return bytes;
}

static void note_write(int descriptor, int file, const void *bytes, size_t length, uint64_t offset) {
  if (undo < 0) return;
  size_t old_length;
  char *old = bytes_at(descriptor, offset, length, &old_length);
  note(UNDO_WRITE, file, offset, size_of(descriptor), old, old_length, bytes, length);
  free(old);
}

static ssize_t write_ours(int descriptor, int file, const void *bytes, size_t length, off_t at) {
  pthread_mutex_lock(&mutex);
  int action = decide(CALL_WRITE, file);
  if (action == FAIL) {
    pthread_mutex_unlock(&mutex);
    errno = (int)control->error;
    return -1;
  }
  if (action == KILL_BEFORE) die();
  if (action == TEAR) length /= 2;
  uint64_t offset = at >= 0 ? (uint64_t)at : (uint64_t)lseek(descriptor, 0, SEEK_CUR);
  note_write(descriptor, file, bytes, length, offset);
  ssize_t result = at >= 0 ? real.pwrite(descriptor, bytes, length, at) : real.write(descriptor, bytes, length);
  if (action == KILL_AFTER || action == TEAR) die();
  pthread_mutex_unlock(&mutex);
  return result;
}

static int sync_ours(int descriptor, int file, int (*sync)(int)) {
  pthread_mutex_lock(&mutex);
  int action = decide(CALL_SYNC, file);
  if (action == KILL_BEFORE || action == TEAR) die();
  int result = -1;
  if (action == FAIL) errno = (int)control->error;
  else result = sync(descriptor);
  int error = errno;
  if (result == 0) note(file == FOLDER ? SYNC_FOLDER : SYNC_FILE, file, 0, 0, NULL, 0, NULL, 0);
  if (action == KILL_AFTER) die();
  pthread_mutex_unlock(&mutex);
  errno = error;
  return result;
}

static int truncate_ours(int descriptor, int file, off_t length) {
  pthread_mutex_lock(&mutex);
  int action = decide(CALL_TRUNCATE, file);
  if (action == FAIL) {
    pthread_mutex_unlock(&mutex);
    errno = (int)control->error;
    return -1;
  }
  if (action == KILL_BEFORE || action == TEAR) die();
  if (undo >= 0) {
    uint64_t size = size_of(descriptor);
    size_t old_length = 0;
    char *old = size > (uint64_t)length ? bytes_at(descriptor, (uint64_t)length, size - (uint64_t)length, &old_length) : NULL;
    note(UNDO_TRUNCATE, file, (uint64_t)length, size, old, old_length, NULL, 0);
    free(old);
  }
  int result = real.ftruncate(descriptor, length);
  if (action == KILL_AFTER) die();
  pthread_mutex_unlock(&mutex);
  return result;
}

static int open_any(const char *path, int flags, mode_t mode) {
  int file = file_of(path);
  if (file == NOT_OURS) return real.open(path, flags, mode);
  pthread_mutex_lock(&mutex);
  int action = decide(CALL_OPEN, file);
  if (action == FAIL) {
    pthread_mutex_unlock(&mutex);
    errno = (int)control->error;
    return -1;
  }
  if (action == KILL_BEFORE || action == TEAR) die();
  int is_new = (flags & O_CREAT) != 0 && access(path, F_OK) != 0;
  int descriptor = real.open(path, flags, mode);
  int error = errno;
  if (descriptor >= 0 && descriptor < MOST_DESCRIPTORS) files[descriptor] = (unsigned char)(1 + file);
  if (descriptor >= 0 && is_new && file != FOLDER) note(UNDO_CREATE, file, 0, 0, NULL, 0, NULL, 0);
  if (action == KILL_AFTER) die();
  pthread_mutex_unlock(&mutex);
  errno = error;
  return descriptor;
}

static mode_t mode_in(int flags, va_list arguments) {
  return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? (mode_t)va_arg(arguments, int) : 0;
}

int open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = mode_in(flags, arguments);
  va_end(arguments);
  return open_any(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = mode_in(flags, arguments);
  va_end(arguments);
  return open_any(path, flags | O_LARGEFILE, mode);
}

int close(int descriptor) {
  if (file_at(descriptor) != NOT_OURS) files[descriptor] = 0;
  return real.close(descriptor);
}

ssize_t write(int descriptor, const void *bytes, size_t length) {
  int file = file_at(descriptor);
  return file == NOT_OURS ? real.write(descriptor, bytes, length) : write_ours(descriptor, file, bytes, length, -1);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) {
  int file = file_at(descriptor);
  return file == NOT_OURS ? real.pwrite(descriptor, bytes, length, offset)
                          : write_ours(descriptor, file, bytes, length, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t offset) {
  return pwrite(descriptor, bytes, length, offset);
}

int fsync(int descriptor) {
  int file = file_at(descriptor);
  return file == NOT_OURS ? real.fsync(descriptor) : sync_ours(descriptor, file, real.fsync);
}

int fdatasync(int descriptor) {
  int file = file_at(descriptor);
  return file == NOT_OURS ? real.fdatasync(descriptor) : sync_ours(descriptor, file, real.fdatasync);
}

int ftruncate(int descriptor, off_t length) {
  int file = file_at(descriptor);
  return file == NOT_OURS ? real.ftruncate(descriptor, length) : truncate_ours(descriptor, file, length);
}

int ftruncate64(int descriptor, off64_t length) {
  return ftruncate(descriptor, length);
}

int unlink(const char *path) {
  int file = file_of(path);
  if (file >= FILES) return real.unlink(path);
  pthread_mutex_lock(&mutex);
  int action = decide(CALL_UNLINK, file);
  if (action == FAIL) {
    pthread_mutex_unlock(&mutex);
    errno = (int)control->error;
    return -1;
  }
  if (action == KILL_BEFORE || action == TEAR) die();
  int descriptor = undo < 0 ? -1 : real.open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor >= 0) {
    size_t old_length;
    char *old = bytes_at(descriptor, 0, size_of(descriptor), &old_length);
    note(UNDO_UNLINK, file, 0, old_length, old, old_length, NULL, 0);
    free(old);
    /* Closing it drops this process's locks on the file, which is being removed. */
    real.close(descriptor);
  }
  int result = real.unlink(path);
  int error = errno;
  if (action == KILL_AFTER) die();
  pthread_mutex_unlock(&mutex);
  errno = error;
  return result;
}

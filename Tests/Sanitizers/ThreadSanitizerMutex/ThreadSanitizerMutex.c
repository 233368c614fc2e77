// Tells ThreadSanitizer of the locks it cannot see.
//
// Swift's Mutex is a word that the thread which holds it writes its id to. When it is free, that happens in our own
// code, which ThreadSanitizer watches. When it is not, the runtime library waits and the kernel hands the word over, and
// neither is watched: every value under a mutex that two threads meet at would be reported as a race. These three
// functions stand before the library's, and say that what happened before the unlocking happened before the locking. They
// say nothing else, and nothing is suppressed: what is touched without the mutex is reported as ever.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *mutex

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

extern void __tsan_acquire(void *address);
extern void __tsan_release(void *address);

SWIFT void lockSlow(uint32_t thread, SELF) __asm__(LOCK);
SWIFT bool tryLockSlow(SELF) __asm__(TRY_LOCK);
SWIFT void unlockSlow(SELF) __asm__(UNLOCK);

SWIFT void lockSlow(uint32_t thread, SELF) {
    SWIFT void (*const original)(uint32_t, SELF) = dlsym(RTLD_NEXT, LOCK);
    original(thread, mutex);
    __tsan_acquire(mutex);
}

SWIFT bool tryLockSlow(SELF) {
    SWIFT bool (*const original)(SELF) = dlsym(RTLD_NEXT, TRY_LOCK);
    const bool isLocked = original(mutex);
    if (isLocked) __tsan_acquire(mutex);
    return isLocked;
}

SWIFT void unlockSlow(SELF) {
    SWIFT void (*const original)(SELF) = dlsym(RTLD_NEXT, UNLOCK);
    __tsan_release(mutex);
    original(mutex);
}

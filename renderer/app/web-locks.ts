// Web Locks, or their face where they are missing: plain http on a LAN is no secure context. Two windows may then do the
// same at the same time; telling the relay a deed twice does no harm, and a second welcome document can be deleted.

export function webLocks(): LockManager {
  if (navigator.locks !== undefined) return navigator.locks
  const alone = { request: async (_name: string, work: () => Promise<unknown>) => await work() }
  return alone as unknown as LockManager
}

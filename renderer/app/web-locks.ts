// Web Locks, or what there is in their place where they are missing: plain http on a LAN is no secure context.

/** Windows may do the same at the same time there: an image sent twice does no harm, and a second welcome document can be deleted. */
export function webLocks(): LockManager {
  if (navigator.locks !== undefined) return navigator.locks
  const alone = { request: async (_name: string, work: () => Promise<unknown>) => await work() }
  return alone as unknown as LockManager
}

/** For deeds, of which one that is told twice would undo what came after it. */
export function deedLocks(): LockManager {
  if (navigator.locks !== undefined) return navigator.locks
  const leases = import('./leases.ts').then(({ Leases }) => new Leases())
  const request = async (name: string, work: () => Promise<unknown>): Promise<unknown> =>
    await (await leases).request(name, work)
  return { request } as unknown as LockManager
}

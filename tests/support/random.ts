// Random choices that can be repeated: a seeded generator, and the seed of this run (SEED=n repeats one).

/** Mulberry32: small, fast, good enough to choose test steps. Answers numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Printed, so that a failing run can be repeated. */
export function seedOfThisRun(what: string): number {
  const given = process.env['SEED']
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given)
  console.info(`${what}: SEED=${seed}`)
  return seed
}

// Numbers as text that Prometheus reads (text format 0.0.4, prometheus.io/docs/instrumenting/exposition_formats), and the
// histogram among them. Used by metrics.ts.

export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

type Kind = 'counter' | 'gauge' | 'histogram'
/** What stands behind the family's name: its labels, and the value. */
export type Sample = readonly [labels: string, value: number]

/** Counts values in buckets. `observe` is a short walk over the bounds. */
export class Histogram {
  readonly #bounds: readonly number[]
  readonly #counts: number[]
  #sum = 0

  /** Upper bounds, rising; what is above the last is counted too. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.#counts = Array.from({ length: bounds.length + 1 }, () => 0)
  }

  observe(value: number): void {
    let at = 0
    while (at < this.#bounds.length && value > this.#bounds[at]!) at++
    this.#counts[at]!++
    this.#sum += value
  }

  get samples(): Sample[] {
    let count = 0
    const buckets = this.#counts.map((inBucket, at): Sample => {
      count += inBucket
      return [`_bucket{le="${this.#bounds[at] ?? '+Inf'}"}`, count]
    })
    return [...buckets, ['_sum', this.#sum], ['_count', count]]
  }
}

/** One family: what it is, and its samples. */
export function family(kind: Kind, name: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value]) => `${name}${labels} ${value}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n${lines.join('')}`
}

/** A family of one sample. */
export const single = (kind: Exclude<Kind, 'histogram'>, name: string, help: string, value: number): string =>
  family(kind, name, help, [['', value]])

/** Samples that differ in one label, whose values need no escaping. */
export const labelled = (label: string, values: Iterable<readonly [string | number, number]>): Sample[] =>
  Array.from(values, ([name, value]): Sample => [`{${label}="${name}"}`, value])

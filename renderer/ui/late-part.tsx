// A part of the interface in a chunk of its own, which comes when its place is first shown. React's `lazy` is not for these: the whole
// app would go blank when one of them does not arrive.
import { type ComponentType, type ReactNode, useEffect, useState } from 'react'
import { arrived } from './arrived.ts'

/** The part that `load` brings. Until then `place` stands in its stead, and `missing` where it did not arrive so far. */
export function latePart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  missing?: ReactNode,
): ComponentType<Props & { readonly place?: ReactNode }> {
  let known: ComponentType<Props> | null = null
  return function LatePart({ place, ...props }) {
    const [Part, setPart] = useState(() => known)
    const [isMissing, setMissing] = useState(false)
    useEffect(() => {
      if (Part !== null) return
      void arrived(load, () => setMissing(true)).then((come) => {
        known = come
        setPart(() => come)
      })
    }, [Part])
    if (Part !== null) return <Part {...(props as unknown as Props)} />
    return isMissing && missing ? missing : place
  }
}

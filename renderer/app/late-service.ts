// Services that come with the screen that uses them: nobody makes one at the start, and whoever asks gets the same.
import { type Face, useServices } from './services.ts'

/** One for the app, made for its relay when it is first asked for. */
export function useLateService<Service extends object>(Kind: new (relay: string) => Service): Face<Service> {
  const { relay, late } = useServices()
  const known = late.get(Kind) as Face<Service> | undefined
  if (known !== undefined) return known
  const made = new Kind(relay)
  late.set(Kind, made)
  return made
}

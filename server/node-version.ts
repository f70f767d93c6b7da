// Which Node this is. An older one lacks node:sqlite. Called by main.ts before anything that needs it.
import { CannotStart } from './errors.ts'

/** Throws CannotStart. `instead`: what does the same on the project's own Node. */
export function requireNode(least: number, instead: string): void {
  if (Number(process.versions.node.split('.')[0]) < least)
    throw new CannotStart(
      `The relay needs Node ${least} or newer; this is Node ${process.versions.node}. Inside the project, ${instead} uses the right one.`,
    )
}

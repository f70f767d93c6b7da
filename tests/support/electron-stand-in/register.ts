// `node --import …/register.ts out/main/main.js` runs the built app on the stand-in: `electron` is replaced, and the app is
// ready only once its entry has been evaluated to the end, so that a top-level `await app.whenReady()` hangs as it does in
// the real Electron. docs/decisions/0004 says what this can show and what it cannot.
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const STAND_IN = new URL('electron.ts', import.meta.url).href
const ENTRY = pathToFileURL(resolve(process.argv[1] ?? '')).href

registerHooks({
  resolve(specifier, context, next) {
    return specifier === 'electron' ? { url: STAND_IN, shortCircuit: true } : next(specifier, context)
  },
  load(url, context, next) {
    const loaded = next(url, context)
    if (url !== ENTRY) return loaded
    const { source: bytes } = loaded
    if (bytes === undefined || bytes === null) throw new Error(`the entry ${url} has no source`)
    const source = `${typeof bytes === 'string' ? bytes : Buffer.from(bytes as Uint8Array).toString()}\nprocess.emit('stand-in:evaluated')\n`
    return { ...loaded, source }
  },
})

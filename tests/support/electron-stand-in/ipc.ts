// Stands in for `ipcMain` and, inside the page, for `ipcRenderer` and `contextBridge`: the built preload runs in a true
// isolated world of Chromium, and only what it exposes reaches the page's own world.
import { readFileSync } from 'node:fs'
import type { CDPSession, Page } from 'playwright-core'
import { toApp } from './origin.ts'
import { strict, unmodelled } from './strict.ts'

type Handler = (event: object, ...args: unknown[]) => unknown

const WORLD = 'electron-preload'
const BINDING = 'standInInvoke'
const handlers = new Map<string, Handler>()

export const ipcMain = strict('ipcMain', {
  handle(channel: string, handler: Handler) {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    handlers.set(channel, handler)
  },
})

/** Before the page's first document: its own world gets the receiving end, the isolated one the preload. */
export async function installPreload(devtools: CDPSession, page: Page, preload: string): Promise<void> {
  await devtools.send('Runtime.enable')
  await devtools.send('Page.enable')
  await devtools.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD })
  devtools.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
    if (name === BINDING) void invoke(devtools, page, payload, executionContextId)
  })
  await devtools.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${receiveExposed.toString()})()` })
  await devtools.send('Page.addScriptToEvaluateOnNewDocument', { source: preloadWorld(preload), worldName: WORLD })
}

async function invoke(devtools: CDPSession, page: Page, payload: string, contextId: number): Promise<void> {
  const { id, channel, args } = JSON.parse(payload) as { id: number; channel: string; args: unknown[] }
  const handler = handlers.get(channel) ?? unmodelled(`a call on ${channel}, which the app does not handle`)
  // Electron runs a preload in the top frame alone, and so does preloadWorld: the sender is always that one.
  const url = toApp(page.url())
  const { protocol, host } = new URL(url)
  const senderFrame = strict('senderFrame', { url, origin: `${protocol}//${host}`, parent: null })
  const event = strict('event', { senderFrame })
  const perform = async (): Promise<unknown> => await handler(event, ...args)
  const answer = await perform().then(
    (value) => ({ id, value }),
    (error: unknown) => ({ id, error: `Error invoking remote method '${channel}': ${String(error)}` }),
  )
  const expression = `standInAnswer(${JSON.stringify(answer)})`
  // The page may be gone by now, and then nobody waits.
  await devtools.send('Runtime.evaluate', { expression, contextId }).catch(() => undefined)
}

function preloadWorld(file: string): string {
  if (!file.endsWith('.cjs')) unmodelled(`a sandboxed preload that is no CommonJS (${file})`)
  return `if (window === window.top) {
    const electron = (${electronInPreload.toString()})(${BINDING})
    const module = { exports: {} }
    ;((require, module, exports) => {\n${readFileSync(file, 'utf8')}\n})(
      (name) => { if (name === 'electron') return electron; throw new Error('a sandboxed preload cannot require ' + name) },
      module, module.exports)
  }`
}

/** Runs in the isolated world. Values cross as JSON, which is narrower than the structured clone of the real one. */
function electronInPreload(send: (payload: string) => void): object {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let calls = 0
  Object.assign(globalThis, {
    standInAnswer({ id, value, error }: { id: number; value?: unknown; error?: string }) {
      const call = waiting.get(id)
      waiting.delete(id)
      if (error === undefined) call?.resolve(value)
      else call?.reject(new Error(error))
    },
  })
  return {
    ipcRenderer: {
      invoke(channel: string, ...args: unknown[]) {
        const call = Promise.withResolvers<unknown>()
        calls += 1
        waiting.set(calls, call)
        send(JSON.stringify({ id: calls, channel, args }))
        return call.promise
      },
    },
    contextBridge: {
      exposeInMainWorld(name: string, api: Record<string, (...args: unknown[]) => Promise<unknown>>) {
        addEventListener('stand-in:call', (event) => {
          const { id, method, args } = JSON.parse((event as CustomEvent<string>).detail) as {
            id: number
            method: string
            args: unknown[]
          }
          const answer = (fields: object): boolean =>
            dispatchEvent(new CustomEvent('stand-in:answer', { detail: JSON.stringify({ id, ...fields }) }))
          api[method]?.(...args).then(
            (value) => answer({ value }),
            (error: unknown) => answer({ error: (error as Error).message }),
          )
        })
        const detail = JSON.stringify({ name, methods: Object.keys(api) })
        dispatchEvent(new CustomEvent('stand-in:expose', { detail }))
      },
    },
  }
}

/** Runs in the page's world. */
function receiveExposed(): void {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let calls = 0
  addEventListener('stand-in:expose', (event) => {
    const { name, methods } = JSON.parse((event as CustomEvent<string>).detail) as { name: string; methods: string[] }
    const callable = methods.map((method) => [
      method,
      (...args: unknown[]) => {
        const call = Promise.withResolvers<unknown>()
        calls += 1
        waiting.set(calls, call)
        dispatchEvent(new CustomEvent('stand-in:call', { detail: JSON.stringify({ id: calls, method, args }) }))
        return call.promise
      },
    ])
    Object.defineProperty(globalThis, name, { value: Object.freeze(Object.fromEntries(callable)) })
  })
  addEventListener('stand-in:answer', (event) => {
    const { id, value, error } = JSON.parse((event as CustomEvent<string>).detail) as {
      id: number
      value?: unknown
      error?: string
    }
    const call = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) call?.resolve(value)
    else call?.reject(new Error(error))
  })
}

// Stands in for `ipcMain` and, inside the page, for `ipcRenderer` and `contextBridge`: the built preload runs in a true
// isolated world of Chromium, and only what it exposes reaches the page's own world.
import { readFileSync } from 'node:fs'
import type { CDPSession, Page } from 'playwright-core'
import { toApp } from './origin.ts'
import { models, strict, unmodelled } from './strict.ts'

type Handler = (event: object, ...args: unknown[]) => unknown

const WORLD = 'electron-preload'
const BINDING = 'standInInvoke'
const handlers = new Map<string, Handler>()

const ipcMainModel = {
  handle(channel: string, handler: Handler) {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    handlers.set(channel, handler)
  },
}
models('IpcMain', ipcMainModel)
export const ipcMain = strict('ipcMain', ipcMainModel)

/** Before the page's first document: its own world gets the receiving end, the isolated one the preload. */
export async function installPreload(
  devtools: CDPSession,
  page: Page,
  preload: string,
  contents: object,
): Promise<{ readonly send: (channel: string, args: readonly unknown[]) => void }> {
  let world: number | undefined
  devtools.on('Runtime.executionContextCreated', ({ context }) => {
    if (context.name === WORLD) world = context.id
  })
  devtools.on('Runtime.executionContextsCleared', () => (world = undefined))
  await devtools.send('Runtime.enable')
  await devtools.send('Page.enable')
  await devtools.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD })
  devtools.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
    if (name === BINDING) void invoke(devtools, page, payload, executionContextId, contents)
  })
  await devtools.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${receiveExposed.toString()})()` })
  await devtools.send('Page.addScriptToEvaluateOnNewDocument', { source: preloadWorld(preload), worldName: WORLD })
  return {
    send(channel, args) {
      // A page that is not there yet hears nothing, as in Electron.
      if (world === undefined) return
      const expression = `standInHear(${JSON.stringify({ channel, args })})`
      devtools.send('Runtime.evaluate', { expression, contextId: world }).catch(() => undefined)
    },
  }
}

async function invoke(
  devtools: CDPSession,
  page: Page,
  payload: string,
  contextId: number,
  sender: object,
): Promise<void> {
  const { id, channel, args } = JSON.parse(payload) as { id: number; channel: string; args: unknown[] }
  const handler = handlers.get(channel) ?? unmodelled(`a call on ${channel}, which the app does not handle`)
  // Electron runs a preload in the top frame alone, and so does preloadWorld: the sender is always that one.
  const url = toApp(page.url())
  const { protocol, host } = new URL(url)
  const senderFrame = strict('senderFrame', { url, origin: `${protocol}//${host}`, parent: null })
  const event = strict('event', { senderFrame, sender })
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
  const listeners: (readonly [channel: string, heard: (event: object, ...args: unknown[]) => void])[] = []
  let calls = 0
  Object.assign(globalThis, {
    standInHear({ channel, args }: { channel: string; args: unknown[] }) {
      for (const [of, heard] of listeners) if (of === channel) heard({}, ...args)
    },
    standInAnswer({ id, value, error }: { id: number; value?: unknown; error?: string }) {
      const call = waiting.get(id)
      waiting.delete(id)
      if (error === undefined) call?.resolve(value)
      else call?.reject(new Error(error))
    },
  })
  return {
    ipcRenderer: {
      on(channel: string, heard: (event: object, ...args: unknown[]) => void) {
        listeners.push([channel, heard])
      },
      invoke(channel: string, ...args: unknown[]) {
        const call = Promise.withResolvers<unknown>()
        calls += 1
        waiting.set(calls, call)
        send(JSON.stringify({ id: calls, channel, args }))
        return call.promise
      },
    },
    contextBridge: {
      exposeInMainWorld(name: string, api: Record<string, (...args: unknown[]) => unknown>) {
        addEventListener('stand-in:call', (event) => {
          const { id, method, args } = JSON.parse((event as CustomEvent<string>).detail) as {
            id: number
            method: string
            args: unknown[]
          }
          const answer = (fields: object): boolean =>
            dispatchEvent(new CustomEvent('stand-in:answer', { detail: JSON.stringify({ id, ...fields }) }))
          // A function of the page is called back there.
          const own = args.map((arg) => {
            const callback = (arg as { standInFunction?: number } | null)?.standInFunction
            if (callback === undefined) return arg
            return (...values: unknown[]) =>
              dispatchEvent(
                new CustomEvent('stand-in:callback', { detail: JSON.stringify({ id: callback, args: values }) }),
              )
          })
          Promise.resolve(api[method]?.(...own)).then(
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
  const functions: ((...args: unknown[]) => void)[] = []
  let calls = 0
  addEventListener('stand-in:callback', (event) => {
    const { id, args } = JSON.parse((event as CustomEvent<string>).detail) as { id: number; args: unknown[] }
    functions[id]?.(...args)
  })
  const crossing = (arg: unknown): unknown =>
    typeof arg === 'function' ? { standInFunction: functions.push(arg as () => void) - 1 } : arg
  addEventListener('stand-in:expose', (event) => {
    const { name, methods } = JSON.parse((event as CustomEvent<string>).detail) as { name: string; methods: string[] }
    const callable = methods.map((method) => [
      method,
      (...args: unknown[]) => {
        const call = Promise.withResolvers<unknown>()
        calls += 1
        waiting.set(calls, call)
        const detail = JSON.stringify({ id: calls, method, args: args.map(crossing) })
        dispatchEvent(new CustomEvent('stand-in:call', { detail }))
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

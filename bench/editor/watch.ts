// Runs in the page, before anything of it: notes when keys, signs of others and the first text have been painted. Playwright
// hands the function over as its source, so it stands alone.

export interface Watched {
  /** From the key's event to the first task after the frame that follows, ms. */
  keys: number[]
  /** Number of the sign → when it was painted, ms since 1970. */
  signs: Record<string, number>
  /** Milliseconds. */
  longTasks: number[]
  /** From the start of the navigation until text was painted in an editor that takes keys, ms. */
  opened: number | null
}

export function watch(): void {
  const seen: Watched = { keys: [], signs: {}, longTasks: [], opened: null }
  ;(globalThis as unknown as { watched: Watched }).watched = seen
  const painted = (then: () => void): void => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.onmessage = then
      channel.port2.postMessage(null)
    })
  }
  addEventListener(
    'keydown',
    ({ key, timeStamp }) => {
      if (key.length === 1) painted(() => void seen.keys.push(performance.now() - timeStamp))
    },
    true,
  )
  const lookFor = (text: string | null): void => {
    const sign = text === null || text.length > 10_000 ? undefined : /⟦(\d+)⟧/.exec(text)?.[1]
    if (sign === undefined || sign in seen.signs) return
    seen.signs[sign] = 0
    painted(() => (seen.signs[sign] = Date.now()))
  }
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      if (target.nodeType === Node.TEXT_NODE) lookFor(target.nodeValue)
      for (const node of addedNodes) lookFor(node.textContent)
    }
  }).observe(document, { characterData: true, childList: true, subtree: true })
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longTasks.push(duration)
  }).observe({ type: 'longtask' })
  const isOpen = (): boolean => {
    const text = document.querySelector<HTMLElement>('.ProseMirror')
    return text !== null && text.isContentEditable && (text.querySelector('p')?.textContent?.length ?? 0) > 40
  }
  const look = (): void => {
    if (isOpen()) painted(() => (seen.opened = performance.now()))
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

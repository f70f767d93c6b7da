// The editor's entry, in the browser and on the desktop: finds out where it runs, opens what everything needs, shows the app.
import './no-eval.ts'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { loadText } from './app/document/load-text.ts'
import { keepShell } from './app/keep-shell.ts'
import { startServices } from './app/start-services.ts'
import { applyTheme } from './app/theme.ts'
import { arrived } from './ui/arrived.ts'
import './ui/tokens.css'
import './ui/base.css'
import './ui/popups.css'
import './app/desktop/print.css'
import { startWords } from './words/words.ts'

// At once: it takes longest to arrive and to compile. Whoever needs it says when it did not.
loadText().catch(() => undefined)
applyTheme()
// The loader takes a stylesheet that did not arrive for one that is there, when its part of the app is asked for again. So it is asked
// for here, more often than the part (ui/arrived.ts), to be there first.
addEventListener(
  'error',
  ({ target }) => {
    if (target instanceof HTMLLinkElement) setTimeout(() => target.replaceWith(target.cloneNode()), 1_000)
  },
  true,
)
const place = document.getElementById('root')
if (place === null) throw new Error('index.html has no #root')
const failed = (during: 'start' | 'use') => (cause: unknown) => {
  reportError(cause)
  void arrived(() => import('./app/app-failed.tsx')).then(({ AppFailed }) =>
    root.render(<AppFailed cause={cause} during={during} />),
  )
}
const root = createRoot(place, { onUncaughtError: failed('use') })

startWords()
  .then(startServices)
  .then((services) => {
    root.render(<App services={services} />)
    if (services.platform.kind === 'browser') keepShell()
  }, failed('start'))

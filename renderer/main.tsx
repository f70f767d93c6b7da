// The editor's entry, in the browser and on the desktop: finds out where it runs, opens what everything needs, shows the app.
import './no-eval.ts'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { loadText } from './app/document/load-text.ts'
import { keepShell } from './app/keep-shell.ts'
import { loadMost } from './app/load-interface.tsx'
import { startServices } from './app/start-services.ts'
import { applyTheme } from './app/theme.ts'
import { arrived, networkMayBeBack } from './ui/arrived.ts'
import './ui/tokens.css'
import './ui/base.css'
import './ui/popups.css'
import './app/desktop/print.css'
import { startWords } from './words/words.ts'

// At once: it takes longest to arrive and to compile. Whoever needs it says when it did not.
loadText().catch(() => undefined)
applyTheme()
// The loader asks for a stylesheet once, and takes one that did not arrive for one that is there when its part of the app is asked for again.
addEventListener(
  'error',
  ({ target }) => {
    if (!(target instanceof HTMLLinkElement && target.rel === 'stylesheet')) return
    target.remove()
    void networkMayBeBack().then(() => document.head.append(target))
  },
  true,
)
const place = document.getElementById('root')
if (place === null) throw new Error('index.html has no #root')
const failed = (during: 'start' | 'use') => (cause: unknown) => {
  reportError(cause)
  void arrived(loadMost).then(({ InsteadOfApp }) => root.render(<InsteadOfApp cause={cause} during={during} />))
}
const root = createRoot(place, { onUncaughtError: failed('use') })

startWords()
  .then(startServices)
  .then((services) => {
    root.render(<App services={services} />)
    if (services.platform.kind === 'browser') keepShell()
  }, failed('start'))

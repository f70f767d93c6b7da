// The editor's entry, in the browser and on the desktop: finds out where it runs, opens what everything needs, shows the app.
import './no-eval.ts'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { loadText } from './app/document/load-text.ts'
import { keepShell } from './app/keep-shell.ts'
import { StartFailed } from './app/start-failed.tsx'
import { startServices } from './app/start-services.ts'
import { applyTheme } from './app/theme.ts'
import './ui/tokens.css'
import './ui/base.css'
import './ui/popups.css'
import './app/desktop/print.css'
import { startWords } from './words/words.ts'

// At once: it takes longest to arrive and to compile. Whoever needs it says when it did not.
loadText().catch(() => undefined)
applyTheme()
const place = document.getElementById('root')
if (place === null) throw new Error('index.html has no #root')
const root = createRoot(place)

startWords()
  .then(startServices)
  .then(
    (services) => {
      root.render(<App services={services} />)
      if (services.platform.kind === 'browser') keepShell()
    },
    (cause: unknown) => {
      reportError(cause)
      root.render(<StartFailed cause={cause} />)
    },
  )

// Shown when the app cannot even begin: mostly a browser that gives no storage.
import { Message } from './message.tsx'

export function StartFailed({ cause }: { cause: unknown }) {
  return (
    <Message
      title="Ligature cannot keep anything on this computer"
      action={{ label: 'Try again', run: () => location.reload() }}
    >
      Nothing you wrote earlier has been touched. This browser window gives no storage, so what you type could not be
      kept; private windows often do that. Open Ligature in an ordinary window. ({String(cause)})
    </Message>
  )
}

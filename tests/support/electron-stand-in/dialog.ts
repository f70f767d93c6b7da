// Stands in for `dialog`: the test answers in the person's place, before the question; a question that nobody answers fails.
import { models, onlyOptions, strict, unmodelled } from './strict.ts'
import { type Asked, onAsked, tell } from './to-the-test.ts'

type Answer = Extract<Asked, { ask: 'answer' }>
const answers: Answer[] = []
onAsked((asked) => {
  if (asked.ask === 'answer') answers.push(asked)
})

function pathFor(dialog: 'open' | 'save'): string | null {
  const at = answers.findIndex((one) => one.dialog === dialog)
  const [answer] = at === -1 ? [] : answers.splice(at, 1)
  if (answer === undefined || answer.dialog === 'message') return unmodelled(`the dialog "${dialog}", unanswered`)
  return answer.path
}

const model = {
  showErrorBox: (title: string, content: string) => tell({ is: 'dialog', title, content }),
  async showMessageBox(options: { message: string; buttons: string[] }) {
    onlyOptions('showMessageBox', options, ['type', 'message', 'detail', 'buttons', 'defaultId', 'cancelId'])
    tell({ is: 'asked', message: options.message, buttons: options.buttons })
    const at = answers.findIndex((one) => one.dialog === 'message')
    const [answer] = at === -1 ? [] : answers.splice(at, 1)
    if (answer?.dialog !== 'message') return unmodelled('a question that nobody answers')
    return { response: answer.button, checkboxChecked: false }
  },
  async showOpenDialog(_window: object, options: object) {
    onlyOptions('showOpenDialog', options, ['properties', 'filters'])
    const path = pathFor('open')
    return { canceled: path === null, filePaths: path === null ? [] : [path] }
  },
  async showSaveDialog(_window: object, options: { defaultPath: string }) {
    onlyOptions('showSaveDialog', options, ['defaultPath', 'filters'])
    tell({ is: 'asked', message: `save ${options.defaultPath}`, buttons: [] })
    const path = pathFor('save')
    return { canceled: path === null, filePath: path ?? '' }
  },
}
models('Dialog', model)
export const dialog = strict('dialog', model)

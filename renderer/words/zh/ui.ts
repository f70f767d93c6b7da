// The few words of controls that stand everywhere.
import type { Translation } from '../languages.ts'

export const ui: Translation['ui'] = {
  justNow: '刚刚',
  dismiss: '关闭提示',
  close: '关闭',
  keys: {
    Ctrl: 'Ctrl',
    Alt: 'Alt',
    Shift: 'Shift',
    Enter: 'Enter',
    Delete: 'Delete',
    Escape: 'Esc',
    Home: 'Home',
    End: 'End',
  },
}

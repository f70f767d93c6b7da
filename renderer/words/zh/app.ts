// The frame around every screen: its menu, its addresses.
import type { Translation } from '../languages.ts'

export const app: Translation['app'] = {
  menu: {
    label: '菜单',
    newDocument: '新建文档',
    allDocuments: '所有文档',
    yourName: '您的名字…',
    yourNameIs: '您的名字：{{name}}',
    appearance: '外观',
    themes: { system: '跟随系统', light: '浅色', dark: '深色' },
    language: '语言',
    systemLanguage: '跟随系统',
    moveToTrash: '移到回收站',
  },
  time: { justNow: '刚刚' },
}

// The frame around every screen: its menu, its addresses.
import type { Translation } from '../languages.ts'

export const app: Translation['app'] = {
  skipToContent: '跳到正文',
  menu: {
    label: '菜单',
    yourName: '您的名字…',
    yourNameIs: '您的名字：{{name}}',
    appearance: '外观',
    themes: { system: '跟随系统', light: '浅色', dark: '深色' },
    language: '语言',
    systemLanguage: '跟随系统',
  },
  nothingHere: {
    title: '此地址没有内容',
    words: '您的文档都还在原处。这不是文档的地址：链接可能缺了一部分。请让发送链接的人再用一次“复制链接”。',
  },
  toDocuments: '前往文档列表',
}

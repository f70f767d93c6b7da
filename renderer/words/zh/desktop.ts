// The desktop app: files, relays, news of the relay inside.
import type { Translation } from '../languages.ts'

export const desktop: Translation['desktop'] = {
  menu: { relays: '中继…' },
  file: {
    untitled: '无标题',
    saved: '已存储为“{{name}}”。',
    'not-saved': '文档没有变化。无法写入文件：{{why}}',
    'not-opened': '您的文档没有变化。无法打开文件：{{why}}',
    'too-large': '没有打开任何内容。“{{name}}”大于 16 MB，超出了文档的容量。',
    'not-text': '没有打开任何内容。“{{name}}”不是 UTF-8 文本文件。',
    unreadable: '没有打开任何内容。无法读取“{{name}}”；请检查它是否仍在，以及您是否有权读取。',
  },
  relay: {
    again: '您写的内容都在这台电脑上。Ligature 内置的中继停止了，正在重新启动。',
    givenUp: '您写的内容都在这台电脑上。Ligature 内置的中继无法启动；请退出 Ligature 后重新打开。',
  },
  relays: {
    title: '中继',
    what: '文档通过中继共享。Ligature 在这台电脑上自带一个；要添加其他中继，请使用其运营者给您的地址。',
    close: '关闭',
    embedded: '这台电脑',
    embeddedWhat: 'Ligature 内置的中继',
    current: '在此窗口中',
    open: '打开',
    openNamed: '打开 {{name}}',
    remove: '移除',
    removeNamed: '移除 {{name}}',
    removeWhat: '要移除 {{name}} 吗？那里的文档会保留，这台电脑上保存的副本也会保留。',
    keep: '保留',
    address: '其他中继的地址',
    add: '添加',
    asking: '正在询问…',
    secret: '该中继的密钥',
    secretNotKept: '中继已添加。此系统没有安全存放密钥的地方，重启后 Ligature 会再次询问：届时请重新添加该中继。',
    failed: '您的文档没有变化。操作未成功：{{why}}',
    refused: {
      'not-an-address': '这不是网址。网址形如 https://write.example.org。',
      insecure: '该地址未加密。在这台电脑之外，中继需要使用 https。',
      unreachable: '那里没有应答。请检查地址是否正确，然后重试。',
      'not-a-relay': '那里有应答，但不是 Ligature 中继。',
      'secret-required': '该中继需要密钥。其运营者可以给您。',
    },
  },
}

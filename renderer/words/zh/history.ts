// What was done to a document.
import type { Translation } from '../languages.ts'

export const history: Translation['history'] = {
  title: '历史记录',
  guests: '访客',
  guestsWords: '没有帐户的人都是访客。中继无法区分访客，因此他们同时写的内容合为一行。',
  added_other: '添加了 {{number}} 个字符',
  removed: '删除了 {{number}} 个',
  noLetters: '没有文字改动',
  earlier_other: '更早的 {{number}} 次编辑',
  earlierWords: '没有记录是谁在何时做的。',
  reset: '文档从这里重新开始',
  resetWords: '它在中继上被重置了，之前的内容那里都不再保留。',
  reading: '正在询问中继…',
  nothing: '这个文档里还没有写过任何内容。',
  told_other: '{{count}} 行历史记录',
  older: '显示更早的记录',
  most: '这些是最新的记录。还有更早的记录，这里没有显示。',
  offline: '历史记录保存在中继上，目前无法连接。您的文字保存在这台电脑上。',
  brokeOff: '历史记录中断了。显示的内容是正确的，但缺少更早的行。',
  unknown: '中继还没有这个文档。同步到中继之后才会有历史记录。',
  again: '重试',
}

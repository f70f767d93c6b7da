// The panel that says who is in a document of the list.
import type { Translation } from '../languages.ts'

export const people: Translation['people'] = {
  title: '当前在线',
  nameless: '未署名的人',
  asking: '正在向中继查询谁在这里…',
  nobody: '这里已经没有人了。',
  offline: '无法连接中继，因此不知道谁在这里。',
  brokeOff: '连接中断了。显示的是中断之前在这里的人。',
  nobodyBrokeOff: '连接中断了。中断之前这里没有人。',
  refused: '无法显示谁在这里。中继拒绝了：{{why}}。',
  again: '重试',
  open: '打开文档',
}

// The search through titles and texts.
import type { Translation } from '../languages.ts'

export const search: Translation['search'] = {
  placeholder: '查找标题、正文或命令…',
  texts: '正文中',
  heading: '{{heading}}：',
  nothing: '没有名为“{{words}}”的内容，正文中也没有。减少词语可找到更多。',
  searching: '正在搜索正文…',
  more: '还有更多结果。再输入一个词可以缩小范围。',
  offline: '无法连接中继。以下是这台电脑知道的标题。',
  failed: '中继无法搜索正文。以下是这台电脑知道的标题。',
  brokeOff: '搜索中断了。显示的是中断之前找到的内容。',
  again: '重新搜索',
}

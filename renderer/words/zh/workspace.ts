// All of a relay as one file: what is asked, how far it is, and what became of it.
import type { Translation } from '../languages.ts'

export const workspace: Translation['workspace'] = {
  commands: { export: '导出全部…', import: '导入工作区…' },
  documents_other: '{{count}} 个文档',
  images_other: '{{count}} 张图片',
  counts: '{{documents}}，{{images}}',
  progress: '{{done}} / {{total}}',
  progressStarts: '正在开始…',
  again: '重试',
  export: {
    title: '导出全部',
    words:
      '此中继的所有文档及其文件夹、评论、历史记录和已命名的版本、回收站和所有图片，保存为一个文件。可以再次导入到这里或其他中继。',
    begin: '选择位置',
    beginDownload: '下载',
    downloads: '由浏览器下载。如果中断，文件没有结尾，导入时会被拒绝。',
    running: '正在导出全部…',
    ended: '已全部导出',
    calledOff: '导出已取消。文档没有变化，也没有写入文件。',
    failed: '文档没有变化，也没有写入文件。',
    damaged_other: '其中 {{count}} 个无法被中继完整读取。文件里有其名称；中继的管理者可以用 fsck 了解更多。',
    unreachable: '中继无法连接，或在结束前中断。请在可以连接时重试。',
    others: '已有四个导出正在进行。请在其中一个结束后重试。',
    notWritten: '文件无法写入：{{reason}}',
  },
  import: {
    title: '导入工作区',
    words:
      '来自“导出全部”的文件。要么全部导入，要么什么都不导入。已有的文档保持不变：位置已被占用的文档会作为新文档导入。',
    begin: '选择文件',
    running: '正在导入 {{name}}…',
    ended: '工作区已导入',
    calledOff: '导入已取消。没有导入任何内容。',
    failed: '没有导入任何内容。您的文档没有变化。',
    renamed_other: '其中 {{count}} 个已在这里或已被永久删除，作为新文档导入。',
    damaged_other: '其中 {{count}} 个在导出时已损坏，这里保留了能读取的部分：',
    wrongFile: '这不是工作区文件，或其开头已损坏。请选择由“导出全部”生成的文件。',
    broken: '第 {{line}} 行已损坏：{{why}}。请重新导出，然后导入新文件。',
    brokenFile: '文件已损坏：{{why}}。请重新导出，然后导入新文件。',
    cutOff: '文件没有结尾：导出或下载中断了。请重新导出，然后导入新文件。',
    unknown: '第 {{line}} 行：{{why}}。文件来自更新的中继；请先更新此中继。',
    tooLarge: '{{why}}。此中继的管理者可以放宽限制。',
    another: '另一个导入正在进行。请在它结束后重试。',
    refused: '中继不接受：{{why}}',
    notKnown: '结果未知：中继没有应答。要么全部导入，要么什么都没有导入。请先查看您的文档，然后再重试。',
  },
}

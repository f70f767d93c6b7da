// Everything that can be done by name: in the menu, in the palette, in the sheet of shortcuts.
import type { Translation } from '../languages.ts'

export const commands: Translation['commands'] = {
  names: {
    newDocument: '新建文档',
    palette: '查找文档或命令',
    allDocuments: '所有文档',
    trash: '回收站',
    relays: '中继…',
    import: '导入…',
    export: '导出…',
    copyLink: '复制链接',
    newWindow: '新窗口',
    rename: '重命名此文档',
    comments: '评论',
    history: '历史记录',
    favourite: '添加或移除收藏',
    moveToFolder: '移动到文件夹…',
    moveToTrash: '移到回收站',
    yourName: '您的名字',
    shortcuts: '键盘快捷键',
    themeSystem: '外观：跟随系统',
    themeLight: '外观：浅色',
    themeDark: '外观：深色',
  },
  palette: {
    label: '查找文档或命令',
    documents: '文档',
    recent: '最近打开',
    commands: '命令',
    hint: '{{open}} 打开，{{window}} 在新窗口中打开',
  },
  sheet: {
    title: '键盘快捷键',
    everywhere: '任何地方',
    inLists: '文档列表中',
    lists: {
      move: '移到另一行',
      ends: '第一行和最后一行',
      open: '打开',
      actions: '移到该行的按钮',
      rename: '重命名',
      trash: '移到回收站',
    },
  },
}

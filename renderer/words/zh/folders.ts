// 文件夹：列表中的文件夹，以及文档移动到哪里。
import type { Translation } from '../languages.ts'

export const folders: Translation['folders'] = {
  label: '文件夹',
  all: '所有文件夹',
  create: '新建文件夹',
  name: '文件夹名称',
  actionsFor: '文件夹 {{title}} 的操作',
  rename: '重命名文件夹',
  delete: '删除文件夹',
  empty: '此文件夹中还没有文档。在这里新建一篇，或在文档菜单中选择“移动到文件夹…”。',
  move: {
    label: '将{{title}}移动到文件夹',
    placeholder: '查找文件夹，或输入新名称…',
    none: '不放入文件夹',
    here: '当前位置',
    make: '新建文件夹“{{title}}”',
    nothing: '还没有文件夹。输入名称即可新建。',
    hint: '{{choose}} 移动到此处，{{leave}} 保持原位',
  },
  moved: '{{title}}已放入文件夹“{{folder}}”。',
  movedOut: '{{title}}已不在任何文件夹中。',
  undo: '撤销',
  confirm: {
    title: '删除文件夹“{{title}}”？',
    words_zero: '其中没有文档。所有人都将看不到它。',
    words_one: '不会删除任何文档：其中的文档会保留，只是不再属于任何文件夹。所有人都将看不到这个文件夹。',
    words_other:
      '不会删除任何文档：其中的 {{count}} 篇文档会保留，只是不再属于任何文件夹。所有人都将看不到这个文件夹。',
    keep: '保留',
    delete: '删除文件夹',
  },
  deleted: '文件夹“{{title}}”已删除。其中的文档在全部文档列表中。',
  notLoaded: '没有任何更改。应用的一部分未能加载：无法连接中继。请重试。',
  refused: {
    move: '{{title}}回到了原来的位置。中继拒绝了：{{why}}。',
    create: '文件夹“{{title}}”没有建成；移入其中的文档回到了原来的位置。中继拒绝了：{{why}}。',
    rename: '文档没有变化，文件夹仍用原来的名称。中继拒绝了：{{why}}。',
    delete: '文件夹“{{title}}”没有删除，其中的文档也回到了里面。中继拒绝了：{{why}}。',
  },
  problems: {
    'folder-not-found': '它没有这个文件夹',
    'folder-gone': '文件夹已被删除',
    'folders-full': '它的文件夹数量已达上限',
  },
}

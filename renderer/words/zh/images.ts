// Images in a document: what stands at their place, and why one could not be put in.
import type { Translation } from '../languages.ts'

export const images: Translation['images'] = {
  place: {
    sending: '正在发送到中继，{{percent}}%',
    waiting: '已保存在本机。中继可用时会自动发送。',
    refused: '已保存在本机，但不在中继上。{{reason}}',
    refusedTooLarge: '它超过了此中继允许的大小{{atMost}}。',
    refusedOther: '中继拒绝了它：{{problem}}。',
    looking: '正在查找图片…',
    coming: '这张图片尚未到达中继，到达后会显示在这里。',
    unreachable: '这张图片不在本机上，中继暂时无法连接。恢复后会自动显示。',
    elsewhere: '图片位于 {{host}}。未加载，以免对方得知您正在阅读。',
    nowhere: '图片的地址无法显示',
    open: '在那里打开',
    cancel: '取消',
    cancelLabel: '不发送这张图片，并将其从文中移除',
    again: '重试',
    remove: '移除',
    keeping: '正在将图片保存到本机…',
  },
  details: {
    label: '图片',
    description: '描述',
    placeholder: '图中有什么？供看不到图片的人阅读。',
    remove: '移除图片',
  },
  notKept: {
    'not-an-image':
      '文本没有变化。“{{name}}”不是可保存的图片；支持 PNG、JPEG、GIF、WebP 和 AVIF。请另存为其中一种后重试。',
    svg: '文本没有变化。“{{name}}”是 SVG，可能包含程序，因此不接受。请另存为 PNG 后重试。',
    'too-large': '文本没有变化。“{{name}}”超过 {{limit}} MB。请缩小后重试。',
    empty: '文本没有变化。“{{name}}”是空文件。请选择其他文件。',
    disk: '文本没有变化。本机无法保存“{{name}}”：{{reason}}。请腾出磁盘空间后重试。',
    unnamed: '这张图片',
  },
}

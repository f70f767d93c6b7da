// What the relay answers when it says no. Stands inside a sentence, after "中继拒绝了：".
import type { Translation } from '../languages.ts'

export const relay: Translation['relay'] = {
  problems: {
    'bad-request': '它不理解请求的内容',
    'bad-document-id': '那不是文档的标识',
    'forbidden-origin': '此网站不能与它通信',
    'forbidden-host': '它不认识这个名称',
    forbidden: '您不能这样做',
    'not-found': '此地址没有内容',
    'document-not-found': '没有这样的文档',
    'attachment-not-found': '它没有这张图片',
    'method-not-allowed': '它在此地址不能这样做',
    'not-in-trash': '只有回收站中的文档才能永久删除',
    'document-gone': '此文档已被永久删除',
    'changed-meanwhile': '文档在此期间被更改了',
    'too-large': '发送的内容超过了它接受的大小',
    'wrong-media-type': '它无法读取发送的内容',
    'not-an-image': '这不是它保存的图片类型',
    'hash-mismatch': '内容与地址所指的不符',
    'upgrade-required': '此地址仅用于实时编辑',
    'secret-required': '此中继要求提供密钥',
    internal: '它出错了；已保存的内容没有改变',
    unavailable: '它现在不能这样做',
  },
}

// The first moments: what stands in the way of a start, and the first document anybody sees.
import type { Translation } from '../languages.ts'

export const start: Translation['start'] = {
  tryAgain: '重试',
  notOpened: {
    title: 'Ligature 无法打开您的文档',
    words: '一切未变。这台电脑的存储没有应答：{{why}}。请重试，或先释放一些磁盘空间。',
  },
  relayDown: {
    title: 'Ligature 内置的中继没有启动',
    words:
      '您写的内容都未被改动。Ligature 把文档保存在这台电脑上自己的中继里，而它没有启动。请重试；如果没有用，请退出 Ligature 再打开。（{{why}}）',
  },
  noStorage: {
    title: 'Ligature 无法在这台电脑上保存任何内容',
    inBrowser:
      '您以前写的内容都未被改动。此窗口不提供存储，您输入的内容将无法保存。隐私窗口常常如此：请在普通窗口中打开 Ligature。（{{why}}）',
    onDesktop:
      '您以前写的内容都未被改动。此窗口不提供存储，您输入的内容将无法保存。请检查磁盘是否已满，然后退出 Ligature 再打开。（{{why}}）',
  },
  away: '中继目前没有应答。请在它恢复后重试。',
  failed: {
    title: 'Ligature 无法启动',
    words: '您以前写的内容都未被改动。请重试；如果没有用，请报告：{{why}}',
  },
  brokeOff: {
    title: 'Ligature 无法在此窗口继续',
    words: '其中某个部分出了故障。保存在这台电脑上的内容都未被改动。请重试；如果没有用，请报告：{{why}}',
  },
  welcome: {
    title: '欢迎使用 Ligature',
    intro: 'Ligature 是一个写作的地方，独自或与他人一起。这一页和其他文档一样：可以更改，也可以全部删掉重新开始。',
    together: '与人一起写',
    copyLink:
      '**复制链接** 把此文档的地址放到剪贴板。发给别人；谁打开它，谁就能在这里和您一起写，你们能看到彼此的光标。',
    newWindow: '**新窗口** 在这台电脑上再打开一次。这是看到两个光标相遇的最快方法。',
    where: '您的文字在哪里',
    whereWords:
      '每个字都先保存在这台电脑上。然后发送到中继，也就是您的文档共用的小服务器。顶部的一行字说明两者中谁已有它。没有网络也请继续写：中继缺少的内容会在它恢复后发送。',
    typing: '输入',
    typingWords:
      '在行首，`#` 加空格是标题，`-` 是列表，`>` 是引用。在词语两侧加 `**` 使其加粗。其他功能都在上方的工具栏中。',
  },
}

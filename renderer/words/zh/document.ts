// The screen of one document: its bar, where its text is, what can be wrong with it.
import type { Translation } from '../languages.ts'

export const document: Translation['document'] = {
  title: '文档标题',
  untitled: '无标题',
  newWindow: '新窗口',
  newWindowBlocked: '一切未变。新窗口被拦截了；请允许此页面弹出窗口，然后重试。',
  copyLink: '复制链接',
  copied: '已复制',
  copiedAloud: '链接已在剪贴板中。',
  copiedHere: '已复制。该链接仅在这台电脑上有效：它的中继地址是 {{host}}。',
  copyRefused: '浏览器不允许 Ligature 复制。链接是 {{link}}',
  opening: '正在打开文档',
  people: {
    here: '在这里的人',
    more: '在这里的所有人',
    came: '{{names}} 加入了。',
    left: '{{names}} 离开了。',
  },
  status: {
    saved: '已保存在这台电脑和 {{relay}} 上',
    saving: '正在保存…',
    waiting_other: '已保存在这台电脑上——{{count}} 处更改等待 {{relay}}',
    offline: '离线——您输入的一切都保存在这台电脑上',
    offlineEmpty: '离线',
    connecting: '正在连接…',
    reconnecting: '正在重新连接…',
    nextTry: '（{{seconds}} 秒后重试）',
    actionNeeded: '需要处理：{{what}}',
  },
  connection: {
    label: '连接详情',
    title: '这篇文字在哪里',
    words: '您输入的一切先保存在这台电脑上，然后发送到中继。',
    relay: '中继',
    address: '地址',
    transport: '连接',
    noTransport: '目前没有',
    waiting: '等待发送',
    nothingWaits: '没有',
    changes_other: '{{count}} 处更改',
    acknowledged: '上次在那里保存',
    notYet: '此窗口尚未保存过',
    retry: '立即重试',
    reload: '重新加载',
    copy: '保留为新文档',
    notCopied: '无法保留为新文档：{{why}} 这里的文字没有改变。',
  },
  ownCopy: {
    ask: '舍弃我的副本…',
    question: '要舍弃您的这份副本吗？',
    words: '中继上的文档里没有的内容只在这份副本里，舍弃后无法恢复。之后，文档会以它在中继上的样子打开。',
    keep: '保留我的副本',
    discard: '舍弃',
    notDiscarded: '您的副本还在这台电脑上：无法舍弃。{{why}}',
    title: '{{title}}（重置之前）',
    titleElsewhere: '{{title}}（我的副本）',
  },
  transports: {
    WebSocket: 'WebSocket',
    HTTP: 'HTTP，因为 WebSocket 无法通过',
  },
  plainHttp:
    '您的文字照常保存，但此页面是通过普通 http 打开的：网络上的其他人可以读到内容，中继不可用时此页面打不开，浏览器在空间不足时可能清除它保存的内容。请向中继的运营者索取以 https 开头的地址。',
  lastChangesInDoubt: '最后的更改可能没有保存在这台电脑上：{{why}}。请重新打开该文档查看。',
  notHere: {
    title: '此文档还不在这台电脑上',
    words: '它从未在这里打开过，内容都在中继上，而位于 {{host}} 的中继现在无法连接。中继恢复后，文档会自动出现。',
    reached: {
      title: '中继无法打开此文档',
      failed:
        '这台电脑上没有它的副本。位于 {{host}} 的中继已连接上，但无法打开此文档。它的磁盘可能已满，或者它的文档副本可能已损坏。请选择“重试”；如果再次出现，请告知中继的管理者。',
      closed:
        '这台电脑上没有它的副本。位于 {{host}} 的中继已连接上，但没有打开此文档：{{what}}。请选择“重试”；如果再次出现，请询问中继的管理者。',
    },
    retry: '重试',
  },
  notUnderstood: {
    title: '此文档需要另一个版本',
    words:
      '它的文字在这台电脑和中继上都未被改动。其中有此版本的 Ligature 不认识的内容（{{what}}），打开会将其破坏。请重新加载此页面以获取最新版本，或在写下该内容的地方打开文档。',
  },
  gone: {
    title: '此文档已被永久删除',
    words:
      '它的文字已从中继上消失，这台电脑上也没有副本。曾打开过它的人也许还有一份；可以问问他们，或继续写另一篇文档。',
  },
  isNew: {
    words:
      '这里还没有人写过：在您打开之前，此地址没有任何文字。请直接写，或者，如果您期待看到内容，请让发送链接的人再发一次。',
    dismiss: '知道了',
  },
  inTrash: {
    words: '此文档在回收站中。在有人永久删除之前，它的文字会一直保留。',
    restore: '恢复',
  },
  partMissing: {
    title: 'Ligature 的一部分没有到达',
    words: '您写的内容都未被改动。中继可以连接后，它会自动出现；如果没有，请重试。',
  },
  atMost: '（最多 {{size}}）',
  trouble: {
    localCopyFull: {
      short: '这台电脑没有空间了',
      sentence:
        '您最后输入的内容还没有保存在这台电脑上，请不要关闭此窗口。已经没有空间保存它。请释放一些磁盘空间；Ligature 会自动重试。',
    },
    localCopyFailed: {
      short: '这台电脑没有保存文字',
      sentence:
        '您最后输入的内容可能没有保存在这台电脑上，请不要关闭此窗口。浏览器报告：{{why}}。请把最新的文字复制到安全的地方，然后重新加载此页面。',
    },
    notARelay: {
      short: '这不是中继',
      sentence:
        '您的文字保存在这台电脑上。在中继地址应答的不是 Ligature 中继；网络的登录页面也会这样。请登录网络或检查地址，然后选择“立即重试”。',
    },
    readOnly: {
      short: '您不能更改此文档',
      sentence: '您最近的更改保存在这台电脑上，别人都没有。您可以阅读此文档，但不能更改。请让文档的所有者允许您编辑。',
    },
    tooLarge: {
      short: '最后一次更改太大',
      sentence:
        '您的最后一次更改及之后的内容只保存在这台电脑上；之前的一切都已保存。这次更改超过了此中继接受的大小{{atMost}}。请撤销或缩短它，然后选择“立即重试”；其余内容请分成小块粘贴。',
    },
    malformed: {
      short: '中继无法读取一处更改',
      sentence:
        '您的文字保存在这台电脑上，最新的部分只在这里。中继无法读取您的一处更改。请重新加载此页面；如果再次出现，请把文字复制到新文档中。',
    },
    gap: {
      short: '中继缺少更早的更改',
      sentence:
        '您的文字保存在这台电脑上，最新的部分只在这里。中继缺少在它之前的内容。请重新加载此页面，以便重新发送全部内容。',
    },
    quota: {
      short: '文档已满',
      sentence:
        '您最近的更改保存在这台电脑上。此文档已达到中继允许的大小{{atMost}}。请删除一些内容，或向中继的管理者申请更多空间，然后选择“立即重试”；系统也会自动重试。',
    },
    diverged: {
      short: '更早的一处更改被拒绝',
      sentence:
        '您最近的更改只保存在这台电脑上。它们建立在被中继拒绝的更改之上。请重新加载此页面，以便重新发送全部内容。',
    },
    version: {
      short: '此版本与中继不匹配',
      sentence: '您的文字保存在这台电脑上。中继不理解此版本的 Ligature。请重新加载此页面以获取最新版本。',
    },
    signIn: {
      short: '请重新登录',
      sentence: '您的文字保存在这台电脑上，现在的更改不会发送。中继不再知道您是谁。请重新加载此页面并登录。',
    },
    notShared: {
      short: '此文档没有与您共享',
      sentence: '您写的内容保存在这台电脑上；不再发送更多内容。此文档没有或不再与您共享。请向所有者申请访问权限。',
    },
    noDocument: {
      short: '这不是文档的地址',
      sentence: '您没有丢失任何内容：此地址没有文字。链接可能缺了一部分。请让发送者再发一次链接。',
    },
    reset: {
      short: '文档已被重置',
      sentence:
        '您的副本保存在这台电脑上，没有被合并。文档在中继上被重置，此副本属于它的过去。请把它保留为新文档，或者舍弃它；之后此文档会以现在的样子打开。',
    },
    otherDatabase: {
      short: '中继不认识此副本',
      sentence:
        '您的副本保存在这台电脑上，没有被合并。中继上已经没有您所知道的这个文档：它的数据库是另一个，或者是较旧的备份。请告诉中继的运营者；等它恢复了正确的数据库，再重新加载此页面。您也可以把副本保留为新文档，或者舍弃它；之后此文档会以它在中继上的样子打开。',
    },
    deleted: {
      short: '文档已被永久删除',
      sentence: '下面的副本只保存在这台电脑上。有人在中继上永久删除了此文档。如果仍然需要，请把它保留为新文档。',
    },
    relayFailed: {
      short: '中继出错了',
      sentence: '您的文字保存在这台电脑上，已保存在中继上的内容仍在那里。中继刚刚出错了。请选择“立即重试”，或继续写。',
    },
    shuttingDown: {
      short: '中继正在关闭',
      sentence:
        '您的文字保存在这台电脑上，已保存在中继上的内容仍在那里。中继正在关闭。请继续写；等它恢复后选择“立即重试”。',
    },
    silent: {
      short: '连接没有回应',
      sentence: '您的文字保存在这台电脑上。中继太久没有收到这里的消息。请检查网络，然后选择“立即重试”。',
    },
    slow: {
      short: '连接太慢',
      sentence: '您的文字保存在这台电脑上。连接接收中继所发内容的速度太慢。请检查网络，然后选择“立即重试”。',
    },
    crowded: {
      short: '来自您网络的连接太多',
      sentence:
        '您的文字保存在这台电脑上。您的网络在中继上打开的文档已达到上限。请关闭一些，或请中继的管理者放宽限制，然后选择“立即重试”。',
    },
    imageTooLarge: {
      short: '有一张图片对中继来说太大',
      sentence:
        '您的图片只保存在这台电脑上；周围的文字照常发送。它超过了此中继接受的大小{{atMost}}。请移除它，或换一张较小的图片；也可以请中继的管理者放宽限制，然后选择“立即重试”。',
    },
    imageRefused: {
      short: '中继拒绝了一张图片',
      sentence:
        '您的图片只保存在这台电脑上；周围的文字照常发送。中继拒绝了它：{{why}}。请移除它，或选择“立即重试”；如果再次出现，请询问中继的管理者。',
    },
    closed: {
      short: '中继关闭了连接',
      sentence:
        '您的文字保存在这台电脑上。中继以代码 {{code}}（“{{reason}}”）关闭了连接。请重新加载此页面；如果再次出现，请告知中继的管理者。',
    },
  },
}

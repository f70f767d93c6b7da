// How the connection stands. Later than late: brought by the card that says it.
export const connection = {
  title: 'Where this text is',
  words: 'Everything you type is kept on this computer first, and then sent to the relay.',
  relay: 'Relay',
  address: 'Address',
  transport: 'Connection',
  noTransport: 'None at the moment',
  waiting: 'Waiting to be sent',
  nothingWaits: 'Nothing',
  changes_one: '{{count}} change',
  changes_other: '{{count}} changes',
  acknowledged: 'Last saved there',
  notYet: 'Not yet from this window',
} as const

export const transports = {
  WebSocket: 'WebSocket',
  HTTP: 'HTTP, because WebSockets do not get through',
} as const

// What HTML says, without how it nests: `<em>a<strong>b</strong></em>` and `<em>a</em><strong><em>b</em></strong>` are the
// same text with the same marks. So the specifications' HTML can be compared with what our flat schema makes of it.
const INLINE = new Set(['em', 'strong', 's', 'a', 'code'])
/** Tight lists leave out `p`; our table has no sections of its own; rows of the specification are written on many lines. */
const UNSAID = new Set(['p', 'thead', 'tbody'])
const REFERENCES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

export function meaningOf(html: string): string[] {
  const meaning: string[] = []
  const open: string[] = []
  for (const [part, close, tag = '', attributes = ''] of html.matchAll(
    /<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|[^>"])*)>|[^<]+|</g,
  )) {
    const name = tag === 'del' ? 's' : tag
    if (name === '')
      for (const one of unescaped(part).replace(/\s/g, '')) meaning.push([one, ...new Set(open)].sort().join(' '))
    else if (INLINE.has(name)) {
      if (close === '') open.push(name + said(attributes))
      else open.pop()
    } else if (!UNSAID.has(name)) {
      const marks = name === 'img' ? open.filter((mark) => mark.startsWith('a')) : []
      meaning.push(`<${close}${name}${said(attributes)}>${marks.join(' ')}`)
    }
  }
  return meaning
}

/** Addresses are compared decoded: we keep them as they were written, the specification shows them encoded. */
function said(attributes: string): string {
  const pairs = [...attributes.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, name, value]) => [name, unescaped(value ?? '')])
  const kept = pairs.filter(([name]) => name !== 'rel' && name !== 'disabled' && name !== 'checked')
  const checked = /\schecked\b/.test(attributes) ? ['checked'] : []
  return [...kept.map(([name, value]) => `${name}=${decoded(value ?? '')}`), ...checked].sort().join(';')
}

const unescaped = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => REFERENCES[name]!)

function decoded(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address // A bare percent sign is none of an encoding.
  }
}

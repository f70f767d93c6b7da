// What a version says, as nodes for the page. Nothing that the relay sends gets there as it came: a worker makes a document of our schema
// of it, and HTML of that, in which everything is escaped.
import { attachmentIn } from '../../../contracts/attachment-names.ts'
import { imageAddresses } from '../../../document/image-addresses.ts'
import type { NodeJson } from '../../../document/json.ts'
import type { AttachmentsService } from '../../api/attachments-service.ts'
import { Converter } from '../transfer/converter.ts'

export interface VersionText {
  readonly nodes: readonly Node[]
  /** Its images are let go of. */
  readonly close: () => void
}

/** `said`: JSON that nobody has looked at. `attachments`: where images are; one that is not to be had is its description. */
export async function versionText(
  said: unknown,
  attachments: Pick<AttachmentsService, 'bytes'>,
  signal: AbortSignal,
): Promise<VersionText> {
  const document = said as NodeJson
  const converter = new Converter()
  const images = new Map<string, string>()
  const close = (): void => {
    for (const address of images.values()) URL.revokeObjectURL(address)
  }
  try {
    for (const address of imageAddresses(document)) {
      const sha256 = attachmentIn(address)
      const bytes = sha256 && (await attachments.bytes(sha256).catch(() => undefined))
      if (bytes !== undefined) images.set(address, URL.createObjectURL(new Blob([bytes])))
    }
    const page = await converter.write({ format: 'html', title: '', document, images }, signal)
    const body = new DOMParser().parseFromString(page.slice(page.indexOf('<body>')), 'text/html').body
    for (const image of body.querySelectorAll('img')) if (!image.src.startsWith('blob:')) image.replaceWith(image.alt)
    for (const link of body.querySelectorAll('a')) link.target = '_blank'
    // A task is called what it says.
    for (const box of body.querySelectorAll('li > input'))
      box.setAttribute('aria-label', box.parentElement?.textContent.trim() ?? '')
    return { nodes: [...body.childNodes], close }
  } catch (cause) {
    close()
    throw cause
  } finally {
    converter.close()
  }
}

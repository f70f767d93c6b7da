// Hands a file to the person: the browser's or the desktop's own way of downloading, which asks where or says where it went.

/** Long after a download has begun. The address keeps the bytes until it is given back. */
const GIVEN_BACK_AFTER_MS = 60_000

export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), GIVEN_BACK_AFTER_MS)
}

// How large an image is, so that its place is reserved for everybody before it has arrived. Used wherever one is put in.

/** In CSS pixels; undefined for what this browser cannot draw. */
export async function sizeOf(file: Blob): Promise<{ readonly width: number; readonly height: number } | undefined> {
  try {
    const bitmap = await createImageBitmap(file)
    const { width, height } = bitmap
    bitmap.close()
    return { width, height }
  } catch {
    // It is kept all the same: another browser may know how.
    return undefined
  }
}

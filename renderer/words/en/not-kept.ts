// Why an image was not put in. Part of the words of images, brought by not-kept-words.ts.
export const notKept = {
  'not-an-image':
    'The text is as it was. “{{name}}” is not an image that can be kept here: PNG, JPEG, GIF, WebP and AVIF can. Save it as one of these and try again.',
  svg: 'The text is as it was. “{{name}}” is an SVG, which can contain programs and is not taken. Save it as PNG and try again.',
  'too-large': 'The text is as it was. “{{name}}” is larger than {{limit}} MB. Make it smaller and try again.',
  empty: 'The text is as it was. “{{name}}” is empty. Choose another file.',
  disk: 'The text is as it was. This computer could not keep “{{name}}”: {{reason}}. Make room on the disk and try again.',
  unnamed: 'This image',
} as const

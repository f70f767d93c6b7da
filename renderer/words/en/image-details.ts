// The details of an image. Later than late: brought by the popup that says it.
export const imageDetails = {
  details: {
    label: 'Image',
    description: 'Description',
    placeholder: 'What is to be seen? For people who do not see it.',
    remove: 'Remove the image',
  },
} as const

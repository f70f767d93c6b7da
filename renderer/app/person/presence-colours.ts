// The ten colours that people are told apart by. Each carries white text at 4.5:1 and stands out from the page at 3:1 in
// both themes (tests/renderer/app/presence-colours.test.ts computes it), so all ten are equally bright: hue tells them apart.

export const PRESENCE_COLOURS = [
  '#127f69', // teal
  '#1574b9', // blue
  '#4d68d5', // indigo
  '#825ac8', // violet
  '#ae3fbe', // purple
  '#c9327e', // pink
  '#cd3847', // red
  '#bf4c1b', // rust
  '#95670c', // ochre
  '#477e1f', // green
] as const

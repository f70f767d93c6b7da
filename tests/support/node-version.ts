// Runs before each test file. `npx vitest` typed by hand may run on the machine's own Node, where node:sqlite fails oddly.
const NEEDED_MAJOR = 24

if (Number.parseInt(process.versions.node, 10) < NEEDED_MAJOR) {
  throw new Error(
    `The tests need Node ${NEEDED_MAJOR} or newer and this is ${process.versions.node}: use \`npm test\`.`,
  )
}

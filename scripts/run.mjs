// Starts a script of this folder: `node scripts/run.mjs build`. Plain JavaScript, because Node older than 22.18 cannot even
// read the TypeScript of the others and would fail without a reason.
import process from 'node:process'

const NEEDED_MAJOR = 24
const [name = '', ...args] = process.argv.slice(2)

if (Number.parseInt(process.versions.node, 10) < NEEDED_MAJOR) {
  process.stderr.write(
    `Ligature needs Node ${NEEDED_MAJOR} or newer and this is ${process.versions.node}: run \`npm ci\` again ` +
      '(on Linux x64 it brings Node along) or install Node from https://nodejs.org.\n',
  )
  process.exit(1)
}

try {
  const { run } = await import(`./${name}.ts`)
  process.exitCode = await run(args)
} catch (error) {
  // A sentence for a person; the stack only for whoever looks for a mistake of the script itself.
  const told = process.env['DEBUG'] ? error.stack : error.message
  process.stderr.write(`\nnpm run ${name} failed: ${told}\n`)
  process.exitCode = error.exitCode ?? 1
}

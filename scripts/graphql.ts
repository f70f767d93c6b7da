// `npm run graphql`: what the editor asks over GraphQL, from the .graphql files beside its components: types for the answers, and the
// queries' texts for the relay, each by the beginning of its SHA-256. `--check` only says whether what is there is
// what would be written; `--in FOLDER` does it for a copy of the project.
import { createHash } from 'node:crypto'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { codegen } from '@graphql-codegen/core'
import * as typescript from '@graphql-codegen/typescript'
import * as operations from '@graphql-codegen/typescript-operations'
import {
  buildSchema,
  concatAST,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  parse,
  print,
  visit,
} from 'graphql'
import { GRAPHQL_SCHEMA } from '../contracts/graphql-schema.ts'
import { ROOT } from './root.ts'
import { complain, say } from './terminal.ts'

const TYPES = 'renderer/api/queries.ts'
const TEXTS = 'contracts/persisted-queries.ts'

export async function run(args: readonly string[]): Promise<number> {
  const root = args.includes('--in') ? args[args.indexOf('--in') + 1]! : ROOT
  const files = await generate(root)
  const stale = Object.entries(files).filter(([file, text]) => read(join(root, file)) !== text)
  if (args.includes('--check')) {
    for (const [file] of stale) complain(`${file} is not what \`npm run graphql\` writes: run it.`)
    return stale.length === 0 ? 0 : 1
  }
  for (const [file, text] of stale) {
    writeFileSync(join(root, file), text)
    say(`${file} written`)
  }
  return 0
}

/** The generated files of the project in this folder, by their paths in it, and their texts. Throws when a query does not fit the schema. */
async function generate(root: string): Promise<Readonly<Record<typeof TYPES | typeof TEXTS, string>>> {
  const sources = globSync('renderer/**/*.graphql', { cwd: root })
    .toSorted()
    .map((file) => ({
      location: relative(root, join(root, file)),
      document: parse(readFileSync(join(root, file), 'utf8')),
    }))
  const types = await codegen({
    filename: TYPES,
    schema: parse(GRAPHQL_SCHEMA),
    schemaAst: buildSchema(GRAPHQL_SCHEMA),
    documents: sources,
    plugins: [{ typescript: {} }, { operations: {} }],
    pluginMap: { typescript, operations },
    config: {
      onlyOperationTypes: true,
      skipTypename: true,
      useTypeImports: true,
      enumsAsConst: true,
      avoidOptionals: { field: true },
      scalars: { Time: 'string', ID: 'string' },
    },
  })
  const all = concatAST(sources.map(({ document }) => document))
  const queries = all.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return []
    const text = print(concatAST([{ kind: Kind.DOCUMENT, definitions: [definition, ...fragmentsOf(definition, all)] }]))
    return [
      {
        name: definition.name!.value,
        text,
        id: createHash('sha256').update(text).digest('base64url').slice(0, ID_CHARACTERS),
      },
    ]
  })
  const ids = queries.map(({ name, id }) => `/** Id of the query ${name}. */\nexport const ${constant(name)} = '${id}'`)
  const texts = queries.map(({ text, id }) => `  '${id}': ${JSON.stringify(text)},`)
  return {
    [TYPES]: `${WRITTEN}\n${types.trim()}\n\n${ids.join('\n\n')}\n`,
    [TEXTS]: `${WRITTEN}\nexport const PERSISTED_QUERIES = {\n${texts.join('\n')}\n}\n`,
  }
}

/** 96 bits: among a handful of queries, no two have the same. */
const ID_CHARACTERS = 16

const WRITTEN = '// Written by `npm run graphql`.'

/** Those that a definition uses, and those that they use. */
function fragmentsOf(definition: { readonly kind: Kind }, all: DocumentNode): FragmentDefinitionNode[] {
  const found = new Map<string, FragmentDefinitionNode>()
  const look = (node: object): void => {
    visit(node as DocumentNode, {
      FragmentSpread: ({ name }) => {
        if (found.has(name.value)) return
        const fragment = all.definitions.find(
          (one): one is FragmentDefinitionNode =>
            one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === name.value,
        )
        if (fragment === undefined) throw new Error(`no fragment is called ${name.value}`)
        found.set(name.value, fragment)
        look(fragment)
      },
    })
  }
  look(definition)
  return [...found.values()]
}

/** `HomeScreen`: `HOME_SCREEN`. */
const constant = (name: string): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

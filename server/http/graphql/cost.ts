// What a query costs, known before anything of it is read. Asked by execute.ts. A rule of validation sees no values of variables, and
// `first` is mostly one: libraries that are such rules count it as 1.
import {
  type ExecutionArgs,
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  getNamedType,
  getOperationAST,
  getVariableValues,
  type GraphQLField,
  type GraphQLNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql'

/** How many rows a field with this argument has at most. */
const ROWS = 'first'

/**
 * A field counts once for each row of the pages that it stands in, every time that it is written. A page has as many rows as `first` says: as
 * a number, a variable or the default of the schema. How many rows a list without `first` has is not known here: see rows.ts. Undefined
 * where nothing will be executed, of which whoever executes says why.
 */
export function costOf(
  args: Pick<ExecutionArgs, 'schema' | 'document' | 'operationName' | 'variableValues'>,
): number | undefined {
  const { schema, document } = args
  const operation = getOperationAST(document, args.operationName)
  if (operation === null || operation === undefined) return undefined
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], args.variableValues ?? {})
  if (coerced === undefined) return undefined

  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one)
  /** Of one row. Each is walked once, however often and through however many others it is spread. */
  const costs = new Map<string, number>()

  const ofFragment = (name: string): number => {
    const known = costs.get(name)
    if (known !== undefined) return known
    const fragment = fragments.get(name)
    if (fragment === undefined) return 0
    // Validation has found that none contains itself; one that did would be without end.
    costs.set(name, Infinity)
    const cost = ofSelections(fragment.selectionSet, typeFromAST(schema, fragment.typeCondition))
    costs.set(name, cost)
    return cost
  }

  const ofField = (node: FieldNode, within: GraphQLNamedType | undefined): number => {
    if (node.selectionSet === undefined) return 1
    const field = fieldOf(within, node.name.value)
    const rows = field?.args.some(({ name }) => name === ROWS) ? getArgumentValues(field, node, coerced)[ROWS] : 1
    // Less than one is refused by whoever reads, and may not lower what stands beside it.
    return 1 + Math.max(1, Number(rows)) * ofSelections(node.selectionSet, field && getNamedType(field.type))
  }

  const ofSelections = ({ selections }: SelectionSetNode, within: GraphQLNamedType | undefined): number =>
    selections.reduce((sum, one) => {
      switch (one.kind) {
        case Kind.FIELD:
          return sum + ofField(one, within)
        case Kind.FRAGMENT_SPREAD:
          return sum + ofFragment(one.name.value)
        case Kind.INLINE_FRAGMENT:
          return (
            sum + ofSelections(one.selectionSet, one.typeCondition ? typeFromAST(schema, one.typeCondition) : within)
          )
      }
    }, 0)

  return ofSelections(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined)
}

/** Undefined for what the schema tells of itself, which has no pages. */
const fieldOf = (type: GraphQLNamedType | undefined, name: string): GraphQLField<unknown, unknown> | undefined =>
  isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined

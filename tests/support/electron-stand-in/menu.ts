// Stands in for `Menu`: a template is checked item by item, what stands in it is told to the test, and the test chooses.
import { models, onlyOptions, strict, unmodelled } from './strict.ts'
import { onAsked, tell } from './to-the-test.ts'

interface Item {
  readonly id?: string
  readonly label?: string
  readonly role?: string
  readonly type?: string
  readonly enabled?: boolean
  readonly accelerator?: string
  readonly submenu?: readonly Item[]
  readonly click?: () => void
}

const KEYS = ['id', 'label', 'role', 'type', 'enabled', 'accelerator', 'submenu', 'click']
/** Of which the system does the work. */
const ROLES = new Set(
  `about appMenu close copy cut front help hide hideOthers minimize paste pasteAndMatchStyle quit redo reload resetZoom
   selectAll services toggleDevTools togglefullscreen undo unhide windowMenu zoom zoomIn zoomOut`.split(/\s+/),
)
const ACCELERATOR = /^((CmdOrCtrl|Shift|Alt)\+)+[A-Z]$/

let applicationMenu: readonly Item[] = []
let floating: readonly Item[] = []

class MenuModel {
  readonly items: readonly Item[]

  constructor(items: readonly Item[]) {
    this.items = items
  }

  popup(): void {
    tell({ is: 'context-menu', items: labels(this.items) })
    // What floats is chosen from like the rest.
    floating = this.items
  }
}
const model = {
  buildFromTemplate(template: readonly Item[]): MenuModel {
    check(template)
    return strict('Menu', new MenuModel(template))
  },
  setApplicationMenu(menu: MenuModel): void {
    applicationMenu = menu.items
    tell({ is: 'menu', items: labels(applicationMenu) })
  },
}
models('Menu', MenuModel.prototype)
models('typeof Menu', model)
export const Menu = strict('Menu', model)

function check(items: readonly Item[]): void {
  for (const item of items) {
    onlyOptions('a menu item', item, KEYS)
    if (item.type !== undefined && item.type !== 'separator') unmodelled(`a menu item of type ${item.type}`)
    if (item.role !== undefined && !ROLES.has(item.role)) unmodelled(`the menu role ${item.role}`)
    if (item.type !== 'separator' && !item.label) throw new Error('a menu item without a label')
    if (item.accelerator !== undefined && !ACCELERATOR.test(item.accelerator))
      unmodelled(`the accelerator ${item.accelerator}`)
    check(item.submenu ?? [])
  }
}

function labels(items: readonly Item[], before = ''): string[] {
  return items.flatMap((item) =>
    item.type === 'separator'
      ? []
      : [`${before}${item.label}`, ...labels(item.submenu ?? [], `${before}${item.label} > `)],
  )
}

function find(items: readonly Item[], wanted: string): Item | undefined {
  for (const item of items) {
    if (item.id === wanted || item.label === wanted) return item
    const inside = find(item.submenu ?? [], wanted)
    if (inside !== undefined) return inside
  }
  return undefined
}

onAsked((asked) => {
  if (asked.ask !== 'menu') return
  const item = find([...floating, ...applicationMenu], asked.item)
  if (item?.click === undefined || item.enabled === false) unmodelled(`choosing "${asked.item}" from the menu`)
  item.click()
})

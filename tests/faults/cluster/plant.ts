// With `node --import` this puts the bug that PLANTED_BUG names into the relay that is about to start.
import { PLANTED_BUGS } from './planted-bugs.ts'

const bug = PLANTED_BUGS.find(({ name }) => name === process.env['PLANTED_BUG'])
if (bug === undefined) throw new Error(`no planted bug is called ${process.env['PLANTED_BUG']}`)
bug.plant()

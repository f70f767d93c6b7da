// Must be main.tsx's first import: zod compiles its checkers with `new Function` when a schema is made, which the relay's
// CSP forbids, and contracts/ makes its schemas while being imported.
import { z } from 'zod'

z.config({ jitless: true })

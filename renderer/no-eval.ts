// Must be main.tsx's first import: zod compiles its checkers with `new Function`, which the relay's CSP forbids, unless it is
// told otherwise before the first schema is made. It reads this object (zod/v4/core/core.js, globalConfig) when it arrives;
// importing zod to say so would bring it into the first load, which has no schema.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } })

// A planted fault: with `node --import` this makes the relay open its database with synchronous = NORMAL, where COMMIT
// does not wait for the disk. The fsync story must notice.
import { DatabaseSync } from 'node:sqlite'

const exec = DatabaseSync.prototype.exec
DatabaseSync.prototype.exec = function (sql: string): void {
  exec.call(this, sql.replace('synchronous = FULL', 'synchronous = NORMAL'))
}

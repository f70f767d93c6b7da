// Ordner: in der Liste, und wohin ein Dokument gelegt wird.
import type { Translation } from '../languages.ts'

export const folders: Translation['folders'] = {
  label: 'Ordner',
  all: 'Alle Ordner',
  create: 'Neuer Ordner',
  name: 'Name des Ordners',
  actionsFor: 'Aktionen für den Ordner {{title}}',
  rename: 'Ordner umbenennen',
  delete: 'Ordner löschen',
  empty:
    'In diesem Ordner liegt noch nichts. Beginnen Sie hier ein Dokument, oder legen Sie eines hinein: „In einen Ordner legen …“ steht im Menü eines jeden.',
  move: {
    label: '{{title}} in einen Ordner legen',
    placeholder: 'Ordner finden oder neu benennen …',
    none: 'Kein Ordner',
    here: 'Liegt hier',
    make: 'Neuer Ordner „{{title}}“',
    nothing: 'Es gibt noch keinen Ordner. Tippen Sie einen Namen, um einen anzulegen.',
    hint: '{{choose}} legt es dorthin, {{leave}} lässt es, wo es ist',
  },
  moved: '{{title}} liegt im Ordner „{{folder}}“.',
  movedOut: '{{title}} liegt in keinem Ordner mehr.',
  undo: 'Rückgängig',
  confirm: {
    title: 'Den Ordner „{{title}}“ löschen?',
    words_zero: 'Er ist leer. Er verschwindet für alle.',
    words_one:
      'Es wird kein Dokument gelöscht: Das eine darin bleibt und liegt dann in keinem Ordner. Der Ordner verschwindet für alle.',
    words_other:
      'Es wird kein Dokument gelöscht: Die {{count}} darin bleiben und liegen dann in keinem Ordner. Der Ordner verschwindet für alle.',
    keep: 'Behalten',
    delete: 'Ordner löschen',
  },
  deleted: 'Der Ordner „{{title}}“ ist gelöscht. Was darin lag, steht in der Liste aller Dokumente.',
  notLoaded:
    'Es wurde nichts geändert. Ein Teil der App kam nicht an: Das Relay ist nicht erreichbar. Versuchen Sie es erneut.',
  refused: {
    move: '{{title}} liegt wieder, wo es vorher lag. Das Relay hat abgelehnt: {{why}}.',
    create:
      'Der Ordner „{{title}}“ wurde nicht angelegt; was hineingelegt wurde, liegt, wo es vorher lag. Das Relay hat abgelehnt: {{why}}.',
    rename: 'Die Dokumente sind unverändert, und der Ordner heißt wie vorher. Das Relay hat abgelehnt: {{why}}.',
    delete:
      'Der Ordner „{{title}}“ wurde nicht gelöscht, und seine Dokumente liegen wieder darin. Das Relay hat abgelehnt: {{why}}.',
  },
  problems: {
    'folder-not-found': 'es hat keinen solchen Ordner',
    'folder-gone': 'der Ordner wurde gelöscht',
    'folders-full': 'es hat so viele Ordner, wie es aufnimmt',
  },
}

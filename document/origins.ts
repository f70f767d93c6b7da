// Names of transactions that more than one part of the program must recognize.

/** What this person typed and somebody else's deletion took with it is put back (renderer/collab/rescue). It is one's own
 * typing, and the editor undoes it as such. */
export const RESCUE = 'rescue of what was typed here'

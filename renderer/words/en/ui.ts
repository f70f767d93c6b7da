// The few words of controls that stand everywhere.
export const ui = {
  justNow: 'just now',
  dismiss: 'Dismiss',
  close: 'Close',
  /** As they stand on a keyboard that is not a Mac's. */
  keys: {
    Ctrl: 'Ctrl',
    Alt: 'Alt',
    Shift: 'Shift',
    Enter: 'Enter',
    Delete: 'Delete',
    Escape: 'Esc',
    Home: 'Home',
    End: 'End',
  },
} as const

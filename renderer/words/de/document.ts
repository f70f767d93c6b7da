// The screen of one document: its bar, where its text is, what can be wrong with it.
import type { Translation } from '../languages.ts'

export const document: Translation['document'] = {
  title: 'Titel des Dokuments',
  untitled: 'Ohne Titel',
  newWindow: 'Neues Fenster',
  newWindowBlocked:
    'Nichts hat sich geändert. Das neue Fenster wurde blockiert; erlauben Sie dieser Seite Pop-up-Fenster und versuchen Sie es noch einmal.',
  copyLink: 'Link kopieren',
  copied: 'Kopiert',
  copiedAloud: 'Der Link ist in der Zwischenablage.',
  copiedHere: 'Kopiert. Der Link gilt nur auf diesem Computer: Sein Relay hat die Adresse {{host}}.',
  copyRefused: 'Der Browser lässt Ligature nicht kopieren. Der Link ist {{link}}',
  opening: 'Das Dokument wird geöffnet',
  people: {
    here: 'Personen hier',
    more: 'Alle Personen hier',
    came: '{{names}} ist jetzt hier.',
    left: '{{names}} ist gegangen.',
  },
  status: {
    saved: 'Gespeichert auf diesem Computer und auf {{relay}}',
    saving: 'Wird gespeichert …',
    waiting_one: 'Gespeichert auf diesem Computer – {{count}} Änderung wartet auf {{relay}}',
    waiting_other: 'Gespeichert auf diesem Computer – {{count}} Änderungen warten auf {{relay}}',
    offline: 'Offline – alles, was Sie schreiben, bleibt auf diesem Computer',
    offlineEmpty: 'Offline',
    connecting: 'Verbindung wird hergestellt …',
    reconnecting: 'Verbindung wird wiederhergestellt …',
    nextTry: '(nächster Versuch {{seconds}} s)',
    actionNeeded: 'Bitte handeln: {{what}}',
  },
  connection: {
    label: 'Einzelheiten zur Verbindung',
    title: 'Wo dieser Text ist',
    words: 'Alles, was Sie schreiben, wird zuerst auf diesem Computer behalten und dann an das Relay geschickt.',
    relay: 'Relay',
    address: 'Adresse',
    transport: 'Verbindung',
    noTransport: 'Im Augenblick keine',
    waiting: 'Noch zu senden',
    nothingWaits: 'Nichts',
    changes_one: '{{count}} Änderung',
    changes_other: '{{count}} Änderungen',
    acknowledged: 'Dort zuletzt gespeichert',
    notYet: 'Aus diesem Fenster noch nicht',
    retry: 'Jetzt versuchen',
    reload: 'Neu laden',
    copy: 'Als neues Dokument behalten',
    notCopied: 'Das ließ sich nicht als neues Dokument behalten: {{why}} Der Text hier ist unverändert.',
  },
  ownCopy: {
    ask: 'Meine Kopie verwerfen …',
    question: 'Ihre Kopie dieses Dokuments verwerfen?',
    words:
      'Was im Dokument auf dem Relay nicht steht, gibt es nur in dieser Kopie und lässt sich danach nicht zurückholen. Das Dokument öffnet sich dann so, wie es auf dem Relay ist.',
    keep: 'Meine Kopie behalten',
    discard: 'Verwerfen',
    notDiscarded: 'Ihre Kopie ist noch auf diesem Computer: Sie ließ sich nicht verwerfen. {{why}}',
    title: '{{title}} (vor dem Zurücksetzen)',
    titleElsewhere: '{{title}} (meine Kopie)',
  },
  transports: {
    WebSocket: 'WebSocket',
    HTTP: 'HTTP, weil WebSockets nicht durchkommen',
  },
  plainHttp:
    'Ihr Text wird gespeichert wie immer, aber diese Seite kam über einfaches http: Andere im Netz können mitlesen, ohne das Relay öffnet sich die Seite nicht, und ein Browser, dem der Platz ausgeht, darf löschen, was er für sie aufbewahrt. Bitten Sie den Betreiber des Relays um eine Adresse mit https.',
  lastChangesInDoubt:
    'Die letzten Änderungen sind vielleicht nicht auf diesem Computer gespeichert: {{why}}. Öffnen Sie das Dokument noch einmal und sehen Sie nach.',
  notHere: {
    title: 'Dieses Dokument ist noch nicht auf diesem Computer',
    words:
      'Es wurde hier nie geöffnet; was darin steht, ist auf dem Relay, und das Relay unter {{host}} ist gerade nicht zu erreichen. Das Dokument erscheint von selbst, sobald das Relay antwortet.',
    reached: {
      title: 'Das Relay konnte dieses Dokument nicht öffnen',
      failed:
        'Auf diesem Computer gibt es keine Kopie davon. Das Relay unter {{host}} wurde erreicht, konnte das Dokument aber nicht öffnen. Vielleicht ist sein Datenträger voll oder seine Kopie des Dokuments beschädigt. Wählen Sie „Noch einmal versuchen“; wenn das wiederkommt, melden Sie es der Person, die das Relay betreibt.',
      closed:
        'Auf diesem Computer gibt es keine Kopie davon. Das Relay unter {{host}} wurde erreicht, hat das Dokument aber nicht geöffnet: {{what}}. Wählen Sie „Noch einmal versuchen“; wenn das wiederkommt, fragen Sie, wer das Relay betreibt.',
    },
    retry: 'Noch einmal versuchen',
  },
  notUnderstood: {
    title: 'Dieses Dokument braucht eine andere Version',
    words:
      'Sein Text ist unberührt, auf diesem Computer und auf dem Relay. Es enthält etwas, das diese Version von Ligature nicht kennt ({{what}}) und durch das Öffnen zerstören würde. Laden Sie die Seite neu, um die neueste Version zu bekommen, oder öffnen Sie das Dokument dort, wo das geschrieben wurde.',
  },
  gone: {
    title: 'Dieses Dokument wurde endgültig gelöscht',
    words:
      'Sein Text ist auf dem Relay nicht mehr vorhanden, und auf diesem Computer gibt es keine Kopie. Wer es geöffnet hatte, hat vielleicht noch eine; fragen Sie dort, oder schreiben Sie in einem anderen Dokument weiter.',
  },
  isNew: {
    words:
      'Hier hat noch niemand geschrieben: Unter dieser Adresse gab es keinen Text, bis Sie sie geöffnet haben. Schreiben Sie, oder bitten Sie, falls Sie etwas erwartet haben, noch einmal um den Link.',
    dismiss: 'Verstanden',
  },
  inTrash: {
    words: 'Dieses Dokument ist im Papierkorb. Sein Text bleibt, bis ihn jemand endgültig löscht.',
    restore: 'Wiederherstellen',
  },
  partMissing: {
    title: 'Ein Teil von Ligature ist nicht angekommen',
    words:
      'Nichts, was Sie geschrieben haben, wurde berührt. Der Teil kommt von selbst, sobald das Relay erreichbar ist; wenn nicht, versuchen Sie es noch einmal.',
  },
  atMost: ' (höchstens {{size}})',
  trouble: {
    localCopyFull: {
      short: 'dieser Computer hat keinen Platz mehr',
      sentence:
        'Was Sie zuletzt geschrieben haben, ist noch nicht auf diesem Computer gespeichert; lassen Sie dieses Fenster offen. Es ist kein Platz mehr dafür. Geben Sie Speicher frei; Ligature versucht es von selbst wieder.',
    },
    localCopyFailed: {
      short: 'dieser Computer behält den Text nicht',
      sentence:
        'Was Sie zuletzt geschrieben haben, ist vielleicht nicht auf diesem Computer gespeichert; lassen Sie dieses Fenster offen. Der Browser meldet: {{why}}. Kopieren Sie Ihren neuesten Text an einen sicheren Ort und laden Sie dann diese Seite neu.',
    },
    notARelay: {
      short: 'das ist kein Relay',
      sentence:
        'Ihr Text ist auf diesem Computer. Unter der Adresse des Relays antwortet kein Ligature-Relay; das tut auch die Anmeldeseite eines Netzes. Melden Sie sich im Netz an oder prüfen Sie die Adresse und wählen Sie dann „Jetzt versuchen“.',
    },
    readOnly: {
      short: 'Sie dürfen dieses Dokument nicht ändern',
      sentence:
        'Ihre letzten Änderungen sind auf diesem Computer und sonst nirgends. Sie dürfen dieses Dokument lesen, aber nicht ändern. Bitten Sie die Person, der es gehört, es Sie bearbeiten zu lassen.',
    },
    tooLarge: {
      short: 'die letzte Änderung ist zu groß',
      sentence:
        'Ihre letzte Änderung und was darauf folgt, ist nur auf diesem Computer; alles davor ist gespeichert. Die Änderung ist größer, als dieses Relay annimmt{{atMost}}. Machen Sie sie rückgängig oder kürzer und wählen Sie dann „Jetzt versuchen“; fügen Sie den Rest in kleineren Stücken ein.',
    },
    malformed: {
      short: 'das Relay kann eine Änderung nicht lesen',
      sentence:
        'Ihr Text ist auf diesem Computer, der neueste Teil nur hier. Das Relay konnte eine Ihrer Änderungen nicht lesen. Laden Sie diese Seite neu; wenn das wiederkommt, kopieren Sie den Text in ein neues Dokument.',
    },
    gap: {
      short: 'dem Relay fehlt eine frühere Änderung',
      sentence:
        'Ihr Text ist auf diesem Computer, der neueste Teil nur hier. Dem Relay fehlt etwas, das davor kam. Laden Sie diese Seite neu, damit alles noch einmal gesendet wird.',
    },
    quota: {
      short: 'das Dokument ist voll',
      sentence:
        'Ihre letzten Änderungen sind auf diesem Computer. Das Dokument ist so groß, wie sein Relay erlaubt{{atMost}}. Löschen Sie etwas, oder bitten Sie, wer das Relay betreibt, um mehr Platz, und wählen Sie „Jetzt versuchen“; von selbst wird es auch versucht.',
    },
    diverged: {
      short: 'eine frühere Änderung wurde abgelehnt',
      sentence:
        'Ihre letzten Änderungen sind nur auf diesem Computer. Sie bauen auf einer Änderung auf, die das Relay abgelehnt hat. Laden Sie diese Seite neu, damit alles noch einmal gesendet wird.',
    },
    version: {
      short: 'diese Version passt nicht zum Relay',
      sentence:
        'Ihr Text ist auf diesem Computer. Das Relay hat diese Version von Ligature nicht verstanden. Laden Sie diese Seite neu, um die neueste zu bekommen.',
    },
    signIn: {
      short: 'melden Sie sich wieder an',
      sentence:
        'Ihr Text ist auf diesem Computer; was Sie jetzt ändern, wird nicht gesendet. Das Relay weiß nicht mehr, wer Sie sind. Laden Sie diese Seite neu und melden Sie sich an.',
    },
    notShared: {
      short: 'dieses Dokument ist nicht für Sie freigegeben',
      sentence:
        'Was Sie geschrieben haben, ist auf diesem Computer; mehr wird nicht gesendet. Dieses Dokument ist nicht oder nicht mehr für Sie freigegeben. Bitten Sie die Person, der es gehört, um Zugang.',
    },
    noDocument: {
      short: 'das ist nicht die Adresse eines Dokuments',
      sentence:
        'Nichts von Ihnen ist verloren: Unter dieser Adresse gibt es keinen Text. Vielleicht fehlt ein Teil des Links. Bitten Sie, wer ihn geschickt hat, noch einmal darum.',
    },
    reset: {
      short: 'das Dokument wurde zurückgesetzt',
      sentence:
        'Ihre Kopie ist auf diesem Computer und wurde nicht zusammengeführt. Das Dokument wurde auf dem Relay zurückgesetzt, und diese Kopie gehört zu seiner Vergangenheit. Behalten Sie sie als neues Dokument, oder verwerfen Sie sie; dann öffnet sich dieses so, wie es jetzt ist.',
    },
    otherDatabase: {
      short: 'das Relay kennt diese Kopie nicht',
      sentence:
        'Ihre Kopie ist auf diesem Computer und wurde nicht zusammengeführt. Das Relay hat das Dokument nicht mehr so, wie Sie es kennen: Seine Datenbank ist eine andere oder eine ältere Sicherung. Sagen Sie es dem Betreiber des Relays, und laden Sie diese Seite neu, wenn es wieder die richtige hat. Oder behalten Sie Ihre Kopie als neues Dokument, oder verwerfen Sie sie; dann öffnet sich dieses so, wie das Relay es hat.',
    },
    deleted: {
      short: 'das Dokument wurde endgültig gelöscht',
      sentence:
        'Die Kopie hier unten ist nur noch auf diesem Computer. Jemand hat das Dokument auf dem Relay endgültig gelöscht. Behalten Sie sie als neues Dokument, wenn Sie sie noch brauchen.',
    },
    relayFailed: {
      short: 'das Relay hat versagt',
      sentence:
        'Ihr Text ist auf diesem Computer, und was auf dem Relay gespeichert war, ist noch dort. Das Relay hat eben versagt. Wählen Sie „Jetzt versuchen“ oder schreiben Sie weiter.',
    },
    shuttingDown: {
      short: 'das Relay wird beendet',
      sentence:
        'Ihr Text ist auf diesem Computer, und was auf dem Relay gespeichert war, ist noch dort. Das Relay wird gerade beendet. Schreiben Sie weiter; wählen Sie „Jetzt versuchen“, wenn es wieder da ist.',
    },
    silent: {
      short: 'die Verbindung ist verstummt',
      sentence:
        'Ihr Text ist auf diesem Computer. Das Relay hat zu lange nichts von hier gehört. Prüfen Sie das Netz und wählen Sie dann „Jetzt versuchen“.',
    },
    slow: {
      short: 'die Verbindung ist zu langsam',
      sentence:
        'Ihr Text ist auf diesem Computer. Die Verbindung hat zu langsam aufgenommen, was das Relay geschickt hat. Prüfen Sie das Netz und wählen Sie dann „Jetzt versuchen“.',
    },
    crowded: {
      short: 'zu viele Verbindungen aus Ihrem Netz',
      sentence:
        'Ihr Text ist auf diesem Computer. Aus Ihrem Netz sind beim Relay so viele Dokumente geöffnet, wie es erlaubt. Schließen Sie einige, oder bitten Sie, wer es betreibt, mehr zu erlauben, und wählen Sie dann „Jetzt versuchen“.',
    },
    imageTooLarge: {
      short: 'ein Bild ist zu groß für das Relay',
      sentence:
        'Ihr Bild ist nur auf diesem Computer gesichert; der Text darum herum wird gesendet wie immer. Es ist größer, als dieses Relay annimmt{{atMost}}. Entfernen Sie es oder setzen Sie ein kleineres an seine Stelle; oder bitten Sie, wer das Relay betreibt, mehr zuzulassen, und wählen Sie „Jetzt versuchen“.',
    },
    imageRefused: {
      short: 'das Relay hat ein Bild abgelehnt',
      sentence:
        'Ihr Bild ist nur auf diesem Computer gesichert; der Text darum herum wird gesendet wie immer. Das Relay hat es abgelehnt: {{why}}. Entfernen Sie es oder wählen Sie „Jetzt versuchen“; wenn das wiederkommt, fragen Sie, wer das Relay betreibt.',
    },
    closed: {
      short: 'das Relay hat die Verbindung beendet',
      sentence:
        'Ihr Text ist auf diesem Computer. Das Relay hat die Verbindung mit dem Code {{code}} beendet („{{reason}}“). Laden Sie diese Seite neu; wenn das wiederkommt, melden Sie es der Person, die das Relay betreibt.',
    },
  },
}

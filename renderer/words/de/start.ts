// The first moments: what stands in the way of a start, and the first document anybody sees.
import type { Translation } from '../languages.ts'

export const start: Translation['start'] = {
  tryAgain: 'Noch einmal versuchen',
  notOpened: {
    title: 'Ligature konnte Ihre Dokumente nicht öffnen',
    words:
      'Nichts wurde geändert. Der Speicher dieses Computers hat nicht geantwortet: {{why}}. Versuchen Sie es noch einmal oder geben Sie zuerst Speicher frei.',
  },
  relayDown: {
    title: 'Das Relay in Ligature startet nicht',
    words:
      'Nichts, was Sie geschrieben haben, wurde berührt. Ligature hält Dokumente in einem eigenen Relay auf diesem Computer, und das ist nicht gestartet. Versuchen Sie es noch einmal; wenn das nicht hilft, beenden Sie Ligature und öffnen Sie es wieder. ({{why}})',
  },
  noStorage: {
    title: 'Ligature kann auf diesem Computer nichts behalten',
    inBrowser:
      'Nichts, was Sie früher geschrieben haben, wurde berührt. Dieses Fenster gibt keinen Speicher her, also ließe sich nicht behalten, was Sie schreiben. Private Fenster tun das oft: Öffnen Sie Ligature in einem gewöhnlichen Fenster. ({{why}})',
    onDesktop:
      'Nichts, was Sie früher geschrieben haben, wurde berührt. Dieses Fenster gibt keinen Speicher her, also ließe sich nicht behalten, was Sie schreiben. Sehen Sie nach, ob die Festplatte voll ist, beenden Sie dann Ligature und öffnen Sie es wieder. ({{why}})',
  },
  away: 'Das Relay antwortet gerade nicht. Versuchen Sie es noch einmal, wenn es wieder da ist.',
  failed: {
    title: 'Ligature konnte nicht starten',
    words:
      'Nichts, was Sie früher geschrieben haben, wurde berührt. Versuchen Sie es noch einmal; wenn das nicht hilft, melden Sie dies: {{why}}',
  },
  brokeOff: {
    title: 'Ligature kann in diesem Fenster nicht weitermachen',
    words:
      'Etwas darin ist kaputtgegangen. Was auf diesem Computer behalten ist, wurde nicht berührt. Versuchen Sie es noch einmal; wenn das nicht hilft, melden Sie dies: {{why}}',
  },
  welcome: {
    title: 'Willkommen bei Ligature',
    intro:
      'Ligature ist ein Ort zum Schreiben, allein oder mit anderen. Diese Seite ist ein Dokument wie jedes andere: Ändern Sie sie, oder löschen Sie alles und fangen Sie an.',
    together: 'Mit jemandem schreiben',
    copyLink:
      '**Link kopieren** legt die Adresse dieses Dokuments in die Zwischenablage. Schicken Sie sie jemandem; wer sie öffnet, schreibt hier mit Ihnen, und Sie sehen die Schreibmarken der anderen.',
    newWindow:
      '**Neues Fenster** öffnet es auf diesem Computer ein zweites Mal. So sieht man am schnellsten, wie zwei Schreibmarken sich begegnen.',
    where: 'Wo Ihr Text ist',
    whereWords:
      'Jeder Buchstabe wird zuerst auf diesem Computer behalten. Dann geht er an das Relay, den kleinen Server, den Ihre Dokumente gemeinsam haben. Die Zeile oben sagt, wer von beiden ihn hat. Schreiben Sie ohne Netz einfach weiter: Was dem Relay fehlt, wird gesendet, sobald es wieder da ist.',
    typing: 'Schreiben',
    typingWords:
      'Am Anfang einer Zeile macht `#` mit einem Leerzeichen eine Überschrift, `-` eine Liste, `>` ein Zitat. Um Wörter herum macht `**` sie fett. Alles Weitere steht in der Leiste darüber.',
  },
}

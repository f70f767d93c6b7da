// English words of the popup with the details of an image. Imported by it; they join what late-words.ts has brought.
import i18next from 'i18next'
import { imageDetails } from './en/image-details.ts'

i18next.addResourceBundle('en', 'translation', { images: imageDetails }, true)

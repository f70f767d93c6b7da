// Import and export in the app's menu (app-menu.tsx).
import { Menu } from '@base-ui/react/menu'
import { Download, Upload } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DocumentId } from '../../../contracts/ids.ts'
import { useExport, useImport } from './use-transfers.ts'

export function TransferItems({ current }: { current: DocumentId | undefined }) {
  const { t } = useTranslation()
  return (
    <>
      <Menu.Item className="menu-item" onClick={useImport()}>
        <Upload aria-hidden /> {t('transfer.menu.import')}
      </Menu.Item>
      <Menu.Item className="menu-item" onClick={useExport(current)}>
        <Download aria-hidden /> {t('transfer.menu.export')}
      </Menu.Item>
    </>
  )
}

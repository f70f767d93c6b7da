// How the tests start Chromium: quiet, without a GPU, talking to nobody but our relay. Without the sandbox, because
// containers and root rarely have one; it opens no page but ours.
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Chromium takes only the last list of these, so those of Playwright's that concern our pages stand in it too. The first are
  // pages of the browser's own, under its address bar: each window has some, unseen, and they cost more than one of ours.
  '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,AimEnabled,PreloadTopChromeWebUI,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,PreconnectToSearch,ThirdPartyStoragePartitioning',
] as const

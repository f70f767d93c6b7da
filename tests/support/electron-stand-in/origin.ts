// Chromium takes custom schemes from Electron alone, so app:// stands for an https origin in tests, and is turned into it
// and back wherever an address passes between the page and the app.
const APP_ORIGIN = 'app://ligature'
export const TEST_ORIGIN = 'https://ligature.test'

export const toPage = (address: string): string => address.replace(APP_ORIGIN, TEST_ORIGIN)
export const toApp = (address: string): string => address.replace(TEST_ORIGIN, APP_ORIGIN)

const name = 'posthorn.apiKey'

/** The key for as long as the tab is open, where somebody has asked for that. Otherwise it is in memory alone. */
export const keptKey = {
  read: (): string | null => window.sessionStorage.getItem(name),
  keep: (apiKey: string): void => window.sessionStorage.setItem(name, apiKey),
  forget: (): void => window.sessionStorage.removeItem(name),
}

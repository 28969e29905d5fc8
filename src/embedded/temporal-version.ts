/** The version that is fetched or built. tools/temporal/go.mod names the same one. */
export const temporalVersion = '1.8.2'

/** Whether `temporal --version` names 1.5 or later: earlier ones lack flags the embedded server is started with. */
export function isUsableVersion(output: string): boolean {
  const [, major = '0', minor = '0'] = /version (\d+)\.(\d+)/.exec(output) ?? []
  return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 5)
}

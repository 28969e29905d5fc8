import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type Check, lookTimeoutMs, reasonOf } from './finding.js'

const subject = 'Temporal executable'

/** The executable that the embedded server is: only needed when TEMPORAL_ADDRESS is not set. */
export const checkTemporalBinary: Check = async ({ configured }) => {
  if (configured === undefined) return []
  const { temporal } = configured.config
  if (!temporal.embedded) return [{ subject, state: 'skipped', found: 'not needed: TEMPORAL_ADDRESS is set' }]
  try {
    const { findTemporal } = await import('../../embedded/temporal-binary.js')
    const path = findTemporal({ bin: temporal.bin, cacheDir: temporal.cacheDir })
    if (path === undefined)
      return [
        {
          subject,
          state: 'warning',
          found: 'none here yet',
          mend: 'npm start fetches or builds it; or install the Temporal CLI, or set POSTHORN_TEMPORAL_BIN or TEMPORAL_ADDRESS',
        },
      ]
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 2 * lookTimeoutMs })
    return [{ subject, state: 'ok', found: `${path}: ${stdout.trim()}` }]
  } catch (error) {
    return [
      {
        subject,
        state: 'wrong',
        found: reasonOf(error),
        mend: 'set POSTHORN_TEMPORAL_BIN to a temporal executable of this platform, or unset it',
      },
    ]
  }
}

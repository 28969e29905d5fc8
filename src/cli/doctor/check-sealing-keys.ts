import type { KeyUse } from '../../sealing-keys.js'
import { adviceOn } from '../keys-text.js'
import { type Check, type Finding, reasonOf } from './finding.js'

const subject = 'Sealing keys'

/** Whether what is sealed in the database can be opened, and whether an older key is still needed. */
export const checkSealingKeys: Check = async ({ configured }) => {
  if (configured === undefined) return []
  const { findKeyUses, hasSealingKeys } = await import('../../sealing-keys.js')
  if (!hasSealingKeys(configured)) return [{ subject, state: 'skipped', found: 'no key is known here: the node has it' }]
  try {
    return [judge(await findKeyUses(configured))]
  } catch (error) {
    return [{ subject, state: 'skipped', found: `the database cannot be looked into: ${reasonOf(error)}` }]
  }
}

function judge(uses: readonly KeyUse[]): Finding {
  const of = (state: KeyUse['state']) =>
    uses
      .filter((use) => use.state === state)
      .map(({ key }) => key)
      .join(', ')
  const mend = adviceOn(uses)
  if (of('missing') !== '') return { subject, state: 'wrong', found: `secrets are sealed with ${of('missing')}, which is not there`, mend }
  if (uses.some(({ toRewrap }) => toRewrap > 0)) return { subject, state: 'warning', found: 'not everything is under the newest key', mend }
  return {
    subject,
    state: 'ok',
    found: of('not needed') === '' ? 'everything is under the newest' : `not needed any more: ${of('not needed')}`,
  }
}

import type { Sealer } from '../../crypto/seal.js'
import { changePlace, type SealedChangeRequest } from '../../db/change-requests.js'
import type { Difference } from '../../domain/four-eyes.js'

type Request = Pick<SealedChangeRequest, 'id' | 'account'>

/** A change request holds URLs and secrets: both parts are readable with our key and in their own row only. */
export const sealChange = (sealer: Sealer, { id, account }: Request, parts: { ask: unknown; differences: readonly Difference[] }) => ({
  ask: sealer.seal(Buffer.from(JSON.stringify(parts.ask)), changePlace(account, id, 'ask')),
  differences: sealer.seal(Buffer.from(JSON.stringify(parts.differences)), changePlace(account, id, 'differences')),
})

/** What was asked for. Throws when it is no longer kept. */
export function openAsk(sealer: Sealer, { id, account, sealed }: SealedChangeRequest): unknown {
  if (sealed.ask === null) throw new Error(`change request ${id}: what was asked for is no longer kept`)
  return JSON.parse(sealer.open(sealed.ask, changePlace(account, id, 'ask')).toString())
}

export const openDifferences = (sealer: Sealer, { id, account, sealed }: SealedChangeRequest): Difference[] =>
  JSON.parse(sealer.open(sealed.differences, changePlace(account, id, 'differences')).toString()) as Difference[]

import type { ChangeRequestWithDifferences } from '../../contract/change-requests.js'
import type { Sealer } from '../../crypto/seal.js'
import type { ChangeRequestRecord, SealedChangeRequest } from '../../db/change-requests.js'
import { openDifferences } from './seal-ask.js'

/** Without what would be different: URLs are secrets in lists. */
export const toListedChangeRequest = ({ sealed: _, ...request }: SealedChangeRequest): ChangeRequestRecord => request

export const toChangeRequest = (request: SealedChangeRequest, sealer: Sealer): ChangeRequestWithDifferences => ({
  ...toListedChangeRequest(request),
  differences: openDifferences(sealer, request),
})

import type { Admission, Permit } from '../delivery/admission-types.js'

interface Claim {
  readonly subscription: string
  readonly account: string
}

/** Works on an endpoint; undefined when one of this subscription is under way here already, or its account has as many attempts open as it may. */
export type InTurn = <Target extends { readonly url: string }, Result>(
  claim: Claim,
  read: () => Target | Promise<Target>,
  work: (target: Target) => Promise<Result>,
) => Promise<Result | undefined>

export function createTurns(admission: Pick<Admission, 'tryAdmit'>): InTurn {
  const underWay = new Set<string>()
  return async ({ subscription, account }, read, work) => {
    if (underWay.has(subscription)) return undefined
    underWay.add(subscription)
    let permit: Permit | undefined
    try {
      const target = await read()
      permit = admission.tryAdmit({ account, subscription, host: hostOf(target.url) })
      return permit && (await work(target))
    } finally {
      underWay.delete(subscription)
      permit?.release()
    }
  }
}

/** A URL that cannot be read is not dialled: whoever looks is told so. */
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '')

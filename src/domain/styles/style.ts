import { renderAdyen } from './adyen.js'
import { renderAnzPayto } from './anz-payto.js'
import { renderIpayout } from './ipayout.js'
import { renderPaynet } from './paynet.js'
import { type Rendered, type StoredEvent, type StyledEvent, toStyledEvent } from './styled-event.js'
import { renderThin } from './thin.js'
import { renderUnipay } from './unipay.js'

/** Names and body of what a subscription's receiver gets: our own, or those of a platform whose sender is replaced (events.md). */
export type Style =
  | { readonly name: 'native'; readonly thin?: boolean | undefined }
  | { readonly name: 'unipay' | 'ipayout' | 'anz-payto' | 'paynet' | 'adyen' }

type Render = (event: StyledEvent) => (Partial<Rendered> & Pick<Rendered, 'headers'>) | undefined

const renders: Readonly<Record<Exclude<Style['name'], 'native'>, Render>> = {
  unipay: renderUnipay,
  ipayout: renderIpayout,
  'anz-payto': renderAnzPayto,
  paynet: renderPaynet,
  adyen: renderAdyen,
}

const noHeaders: Rendered['headers'] = {}
const testMark: Rendered['headers'] = { 'posthorn-test': 'true' }

/**
 * What is sent, from the stored event alone: every attempt of a notification has the same bytes. The native body is used as it is
 * stored; so is it for a type that a platform has no message for.
 * Whatever the body can say, a header says of a test that it is one (S4-3).
 */
export function renderStyle(stored: StoredEvent, style: Style): Rendered {
  const rendered = renderBody(stored, style)
  return stored.test ? { ...rendered, headers: { ...rendered.headers, ...testMark } } : rendered
}

function renderBody(stored: StoredEvent, style: Style): Rendered {
  if (style.name === 'native') return style.thin ? renderThin(stored) : { body: stored.body, headers: noHeaders }
  return { body: stored.body, headers: noHeaders, ...renders[style.name](toStyledEvent(stored)) }
}

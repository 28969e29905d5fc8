import { catalogue } from './catalogue.js'
import type { Domain, EventType } from './event-type.js'

const titles: Readonly<Record<Domain, string>> = {
  payments: 'Payments',
  'pay-ins': 'Pay-ins and payment links',
  refunds: 'Refunds',
  chargebacks: 'Chargebacks',
  'bank-returns': 'Bank returns',
  payouts: 'Payouts and transfers',
  billing: 'Billing',
  tokens: 'Tokens',
  cards: 'Cards',
  mandates: 'Mandates (PayTo)',
  'payment-initiations': 'Payment initiations (PayTo)',
  management: 'Customers and management',
  posthorn: 'Posthorn’s own',
}

const opening = `# Event types

Generated from the catalogue by \`npm run event-types\`. The same is served at \`GET /v1/event-types\` and
\`/v1/event-types/{type}\` with the JSON Schema (2020-12) of each, shown by \`posthorn event-types list\` and
\`posthorn event-types show <type>\`, and exported as AsyncAPI 3 at \`/asyncapi.json\` ([the document](asyncapi.json)).

Every event has the same shape:

- \`data.object\` is the resource as it is now. Money is in minor units with its ISO 4217 currency, reasons have a
  \`code\`, a \`text\` and say whether trying again can help (\`retryable\`).
- \`data.previous\` has what changed as it was before, and \`data.changedFields\` names it. Sensitive members are told by
  name only. A card number never travels: a token event has a token reference.
- What is described must have the described form, which is checked when an event is published
  ([validation](validation.md)); other members may be sent besides.

*Dedupe key* says by what a receiver knows that it has dealt with the same thing before: JSON pointers into the body it
got. The header \`webhook-id\` is good for every type as well: it is the same on every attempt.
`

/** The page docs/event-types.md. */
export function eventTypesPage(): string {
  const sections = Object.entries(titles).map(([domain, title]) =>
    toSection(
      title,
      catalogue.filter((entry) => entry.domain === domain),
    ),
  )
  return [opening, ...sections].join('\n')
}

const toSection = (title: string, types: readonly EventType[]): string => `## ${title}

| type | what happened | usually from | data | dedupe key |
|---|---|---|---|---|
${types.map(toRow).join('\n')}

${types.map(toExample).join('\n')}`

const toRow = ({ type, description, origins, dataType, dedupeKey }: EventType): string =>
  `| \`${type}\` | ${description} | ${origins.join(', ')} | ${dataType} | ${dedupeKey.pointers.map((pointer) => `\`${pointer}\``).join(', ')} |`

const toExample = ({ type, dedupeKey, example }: EventType): string => `<details><summary><code>${type}</code></summary>

Dedupe key: ${dedupeKey.words}

\`\`\`json
${JSON.stringify(example, null, 2)}
\`\`\`

</details>
`

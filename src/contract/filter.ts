import { z } from 'zod'

const maxDepth = 5
const maxConditions = 50

const Text = z.string().max(256)
const SafeNumber = z
  .number()
  .refine((value) => Math.abs(value) <= Number.MAX_SAFE_INTEGER, 'is not read exactly by all: write it in quotes, and publish it in quotes')
const Scalar = z.union(
  [Text, SafeNumber, z.boolean(), z.null()],
  'a text of at most 256 characters, a number up to 2^53, true, false or null',
)
const Comparable = z.union([Text.regex(/^-?\d+(\.\d+)?$/), SafeNumber], 'a number up to 2^53, or a decimal in quotes such as "1249.90"')
const JsonPointer = Text.regex(/^(\/([^~/]|~[01])*)*$/, 'a JSON pointer into data, for example /object/amount')

export interface Filter {
  readonly all?: readonly Filter[] | undefined
  readonly any?: readonly Filter[] | undefined
  readonly not?: Filter | undefined
  readonly path?: string | undefined
  readonly equals?: z.infer<typeof Scalar> | undefined
  readonly in?: readonly z.infer<typeof Scalar>[] | undefined
  readonly exists?: boolean | undefined
  readonly gt?: string | number | undefined
  readonly gte?: string | number | undefined
  readonly lt?: string | number | undefined
  readonly lte?: string | number | undefined
}

const tests = ['equals', 'in', 'exists', 'gt', 'gte', 'lt', 'lte'] as const
const forms = ['all', 'any', 'not', 'path'] as const

/** A condition on `data`: `all`, `any` or `not` of conditions, or tests of the value at a path. No code, no patterns. */
export const Filter: z.ZodType<Filter, Filter> = z
  .strictObject({
    get all() {
      return z.array(Filter).min(1).max(maxConditions).optional().describe('Every one of these')
    },
    get any() {
      return z.array(Filter).min(1).max(maxConditions).optional().describe('At least one of these')
    },
    get not() {
      return Filter.optional().describe('The opposite of this')
    },
    path: JsonPointer.optional().describe('JSON pointer (RFC 6901) into data: the tests are of the value there'),
    equals: Scalar.optional(),
    in: z.array(Scalar).min(1).max(100).optional(),
    exists: z.boolean().optional(),
    gt: Comparable.optional(),
    gte: Comparable.optional(),
    lt: Comparable.optional(),
    lte: Comparable.optional(),
  })
  .superRefine((filter, context) => {
    const message = faultOf(filter)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })
  .meta({
    id: 'Filter',
    description: 'One of all, any, not, or a path with tests of the value there, which must all hold. At most 50 paths, 5 levels deep',
  })

function faultOf(filter: Filter): string | undefined {
  if (forms.filter((form) => filter[form] !== undefined).length !== 1) return `needs exactly one of ${forms.join(', ')}`
  if (tests.some((test) => filter[test] !== undefined) !== (filter.path !== undefined))
    return `path and a test of what is there (${tests.join(', ')}) need each other`
  if (depthOf(filter) > maxDepth) return `nested more than ${maxDepth} levels deep`
  return conditionsOf(filter) > maxConditions ? `more than ${maxConditions} paths` : undefined
}

const within = ({ all = [], any = [], not }: Filter): readonly Filter[] => [...all, ...any, ...(not ? [not] : [])]
const depthOf = (filter: Filter): number => 1 + Math.max(0, ...within(filter).map(depthOf))
const conditionsOf = (filter: Filter): number =>
  within(filter).reduce((sum, inner) => sum + conditionsOf(inner), filter.path === undefined ? 0 : 1)

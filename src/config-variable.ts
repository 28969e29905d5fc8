import { z } from 'zod'

/** One environment variable: what it accepts, what it is for, and the value `.env.example` shows. */
export interface Variable<Type extends z.ZodType> {
  readonly type: Type
  readonly doc: string
  /** Empty: there is no default to show. */
  readonly shown: string
}

export const variable = <Type extends z.ZodType>(type: Type, shown: string, doc: string): Variable<Type> => ({ type, shown, doc })

export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,12}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be between ${min} and ${max}`)
export const port = wholeNumber(0, 65_535)
export const yesOrNo = z.enum(['true', 'false'], 'must be true or false').transform((value) => value === 'true')
export const text = z.string().min(1)
export const url = (schemes: RegExp, example: string) =>
  z.string().refine((value) => URL.canParse(value) && schemes.test(value), `must be a URL such as ${example}`)
export const httpUrl = url(/^https?:\/\//, 'https://posthorn.example.com')

/** Whether what is percent-encoded can be read. */
export function canDecode(value: string): boolean {
  try {
    decodeURIComponent(value)
    return true
  } catch {
    return false
  }
}

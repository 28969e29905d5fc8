import type { ColumnType } from 'kysely'

export type CreatedAt = ColumnType<Date, Date | undefined, never>
export type Touched = ColumnType<Date, Date | undefined, Date>

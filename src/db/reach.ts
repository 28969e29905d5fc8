import { type RawBuilder, sql } from 'kysely'

/** What a caller may see: its account and all accounts below, in its environment. */
export interface Reach {
  readonly accountId: string
  readonly environment: 'test' | 'live'
}

/** Whether the account in this column is `ancestor` or below it. Climbs from the row: the cost is the depth of the hierarchy. */
export const isWithin = (
  column: string,
  ancestor: string,
): RawBuilder<boolean> => sql<boolean>`(${sql.ref(column)} = ${ancestor} or exists (
  with recursive up as (
    select id, parent_id from accounts where id = ${sql.ref(column)}
    union all select a.id, a.parent_id from accounts a join up on a.id = up.parent_id
  ) select 1 from up where up.id = ${ancestor}))`

/** The accounts a list covers, as a subquery of ids: those within reach, or of these the one that is asked for and those below it. */
export const accountsWithin = ({ accountId }: Reach, asked: string | undefined): RawBuilder<{ id: string }> => sql<{ id: string }>`(
  with recursive tree as (
    select a.id from accounts a where a.id = ${asked ?? accountId} and ${isWithin('a.id', accountId)}
    union all select below.id from accounts below join tree on below.parent_id = tree.id
  ) select id from tree)`

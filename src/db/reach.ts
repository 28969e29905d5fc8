import { type RawBuilder, sql } from 'kysely'

/** What a caller may see: its account and all accounts below, in its environment; of that only what belongs to its project, if it has one. */
export interface Reach {
  readonly accountId: string
  readonly environment: 'test' | 'live'
  readonly project: string | null
}

/** Whether the project in this column is the caller's, if it has one. */
export const isInProject = (column: string, { project }: Pick<Reach, 'project'>): RawBuilder<boolean> =>
  project === null ? sql<boolean>`true` : sql<boolean>`${sql.ref(column)} = ${project}`

/** Whether the subscription of this alias is a webhook of the caller's project, if it has one. */
export const isWebhookOf = (subscription: string, { project }: Pick<Reach, 'project'>): RawBuilder<boolean> =>
  project === null
    ? sql<boolean>`true`
    : sql<boolean>`(${sql.ref(`${subscription}.attachment_id`)} is not null and ${sql.ref(`${subscription}.project`)} = ${project})`

/** Whether the account in this column is `ancestor` or below it. */
export const isWithin = (column: string, ancestor: string): RawBuilder<boolean> =>
  sql<boolean>`exists (select from account_paths w where w.ancestor_id = ${ancestor} and w.account_id = ${sql.ref(column)})`

/** The accounts a list covers, as a subquery of ids: those within reach, or of these the one that is asked for and those below it. */
export const accountsWithin = ({ accountId }: Reach, asked: string | undefined): RawBuilder<{ id: string }> =>
  asked === undefined
    ? sql`(select w.account_id as id from account_paths w where w.ancestor_id = ${accountId})`
    : sql`(select w.account_id as id from account_paths w where w.ancestor_id = ${asked} and ${isWithin('w.ancestor_id', accountId)})`

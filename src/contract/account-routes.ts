import { Account, AccountPage, AccountQuery, CreateAccount, UpdateAccount } from './accounts.js'
import { byId, type Route } from './route.js'

export const accountRoutes = {
  createAccount: {
    method: 'post',
    path: '/v1/accounts',
    tag: 'accounts',
    summary: 'Make an account below another',
    scope: 'accounts:write',
    body: CreateAccount,
    status: 201,
    response: Account,
  },
  listAccounts: {
    method: 'get',
    path: '/v1/accounts',
    tag: 'accounts',
    summary: "List the key's account and those below it, newest first",
    scope: 'accounts:read',
    query: AccountQuery,
    status: 200,
    response: AccountPage,
  },
  getAccount: {
    method: 'get',
    path: '/v1/accounts/{id}',
    tag: 'accounts',
    summary: 'One account',
    scope: 'accounts:read',
    params: byId,
    status: 200,
    response: Account,
  },
  updateAccount: {
    method: 'patch',
    path: '/v1/accounts/{id}',
    tag: 'accounts',
    summary: 'Rename or move an account',
    scope: 'accounts:write',
    params: byId,
    body: UpdateAccount,
    ifMatch: true,
    status: 200,
    response: Account,
  },
} as const satisfies Record<string, Route>

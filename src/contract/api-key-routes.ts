import { ApiKey, ApiKeyPage, ApiKeyQuery, ApiKeyWithValue, CreateApiKey } from './api-keys.js'
import { byId, type Route } from './route.js'

export const apiKeyRoutes = {
  createApiKey: {
    method: 'post',
    path: '/v1/api-keys',
    tag: 'api keys',
    summary: 'Make an API key; its value is shown once',
    scope: 'api-keys:write',
    body: CreateApiKey,
    status: 201,
    response: ApiKeyWithValue,
    problems: ['forbidden'],
  },
  listApiKeys: {
    method: 'get',
    path: '/v1/api-keys',
    tag: 'api keys',
    summary: 'List API keys, newest first',
    scope: 'api-keys:read',
    query: ApiKeyQuery,
    status: 200,
    response: ApiKeyPage,
  },
  getApiKey: {
    method: 'get',
    path: '/v1/api-keys/{id}',
    tag: 'api keys',
    summary: 'One API key, without its value',
    scope: 'api-keys:read',
    params: byId,
    status: 200,
    response: ApiKey,
  },
  revokeApiKey: {
    method: 'delete',
    path: '/v1/api-keys/{id}',
    tag: 'api keys',
    summary: 'Revoke an API key: within 5 s no node takes it any more',
    scope: 'api-keys:write',
    params: byId,
    status: 204,
    problems: ['forbidden'],
  },
} as const satisfies Record<string, Route>

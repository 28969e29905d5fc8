import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type { Express } from 'express'
import { asyncApiDocument } from '../catalogue/asyncapi.js'
import { openApiDocument } from '../contract/openapi.js'
import { guardPage } from './guard-page.js'

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Posthorn API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/show.js"></script>
</body>
</html>
`

const script = `window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null })
`

const assets = ['swagger-ui.css', 'swagger-ui-bundle.js']

/** What is called (`/openapi.json`), what is sent (`/asyncapi.json`) and, at `/docs`, a page to read the first and to try it. */
export function mountDocs(app: Express): void {
  mountDocument(app, '/openapi.json', openApiDocument())
  mountDocument(app, '/asyncapi.json', asyncApiDocument())
  const require = createRequire(import.meta.url)
  const root = dirname(require.resolve('swagger-ui-dist/package.json'))
  app.use('/docs', guardPage())
  app.get('/docs', (_request, response) => {
    response.type('html').send(page)
  })
  app.get('/docs/show.js', (_request, response) => {
    response.type('js').send(script)
  })
  for (const name of assets) {
    app.get(`/docs/${name}`, (_request, response) => {
      response.sendFile(name, { root, maxAge: '1h' })
    })
  }
}

function mountDocument(app: Express, path: string, document: unknown): void {
  const text = JSON.stringify(document)
  app.get(path, (_request, response) => {
    response.type('json').send(text)
  })
}

import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type { Express } from 'express'
import helmet from 'helmet'
import { openApiDocument } from '../contract/openapi.js'

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

/** The page loads nothing from elsewhere and runs no inline script; TLS and its headers are the business of the proxy in front. */
const guard = () =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
  })

/** `/openapi.json` and, at `/docs`, a page to read it and to try it. */
export function mountDocs(app: Express): void {
  const document = JSON.stringify(openApiDocument())
  const require = createRequire(import.meta.url)
  const root = dirname(require.resolve('swagger-ui-dist/package.json'))
  app.get('/openapi.json', (_request, response) => {
    response.type('json').send(document)
  })
  app.use('/docs', guard())
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

import { CreateProduct, Product, ProductPage, ProductQuery, UpdateProduct } from './products.js'
import { byId, type Route } from './route.js'

export const productRoutes = {
  createProduct: {
    method: 'post',
    path: '/v1/products',
    tag: 'products',
    summary: 'Offer a product; for keys of the root account',
    scope: 'products:write',
    body: CreateProduct,
    status: 201,
    response: Product,
    problems: ['forbidden'],
  },
  listProducts: {
    method: 'get',
    path: '/v1/products',
    tag: 'products',
    summary: 'The products of the platform, newest first',
    scope: 'products:read',
    query: ProductQuery,
    status: 200,
    response: ProductPage,
  },
  getProduct: {
    method: 'get',
    path: '/v1/products/{id}',
    tag: 'products',
    summary: 'One product',
    scope: 'products:read',
    params: byId,
    status: 200,
    response: Product,
  },
  updateProduct: {
    method: 'patch',
    path: '/v1/products/{id}',
    tag: 'products',
    summary: 'Change a product; for keys of the root account',
    scope: 'products:write',
    params: byId,
    body: UpdateProduct,
    ifMatch: true,
    status: 200,
    response: Product,
    problems: ['forbidden'],
  },
} as const satisfies Record<string, Route>

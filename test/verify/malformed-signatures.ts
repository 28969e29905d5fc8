import {
  type Malformed,
  b64,
  es256,
  goodHeader,
  goodClaims,
  withClaims,
  header,
  payload,
  signature,
  signatureBytes,
} from './token-forgery.js'

export const malformedSignatures: readonly Malformed[] = [
  ['a signature in DER', `${header}.${payload}.${b64(es256(`${header}.${payload}`, { dsaEncoding: 'der' }))}`],
  ['a signature of zeros', `${header}.${payload}.${b64(Buffer.alloc(64))}`],
  ['r = 0', `${header}.${payload}.${b64(Buffer.concat([Buffer.alloc(32), signatureBytes.subarray(32)]))}`],
  ['s = 0', `${header}.${payload}.${b64(Buffer.concat([signatureBytes.subarray(0, 32), Buffer.alloc(32)]))}`],
  ['r = s = 1', `${header}.${payload}.${b64(Buffer.from(`${'0'.repeat(63)}1`.repeat(2), 'hex'))}`],
  ['r and s as large as can be', `${header}.${payload}.${b64(Buffer.alloc(64, 255))}`],
  [
    'r = s = the order of the curve',
    `${header}.${payload}.${b64(Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'.repeat(2), 'hex'))}`,
  ],
  ['a signature that is cut', `${header}.${payload}.${b64(signatureBytes.subarray(0, 63))}`],
  ['a byte after the signature', `${header}.${payload}.${b64(Buffer.concat([signatureBytes, Buffer.alloc(1)]))}`],
  [
    'zeros before r and s',
    `${header}.${payload}.${b64(Buffer.concat([Buffer.alloc(1), signatureBytes.subarray(0, 32), Buffer.alloc(1), signatureBytes.subarray(32)]))}`,
  ],
  ['r and s changed about', `${header}.${payload}.${b64(Buffer.concat([signatureBytes.subarray(32), signatureBytes.subarray(0, 32)]))}`],
  ['the signature of another token', `${header}.${payload}.${withClaims({ jti: 'ntf_2' }).split('.')[2] ?? ''}`],
  ['the claims of another token', `${header}.${withClaims({ jti: 'ntf_2' }).split('.')[1] ?? ''}.${signature}`],
  ['a signature over the decoded parts', `${header}.${payload}.${b64(es256(JSON.stringify(goodHeader) + JSON.stringify(goodClaims)))}`],
  ['a very long signature', `${header}.${payload}.${'A'.repeat(8192)}`],
]

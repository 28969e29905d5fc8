import { describe, expect, it } from '@jest/globals'
import { signAdyenItem } from '../../src/crypto/adyen-hmac.js'

describe('signAdyenItem', () => {
  it.each([
    // docs.adyen.com, Verify HMAC signatures; the same in the tests of Adyen's library for Ruby
    [
      '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056',
      '7914073381342284::TestMerchant:TestPayment-1407325143704:1130:EUR:AUTHORISATION:true',
      'coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0=',
    ],
    // Adyen's library for Java, HMACValidatorTest: values are not escaped
    [
      '74F490DD33F7327BAECC88B2947C011FC02D014A473AAA33A8EC93E4DC069174',
      'ZVWN7D3WSMK2WN82::AntoniStroinski:\\:/\\/slashes are fun:1000:EUR:AUTHORISATION:true',
      'CZErGCNQaSsxbaQfZaJlakqo7KPP+mIa8a+wx3yNs9A=',
    ],
    [
      '9064450A8892A093D9E97EFCC9639DE31B74F3A7803135555A3C96F5A57915D6',
      'test_REPORT_AVAILABLE::Magento2Rik:testMerchantRef1:0:EUR:REPORT_AVAILABLE:true',
      'NuEkADFmlCC6VgX+wcoPAegIWxVPNBPCuKlM4Hzo5qc=',
    ],
    // Adyen's library for Node.js, hmacValidator.spec.ts
    [
      'DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00',
      'pspReference:originalReference:merchantAccount:reference:1000:EUR:CAPTURE:true',
      'xhpHvYq2u2Np0rstbZ6QjLGu7JWhvf7Iwaa6EviJSX0=',
    ],
  ])('gives the signature that Adyen has published for the key %s', (key, values, signature) => {
    expect(signAdyenItem(Buffer.from(key, 'hex'), values)).toBe(signature)
  })
})

import { describe, expect, it } from '@jest/globals'
import { anzMessages } from '../../../src/domain/styles/anz-payto-messages.js'
import { renderStyle } from '../../../src/domain/styles/style.js'
import { aStoredEvent, type Published } from './event.js'

const rendered = (event: Published) => renderStyle(aStoredEvent(event), { name: 'anz-payto' })
const bodyOf = (type: string, object: unknown = {}) => JSON.parse(rendered({ type, dataText: JSON.stringify({ object }) }).body) as unknown
const aMandate = { mandateId: '247de1c0c3a911edafa10242ac120002', actionId: '85f28334c3a911edafa10242ac120002', mpsUserId: '10002005' }
const anzMandate = {
  creation_date_time: '2026-01-05T10:00:01.250Z',
  mps_user_id: '10002005',
  mandate_identification: aMandate.mandateId,
  action_identification: aMandate.actionId,
}

describe('the style anz-payto', () => {
  it.each([
    ['mandate.activated', 'MCRC', 'CREA', 'CMPL'],
    ['mandate.declined', 'MCRD', 'CREA', 'DECL'],
    ['mandate.expired', 'MCRX', 'CREA', 'TIMO'],
    ['mandate.amended', 'MAMN', 'AMND', 'CMPL'],
    ['mandate.amendment_confirmed', 'MAMC', 'AMND', 'CMPL'],
    ['mandate.amendment_declined', 'MAMD', 'AMND', 'DECL'],
    ['mandate.amendment_expired', 'MAMX', 'AMND', 'TIMO'],
  ])('notifies of %s with the trigger %s, %s, %s', (type, ...codes) => {
    const [trigger, action_type, action_status] = codes
    expect(bodyOf(type, aMandate)).toEqual({ ...anzMandate, trigger, action_type, action_status })
  })

  it.each([
    ['mandate.suspended', 'SUSP'],
    ['mandate.released', 'RELS'],
    ['mandate.cancelled', 'CNCL'],
  ])('notifies of %s with MSCH and the change %s', (type, change) => {
    expect(bodyOf(type, { ...aMandate, reason: { code: 'MD16', text: 'Requested By Customer' }, status: 'suspended' })).toEqual({
      ...anzMandate,
      trigger: 'MSCH',
      mandate_status: 'SUSD',
      action_type: 'STCH',
      action_status: 'CMPL',
      details: { status_change: { change, reason_code: 'MD16', reason_description: 'Requested By Customer' } },
    })
  })

  it('says why a mandate was declined, when the reason has a code of ANZ’s (S4-11)', () => {
    const declined = (code: string) => bodyOf('mandate.declined', { ...aMandate, reason: { code, text: 'No' } })
    expect(declined('MD16')).toMatchObject({ resolution_event: { reason_code: 'MD16', reason_description: 'No' } })
    expect(declined('declined_by_payer')).not.toHaveProperty('resolution_event')
    expect(bodyOf('mandate.suspended', { ...aMandate, reason: { code: 'asked_for', text: 'Away' } })).toMatchObject({
      details: { status_change: { change: 'SUSP', reason_description: 'Away' } },
    })
  })

  it.each([
    ['created', 'CRTD'],
    ['active', 'ACTV'],
    ['suspended', 'SUSD'],
    ['cancelled', 'CNCD'],
    ['declined', undefined],
  ])('tells the status %s of a mandate as %s', (status, mandateStatus) => {
    expect(bodyOf('mandate.amended', { ...aMandate, status })).toEqual(
      expect.objectContaining(mandateStatus === undefined ? { trigger: 'MAMN' } : { mandate_status: mandateStatus }),
    )
  })

  it('takes a mandate, a payment, an error and a query from the resources of the catalogue', () => {
    const mandate = { id: aMandate.mandateId }
    const reason = { code: 'AM04', text: 'Insufficient funds', retryable: true }
    const amount = { value: 4995, currency: 'AUD' }
    const instruction = { instructionIdentification: 'I1', amount, mandate, reason, status: 'RJCT' }
    expect(bodyOf('mandate.activated', { ...mandate, actionIdentification: aMandate.actionId, mpsUserId: '10002005' })).toMatchObject(
      anzMandate,
    )
    expect(bodyOf('payment_initiation.rejected', instruction)).toEqual({
      creation_date_time: anzMandate.creation_date_time,
      transaction_status: 'RJCT',
      transaction_status_reason_code: 'AM04',
      transaction_status_additional_information: ['Insufficient funds'],
      instruction_identification: 'I1',
      original_transaction_reference: {
        instructed_amount: { currency: 'AUD', amount: '49.95' },
        mandate_identification: aMandate.mandateId,
      },
    })
    expect(bodyOf('payment_initiation.settled', { amount: 4995, currency: 'AUD' })).toMatchObject({
      original_transaction_reference: { instructed_amount: { currency: 'AUD', amount: '49.95' } },
    })
    expect(bodyOf('mandate.action.rejected', { ...mandate, reason })).toMatchObject({
      status: 'RJCT',
      error: { code: 'AM04', severity: 'TRAN', text: 'Insufficient funds' },
    })
    expect(bodyOf('mandate.action.rejected', { reason: { code: 'X' } })).toMatchObject({ error: { code: 'X', severity: 'LOGI' } })
    expect(bodyOf('mandate_query.received', { caseId: 'C1', reminderCount: 0, question: 'Why?', mandate })).toEqual({
      creation_date_time: anzMandate.creation_date_time,
      case_id: 'C1',
      investigation_type_code: 'INV14',
      reminder_count: '0',
      narrative: 'Why?',
      mandate_details: { mandate_identification: aMandate.mandateId },
    })
  })

  it.each([
    ['mandate.action.succeeded', 'SUCC'],
    ['mandate.action.rejected', 'RJCT'],
  ])('tells the outcome of a request: %s is %s (S4-2)', (type, status) => {
    const requestId = '055c7f30-99f8-4ff9-a561-6b2b4346ed38'
    expect(bodyOf(type, { ...aMandate, requestId, bilateral: true })).toEqual({
      ...anzMandate,
      status,
      request_id: requestId,
      bilateral: true,
    })
  })

  it.each([
    ['payment_initiation.settled', 'ACSC'],
    ['payment_initiation.in_process', 'ACSP'],
    ['payment_initiation.pending', 'PDNG'],
    ['payment_initiation.rejected', 'RJCT'],
  ])('tells what became of a payment: %s is %s', (type, transaction_status) => {
    expect(bodyOf(type, { instructionId: 'ANZBAU3LXXXI20230621900000000011200', transactionStatusReasonCode: 'AM04' })).toEqual({
      creation_date_time: '2026-01-05T10:00:01.250Z',
      transaction_status,
      transaction_status_reason_code: 'AM04',
      instruction_identification: 'ANZBAU3LXXXI20230621900000000011200',
    })
  })

  it('leaves out what ANZ does not document, and keeps what the publisher spells as ANZ does', () => {
    const details = { amendment: { debtor_information: { party_name: 'Barney' } } }
    expect(bodyOf('mandate.amended', { ...aMandate, mandate_identification: 'exact', internalNote: 'secret', details })).toEqual({
      ...anzMandate,
      mandate_identification: 'exact',
      trigger: 'MAMN',
      action_type: 'AMND',
      action_status: 'CMPL',
      details,
    })
  })

  it('does not let the data contradict the type', () => {
    expect(bodyOf('mandate.activated', { ...aMandate, trigger: 'MSCH', creation_date_time: 'x' })).toMatchObject({
      trigger: 'MCRC',
      creation_date_time: anzMandate.creation_date_time,
    })
  })

  it.each([
    ['10310', '103.10'],
    ['5', '0.05'],
    ['9007199254740993', '90071992547409.93'],
    ['10.50', '10.50'],
    ['"103.10"', '103.10'],
  ])('writes the amount %s as "%s"', (amount, decimal) => {
    const dataText = `{"object":{"originalTransactionReference":{"instructedAmount":{"currency":"AUD","amount":${amount}},"items":[{"mandateId":"m"}]}}}`
    expect(JSON.parse(rendered({ type: 'payment_initiation.settled', dataText }).body)).toMatchObject({
      original_transaction_reference: {
        instructed_amount: { currency: 'AUD', amount: decimal },
        items: [{ mandate_identification: 'm' }],
      },
    })
  })

  it('takes the resource from data itself when there is no data.object', () => {
    const { body } = rendered({ type: 'mandate.activated', dataText: JSON.stringify(aMandate) })
    expect(JSON.parse(body)).toMatchObject(anzMandate)
  })

  it('sends X-Message-Id, priority and what the receiver once sent (S4-18)', () => {
    const requestKey = '325ea624-ac19-47e2-94ef-a1ab4e487275'
    const correlationId = '71d6fb19-7515-40dc-b045-e17550b67600'
    const dataText = JSON.stringify({ object: { requestKey } })
    expect(rendered({ type: 'mandate.action.succeeded', dataText, correlationId, priority: 'attended' }).headers).toEqual({
      'x-message-id': '06787f31-ed1c-78a8-8e9d-8968305d1bca',
      'x-requestkey': requestKey,
      'x-correlation-id': correlationId,
      priority: 'ATTENDED',
    })
    expect(rendered({ type: 'mandate.activated', priority: 'unattended' }).headers).toMatchObject({ priority: 'UNATTENDED' })
    expect(rendered({ type: 'mandate_query.received', priority: 'attended' }).headers).toMatchObject({ priority: 'UNATTENDED' })
  })

  it('echoes nothing that a header cannot carry', () => {
    const dataText = JSON.stringify({ object: { requestKey: 'a\r\nb: c' } })
    const { headers } = rendered({ type: 'mandate.activated', dataText, correlationId: 'café' })
    expect(Object.keys(headers)).toEqual(['x-message-id', 'priority'])
  })

  it('sends the native body of a type that ANZ has no message for', () => {
    const stored = aStoredEvent({ type: 'chargeback.opened' })
    expect(anzMessages.has('chargeback.opened')).toBe(false)
    expect(renderStyle(stored, { name: 'anz-payto' })).toMatchObject({ body: stored.body, headers: { priority: 'UNATTENDED' } })
  })
})

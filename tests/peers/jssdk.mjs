// @bitrix24/b24jssdk against the sandbox.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

const modules = createRequire(`${process.env.B24_MODULES}/`)
const { B24Hook } = modules('@bitrix24/b24jssdk')
const portal = B24Hook.fromWebhookUrl(`https://${process.env.B24_HOST}/rest/${process.env.B24_HOOK}/`)
portal.offClientSideWarning?.()
const { v2 } = portal.actions

const deals = Array.from({ length: 120 }, (_, index) => 3 * (index + 1))
const content = Buffer.concat([Buffer.from('счёт № 1\r\n'), Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))])
const base64 = content.toString('base64')
const sorted = (numbers) => numbers.map(Number).sort((a, b) => a - b)
const same = assert.deepStrictEqual

const data = (answer) => {
  if (!answer.isSuccess) throw new Error(answer.getErrorMessages().join('; '))
  return answer.getData()
}
const call = async (method, params) => data(await v2.call.make({ method, params })).result

const download = async (url) => Buffer.from(await (await fetch(url)).arrayBuffer())

const steps = {
  async list_all() {
    const rows = data(await v2.callList.make({ method: 'crm.deal.list', params: { select: ['ID', 'TITLE'] }, idKey: 'ID' }))
    same(sorted(rows.map((row) => row.ID)), deals)
    const walked = []
    const pages = v2.fetchList.make({
      method: 'crm.item.list', params: { entityTypeId: 2, select: ['id'] }, idKey: 'id', customKeyForResult: 'items',
    })
    for await (const page of pages) walked.push(...page)
    same(sorted(walked.map((item) => item.id)), deals)
  },
  async get() {
    const deal = await call('crm.deal.get', { id: 6 })
    same([deal.ID, deal.TITLE, deal.COMPANY_ID], ['6', 'Сделка 6', '7'])
    const { item } = await call('crm.item.get', { entityTypeId: 2, id: 6 })
    same([item.id, item.title, item.companyId], [6, 'Сделка 6', 7])
  },
  async batch() {
    const few = data(await v2.batch.make({ calls: { deal: ['crm.deal.get', { id: 6 }], company: ['crm.company.get', { id: 7 }] } }))
    same([few.deal.ID, few.company.ID], ['6', '7'])
    const many = data(await v2.batchByChunk.make({ calls: deals.map((id) => ['crm.deal.get', { id }]) }))
    same(sorted(many.map((deal) => deal.ID)), deals)
  },
  async add() {
    const id = await call('crm.deal.add', { fields: { TITLE: 'Новая & «особая»', COMPANY_ID: 7 } })
    const deal = await call('crm.deal.get', { id })
    same([deal.TITLE, deal.COMPANY_ID], ['Новая & «особая»', '7'])
    same(await call('crm.deal.delete', { id }), true)
  },
  async update() {
    same(await call('crm.deal.update', { id: 6, fields: { TITLE: 'Иначе', OPPORTUNITY: 10.5 } }), true)
    const deal = await call('crm.deal.get', { id: 6 })
    same([deal.TITLE, deal.OPPORTUNITY], ['Иначе', '10.50'])
  },
  async product_rows() {
    const rows = [
      { PRODUCT_NAME: 'Насос', PRICE: 100.5, QUANTITY: 2, TAX_RATE: 22, TAX_INCLUDED: 'Y' },
      { PRODUCT_NAME: 'Доставка', PRICE: 10, QUANTITY: 1 },
    ]
    same(await call('crm.deal.productrows.set', { id: 9, rows }), true)
    const kept = await call('crm.deal.productrows.get', { id: 9 })
    same(kept.map((row) => [row.PRODUCT_NAME, row.PRICE, row.QUANTITY, row.TAX_RATE]), [
      ['Насос', 100.5, 2, 22], ['Доставка', 10, 1, null],
    ])
  },
  async requisites() {
    const fields = { ENTITY_TYPE_ID: 4, ENTITY_ID: 7, PRESET_ID: 1, NAME: 'Основной', RQ_INN: '7707083893' }
    const id = await call('crm.requisite.add', { fields })
    const rows = await call('crm.requisite.list', { filter: { ENTITY_TYPE_ID: 4, ENTITY_ID: 7 } })
    same(rows.map((row) => [row.ID, row.RQ_INN]), [[String(id), '7707083893']])
    const link = {
      ENTITY_TYPE_ID: 2, ENTITY_ID: 6, REQUISITE_ID: id, BANK_DETAIL_ID: 0, MC_REQUISITE_ID: 2, MC_BANK_DETAIL_ID: 0,
    }
    same(await call('crm.requisite.link.register', { fields: link }), true)
    const found = await call('crm.requisite.link.get', { entityTypeId: 2, entityId: 6 })
    same([found.REQUISITE_ID, found.MC_REQUISITE_ID], [String(id), '2'])
  },
  async file_in_field() {
    const of = { entityTypeId: 2, id: 6, useOriginalUfNames: 'Y' }
    await call('crm.item.update', { ...of, fields: { UF_CRM_FILES: [['счёт.bin', base64]] } })
    const { item } = await call('crm.item.get', of)
    same(await download(item.UF_CRM_FILES[0].urlMachine), content)
  },
  async drive() {
    const [storage] = await call('disk.storage.getList', { filter: { ENTITY_TYPE: 'user' } })
    const id = storage.ROOT_OBJECT_ID
    const made = await call('disk.folder.uploadFile', { id, data: { NAME: 'a.bin' }, fileContent: ['a.bin', base64] })
    same(await download(made.DOWNLOAD_URL), content)
    const promise = await call('disk.folder.uploadFile', { id })
    const form = new FormData()
    form.append(promise.field, new Blob([content]), 'b.bin')
    const posted = await (await fetch(promise.uploadUrl, { method: 'POST', body: form })).json()
    const file = await call('disk.file.get', { id: posted.result.ID })
    same([file.NAME, await download(file.DOWNLOAD_URL)], ['b.bin', content])
  },
}

let failed = false
for (const [name, step] of Object.entries(steps)) {
  try {
    await step()
    console.log(`b24jssdk ${name}: same`)
  } catch (error) {
    failed = true
    console.log(`b24jssdk ${name}: DIFFERENT: ${error.message}`)
    console.error(error)
  }
}
process.exit(failed ? 1 : 0)

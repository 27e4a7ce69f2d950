"""b24pysdk against the sandbox."""

from b24pysdk import BitrixWebhook, Client

import steps
from steps import BASE64, CONTENT, DEALS, REQUISITE, ROWS, same

client = Client(BitrixWebhook(domain=steps.HOST, webhook_token=steps.HOOK))
crm, disk = client.crm, client.disk


def list_all():
    rows = crm.deal.list(select=["ID", "TITLE"]).as_list().result
    same(sorted(int(row["ID"]) for row in rows), DEALS)
    fast = crm.deal.list(select=["ID"]).as_list_fast().result
    same(sorted(int(row["ID"]) for row in fast), DEALS)
    items = crm.item.list(entity_type_id=2, select=["id"]).as_list().result
    same(sorted(item["id"] for item in items), DEALS)


def get():
    deal = crm.deal.get(bitrix_id=6).result
    same((deal["ID"], deal["TITLE"], deal["COMPANY_ID"]), ("6", "Сделка 6", "7"))
    item = crm.item.get(entity_type_id=2, bitrix_id=6).result["item"]
    same((item["id"], item["title"], item["companyId"]), (6, "Сделка 6", 7))


def batch():
    one = client.call_batch({"deal": crm.deal.get(bitrix_id=6), "company": crm.company.get(bitrix_id=7)})
    found = one.result.result
    same((found["deal"]["ID"], found["company"]["ID"]), ("6", "7"))
    many = client.call_batches({str(number): crm.deal.get(bitrix_id=number) for number in DEALS})
    same(sorted(int(deal["ID"]) for deal in many.result.result.values()), DEALS)


def add():
    number = crm.deal.add(fields={"TITLE": "Новая & «особая»", "COMPANY_ID": 7}).result
    deal = crm.deal.get(bitrix_id=number).result
    same((deal["TITLE"], deal["COMPANY_ID"]), ("Новая & «особая»", "7"))
    same(crm.deal.delete(bitrix_id=number).result, True)


def update():
    same(crm.deal.update(bitrix_id=6, fields={"TITLE": "Иначе", "OPPORTUNITY": 10.5}).result, True)
    deal = crm.deal.get(bitrix_id=6).result
    same((deal["TITLE"], deal["OPPORTUNITY"]), ("Иначе", "10.50"))
    crm.item.update(entity_type_id=2, bitrix_id=6, fields={"title": "Сделка 6"}).result
    same(crm.deal.get(bitrix_id=6).result["TITLE"], "Сделка 6")


def product_rows():
    same(crm.deal.productrows.set(bitrix_id=9, rows=ROWS).result, True)
    same(steps.shown(crm.deal.productrows.get(bitrix_id=9).result), steps.shown(
        [ROWS[0], ROWS[1] | {"TAX_RATE": None}]))
    same(crm.deal.get(bitrix_id=9).result["OPPORTUNITY"], "211.00")


def requisites():
    number = crm.requisite.add(fields=REQUISITE).result
    rows = crm.requisite.list(filter={"ENTITY_TYPE_ID": 4, "ENTITY_ID": 7}).result
    same([(row["ID"], row["RQ_INN"]) for row in rows], [(str(number), "7707083893")])
    same(crm.requisite.link.register(fields=steps.link(number)).result, True)
    found = crm.requisite.link.get(entity_type_id=2, entity_id=6).result
    same((found["REQUISITE_ID"], found["MC_REQUISITE_ID"]), (str(number), "2"))


def file_in_field():
    files = [{"fileData": ["счёт.bin", BASE64]}]
    same(crm.deal.update(bitrix_id=6, fields={"UF_CRM_FILES": files}).result, True)
    item = crm.item.get(entity_type_id=2, bitrix_id=6, use_original_uf_names=True).result["item"]
    same(steps.download(item["UF_CRM_FILES"][0]["urlMachine"]), CONTENT)
    deal = crm.deal.get(bitrix_id=6).result
    path = deal["UF_CRM_FILES"][0]["downloadUrl"]
    same(steps.download(f"https://{steps.HOST}{path}"), CONTENT)


def drive():
    root = disk.storage.get_list(filter={"ENTITY_TYPE": "user"}).result[0]["ROOT_OBJECT_ID"]
    folder = disk.folder.add_sub_folder(bitrix_id=int(root), data={"NAME": "Договоры"}).result["ID"]
    made = disk.folder.upload_file(
        bitrix_id=folder, data={"NAME": "a.bin"}, file_content=["a.bin", BASE64]).result
    same(steps.download(made["DOWNLOAD_URL"]), CONTENT)
    posted = steps.post_form(disk.folder.upload_file(bitrix_id=folder).result, "b.bin")
    file = disk.file.get(bitrix_id=posted["ID"]).result
    same((file["NAME"], steps.download(file["DOWNLOAD_URL"])), ("b.bin", CONTENT))
    inside = disk.folder.get_children(bitrix_id=folder).result
    same([row["NAME"] for row in inside], ["a.bin", "b.bin"])


steps.run("b24pysdk", [
    list_all, get, batch, add, update, product_rows, requisites, file_in_field, drive])

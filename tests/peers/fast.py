"""fast_bitrix24 against the sandbox."""

from fast_bitrix24 import Bitrix

import steps
from steps import BASE64, CONTENT, DEALS, REQUISITE, ROWS, same

portal = Bitrix(f"https://{steps.HOST}/rest/{steps.HOOK}/", verbose=False)


def one(method, **params):
    """One call outside a batch; inside, this client takes an answer of one thing apart."""
    return portal.call(method, params, raw=True)["result"]


def list_all():
    rows = portal.get_all("crm.deal.list", {"select": ["ID", "TITLE"]})
    same(sorted(int(row["ID"]) for row in rows), DEALS)
    items = portal.get_all("crm.item.list", {"entityTypeId": 2, "select": ["id"]})
    same(sorted(item["id"] for item in items), DEALS)


def get():
    found = portal.get_by_ID("crm.deal.get", DEALS)
    same(sorted(int(deal["ID"]) for deal in found.values()), DEALS)
    same({str(number): deal["TITLE"] for number, deal in found.items()}["6"], "Сделка 6")


def batch():
    commands = {"deal": "crm.deal.get?id=6", "company": "crm.company.get?id=$result[deal][COMPANY_ID]"}
    found = portal.call_batch({"halt": 0, "cmd": commands})
    same((found["deal"]["ID"], found["company"]["ID"]), ("6", "7"))


def add():
    fields = [{"fields": {"TITLE": f"Новая & «особая» {number}"}} for number in range(60)]
    numbers = portal.call("crm.deal.add", fields)
    same(len(set(numbers)), 60)
    titles = portal.get_by_ID("crm.deal.get", numbers)
    same({deal["TITLE"] for deal in titles.values()}, {one["fields"]["TITLE"] for one in fields})
    same(set(portal.call("crm.deal.delete", [{"id": number} for number in numbers])), {True})


def update():
    changes = [{"ID": number, "fields": {"TITLE": f"Иначе {number}"}} for number in DEALS]
    same(set(portal.call("crm.deal.update", changes)), {True})
    rows = portal.get_all("crm.deal.list", {"select": ["ID", "TITLE"]})
    same({int(row["ID"]): row["TITLE"] for row in rows}, {number: f"Иначе {number}" for number in DEALS})


def product_rows():
    same(one("crm.deal.productrows.set", id=9, rows=ROWS), True)
    rows = one("crm.deal.productrows.get", id=9)
    same(steps.shown(rows), steps.shown([ROWS[0], ROWS[1] | {"TAX_RATE": None}]))


def requisites():
    number = one("crm.requisite.add", fields=REQUISITE)
    rows = portal.get_all("crm.requisite.list", {"filter": {"ENTITY_TYPE_ID": 4, "ENTITY_ID": 7}})
    same([(row["ID"], row["RQ_INN"]) for row in rows], [(str(number), "7707083893")])
    same(one("crm.requisite.link.register", fields=steps.link(number)), True)
    found = one("crm.requisite.link.get", entityTypeId=2, entityId=6)
    same((found["REQUISITE_ID"], found["MC_REQUISITE_ID"]), (str(number), "2"))


def file_in_field():
    files = [["счёт.bin", BASE64]]
    one("crm.item.update", entityTypeId=2, id=6, useOriginalUfNames="Y", fields={"UF_CRM_FILES": files})
    item = one("crm.item.get", entityTypeId=2, id=6, useOriginalUfNames="Y")["item"]
    same(steps.download(item["UF_CRM_FILES"][0]["urlMachine"]), CONTENT)


def drive():
    storages = portal.get_all("disk.storage.getList", {"filter": {"ENTITY_TYPE": "user"}})
    root = storages[0]["ROOT_OBJECT_ID"]
    made = one("disk.folder.uploadFile", id=root, data={"NAME": "a.bin"}, fileContent=["a.bin", BASE64])
    same(steps.download(made["DOWNLOAD_URL"]), CONTENT)
    posted = steps.post_form(one("disk.folder.uploadFile", id=root), "b.bin")
    file = one("disk.file.get", id=posted["ID"])
    same((file["NAME"], steps.download(file["DOWNLOAD_URL"])), ("b.bin", CONTENT))


steps.run("fast_bitrix24", [
    list_all, get, batch, add, update, product_rows, requisites, file_in_field, drive])

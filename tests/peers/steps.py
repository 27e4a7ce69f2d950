"""What the scripts in Python share: steps with their outcome, and a file posted as a form."""

import base64
import os
import sys
import traceback

import requests

HOST, HOOK = os.environ["B24_HOST"], os.environ["B24_HOOK"]
DEALS = [3 * number for number in range(1, 121)]
CONTENT = "счёт № 1\r\n".encode() + bytes(range(256))
BASE64 = base64.b64encode(CONTENT).decode()
REQUISITE = {"ENTITY_TYPE_ID": 4, "ENTITY_ID": 7, "PRESET_ID": 1, "NAME": "Основной", "RQ_INN": "7707083893"}
ROWS = [
    {"PRODUCT_NAME": "Насос", "PRICE": 100.5, "QUANTITY": 2, "TAX_RATE": 22, "TAX_INCLUDED": "Y"},
    {"PRODUCT_NAME": "Доставка", "PRICE": 10, "QUANTITY": 1},
]


def same(found, expected):
    """Raises with both when they differ."""
    if found != expected:
        raise AssertionError(f"expected {expected!r}, found {found!r}")


def link(requisite):
    """The choice of this requisite and our own one in deal 6."""
    return {
        "ENTITY_TYPE_ID": 2, "ENTITY_ID": 6, "REQUISITE_ID": requisite,
        "BANK_DETAIL_ID": 0, "MC_REQUISITE_ID": 2, "MC_BANK_DETAIL_ID": 0,
    }


def shown(rows):
    """What was told of product rows."""
    return [[float(row[name] or 0) for name in ("PRICE", "QUANTITY", "TAX_RATE")] for row in rows]


def post_form(promise, name):
    """Posts the content to an upload address; the file that the portal made of it."""
    form = {promise["field"]: (name, CONTENT)}
    return requests.post(promise["uploadUrl"], files=form, timeout=30).json()["result"]


def download(url):
    """The bytes behind a signed link."""
    answer = requests.get(url, timeout=30)
    answer.raise_for_status()
    return answer.content


def run(client, steps):
    """Runs the steps in order, prints a line for each, ends the program with 1 if one failed."""
    failed = False
    for step in steps:
        try:
            step()
            print(f"{client} {step.__name__}: same", flush=True)
        except Exception as error:  # noqa: BLE001: whatever a client raises is a difference
            failed = True
            print(f"{client} {step.__name__}: DIFFERENT: {error}", flush=True)
            traceback.print_exc()
    sys.exit(failed)

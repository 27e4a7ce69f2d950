//! docflow: a Bitrix24 deal becomes the contract and invoices of 1C Accounting.

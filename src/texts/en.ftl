# Texts for people, in English. Keys are those of ru.ftl.

## Where to mend

place-client-card = In the client’s card
place-deal = In the deal
place-rows = In the deal’s products
place-wizard = In the document wizard
place-accountant = For the accountant
place-administrator = For the administrator
place-repeat = Repeat the request
place-warnings = Please note

fix-choose-client = Choose the client
fix-open-client-card = Open the client’s card
fix-link-requisites = Choose requisites in the deal
fix-set-preset = Choose the requisite template
fix-choose-seller = Choose the seller
fix-choose-region = Choose the region
fix-choose-form = Choose the contract form
fix-fill-form-field = Fill in the form’s field
fix-choose-dates = Change the dates
fix-choose-schedule = Choose the payment schedule
fix-open-rows = Open the deal’s products
fix-open-deal = Open the deal
fix-reopen-deal = Reopen the deal
fix-supersede = Issue new ones in place of the old
fix-ask-accountant = Write to the accountant
fix-ask-administrator = Write to the administrator
fix-repeat = Repeat

step-parties = Client and seller
step-form = Contract
step-terms = Dates and payment
step-rows = Products
step-review = Review

## Common parts

vat-none = no VAT
vat-rate = { $percent } %
or = or
hint-suggestion = { $suggestion } may be right.
hint-resembles = It looks like «{ $resembles }» but is another letter.
rule-unknown = «{ $path }» has to be corrected (code { $code }).

## The client

rule-client-missing = The deal has neither a company nor a contact. Add the client to the deal.
rule-client-deleted = The client’s card was deleted or is hidden from the integration. Choose the client again or give access to the card.
rule-client-unread = The client’s card could not be read ({ $reason }). Repeat the request; if it does not help, tell the administrator.
rule-client-not-of-deal = The portal sent another client’s card. Repeat the request; if it does not help, tell the administrator.
rule-client-requisites-missing = The client «{ $client }» has no requisites. Fill them in on the card.
rule-client-requisites-several = The client «{ $client }» has several sets of requisites ({ $count }) and the deal names none. Choose one in the deal.
rule-client-requisites-unread = The requisites of «{ $client }» could not be read ({ $reason }). Repeat the request; if it does not help, tell the administrator.
rule-client-preset-unknown = The requisite template «{ $preset }» of «{ $client }» does not tell a firm from a sole trader or a person. Choose another template.

rule-client-name-long = The client’s short name has { $length } characters; 1C keeps { $limit }. Shorten it.
rule-client-full-name-missing = The firm’s full name is empty. Enter it as in the register.
rule-client-full-name-long = The full name has { $length } characters; 1C keeps { $limit }. Compare it with the register and shorten it.
rule-client-person-name-missing = The last and first names are empty. Enter them as in the passport.

rule-client-inn-empty = The INN is empty. 1C finds the client by it. Enter the INN.
rule-client-inn-format = The INN «{ $value }» has «{ $character }» at place { $position }, which is no digit. Type the number anew.
rule-client-inn-length = The INN { $value } has { $length } characters; expected { $expected }. Compare it with the firm’s papers.
rule-client-inn-component = The INN { $value } begins with a tax office that does not exist. Compare it with the firm’s papers.
rule-client-inn-checksum = The check digit of the INN { $value } does not fit. Compare it with the firm’s papers.
rule-client-inn-kind = The INN { $value } is of another kind: { $expected } digits are needed here. Check the number and the requisite template.
rule-client-own-firm = The INN { $inn } is that of our own firm «{ $seller }». Choose another client.
rule-client-kpp-empty = The KPP is empty. 1C tells a firm from its branches by it. Enter the KPP.
rule-client-kpp-format = The KPP «{ $value }» has «{ $character }» at place { $position }, which can not stand there. Type the number anew.
rule-client-kpp-length = The KPP { $value } has { $length } characters; expected { $expected }. Compare it with the firm’s papers.
rule-client-kpp-component = The KPP { $value } has zeros for the tax office, the reason or the number. Compare it with the firm’s papers.
rule-client-kpp-unexpected = Sole traders and persons have no KPP, yet { $value } is given. Clear the field.
rule-client-ogrn-empty = The OGRN is empty. Enter the number of the register.
rule-client-ogrn-format = The OGRN «{ $value }» has «{ $character }» at place { $position }, which is no digit. Type the number anew.
rule-client-ogrn-length = The OGRN { $value } has { $length } characters; expected { $expected }. Compare it with the register.
rule-client-ogrn-record = { $value } is the number of a record (GRN), not the OGRN, which begins with 1 or 5. Take the OGRN from the register.
rule-client-ogrn-checksum = The check digit of the OGRN { $value } does not fit. Compare it with the register.
rule-client-ogrnip-empty = The OGRNIP is empty. Enter the number of the register.
rule-client-ogrnip-format = The OGRNIP «{ $value }» has «{ $character }» at place { $position }, which is no digit. Type the number anew.
rule-client-ogrnip-length = The OGRNIP { $value } has { $length } characters; expected { $expected }. Compare it with the register.
rule-client-ogrnip-record = { $value } is no OGRNIP, which begins with 3. Take the number from the register.
rule-client-ogrnip-checksum = The check digit of the OGRNIP { $value } does not fit. Compare it with the register.
rule-client-address-missing = The client’s address is empty. Enter the registered address.
rule-client-address-long = The address has { $length } characters; 1C keeps { $limit }. Shorten it.
rule-client-address-actual = Only the actual address is known: «{ $address }». The contract will show it as the registered one. Check it.
rule-client-address-index = The address «{ $address }» has no postal code. Add it if it is known.

rule-client-signatory-post = The post of the client’s signatory is empty. Enter it.
rule-client-signatory-name = The client’s signatory is not named. Enter last, first and middle name.
rule-client-signatory-form = The signatory «{ $value }» does not read as last, first and middle name. Enter them in this order.
rule-client-signatory-two = Two heads are named: «{ $first }» and «{ $second }». The contract will name the first. Check who signs.
rule-client-basis-missing = The ground on which the client signs is empty. Enter the charter or a power of attorney with number and date.
rule-client-branch-charter = The KPP { $kpp } is a branch’s, whose head acts by power of attorney, not by the charter. Check the ground.
rule-client-attorney-form = The ground «{ $value }» shows no number or date of the power of attorney. Enter, for example, «Доверенность № 5 от 01.02.2026».
rule-client-attorney-early = The power of attorney № { $number } was given on { $issued }, after the contract’s date { $date }. Change the date or the ground.
rule-client-attorney-expired = The power of attorney № { $number } ended on { $until }, and the contract is of { $date }. A valid one is needed.
rule-client-attorney-year = The power of attorney № { $number } names no term, so by law it lives one year, until { $until }. Check it.

rule-client-passport-missing = { $field ->
    [series] The series of the passport is empty
    [number] The number of the passport is empty
    [issued_by] The issuer of the passport is empty
   *[other] The passport’s date of issue is empty
}. Enter it from the passport.
rule-client-passport-form = { $field ->
    [series] The series
   *[other] The number
} of the passport should have { $expected } digits. Compare it with the passport.
rule-client-passport-date = The passport’s date of issue can not be read or is still to come. Enter it as 24.11.2026.
rule-client-phone-missing = The client’s telephone is empty. Enter it if it is known.
rule-client-email-missing = The client’s e-mail is empty. Documents can not be sent by mail without it.
rule-client-email-list = The e-mail field holds several addresses: «{ $value }». Leave one.
rule-client-email-form = «{ $value }» is no e-mail address. Correct it.
rule-client-email-cyrillic = The address «{ $value }» has «{ $character }» at place { $position }, which is no Latin letter. Check it.

rule-client-bank-unread = The client’s bank details could not be read ({ $reason }). Repeat the request; if it does not help, tell the administrator.
rule-client-bank-several = The requisites of the client have several accounts and the deal names none. Choose the requisites with the right account in the deal.
rule-client-bank-missing = The client has no bank details. The contract will come without the client’s account, which a refund needs.
rule-client-bank-name-missing = The name of the bank with BIK { $bik } is empty. Enter it, so that the account can be checked.
rule-client-bik-empty = The BIK is empty although other bank details are given. Enter it.
rule-client-bik-format = The BIK «{ $value }» has «{ $character }» at place { $position }, which is no digit. Type the number anew.
rule-client-bik-length = The BIK { $value } has { $length } characters; expected { $expected }. Compare it with the firm’s papers.
rule-client-bik-component = No bank has the BIK { $value }. Compare it with the firm’s papers.
rule-client-account-empty = The settlement account is empty although other bank details are given. Enter it.
rule-client-account-format = The settlement account «{ $value }» has «{ $character }» at place { $position }, which is no digit. Type it anew.
rule-client-account-length = The settlement account { $value } has { $length } characters; expected { $expected }. Compare it with the firm’s papers.
rule-client-account-correspondent = The settlement account field holds a correspondent account { $value }. Enter the client’s account.
rule-client-account-treasury = The currency code of the treasury account { $value } is not 643. Compare it with the firm’s papers.
rule-client-account-bik = The account { $value } does not fit the BIK { $bik }. Often only one of the two was changed with the bank. Compare both.
rule-client-account-kind = The account { $value } is usually opened for owners of another kind. Check whose it is.
rule-client-account-currency = The account { $value } is in currency { $currency }, and documents are in roubles. Check it.
rule-client-correspondent-format = The correspondent account «{ $value }» has «{ $character }» at place { $position }, which is no digit. Type it anew.
rule-client-correspondent-length = The correspondent account { $value } has { $length } characters; expected { $expected }. Compare it with the firm’s papers.
rule-client-correspondent-kind = The correspondent account field holds an account of another kind: { $value }. Check whether two accounts are swapped.
rule-client-correspondent-bik = The correspondent account { $value } does not fit the BIK { $bik }. Compare both with the firm’s papers.
rule-client-correspondent-missing = The correspondent account of the bank with BIK { $bik } is empty. Enter it: a payment order needs it.

## Seller and region

rule-seller-missing = The seller is not chosen. Available: { $sellers }.
rule-seller-unknown = The seller «{ $seller }» is not one of our firms. Available: { $sellers }.
rule-seller-unread = The seller of the deal could not be read ({ $reason }). Repeat the request; if it does not help, tell the administrator.
rule-seller-differs = The seller is «{ $seller }», yet the deal names requisites with INN { $inn }. Check who sells.
rule-seller-not-in-region = «{ $seller }» does not work in the region «{ $region }». Available: { $sellers }.
rule-seller-regime-unknown = The VAT regime of «{ $seller }» on { $date } is not set. The administrator will add it to the settings.
rule-seller-attorney-expired = The power of attorney № { $number } of the signatory of «{ $seller }» is not valid on { $date }. The administrator will renew it in the settings.
rule-region-missing = The region is not chosen. Available: { $regions }.
rule-region-unknown = The region «{ $region }» is not in the settings. Available: { $regions }.

## The contract form

rule-form-missing = The contract form is not chosen. These fit: { $forms }.
rule-form-none = No contract form fits this seller, region, client and products. The nearest: { $nearest }.
rule-form-unknown = The contract form «{ $form }» is not in the settings. Choose another.
rule-form-seller = The form «{ $form }» is not for the seller «{ $seller }». Choose another form or seller.
rule-form-region = The form «{ $form }» is not for the region «{ $region }». Choose another form.
rule-form-client = The form «{ $form }» is not for { $kind ->
    [legal_entity] firms
    [sole_trader] sole traders
    [foreign_firm] foreign firms
   *[person] persons
}. Choose another form.
rule-form-product = The form «{ $form }» is not for { $kind ->
    [service] services
    [good] goods
   *[work] works
}. Choose another form or remove such rows.
rule-form-early = The form «{ $form }» is valid from { $from }, and the contract is of { $date }. Choose another form or date.
rule-form-withdrawn = The form «{ $form }» was valid until { $until }, and the contract is of { $date }. Choose a new form.
rule-field-missing = The field «{ $field }» is empty. The contract would have a blank in it.
rule-field-date = The field «{ $field }» holds «{ $value }»; a date such as 24.11.2026 is needed.
rule-field-number = The field «{ $field }» holds «{ $value }»; a whole number is needed.
rule-field-choice = The field «{ $field }» holds «{ $value }»; the choices are: { $choices }.
rule-approver-missing = A number by the form «{ $form }» needs approval, and no approver is named. The administrator will name one in the settings.

## Dates and payment

rule-deal-currency-empty = The currency of the deal is empty. Choose roubles.
rule-deal-currency = The deal is in { $currency }, and documents are made in roubles. Change the currency of the deal.
rule-contract-date-old = The contract’s date { $date } is too old: today is { $today }, and { $days } days back are allowed. Choose another date.
rule-contract-date-far = The contract’s date { $date } is too far: today is { $today }, and { $days } days ahead are allowed. Choose another date.
rule-contract-date-back = The contract is dated { $date }, and today is { $today }. Confirm the past date.
rule-contract-date-ahead = The contract is dated { $date }, and today is { $today }. Confirm the future date.
rule-contract-date-closed = The contract’s date { $date } is in a period that 1C has closed until { $until }. Choose a later date.
rule-invoice-date-early = The invoice’s date { $date } is before the contract’s { $contract }. Choose the same date or a later one.
rule-invoice-date-far = The invoice’s date { $date } is too far: today is { $today }, and { $days } days ahead are allowed. Choose another date.
rule-invoice-due-early = The last day to pay { $due } is before the invoice’s date { $date }. Choose a later one.
rule-contract-valid-until-early = The contract ends on { $until }, before its own date { $date }. Choose a later day.
rule-schedule-unknown = The payment schedule «{ $schedule }» is not in the settings. Available: { $schedules }.
rule-schedule-zero-part = Part { $part } ({ $percent } % of { $total } ₽) is zero. Choose one payment.
rule-schedule-rate-changes = A payment or delivery on { $date } falls on another VAT rate: now { $rate }, then { $then }. Check the sum.

## Products

rule-rows-missing = The deal has no products. Add at least one row.
rule-rows-many = The deal has { $count } rows; one contract takes { $limit }. Split the deal.
rule-rows-unread = { $read } of { $count } rows were read. Repeat the request; if it does not help, tell the administrator.
rule-row-product-missing = Row { $row } «{ $name }» was typed by hand. Choose a product of the catalogue.
rule-row-product-unknown = Row { $row } «{ $name }»: product { $product } is not linked with 1C. The accountant will link it, or choose another product.
rule-row-product-archived = Row { $row } «{ $name }»: 1C keeps this product for old documents only. Choose another product.
rule-row-product-seller = Row { $row } «{ $name }»: «{ $seller }» does not sell it. Sold by: { $sellers }. Remove the row or change the seller.
rule-row-name-differs = Row { $row } «{ $name }»: documents will show the name of 1C, «{ $product }».
rule-row-unit-differs = Row { $row } «{ $name }»: the unit is «{ $unit }», in 1C «{ $expected }». Correct the unit and check the quantity.
rule-row-unit-missing = Row { $row } «{ $name }»: the unit is empty; documents will show «{ $expected }».
rule-row-quantity-small = Row { $row } «{ $name }»: the quantity is { $value }; it has to be above zero.
rule-row-quantity-places = Row { $row } «{ $name }»: the quantity { $value } has more than three decimal places. Round it.
rule-row-quantity-large = Row { $row } «{ $name }»: the quantity { $value } is greater than 1C keeps. Check it.
rule-row-price-negative = Row { $row } «{ $name }»: the price { $value } is below zero. Give the discount in the row itself.
rule-row-price-zero = Row { $row } «{ $name }»: the price is zero. Check whether it is meant so.
rule-row-price-places = Row { $row } «{ $name }»: the price { $value } is not in whole kopecks. Round it.
rule-row-price-large = Row { $row } «{ $name }»: the price { $value } is greater than 1C keeps. Check it.
rule-row-price-net = Row { $row } «{ $name }»: the price without VAT { $value } is not in whole kopecks. Round it or include VAT in the price.
rule-row-vat-unknown = Row { $row } «{ $name }»: there is no VAT rate of { $rate }. Needed: { $expected }.
rule-row-vat-expired = Row { $row } «{ $name }»: the VAT rate { $rate } is over on { $date }. Needed: { $expected }.
rule-row-vat-early = Row { $row } «{ $name }»: the VAT rate { $rate } is not yet in force on { $date }. Needed: { $expected }.
rule-row-vat-regime = Row { $row } «{ $name }»: the VAT rate { $rate } is not one of the regime of «{ $seller }». Needed: { $expected }.
rule-row-vat-zero = Row { $row } «{ $name }»: it says «0 %», which is not the same as no VAT. Needed: { $expected }.
rule-row-vat-product = Row { $row } «{ $name }»: the VAT rate is { $rate }; this product needs { $expected }.
rule-row-vat-none = Row { $row } «{ $name }»: it says no VAT; usually it is { $expected }. Check whether there is a ground.
rule-rows-vat-mixed = Rows { $on_top } have VAT on top of the price and rows { $included } in it. Make them alike.
rule-rows-sum-overflow = The sum is too great. Check prices and quantities.
rule-rows-total-zero = The products of the deal cost nothing together. Check the prices.
rule-deal-sum-typed = The sum of the deal { $deal } ₽ was typed by hand, and its products cost { $rows } ₽. Documents will be for the products.
rule-deal-sum-differs = The sum of the deal { $deal } ₽ is not that of the products read, { $rows } ₽. Repeat the request; if it does not help, tell the administrator.

## The deal as a whole

rule-deal-closed = The deal is closed. Reopen it to make documents.
rule-documents-exist = The deal has documents already. If new ones are to take their place, say so in the request.
rule-number-filled = The deal already names the contract number { $number }, and this is its first request. Please check whether a contract was issued before.
rule-contract-none = Only an invoice was ordered, and the deal has no contract yet. Ask for the contract together with the invoice.
rule-purpose-unavailable = Documents that were issued can not be { $purpose ->
    [correction] corrected
   *[void] voided
} from here. Write to the accountant: it is done in 1C.
rule-responsible-missing = The deal has no responsible employee. Only the one who asked will be told.
rule-responsible-unread = The responsible employee ({ $user }) could not be read and will not be told.
rule-responsible-inactive = The responsible employee { $user } has left, and the department has no head. Change the responsible employee.

## Why an option is hidden

misfit-seller = Not for this seller
misfit-region = Not for this region
misfit-client = { $kind ->
    [legal_entity] Not for firms
    [sole_trader] Not for sole traders
    [foreign_firm] Not for foreign firms
   *[person] Not for persons
}
misfit-product = { $kind ->
    [service] Not for services
    [good] Not for goods
   *[work] Not for works
}
misfit-not-yet = Valid from { $date }
misfit-withdrawn = Was valid until { $date }

## Who can mend it

owner-manager = the deal’s manager
owner-accountant = the accountant
owner-administrator = the administrator of the integration
owner-wait-manager = the manager
owner-wait-accountant = the accountant
owner-wait-administrator = the administrator
owner-do-manager = The deal’s manager can mend it.
owner-do-accountant = The accountant can mend it.
owner-do-administrator = The administrator of the integration can mend it.

side-crm = Bitrix24
side-accounting = 1C
side-host = the integration’s server

## Causes

cause-unknown = Cause: { $side }, code { $code }.
cause-timeout = { $side } did not answer in time.
cause-accounting-timeout = 1C did not answer in time.
cause-reset = The connection with { $side } broke.
cause-unreachable = There is no connection with { $side }.
cause-moved = The address of { $side } has changed. It has to be updated in the settings.
cause-unauthorized = { $side } does not accept the login or key of the integration. It has to be updated in the settings.
cause-forbidden = The integration has no rights in { $side }.
cause-not-found = { $side } does not find what this is about. It may have been deleted.
cause-not-json = A page came instead of an answer of { $side }. Usually a proxy or a login screen sends it.
cause-decode = The answer of { $side } can not be understood.
cause-too-large = The answer of { $side } is too large.
cause-config = The integration is set up wrongly.
cause-request-form = The integration could not make the request. This is a defect of the program.
cause-rejected = { $side } refuses the request.
cause-other = { $side } reports an unknown error.

cause-crm-deal-not-found = Bitrix24 does not find the deal. It may have been deleted or hidden from the integration.
cause-crm-not-run = Bitrix24 did not run this after an earlier error.
cause-crm-stalled = Bitrix24 answered a list with records that were not asked for.
cause-crm-query-limit = Bitrix24 gets too many requests at once.
cause-crm-operating-limit = Bitrix24 has limited this kind of request for a while.
cause-crm-overload = Bitrix24 has blocked the requests of the integration. Its support has to be asked.
cause-crm-token-expired = The access key to Bitrix24 has expired.
cause-crm-token-refresh = The access key to Bitrix24 could not be renewed just now.
cause-crm-token-store = The store of access keys to Bitrix24 can not be used or is damaged. The administrator has to check its folder.
cause-crm-invalid-grant = Bitrix24 no longer accepts the keys of the application. The administrator has to install it again.
cause-crm-invalid-client = Bitrix24 does not know the application. The administrator has to check its id and key in the settings.
cause-crm-wrong-auth-type = Bitrix24 wants another kind of access for this.
cause-crm-scope = The integration lacks a right in Bitrix24.
cause-crm-unknown-method = Bitrix24 lacks a method that is needed. Its module may be switched off.
cause-crm-invalid-argument = Bitrix24 does not accept a parameter of the request.
cause-crm-server-fault = Bitrix24 failed inside.
cause-crm-portal-gone = The Bitrix24 portal is closed or deleted.
cause-crm-file-field-single = The field of the deal for files takes one file only, and a new one would erase the earlier. The administrator has to name a field for several files in the settings.
cause-crm-file-field-missing = The deal has no field for files as the settings name it. The administrator has to correct the setting.
cause-crm-file-field-unreadable = Bitrix24 does not show the integration which files the field of the deal holds, so new ones were not written. The administrator has to let the integration read this field.
cause-crm-docgen-access-error = Bitrix24 does not let the integration attach documents. Rights in the document generator are needed.

cause-accounting-no-base = No 1C base is set for this seller.
cause-accounting-not-published = The 1C base is not published, or the extension is off.
cause-accounting-busy = 1C is busy now.
cause-accounting-locked = Another user has the document open in 1C.
cause-accounting-lock-conflict = Another user is changing these data in 1C.
cause-accounting-maintenance = The 1C base is closed for maintenance.
cause-accounting-closed-period = The date is in a period that 1C has closed.
cause-accounting-totals-differ = 1C counts other sums than the deal. No documents were made.
cause-accounting-key-reused = 1C has another request under this key.
cause-accounting-key-voided = 1C has voided the key of this request: nothing was made under it and nothing will be. The documents have to be asked for anew.
cause-accounting-key-made = 1C has documents under the key of this request already.
cause-accounting-void-unavailable = The 1C base can not void the keys of requests. A later version of the extension is needed for that.
cause-accounting-bad-request = 1C does not understand the request. The extension may be of another version.
cause-accounting-internal = 1C failed inside.
cause-accounting-unknown-organization = 1C has no such seller, or its INN is another.
cause-accounting-unknown-nomenclature = 1C has no such product, or it is marked for deletion.
cause-accounting-unknown-form = 1C has no such contract form, or its version is another.
cause-accounting-form-not-for-organization = In 1C this contract form is not for this organisation or kind of client.
cause-accounting-vat-not-allowed = 1C does not allow this VAT rate.
cause-accounting-unit-differs = The unit in 1C is another.
cause-accounting-wrong-requisite = 1C found a mistake in the client’s requisites.
cause-accounting-wrong-date = 1C does not accept the dates of the documents.
cause-accounting-counterparty-ambiguous = 1C has several cards with this INN and KPP. One of them has to stay.
cause-accounting-counterparty-differs = The client’s card in 1C differs from the deal. The integration does not change it.
cause-accounting-unknown-contract = 1C has no such contract, or it is marked for deletion.
cause-accounting-contract-ambiguous = 1C has several contracts with this number and date. One of them has to stay.
cause-accounting-contract-differs = The contract in 1C is with another client or of another organisation.
cause-accounting-number-taken = This number is taken in 1C.
cause-accounting-number-used = The number belongs to an issued contract.
cause-accounting-reservation-expired = The reservation of the number has ended.
cause-accounting-required-field = 1C lacks data that it needs.
cause-accounting-unknown-key = 1C does not know this request.
cause-accounting-unknown-file = 1C has no such file.
cause-accounting-print-unavailable = This 1C base can not print the files.
cause-accounting-print-failed = The documents are made in 1C, but their files are not printed yet.
cause-accounting-answer-form = The answer of 1C holds an impossible sum.
cause-accounting-file-damaged = A file of 1C came damaged.
cause-accounting-working = 1C is still printing the file.
cause-accounting-still-working = 1C has worked on the request for too long.
cause-accounting-document-unasked = 1C returned a document that nobody asked for. The documents exist and have to be checked.
cause-accounting-date-differs = The date of a document in 1C is not the one asked for. The documents exist and have to be checked.
cause-accounting-number-differs = The number of the contract in 1C is not the approved one. The documents exist and have to be checked.
cause-accounting-document-missing = A document is missing from the answer of 1C.
cause-accounting-total-differs = The sum of a document in 1C is not that of the deal. The documents exist and have to be checked.
cause-accounting-vat-differs = The VAT of a document in 1C is not that of the deal. The documents exist and have to be checked.
cause-accounting-file-missing = A file is missing from the answer of 1C.

cause-host-crash = The work was interrupted, and it is not known how the last step ended.
cause-host-panic = The program of the integration failed at this step.
cause-host-journal = The journal of the integration can not be used.
cause-host-file-store = The file store of the integration can not be used.
cause-host-deal-too-large = The cards of deal and client hold too much text. Probably a whole document was pasted into one of the fields: it has to be taken out.
cause-host-broken-snapshot = The record of the request is damaged.

disagreement-document-unasked = 1C has one document too many: { $document }.
disagreement-date-differs = { $document }: the date asked for is { $asked }, in 1C { $found }.
disagreement-number-differs = The approved number of the contract is { $asked }, in 1C { $found }.
disagreement-document-missing = 1C lacks a document: { $document }.
disagreement-total-differs = { $document }: the sum asked for is { $asked } ₽, in 1C { $found } ₽.
disagreement-vat-differs = { $document }: the VAT asked for is { $asked }, in 1C { $found }.
disagreement-file-missing = { $document }: there is no { $format } { $stamped ->
    [yes] with
   *[no] without
} a stamp.

slot-contract = contract
slot-invoice = invoice { $index }

## Notifications

link = [URL={ $link }]Open the deal[/URL]
more = And { $count } more. The whole list is in the document wizard.
sentence-detail = The system says: «{ $detail }».
code-line = Code: { $code }

notice-findings = No documents were made: { $count ->
    [one] { $count } thing has to be mended
   *[other] { $count } things have to be mended
}. Nothing was written to 1C.
notice-problem-facts = No documents yet: the deal could not be read.
notice-problem-number = No documents yet: the contract number could not be reserved.
notice-problem-approval = No documents yet: the number could not be sent for approval.
notice-problem-issue = Making the documents in 1C has stopped.
notice-problem-attach = The documents are made in 1C, but their files are not attached to the deal.
notice-problem-announce = The documents are made in 1C, but the result is not written to the deal.
notice-problem-void = Cancelling the request has stopped: it is not known yet what 1C has made.
notice-problem-other = Making the documents has stopped.
notice-problem-next = Once you have mended it, ask the administrator of the integration to repeat the request: no second document will appear.
notice-problem-next-administrator = Once it is mended, the administrator of the integration will repeat the request: no second document will appear.
notice-problem-page = Once it is mended, press «Repeat» on [URL={ $page }]the page of the request[/URL]: no second document will appear.
notice-waits = We are waiting for { $who }. You need not do anything: a message will tell the result.
notice-reminder = Reminder. { $text }
notice-number-rejected = The contract number was not approved. Reason: «{ $reason }». The number is free again, nothing was made in 1C. Correct it and ask for documents again.
notice-cancelled-before = The request for documents was cancelled. Nothing was made in 1C.
notice-cancelled-after = The request for documents was cancelled, but 1C has already made: { $documents }. The accountant can mark them for deletion.
notice-cancelled-files = Please do not send the client the files that are attached to the deal already.
notice-cancel-late = It could not be cancelled: the documents are ready. 1C holds: { $documents }. If they are not needed, please do not send them to the client and write to the accountant.
notice-cancel-late-unknown = It could not be cancelled: the request is done. The accountant knows what 1C has made.
sentence-reason = Reason: «{ $reason }».

approval-first = Please approve the contract number { $number } with the client «{ $client }». The request waits for your answer.
approval-reminder = Reminder. The contract number { $number } with the client «{ $client }» waits for your approval.
approval-escalation = The first approver did not answer. Please approve the contract number { $number } with the client «{ $client }».

announcement-ready = The documents are ready: { $documents }.
document-contract = contract № { $number } of { $date } for { $total } ₽
document-invoice = invoice № { $number } of { $date } for { $total } ₽
attached-document_generator = The files are attached to the deal.
attached-file_field = The files are in a field of the deal: the document generator is not available.
attached-timeline_comment = The files are in a comment of the deal: the document generator is not available.
announcement-supersedes = The new documents take the place of: { $documents }. Please do not send the former ones to the client; the accountant can mark them for deletion in 1C.
announcement-changed-client = While the documents were made, the deal got another client: the documents name the former one.
announcement-changed-sum = While the documents were made, the sum of the deal changed: the documents have the former one.
announcement-changed-closed = While the documents were made, the deal was closed.
standing-contract = contract № { $number } of { $date }
standing-invoice = invoice № { $number } of { $date }
outage-waits = { $side } does not answer or does not take requests of the integration, so documents wait. They need not be repeated: they will go on by themselves, and a message will say so. The administrator of the integration can check connection and access.
outage-over = The wait is over: requests for documents no longer wait for { $side }.
announcement-next = Check them and send them to the client.
announcement-next-changed = Check the documents: if they no longer fit, please do not send them to the client and ask for new ones in their place.
timeline-ready = Documents made in 1C: { $documents }.

## Endings and states

ending-completed = The documents are ready and attached to the deal.
ending-refused = No documents were made: data have to be mended. Things to mend: { $count }.
ending-number-rejected = The contract number was not approved, no documents were made.
ending-cancelled-before = The request was cancelled, nothing was made in 1C.
ending-closed-before = The request was closed by an administrator. It knows of no documents in 1C; the accountant can check that.
ending-closed-after = The request was closed by an administrator, the documents stay in 1C: the accountant can check them.
ending-cancelled-after = The request was cancelled, the documents stay in 1C: the accountant can mark them for deletion.

state-facts = Reading the deal
state-findings = Telling what to mend
state-number = Reserving the contract number
state-approval = Sending the number for approval
state-issue = Making the documents in 1C
state-attach = Attaching the files to the deal
state-announce = Telling that they are ready
state-release = Releasing the number
state-problem = Telling about the delay
state-ended = Telling about the end
state-other = Making the documents
state-away = Waiting until { $side } answers. The request need not be repeated: the work will go on by itself.
state-void = Finding out what 1C has made
state-late = Telling the result
state-failed = { $step }. Failed attempts: { $count }, trying again. No second document will appear.
state-waiting-approval = Waiting for approval of the contract number
state-waiting-person = Waiting until it is mended. { $cause } { $owner }
state-unreadable = The request was written by another version of the program and waits for it ({ $code }). Tell the administrator.

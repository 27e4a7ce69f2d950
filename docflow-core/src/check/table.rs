//! The table of rules: what each is called, how much it weighs, where it is mended and why it exists.
//!
//! One entry a rule, in the order of the wizard. `docs/rules.md` is printed from here. An entry says:
//! kind, name, code, step; title; reason; action that mends it; parameters, then optional ones.

use super::rules::{Advice, Blocking, Rule};
use crate::finding::WizardStep;

macro_rules! rules {
    ($(
        $kind:ident $name:ident = $code:literal at $step:ident:
        $title:literal, $source:literal, $fix:literal,
        [$($param:literal),*] [$($hint:literal),*];
    )*) => {
        $(pub(super) const $name: $kind = $kind(&Rule {
            code: $code,
            severity: $kind::SEVERITY,
            step: WizardStep::$step,
            title: $title,
            source: $source,
            fix: $fix,
            params: &[$($param),*],
            hints: &[$($hint),*],
        });)*

        /// Every rule of the check, in the order of the wizard.
        pub const RULES: &[Rule] = &[$(*$name.0),*];
    };
}

rules! {
    // The client's card.
    Blocking CLIENT_MISSING = "client-missing" at Parties:
        "The deal has neither a company nor a contact",
        "A contract names two parties", "choose-client", [] [];
    Blocking CLIENT_DELETED = "client-deleted" at Parties:
        "The client's card was deleted or is hidden from the integration",
        "A contract names two parties", "choose-client", [] [];
    Blocking CLIENT_UNREAD = "client-unread" at Parties:
        "The client's card could not be read",
        "An empty source never reads as a clean result", "repeat", ["reason"] [];
    Blocking CLIENT_NOT_OF_DEAL = "client-not-of-deal" at Parties:
        "The card that was read is not the one that the deal names",
        "A list asked for by an empty reference may return other people's cards", "repeat", [] [];
    Blocking REQUISITES_MISSING = "client-requisites-missing" at Parties:
        "The client's card has no requisites",
        "A contract names its parties by their requisites", "open-client-card", ["client"] [];
    Blocking REQUISITES_SEVERAL = "client-requisites-several" at Parties:
        "The client has several sets of requisites and the deal names none of them",
        "A guess would print another firm's requisites", "link-requisites", ["client", "count"] [];
    Blocking REQUISITES_UNREAD = "client-requisites-unread" at Parties:
        "The client's requisites could not be read",
        "An empty source never reads as a clean result", "repeat", ["client", "reason"] [];
    Blocking PRESET_UNKNOWN = "client-preset-unknown" at Parties:
        "The preset of the requisites does not say whether the client is a firm, a sole trader or a person",
        "The kind of a party decides which requisites it must have", "set-preset", ["client", "preset"] [];

    // Names and numbers of the client.
    Blocking NAME_LONG = "client-name-long" at Parties:
        "The client's short name is longer than 1C keeps",
        "1C cuts a name after 100 characters without a word", "open-client-card", ["length", "limit"] [];
    Blocking FULL_NAME_MISSING = "client-full-name-missing" at Parties:
        "The firm's full name is empty",
        "ГК РФ, статья 54: a firm acts under the name of the register", "open-client-card", [] [];
    Blocking FULL_NAME_LONG = "client-full-name-long" at Parties:
        "The firm's full name is longer than 1C keeps",
        "1C cuts a full name after 550 characters without a word", "open-client-card", ["length", "limit"] [];
    Blocking PERSON_NAME_MISSING = "client-person-name-missing" at Parties:
        "The last or first name of the sole trader or person is empty",
        "ГК РФ, статья 19: a citizen acts under their own name", "open-client-card", [] [];
    Blocking INN_EMPTY = "client-inn-empty" at Parties:
        "The ИНН is empty",
        "1C finds and creates counterparties by their ИНН", "open-client-card", [] [];
    Blocking INN_FORMAT = "client-inn-format" at Parties:
        "The ИНН has a character that is no digit, often a look-alike letter",
        "Order of ФНС ММВ-7-6/435@", "open-client-card", ["value", "position", "character"] ["resembles", "suggestion"];
    Blocking INN_LENGTH = "client-inn-length" at Parties:
        "The ИНН has neither 10 nor 12 digits",
        "Order of ФНС ММВ-7-6/435@", "open-client-card", ["value", "expected", "length"] ["suggestion"];
    Blocking INN_COMPONENT = "client-inn-component" at Parties:
        "The ИНН begins with a tax office that does not exist",
        "Order of ФНС ММВ-7-6/435@", "open-client-card", ["value"] ["suggestion"];
    Blocking INN_CHECKSUM = "client-inn-checksum" at Parties:
        "The check digit of the ИНН does not fit",
        "Order of ФНС ММВ-7-6/435@", "open-client-card", ["value"] ["suggestion"];
    Blocking INN_KIND = "client-inn-kind" at Parties:
        "The ИНН is of another kind of party: 10 digits are a firm's, 12 a person's",
        "Order of ФНС ММВ-7-6/435@", "open-client-card", ["value", "expected"] [];
    Blocking OWN_FIRM = "client-own-firm" at Parties:
        "The client is one of our own firms",
        "A sale to oneself needs another form and another agreement", "choose-client", ["inn", "seller"] [];
    Blocking KPP_EMPTY = "client-kpp-empty" at Parties:
        "The firm's КПП is empty",
        "1C tells a firm from its branches by the КПП", "open-client-card", [] [];
    Blocking KPP_FORMAT = "client-kpp-format" at Parties:
        "The КПП has a character that can not stand there",
        "Order of ФНС ММВ-7-6/435@", "open-client-card", ["value", "position", "character"] ["resembles", "suggestion"];
    Blocking KPP_LENGTH = "client-kpp-length" at Parties:
        "The КПП has not 9 characters",
        "Order of ФНС ММВ-7-6/435@", "open-client-card", ["value", "expected", "length"] ["suggestion"];
    Blocking KPP_COMPONENT = "client-kpp-component" at Parties:
        "The КПП has a tax office, reason or serial number of zeros",
        "Order of ФНС ММВ-7-6/435@", "open-client-card", ["value"] [];
    Blocking KPP_UNEXPECTED = "client-kpp-unexpected" at Parties:
        "A sole trader or a person has a КПП",
        "НК РФ, статья 83: only organisations get one", "open-client-card", ["value"] [];
    Blocking OGRN_EMPTY = "client-ogrn-empty" at Parties:
        "The firm's ОГРН is empty",
        "A contract names a firm by its number in the register", "open-client-card", [] [];
    Blocking OGRN_FORMAT = "client-ogrn-format" at Parties:
        "The ОГРН has a character that is no digit",
        "Order of Минфин 165н", "open-client-card", ["value", "position", "character"] ["resembles", "suggestion"];
    Blocking OGRN_LENGTH = "client-ogrn-length" at Parties:
        "The ОГРН has not 13 digits",
        "Order of Минфин 165н", "open-client-card", ["value", "expected", "length"] [];
    Blocking OGRN_RECORD = "client-ogrn-record" at Parties:
        "The number is the ГРН of a later record, not the ОГРН",
        "Order of Минфин 165н: an ОГРН begins with 1 or 5", "open-client-card", ["value"] [];
    Blocking OGRN_CHECKSUM = "client-ogrn-checksum" at Parties:
        "The check digit of the ОГРН does not fit",
        "Order of Минфин 165н", "open-client-card", ["value"] [];
    Blocking OGRNIP_EMPTY = "client-ogrnip-empty" at Parties:
        "The sole trader's ОГРНИП is empty",
        "A contract names a sole trader by the number in the register", "open-client-card", [] [];
    Blocking OGRNIP_FORMAT = "client-ogrnip-format" at Parties:
        "The ОГРНИП has a character that is no digit",
        "Order of Минфин 165н", "open-client-card", ["value", "position", "character"] ["resembles", "suggestion"];
    Blocking OGRNIP_LENGTH = "client-ogrnip-length" at Parties:
        "The ОГРНИП has not 15 digits",
        "Order of Минфин 165н", "open-client-card", ["value", "expected", "length"] [];
    Blocking OGRNIP_RECORD = "client-ogrnip-record" at Parties:
        "The number does not begin with 3 and is no ОГРНИП",
        "Order of Минфин 165н", "open-client-card", ["value"] [];
    Blocking OGRNIP_CHECKSUM = "client-ogrnip-checksum" at Parties:
        "The check digit of the ОГРНИП does not fit",
        "Order of Минфин 165н", "open-client-card", ["value"] [];
    Blocking ADDRESS_MISSING = "client-address-missing" at Parties:
        "The client has no address",
        "A contract and a 1C card name the registered address", "open-client-card", [] [];
    Blocking ADDRESS_LONG = "client-address-long" at Parties:
        "The client's address is longer than 1C keeps",
        "1C cuts an address after 500 characters without a word", "open-client-card", ["length", "limit"] [];
    Advice ADDRESS_ACTUAL = "client-address-actual" at Parties:
        "Only the actual address is known and is taken for the registered one",
        "A contract names the registered address", "open-client-card", ["address"] [];
    Advice ADDRESS_INDEX = "client-address-index" at Parties:
        "The firm's address has no postal code",
        "Letters and claims go to the address of the register", "open-client-card", ["address"] [];

    // Who signs for the client.
    Blocking POST_MISSING = "client-signatory-post" at Parties:
        "The post of the firm's signatory is empty",
        "A contract says in whose person a firm acts", "open-client-card", [] [];
    Blocking SIGNATORY_MISSING = "client-signatory-name" at Parties:
        "The name of the firm's signatory is empty",
        "A contract says in whose person a firm acts", "open-client-card", [] [];
    Blocking SIGNATORY_FORM = "client-signatory-form" at Parties:
        "The signatory's name is not «last first [middle]»",
        "Names are declined and abbreviated by their parts", "open-client-card", ["value"] [];
    Advice SIGNATORY_TWO = "client-signatory-two" at Parties:
        "Two fields name different people as the head of the firm",
        "A contract signed by a former head can be disputed", "open-client-card", ["first", "second"] [];
    Blocking BASIS_MISSING = "client-basis-missing" at Parties:
        "The ground of the signatory's authority is empty",
        "A contract says on which ground a person signs", "open-client-card", [] [];
    Advice BRANCH_CHARTER = "client-branch-charter" at Parties:
        "The КПП is a branch's, yet its head signs on the ground of the charter",
        "ГК РФ, статья 55: the head of a branch acts by power of attorney", "open-client-card", ["kpp"] [];
    Blocking ATTORNEY_FORM = "client-attorney-form" at Parties:
        "The power of attorney has no readable number or date",
        "ГК РФ, статья 186: without its date it is void", "open-client-card", ["value"] [];
    Blocking ATTORNEY_EARLY = "client-attorney-early" at Parties:
        "The client's power of attorney was given after the contract's date",
        "ГК РФ, статья 183", "choose-dates", ["number", "issued", "date"] [];
    Blocking ATTORNEY_EXPIRED = "client-attorney-expired" at Parties:
        "The client's power of attorney had ended on the contract's date",
        "ГК РФ, статьи 183 и 186", "open-client-card", ["number", "until", "date"] [];
    Advice ATTORNEY_YEAR = "client-attorney-year" at Parties:
        "The client's power of attorney names no term and lives one year",
        "ГК РФ, статья 186", "open-client-card", ["number", "until"] [];

    // Documents of a person, telephone and mail.
    Blocking PASSPORT_MISSING = "client-passport-missing" at Parties:
        "A part of the person's passport is empty",
        "A contract with a citizen names their passport", "open-client-card", ["field"] [];
    Blocking PASSPORT_FORM = "client-passport-form" at Parties:
        "The series has not 4 digits or the number not 6",
        "Постановление Правительства РФ № 2267 of 23.12.2023", "open-client-card", ["field", "expected"] [];
    Blocking PASSPORT_DATE = "client-passport-date" at Parties:
        "The passport's date of issue can not be read or is after today",
        "A slip in the date makes the document another one", "open-client-card", [] [];
    Advice PHONE_MISSING = "client-phone-missing" at Parties:
        "The person's telephone is empty",
        "A citizen is reached by telephone first", "open-client-card", [] [];
    Advice EMAIL_MISSING = "client-email-missing" at Parties:
        "The client's e-mail is empty",
        "Documents are sent by e-mail", "open-client-card", [] [];
    Blocking EMAIL_LIST = "client-email-list" at Parties:
        "One field holds several e-mail addresses",
        "A list in one field is refused by mail programs", "open-client-card", ["value"] [];
    Blocking EMAIL_FORM = "client-email-form" at Parties:
        "The e-mail is no address",
        "A letter to it never arrives", "open-client-card", ["value"] [];
    Advice EMAIL_CYRILLIC = "client-email-cyrillic" at Parties:
        "The e-mail has a letter that is not Latin",
        "A look-alike letter is a valid address of somebody else", "open-client-card", ["value", "position", "character"] [];

    // The client's bank.
    Blocking BANK_UNREAD = "client-bank-unread" at Parties:
        "The client's bank details could not be read",
        "An empty source never reads as a clean result", "repeat", ["reason"] [];
    Blocking BANK_SEVERAL = "client-bank-several" at Parties:
        "The client's requisites have several bank details and the deal names none of them",
        "A guess would print an account that the client did not name", "link-requisites", [] [];
    Advice BANK_MISSING = "client-bank-missing" at Parties:
        "The client has no bank details",
        "A refund needs an account", "open-client-card", [] [];
    Advice BANK_NAME_MISSING = "client-bank-name-missing" at Parties:
        "The name of the client's bank is empty",
        "An account fits one wrong bank in ten, so the name is the last safeguard", "open-client-card", ["bik"] [];
    Blocking BIK_EMPTY = "client-bik-empty" at Parties:
        "The БИК is empty although other bank details are given",
        "Положение Банка России 732-П", "open-client-card", [] [];
    Blocking BIK_FORMAT = "client-bik-format" at Parties:
        "The БИК has a character that is no digit",
        "Положение Банка России 732-П", "open-client-card", ["value", "position", "character"] ["resembles", "suggestion"];
    Blocking BIK_LENGTH = "client-bik-length" at Parties:
        "The БИК has not 9 digits",
        "Положение Банка России 732-П", "open-client-card", ["value", "expected", "length"] ["suggestion"];
    Blocking BIK_COMPONENT = "client-bik-component" at Parties:
        "The БИК has digits that are never given out",
        "Положение Банка России 732-П", "open-client-card", ["value"] [];
    Blocking ACCOUNT_EMPTY = "client-account-empty" at Parties:
        "The settlement account is empty although other bank details are given",
        "Half of the bank details are of no use in a contract", "open-client-card", [] [];
    Blocking ACCOUNT_FORMAT = "client-account-format" at Parties:
        "The settlement account has a character that is no digit",
        "Положение Банка России 809-П", "open-client-card", ["value", "position", "character"] ["resembles", "suggestion"];
    Blocking ACCOUNT_LENGTH = "client-account-length" at Parties:
        "The settlement account has not 20 digits",
        "Положение Банка России 809-П", "open-client-card", ["value", "expected", "length"] [];
    Blocking ACCOUNT_IS_CORRESPONDENT = "client-account-correspondent" at Parties:
        "The field of the settlement account holds a correspondent account",
        "Money sent to it does not reach the client", "open-client-card", ["value"] [];
    Blocking ACCOUNT_TREASURY = "client-account-treasury" at Parties:
        "The treasury account is in another currency than 643",
        "Приказ Казначейства России 15н of 01.04.2020", "open-client-card", ["value"] [];
    Blocking ACCOUNT_BIK = "client-account-bik" at Parties:
        "The settlement account does not fit the БИК",
        "Order of the Bank of Russia № 515 of 08.09.1997", "open-client-card", ["value", "bik"] [];
    Advice ACCOUNT_KIND = "client-account-kind" at Parties:
        "The settlement account is of another kind of owner than the client",
        "Положение Банка России 809-П: 40802 is a sole trader's, 40817 a person's, 423 a deposit", "open-client-card", ["value"] [];
    Advice ACCOUNT_CURRENCY = "client-account-currency" at Parties:
        "The settlement account is not in roubles",
        "The documents are in roubles", "open-client-card", ["value", "currency"] [];
    Blocking CORRESPONDENT_FORMAT = "client-correspondent-format" at Parties:
        "The correspondent account has a character that is no digit",
        "Положение Банка России 809-П", "open-client-card", ["value", "position", "character"] ["resembles", "suggestion"];
    Blocking CORRESPONDENT_LENGTH = "client-correspondent-length" at Parties:
        "The correspondent account has not 20 digits",
        "Положение Банка России 809-П", "open-client-card", ["value", "expected", "length"] [];
    Blocking CORRESPONDENT_KIND = "client-correspondent-kind" at Parties:
        "The field of the correspondent account holds an account of another kind",
        "Положение Банка России 809-П: it begins with 301, of the treasury with 40102", "open-client-card", ["value"] [];
    Blocking CORRESPONDENT_BIK = "client-correspondent-bik" at Parties:
        "The correspondent account does not fit the БИК",
        "Order of the Bank of Russia № 515 of 08.09.1997", "open-client-card", ["value", "bik"] [];
    Advice CORRESPONDENT_MISSING = "client-correspondent-missing" at Parties:
        "The bank's correspondent account is empty",
        "A payment order names it", "open-client-card", ["bik"] [];

    // The seller and the region.
    Blocking SELLER_MISSING = "seller-missing" at Parties:
        "The seller is not chosen and there is more than one",
        "Each own firm has its own books, numbers and forms", "choose-seller", ["sellers"] [];
    Blocking SELLER_UNKNOWN = "seller-unknown" at Parties:
        "The seller chosen is not in the policy",
        "1C is asked for organisations that the policy names", "choose-seller", ["seller", "sellers"] [];
    Blocking SELLER_UNREAD = "seller-unread" at Parties:
        "The seller of the deal could not be read",
        "An empty source never reads as a clean result", "repeat", ["reason"] [];
    Advice SELLER_DIFFERS = "seller-differs" at Parties:
        "The seller chosen is not the one that the deal names",
        "One of both was chosen by mistake", "choose-seller", ["seller", "inn"] [];
    Blocking SELLER_REGION = "seller-not-in-region" at Parties:
        "The seller does not work in the region",
        "Each office sells in the name of its own firms", "choose-seller", ["seller", "region", "sellers"] [];
    Blocking SELLER_REGIME = "seller-regime-unknown" at Parties:
        "The seller's VAT regime on the date of the invoice is not known",
        "НК РФ, статьи 143 и 145: the regime decides the rate", "ask-administrator", ["seller", "date"] [];
    Blocking SELLER_ATTORNEY = "seller-attorney-expired" at Parties:
        "Our signatory's power of attorney does not cover the contract's date",
        "ГК РФ, статьи 183 и 186", "ask-administrator", ["seller", "number", "date"] [];
    Blocking REGION_MISSING = "region-missing" at Parties:
        "The region is not chosen and there is more than one",
        "The office decides city, local date, sellers and forms", "choose-region", ["regions"] [];
    Blocking REGION_UNKNOWN = "region-unknown" at Parties:
        "The region chosen is not in the policy",
        "The office decides city, local date, sellers and forms", "choose-region", ["region", "regions"] [];

    // The form and its fields.
    Blocking FORM_MISSING = "form-missing" at Form:
        "The contract form is not chosen and there are several",
        "Clauses differ from form to form", "choose-form", ["forms"] [];
    Blocking FORM_NONE = "form-none" at Form:
        "No contract form is offered for this seller, region, client and rows",
        "A document without its form has no text", "ask-administrator", ["nearest"] [];
    Blocking FORM_UNKNOWN = "form-unknown" at Form:
        "The contract form chosen is not in the policy",
        "1C has forms by the codes of the policy", "choose-form", ["form"] [];
    Blocking FORM_SELLER = "form-seller" at Form:
        "The form is not for this seller",
        "Form applicability of the policy", "choose-form", ["form", "seller"] [];
    Blocking FORM_REGION = "form-region" at Form:
        "The form is not for this region",
        "Form applicability of the policy", "choose-form", ["form", "region"] [];
    Blocking FORM_CLIENT = "form-client" at Form:
        "The form is not for this kind of client",
        "Form applicability of the policy", "choose-form", ["form", "kind"] [];
    Blocking FORM_PRODUCT = "form-product" at Form:
        "The form is not for a kind of product in the rows",
        "A contract of services does not sell goods", "choose-form", ["form", "kind"] [];
    Blocking FORM_EARLY = "form-early" at Form:
        "The form is offered from a later day on",
        "Form applicability of the policy", "choose-form", ["form", "from", "date"] [];
    Blocking FORM_WITHDRAWN = "form-withdrawn" at Form:
        "The form was withdrawn before the contract's date",
        "A withdrawn form stays valid only for contracts made by it", "choose-form", ["form", "until", "date"] [];
    Blocking FIELD_MISSING = "field-missing" at Form:
        "A field that the form can not do without is empty",
        "The document would have a blank in it", "fill-form-field", ["field"] [];
    Blocking FIELD_DATE = "field-date" at Form:
        "A field of the form holds no date",
        "The document would have a wrong word in it", "fill-form-field", ["field", "value"] [];
    Blocking FIELD_NUMBER = "field-number" at Form:
        "A field of the form holds no whole number",
        "The document would have a wrong word in it", "fill-form-field", ["field", "value"] [];
    Blocking FIELD_CHOICE = "field-choice" at Form:
        "A field of the form holds a value that is not in its list",
        "The document would have a wrong word in it", "fill-form-field", ["field", "value", "choices"] [];
    Blocking APPROVER_MISSING = "approver-missing" at Form:
        "The form's number waits for an approver and the policy names none",
        "A question to nobody is never answered", "ask-administrator", ["form"] [];

    // Dates and payment.
    Blocking CURRENCY_EMPTY = "deal-currency-empty" at Terms:
        "The currency of the deal is not known",
        "An empty source never reads as a clean result", "open-deal", [] [];
    Blocking CURRENCY_OTHER = "deal-currency" at Terms:
        "The deal is not in roubles",
        "Contracts and invoices are made in roubles", "open-deal", ["currency"] [];
    Blocking CONTRACT_OLD = "contract-date-old" at Terms:
        "The contract is dated further back than the policy allows",
        "A date typed by mistake; reports of the past are handed in", "choose-dates", ["date", "today", "days"] [];
    Blocking CONTRACT_FAR = "contract-date-far" at Terms:
        "The contract is dated further ahead than the policy allows",
        "A date typed by mistake", "choose-dates", ["date", "today", "days"] [];
    Advice CONTRACT_BACKDATED = "contract-date-back" at Terms:
        "The contract is dated before today",
        "A back date moves numbers and taxes", "choose-dates", ["date", "today"] [];
    Advice CONTRACT_AHEAD = "contract-date-ahead" at Terms:
        "The contract is dated after today",
        "Numbers of later days run ahead", "choose-dates", ["date", "today"] [];
    Blocking CONTRACT_CLOSED = "contract-date-closed" at Terms:
        "The contract's date is in a period that 1C keeps closed",
        "Nothing is written into a closed period", "choose-dates", ["date", "until"] [];
    Blocking INVOICE_EARLY = "invoice-date-early" at Terms:
        "The invoice is dated before its contract",
        "An invoice refers to a contract that exists", "choose-dates", ["date", "contract"] [];
    Blocking INVOICE_FAR = "invoice-date-far" at Terms:
        "The invoice is dated further ahead than the policy allows",
        "A date typed by mistake", "choose-dates", ["date", "today", "days"] [];
    Blocking DUE_EARLY = "invoice-due-early" at Terms:
        "The last day to pay is before the invoice's date",
        "Nobody can pay in time", "choose-dates", ["due", "date"] [];
    Blocking VALID_EARLY = "contract-valid-until-early" at Terms:
        "The contract ends before its own date",
        "The contract would never be in force", "choose-dates", ["until", "date"] [];
    Blocking SCHEDULE_UNKNOWN = "schedule-unknown" at Terms:
        "The payment schedule chosen is not in the policy",
        "Invoices are made by the parts of the schedule", "choose-schedule", ["schedule", "schedules"] [];
    Blocking SCHEDULE_ZERO = "schedule-zero-part" at Terms:
        "A part of the payment would be nothing",
        "An invoice of 0.00 is refused by banks", "choose-schedule", ["part", "percent", "total"] [];
    Advice RATE_CHANGES = "schedule-rate-changes" at Terms:
        "A payment or delivery falls on a day on which the VAT rate is another one",
        "НК РФ, статья 164 and 425-ФЗ of 28.11.2025: the rate follows shipment, not the contract", "choose-dates", ["date", "rate", "then"] [];

    // Product rows.
    Blocking ROWS_MISSING = "rows-missing" at Rows:
        "The deal has no product rows",
        "A contract needs a subject and an invoice needs a sum", "open-rows", [] [];
    Blocking ROWS_MANY = "rows-many" at Rows:
        "The deal has more than 200 rows",
        "Rows are read in four pages of 50", "open-rows", ["count", "limit"] [];
    Blocking ROWS_UNREAD = "rows-unread" at Rows:
        "Not every row of the deal was read",
        "An empty source never reads as a clean result", "repeat", ["read", "count"] [];
    Blocking ROW_UNLINKED = "row-product-missing" at Rows:
        "The row was typed by hand and is no product of the catalogue",
        "1C sells what its nomenclature names", "open-rows", ["row", "name"] [];
    Blocking ROW_UNKNOWN = "row-product-unknown" at Rows:
        "The product is not linked with the nomenclature of 1C",
        "1C sells what its nomenclature names", "ask-accountant", ["row", "name", "product"] [];
    Blocking ROW_ARCHIVED = "row-product-archived" at Rows:
        "The product is kept in 1C for old documents only",
        "A product marked for deletion does not go into new documents", "open-rows", ["row", "name"] [];
    Blocking ROW_SELLER = "row-product-seller" at Rows:
        "The product is sold by another own firm",
        "Each own firm sells its own catalogue", "open-rows", ["row", "name", "seller", "sellers"] [];
    Advice ROW_NAME = "row-name-differs" at Rows:
        "The row's name is not the product's name in 1C, which the documents will show",
        "What the manager typed would be lost without a word", "open-rows", ["row", "name", "product"] [];
    Blocking ROW_UNIT = "row-unit-differs" at Rows:
        "The unit of the row is not the unit of the product in 1C",
        "Ten packs are not ten pieces", "open-rows", ["row", "name", "unit", "expected"] [];
    Advice ROW_UNIT_MISSING = "row-unit-missing" at Rows:
        "The unit of the row is not known; 1C's is taken",
        "An empty source never reads as a clean result", "open-rows", ["row", "name", "expected"] [];
    Blocking QUANTITY_SMALL = "row-quantity-small" at Rows:
        "The quantity is zero or less",
        "Nothing is sold by such a row", "open-rows", ["row", "name", "value"] [];
    Blocking QUANTITY_PLACES = "row-quantity-places" at Rows:
        "The quantity has more than 3 places",
        "1C keeps 3 places and rounds without a word", "open-rows", ["row", "name", "value"] [];
    Blocking QUANTITY_LARGE = "row-quantity-large" at Rows:
        "The quantity is greater than 1C keeps",
        "1C keeps 15 digits", "open-rows", ["row", "name", "value"] [];
    Blocking PRICE_NEGATIVE = "row-price-negative" at Rows:
        "The price is below zero",
        "A discount is part of a price, not a row", "open-rows", ["row", "name", "value"] [];
    Advice PRICE_ZERO = "row-price-zero" at Rows:
        "The price is zero",
        "НК РФ, статья 146: giving away for nothing is taxed too", "open-rows", ["row", "name"] [];
    Blocking PRICE_PLACES = "row-price-places" at Rows:
        "The price has more than 2 places",
        "1C keeps 2 places and rounds without a word", "open-rows", ["row", "name", "value"] [];
    Blocking PRICE_LARGE = "row-price-large" at Rows:
        "The price is greater than 1C keeps",
        "1C keeps 15 digits", "open-rows", ["row", "name", "value"] [];
    Blocking PRICE_NET = "row-price-net" at Rows:
        "The price without VAT, to which VAT is added, is not in whole kopecks",
        "1C adds VAT to a price of 2 places, so the sums would differ", "open-rows", ["row", "name", "value"] [];
    Blocking VAT_UNKNOWN = "row-vat-unknown" at Rows:
        "The VAT rate was never in force",
        "НК РФ, статья 164", "open-rows", ["row", "name", "rate", "expected"] [];
    Blocking VAT_EXPIRED = "row-vat-expired" at Rows:
        "The VAT rate had ended on the invoice's date",
        "НК РФ, статья 164 and 425-ФЗ of 28.11.2025", "open-rows", ["row", "name", "rate", "expected", "date"] [];
    Blocking VAT_EARLY = "row-vat-early" at Rows:
        "The VAT rate begins after the invoice's date",
        "НК РФ, статья 164 and 425-ФЗ of 28.11.2025", "open-rows", ["row", "name", "rate", "expected", "date"] [];
    Blocking VAT_REGIME = "row-vat-regime" at Rows:
        "The seller's tax regime does not know the VAT rate",
        "НК РФ, статья 164, пункт 8", "open-rows", ["row", "name", "rate", "expected", "seller"] [];
    Blocking VAT_ZERO = "row-vat-zero" at Rows:
        "The row says 0 % where «Без НДС» or a ground for the zero rate is meant",
        "НК РФ, статьи 149 и 164: both are different facts before the law", "open-rows", ["row", "name", "expected"] [];
    Blocking VAT_PRODUCT = "row-vat-product" at Rows:
        "The VAT rate is not the one that the law gives this product",
        "НК РФ, статья 164, пункты 1-3", "open-rows", ["row", "name", "rate", "expected"] [];
    Advice VAT_NONE = "row-vat-none" at Rows:
        "The row of a payer of VAT says «Без НДС»",
        "НК РФ, статья 149: right only for the operations that it exempts", "open-rows", ["row", "name", "expected"] [];
    Blocking VAT_MIXED = "rows-vat-mixed" at Rows:
        "Some rows have VAT in the price and some on top of it",
        "A document of 1C has one flag for all of its rows", "open-rows", ["included", "on_top"] [];
    Blocking SUM_OVERFLOW = "rows-sum-overflow" at Rows:
        "The sum is greater than can be counted",
        "A slip in a price or quantity", "open-rows", [] [];
    Blocking TOTAL_ZERO = "rows-total-zero" at Rows:
        "The rows make nothing together",
        "An invoice of 0.00 is refused by banks", "open-rows", [] [];
    Advice DEAL_SUM_TYPED = "deal-sum-typed" at Rows:
        "The sum of the deal was typed by hand and is not that of its rows",
        "Payments and plans are counted by the sum of the deal", "open-deal", ["deal", "rows"] [];
    Blocking DEAL_SUM_DIFFERS = "deal-sum-differs" at Rows:
        "The sum of the deal that the portal counted is not that of the rows read",
        "Deal, 1C and files agree to the kopeck or nothing is made", "repeat", ["deal", "rows"] [];

    // The whole.
    Blocking DEAL_CLOSED = "deal-closed" at Review:
        "The deal is won or lost",
        "Documents of a closed deal are a mistake more often than not", "reopen-deal", [] [];
    Blocking DOCUMENTS_EXIST = "documents-exist" at Review:
        "The deal has documents already and the order does not say what the further ones are for",
        "Two contracts for one deal", "supersede", [] [];
    Advice NUMBER_FILLED = "number-filled" at Review:
        "The deal's field of the contract's number is filled and no run of ours has filled it",
        "A contract made by hand, or by a run whose journal is lost", "open-deal", ["number"] [];
    Blocking CONTRACT_NONE = "contract-none" at Review:
        "An invoice alone was ordered and the deal has no contract of ours",
        "An invoice is made under a contract", "choose-form", [] [];
    Blocking PURPOSE_UNAVAILABLE = "purpose-unavailable" at Review:
        "Corrections and voids are not made by the integration",
        "What the books do not offer is refused before they are asked", "ask-accountant", ["purpose"] [];
    Advice RESPONSIBLE_MISSING = "responsible-missing" at Review:
        "The deal has no responsible employee",
        "Somebody has to be told that documents are ready", "open-deal", [] [];
    Advice RESPONSIBLE_UNREAD = "responsible-unread" at Review:
        "The responsible employee could not be read and is not told",
        "An empty source never reads as a clean result", "open-deal", ["user"] [];
    Advice RESPONSIBLE_GONE = "responsible-inactive" at Review:
        "The responsible employee has left and their department has no active head",
        "Somebody has to be told that documents are ready", "open-deal", ["user"] [];
}

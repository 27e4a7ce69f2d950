//! Cases of the client's card.

use super::{Case, cases};
use crate::support::{SEVER, YUG, read};
use docflow_core::{
    AddressKind, BankCard, ClientOrigin, CompanyId, ContactId, Fact, Preset, RequisiteText,
};
use std::collections::BTreeMap;

pub(super) const CASES: &[Case] = cases! {
    "client-missing", "no company and no contact", firm, |s| {
        s.facts.deal.company = None;
        s.facts.client = Fact::Absent;
    };
    "client-missing", "nobody asked, since there is none", firm, |s| {
        s.facts.deal.company = None;
        s.facts.client = Fact::NotChecked("no-link".into());
    };
    "client-deleted", "the link leads nowhere", firm, |s| s.facts.client = Fact::Absent;
    "client-unread", "a time-out", firm, |s| s.facts.client = Fact::NotChecked("timeout".into());
    "client-not-of-deal", "another company's card", firm, |s| s.facts.deal.company = CompanyId::new(32);
    "client-not-of-deal", "the contact's card beside a company", firm, |s| {
        let contact = ContactId::new(5).unwrap();
        s.facts.deal.contact = Some(contact);
        s.client().origin = ClientOrigin::Contact(contact);
    };
    "client-requisites-missing", "an empty card", firm, |s| {
        s.client().requisite = Fact::Absent;
        s.client().requisites_found = Some(0);
    };
    "client-requisites-several", "two sets and no link", firm, |s| {
        s.client().requisite = Fact::Absent;
        s.client().requisites_found = Some(2);
    };
    "client-requisites-several", "two sets, left unread", firm, |s| {
        s.client().requisite = Fact::NotChecked("several".into());
        s.client().requisites_found = Some(2);
    };
    "client-requisites-unread", "a time-out", firm, |s| {
        s.client().requisite = Fact::NotChecked("timeout".into());
        s.client().requisites_found = None;
    };
    "client-preset-unknown", "a preset of another country", firm, |s| {
        s.requisite().preset = Preset::Other("Юр. лицо КЗ".to_owned());
    };
    "client-name-long", "101 characters", firm, |s| s.typed(RequisiteText::ShortName, &"Я".repeat(101));
    "client-name-long", "no short name and a long full one", firm, |s| {
        s.typed(RequisiteText::ShortName, "");
        s.typed(RequisiteText::FullName, &"Я".repeat(101));
    };
    "client-name-long", "a sole trader of many letters", trader, |s| s.typed(RequisiteText::LastName, &"Я".repeat(101));
    "client-full-name-missing", "no full name", firm, |s| s.typed(RequisiteText::FullName, "");
    "client-full-name-missing", "invisible characters alone", firm, |s| {
        s.typed(RequisiteText::FullName, "\u{200b}\u{feff}");
    };
    "client-full-name-long", "551 characters", firm, |s| s.typed(RequisiteText::FullName, &"Я".repeat(551));
    "client-person-name-missing", "no first name", trader, |s| s.typed(RequisiteText::FirstName, "");
    "client-person-name-missing", "one word", person, |s| s.typed(RequisiteText::WholeName, "Ким");

    "client-inn-empty", "a firm without", firm, |s| s.typed(RequisiteText::Inn, "");
    "client-inn-empty", "a sole trader without", trader, |s| s.typed(RequisiteText::Inn, "\u{200b}");
    "client-inn-format", "a Cyrillic letter", firm, |s| s.typed(RequisiteText::Inn, "77О7083893");
    "client-inn-format", "two numbers in one field", firm, |s| s.typed(RequisiteText::Inn, "7707083893/773601001");
    "client-inn-format", "full-width digits", firm, |s| s.typed(RequisiteText::Inn, "７７０７０８３８９３");
    "client-inn-length", "a digit lost", firm, |s| s.typed(RequisiteText::Inn, "770708389");
    "client-inn-component", "zeros", firm, |s| s.typed(RequisiteText::Inn, "0000000000");
    "client-inn-checksum", "a wrong digit", firm, |s| s.typed(RequisiteText::Inn, "7707083890");
    "client-inn-checksum", "of a person", trader, |s| s.typed(RequisiteText::Inn, "500100732258");
    "client-inn-checksum", "given by a person who need not", person, |s| s.typed(RequisiteText::Inn, "500100732258");
    "client-inn-kind", "a person's at a firm", firm, |s| s.typed(RequisiteText::Inn, "500100732259");
    "client-inn-kind", "a firm's at a sole trader", trader, |s| s.typed(RequisiteText::Inn, "7707083893");
    "client-own-firm", "the seller itself", firm, |s| s.typed(RequisiteText::Inn, SEVER);
    "client-own-firm", "another own firm", firm, |s| s.typed(RequisiteText::Inn, YUG);
    "client-kpp-empty", "a firm without", firm, |s| s.typed(RequisiteText::Kpp, "");
    "client-kpp-format", "a small letter", firm, |s| s.typed(RequisiteText::Kpp, "7701ab001");
    "client-kpp-format", "a Cyrillic letter", firm, |s| s.typed(RequisiteText::Kpp, "7701АВ001");
    "client-kpp-length", "a digit lost", firm, |s| s.typed(RequisiteText::Kpp, "77360100");
    "client-kpp-component", "reason 00", firm, |s| s.typed(RequisiteText::Kpp, "773600001");
    "client-kpp-unexpected", "at a sole trader", trader, |s| s.typed(RequisiteText::Kpp, "773601001");
    "client-kpp-unexpected", "at a person", person, |s| s.typed(RequisiteText::Kpp, "0");
    "client-ogrn-empty", "a firm without", firm, |s| s.typed(RequisiteText::Ogrn, "");
    "client-ogrn-format", "a letter", firm, |s| s.typed(RequisiteText::Ogrn, "10277OO132195");
    "client-ogrn-length", "a digit lost", firm, |s| s.typed(RequisiteText::Ogrn, "102770013219");
    "client-ogrn-record", "a ГРН of an extract", firm, |s| s.typed(RequisiteText::Ogrn, "2257700123459");
    "client-ogrn-checksum", "a wrong digit", firm, |s| s.typed(RequisiteText::Ogrn, "1027700132196");
    "client-ogrnip-empty", "a sole trader without", trader, |s| s.typed(RequisiteText::Ogrnip, "");
    "client-ogrnip-format", "a sign", trader, |s| s.typed(RequisiteText::Ogrnip, "№304772972789071");
    "client-ogrnip-length", "an ОГРН instead", trader, |s| s.typed(RequisiteText::Ogrnip, "1027700132195");
    "client-ogrnip-record", "a ГРНИП of an extract", trader, |s| s.typed(RequisiteText::Ogrnip, "404772972789071");
    "client-ogrnip-checksum", "a wrong digit", trader, |s| s.typed(RequisiteText::Ogrnip, "304772972789072");
    "client-address-missing", "no address", firm, |s| s.requisite().addresses.clear();
    "client-address-missing", "blanks", person, |s| {
        s.requisite().addresses = BTreeMap::from([(AddressKind::Registered, " \u{a0}".to_owned())]);
    };
    "client-address-long", "501 characters", firm, |s| {
        s.requisite().addresses = BTreeMap::from([(AddressKind::Legal, "я".repeat(501))]);
    };
    "client-address-actual", "the actual one alone", firm, |s| {
        s.requisite().addresses = BTreeMap::from([(AddressKind::Actual, "125009, Москва".to_owned())]);
    };
    "client-address-index", "no postal code", firm, |s| {
        s.requisite().addresses = BTreeMap::from([(AddressKind::Legal, "Москва, Тверская, 1".to_owned())]);
    };
};

pub(super) const SIGNS: &[Case] = cases! {
    "client-signatory-post", "no post", firm, |s| s.typed(RequisiteText::ChiefPost, "");
    "client-signatory-name", "no name", firm, |s| s.typed(RequisiteText::Chief, "");
    "client-signatory-form", "a last name alone", firm, |s| s.typed(RequisiteText::Chief, "Иванов");
    "client-signatory-form", "four words", firm, |s| s.typed(RequisiteText::Chief, "Рауф Али Вели оглы");
    "client-signatory-two", "two heads", firm, |s| s.typed(RequisiteText::Director, "Петров Пётр Петрович");
    "client-basis-missing", "no ground", firm, |s| s.typed(RequisiteText::Basis, "");
    "client-branch-charter", "a branch by charter", firm, |s| s.typed(RequisiteText::Kpp, "773643001");
    "client-attorney-form", "no date", firm, |s| s.typed(RequisiteText::Basis, "Доверенность № 5");
    "client-attorney-form", "a day that does not exist", firm, |s| {
        s.typed(RequisiteText::Basis, "Доверенность № 5 от 31.02.2026 до 01.02.2027");
    };
    "client-attorney-early", "given tomorrow", firm, |s| {
        s.typed(RequisiteText::Basis, "Доверенность № 5 от 25.11.2026 до 25.11.2027");
    };
    "client-attorney-expired", "ended yesterday", firm, |s| {
        s.typed(RequisiteText::Basis, "Доверенность № 5 от 01.02.2026 до 23.11.2026");
    };
    "client-attorney-expired", "its year is over", firm, |s| {
        s.typed(RequisiteText::Basis, "Доверенность № 5 от 01.02.2025");
    };
    "client-attorney-year", "no term", firm, |s| s.typed(RequisiteText::Basis, "Доверенность № 5 от 01.02.2026");
    "client-passport-missing", "no number", person, |s| s.typed(RequisiteText::IdentityNumber, "");
    "client-passport-missing", "no issuing body", person, |s| s.typed(RequisiteText::IdentityIssuer, " ");
    "client-passport-form", "three digits", person, |s| s.typed(RequisiteText::IdentitySeries, "450");
    "client-passport-form", "zeros", person, |s| s.typed(RequisiteText::IdentityNumber, "000000");
    "client-passport-form", "letters", person, |s| s.typed(RequisiteText::IdentitySeries, "VIII");
    "client-passport-date", "no date", person, |s| s.typed(RequisiteText::IdentityDate, "14 мая");
    "client-passport-date", "tomorrow", person, |s| s.typed(RequisiteText::IdentityDate, "25.11.2026");
    "client-phone-missing", "a person without", person, |s| s.client().phone = None;
    "client-email-missing", "none", firm, |s| s.client().email = None;
    "client-email-missing", "a blank", trader, |s| s.client().email = Some(" ".to_owned());
    "client-email-list", "a list", firm, |s| s.client().email = Some("a@romashka.ru, b@romashka.ru".to_owned());
    "client-email-form", "no sign", firm, |s| s.client().email = Some("romashka.ru".to_owned());
    "client-email-cyrillic", "a look-alike", firm, |s| s.client().email = Some("а@romashka.ru".to_owned());
};

pub(super) const BANK: &[Case] = cases! {
    "client-bank-unread", "a time-out", firm, |s| s.client().bank = Fact::NotChecked("timeout".into());
    "client-bank-several", "two accounts and no link", firm, |s| {
        s.client().bank = Fact::NotChecked("several-bank-details".into());
    };
    "client-bank-missing", "none", firm, |s| s.client().bank = Fact::Absent;
    "client-bank-missing", "blank fields", trader, |s| s.client().bank = read(BankCard::default());
    "client-bank-name-missing", "no name", firm, |s| s.bank().bank_name.clear();
    "client-bik-empty", "no БИК", firm, |s| s.bank().bik.clear();
    "client-bik-format", "a letter", firm, |s| s.bank().bik = "О44030827".to_owned();
    "client-bik-length", "a lost zero", firm, |s| s.bank().bik = "44030827".to_owned();
    "client-bik-component", "a unit never given", firm, |s| s.bank().bik = "044525049".to_owned();
    "client-account-empty", "no account", firm, |s| s.bank().account.clear();
    "client-account-format", "blanks", firm, |s| s.bank().account = "40702 810 9 0000 0002851".to_owned();
    "client-account-length", "a digit lost", firm, |s| s.bank().account = "4070281090000000285".to_owned();
    "client-account-correspondent", "accounts swapped", firm, |s| {
        s.bank().account = "30101810200000000827".to_owned();
    };
    "client-account-treasury", "a wrong currency", firm, |s| s.bank().account = "03100810000000018500".to_owned();
    "client-account-bik", "another bank", firm, |s| s.bank().account = "40702810900000002852".to_owned();
    "client-account-kind", "a sole trader's at a firm", firm, |s| {
        s.bank().account = "40802810600000004444".to_owned();
    };
    "client-account-kind", "a firm's at a sole trader", trader, |s| {
        s.bank().account = "40702810900000002851".to_owned();
    };
    "client-account-currency", "dollars", firm, |s| s.bank().account = "40702840000000004444".to_owned();
    "client-correspondent-format", "a letter", firm, |s| s.bank().correspondent = "3010181020000000O827".to_owned();
    "client-correspondent-length", "a digit lost", firm, |s| s.bank().correspondent = "3010181020000000082".to_owned();
    "client-correspondent-kind", "a settlement account", firm, |s| {
        s.bank().correspondent = "40702810900000002851".to_owned();
    };
    "client-correspondent-bik", "of another bank", firm, |s| {
        s.bank().correspondent = "30101810400000000225".to_owned();
    };
    "client-correspondent-bik", "a wrong digit", firm, |s| {
        s.bank().correspondent = "30101810300000000827".to_owned();
    };
    "client-correspondent-missing", "none", firm, |s| s.bank().correspondent.clear();
};

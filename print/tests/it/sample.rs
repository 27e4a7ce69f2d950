//! Data of one synthetic deal for all tests.

use docflow_print::builtin::{
    BankAccount, ContractData, InvoiceData, Item, Party, PartyKind, Payment, Signer, Sum, Terms,
    Vat, days_in_words,
};

pub(crate) fn seller() -> Party {
    let mut party = Party {
        full: "Общество с ограниченной ответственностью «Северный ветер»".into(),
        short: "ООО «Северный ветер»".into(),
        inn: Some("7707083893".into()),
        kpp: Some("770701001".into()),
        ogrn: Some("1027700132195".into()),
        address: "117997, г. Москва, ул. Вавилова, д. 19, помещ. 3, ком. 12".into(),
        phone: Some("+7 495 000-00-00".into()),
        email: Some("office@example.ru".into()),
        bank: Some(BankAccount {
            name: "АО «Пример-Банк», г. Москва".into(),
            bic: "044525225".into(),
            account: "40702810138250123017".into(),
            correspondent: "30101810400000000225".into(),
        }),
        signer: Some(Signer {
            post: "Генеральный директор".into(),
            name: "Петрова Анна Сергеевна".into(),
            basis: "Устава".into(),
            ..Signer::default()
        }),
        ..Party::default()
    };
    party.introduce("Исполнитель");
    party
}

pub(crate) fn buyer() -> Party {
    let mut party = Party {
        kind: PartyKind::SoleTrader,
        full: "Римский-Корсаков Олег Петрович".into(),
        short: "ИП Римский-Корсаков О. П.".into(),
        inn: Some("500100732259".into()),
        ogrn: Some("304500116000157".into()),
        address: "141400, Московская обл., г. Химки, ул. Ленинградская, д. 1".into(),
        bank: Some(BankAccount {
            name: "ПАО «Другой банк»".into(),
            bic: "044525974".into(),
            account: "40802810900000000001".into(),
            correspondent: "30101810145250000974".into(),
        }),
        ..Party::default()
    };
    party.introduce("Заказчик");
    party
}

pub(crate) fn items() -> Vec<Item> {
    vec![
        Item::new(
            1,
            "Настройка обмена между CRM и учётной системой",
            "1",
            "усл.",
            "22%",
            (10_000_000, 1_803_279, 10_000_000),
        ),
        Item::new(
            2,
            "Обучение пользователей, «вводный курс» <А & Б>",
            "1,5",
            "ч",
            "22%",
            (250_000, 67_623, 375_000),
        ),
        Item::new(
            3,
            "Сопровождение {{ не тег }}",
            "3",
            "мес",
            "22%",
            (333_333, 180_328, 999_999),
        ),
    ]
}

const TOTAL: u64 = 11_374_999;
const VAT: u64 = 2_051_230;

fn part(percent: u8, kop: u64, vat: u64, condition: &str) -> Payment {
    Payment {
        percent,
        sum: Sum::new(kop),
        vat_clause: Vat::included(&[("22%", vat)]).clause,
        condition: condition.into(),
    }
}

pub(crate) fn contract() -> ContractData {
    let first = format!(
        "в течение {} с даты подписания Договора",
        days_in_words(5, true)
    );
    let last = format!(
        "в течение {} с даты подписания акта",
        days_in_words(3, true)
    );
    ContractData {
        number: "СВ-2026/0457".into(),
        city: "Москва".into(),
        seller: seller(),
        buyer: buyer(),
        subject: "настройка и сопровождение обмена данными между CRM и учётной системой".into(),
        items: items(),
        total: Sum::new(TOTAL),
        vat: Vat::included(&[("22%", VAT)]),
        schedule: vec![
            part(70, 7_962_499, 1_435_861, &first),
            part(30, 3_412_500, 615_369, &last),
        ],
        terms: Terms {
            period: "с 1 декабря 2026 г. по 28 февраля 2027 г.".into(),
            place: Some("г. Москва, ул. Вавилова, д. 19".into()),
            warranty: Some("12 (двенадцать) месяцев".into()),
            court: "Арбитражном суде города Москвы".into(),
            valid_until: Some("31 марта 2027 г.".into()),
            ..Terms::default()
        },
        ..ContractData::default()
    }
    .dated("2026-11-24")
}

pub(crate) fn invoice() -> InvoiceData {
    InvoiceData {
        number: "СВ-901".into(),
        seller: seller(),
        buyer: buyer(),
        basis: Some("Договор № СВ-2026/0457 от 24.11.2026".into()),
        count: items().len(),
        items: items(),
        subtotal: Sum::new(TOTAL),
        total: Sum::new(TOTAL),
        vat: Vat::included(&[("22%", VAT)]),
        due: Some("1 декабря 2026 г.".into()),
        notice: Some("Оплата счёта означает согласие с условиями договора.".into()),
        purpose: "Оплата по счёту № СВ-901 от 24.11.2026, в т. ч. НДС 22% 20512-30".into(),
        accountant: Some("Козлова Ю. Д.".into()),
        ..InvoiceData::default()
    }
    .dated("2026-11-24")
    .with_payment_qr()
    .unwrap()
}

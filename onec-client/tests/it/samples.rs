//! The requests of the service's description, as values.

use std::collections::BTreeMap;

use onec_client::*;

/// A key as the workflow makes them.
pub(crate) fn key() -> IdempotencyKey {
    "main/4512/sale/1/issue".parse().unwrap()
}

#[expect(clippy::unnecessary_wraps, reason = "the fields are optional")]
fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

fn organization() -> OrganizationRef {
    OrganizationRef {
        reference: "8f0c2c1e-5a3b-11f1-9c00-00155d000001".parse().unwrap(),
        inn: "7705123452".into(),
    }
}

fn signatory(words: [&str; 6], sex: Sex) -> Signatory {
    let [
        post,
        post_genitive,
        name,
        name_genitive,
        basis,
        basis_genitive,
    ] = words;
    Signatory {
        post: text(post),
        post_genitive: text(post_genitive),
        name: name.into(),
        name_genitive: text(name_genitive),
        basis: text(basis),
        basis_genitive: text(basis_genitive),
        sex: Some(sex),
    }
}

fn buyer() -> Counterparty {
    let words = [
        "Генеральный директор",
        "Генерального директора",
        "Иванов Иван Иванович",
        "Иванова Ивана Ивановича",
        "Устав",
        "Устава",
    ];
    Counterparty {
        kind: CounterpartyKind::LegalEntity,
        name: "Ромашка ООО".into(),
        full_name: text("Общество с ограниченной ответственностью «Ромашка»"),
        inn: text("7707083893"),
        kpp: text("770701001"),
        ogrn: text("1027700132195"),
        address: text("119019, г. Москва, ул. Новый Арбат, д. 1"),
        phone: text("   "),
        email: text("info@example.org"),
        person: None,
        passport: None,
        bank: Some(BankAccount {
            bik: "044525225".into(),
            bank_name: text("ПАО Сбербанк"),
            account: "40702810138000000001".into(),
            correspondent: text("30101810400000000225"),
        }),
        signatory: Some(signatory(words, Sex::Male)),
    }
}

fn date(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

/// A contract of the prepayment.
fn terms() -> ContractRequest {
    let words = [
        "Директор",
        "Директора",
        "Петрова Анна Сергеевна",
        "Петровой Анны Сергеевны",
        "Устав",
        "Устава",
    ];
    ContractRequest {
        form: "services".into(),
        form_version: "1".into(),
        date: date("2026-11-24"),
        city: text("Москва"),
        number: ContractNumber::Auto,
        valid_until: Some(date("2026-12-31")),
        currency: Currency::Rub,
        vat_included: true,
        fields: BTreeMap::from([
            ("subject".into(), "Сопровождение программы".into()),
            ("acceptance".into(), " ".into()),
        ]),
        signatory: Some(signatory(words, Sex::Female)),
    }
}

/// A contract without city, term and signatory.
fn short_terms(subject: &str, vat_included: bool) -> ContractRequest {
    ContractRequest {
        city: None,
        valid_until: None,
        vat_included,
        fields: BTreeMap::from([("subject".into(), subject.into())]),
        signatory: None,
        ..terms()
    }
}

fn file(document: Document, format: FileFormat, stamped: bool) -> FileRequest {
    FileRequest {
        document,
        format,
        stamped,
    }
}

/// A legal entity, 70 % and 30 %, VAT included.
pub(crate) fn prepayment() -> DocumentSetRequest {
    DocumentSetRequest {
        deal: "4512".into(),
        requested_by: text("user:17"),
        organization: organization(),
        counterparty: buyer(),
        contract: terms().into(),
        order: true,
        rows: vec![row(
            "Сопровождение",
            ["10", "12200", "122000", "22000", "122000"],
            true,
        )],
        invoices: vec![
            part(1, 2, "70", ["85400", "15400"], Some(date("2026-12-01"))),
            part(2, 2, "30", ["36600", "6600"], None),
        ],
        expect: expect("122000", "22000", "122000"),
        files: vec![
            file(Document::Contract, FileFormat::Docx, false),
            file(Document::Contract, FileFormat::Pdf, true),
            file(Document::Invoice, FileFormat::Pdf, true),
        ],
        supersedes: Vec::new(),
        note: text("  "),
    }
}

/// A person without ИНН, VAT on top, one invoice.
pub(crate) fn person() -> DocumentSetRequest {
    let mut request = prepayment();
    request.deal = "4513".into();
    request.requested_by = None;
    request.counterparty = Counterparty {
        kind: CounterpartyKind::Person,
        name: "Соколова Мария Петровна".into(),
        full_name: None,
        inn: text(""),
        kpp: None,
        ogrn: None,
        address: text("190000, г. Санкт-Петербург, ул. Садовая, д. 2"),
        phone: text("+78120000000"),
        email: None,
        person: Some(PersonName {
            last: "Соколова".into(),
            first: "Мария".into(),
            middle: text("Петровна"),
        }),
        passport: Some(Passport {
            series: "4010".into(),
            number: "123456".into(),
            issued_by: text("ГУ МВД России"),
            issued_on: Some("2015-03-02".parse().unwrap()),
        }),
        bank: None,
        signatory: None,
    };
    request.contract = short_terms("Настройка", false).into();
    request.order = false;
    request.rows = vec![row(
        "Настройка",
        ["1.000", "1000", "1000", "220", "1220"],
        false,
    )];
    request.invoices = vec![part(1, 1, "100", ["1220", "220"], None)];
    request.expect = expect("1000", "220", "1220");
    request.files = Vec::new();
    request
}

fn trader() -> Counterparty {
    Counterparty {
        kind: CounterpartyKind::SoleTrader,
        name: "ИП Сидоров И. П.".into(),
        full_name: None,
        inn: text("500100732259"),
        kpp: None,
        ogrn: text("304500116000157"),
        address: None,
        phone: None,
        email: None,
        person: Some(PersonName {
            last: "Сидоров".into(),
            first: "Иван".into(),
            middle: text("Петрович"),
        }),
        passport: None,
        bank: None,
        signatory: None,
    }
}

/// A contract without order and invoices, in place of one that stood.
pub(crate) fn contract_only() -> DocumentSetRequest {
    let old = |kind, reference: Option<&str>, number| SupersededDocument {
        kind,
        reference: reference.map(|text| text.parse().unwrap()),
        number: text(number),
        date: Some(date("2026-11-02")),
    };
    let contract = Some("3c7e4a12-5a3b-11f1-9c00-00155d000009");
    DocumentSetRequest {
        deal: "4514".into(),
        counterparty: trader(),
        contract: short_terms("Настройка", true).into(),
        order: false,
        rows: vec![row(
            "Настройка",
            ["1", "1220", "1220", "220", "1220"],
            false,
        )],
        invoices: Vec::new(),
        expect: expect("1220", "220", "1220"),
        files: Vec::new(),
        supersedes: vec![
            old(DocumentKind::Contract, contract, "11-У/26"),
            old(DocumentKind::Invoice, None, "12"),
        ],
        note: text("Клиент сменил предмет договора. Прежний договор не подписан."),
        ..prepayment()
    }
}

/// An invoice alone, under a contract that stands.
pub(crate) fn invoice_only() -> DocumentSetRequest {
    let invoice = InvoiceRequest {
        date: date("2026-12-01"),
        ..part(1, 1, "100", ["12200", "2200"], None)
    };
    DocumentSetRequest {
        requested_by: None,
        counterparty: trader(),
        contract: ContractChoice::Existing(ExistingContract {
            name: ContractName::Ref {
                reference: "3c7e4a12-5a3b-11f1-9c00-00155d000001".parse().unwrap(),
            },
            vat_included: true,
        }),
        order: false,
        rows: vec![row(
            "Сопровождение",
            ["1", "12200", "12200", "2200", "12200"],
            false,
        )],
        invoices: vec![invoice],
        expect: expect("12200", "2200", "12200"),
        files: vec![file(Document::Invoice, FileFormat::Pdf, true)],
        ..prepayment()
    }
}

/// The same with an order, its contract named by number and date.
pub(crate) fn invoice_by_number() -> DocumentSetRequest {
    DocumentSetRequest {
        contract: ContractChoice::Existing(ExistingContract {
            name: ContractName::Number {
                number: "15-У/26".into(),
                date: date("2026-11-24"),
            },
            vat_included: true,
        }),
        order: true,
        files: Vec::new(),
        ..invoice_only()
    }
}

fn row(name: &str, [quantity, price, sum, vat_sum, total]: [&str; 5], has_unit: bool) -> Row {
    Row {
        nomenclature: "2b1d6a52-5a3b-11f1-9c00-00155d000001".parse().unwrap(),
        name: name.into(),
        okei: has_unit.then(|| "796".into()),
        unit: has_unit.then(|| "шт".into()),
        quantity: quantity.parse().unwrap(),
        price: price.parse().unwrap(),
        vat: VatRate::Percent(22),
        sum: sum.parse().unwrap(),
        vat_sum: vat_sum.parse().unwrap(),
        total: total.parse().unwrap(),
    }
}

fn part(
    index: u32,
    of: u32,
    percent: &str,
    [amount, vat_sum]: [&str; 2],
    due: Option<chrono::NaiveDate>,
) -> InvoiceRequest {
    InvoiceRequest {
        index,
        of,
        percent: percent.parse().unwrap(),
        date: "2026-11-24".parse().unwrap(),
        amount: amount.parse().unwrap(),
        vat_sum: vat_sum.parse().unwrap(),
        due,
    }
}

fn expect(sum: &str, vat: &str, total: &str) -> Expect {
    Expect {
        sum: sum.parse().unwrap(),
        vat: vat.parse().unwrap(),
        total: total.parse().unwrap(),
    }
}

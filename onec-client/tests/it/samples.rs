//! The two requests of the service's description, as values.

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

/// A legal entity, 70 % and 30 %, VAT included.
#[expect(clippy::too_many_lines, reason = "one literal")]
pub(crate) fn prepayment() -> DocumentSetRequest {
    let words = [
        "Директор",
        "Директора",
        "Петрова Анна Сергеевна",
        "Петровой Анны Сергеевны",
        "Устав",
        "Устава",
    ];
    let date = "2026-11-24".parse().unwrap();
    DocumentSetRequest {
        deal: "4512".into(),
        requested_by: text("user:17"),
        organization: organization(),
        counterparty: buyer(),
        contract: ContractRequest {
            form: "services".into(),
            form_version: "1".into(),
            date,
            city: text("Москва"),
            number: ContractNumber::Auto,
            valid_until: Some("2026-12-31".parse().unwrap()),
            currency: Currency::Rub,
            vat_included: true,
            fields: BTreeMap::from([
                ("subject".into(), "Сопровождение программы".into()),
                ("acceptance".into(), " ".into()),
            ]),
            signatory: Some(signatory(words, Sex::Female)),
        },
        order: true,
        rows: vec![row(
            "Сопровождение",
            ["10", "12200", "122000", "22000", "122000"],
            true,
        )],
        invoices: vec![
            part(
                1,
                2,
                "70",
                ["85400", "15400"],
                Some("2026-12-01".parse().unwrap()),
            ),
            part(2, 2, "30", ["36600", "6600"], None),
        ],
        expect: expect("122000", "22000", "122000"),
        files: vec![
            FileRequest {
                document: Document::Contract,
                format: FileFormat::Docx,
                stamped: false,
            },
            FileRequest {
                document: Document::Contract,
                format: FileFormat::Pdf,
                stamped: true,
            },
            FileRequest {
                document: Document::Invoice,
                format: FileFormat::Pdf,
                stamped: true,
            },
        ],
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
    request.contract.city = None;
    request.contract.valid_until = None;
    request.contract.vat_included = false;
    request.contract.fields = BTreeMap::from([("subject".into(), "Настройка".into())]);
    request.contract.signatory = None;
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

//! A small company for tests: one seller, one region, one form, one service.

use docflow_core::*;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

pub(crate) const DEAL: u64 = 4512;
pub(crate) const MANAGER: u64 = 7;
pub(crate) const REQUESTER: u64 = 8;
pub(crate) const APPROVER: u64 = 9;
pub(crate) const ACCOUNTANT: u64 = 12;
pub(crate) const ADMINISTRATOR: u64 = 13;

pub(crate) fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn user(id: u64) -> UserId {
    UserId::new(id).unwrap()
}

fn name(text: &str) -> PersonName {
    PersonName::parse(text).unwrap()
}

pub(crate) fn seller() -> LegalEntity {
    LegalEntity {
        code: "sever".to_owned(),
        onec_ref: "8f0c2c1e-5a3b-11f1-9c00-00155d000001".to_owned(),
        name: "ООО «Север Сервис»".to_owned(),
        inn: "7707083893".parse().unwrap(),
        kpp: Some("773601001".parse().unwrap()),
        regimes: vec![(day("2020-01-01"), VatRegime::Osno)],
        signatory: Signatory {
            post: "Генеральный директор".to_owned(),
            name: name("Северов Илья Петрович"),
            basis: Basis::Charter,
            genitive: None,
        },
        closed_until: None,
        accountants: vec![colleague(ACCOUNTANT)],
    }
}

fn colleague(id: u64) -> Colleague {
    Colleague {
        id: user(id),
        name: format!("Сотрудник {id}"),
    }
}

fn form(approval: bool) -> ContractForm {
    ContractForm {
        code: "services".to_owned(),
        version: "1".to_owned(),
        title: "Договор оказания услуг".to_owned(),
        sellers: BTreeSet::new(),
        regions: BTreeSet::new(),
        client_kinds: BTreeSet::new(),
        product_kinds: BTreeSet::new(),
        valid_from: None,
        valid_to: None,
        number_approval: approval,
        files: None,
        fields: Vec::new(),
    }
}

/// The policy; with `approval` the form's number waits for the approver.
pub(crate) fn policy(approval: bool) -> Policy {
    Policy {
        portal: "sever".to_owned(),
        hash: "test".to_owned(),
        sellers: vec![seller()],
        regions: vec![Region {
            code: "msk".to_owned(),
            title: "Москва".to_owned(),
            city: "Москва".to_owned(),
            offset: chrono::FixedOffset::east_opt(3 * 3600).unwrap(),
            sellers: BTreeSet::from(["sever".to_owned()]),
        }],
        forms: vec![form(approval)],
        products: vec![Product {
            id: ProductId::new(101).unwrap(),
            onec_ref: "8f0c2c1e-5a3b-11f1-9c00-00155d000101".to_owned(),
            name: "Обслуживание кондиционера".to_owned(),
            kind: ProductKind::Service,
            unit: Unit {
                code: 796,
                name: "шт".to_owned(),
            },
            sellers: BTreeSet::from(["sever".to_owned()]),
            reduced: None,
            archived: false,
        }],
        schedules: BTreeMap::from([("full".to_owned(), PaymentSchedule::full())]),
        files: FilePolicy::default(),
        announce: AnnouncePolicy {
            fields: BTreeMap::from([(ResultField::ContractNumber, "UF_CRM_CONTRACT".to_owned())]),
            fallback: AttachFallback::TimelineComment,
        },
        dates: DateLimits {
            past_days: 400,
            future_days: 30,
        },
        approval: ApprovalPolicy {
            approver: Some(user(APPROVER)),
            deputy: None,
            remind_after: Duration::from_mins(30),
        },
        patience: Patience {
            attempts: 5,
            ..Patience::default()
        },
        people: People {
            administrators: vec![colleague(ADMINISTRATOR)],
            hours: OfficeHours::always(),
        },
        documents: DocumentPolicy::default(),
        keep_days: None,
    }
}

fn known<T>(value: T) -> Fact<T> {
    Fact::Known {
        value,
        source: "test".into(),
        at: moment("2026-11-24T09:00:00Z"),
    }
}

fn requisite() -> RequisiteCard {
    let texts = [
        (RequisiteText::Inn, "7736050003"),
        (RequisiteText::Kpp, "770401001"),
        (RequisiteText::Ogrn, "1027700070518"),
        (RequisiteText::ShortName, "ООО «Ромашка»"),
        (
            RequisiteText::FullName,
            "Общество с ограниченной ответственностью «Ромашка»",
        ),
        (RequisiteText::Director, "Петров Пётр Петрович"),
        (RequisiteText::Chief, "Петров Пётр Петрович"),
        (RequisiteText::ChiefPost, "Директор"),
        (RequisiteText::Basis, "Устав"),
    ];
    RequisiteCard {
        id: RequisiteId::new(27).unwrap(),
        preset: Preset::Organization,
        texts: texts.map(|(k, v)| (k, v.to_owned())).into(),
        addresses: BTreeMap::from([(
            AddressKind::Legal,
            "119019, Москва, Новый Арбат, 1".to_owned(),
        )]),
    }
}

/// A deal in which nothing is missing.
pub(crate) fn facts() -> DealFacts {
    let staff = |id, head: Option<u64>| StaffCard {
        id: user(id),
        active: true,
        name: format!("Сотрудник {id}"),
        head: head.map(user),
    };
    DealFacts {
        deal: DealCard {
            id: DealId::new(DEAL).unwrap(),
            title: "Обслуживание".to_owned(),
            closed: false,
            currency: "RUB".to_owned(),
            opportunity: Some(Money::from_kopecks(1_220_000)),
            manual_opportunity: false,
            responsible: Some(user(MANAGER)),
            company: CompanyId::new(5),
            contact: None,
            fields: BTreeMap::new(),
        },
        client: known(ClientCard {
            origin: ClientOrigin::Company(CompanyId::new(5).unwrap()),
            title: "Ромашка".to_owned(),
            phone: Some("+74951234567".to_owned()),
            email: Some("info@romashka.example".to_owned()),
            requisite: known(requisite()),
            requisites_found: Some(1),
            bank: known(BankCard {
                bik: "044525225".to_owned(),
                bank_name: "ПАО Сбербанк".to_owned(),
                account: "40702810838000000017".to_owned(),
                correspondent: "30101810400000000225".to_owned(),
            }),
        }),
        seller: Fact::Absent,
        rows: vec![ProductRow {
            product: ProductId::new(101),
            name: "Обслуживание кондиционера".to_owned(),
            price: Decimal::new(1_220_000, 2),
            quantity: Decimal::ONE,
            tax_rate: Some(Decimal::from(22)),
            tax_included: true,
            unit_code: Some(796),
            unit_name: "шт".to_owned(),
        }],
        rows_total: 1,
        staff: vec![staff(MANAGER, Some(1)), staff(REQUESTER, None)],
    }
}

/// What the requester orders.
pub(crate) fn order() -> Order {
    Order {
        requested_by: user(REQUESTER),
        office: None,
        purpose: Purpose::First,
        choices: Choices {
            seller: Some("sever".to_owned()),
            region: Some("msk".to_owned()),
            form: Some("services".to_owned()),
            contract_date: Some(day("2026-11-24")),
            schedule: Some("full".to_owned()),
            ..Choices::default()
        },
    }
}

/// What 1C would have made of a request, with one small file for every file that is wanted.
pub(crate) fn printed(request: &DocumentRequest, number: &str) -> IssuedFiles {
    let parts = request.parts();
    let mut blobs = Vec::new();
    let mut document = |slot: DocumentSlot, total, vat, pairs: &[FilePair]| {
        let wanted: BTreeSet<(FileFormat, bool)> = pairs
            .iter()
            .flat_map(|p| {
                [
                    (FileFormat::Docx, p.docx_stamped),
                    (FileFormat::Pdf, p.pdf_stamped),
                ]
            })
            .collect();
        let files = wanted
            .into_iter()
            .map(|(format, stamped)| print_one(slot, format, stamped, &mut blobs))
            .collect();
        IssuedDocument {
            slot,
            onec_ref: format!("ref-{slot}"),
            number: number.to_owned(),
            date: parts.contract.date,
            total,
            vat,
            files,
        }
    };
    let mut documents = vec![document(
        DocumentSlot::Contract,
        parts.totals.total(),
        parts.totals.vat(),
        &parts.contract_files,
    )];
    for invoice in &parts.invoices {
        let slot = DocumentSlot::Invoice(invoice.index);
        documents.push(document(
            slot,
            invoice.part.amount,
            invoice.part.vat,
            &parts.invoice_files,
        ));
    }
    let set = IssuedSet {
        counterparty_ref: "ref-client".to_owned(),
        counterparty_created: true,
        order: None,
        documents,
    };
    IssuedFiles {
        set,
        blobs,
        replayed: false,
    }
}

fn print_one(
    slot: DocumentSlot,
    format: FileFormat,
    stamped: bool,
    blobs: &mut Vec<Blob>,
) -> FileRef {
    let name = format!("{slot}-{stamped}.{}", format.extension());
    let bytes = name.clone().into_bytes();
    let hash = hash(&bytes);
    let size = u64::try_from(bytes.len()).unwrap();
    blobs.push(Blob { hash, bytes });
    FileRef {
        format,
        stamped,
        name,
        size,
        hash,
        derived_from: None,
    }
}

pub(crate) fn hash(bytes: &[u8]) -> FileHash {
    use sha2::Digest as _;
    FileHash::new(sha2::Sha256::digest(bytes).into())
}

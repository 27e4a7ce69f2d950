//! A small company and a good deal, from which tests make what they need.
//!
//! `Scene::firm().request()` is a real [`DocumentRequest`], built by the check.

use docflow_core::{
    AddressKind, AnnouncePolicy, ApprovalPolicy, BankCard, Basis, Checked, Choices, ClientCard,
    ClientKind, ClientOrigin, Colleague, CompanyId, ContractForm, DateLimits, DealCard, DealFacts,
    DealId, Decimal, DocumentPolicy, DocumentRequest, Fact, FieldKind, FieldSource, FilePolicy,
    FormField, Grounds, Inn, Judged, LegalEntity, Money, NaiveDate, OfficeHours, Order, Patience,
    PaymentSchedule, People, PersonName, Policy, Preset, Prior, Product, ProductId, ProductKind,
    ProductRow, Purpose, Region, RequisiteCard, RequisiteId, RequisiteText, ResultField,
    SellerCard, Signatory, StaffCard, Standing, Timestamp, Unit, UserId, VatRegime, Verdict, check,
};
use std::collections::{BTreeMap, BTreeSet};

/// ИНН of «Север Сервис», which pays VAT.
pub(crate) const SEVER: &str = "7740000076";
/// ИНН of «Юг», which pays none.
pub(crate) const YUG: &str = "7717586110";

/// Everything that one check looks at.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    pub(crate) facts: DealFacts,
    pub(crate) order: Order,
    pub(crate) policy: Policy,
    pub(crate) standing: Standing,
}

impl Scene {
    /// A firm that buys services: nothing is wrong.
    pub(crate) fn firm() -> Self {
        Self::new(Preset::Organization, FIRM, AddressKind::Legal)
    }

    /// A sole trader that buys services: nothing is wrong.
    pub(crate) fn trader() -> Self {
        let mut scene = Self::new(Preset::SoleTrader, TRADER, AddressKind::Registered);
        scene.bank().account = "40802810600000004444".to_owned();
        scene
    }

    /// A person that buys services: nothing is wrong.
    pub(crate) fn person() -> Self {
        Self::new(Preset::Person, PERSON, AddressKind::Registered)
    }

    /// The firm with an order of two invoices, 70 % and 30 %.
    pub(crate) fn in_two_parts() -> Self {
        let mut scene = Self::firm();
        scene.order.choices.schedule = Some("70/30".to_owned());
        scene
    }

    fn new(preset: Preset, texts: &[(RequisiteText, &str)], address: AddressKind) -> Self {
        Self {
            facts: facts(preset, texts, address),
            order: order(),
            policy: policy(),
            standing: Standing {
                now: now(),
                prior: Prior::default(),
            },
        }
    }

    /// What the check makes of it.
    pub(crate) fn check(&self) -> Verdict {
        check(&self.facts, &self.order, &self.policy, &self.standing)
    }

    /// What the check makes of it, with what it was made from.
    pub(crate) fn judged(&self) -> Judged {
        Judged {
            verdict: self.check(),
            grounds: Grounds {
                facts: self.facts.clone(),
                now: self.standing.now,
                prior: self.standing.prior.clone(),
                policy_hash: self.policy.hash.clone(),
            },
        }
    }

    /// The request with its warnings; panics unless nothing blocks.
    pub(crate) fn checked(&self) -> Checked {
        match self.check() {
            Verdict::Ready(checked) => *checked,
            Verdict::Refused { report, .. } => panic!("refused: {:?}", report.codes()),
        }
    }

    /// The request; panics unless nothing blocks.
    pub(crate) fn request(&self) -> DocumentRequest {
        self.checked().request
    }

    /// Codes of every finding, whatever the verdict.
    pub(crate) fn codes(&self) -> Vec<String> {
        let findings = match self.check() {
            Verdict::Ready(checked) => checked.warnings,
            Verdict::Refused { report, .. } => report.findings,
        };
        findings.into_iter().map(|finding| finding.code).collect()
    }

    pub(crate) fn client(&mut self) -> &mut ClientCard {
        known(&mut self.facts.client)
    }

    pub(crate) fn requisite(&mut self) -> &mut RequisiteCard {
        known(&mut self.client().requisite)
    }

    pub(crate) fn bank(&mut self) -> &mut BankCard {
        known(&mut self.client().bank)
    }

    /// Types a text into a field of the requisites; an empty one clears it.
    pub(crate) fn typed(&mut self, field: RequisiteText, text: &str) {
        let fields = &mut self.requisite().texts;
        if text.is_empty() {
            fields.remove(&field);
        } else {
            fields.insert(field, text.to_owned());
        }
    }

    /// The first row.
    pub(crate) fn row(&mut self) -> &mut ProductRow {
        &mut self.facts.rows[0]
    }

    /// The first product of the policy, which the first row sells.
    pub(crate) fn product(&mut self) -> &mut Product {
        &mut self.policy.products[0]
    }

    /// The form that fits the client.
    pub(crate) fn form(&mut self) -> &mut ContractForm {
        &mut self.policy.forms[0]
    }

    /// Sells by «Юг», which pays no VAT.
    pub(crate) fn sold_by_yug(&mut self) {
        known(&mut self.facts.seller).inn = YUG.to_owned();
        for row in &mut self.facts.rows {
            row.tax_rate = None;
        }
    }
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub(crate) fn user(id: u64) -> UserId {
    UserId::new(id).unwrap()
}

/// Noon in Moscow on 24.11.2026.
pub(crate) fn now() -> Timestamp {
    "2026-11-24T09:00:00Z".parse().unwrap()
}

pub(crate) fn read<T>(value: T) -> Fact<T> {
    Fact::Known {
        value,
        source: "test".into(),
        at: now(),
    }
}

fn known<T>(fact: &mut Fact<T>) -> &mut T {
    match fact {
        Fact::Known { value, .. } => value,
        Fact::Absent | Fact::NotChecked(_) => panic!("the scene has no such fact"),
    }
}

const FIRM: &[(RequisiteText, &str)] = &[
    (RequisiteText::ShortName, "ООО «Ромашка»"),
    (
        RequisiteText::FullName,
        "Общество с ограниченной ответственностью «Ромашка»",
    ),
    (RequisiteText::Inn, "7707083893"),
    (RequisiteText::Kpp, "773601001"),
    (RequisiteText::Ogrn, "1027700132195"),
    (RequisiteText::Chief, "Иванов Иван Иванович"),
    (RequisiteText::ChiefPost, "Генеральный директор"),
    (RequisiteText::Basis, "Устав"),
];

const TRADER: &[(RequisiteText, &str)] = &[
    (RequisiteText::LastName, "Петрова"),
    (RequisiteText::FirstName, "Анна"),
    (RequisiteText::MiddleName, "Сергеевна"),
    (RequisiteText::Inn, "500100732259"),
    (RequisiteText::Ogrnip, "304772972789071"),
];

const PERSON: &[(RequisiteText, &str)] = &[
    (RequisiteText::WholeName, "Ким Анна"),
    (RequisiteText::IdentitySeries, "45 09"),
    (RequisiteText::IdentityNumber, "123456"),
    (RequisiteText::IdentityDate, "14.05.2010"),
    (RequisiteText::IdentityIssuer, "ОВД района Хамовники"),
];

fn facts(preset: Preset, texts: &[(RequisiteText, &str)], address: AddressKind) -> DealFacts {
    let company = CompanyId::new(31).unwrap();
    let text = |(meaning, value): &(RequisiteText, &str)| (*meaning, (*value).to_owned());
    let requisite = RequisiteCard {
        id: RequisiteId::new(60).unwrap(),
        preset,
        texts: texts.iter().map(text).collect(),
        addresses: BTreeMap::from([(address, "125009, г. Москва, ул. Тверская, д. 1".to_owned())]),
    };
    DealFacts {
        deal: deal(company),
        client: read(ClientCard {
            origin: ClientOrigin::Company(company),
            title: "Ромашка".to_owned(),
            phone: Some("+7 495 000-00-00".to_owned()),
            email: Some("info@romashka.ru".to_owned()),
            requisite: read(requisite),
            requisites_found: Some(1),
            bank: read(BankCard {
                bik: "044030827".to_owned(),
                bank_name: "АО «Банк»".to_owned(),
                account: "40702810900000002851".to_owned(),
                correspondent: "30101810200000000827".to_owned(),
            }),
        }),
        seller: read(SellerCard {
            company: CompanyId::new(2).unwrap(),
            inn: SEVER.to_owned(),
        }),
        rows: vec![
            row(101, "Настройка", "12200.00", "10"),
            row(102, "Сопровождение", "3000.00", "1"),
        ],
        rows_total: 2,
        staff: vec![
            employee(7, Some(1)),
            employee(1, None),
            employee(9, Some(1)),
        ],
    }
}

fn deal(company: CompanyId) -> DealCard {
    DealCard {
        id: DealId::new(4512).unwrap(),
        title: "Обслуживание".to_owned(),
        closed: false,
        currency: "RUB".to_owned(),
        opportunity: Some(Money::from_kopecks(12_500_000)),
        manual_opportunity: false,
        responsible: Some(user(7)),
        company: Some(company),
        contact: None,
        fields: BTreeMap::from([("UF_CRM_STATE".to_owned(), "черновик".to_owned())]),
    }
}

/// A row of services at 22 %, VAT in the price.
pub(crate) fn row(product: u64, name: &str, price: &str, quantity: &str) -> ProductRow {
    ProductRow {
        product: ProductId::new(product),
        name: name.to_owned(),
        price: number(price),
        quantity: number(quantity),
        tax_rate: Some(number("22")),
        tax_included: true,
        unit_code: Some(796),
        unit_name: "шт".to_owned(),
    }
}

fn employee(id: u64, head: Option<u64>) -> StaffCard {
    StaffCard {
        id: user(id),
        active: true,
        name: format!("Сотрудник {id}"),
        head: head.map(user),
    }
}

fn order() -> Order {
    Order {
        requested_by: user(9),
        office: None,
        purpose: Purpose::First,
        choices: Choices {
            region: Some("msk".to_owned()),
            answers: BTreeMap::from([("place".to_owned(), "Москва, склад № 2".to_owned())]),
            ..Choices::default()
        },
    }
}

fn policy() -> Policy {
    let policy = Policy {
        portal: "sever".to_owned(),
        hash: "f00d".to_owned(),
        sellers: vec![
            seller("sever", "ООО «Север Сервис»", SEVER, VatRegime::Osno),
            seller("yug", "ООО «Юг»", YUG, VatRegime::UsnExempt),
        ],
        regions: vec![
            region("msk", "Москва", 3, &["sever", "yug"]),
            region("vvo", "Владивосток", 10, &["sever"]),
        ],
        forms: vec![services(), supply()],
        products: vec![
            product(101, "Настройка", ProductKind::Service),
            product(102, "Сопровождение", ProductKind::Service),
            product(201, "Сервер", ProductKind::Good),
        ],
        schedules: BTreeMap::from([
            ("full".to_owned(), PaymentSchedule::full()),
            ("70/30".to_owned(), PaymentSchedule::split_70_30()),
        ]),
        files: FilePolicy::default(),
        announce: AnnouncePolicy {
            fields: BTreeMap::from([
                (ResultField::ContractNumber, "UF_CRM_NUMBER".to_owned()),
                (ResultField::State, "UF_CRM_STATE".to_owned()),
            ]),
            ..AnnouncePolicy::default()
        },
        dates: DateLimits {
            past_days: 400,
            future_days: 60,
        },
        approval: ApprovalPolicy {
            approver: Some(user(1)),
            ..ApprovalPolicy::default()
        },
        patience: Patience::default(),
        people: people(),
        documents: DocumentPolicy::default(),
        keep_days: None,
    };
    policy.coherent().unwrap()
}

fn seller(code: &str, name: &str, inn: &str, regime: VatRegime) -> LegalEntity {
    LegalEntity {
        code: code.to_owned(),
        onec_ref: format!("{code}-0001"),
        name: name.to_owned(),
        inn: Inn::parse(inn).unwrap(),
        kpp: None,
        regimes: vec![(day("2020-01-01"), regime)],
        signatory: Signatory {
            post: "Директор".to_owned(),
            name: PersonName::parse("Сидоров Пётр Ильич").unwrap(),
            basis: Basis::Charter,
            genitive: None,
        },
        closed_until: Some(day("2025-09-30")),
        accountants: vec![colleague(12, "Анна Петровна"), colleague(14, "Вера")],
    }
}

/// An administrator who is there around the clock.
pub(crate) fn people() -> People {
    People {
        administrators: vec![colleague(13, "Олег")],
        hours: OfficeHours::always(),
    }
}

fn colleague(id: u64, name: &str) -> Colleague {
    Colleague {
        id: user(id),
        name: name.to_owned(),
    }
}

fn region(code: &str, city: &str, hours: i32, sellers: &[&str]) -> Region {
    Region {
        code: code.to_owned(),
        title: city.to_owned(),
        city: city.to_owned(),
        offset: format!("{hours:+03}:00").parse().unwrap(),
        sellers: codes(sellers),
    }
}

fn codes(codes: &[&str]) -> BTreeSet<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

fn services() -> ContractForm {
    ContractForm {
        code: "services".to_owned(),
        version: "3".to_owned(),
        title: "Договор оказания услуг".to_owned(),
        sellers: BTreeSet::new(),
        regions: BTreeSet::new(),
        client_kinds: ClientKind::ALL.into_iter().collect(),
        product_kinds: BTreeSet::from([ProductKind::Service]),
        valid_from: None,
        valid_to: None,
        number_approval: false,
        files: None,
        fields: vec![field("place", FieldKind::Text, true, FieldSource::Asked)],
    }
}

fn supply() -> ContractForm {
    ContractForm {
        code: "supply".to_owned(),
        title: "Договор поставки".to_owned(),
        client_kinds: BTreeSet::from([ClientKind::LegalEntity]),
        product_kinds: BTreeSet::from([ProductKind::Good]),
        fields: Vec::new(),
        ..services()
    }
}

pub(crate) fn field(code: &str, kind: FieldKind, required: bool, source: FieldSource) -> FormField {
    FormField {
        code: code.to_owned(),
        title: code.to_owned(),
        kind,
        required,
        source,
        help: String::new(),
    }
}

fn product(id: u64, name: &str, kind: ProductKind) -> Product {
    Product {
        id: ProductId::new(id).unwrap(),
        onec_ref: format!("product-{id}"),
        name: name.to_owned(),
        kind,
        unit: Unit {
            code: 796,
            name: "шт".to_owned(),
        },
        sellers: BTreeSet::new(),
        reduced: None,
        archived: false,
    }
}
